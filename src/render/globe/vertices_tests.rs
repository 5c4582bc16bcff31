use super::*;
use crate::figure::globe::{GlobeCurve, RegionTint};

const NAN: f32 = f32::NAN;

fn point(at: Direction) -> GlobePoint {
    GlobePoint {
        at,
        class: 3,
        sample: 0,
    }
}

fn curve(points: Vec<Direction>) -> GlobeFigure {
    GlobeFigure {
        curves: vec![GlobeCurve { class: 1, points }],
        ..Default::default()
    }
}

/// A circle about +x, counter-clockwise as seen from outside.
fn circle() -> Vec<Direction> {
    (0..=36)
        .map(|i| ((i * 10) as f32).to_radians().sin_cos())
        .map(|(sin, cos)| [0.6, 0.8 * cos, 0.8 * sin])
        .collect()
}

fn all_finite(ribbons: &Ribbons) -> bool {
    let numbers = ribbons
        .at
        .iter()
        .chain(&ribbons.before)
        .chain(&ribbons.after);
    numbers.flatten().all(|x| x.is_finite())
        && ribbons.at.len() == ribbons.before.len()
        && ribbons.at.len() == ribbons.after.len()
        && ribbons
            .indices
            .iter()
            .all(|&i| (i as usize) < ribbons.at.len())
}

#[test]
fn points_are_on_the_sphere_and_those_without_a_direction_are_skipped() {
    let given = [
        [2.0, 0.0, 0.0],
        [NAN, 0.0, 1.0],
        [0.0, 0.0, 0.0],
        [0.0, f32::INFINITY, 0.0],
        [0.0, -0.5, 0.0],
    ];
    let made = points(&given.map(point));
    assert_eq!(made, [[1.0, 0.0, 0.0, 3.0], [0.0, -1.0, 0.0, 3.0]]);
}

#[test]
fn a_curve_is_broken_where_a_point_has_no_direction() {
    let mut line = circle();
    line[10] = [NAN; 3];
    line[11] = [0.0; 3];
    let ribbons = curves(&curve(line));
    assert!(all_finite(&ribbons));
    // 10 and 25 points, so 9 and 24 segments.
    assert_eq!(ribbons.at.len(), 2 * 35);
    assert_eq!(ribbons.indices.len(), 6 * (9 + 24));
}

#[test]
fn a_dense_curve_is_thinned_but_keeps_its_ends_and_corners() {
    let arc = |i: usize| {
        let (sin, cos) = (i as f32 * 0.001).sin_cos();
        [cos, sin, 0.0]
    };
    let corner = arc(1000);
    let up = |i: usize| {
        let (sin, cos) = (i as f32 * 0.001).sin_cos();
        [corner[0] * cos, corner[1] * cos, sin]
    };
    let dense: Vec<Direction> = (0..=1000).map(arc).chain((1..=503).map(up)).collect();
    let thin = thinned(&dense);
    assert!((70..=90).contains(&thin.len()), "{}", thin.len());
    assert_eq!(thin[0], dense[0]);
    assert_eq!(thin.last(), dense.last());
    assert!(thin.contains(&corner));
    let longest = thin.windows(2).map(|pair| distance(pair[0], pair[1]));
    assert!(longest.fold(0.0, f32::max) <= STEP + 1e-6);
}

#[test]
fn a_closed_curve_joins_its_end_to_its_start() {
    let ribbons = curves(&curve(circle()));
    let [x, y, z, _] = ribbons.before[0];
    let last_but_one = circle()[35];
    assert!(distance([x, y, z], last_but_one) < 1e-6);
}

#[test]
fn curves_too_short_for_a_line_draw_nothing() {
    for points in [vec![], vec![[1.0, 0.0, 0.0]], vec![[1.0, 0.0, 0.0]; 5]] {
        assert_eq!(curves(&curve(points)), Ribbons::default());
    }
}

#[test]
fn a_border_lies_on_its_regions_side() {
    let shift = |points: Vec<Direction>, class: u16| {
        let mut figure = curve(points);
        figure.curves[0].class = class;
        figure.regions = Some(RegionTint {
            unit: vec![[1.0, 0.0, 0.0], [-1.0, 0.0, 0.0]],
            amplitude: vec![1.0; 2],
            offset: vec![0.0; 2],
            target: vec![-1.0, 1.0],
            other: vec![-1.0, 1.0],
            uncertain_below: 0.0,
        });
        curves(&figure).after[0][3]
    };
    let clockwise: Vec<Direction> = circle().into_iter().rev().collect();
    assert_eq!(shift(circle(), 0), 1.0);
    assert_eq!(shift(circle(), 1), -1.0);
    assert_eq!(shift(clockwise, 0), -1.0);
    assert_eq!(shift(circle(), 7), 0.0);
}

#[test]
fn axes_reach_from_the_centre_through_the_surface() {
    let axis = |to| GlobeAxis {
        to,
        class: 2,
        name: String::new(),
    };
    let given = [axis([0.0, 3.0, 0.0]), axis([NAN; 3])];
    let ribbons = axes(&given, 0.0, 1.0);
    assert!(all_finite(&ribbons));
    assert_eq!(ribbons.at[0], [0.0, 0.0, 0.0, 2.0]);
    assert_eq!(ribbons.at[2], [0.0, 1.0, 0.0, 2.0]);
    assert_eq!(tips(&given), [[0.0, TIP, 0.0, 2.0]]);
}

#[test]
fn the_graticule_is_finite() {
    assert!(all_finite(&graticule()));
}
