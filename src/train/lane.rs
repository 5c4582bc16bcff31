//! A lane: one trainer with what is shown of it. It is driven from outside and knows no clock.

use std::sync::Arc;

use ndarray::{Array2, s};

use super::experiment::Experiment;
use super::means;
use super::metrics::{Measured, Metrics};
use super::snapshot::{CurvePoint, Directions, Snapshot, Status};
use super::trainer::{Recent, TrainError, Trainer};
use crate::data::{self, Dataset};
use crate::loss::Objective;

/// Held-out samples that are embedded at a time, small enough to stop between two of them.
const PART: usize = 256;

/// The curve is thinned to half when it gets longer.
const LONGEST_CURVE: usize = 2000;

pub struct Lane {
    trainer: Trainer,
    /// Held-out features `(n, d)`; rows may be of different steps while a refresh is under way.
    features: Array2<f32>,
    /// Rows that are of the present step.
    refreshed: usize,
    metrics: Metrics,
    curve: Vec<CurvePoint>,
}

impl Lane {
    /// A lane at step 0, its features computed.
    ///
    /// # Errors
    /// When the data cannot be had or the model does not fit them.
    pub fn new(experiment: &Experiment, dataset: Arc<Dataset>) -> Result<Self, TrainError> {
        let trainer = Trainer::new(experiment, dataset)?;
        let n = trainer.dataset().test.labels.len();
        let mut lane = Self {
            features: Array2::zeros((n, experiment.model.feature_dim)),
            refreshed: 0,
            metrics: Metrics::UNKNOWN,
            curve: Vec::new(),
            trainer,
        };
        while !lane.refresh_part() {}
        Ok(lane)
    }

    pub fn trainer(&self) -> &Trainer {
        &self.trainer
    }

    pub fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// Raw held-out features `(n, d)`.
    pub fn features(&self) -> &Array2<f32> {
        &self.features
    }

    /// One training step; the features are then out of date.
    ///
    /// # Errors
    /// When the run diverged.
    pub fn step(&mut self) -> Result<(), TrainError> {
        self.trainer.step()
    }

    /// Takes over live settings.
    pub fn tune(&mut self, experiment: &Experiment) {
        self.trainer.tune(experiment);
        self.measure();
    }

    /// The features are of an older step: the next parts compute them anew.
    pub fn begin_refresh(&mut self) {
        self.refreshed = 0;
    }

    /// Embeds the next part of the held-out samples. Returns whether all of them are done, and then measures them.
    pub fn refresh_part(&mut self) -> bool {
        let n = self.features.nrows();
        let part = self.refreshed..(self.refreshed + PART).min(n);
        let dataset = Arc::clone(self.trainer.dataset());
        let inputs = dataset.test.inputs.slice(s![part.clone(), ..]);
        // Rows of a whole array are contiguous.
        let features = self.trainer.features(inputs.as_slice().unwrap_or_default());
        let mut rows = self.features.slice_mut(s![part.clone(), ..]);
        rows.iter_mut()
            .zip(features)
            .for_each(|(to, from)| *to = *from);
        self.refreshed = part.end;
        let done = self.refreshed >= n;
        if done {
            self.take_recent();
            self.measure();
        }
        done
    }

    /// Adds the present state to the curve.
    pub fn log(&mut self) {
        let point = CurvePoint {
            step: self.trainer.step_count(),
            loss: self.metrics.loss,
            train_accuracy: self.metrics.train_accuracy,
            test_accuracy: self.metrics.test_accuracy,
        };
        if self
            .curve
            .last()
            .is_some_and(|last| last.step == point.step)
        {
            self.curve.pop();
        }
        self.curve.push(point);
        if self.curve.len() > LONGEST_CURVE {
            let mut keep = false;
            self.curve.retain(|_| {
                keep = !keep;
                keep
            });
        }
    }

    pub fn snapshot(&mut self, name: &str, run: u64, status: Status) -> Snapshot {
        let (weights, directions) = self.directions();
        Snapshot {
            lane: name.to_owned(),
            run,
            step: self.trainer.step_count(),
            epoch: self.trainer.epoch(),
            status,
            experiment: Arc::new(self.trainer.experiment().clone()),
            dataset: Arc::clone(self.trainer.dataset()),
            features: Arc::new(self.features.clone()),
            weights: Arc::new(weights),
            bias: self.trainer.bias().map(|bias| Arc::new(bias.to_owned())),
            directions,
            metrics: self.metrics,
            curve: Arc::new(self.curve.clone()),
            images_per_second: 0.0,
            parameters: self.trainer.parameters(),
        }
    }

    /// Class weights, or class means of the training features for a loss without them.
    fn directions(&mut self) -> (Array2<f32>, Directions) {
        match self.trainer.objective() {
            Objective::Class(_) => (self.trainer.weights().to_owned(), Directions::Weights),
            Objective::Pair(_) => (
                means::of_training_features(&mut self.trainer),
                Directions::Means,
            ),
        }
    }

    fn take_recent(&mut self) {
        let Recent {
            steps,
            loss,
            samples,
            right,
        } = std::mem::take(&mut self.trainer.recent);
        if steps > 0 {
            self.metrics.loss = loss / steps as f64;
            self.metrics.train_accuracy = right as f64 / samples as f64;
        }
    }

    fn measure(&mut self) {
        let objective = self.trainer.objective();
        let (directions, _) = self.directions();
        let measured = Measured {
            features: self.features.view(),
            labels: &self.trainer.dataset().test.labels,
            directions: directions.view(),
            bias: self.trainer.bias(),
            objective: &objective,
        };
        let Metrics {
            loss,
            train_accuracy,
            ..
        } = self.metrics;
        self.metrics = Metrics {
            loss,
            train_accuracy,
            ..measured.metrics()
        };
    }
}

/// The data set of an experiment.
///
/// # Errors
/// When it cannot be had.
pub fn load(experiment: &Experiment) -> Result<Arc<Dataset>, TrainError> {
    let dataset = data::load(&experiment.data.source, &experiment.request());
    dataset
        .map(Arc::new)
        .map_err(|error| TrainError::Setup(error.to_string()))
}
