use proptest::prelude::*;

use super::*;
use crate::{
    figure,
    geometry::circle,
    train::{Experiment, Lane, Status, lane},
};

/// Classes of unequal distances on the circle, at a step at which every schedule has come to its end.
fn snapshot(id: &str, classes: usize) -> (Snapshot, LossConfig) {
    let weights = ndarray::Array2::from_shape_fn((classes, 2), |(class, axis)| {
        let angle = 1.9 * class as f64 + 0.2 * (class as f64).sin();
        [angle.cos(), angle.sin()][axis] as f32
    });
    snapshot_of(id, weights)
}

/// Classes with these weights `(classes, d)`.
fn snapshot_of(id: &str, weights: ndarray::Array2<f32>) -> (Snapshot, LossConfig) {
    let (classes, dim) = weights.dim();
    let mut experiment = Experiment::default();
    experiment.set_source("blobs");
    experiment.data.classes = (0..classes).collect();
    experiment.model.feature_dim = dim;
    experiment.set_loss(id);
    if experiment.loss.knobs.get("ramp").is_some() {
        experiment.loss.knobs.set("ramp", 0.0);
    }
    let lane = Lane::new(&experiment, lane::load(&experiment).unwrap()).unwrap();
    let mut snapshot = lane.snapshot("run", 1, Status::Paused);
    snapshot.step = 100_000;
    snapshot.weights = std::sync::Arc::new(weights);
    (snapshot, experiment.loss)
}

/// Drags class 1's border over the arc between its direction and its neighbours' and looks where the regions then end.
/// Returns in how many places the border could follow.
fn check(id: &str) -> usize {
    let (snapshot, config) = snapshot(id, 3);
    let own = f64::from(snapshot.weights[[1, 1]]).atan2(f64::from(snapshot.weights[[1, 0]]));
    let mut reached = 0;
    for place in -40_i32..=40 {
        let angle = own + f64::from(place) * 0.021 + 0.003;
        let found = steer(&snapshot, &config, 1, &[angle.cos(), angle.sin()]);
        let Some(steered) = found else { continue };
        assert!(steered.knob.check(steered.value).is_ok(), "{id}");
        if !steered.reached {
            let ends = [steered.knob.min, steered.knob.max];
            assert!(ends.contains(&steered.value), "{id} at {place}");
            continue;
        }
        reached += 1;
        let mut turned = config.clone();
        turned.knobs.set(steered.knob.id, steered.value);
        let field = figure::field(&snapshot, &turned).unwrap();
        let off = |end: f64| {
            (end - angle + std::f64::consts::PI).rem_euclid(std::f64::consts::TAU)
                - std::f64::consts::PI
        };
        let arcs = circle::arcs(&field).into_iter();
        let ends = arcs.filter(|arc| arc.class == Some(1));
        let nearest = ends
            .flat_map(|arc| [off(arc.from).abs(), off(arc.to).abs()])
            .fold(f64::INFINITY, f64::min);
        // On the class direction logits are flat, and those that differ in the twelfth digit count as equal.
        let exact = if place.abs() < 3 { 1e-4 } else { 1e-6 };
        assert!(nearest < exact, "{id}, {place}: off by {nearest}");
    }
    reached
}

#[test]
fn a_border_that_is_dragged_lies_where_it_was_dragged_to_under_every_loss_with_a_margin() {
    for loss in crate::loss::registry() {
        let class_loss = matches!(loss.objective(&loss.defaults()), Objective::Class(_));
        let reached = check(loss.id());
        let movable = class_loss && !loss.neutral().is_empty();
        assert_eq!(reached > 5, movable, "{}: {reached}", loss.id());
    }
}

/// How far a point of the sphere is from the border of a class's region, radians.
fn off_border(field: &crate::geometry::Field, class: usize, u: [f64; 3]) -> f64 {
    let curves = crate::geometry::sphere::curves(field).into_iter();
    let own = curves.filter(|curve| curve.class == class);
    let mut nearest = f64::INFINITY;
    for curve in own {
        for ends in curve.points.windows(2) {
            let way: [f64; 3] = std::array::from_fn(|i| ends[1][i] - ends[0][i]);
            let off: [f64; 3] = std::array::from_fn(|i| u[i] - ends[0][i]);
            let length = vector::dot(&way, &way).max(f64::MIN_POSITIVE);
            let part = (vector::dot(&way, &off) / length).clamp(0.0, 1.0);
            let left: [f64; 3] = std::array::from_fn(|i| off[i] - part * way[i]);
            nearest = nearest.min(vector::norm(&left));
        }
    }
    nearest
}

/// Drags the border of a class on the sphere to `u` and looks where the region then ends. Returns whether it could follow.
fn check_on_sphere(id: &str, weights: &[[f64; 3]], class: usize, u: [f64; 3]) -> bool {
    let shape = (weights.len(), 3);
    let weights = ndarray::Array2::from_shape_fn(shape, |(j, axis)| weights[j][axis] as f32);
    let (snapshot, config) = snapshot_of(id, weights);
    let Some(steered) = steer(&snapshot, &config, class, &u) else {
        return false;
    };
    assert!(steered.knob.check(steered.value).is_ok(), "{id}");
    let mut turned = config.clone();
    turned.knobs.set(steered.knob.id, steered.value);
    let field = figure::field(&snapshot, &turned).unwrap();
    let lead = |u: [f64; 3]| {
        let cosine = |j: usize| field.unit().row(j).iter().zip(u).map(|(w, x)| w * x).sum();
        let logit = |j: usize| match j == class {
            true => field.target_logit(j, cosine(j)),
            false => field.other_logit(j, cosine(j)),
        };
        let others = (0..shape.0).filter(|j| *j != class).map(logit);
        logit(class) - others.fold(f64::NEG_INFINITY, f64::max)
    };
    if !steered.reached {
        let ends = [steered.knob.min, steered.knob.max];
        assert!(ends.contains(&steered.value), "{id}");
        return false;
    }
    let scale = field.amplitude().iter().fold(1.0, |a: f64, b| a.max(*b));
    assert!(lead(u).abs() < 1e-6 * scale, "{id}: {} at {u:?}", lead(u));
    // Lines of the border stay within 8e-5 of it.
    let off = off_border(&field, class, u);
    assert!(off < 2e-4, "{id}: off by {off} at {u:?}");
    true
}

fn on_sphere(z: f64, turn: f64) -> [f64; 3] {
    let radius = (1.0 - z * z).max(0.0).sqrt();
    [radius * turn.cos(), radius * turn.sin(), z]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_border_on_the_sphere_lies_where_it_was_dragged_to_under_every_loss_with_a_margin(
        places in prop::collection::vec((-1.0..1.0_f64, 0.0..std::f64::consts::TAU, 0.6..1.6_f64), 2..6),
        class in 0..6_usize,
        (part, aside) in (0.05..0.95_f64, -0.3..0.3_f64),
    ) {
        let weights: Vec<[f64; 3]> = places
            .iter()
            .map(|(z, turn, length)| on_sphere(*z, *turn).map(|x| length * x))
            .collect();
        let class = class % weights.len();
        // From the class some of the way to the next one, and a little to the side.
        let (own, next) = (vector::unit(weights[class]), vector::unit(weights[(class + 1) % weights.len()]));
        // On a class direction logits are flat, and opposite directions have nothing between them.
        let apart = vector::angle_between(&own, &next);
        prop_assume!((0.4..2.8).contains(&apart));
        let beside = vector::cross(own, next);
        let u = vector::unit(std::array::from_fn(|i| {
            (1.0 - part) * own[i] + part * next[i] + aside * beside[i]
        }));
        let near = weights.iter().any(|w| vector::angle_between(&vector::unit(*w), &u) < 0.05);
        prop_assume!(!near);
        for loss in crate::loss::registry() {
            check_on_sphere(loss.id(), &weights, class, u);
        }
    }
}

#[test]
fn a_border_on_the_sphere_can_follow_under_every_loss_with_a_margin() {
    let weights = [
        [1.0, 0.0, 0.0],
        [-0.5, 0.8, 0.3],
        [-0.4, -0.7, 0.6],
        [0.1, 0.2, -1.0],
    ];
    for loss in crate::loss::registry() {
        let class_loss = matches!(loss.objective(&loss.defaults()), Objective::Class(_));
        let reached = (1..30).filter(|place| {
            let u = on_sphere(0.02 * f64::from(*place), 0.03 * f64::from(*place));
            check_on_sphere(loss.id(), &weights, 0, u)
        });
        let movable = class_loss && !loss.neutral().is_empty();
        assert_eq!(reached.count() > 5, movable, "{}", loss.id());
    }
}

#[test]
fn of_two_regions_that_end_together_the_one_that_is_entered_is_held() {
    let weights = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
    let weights = ndarray::Array2::from_shape_fn((3, 3), |(j, axis)| weights[j][axis] as f32);
    let (snapshot, _) = snapshot_of("am-softmax", weights);
    let border = Border {
        before: Some(0),
        after: Some(2),
    };
    for (u, expect) in [([0.9, 0.1, 0.4], 0), ([0.3, 0.1, 0.9], 2)] {
        assert_eq!(held_class(&snapshot, border, &u), Some(expect));
    }
}

#[test]
fn a_margin_that_its_ramp_holds_at_nothing_moves_no_border() {
    let (mut snapshot, mut config) = snapshot("am-softmax", 3);
    config.knobs.set("ramp", 100.0);
    snapshot.step = 0;
    assert_eq!(steer(&snapshot, &config, 1, &[1.0, 0.0]), None);
}

#[test]
fn the_features_that_meet_the_margin_are_as_many_as_were_measured() {
    for loss in crate::loss::registry() {
        let (snapshot, config) = snapshot(loss.id(), 4);
        let share = meeting(&snapshot, &config).len() as f64;
        let measured = {
            let lane = loss.in_force(&loss.at_step(&config.knobs, snapshot.step));
            crate::train::metrics::Measured {
                features: snapshot.features.view(),
                labels: &snapshot.dataset.test.labels,
                directions: snapshot.weights.view(),
                bias: snapshot.bias.as_ref().map(|bias| bias.view()),
                objective: &lane,
            }
            .metrics()
            .margin_satisfied
        };
        let expect = measured * snapshot.dataset.test.labels.len() as f64;
        if measured.is_nan() {
            assert_eq!(share, 0.0, "{}", loss.id());
        } else {
            assert!((share - expect).abs() < 0.5, "{}", loss.id());
        }
    }
}
