use std::f64::consts::{FRAC_PI_2, PI};

use super::*;

const SIZE: [f64; 2] = [640.0, 480.0];

fn camera(yaw: f64, pitch: f64, zoom: f64, pan: [f64; 2]) -> Camera {
    Camera {
        yaw,
        pitch,
        zoom,
        pan,
    }
}

fn cameras() -> Vec<Camera> {
    vec![
        Camera::default(),
        camera(-2.0, -0.7, 2.5, [0.3, -0.2]),
        camera(3.0, FRAC_PI_2, 0.6, [-0.5, 0.5]),
        camera(0.0, -FRAC_PI_2, 8.0, [1.0, 0.0]),
    ]
}

fn single(at: Space) -> Direction {
    at.map(|x| x as f32)
}

fn close(a: f64, b: f64, within: f64) -> bool {
    (a - b).abs() <= within
}

#[test]
fn what_is_projected_from_the_near_side_is_found_again_by_unprojecting() {
    for camera in cameras() {
        let view = camera.view(SIZE);
        for i in 0..200 {
            let z = 1.0 - i as f64 / 100.0;
            let (sin, cos) = (i as f64 * 2.4).sin_cos();
            let r = (1.0 - z * z).sqrt();
            let at = [r * cos, r * sin, z];
            let seen = view
                .project(single(at))
                .expect("a point of the sphere is before the eye");
            if !seen.front || dot(view.rotation[2], at) < 0.4 {
                continue;
            }
            let back = view.unproject(seen.pos).expect("the globe is there");
            assert!(
                (0..3).all(|k| close(back[k].into(), at[k], 1e-3)),
                "{at:?} {back:?}"
            );
        }
    }
}

#[test]
fn the_direction_it_faces_is_in_the_middle_and_its_antipode_is_behind_it() {
    for direction in [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.36, -0.48, -0.8]] {
        let view = camera(1.0, 1.0, 3.0, [0.4, 0.4])
            .facing(direction)
            .view(SIZE);
        let near = view.project(direction).expect("in view");
        let far = view.project(direction.map(|x: f32| -x)).expect("in view");
        for seen in [near, far] {
            assert!(close(seen.pos[0], 320.0, 0.01) && close(seen.pos[1], 240.0, 0.01));
        }
        assert!(near.front && !far.front);
        assert!(close(near.depth, EYE - 1.0, 1e-5) && close(far.depth, EYE + 1.0, 1e-5));
    }
}

#[test]
fn the_horizon_is_a_circle_of_the_outlines_radius_wherever_it_is_panned() {
    for camera in cameras() {
        let view = camera.view(SIZE);
        let [right, up, back] = view.rotation;
        let height = 1.0 / EYE;
        let radius = (1.0 - height * height).sqrt();
        for step in 0..24 {
            let (sin, cos) = (step as f64 * PI / 12.0).sin_cos();
            let at =
                std::array::from_fn(|k| height * back[k] + radius * (cos * right[k] + sin * up[k]));
            let seen = view.project(single(at)).expect("in view");
            let off = [0, 1].map(|k| seen.pos[k] - view.centre[k]);
            assert!(close(
                off[0].hypot(off[1]),
                view.outline,
                0.01 * view.outline
            ));
        }
    }
}

#[test]
fn beside_the_globe_there_is_no_direction() {
    let view = Camera::default().view(SIZE);
    assert_eq!(view.unproject([1.0, 1.0]), None);
    assert_eq!(view.unproject([f64::NAN, 1.0]), None);
}

#[test]
fn north_is_up_and_east_is_right() {
    let view = camera(0.0, 0.0, 1.0, [0.0, 0.0]).view(SIZE);
    let north = view.project([0.0, 0.0, 1.0]).expect("in view");
    let east = view.project([0.0, 1.0, 0.0]).expect("in view");
    assert!(north.pos[1] < 240.0 && close(north.pos[0], 320.0, 0.01));
    assert!(east.pos[0] > 320.0 && close(east.pos[1], 240.0, 0.01));
}

#[test]
fn orbiting_there_and_back_returns() {
    let mut turned = Camera::default();
    for delta in [[40.0, 10.0], [-70.0, 5.0], [30.0, -15.0]] {
        turned.orbit(delta, SIZE);
    }
    let start = Camera::default();
    assert!(close(turned.yaw, start.yaw, 1e-4) && close(turned.pitch, start.pitch, 1e-4));
}

#[test]
fn the_surface_follows_the_pointer() {
    let mut turned = camera(0.3, 0.0, 1.0, [0.0, 0.0]);
    let held = turned
        .view(SIZE)
        .unproject([320.0, 240.0])
        .expect("the globe's middle");
    turned.orbit([12.0, 0.0], SIZE);
    let seen = turned.view(SIZE).project(held).expect("in view");
    assert!(close(seen.pos[0], 332.0, 0.3), "{seen:?}");
}

#[test]
fn zooming_holds_what_is_under_the_pointer() {
    let mut enlarged = Camera::default();
    let pointer = [400.0, 200.0];
    let held = enlarged
        .view(SIZE)
        .unproject(pointer)
        .expect("on the globe");
    enlarged.zoom_at(1.8, pointer, SIZE);
    let seen = enlarged.view(SIZE).project(held).expect("in view");
    assert!(close(seen.pos[0], 400.0, 0.1) && close(seen.pos[1], 200.0, 0.1));
}

#[test]
fn no_input_leaves_the_range() {
    let mut pushed = Camera::default();
    for (factor, turn) in [
        (1e9, 500.0),
        (1e-9, -500.0),
        (f64::NAN, f64::NAN),
        (0.0, 1.0),
    ] {
        pushed.zoom_at(factor, [0.0, 0.0], SIZE);
        pushed.turn(turn, turn);
        pushed.pan([turn * 1e3, -turn * 1e3], SIZE);
        assert!((-PI..=PI).contains(&pushed.yaw), "{pushed:?}");
        assert!(
            (-FRAC_PI_2..=FRAC_PI_2).contains(&pushed.pitch),
            "{pushed:?}"
        );
        assert!((0.5..=24.0).contains(&pushed.zoom), "{pushed:?}");
        assert!(
            pushed.pan.iter().all(|p| p.abs() <= pushed.zoom.max(1.0)),
            "{pushed:?}"
        );
    }
}

#[test]
fn a_tile_without_area_shows_nothing_and_moves_nothing() {
    let mut held = Camera::default();
    held.orbit([5.0, 5.0], [0.0, 0.0]);
    held.pan([5.0, 5.0], [0.0, 10.0]);
    held.zoom_at(2.0, [0.0, 0.0], [0.0, 0.0]);
    assert_eq!(held, Camera::default());
    assert_eq!(held.view([0.0, 0.0]).unproject([0.0, 0.0]), None);
}

#[test]
fn the_way_to_another_view_turns_the_short_way_round() {
    let from = camera(3.0, 0.0, 1.0, [0.0, 0.0]);
    let to = camera(-3.0, 0.5, 2.0, [0.0, 0.0]);
    assert!(from.toward(to, 0.5).yaw.abs() > 3.0);
    assert!(close(from.toward(to, 1.0).yaw, to.yaw, 1e-5));
    assert!(close(from.toward(to, 1.0).zoom, 2.0, 1e-5));
}

#[test]
fn a_direction_that_is_not_finite_is_not_projected() {
    assert_eq!(
        Camera::default().view(SIZE).project([f32::NAN, 0.0, 1.0]),
        None
    );
}

#[test]
fn a_point_of_any_sphere_is_found_again_where_it_is_seen() {
    let view = Camera::default().view([400.0, 300.0]);
    for radius in [1.0_f64, 1.13] {
        for i in 0..60 {
            let (z, turn) = (-0.95 + 1.9 * i as f64 / 59.0, 2.4 * i as f64);
            let across = (1.0 - z * z).sqrt();
            let at = [across * turn.cos(), across * turn.sin(), z].map(|x| radius * x);
            let seen = view.project(single(at)).unwrap();
            let near = view.on_sphere(seen.pos, radius, true).unwrap();
            let far = view.on_sphere(seen.pos, radius, false).unwrap();
            let off = |found: Direction| {
                let squares = (0..3).map(|i| (f64::from(found[i]) - at[i]).powi(2));
                squares.sum::<f64>().sqrt()
            };
            assert!(off(near).min(off(far)) < 2e-3, "{at:?}: {near:?}, {far:?}");
        }
    }
    // Beside the globe it is the edge, in the direction of the pointer.
    let beside = view.on_sphere([399.0, 150.0], 1.0, true).unwrap();
    let edge = view.project(beside).unwrap();
    assert!((edge.pos[0] - 200.0 - view.outline).abs() < 8.0, "{edge:?}");
    assert!((edge.pos[1] - 150.0).abs() < 1.0, "{edge:?}");
}
