//! The pull field: where the loss pulls features of one label, over all directions.

use std::f64::consts::TAU;

use ndarray::{Array2, Axis};

use super::field::mean_norm;
use crate::{
    loss::{self, Batch, Evaluation, Objective},
    math::vector,
    train::{LossConfig, Snapshot},
};

/// How many directions have an arrow, on the circle and on the sphere.
const ON_CIRCLE: usize = 60;
const ON_SPHERE: usize = 420;
/// A pull of length p is drawn `LONGEST · p / (p + HALF)` long, in spaces between two directions: so no arrow reaches the
/// next one, and weak pulls still show.
const LONGEST: f64 = 0.95;
const HALF: f64 = 1.5;

/// An arrow of the field, along the circle (`D` = 2) or the sphere (`D` = 3).
#[derive(Clone, Debug, PartialEq)]
pub struct Arrow<const D: usize> {
    /// Where it starts, at length 1.
    pub at: [f64; D],
    /// From its start to its tip, at a right angle to `at`; shorter than the pull itself.
    pub by: [f64; D],
}

/// The pull `(k, d)` on features of class `label` in the directions `units` `(k, d)`: minus the gradient of one sample's loss
/// by its unit feature, without the part along the feature. The features are as long as those of the snapshot are on
/// average. `None` for a pair loss, whose pull depends on the other samples of a batch.
pub fn pulls(
    snapshot: &Snapshot,
    config: &LossConfig,
    label: usize,
    units: &Array2<f64>,
) -> Option<Array2<f64>> {
    let loss = loss::find(&config.id)?;
    let objective = loss.in_force(&loss.at_step(&config.knobs, snapshot.schedule_step()));
    let weights = snapshot.weights.mapv(f64::from);
    let fits = label < weights.nrows() && weights.ncols() == units.ncols();
    if matches!(objective, Objective::Pair(_)) || !fits || weights.nrows() < 2 {
        return None;
    }
    let norm = mean_norm(snapshot);
    let features = units * norm;
    let bias = snapshot.bias.as_ref().map(|bias| bias.mapv(f64::from));
    let labels = vec![label; units.nrows()];
    let batch = Batch {
        features: features.view(),
        weights: weights.view(),
        bias: bias.as_ref().map(|bias| bias.view()),
        labels: &labels,
    };
    let mut out = Evaluation::default();
    objective.evaluate(&batch, &mut out);
    // Back from the mean over the batch and from raw features of length `norm` to one sample's unit feature.
    let mut pulls = out.d_features * (-norm * units.nrows() as f64);
    for (mut pull, unit) in pulls.outer_iter_mut().zip(units.outer_iter()) {
        let radial = pull.dot(&unit);
        pull.scaled_add(-radial, &unit);
    }
    pulls.iter().all(|x| x.is_finite()).then_some(pulls)
}

/// Arrows evenly spread over the circle; none for a pair loss.
pub fn on_circle(snapshot: &Snapshot, config: &LossConfig, label: usize) -> Vec<Arrow<2>> {
    let angle = |i: usize| TAU * i as f64 / ON_CIRCLE as f64;
    let units = Array2::from_shape_fn((ON_CIRCLE, 2), |(i, axis)| match axis {
        0 => angle(i).cos(),
        _ => angle(i).sin(),
    });
    arrows(snapshot, config, label, &units, TAU / ON_CIRCLE as f64)
}

/// Arrows spread over the sphere along a spiral; none for a pair loss.
pub fn on_sphere(snapshot: &Snapshot, config: &LossConfig, label: usize) -> Vec<Arrow<3>> {
    let golden = TAU * 0.618_033_988_749_895;
    let mut units = Array2::zeros((ON_SPHERE, 3));
    for (i, mut row) in units.axis_iter_mut(Axis(0)).enumerate() {
        let z = 1.0 - 2.0 * (i as f64 + 0.5) / ON_SPHERE as f64;
        let (radius, angle) = ((1.0 - z * z).sqrt(), golden * i as f64);
        row[0] = radius * angle.cos();
        row[1] = radius * angle.sin();
        row[2] = z;
    }
    let apart = (2.0 * TAU / ON_SPHERE as f64).sqrt();
    arrows(snapshot, config, label, &units, apart)
}

fn arrows<const D: usize>(
    snapshot: &Snapshot,
    config: &LossConfig,
    label: usize,
    units: &Array2<f64>,
    apart: f64,
) -> Vec<Arrow<D>> {
    let Some(pulls) = pulls(snapshot, config, label, units) else {
        return Vec::new();
    };
    let rows = units.outer_iter().zip(pulls.outer_iter());
    rows.map(|(unit, pull)| {
        let size = vector::norm(&pull.to_vec());
        let long = LONGEST * apart / (size + HALF);
        Arrow {
            at: std::array::from_fn(|i| unit[i]),
            by: std::array::from_fn(|i| pull[i] * long),
        }
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use ndarray::array;

    use super::*;
    use crate::{
        data,
        train::{Experiment, Lane, Status},
    };

    fn snapshot(id: &str, dim: usize) -> (Snapshot, Experiment) {
        let mut experiment = Experiment::default();
        experiment.set_source("blobs");
        experiment.set_loss(id);
        experiment.model.feature_dim = dim;
        let dataset = data::load("blobs", &experiment.request()).unwrap();
        let mut lane = Lane::new(&experiment, Arc::new(dataset)).unwrap();
        (0..20).for_each(|_| lane.step().unwrap());
        lane.begin_refresh();
        while !lane.refresh_part() {}
        (lane.snapshot("lane", 0, Status::Paused), experiment)
    }

    /// Loss of one feature of `label` with the mean norm at `angle`.
    fn at(snapshot: &Snapshot, experiment: &Experiment, label: usize, angle: f64) -> f64 {
        let loss = loss::find(&experiment.loss.id).unwrap();
        let objective =
            loss.in_force(&loss.at_step(&experiment.loss.knobs, snapshot.schedule_step()));
        let features = array![[angle.cos(), angle.sin()]] * mean_norm(snapshot);
        let weights = snapshot.weights.mapv(f64::from);
        let bias = snapshot.bias.as_ref().map(|bias| bias.mapv(f64::from));
        let mut out = Evaluation::default();
        let batch = Batch {
            features: features.view(),
            weights: weights.view(),
            bias: bias.as_ref().map(|bias| bias.view()),
            labels: &[label],
        };
        objective.evaluate(&batch, &mut out);
        out.per_sample[0]
    }

    fn check(id: &str) {
        let (snapshot, experiment) = snapshot(id, 2);
        let angles: Vec<f64> = (0..40).map(|i| 0.011 + 0.157 * f64::from(i)).collect();
        let units = Array2::from_shape_fn((angles.len(), 2), |(i, axis)| match axis {
            0 => angles[i].cos(),
            _ => angles[i].sin(),
        });
        let label = 1;
        let Some(found) = pulls(&snapshot, &experiment.loss, label, &units) else {
            let loss = loss::find(id).unwrap();
            let objective = loss.objective(&experiment.loss.knobs);
            assert!(objective.head().is_none(), "{id}");
            return;
        };
        for (angle, pull) in angles.iter().zip(found.outer_iter()) {
            let step = 1e-6;
            let loss = |by: f64| at(&snapshot, &experiment, label, angle + by);
            let slope = (loss(step) - loss(-step)) / (2.0 * step);
            let along = pull[1] * angle.cos() - pull[0] * angle.sin();
            let close = (along + slope).abs() <= 1e-4 * (1.0 + slope.abs());
            assert!(close, "{id} at {angle}: {along} against {}", -slope);
        }
    }

    #[test]
    fn the_field_is_minus_the_slope_of_the_loss_along_the_circle() {
        // Circle loss detaches its weights, so its gradient is not the slope of its value.
        let all = loss::registry().iter().map(|loss| loss.id());
        all.filter(|id| !id.starts_with("circle")).for_each(check);
    }

    #[test]
    fn arrows_lie_along_the_sphere_and_do_not_reach_the_next_one() {
        let (snapshot, experiment) = snapshot("arcface", 3);
        let arrows = on_sphere(&snapshot, &experiment.loss, 0);
        assert_eq!(arrows.len(), ON_SPHERE);
        for arrow in arrows {
            assert!(vector::dot(&arrow.at, &arrow.by).abs() < 1e-9);
            assert!(vector::norm(&arrow.by) < (2.0 * TAU / ON_SPHERE as f64).sqrt());
        }
    }

    #[test]
    fn a_class_that_is_not_there_has_no_field() {
        let (snapshot, experiment) = snapshot("arcface", 2);
        assert!(on_circle(&snapshot, &experiment.loss, 99).is_empty());
    }
}
