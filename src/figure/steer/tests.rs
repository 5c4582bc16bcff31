use super::*;
use crate::{
    figure,
    geometry::circle,
    train::{Experiment, Lane, Status, lane},
};

/// Classes of unequal distances on the circle, at a step at which every schedule has come to its end.
fn snapshot(id: &str, classes: usize) -> (Snapshot, LossConfig) {
    let mut experiment = Experiment::default();
    experiment.set_source("blobs");
    experiment.data.classes = (0..classes).collect();
    experiment.model.feature_dim = 2;
    experiment.set_loss(id);
    if experiment.loss.knobs.get("ramp").is_some() {
        experiment.loss.knobs.set("ramp", 0.0);
    }
    let lane = Lane::new(&experiment, lane::load(&experiment).unwrap()).unwrap();
    let mut snapshot = lane.snapshot("run", 1, Status::Paused);
    snapshot.step = 100_000;
    let weights = ndarray::Array2::from_shape_fn((classes, 2), |(class, axis)| {
        let angle = 1.9 * class as f64 + 0.2 * (class as f64).sin();
        [angle.cos(), angle.sin()][axis] as f32
    });
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
