//! One held-out sample under the loss of this moment: angles, logits, posterior, loss, and where the loss pulls it.

use ndarray::{Array2, ArrayView1};

use super::sample;
use crate::{
    loss::{self, Batch, Evaluation, Objective},
    math::{softmax, vector},
    train::{LossConfig, Snapshot},
};

/// A class as one sample sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seen {
    /// Its place among the classes.
    pub class: usize,
    /// Angle between the feature and the class direction, radians.
    pub theta: f64,
    /// Its logit without and with the margin; `None` for a pair loss, which has no class logits.
    pub logits: Option<(f64, f64)>,
}

/// What a loss makes of one sample.
#[derive(Clone, Debug, PartialEq)]
pub struct Inspection {
    /// Its class, as the figures count them.
    pub label: usize,
    /// Whether its class was left out of training: it then has plain logits, and nothing of what follows them.
    pub unseen: bool,
    /// Every class, the nearest first.
    pub classes: Vec<Seen>,
    /// Posterior of the label, from the logits without the margin. `None` for a pair loss, as all that follows.
    pub posterior: Option<f64>,
    /// Its loss.
    pub loss: Option<f64>,
    /// Whether its loss has a margin at all.
    pub has_margin: bool,
    /// Whether the label's logit with the margin is at least every other class's.
    pub met: Option<bool>,
    /// Where the loss pulls the feature along the sphere: minus the gradient of its loss by the unit feature `(d)`, without
    /// the part along the feature.
    pub pull: Option<Vec<f64>>,
}

/// Looks at held-out `sample`; `None` where it has no direction yet or there is no such loss.
pub fn inspect(snapshot: &Snapshot, config: &LossConfig, sample: usize) -> Option<Inspection> {
    let drawn = sample::of(snapshot, u32::try_from(sample).ok()?)?;
    let label = usize::from(drawn.class);
    let feature: Vec<f64> = drawn.feature.iter().map(|x| f64::from(*x)).collect();
    let mut unit = vec![0.0; feature.len()];
    let norm = vector::normalize_into(feature.iter(), &mut unit);
    if !(norm.is_finite() && norm > 0.0) {
        return None;
    }
    let loss = loss::find(&config.id)?;
    let objective = loss.in_force(&loss.at_step(&config.knobs, snapshot.schedule_step()));
    let mut inspection = Inspection {
        label,
        unseen: label >= snapshot.dataset.classes(),
        classes: angles(snapshot, &unit),
        posterior: None,
        loss: None,
        has_margin: loss.has_margin(),
        met: None,
        pull: None,
    };
    if matches!(objective, Objective::Class(_)) && inspection.classes.len() > 1 {
        evaluate(
            &mut inspection,
            snapshot,
            &objective,
            &feature,
            (&unit, norm),
        );
    }
    inspection
        .classes
        .sort_by(|a, b| a.theta.total_cmp(&b.theta));
    Some(inspection)
}

fn angles(snapshot: &Snapshot, unit: &[f64]) -> Vec<Seen> {
    let theta = |row: ArrayView1<'_, f32>| {
        let row: Vec<f64> = row.iter().map(|x| f64::from(*x)).collect();
        let mut direction = vec![0.0; row.len()];
        vector::normalize_into(row.iter(), &mut direction);
        vector::angle_between(unit, &direction)
    };
    let rows = snapshot.weights.outer_iter().enumerate();
    rows.map(|(class, row)| Seen {
        class,
        theta: theta(row),
        logits: None,
    })
    .collect()
}

fn evaluate(
    inspection: &mut Inspection,
    snapshot: &Snapshot,
    objective: &Objective,
    feature: &[f64],
    (unit, norm): (&[f64], f64),
) {
    // Plain logits do not depend on the label.
    let label = if inspection.unseen {
        0
    } else {
        inspection.label
    };
    let Ok(features) = Array2::from_shape_vec((1, feature.len()), feature.to_vec()) else {
        return;
    };
    let weights = snapshot.weights.mapv(f64::from);
    let bias = snapshot.bias.as_ref().map(|bias| bias.mapv(f64::from));
    let batch = Batch {
        features: features.view(),
        weights: weights.view(),
        bias: bias.as_ref().map(|bias| bias.view()),
        labels: &[label],
    };
    let mut out = Evaluation::default();
    objective.evaluate(&batch, &mut out);
    let (plain, logits) = (out.plain_logits.row(0), out.logits.row(0));
    for seen in &mut inspection.classes {
        let margin = if inspection.unseen { plain } else { logits };
        seen.logits = Some((plain[seen.class], margin[seen.class]));
    }
    if inspection.unseen {
        return;
    }
    let sum = softmax::log_sum_exp(plain.iter().copied());
    inspection.posterior = Some((plain[label] - sum).exp());
    inspection.loss = out.per_sample.first().copied();
    inspection.met = Some(logits.iter().all(|logit| *logit <= logits[label]));
    // By the chain rule the gradient by the unit feature is that by the raw one times its length.
    let gradient: Vec<f64> = out.d_features.row(0).iter().map(|g| -g * norm).collect();
    let radial = vector::dot(&gradient, unit);
    let pull = gradient.iter().zip(unit).map(|(g, u)| g - radial * u);
    let pull: Vec<f64> = pull.collect();
    inspection.pull = pull.iter().all(|x| x.is_finite()).then_some(pull);
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::data;
    use crate::train::{Experiment, Lane, Status};

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

    /// The loss of a sample whose unit feature is moved by `by`, its length kept.
    fn moved(snapshot: &Snapshot, experiment: &Experiment, sample: usize, by: &[f64]) -> f64 {
        let mut other = snapshot.clone();
        let mut features = snapshot.features.as_ref().clone();
        let row = snapshot.features.row(sample);
        let norm = row
            .iter()
            .map(|x| f64::from(*x).powi(2))
            .sum::<f64>()
            .sqrt();
        let unit: Vec<f64> = row
            .iter()
            .zip(by)
            .map(|(x, by)| f64::from(*x) / norm + by)
            .collect();
        let length = vector::norm(&unit);
        let mut to = features.row_mut(sample);
        to.iter_mut()
            .zip(&unit)
            .for_each(|(to, x)| *to = (x / length * norm) as f32);
        other.features = Arc::new(features);
        inspect(&other, &experiment.loss, sample)
            .unwrap()
            .loss
            .unwrap()
    }

    fn check(id: &str, dim: usize) {
        let (snapshot, experiment) = snapshot(id, dim);
        // Features are single precision, so the step must not be small.
        let step = 1e-2;
        for sample in [0, 7, 31] {
            let found = inspect(&snapshot, &experiment.loss, sample).unwrap();
            assert_eq!(found.label, snapshot.dataset.test.labels[sample]);
            let Some(pull) = found.pull else {
                assert!(
                    loss::find(id)
                        .unwrap()
                        .objective(&experiment.loss.knobs)
                        .head()
                        .is_none()
                );
                continue;
            };
            let size = vector::norm(&pull);
            for axis in 0..dim {
                let mut by = vec![0.0; dim];
                by[axis] = step;
                let plus = moved(&snapshot, &experiment, sample, &by);
                by[axis] = -step;
                let minus = moved(&snapshot, &experiment, sample, &by);
                let slope = (plus - minus) / (2.0 * step);
                let close = (slope + pull[axis]).abs() <= 0.03 * size.max(0.05);
                assert!(close, "{id} {sample}: {slope} against {}", pull[axis]);
            }
        }
    }

    #[test]
    fn the_pull_is_minus_the_slope_of_the_loss_on_the_sphere() {
        // Circle loss detaches its weights, so its gradient is not the slope of its value.
        let all = loss::registry().iter().map(|loss| loss.id());
        for id in all.filter(|id| !id.starts_with("circle")) {
            check(id, 2);
            check(id, 3);
        }
    }

    #[test]
    fn classes_are_listed_from_the_nearest_with_the_logits_of_the_loss() {
        let (snapshot, experiment) = snapshot("am-softmax", 3);
        let found = inspect(&snapshot, &experiment.loss, 5).unwrap();
        assert!(
            found
                .classes
                .windows(2)
                .all(|two| two[0].theta <= two[1].theta)
        );
        let (m, s) = (
            experiment.loss.knobs.or("m", 0.0),
            experiment.loss.knobs.or("s", 0.0),
        );
        for seen in &found.classes {
            let (plain, margin) = seen.logits.unwrap();
            assert!((plain - s * seen.theta.cos()).abs() < 1e-9);
            let less = if seen.class == found.label {
                s * m
            } else {
                0.0
            };
            assert!((margin - (plain - less)).abs() < 1e-9);
        }
        assert!(inspect(&snapshot, &experiment.loss, usize::MAX).is_none());
    }
}
