//! What ends a run: the loss or a parameter that is no number any more.

use super::{Recent, Trainer, matrix};
use crate::loss;
use crate::nn::all_finite;
use crate::text::{Language, within};
use crate::train::health::{Cause, Health, Quantity};
use crate::train::watch;

/// Why a run cannot start or go on, in words for a person.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum TrainError {
    /// The experiment does not fit together or does not fit its data.
    #[error("{0}")]
    Setup(String),
    /// The loss or a parameter is no number any more; the run is back at its last good step.
    #[error("{}", not_finite(*what, *step, *cause, *learning_rate))]
    NotFinite {
        /// What is no number.
        what: Quantity,
        /// The step that went wrong, from 0.
        step: u64,
        /// Where it comes from.
        cause: Cause,
        /// The learning rate before its schedule.
        learning_rate: f64,
    },
}

/// What is no number, since when, and what to try; the learning rate is named where it is to blame.
fn not_finite(what: Quantity, step: u64, cause: Cause, learning_rate: f64) -> String {
    let health = Health::NotFinite { what, step, cause };
    within(Language::English, || health.told(Some(learning_rate)))
}

/// A run with a larger loss or larger features than this is on its way out of all numbers: no state to go back to.
const LARGEST: f64 = 1e15;

impl Trainer {
    /// Fails where a parameter is no number any more, so that nobody ever sees one; looks at the run's health now and then otherwise.
    pub(super) fn check(&mut self, finite: bool) -> Result<(), TrainError> {
        if !finite {
            // It is the step just made that went wrong.
            self.step -= 1;
            let what = if !self.shares.batch_is_finite() {
                Quantity::Inputs
            } else if all_finite(&self.params[..self.head.start]) {
                Quantity::ClassWeights
            } else {
                Quantity::Network
            };
            return Err(self.break_off(what));
        }
        if self.step.is_multiple_of(watch::BLOCK) {
            self.watch
                .end_block(self.step, &self.good, &self.params, &self.objective);
            let (rows, d) = (self.weights().nrows(), self.feature_dim());
            let weights = matrix(&self.params[self.head.clone()], rows, d);
            let from = loss::schedule::in_full_from(self.loss, &self.experiment.loss.knobs);
            self.watch.end_regions(weights, self.step as f64 >= from);
        }
        Ok(())
    }

    /// Keeps a copy of the parameters now and then. A batch has passed through them with a loss that is not out of all bounds:
    /// what the last update made may be numbers and still too large for anything to be computed from it.
    pub(super) fn keep(&mut self) {
        if self.step.is_multiple_of(watch::BLOCK) && self.is_within_bounds() {
            self.good.copy_from_slice(&self.params);
            self.good_step = self.step;
        }
    }

    fn is_within_bounds(&self) -> bool {
        let mut features = self.shares.batch_features().flatten();
        self.batch.evaluation.loss.abs() < LARGEST && features.all(|x| f64::from(x.abs()) < LARGEST)
    }

    /// What ended the run, if something did.
    pub fn broken(&self) -> Health {
        self.broken
    }

    /// Back to the last good step.
    pub(super) fn break_off(&mut self, what: Quantity) -> TrainError {
        let updated = self.step > 0 || matches!(what, Quantity::Network | Quantity::ClassWeights);
        let cause = match what {
            Quantity::Inputs => Cause::Data,
            _ if !updated => Cause::Loss,
            _ => match self.watch.cause() {
                // What has grown beyond all numbers was moved there.
                Cause::Loss | Cause::Data => Cause::LargeSteps,
                known => known,
            },
        };
        self.params.copy_from_slice(&self.good);
        // What the steps cost that are undone is no loss of the state that is left.
        self.recent = Recent::default();
        let step = std::mem::replace(&mut self.step, self.good_step);
        self.broken = Health::NotFinite { what, step, cause };
        TrainError::NotFinite {
            what,
            step,
            cause,
            learning_rate: self.experiment.optimizer.learning_rate,
        }
    }

    /// What of the batch's forward pass is no number.
    pub(super) fn not_finite(&self, together: bool) -> Option<Quantity> {
        let evaluation = &self.batch.evaluation;
        let loss = evaluation.loss.is_finite();
        let gradient = match together {
            true => self.shares.gradient_is_finite(),
            false => all_finite(&evaluation.d_features),
        };
        if loss && gradient {
            return None;
        }
        Some(if !self.shares.batch_is_finite() {
            Quantity::Inputs
        } else if !self.shares.batch_features().all(all_finite) {
            Quantity::Features
        } else if loss {
            Quantity::Gradient
        } else {
            Quantity::Loss
        })
    }
}
