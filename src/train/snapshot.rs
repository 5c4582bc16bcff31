//! What the worker shows of a run: immutable plain data, replaced as a whole.

use std::sync::{Arc, OnceLock};

use ndarray::{Array1, Array2};

use super::{
    evidence::{self, BothEvidence, Evidence, Reading},
    experiment::Experiment,
    health::Health,
    metrics::Metrics,
};
use crate::data::Dataset;
use crate::look::Classes;
use crate::math::vector;

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
    /// Mean angle between a held-out feature and its own class direction, degrees; NaN where nobody measured it.
    pub own_angle: f64,
}

/// Raw features `(k, d)` and the class of each `(k)`.
pub type Labelled = (Array2<f32>, Vec<usize>);

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
    /// Raw features of the held-out samples of classes that are left out of training `(m, d)`, in the order of
    /// `dataset.unseen.test`.
    pub unseen: Arc<Array2<f32>>,
    /// Raw features of some training samples `(k, d)`, as many of each class, with their classes; `None` where nobody asked for
    /// them.
    pub training: Option<Arc<Labelled>>,
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
    /// Cosines of each held-out feature with its own class direction and with the nearest other one, where there are so many
    /// samples and classes that they were kept from measuring.
    pub(crate) cosines: Option<Arc<Vec<[f32; 2]>>>,
    /// What pairs of held-out samples say, once somebody asked: see [`Snapshot::evidence`].
    pub(crate) evidence: Arc<OnceLock<BothEvidence>>,
    /// What is wrong with the run, if anything is.
    pub health: Health,
    /// The step at which a setting was last moved while it trained: such a run cannot be had again from its experiment.
    pub tuned: Option<u64>,
    /// The step at which a hand last turned a class direction, if one did: neither can such a run be had again.
    pub touched: Option<u64>,
    /// The lane onto whose class directions it was turned for the eye; `None` as it was trained.
    pub onto: Option<String>,
    /// Logged steps so far, by rising step; thinned out where there are many.
    pub curve: Arc<Vec<CurvePoint>>,
    /// Training samples a second, averaged over the last slices of time; 0 before the first.
    pub images_per_second: f64,
    /// Trainable numbers of the model, class weights included.
    pub parameters: usize,
    /// What could not be read of the folder that it follows, while what is shown was the last that could.
    pub trouble: Option<String>,
}

impl Snapshot {
    /// The unit direction `(d)` of a class; `None` where it has none.
    pub fn direction(&self, class: usize) -> Option<Vec<f64>> {
        let row = (class < self.weights.nrows()).then(|| self.weights.row(class))?;
        let row: Vec<f64> = row.iter().map(|x| f64::from(*x)).collect();
        let mut unit = vec![0.0; row.len()];
        let length = vector::normalize_into(row.iter(), &mut unit);
        (length > 0.0 && length.is_finite()).then_some(unit)
    }

    /// The two classes whose directions are nearest to each other, the smaller number first, as of what was measured.
    pub fn nearest_pair(&self) -> Option<(usize, usize)> {
        let pair = self.metrics.nearest_pair;
        pair.filter(|(a, b)| a.max(b) < &self.weights.nrows())
    }

    /// The part of the held-out samples that reach their margin; NaN for a loss without one.
    pub fn margin_met(&self) -> f64 {
        match self.experiment.loss.has_margin() {
            true => self.metrics.margin_satisfied,
            false => f64::NAN,
        }
    }

    /// The step at which the loss's schedules stand for what is shown. Features that came without their step are judged by the
    /// loss in full: whoever trained them did so elsewhere, and nothing here brings λ or a ramp any further.
    pub fn schedule_step(&self) -> u64 {
        let told = self.dataset.given.as_ref().map(|given| given.step);
        self.experiment.schedule_step(self.step, told)
    }

    /// The memory that its features, weights and curve take, and what pairs say of it.
    pub fn bytes(&self) -> usize {
        let numbers = self.features.len() + self.unseen.len() + self.weights.len();
        // Features that are given are in the data set too.
        let inputs = self
            .dataset
            .given
            .as_ref()
            .map_or(0, |_| self.dataset.test.inputs.len());
        let training = self.training.as_ref().map_or(0, |training| {
            training.0.len() * size_of::<f32>() + training.1.len() * size_of::<usize>()
        });
        let cosines = self.cosines.as_ref().map_or(0, |cosines| cosines.len());
        let curve = self.curve.len() * size_of::<CurvePoint>();
        let pairs = self.evidence.get().map_or(0, BothEvidence::bytes);
        let measured = cosines * size_of::<[f32; 2]>() + training + pairs;
        (numbers + inputs) * size_of::<f32>() + curve + measured + size_of::<Self>()
    }

    /// Which classes of their data set the lane's classes are: those that it trains, then those that are left out.
    pub fn classes(&self) -> Classes {
        let (data, dataset) = (&self.experiment.data, &self.dataset);
        if data.unseen.is_none() {
            return Classes::new(&data.classes);
        }
        let all = dataset.classes() + dataset.unseen.classes();
        let (seen, unseen) = data.unseen.split(&data.classes, all).unwrap_or_default();
        Classes::new(&[seen, unseen].concat())
    }

    /// The names of its classes in the language that is spoken, in the order of [`Snapshot::classes`].
    pub fn spoken_names(&self) -> Vec<String> {
        let all = self.dataset.classes() + self.dataset.unseen.classes();
        (0..all).map(|class| self.spoken_name(class)).collect()
    }

    /// Whether a class was left out of training, as [`Snapshot::classes`] counts them.
    pub fn is_unseen(&self, class: usize) -> bool {
        class >= self.dataset.classes()
    }

    /// The name of one of them; empty where there is none.
    pub fn spoken_name(&self, class: usize) -> String {
        let dataset = &self.dataset;
        match class.checked_sub(dataset.classes()) {
            Some(unseen) => dataset.spoken_unseen(unseen),
            None => dataset.spoken_name(class),
        }
    }

    /// How many held-out samples a class has.
    pub fn samples_of(&self, class: usize) -> usize {
        let (split, class) = match class.checked_sub(self.dataset.classes()) {
            Some(unseen) => (&self.dataset.unseen.test, unseen),
            None => (&self.dataset.test, class),
        };
        split.labels.iter().filter(|label| **label == class).count()
    }

    /// What pairs of its held-out samples say. The worker has computed it; elsewhere the first call does.
    pub fn both_evidence(&self) -> &BothEvidence {
        self.evidence.get_or_init(|| {
            let (test, unseen) = (&self.dataset.test, &self.dataset.unseen.test);
            evidence::both(
                (&self.features, &test.labels),
                (&self.unseen, &unseen.labels),
            )
        })
    }

    /// What pairs say of classes that were left out of training, where there are any, else of the others.
    pub fn evidence(&self) -> &Evidence {
        let both = self.both_evidence();
        both.unseen.as_ref().unwrap_or(&both.seen)
    }

    /// The same in a few numbers, for texts.
    pub fn reading(&self) -> Reading {
        self.evidence().reading()
    }
}
