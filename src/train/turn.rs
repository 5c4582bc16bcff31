//! A class direction that a hand turns while its lane rests.

use super::metrics::{Measured, Metrics};
use super::snapshot::{Directions, Snapshot};
use crate::loss;
use crate::math::vector;

/// Turns the direction of one class, as long as its lane is where it was seen.
#[derive(Clone, Debug, PartialEq)]
pub struct Turn {
    /// The lane's name.
    pub lane: String,
    /// The run in which the direction was seen.
    pub run: u64,
    /// The step at which it was seen.
    pub step: u64,
    /// The class.
    pub class: usize,
    /// Where it is turned to.
    pub to: Towards,
}

/// Where a class direction is turned to.
#[derive(Clone, Debug, PartialEq)]
pub enum Towards {
    /// A direction `(d)`. The length of the weight stays; what the optimizer has gathered about it is forgotten.
    Direction(Vec<f64>),
    /// Back to where it was before it was last turned, as if it had not been.
    Back,
}

/// How many turns the worker has answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Turns {
    /// Those that it has made.
    pub made: u64,
    /// Those that it has refused: the lane was no longer where it was seen, or has no such direction.
    pub refused: u64,
}

impl Turns {
    /// All of them.
    pub fn answered(self) -> u64 {
        self.made + self.refused
    }
}

/// The weight `(d)` in another direction, as long as before; `None` where either has no direction.
pub(super) fn turned(weight: &[f32], to: &[f64]) -> Option<Vec<f32>> {
    let mut unit = vec![0.0; weight.len()];
    let weight: Vec<f64> = weight.iter().map(|x| f64::from(*x)).collect();
    let length = vector::norm(&weight);
    let usable = |length: f64| length.is_finite() && length > 0.0;
    if to.len() != unit.len() || !usable(length) {
        return None;
    }
    let known = usable(vector::normalize_into(to.iter(), &mut unit));
    let row: Vec<f32> = unit.iter().map(|x| (length * x) as f32).collect();
    (known && row.iter().all(|x| x.is_finite())).then_some(row)
}

impl Snapshot {
    /// The same with the direction of a class turned by hand, and measured anew. `None` where there is no such direction: a
    /// class mean is none.
    pub fn turned(&self, class: usize, to: &[f64]) -> Option<Self> {
        let known = class < self.weights.nrows() && self.directions == Directions::Weights;
        let weight = known.then(|| self.weights.row(class).to_vec())?;
        let mut weights = self.weights.as_ref().clone();
        let row = turned(&weight, to)?;
        weights
            .row_mut(class)
            .assign(&ndarray::ArrayView1::from(&row));
        let config = &self.experiment.loss;
        let loss = loss::find(&config.id)?;
        let objective = loss.in_force(&loss.at_step(&config.knobs, self.schedule_step()));
        let measured = Measured {
            features: self.features.view(),
            labels: &self.dataset.test.labels,
            directions: weights.view(),
            bias: self.bias.as_ref().map(|bias| bias.view()),
            objective: &objective,
        };
        let metrics = Metrics {
            loss: self.metrics.loss,
            train_accuracy: self.metrics.train_accuracy,
            ..measured.metrics()
        };
        Some(Self {
            weights: weights.into(),
            metrics,
            touched: Some(self.step),
            ..self.clone()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(weight: &[f32], to: &[f64], expect: Option<&[f32]>) {
        let found = turned(weight, to);
        assert_eq!(found.as_deref(), expect, "{weight:?} to {to:?}");
    }

    #[test]
    fn a_weight_that_is_turned_keeps_its_length() {
        check(&[3.0, 4.0], &[0.0, -1.0], Some(&[0.0, -5.0]));
        check(&[3.0, 4.0], &[0.0, -7.0], Some(&[0.0, -5.0]));
        check(&[0.0, 0.0, 2.0], &[1.0, 0.0, 0.0], Some(&[2.0, 0.0, 0.0]));
    }

    #[test]
    fn what_has_no_direction_is_not_turned() {
        check(&[0.0, 0.0], &[1.0, 0.0], None);
        check(&[1.0, 0.0], &[0.0, 0.0], None);
        check(&[1.0, 0.0], &[f64::NAN, 1.0], None);
        check(&[f32::INFINITY, 0.0], &[0.0, 1.0], None);
        check(&[1.0, 0.0], &[0.0, 0.0, 1.0], None);
    }
}
