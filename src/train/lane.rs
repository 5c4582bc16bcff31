//! A lane: one trainer with what is shown of it. It is driven from outside and knows no clock.

use std::sync::{Arc, OnceLock};

use ndarray::{Array2, s};

use super::evidence::{BothEvidence, Evidence};
use super::experiment::Experiment;
use super::gaps;
use super::given;
use super::health::Health;
use super::large::Told;
use super::means::{self, PART, Sample};
use super::metrics::{Measured, Metrics};
use super::snapshot::{CurvePoint, Directions, Labelled, Snapshot, Status};
use super::trainer::{Recent, TrainError, Trainer};
use super::turn::Towards;
use crate::data::{self, Dataset};
use crate::loss::Objective;

/// So many products of a network take no longer than a person notices.
const QUICK_PRODUCTS: usize = 4_000_000_000;

/// Points of the curve at most: every second one goes when it gets longer.
const LONGEST_CURVE: usize = 2000;
/// Points up to this step stay whatever the length: in the first steps most happens.
pub const FIRST_STEPS: u64 = 100;

/// What is left of a refresh once all rows are embedded. Each is a part of its own, since commands are heard between parts.
#[derive(Debug)]
enum Left {
    Metrics,
    /// What pairs of classes that were trained on say.
    Pairs,
    /// The same of classes that were not.
    UnseenPairs(Box<Evidence>),
    Nothing,
}

/// A trainer with what is shown of it: the held-out features, what is measured on them, the curve so far.
pub struct Lane {
    trainer: Trainer,
    /// Held-out features `(n, d)`, shared with what is shown of them; rows may be of different steps while a refresh is under way.
    features: Arc<Array2<f32>>,
    /// Those of classes that are left out of training `(m, d)`; a refresh comes to them after the others.
    unseen: Array2<f32>,
    /// Features of some training samples `(k, d)` at this step, with their classes, once somebody asked.
    training: Option<Arc<Labelled>>,
    /// The same, while they are on their way.
    looking: Option<Sample>,
    /// Rows that the latest refresh has reached.
    refreshed: usize,
    /// What the latest refresh is still to measure.
    left: Left,
    /// Training samples that a refresh embeds beside the held-out ones, for `means`.
    sample: Option<Sample>,
    /// The step that the latest refresh began at.
    refresh_step: u64,
    /// Class means `(C, d)` for a loss without class weights, as of the latest refresh; else empty.
    means: Array2<f32>,
    metrics: Metrics,
    /// Cosines of each sample with its own class and the nearest other one, where there are many.
    cosines: Option<Arc<Vec<[f32; 2]>>>,
    /// What pairs say of the features of the latest refresh, once somebody asked.
    evidence: Arc<OnceLock<BothEvidence>>,
    /// Whether pairs are looked at after every refresh, asked or not.
    looks_at_pairs: bool,
    health: Health,
    /// Whether a refresh has come to its end: before, there is nothing to show.
    measured: bool,
    curve: Vec<CurvePoint>,
    /// The step at which a setting was last moved while the run was under way: its experiment alone no longer tells how
    /// the run came about.
    tuned: Option<u64>,
}

impl Lane {
    /// A lane at step 0, its features computed.
    ///
    /// # Errors
    /// When the data cannot be had or the model does not fit them.
    pub fn new(experiment: &Experiment, dataset: Arc<Dataset>) -> Result<Self, TrainError> {
        let mut lane = Self::without_features(experiment, dataset)?;
        while !lane.refresh_part() {}
        Ok(lane)
    }

    /// A lane at step 0 whose features are still to be computed, in parts.
    ///
    /// # Errors
    /// When the model does not fit the data.
    pub fn without_features(
        experiment: &Experiment,
        dataset: Arc<Dataset>,
    ) -> Result<Self, TrainError> {
        let trainer = Trainer::new(experiment, dataset)?;
        let n = trainer.dataset().test.labels.len();
        let unseen = trainer.dataset().unseen.test.labels.len();
        let dim = trainer.experiment().model.feature_dim;
        Ok(Self {
            features: Arc::new(match trainer.is_given() {
                true => trainer.dataset().test.inputs.clone(),
                false => Array2::zeros((n, dim)),
            }),
            unseen: match trainer.is_given() {
                true if unseen > 0 => trainer.dataset().unseen.test.inputs.clone(),
                _ => Array2::zeros((unseen, dim)),
            },
            training: None,
            looking: None,
            refreshed: 0,
            left: Left::Metrics,
            sample: sample(&trainer),
            refresh_step: trainer.step_count(),
            means: Array2::zeros((0, dim)),
            metrics: Metrics::UNKNOWN,
            cosines: None,
            evidence: Arc::default(),
            looks_at_pairs: false,
            health: Health::Sound,
            measured: false,
            curve: Vec::new(),
            tuned: None,
            trainer,
        })
    }

    /// A lane of one moment, measured, with the `curve` of the moments before it.
    ///
    /// # Errors
    /// When the loss does not fit.
    pub(super) fn of_moment(
        experiment: &Experiment,
        dataset: Arc<Dataset>,
        curve: Vec<CurvePoint>,
    ) -> Result<Self, TrainError> {
        let mut lane = Self::without_features(experiment, dataset)?;
        lane.looks_at_pairs = true;
        lane.curve = curve;
        lane.refreshed = lane.rows();
        while !lane.measure_part() {}
        lane.log();
        Ok(lane)
    }

    /// The logged steps so far.
    pub(super) fn curve(&self) -> &[CurvePoint] {
        &self.curve
    }

    /// Adds what was logged at an earlier step.
    pub(super) fn log_earlier(&mut self, point: CurvePoint) {
        let place = self.curve.partition_point(|known| known.step < point.step);
        if self
            .curve
            .get(place)
            .is_none_or(|known| known.step != point.step)
        {
            self.curve.insert(place, point);
        }
    }

    /// The run itself.
    pub fn trainer(&self) -> &Trainer {
        &self.trainer
    }

    /// The step at which a setting was last moved while the run was under way.
    pub fn tuned(&self) -> Option<u64> {
        self.tuned
    }

    /// What was measured at the end of the latest refresh.
    pub fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// What is wrong with the run, as of the latest refresh; what ended it, at once.
    pub fn health(&self) -> Health {
        match self.trainer.broken() {
            Health::Sound => self.health,
            broken => broken,
        }
    }

    /// Raw held-out features `(n, d)`.
    pub fn features(&self) -> &Array2<f32> {
        &self.features
    }

    /// Raw held-out features of classes that are left out of training `(m, d)`.
    pub fn unseen(&self) -> &Array2<f32> {
        &self.unseen
    }

    /// One training step; the features are then out of date.
    ///
    /// # Errors
    /// When the run diverged.
    pub fn step(&mut self) -> Result<(), TrainError> {
        (self.training, self.looking) = (None, None);
        let made = self.trainer.step();
        if made.is_err() {
            self.go_back();
        }
        made
    }

    /// The run is back at an earlier step: its loss is what was logged there, and unknown where nothing was.
    fn go_back(&mut self) {
        let step = self.trainer.step_count();
        let known = self.curve.iter().find(|known| known.step == step);
        self.metrics.loss = known.map_or(f64::NAN, |known| known.loss);
        self.metrics.train_accuracy = known.map_or(f64::NAN, |known| known.train_accuracy);
    }

    /// Uses up to so many threads within a step; see [`Trainer::set_threads`].
    pub fn set_threads(&mut self, threads: usize) {
        self.trainer.set_threads(threads);
    }

    /// Looks at the pairs of held-out samples after every refresh, so that whoever asks for them never waits.
    pub fn look_at_pairs(&mut self) {
        self.looks_at_pairs = true;
    }

    /// Whether [`Lane::look_at_training`] is done within a blink, and not done yet.
    pub fn may_look_at_training(&self) -> bool {
        let samples = gaps::samples(self.trainer.dataset().classes());
        let quick = samples.saturating_mul(self.trainer.products()) < QUICK_PRODUCTS;
        quick && self.training.is_none() && !self.trainer.is_given()
    }

    /// Embeds some training samples, as many of each class, which snapshots of this step show then.
    pub fn look_at_training(&mut self) {
        while !self.look_at_training_part() {}
    }

    /// A part of [`Lane::look_at_training`]. Returns whether it was the last one.
    pub fn look_at_training_part(&mut self) -> bool {
        let dataset = Arc::clone(self.trainer.dataset());
        let dim = self.trainer.experiment().model.feature_dim;
        let count = gaps::samples(dataset.classes());
        let begun = self.looking.take();
        let mut looking = begun.unwrap_or_else(|| Sample::new(&dataset, count, dim));
        let done = looking.part(&dataset, &mut |inputs: &[f32], to: &mut [f32]| {
            to.copy_from_slice(self.trainer.features(inputs));
        });
        match done {
            true => self.training = Some(Arc::new(looking.into_labelled())),
            false => self.looking = Some(looking),
        }
        done
    }

    /// Takes over live settings.
    pub fn tune(&mut self, experiment: &Experiment) {
        let (before, step) = (self.trainer.experiment(), self.trainer.step_count());
        if step > 0 && !self.trainer.is_given() && !before.trains_like(experiment) {
            self.tuned = Some(step);
        }
        self.trainer.tune(experiment);
        if self.measured {
            self.measure();
        }
    }

    /// Turns the direction of a class by hand; see [`Trainer::turn`] and [`Trainer::turn_back`]. Returns whether it was.
    pub fn turn(&mut self, class: usize, to: &Towards) -> bool {
        let turned = match to {
            Towards::Direction(to) => self.trainer.turn(class, to),
            Towards::Back => self.trainer.turn_back(class),
        };
        if turned && self.measured {
            self.measure();
            let step = self.trainer.step_count();
            if self.curve.last().is_some_and(|last| last.step == step) {
                self.log();
            }
        }
        turned
    }

    /// Whether all features were computed at least once.
    pub fn is_measured(&self) -> bool {
        self.measured
    }

    /// Whether some features are missing or of an older step than the model.
    pub fn is_stale(&self) -> bool {
        !self.is_refreshed() || self.is_behind()
    }

    /// Whether the latest refresh has reached every row, and measured them.
    pub fn is_refreshed(&self) -> bool {
        self.is_embedded() && matches!(self.left, Left::Nothing)
    }

    fn is_embedded(&self) -> bool {
        self.refreshed >= self.rows() && !self.sample_is_behind()
    }

    /// Whether the training samples that a refresh embeds have not come as far as the held-out ones: a part of it is both.
    pub fn sample_is_behind(&self) -> bool {
        let (rows, refreshed) = (self.rows().max(1), self.refreshed);
        let due = |sample: &Sample| (sample.len() * refreshed).div_ceil(rows);
        let sample = self.sample.as_ref();
        sample.is_some_and(|sample| sample.reached() < due(sample))
    }

    /// Rows of all held-out features.
    fn rows(&self) -> usize {
        self.features.nrows() + self.unseen.nrows()
    }

    /// Whether steps were made since the latest refresh began, so that its first rows are of an older step.
    pub fn is_behind(&self) -> bool {
        self.refresh_step != self.trainer.step_count()
    }

    /// The features are of an older step: the next parts compute them anew.
    pub fn begin_refresh(&mut self) {
        (self.refreshed, self.left) = (0, Left::Metrics);
        if let Some(sample) = &mut self.sample {
            sample.begin();
        }
        self.refresh_step = self.trainer.step_count();
    }

    /// Embeds the next of the samples that a refresh embeds, or measures some of what is measured on all of them. Returns whether
    /// that was the last.
    pub fn refresh_part(&mut self) -> bool {
        if self.trainer.is_given() {
            self.refreshed = self.rows();
        }
        if self.is_embedded() {
            return self.measure_part();
        }
        match self.sample_is_behind() {
            true => self.embed_sample(),
            false => self.embed_held_out(),
        }
        false
    }

    fn embed_sample(&mut self) {
        let Some(sample) = &mut self.sample else {
            return;
        };
        let dataset = Arc::clone(self.trainer.dataset());
        sample.part(&dataset, &mut |inputs: &[f32], to: &mut [f32]| {
            to.copy_from_slice(self.trainer.features(inputs));
        });
    }

    fn embed_held_out(&mut self) {
        let n = self.features.nrows();
        let dataset = Arc::clone(self.trainer.dataset());
        let (split, to, before) = match self.refreshed < n {
            true => (&dataset.test, Arc::make_mut(&mut self.features), 0),
            false => (&dataset.unseen.test, &mut self.unseen, n),
        };
        let start = self.refreshed - before;
        let part = start..(start + PART).min(to.nrows());
        let features = self.trainer.features(&split.rows(part.clone()));
        let mut rows = to.slice_mut(s![part.clone(), ..]);
        rows.iter_mut()
            .zip(features)
            .for_each(|(to, from)| *to = *from);
        self.refreshed = before + part.end;
    }

    /// All rows are of the present step: measures the next of what is left. Returns whether nothing is.
    fn measure_part(&mut self) -> bool {
        let Dataset { test, unseen, .. } = &**self.trainer.dataset();
        self.left = match std::mem::replace(&mut self.left, Left::Nothing) {
            Left::Metrics => self.measure_all(),
            Left::Pairs => {
                let seen = Evidence::of(&self.features, &test.labels, false);
                match self.unseen.nrows() {
                    0 => self.tell(seen, None),
                    _ => Left::UnseenPairs(Box::new(seen)),
                }
            }
            Left::UnseenPairs(seen) => {
                let unseen = Evidence::of(&self.unseen, &unseen.test.labels, true);
                self.tell(*seen, Some(unseen))
            }
            Left::Nothing => Left::Nothing,
        };
        let done = matches!(self.left, Left::Nothing);
        self.measured |= done;
        done
    }

    fn measure_all(&mut self) -> Left {
        self.take_recent();
        if let Some(sample) = &self.sample {
            self.means = means::of_sample(sample, self.trainer.dataset().classes());
        } else if let Objective::Pair(_) = self.trainer.objective() {
            self.means = given::directions(self.trainer.dataset());
        }
        self.measure();
        if self.looks_at_pairs {
            // What pairs said before stands until then.
            return Left::Pairs;
        }
        self.evidence = Arc::default();
        Left::Nothing
    }

    /// What pairs say is known.
    fn tell(&mut self, seen: Evidence, unseen: Option<Evidence>) -> Left {
        self.evidence = Arc::new(OnceLock::from(BothEvidence { seen, unseen }));
        Left::Nothing
    }

    /// Adds the present state to the curve.
    pub fn log(&mut self) {
        let point = CurvePoint {
            step: self.trainer.step_count(),
            loss: self.metrics.loss,
            train_accuracy: self.metrics.train_accuracy,
            test_accuracy: self.metrics.test_accuracy,
            own_angle: self.metrics.angle_to_own_deg.mean,
        };
        // A run that diverged is back at an earlier step.
        self.curve.retain(|known| known.step < point.step);
        self.curve.push(point);
        if self.curve.len() > LONGEST_CURVE {
            let mut keep = false;
            self.curve.retain(|known| {
                keep = !keep;
                keep || known.step <= FIRST_STEPS
            });
        }
    }

    /// All that is shown of the lane now, as a copy. `name` is the lane's, `run` counts its restarts.
    pub fn snapshot(&self, name: &str, run: u64, status: Status) -> Snapshot {
        let (weights, directions) = self.directions();
        Snapshot {
            lane: name.to_owned(),
            run,
            step: self.trainer.step_count(),
            epoch: self.trainer.epoch(),
            status,
            experiment: Arc::new(self.trainer.experiment().clone()),
            dataset: Arc::clone(self.trainer.dataset()),
            features: Arc::clone(&self.features),
            unseen: Arc::new(self.unseen.clone()),
            training: self.training.clone(),
            weights: Arc::new(weights),
            bias: self.trainer.bias().map(|bias| Arc::new(bias.to_owned())),
            directions,
            whole: !self.is_stale(),
            metrics: self.metrics,
            cosines: self.cosines.clone(),
            evidence: Arc::clone(&self.evidence),
            health: self.health(),
            tuned: self.tuned,
            touched: self.trainer.touched(),
            onto: None,
            curve: Arc::new(self.curve.clone()),
            images_per_second: 0.0,
            parameters: self.trainer.parameters(),
            trouble: None,
        }
    }

    /// Class weights, or class means of the training features for a loss without them.
    fn directions(&self) -> (Array2<f32>, Directions) {
        match self.trainer.objective() {
            Objective::Class(_) if !self.has_means() => {
                (self.trainer.weights().to_owned(), Directions::Weights)
            }
            Objective::Class(_) => (self.trainer.weights().to_owned(), Directions::Means),
            Objective::Pair(_) if self.trainer.is_given() && !self.has_means() => {
                (self.means.clone(), Directions::Weights)
            }
            Objective::Pair(_) => (self.means.clone(), Directions::Means),
        }
    }

    /// Whether its features are given and no class weights with them.
    fn has_means(&self) -> bool {
        self.trainer.is_given() && !given::has_weights(self.trainer.dataset())
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
        let told = measured.told();
        let Metrics {
            loss,
            train_accuracy,
            ..
        } = self.metrics;
        self.metrics = Metrics {
            loss,
            train_accuracy,
            ..measured.metrics_by(told.as_deref())
        };
        let cosines = |told: Vec<Told>| told.into_iter().map(|told| told.cosines).collect();
        self.cosines = told.map(cosines).map(Arc::new);
        let health = self.trainer.watch().health(&self.metrics);
        self.health = health.or_since(&self.health);
    }
}

/// The training samples whose means stand for the class weights of a loss that has none.
fn sample(trainer: &Trainer) -> Option<Sample> {
    let pairs = matches!(trainer.objective(), Objective::Pair(_));
    let dim = trainer.experiment().model.feature_dim;
    (pairs && !trainer.is_given()).then(|| Sample::for_means(trainer.dataset(), dim))
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
