//! What a run shows of its health while it trains: the losses of its last steps against what its untrained features cost
//! under the settings of now, how many it had right, and how far its weights have moved.

use ndarray::ArrayView2;

use super::health::{Cause, Health};
use super::metrics::Metrics;
use super::regions::{Regions, STRETCH};
use crate::data::Dataset;
use crate::loss::{Objective, Single, SingleBatch};

/// Steps that are judged as one. Two in a row are judged together, so that no single batch counts for much.
pub const BLOCK: u64 = 50;

/// A loss of so many times the start is far above it.
const FAR: f64 = 5.0;

/// A run this far on the way from chance to all right has not come apart, whatever a few samples cost.
const WELL: f64 = 0.85;

/// Features closer to one direction than this have collapsed, degrees.
pub const ONE_POINT_DEG: f64 = 5.0;

/// A run this far on the way tells its classes apart, however close its features lie.
const HALF: f64 = 0.5;

/// An accuracy is at chance up to so much of the way from chance to all right; up to more of it where steps are too large,
/// which throw a run here and there.
const CHANCE: f64 = 0.1;
const THROWN: f64 = 0.25;

/// From so far on the way down to less than this part of it is a fall.
const BETTER: f64 = 0.2;
const FALLEN: f64 = 0.5;

/// Weights that have not moved by so much of their length in any block have not left their start: nothing has happened yet.
const MOVED: f64 = 0.05;

/// Steps after which a run that never left chance has had its time.
const ENOUGH: u64 = 2000;

/// Weights that move by so many times their length in a block make steps that are too large. Sound runs of all losses stay
/// below 1.
const LARGE_MOVE: f64 = 3.0;

/// Weights that decay by so much in a step are gone before they learn.
const LARGE_DECAY: f64 = 0.02;

/// The untrained state of a few samples, to be asked again what it costs.
#[derive(Default)]
pub struct Probe {
    /// d
    pub dim: usize,
    /// `(n, d)`, row by row.
    pub features: Vec<f32>,
    /// `(C, d)`, likewise.
    pub weights: Vec<f32>,
    /// `(C)`, for losses that have one.
    pub bias: Option<Vec<f32>>,
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
    evaluation: Single,
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
    regions: Regions,
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
            regions: Regions::new(dataset.classes()),
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

    /// A training sample of the class `label` was taken for `found` on plain logits.
    pub fn note_sample(&mut self, label: usize, found: Option<usize>) {
        self.regions.note(label, found);
    }

    /// The class weights `(C, d)` at the end of a block; `settled` once warm-up and ramp are over, before which classes are still
    /// finding their places.
    pub fn end_regions(&mut self, weights: ArrayView2<'_, f32>, settled: bool) {
        match settled {
            true => self.regions.pass(BLOCK, weights),
            false => self.regions.forget(),
        }
    }

    /// Settings have changed: what was summed under the old ones is of no use.
    pub fn forget(&mut self) {
        self.block = Block::default();
        self.last = [None; 2];
        self.regions.forget();
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
    }

    /// What the untrained features cost under this loss.
    fn ask(&mut self, objective: &Objective) {
        let probe = &self.probe;
        let batch = SingleBatch {
            features: &probe.features,
            weights: &probe.weights,
            bias: probe.bias.as_deref(),
            labels: &probe.labels,
            dim: probe.dim,
        };
        objective.evaluate_single(&batch, &mut self.evaluation);
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
        if self.moved < MOVED {
            Health::Sound
        } else if seen.least_loss > FAR * self.start && seen.accuracy < self.way(WELL) {
            Health::Diverged {
                since,
                loss: seen.loss,
                start: self.start,
                cause,
            }
        } else if let Some(collapsed) = self.collapsed(metrics, &seen) {
            collapsed
        } else {
            self.merged()
        }
    }

    /// Whether all classes have become one.
    fn collapsed(&self, metrics: &Metrics, seen: &Seen) -> Option<Health> {
        if !self.should_be_better(seen) {
            return None;
        }
        let (since, cause) = (self.ended.saturating_sub(2 * BLOCK), self.cause());
        if metrics.spread_deg < ONE_POINT_DEG && seen.accuracy < self.way(HALF) {
            return Some(Health::OnePoint {
                since,
                spread_deg: metrics.spread_deg,
                cause,
            });
        }
        (seen.accuracy < self.way(self.lost())).then_some(Health::Chance {
            since,
            accuracy: seen.accuracy,
            chance: self.chance,
            best: seen.best,
            cause,
        })
    }

    /// Whether some classes have.
    fn merged(&self) -> Health {
        match self.regions.lost() {
            (0, _) => Health::Sound,
            (lost, classes) => Health::Merged {
                since: self.ended.saturating_sub(2 * STRETCH),
                lost,
                classes,
                cause: self.cause(),
            },
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
        let [one, other] = [first, second].map(|block| block.loss / block.steps as f64);
        Some(Seen {
            loss: (one + other) / 2.0,
            least_loss: one.min(other),
            accuracy,
            best,
        })
    }

    /// The accuracy so far on the way from chance to all right.
    fn way(&self, part: f64) -> f64 {
        self.chance + part * (1.0 - self.chance)
    }

    /// How far on that way a run is lost.
    fn lost(&self) -> f64 {
        match self.cause() {
            Cause::LargeSteps => THROWN,
            Cause::Decay | Cause::Data | Cause::Loss => CHANCE,
        }
    }

    /// It was better once, its steps are too large, or it has had its time: before, a run may be slow to find its way.
    fn should_be_better(&self, seen: &Seen) -> bool {
        let fell = seen.best.0 > self.way(BETTER)
            && seen.accuracy - self.chance < FALLEN * (seen.best.0 - self.chance);
        fell || self.cause() != Cause::Loss || self.ended >= ENOUGH
    }
}

/// What the last blocks show.
struct Seen {
    /// Mean over both.
    loss: f64,
    /// The lower one of the two blocks' means: what is long is in both.
    least_loss: f64,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Request, load};
    use crate::knob::Knobs;

    const SOUND: Metrics = Metrics {
        test_accuracy: 0.9,
        spread_deg: 60.0,
        ..Metrics::UNKNOWN
    };

    fn objective(m: f64) -> Objective {
        let knobs: Knobs = [("m", m), ("s", 10.0)].into_iter().collect();
        crate::loss::find("am-softmax").unwrap().objective(&knobs)
    }

    /// Of four classes, chance at a quarter, whose untrained features cost about 1.4 without a margin.
    fn watch() -> Watch {
        let knobs: Knobs = [("class_count", 4.0)].into_iter().collect();
        let request = Request {
            knobs: &knobs,
            texts: &crate::data::NO_TEXTS,
            path: None,
            classes: &[0, 1, 2, 3],
            left_out: &Default::default(),
            as_features: false,
            seed: 1,
        };
        let dataset = load("blobs", &request).unwrap();
        let probe = Probe {
            dim: 2,
            features: [0.0, 1.0].repeat(2),
            weights: [1.0, 0.0].repeat(4),
            bias: None,
            labels: vec![0, 1],
        };
        Watch::new(probe, &dataset, &objective(0.0))
    }

    /// Two blocks of this loss and this fraction right, in each of which the weights move by so many times their length.
    fn blocks(watch: &mut Watch, from: u64, loss: f64, right: f64, moved: f32, m: f64) {
        for block in 1..=2 {
            (0..BLOCK).for_each(|_| watch.note(loss, 100, (100.0 * right) as u64));
            let end = from + block * BLOCK;
            watch.end_block(end, &[1.0], &[1.0 + moved], &objective(m));
        }
    }

    fn check(
        loss: f64,
        right: f64,
        moved: f32,
        metrics: &Metrics,
        expect: &str,
        cause: Option<Cause>,
    ) {
        let mut watch = watch();
        blocks(&mut watch, 0, 1.0, 0.9, 0.3, 0.0);
        blocks(&mut watch, 100, loss, right, moved, 0.0);
        let found = watch.health(metrics);
        assert_eq!((found.id(), found.cause()), (expect, cause), "{found}");
        let since = (expect != "sound").then_some(100);
        assert_eq!(found.since(), since, "{found}");
    }

    #[test]
    fn each_trouble_is_known_by_its_numbers_and_by_what_moved_the_weights() {
        let point = Metrics {
            spread_deg: 2.0,
            ..SOUND
        };
        let (rate, loss) = (Some(Cause::LargeSteps), Some(Cause::Loss));
        check(0.5, 0.9, 0.3, &SOUND, "sound", None);
        check(50.0, 0.5, 9.0, &SOUND, "diverged", rate);
        check(50.0, 0.5, 0.3, &SOUND, "diverged", loss);
        // A few samples that cost much are no divergence.
        check(50.0, 0.95, 9.0, &SOUND, "sound", None);
        check(1.0, 0.28, 9.0, &SOUND, "chance", rate);
        check(1.0, 0.28, 0.3, &SOUND, "chance", loss);
        check(1.0, 0.4, 9.0, &SOUND, "chance", rate);
        check(1.0, 0.4, 0.3, &SOUND, "sound", None);
        check(1.0, 0.5, 0.3, &point, "one-point", loss);
        // Features that lie close can be told apart all the same.
        check(0.1, 0.95, 0.3, &point, "sound", None);
    }

    #[test]
    fn a_slow_run_and_a_young_one_are_left_alone() {
        let mut slow = watch();
        blocks(&mut slow, 0, 1.4, 0.25, 0.001, 0.0);
        blocks(&mut slow, 5000, 1.4, 0.25, 0.001, 0.0);
        assert_eq!(slow.health(&SOUND), Health::Sound);
        let mut young = watch();
        blocks(&mut young, 0, 1.4, 0.25, 0.3, 0.0);
        assert_eq!(young.health(&SOUND), Health::Sound);
        blocks(&mut young, ENOUGH, 1.4, 0.25, 0.3, 0.0);
        assert_eq!(young.health(&SOUND).id(), "chance");
    }

    #[test]
    fn a_margin_that_has_grown_is_held_against_what_it_costs_by_then() {
        let mut watch = watch();
        blocks(&mut watch, 0, 9.0, 0.5, 0.3, 0.0);
        assert_eq!(watch.health(&SOUND).id(), "diverged");
        // At m = 0.9 the untrained features cost about 10.
        blocks(&mut watch, 100, 9.0, 0.5, 0.3, 0.9);
        assert_eq!(watch.health(&SOUND), Health::Sound);
    }

    #[test]
    fn weights_that_shrink_to_nothing_blame_the_decay() {
        let mut watch = watch();
        watch.note_decay(0.1);
        blocks(&mut watch, 0, 1.4, 0.25, 0.9, 0.0);
        assert_eq!(watch.health(&SOUND).cause(), Some(Cause::Decay));
    }

    #[test]
    fn settings_that_change_start_the_judgement_anew() {
        let mut watch = watch();
        blocks(&mut watch, 0, 50.0, 0.3, 9.0, 0.0);
        assert_eq!(watch.health(&SOUND).id(), "diverged");
        watch.forget();
        assert_eq!(watch.health(&SOUND), Health::Sound);
    }
}
