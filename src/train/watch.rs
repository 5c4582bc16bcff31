//! What a run shows of its health while it trains: the losses of its last steps against what its untrained features cost
//! under the settings of now, how many it had right, and how far its weights have moved.

use ndarray::{Array1, Array2};

use super::health::{Cause, Health};
use super::metrics::Metrics;
use crate::data::Dataset;
use crate::loss::{Batch, Evaluation, Objective};

/// Steps that are judged as one. Two in a row are judged together, so that no single batch counts for much.
pub const BLOCK: u64 = 50;

/// A loss of so many times the start is far above it.
const FAR: f64 = 3.0;

/// Below this share of the start a loss has learned something.
const LEARNED: f64 = 0.95;

/// Features closer to one direction than this have collapsed, degrees.
pub const ONE_POINT_DEG: f64 = 5.0;

/// An accuracy is at chance up to so much of the way from chance to all right.
const CHANCE: f64 = 0.1;

/// Weights that have not moved by so much of their length in any block have not left their start: nothing has happened yet.
const MOVED: f64 = 0.05;

/// A block's loss of so many times the start has been thrown back.
const THROWN: f64 = 1.2;

/// Steps after which a run that never left its start has had its time.
const ENOUGH: u64 = 1000;

/// Weights that move by so many times their length in a block make steps that are too large.
const LARGE_MOVE: f64 = 3.0;

/// Weights that decay by so much in a step are gone before they learn.
const LARGE_DECAY: f64 = 0.02;

/// The untrained state of a few samples, to be asked again what it costs.
#[derive(Default)]
pub struct Probe {
    /// `(n, d)`
    pub features: Array2<f64>,
    /// `(C, d)`
    pub weights: Array2<f64>,
    /// `(C)`, for losses that have one.
    pub bias: Option<Array1<f64>>,
    /// `(n)`
    pub labels: Vec<usize>,
}

/// Sums over the steps of a block.
#[derive(Clone, Copy, Debug, Default)]
struct Block {
    steps: u64,
    loss: f64,
    samples: u64,
    right: u64,
}

/// What a run shows of its health while it trains.
#[derive(Default)]
pub struct Watch {
    probe: Probe,
    evaluation: Evaluation,
    /// What the probe costs under the settings of the last block's end.
    start: f64,
    /// What always naming the largest class reaches.
    chance: f64,
    block: Block,
    /// The last two blocks, the older one first.
    last: [Option<Block>; 2],
    /// The step at which the last one ended.
    ended: u64,
    /// The largest move of a block, in lengths of the weights.
    moved: f64,
    /// The largest decay of a step.
    decay: f64,
    /// The best accuracy of a block, and the step of its end.
    best: (f64, u64),
    /// The largest loss of a block, in parts of the start.
    worst: f64,
}

impl Watch {
    /// Of a run that has made no step.
    pub fn new(probe: Probe, dataset: &Dataset, objective: &Objective) -> Self {
        let labels = &dataset.train.labels;
        let mut counts = vec![0_usize; dataset.classes()];
        labels.iter().for_each(|&label| counts[label] += 1);
        let largest = counts.into_iter().max().unwrap_or(0);
        let mut watch = Self {
            probe,
            chance: largest as f64 / labels.len().max(1) as f64,
            ..Self::default()
        };
        watch.ask(objective);
        watch
    }

    /// A step was made: its loss, and of so many samples with logits how many were right.
    pub fn note(&mut self, loss: f64, samples: u64, right: u64) {
        self.block.steps += 1;
        self.block.loss += loss;
        self.block.samples += samples;
        self.block.right += right;
    }

    /// Settings have changed: what was summed under the old ones is of no use.
    pub fn forget(&mut self) {
        self.block = Block::default();
        self.last = [None; 2];
    }

    /// Weights were shrunk by this share in a step.
    pub fn note_decay(&mut self, share: f64) {
        self.decay = self.decay.max(share);
    }

    /// A block ends at `step`, in which the parameters have gone from `before` to `now`.
    pub fn end_block(&mut self, step: u64, before: &[f32], now: &[f32], objective: &Objective) {
        self.moved = self.moved.max(relative_move(before, now));
        self.ended = step;
        let block = std::mem::take(&mut self.block);
        // A block is short after settings have changed within it.
        if block.steps < BLOCK {
            return;
        }
        self.last = [self.last[1], Some(block)];
        let accuracy = block.right as f64 / block.samples.max(1) as f64;
        if accuracy > self.best.0 {
            self.best = (accuracy, step);
        }
        self.ask(objective);
        let loss = block.loss / block.steps as f64;
        self.worst = self.worst.max(loss / self.start);
    }

    /// What the untrained features cost under this loss.
    fn ask(&mut self, objective: &Objective) {
        let probe = &self.probe;
        let batch = Batch {
            features: probe.features.view(),
            weights: probe.weights.view(),
            bias: probe.bias.as_ref().map(|bias| bias.view()),
            labels: &probe.labels,
        };
        objective.evaluate(&batch, &mut self.evaluation);
        self.start = self.evaluation.loss;
    }

    /// Where trouble comes from: what moved the weights too far, or else what the loss asks for.
    pub fn cause(&self) -> Cause {
        if self.moved > LARGE_MOVE {
            Cause::LargeSteps
        } else if self.decay > LARGE_DECAY {
            Cause::Decay
        } else {
            Cause::Loss
        }
    }

    /// The run's health by its last blocks and by what was measured on its held-out features now.
    pub fn health(&self, metrics: &Metrics) -> Health {
        let Some(seen) = self.seen(metrics) else {
            return Health::Sound;
        };
        let (since, cause) = (self.ended.saturating_sub(2 * BLOCK), self.cause());
        if seen.loss > FAR * self.start {
            Health::Diverged {
                since,
                loss: seen.loss,
                start: self.start,
                cause,
            }
        } else if seen.loss < LEARNED * self.start || self.moved < MOVED {
            Health::Sound
        } else if metrics.spread_deg < ONE_POINT_DEG {
            Health::OnePoint {
                since,
                spread_deg: metrics.spread_deg,
                cause,
            }
        } else if seen.accuracy < self.above_chance(CHANCE) && self.should_be_better(&seen) {
            Health::Chance {
                since,
                accuracy: seen.accuracy,
                chance: self.chance,
                best: seen.best,
                cause,
            }
        } else {
            Health::Sound
        }
    }

    /// What the last blocks show, once there are two.
    fn seen(&self, metrics: &Metrics) -> Option<Seen> {
        let [Some(first), Some(second)] = self.last else {
            return None;
        };
        let samples = first.samples + second.samples;
        // A pair loss has no logits: its classes are told apart by their means.
        let (accuracy, best) = match samples {
            0 => (metrics.test_accuracy, (metrics.test_accuracy, self.ended)),
            _ => {
                let right = first.right + second.right;
                (right as f64 / samples as f64, self.best)
            }
        };
        Some(Seen {
            loss: (first.loss + second.loss) / (first.steps + second.steps) as f64,
            accuracy,
            best,
        })
    }

    /// So far on the way from chance to all right.
    fn above_chance(&self, way: f64) -> f64 {
        self.chance + way * (1.0 - self.chance)
    }

    /// It was better once, was thrown back, or has had its time: before, a run may be slow to find its way.
    fn should_be_better(&self, seen: &Seen) -> bool {
        seen.best.0 > self.above_chance(2.0 * CHANCE) || self.worst > THROWN || self.ended >= ENOUGH
    }
}

impl std::fmt::Debug for Watch {
    /// The numbers that it judges by.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Watch")
            .field("start", &self.start)
            .field("last", &self.last)
            .field("worst", &self.worst)
            .field("best", &self.best)
            .field("moved", &self.moved)
            .finish_non_exhaustive()
    }
}

/// What the last blocks show.
struct Seen {
    loss: f64,
    accuracy: f64,
    best: (f64, u64),
}

/// ‖now − before‖ / ‖before‖.
fn relative_move(before: &[f32], now: &[f32]) -> f64 {
    let (mut moved, mut length) = (0.0, 0.0);
    for (a, b) in before.iter().zip(now) {
        let (a, b) = (f64::from(*a), f64::from(*b));
        moved += (b - a) * (b - a);
        length += a * a;
    }
    (moved / f64::max(length, f64::MIN_POSITIVE)).sqrt()
}
