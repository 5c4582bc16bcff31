//! What the worker shows of a run: immutable plain data, replaced as a whole.

use std::sync::Arc;

use ndarray::{Array1, Array2};

use super::{experiment::Experiment, health::Health, metrics::Metrics};
use crate::data::Dataset;
use crate::look::Classes;

/// Where a lane stands.
#[derive(Clone, Debug, PartialEq)]
pub enum Status {
    /// Data are being read and the model is made.
    Loading,
    /// It trains.
    Running,
    /// It waits for somebody to let it train.
    Paused,
    /// All steps of the experiment are done.
    Done,
    /// The run ended early; the last good state is kept in the snapshot. Says why, for a person.
    Failed(String),
}

/// One logged step, for the curves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CurvePoint {
    /// Steps made when it was logged.
    pub step: u64,
    /// Mean training loss since the last point.
    pub loss: f64,
    /// Fractions, on plain logits.
    pub train_accuracy: f64,
    /// Fraction of held-out samples right on plain logits.
    pub test_accuracy: f64,
}

/// What class directions are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Directions {
    /// Rows of the last layer.
    Weights,
    /// Mean directions of the training features, for losses without class weights.
    Means,
}

/// The state of one lane at one step.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// The lane's name, unique in its session.
    pub lane: String,
    /// Goes up at every restart.
    pub run: u64,
    /// Steps made.
    pub step: u64,
    /// Passes over the training data so far.
    pub epoch: f64,
    /// Where the lane stands.
    pub status: Status,
    /// What it trains, with the settings that were in force.
    pub experiment: Arc<Experiment>,
    /// What it trains on.
    pub dataset: Arc<Dataset>,
    /// Raw features of the held-out samples `(n, d)`, in the order of `dataset.test`.
    pub features: Arc<Array2<f32>>,
    /// Raw class weights (or class means) `(C, d)`.
    pub weights: Arc<Array2<f32>>,
    /// `(C)`, for losses that have one.
    pub bias: Option<Arc<Array1<f32>>>,
    /// What the rows of `weights` are.
    pub directions: Directions,
    /// Whether the features, and what was measured on them, are of this step; while it trains they may be a little older.
    pub whole: bool,
    /// What was measured on these features.
    pub metrics: Metrics,
    /// What is wrong with the run, if anything is.
    pub health: Health,
    /// The step at which a setting was last moved while it trained: such a run cannot be had again from its experiment.
    pub tuned: Option<u64>,
    /// Logged steps so far, by rising step; thinned out where there are many.
    pub curve: Arc<Vec<CurvePoint>>,
    /// Training samples a second, averaged over the last slices of time; 0 before the first.
    pub images_per_second: f64,
    /// Trainable numbers of the model, class weights included.
    pub parameters: usize,
}

impl Snapshot {
    /// Which classes of their data set the lane's classes are.
    pub fn classes(&self) -> Classes {
        Classes::new(&self.experiment.data.classes)
    }
}
