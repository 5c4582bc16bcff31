//! One run: a pure function of its experiment. No thread, no clock.

mod broken;
mod hand;
mod start;

use std::ops::Range;
use std::sync::Arc;

use ndarray::{ArrayView1, ArrayView2};

pub use self::broken::TrainError;
use super::budget;
use super::experiment::{Experiment, ModelKind, OptimizerKind};
use super::health::Health;
use super::order::Order;
use super::shares::{Model, Rows, Shares};
use super::update::Piece;
use super::watch::Watch;
use crate::data::Dataset;
use crate::knob::Knobs;
use crate::loss::{Loss, Objective, Single, SingleBatch};
use crate::nn::{Optimizer, Tuning};

/// The state of a run: parameters, optimizer, order of samples, step.
pub struct Trainer {
    experiment: Experiment,
    dataset: Arc<Dataset>,
    loss: &'static dyn Loss,
    objective: Objective,
    /// The loss's values at the present step, schedules resolved: `objective` was made from them.
    resolved: Knobs,
    shares: Shares,
    /// The network's parameters, then class weights `(C, d)`, then the bias `(C)`; a pair loss has only the first.
    params: Vec<f32>,
    /// The last parameters whose loss was a number.
    good: Vec<f32>,
    /// The step of `good`.
    good_step: u64,
    /// Where the class weights lie in `params`; the bias follows.
    head: Range<usize>,
    /// What `params` are moved in.
    pieces: Vec<Piece>,
    /// Its part of what all runs may take.
    _memory: budget::Share,
    optimizer: Box<dyn Optimizer>,
    order: Order,
    step: u64,
    batch: Buffers,
    /// What the steps since the last logged point came to.
    pub(super) recent: Recent,
    watch: Watch,
    /// What ended the run.
    broken: Health,
    /// Class weights as they were before a hand turned them at this step.
    turned: Vec<hand::Before>,
    /// The step at which a hand last turned one.
    touched: Option<u64>,
}

/// Room for one batch, reused from step to step.
#[derive(Default)]
struct Buffers {
    samples: Vec<usize>,
    labels: Vec<usize>,
    /// The samples' inputs, where they do not lie row by row in the data.
    copied: Vec<f32>,
    evaluation: Single,
}

/// Sums over the steps since the last logged point.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Recent {
    /// Steps made.
    pub steps: u64,
    /// Sum of their losses.
    pub loss: f64,
    /// Samples whose logits were looked at.
    pub samples: u64,
    /// Of these, those right on plain logits.
    pub right: u64,
}

impl Trainer {
    /// Steps made so far.
    pub fn step_count(&self) -> u64 {
        self.step
    }

    /// What it trains, live settings as they were last tuned.
    pub fn experiment(&self) -> &Experiment {
        &self.experiment
    }

    /// What it trains on.
    pub fn dataset(&self) -> &Arc<Dataset> {
        &self.dataset
    }

    /// Trainable numbers, class weights included.
    pub fn parameters(&self) -> usize {
        self.params.len()
    }

    /// Multiplications and additions, in pairs, that the network makes for one sample.
    pub fn products(&self) -> usize {
        self.shares.network().products()
    }

    /// Passes over the training data so far.
    pub fn epoch(&self) -> f64 {
        let seen = self.step as f64 * self.batch_size() as f64;
        seen / self.dataset.train.labels.len().max(1) as f64
    }

    /// Samples in a step: a batch larger than the training part is the whole of it.
    pub fn batch_size(&self) -> usize {
        let samples = self.dataset.train.labels.len();
        self.experiment.optimizer.batch.min(samples)
    }

    /// Whether all steps of the experiment are made.
    pub fn is_done(&self) -> bool {
        self.is_given() || self.step >= self.experiment.steps
    }

    /// Whether its features are given and nothing is trained.
    pub fn is_given(&self) -> bool {
        self.experiment.model.kind == ModelKind::Features
    }

    /// The step at which the loss's schedules stand.
    fn schedule_step(&self) -> u64 {
        let told = self.dataset.given.as_ref().map(|given| given.step);
        self.experiment.schedule_step(self.step, told)
    }

    /// Takes over what may change without a restart: the loss's knobs, the optimizer's numbers, the number of steps.
    pub fn tune(&mut self, experiment: &Experiment) {
        self.experiment.loss.knobs = experiment.loss.knobs.clone();
        self.resolved = self
            .loss
            .at_step(&self.experiment.loss.knobs, self.schedule_step());
        self.objective = self.loss.in_force(&self.resolved);
        self.experiment.optimizer = experiment.optimizer.clone();
        self.experiment.steps = experiment.steps;
        self.watch.forget();
    }

    /// One update on the next batch.
    ///
    /// # Errors
    /// When the loss or a gradient is no longer finite; parameters and step are then the last good ones.
    pub fn step(&mut self) -> Result<(), TrainError> {
        if self.is_given() {
            return Ok(());
        }
        self.turned.clear();
        let knobs = &self.experiment.loss.knobs;
        if self.loss.move_to_step(knobs, self.step, &mut self.resolved) {
            self.loss.move_in_force(&self.resolved, &mut self.objective);
        }
        self.take_batch();
        let together = self.pass();
        if !together {
            self.forward();
            self.evaluate_batch();
        }
        if let Some(what) = self.not_finite(together) {
            return Err(self.break_off(what));
        }
        self.keep();
        self.count();
        if !together {
            let d_features = &self.batch.evaluation.d_features;
            let network = &self.params[..self.head.start];
            self.shares.backward(network, d_features);
        }
        let finite = self.update();
        self.step += 1;
        self.check(finite)
    }

    /// Raw features `(n, d)` of consecutive inputs `(n, inputs)`, row by row.
    pub fn features(&mut self, inputs: &[f32]) -> &[f32] {
        let n = inputs.len() / self.dataset.shape.len().max(1);
        self.shares.forward(&self.params, inputs, n)
    }

    /// Uses up to so many threads within a step, where that is worth it. The results do not depend on it.
    pub fn set_threads(&mut self, threads: usize) {
        self.shares.set_threads(threads);
    }

    fn feature_dim(&self) -> usize {
        self.shares.network().feature_dim()
    }

    /// The loss with the values in force now.
    pub fn objective(&self) -> Objective {
        let knobs = &self.experiment.loss.knobs;
        self.loss
            .in_force(&self.loss.at_step(knobs, self.schedule_step()))
    }

    /// Raw class weights `(C, d)`; `(0, d)` for a loss without them.
    pub fn weights(&self) -> ArrayView2<'_, f32> {
        let d = self.feature_dim();
        let rows = self.head.len() / d.max(1);
        matrix(&self.params[self.head.clone()], rows, d)
    }

    /// Bias `(C)`, for losses that have one.
    pub fn bias(&self) -> Option<ArrayView1<'_, f32>> {
        let bias = &self.params[self.head.end..];
        (!bias.is_empty()).then(|| ArrayView1::from(bias))
    }

    /// Each layer of the network as one of PyTorch's `torch.nn`, numbered as in [`Trainer::tensors`].
    pub fn torch_layers(&self) -> Vec<String> {
        self.shares.network().torch()
    }

    /// Every tensor of the model: name, shape and values.
    pub fn tensors(&self) -> Vec<(String, Vec<usize>, &[f32])> {
        let layers = self.shares.network().tensors();
        let mut all: Vec<_> = layers
            .into_iter()
            .map(|(name, tensor, range)| (name, tensor.shape, &self.params[range]))
            .collect();
        if !self.head.is_empty() {
            let (rows, d) = self.weights().dim();
            all.push((
                "head.weight".to_owned(),
                vec![rows, d],
                &self.params[self.head.clone()],
            ));
        }
        let bias = &self.params[self.head.end..];
        if !bias.is_empty() {
            all.push(("head.bias".to_owned(), vec![bias.len()], bias));
        }
        all
    }

    fn take_batch(&mut self) {
        let size = self.batch_size();
        let Buffers {
            samples, labels, ..
        } = &mut self.batch;
        samples.clear();
        labels.clear();
        for _ in 0..size {
            let sample = self.order.next_sample();
            samples.push(sample);
            labels.push(self.dataset.train.labels[sample]);
        }
    }

    /// The rows of the batch where they lie one behind the other: in the data, or copied.
    fn lay_rows(&mut self) {
        let train = &self.dataset.train;
        if train.inputs.as_slice().is_some() {
            return;
        }
        let Buffers {
            samples, copied, ..
        } = &mut self.batch;
        copied.clear();
        for (place, sample) in samples.iter_mut().enumerate() {
            copied.extend_from_slice(&train.rows(*sample..*sample + 1));
            *sample = place;
        }
    }

    /// Everything but the update, share by share. Returns false where the loss is to be evaluated in one piece.
    fn pass(&mut self) -> bool {
        self.lay_rows();
        let (network, head) = self.params.split_at(self.head.start);
        let (weights, bias) = head.split_at(self.head.len());
        let model = Model {
            network,
            weights,
            bias: (!bias.is_empty()).then_some(bias),
        };
        let done = self
            .shares
            .pass(&self.objective, model, rows(&self.dataset, &self.batch));
        if done {
            self.shares.collect(&mut self.batch.evaluation);
        }
        done
    }

    /// The features of the batch.
    fn forward(&mut self) {
        let Rows {
            all,
            inputs,
            samples,
            ..
        } = rows(&self.dataset, &self.batch);
        self.shares
            .forward_batch(&self.params, all, inputs, samples);
    }

    fn evaluate_batch(&mut self) {
        let bias = &self.params[self.head.end..];
        let batch = SingleBatch {
            features: self.shares.features(),
            weights: &self.params[self.head.clone()],
            bias: (!bias.is_empty()).then_some(bias),
            labels: &self.batch.labels,
            dim: self.feature_dim(),
        };
        self.objective
            .evaluate_single(&batch, &mut self.batch.evaluation);
    }

    /// Moves the parameters; returns whether all are numbers afterwards.
    fn update(&mut self) -> bool {
        let config = &self.experiment.optimizer;
        let tuning = Tuning {
            learning_rate: self.experiment.learning_rate_at(self.step),
            momentum: config.momentum,
            weight_decay: config.weight_decay,
        };
        let gathered = match config.kind {
            // What decays goes into the velocity, which repeats it.
            OptimizerKind::Sgd => 1.0 / (1.0 - tuning.momentum),
            OptimizerKind::Adam => 1.0,
        };
        self.watch
            .note_decay(tuning.learning_rate * tuning.weight_decay * gathered);
        let step = self.optimizer.begin(tuning);
        self.shares.update(
            &self.pieces,
            &mut self.params,
            (self.optimizer.gathered(), step),
            &self.batch.evaluation,
        )
    }

    fn count(&mut self) {
        let Buffers {
            labels, evaluation, ..
        } = &self.batch;
        self.recent.steps += 1;
        self.recent.loss += evaluation.loss;
        let mut right = 0;
        // A pair loss has no logits to be right or wrong.
        for (found, label) in evaluation.found.iter().zip(labels) {
            self.watch.note_sample(*label, *found);
            right += u64::from(*found == Some(*label));
        }
        let samples = evaluation.found.len() as u64;
        self.recent.right += right;
        self.recent.samples += samples;
        self.watch.note(evaluation.loss, samples, right);
    }

    /// What is known of the run's health while it trains.
    pub fn watch(&self) -> &Watch {
        &self.watch
    }
}

/// The rows of a batch, as [`Trainer::lay_rows`] has laid them.
fn rows<'a>(dataset: &'a Dataset, batch: &'a Buffers) -> Rows<'a> {
    Rows {
        all: dataset.train.inputs.as_slice().unwrap_or(&batch.copied),
        inputs: dataset.shape.len(),
        samples: &batch.samples,
        labels: &batch.labels,
    }
}

fn matrix(data: &[f32], rows: usize, cols: usize) -> ArrayView2<'_, f32> {
    ArrayView2::from_shape((rows, cols), data)
        .expect("class weights are rows of feature_dim numbers")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::testing::with_every_level;
    use crate::train::{Activation, ModelKind, lane};

    /// All parameters after some steps.
    fn trained(experiment: &Experiment, dataset: &Arc<Dataset>) -> Vec<u32> {
        let mut trainer = Trainer::new(experiment, Arc::clone(dataset)).unwrap();
        (0..6).for_each(|_| trainer.step().unwrap());
        trainer.params.iter().map(|x| x.to_bits()).collect()
    }

    /// The bits of a short run on points that are drawn: they are these on every machine, or a promise is broken. They may
    /// change where the engine's arithmetic is changed on purpose.
    #[test]
    fn a_run_has_these_bits_on_every_machine() {
        let mut experiment = Experiment::default();
        experiment.set_source("spirals");
        experiment.set_loss("a-softmax");
        experiment.data.knobs.set("train", 120.0);
        experiment.data.knobs.set("test", 60.0);
        experiment.model.kind = ModelKind::Mlp;
        experiment.model.hidden = vec![19, 7];
        experiment.model.activation = Activation::Tanh;
        experiment.optimizer.batch = 32;
        let dataset = lane::load(&experiment).unwrap();
        for bits in with_every_level(|| trained(&experiment, &dataset)) {
            // Fowler, Noll and Vo's hash.
            let step =
                |hash: u64, bits: &u32| (hash ^ u64::from(*bits)).wrapping_mul(0x100_0000_01b3);
            assert_eq!(
                bits.iter().fold(0xcbf2_9ce4_8422_2325, step),
                0xcf09_1a06_7941_5ef6
            );
        }
    }

    /// All parameters after ten steps, when `at_five` has had the trainer at step 5.
    fn with_a_hand(experiment: &Experiment, at_five: impl Fn(&mut Trainer)) -> Vec<u32> {
        let mut trainer = Trainer::new(experiment, lane::load(experiment).unwrap()).unwrap();
        for step in 0..10 {
            if step == 5 {
                at_five(&mut trainer);
            }
            trainer.step().unwrap();
        }
        trainer.params.iter().map(|x| x.to_bits()).collect()
    }

    #[test]
    fn a_turn_that_is_taken_back_leaves_every_bit_of_the_run_as_it_was() {
        for kind in [OptimizerKind::Sgd, OptimizerKind::Adam] {
            let mut experiment = Experiment::default();
            experiment.set_source("blobs");
            experiment.model.hidden = vec![8];
            experiment.optimizer.kind = kind;
            let never = with_a_hand(&experiment, |_| {});
            let turned = with_a_hand(&experiment, |trainer| {
                assert!(trainer.turn(1, &[0.0, 0.6, -0.8]));
            });
            assert_ne!(turned, never, "{kind:?}");
            let back = with_a_hand(&experiment, |trainer| {
                assert!(trainer.turn(1, &[0.0, 0.6, -0.8]));
                assert!(trainer.turn(0, &[1.0, 0.0, 0.0]));
                assert!(trainer.turn_back(0) && trainer.turn_back(1));
                assert!(!trainer.turn_back(1));
            });
            assert_eq!(back, never, "{kind:?}");
        }
    }

    #[test]
    fn a_weight_that_is_turned_keeps_its_length_and_rests() {
        let mut experiment = Experiment::default();
        experiment.set_source("blobs");
        experiment.set_loss("softmax");
        experiment.model.hidden = vec![8];
        experiment.optimizer.kind = OptimizerKind::Sgd;
        let mut trainer = Trainer::new(&experiment, lane::load(&experiment).unwrap()).unwrap();
        (0..5).for_each(|_| trainer.step().unwrap());
        let norm = |trainer: &Trainer, class: usize| {
            let row = trainer.weights().row(class).to_owned();
            row.iter().map(|x| x * x).sum::<f32>().sqrt()
        };
        let before = (norm(&trainer, 0), norm(&trainer, 1));
        assert!(trainer.turn(1, &[0.0, 0.0, 1.0]));
        assert!((norm(&trainer, 1) / before.1 - 1.0).abs() < 1e-6);
        assert_eq!(norm(&trainer, 0), before.0);
        assert_eq!(trainer.weights().row(1).to_vec()[..2], [0.0, 0.0]);
        // With nothing to learn from it goes nowhere, while the others still have their speed.
        trainer.shares.forget_gradients();
        let still = trainer.weights().to_owned();
        trainer.experiment.optimizer.weight_decay = 0.0;
        trainer.update();
        assert_eq!(trainer.weights().row(1), still.row(1));
        assert_ne!(trainer.weights().row(0), still.row(0));
    }

    #[test]
    fn a_loss_without_class_weights_has_nothing_to_turn() {
        let mut experiment = Experiment::default();
        experiment.set_source("blobs");
        experiment.set_loss("triplet");
        let mut trainer = Trainer::new(&experiment, lane::load(&experiment).unwrap()).unwrap();
        assert!(!trainer.turn(0, &[1.0, 0.0, 0.0]));
        experiment.set_loss("softmax");
        let mut trainer = Trainer::new(&experiment, lane::load(&experiment).unwrap()).unwrap();
        let classes = trainer.weights().nrows();
        assert!(trainer.turn(classes - 1, &[1.0, 0.0, 0.0]));
        assert!(!trainer.turn(classes, &[1.0, 0.0, 0.0]), "that is the bias");
        assert_eq!(trainer.touched(), Some(0));
    }

    #[test]
    fn a_run_has_the_same_bits_with_every_instruction_set() {
        let mut experiment = Experiment::default();
        experiment.data.knobs.set("train", 200.0);
        experiment.data.knobs.set("test", 100.0);
        experiment.model.hidden = vec![33, 18];
        experiment.model.channels = vec![6];
        experiment.optimizer.batch = 16;
        experiment.optimizer.weight_decay = 0.1;
        let dataset = lane::load(&experiment).unwrap();
        let models = [
            (ModelKind::Mlp, Activation::Tanh, "a-softmax"),
            (ModelKind::Mlp, Activation::Prelu, "circle-pair"),
            (ModelKind::Cnn, Activation::Relu, "arcface"),
        ];
        for (kind, activation, loss) in models {
            experiment.model.kind = kind;
            experiment.model.activation = activation;
            experiment.set_loss(loss);
            let found = with_every_level(|| trained(&experiment, &dataset));
            assert!(found.windows(2).all(|pair| pair[0] == pair[1]), "{loss}");
        }
    }
}
