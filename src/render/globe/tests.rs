use std::f64::consts::PI;

use eframe::egui::{
    Event, Key, Modifiers, MouseWheelUnit, PointerButton, Pos2, TouchPhase, pos2, vec2,
};
use egui_kittest::{
    Harness,
    kittest::{NodeT as _, Queryable as _},
};

use super::*;
use crate::figure::globe::GlobeAxis;
use crate::look::Theme;

const MIDDLE: Pos2 = pos2(208.0, 158.0);

fn figure() -> Arc<GlobeFigure> {
    let axis = |to, class: u16, name: &str| GlobeAxis {
        to,
        class,
        name: name.to_owned(),
    };
    Arc::new(GlobeFigure {
        axes: vec![
            axis([0.0, 1.0, 0.0], 0, "Coat"),
            axis([0.0, -1.0, 0.0], 1, "Bag"),
        ],
        ..Default::default()
    })
}

/// A window with only the globe, without GL, seen from +x.
fn harness() -> Harness<'static, Globe> {
    let mut globe = Globe::new(None);
    globe.set_camera(Camera::default().facing([1.0, 0.0, 0.0]));
    let (figure, style) = (figure(), Style::new(Theme::Dark));
    let mut harness = Harness::builder()
        // The harness keeps 8 points around what it shows.
        .with_size(vec2(416.0, 316.0))
        .with_max_steps(64)
        .with_step_dt(0.02)
        .build_ui_state(
            move |ui, globe: &mut Globe| {
                globe.ui(ui, &figure, style, None, ("Sphere", "Two classes"));
            },
            globe,
        );
    harness.run();
    harness
}

fn drag(harness: &mut Harness<'_, Globe>, button: PointerButton, to: Pos2) {
    let press = |pos, pressed| Event::PointerButton {
        pos,
        button,
        pressed,
        modifiers: Modifiers::NONE,
    };
    for event in [
        Event::PointerMoved(MIDDLE),
        press(MIDDLE, true),
        Event::PointerMoved(to),
        press(to, false),
    ] {
        harness.event(event);
        harness.step();
    }
    harness.run();
}

#[test]
fn it_has_a_name_and_a_description_for_assistive_technology() {
    let harness = harness();
    let node = harness.get_by_label("Sphere");
    assert_eq!(
        node.accesskit_node().description(),
        Some("Two classes".to_owned())
    );
    assert_eq!(node.rect().size(), vec2(400.0, 300.0));
}

#[test]
fn a_left_drag_orbits_and_a_right_drag_pans() {
    let mut harness = harness();
    let start = harness.state().camera();
    drag(
        &mut harness,
        PointerButton::Primary,
        MIDDLE + vec2(40.0, 0.0),
    );
    let turned = harness.state().camera();
    assert!(turned.yaw < start.yaw - 0.1, "{turned:?}");
    assert_eq!(turned.pan, start.pan);
    drag(
        &mut harness,
        PointerButton::Secondary,
        MIDDLE + vec2(0.0, 30.0),
    );
    let panned = harness.state().camera();
    assert!((panned.pan[1] - 0.2).abs() < 1e-3, "{panned:?}");
    assert_eq!(panned.yaw, turned.yaw);
}

#[test]
fn the_wheel_zooms_within_limits() {
    let mut harness = harness();
    let wheel = |harness: &mut Harness<'_, Globe>, by: f32| {
        harness.hover_at(MIDDLE);
        harness.event(Event::MouseWheel {
            unit: MouseWheelUnit::Point,
            delta: vec2(0.0, by),
            phase: TouchPhase::Move,
            source: egui::MouseWheelSource::Wheel,
            modifiers: Modifiers::NONE,
        });
        harness.run();
    };
    wheel(&mut harness, 200.0);
    let enlarged = harness.state().camera().zoom;
    assert!(enlarged > 1.2, "{enlarged}");
    wheel(&mut harness, 1e6);
    assert_eq!(harness.state().camera().zoom, 24.0);
    wheel(&mut harness, -1e6);
    assert_eq!(harness.state().camera().zoom, 0.5);
}

#[test]
fn a_double_click_turns_to_the_nearest_axis() {
    let mut harness = harness();
    // Seen from +x, +y is on the right.
    let beside = MIDDLE + vec2(100.0, 10.0);
    for pressed in [true, false, true, false] {
        harness.event(Event::PointerMoved(beside));
        harness.event(Event::PointerButton {
            pos: beside,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        });
        harness.step();
    }
    harness.run();
    let camera = harness.state().camera();
    assert!((camera.yaw - PI / 2.0).abs() < 1e-4, "{camera:?}");
}

#[test]
fn arrow_keys_turn_it_and_r_resets_it_while_it_has_the_focus() {
    let mut harness = harness();
    let start = harness.state().camera();
    harness.key_press(Key::ArrowRight);
    harness.key_press(Key::R);
    harness.run();
    assert_eq!(harness.state().camera(), start, "without focus or pointer");
    harness.get_by_label("Sphere").focus();
    harness.run();
    for key in [Key::ArrowRight, Key::ArrowUp, Key::ArrowUp] {
        harness.key_press(key);
        harness.run();
    }
    let turned = harness.state().camera();
    assert!((turned.yaw - start.yaw - 5f64.to_radians()).abs() < 1e-4);
    assert!((turned.pitch - start.pitch - 10f64.to_radians()).abs() < 1e-4);
    assert!(harness.get_by_label("Sphere").is_focused());
    harness.key_press(Key::R);
    harness.run();
    assert_eq!(harness.state().camera(), Camera::default());
}

#[test]
fn a_touch_ends_the_auto_orbit() {
    let mut harness = harness();
    harness.state_mut().set_auto_orbit(true);
    drag(
        &mut harness,
        PointerButton::Primary,
        MIDDLE + vec2(5.0, 0.0),
    );
    assert!(!harness.state().auto_orbit());
}

#[test]
fn the_auto_orbit_turns_by_real_time_whatever_the_rate() {
    for steps in [1, 10, 60] {
        let mut orbit = AutoOrbit {
            degrees_per_second: 10.0,
            interval: 0.001,
            last: Some(0.0),
            ..AutoOrbit::new(true)
        };
        let mut camera = Camera::default().facing([1.0, 0.0, 0.0]);
        for step in 1..=steps {
            orbit.step(f64::from(step) / f64::from(steps), &mut camera);
        }
        assert!(
            (camera.yaw.to_degrees() - 10.0).abs() < 1e-2,
            "{steps} steps: {}",
            camera.yaw
        );
    }
}

#[test]
fn the_auto_orbit_waits_for_its_interval() {
    let mut orbit = AutoOrbit {
        degrees_per_second: 10.0,
        interval: 0.5,
        last: Some(0.0),
        ..AutoOrbit::new(true)
    };
    let mut camera = Camera::default();
    let wait = orbit.step(0.2, &mut camera).expect("it is on");
    assert_eq!(camera, Camera::default());
    assert!((wait - 0.3).abs() < 1e-9);
    orbit.step(0.5, &mut camera);
    assert_ne!(camera, Camera::default());
}

#[test]
fn what_rests_asks_for_no_frame_and_goes_on_from_where_it_is() {
    let mut orbit = AutoOrbit {
        degrees_per_second: 10.0,
        interval: 0.5,
        ..AutoOrbit::new(true)
    };
    let mut camera = Camera::default().facing([1.0, 0.0, 0.0]);
    orbit.step(0.0, &mut camera);
    orbit.step(0.5, &mut camera);
    let held = camera;
    assert!((held.yaw.to_degrees() - 5.0).abs() < 1e-9);
    orbit.rests = true;
    for now in [1.0, 1.5, 60.0] {
        assert_eq!(orbit.step(now, &mut camera), None);
        assert_eq!(camera, held);
    }
    orbit.rests = false;
    orbit.step(61.0, &mut camera);
    assert_eq!(camera, held, "the minute at rest is not made up for");
    orbit.step(61.5, &mut camera);
    assert!((camera.yaw.to_degrees() - 10.0).abs() < 1e-9);
}

#[test]
fn a_globe_that_rests_stands_still_and_its_window_too() {
    let mut harness = harness();
    harness.state_mut().set_auto_orbit(true);
    harness.run_steps(8);
    let turned = harness.state().camera();
    harness.run_steps(8);
    assert_ne!(harness.state().camera(), turned, "it turns by itself");
    harness.state_mut().rest(true);
    // The window settles: nobody asks for another frame.
    harness.run();
    let held = harness.state().camera();
    harness.run_steps(8);
    assert_eq!(harness.state().camera(), held);
    assert!(harness.state().auto_orbit(), "nobody has touched it");
}

#[test]
fn a_stored_view_is_shown_again() {
    let mut globe = Globe::new(None);
    let stored = Camera {
        zoom: 2.0,
        ..Camera::default().facing([0.0, 0.6, 0.8])
    };
    globe.set_camera(stored);
    assert_eq!(globe.camera(), stored);
    globe.reset();
    assert_eq!(globe.camera(), Camera::default());
}
