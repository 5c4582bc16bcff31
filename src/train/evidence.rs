//! What the pairs of a few held-out samples say of a run while it goes on: enough for charts and readings, and few enough to be
//! looked at after every refresh. [`crate::verify::report()`] looks at all pairs.

use ndarray::{Array2, Axis};

use crate::data::balanced;
use crate::verify::{Asked, Pairs, Samples, Verification, alone, verify};

/// Samples at most whose pairs are looked at, all with all: the first ones of each class.
pub const SAMPLES: usize = 256;

/// FARs at which TAR is looked at.
pub const FAR: [f64; 3] = [0.1, 0.01, 0.001];

/// What the pairs of some held-out samples come to.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// Whether they are of classes that were left out of training.
    pub unseen: bool,
    /// How many samples there are of these classes, and how many of them were looked at.
    pub samples: (usize, usize),
    /// How many classes they are of.
    pub classes: usize,
    /// What their pairs come to at one false accept rate.
    pub verification: Verification,
}

/// What there is to know of classes that were trained on and of those that were not.
#[derive(Clone, Debug, PartialEq)]
pub struct BothEvidence {
    /// Of the held-out samples of classes that were trained on.
    pub seen: Evidence,
    /// Of classes that were left out; `None` where there are none.
    pub unseen: Option<Evidence>,
}

impl BothEvidence {
    /// The memory that it takes beside its own size.
    pub fn bytes(&self) -> usize {
        let own = |evidence: &Evidence| evidence.verification.bytes();
        own(&self.seen) + self.unseen.as_ref().map_or(0, own)
    }
}

/// Numbers that a text can speak of. What is not defined, for want of a second class or a second sample, is NaN.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    /// Whether they are of classes that were left out of training; of held-out samples of the others where there are none.
    pub unseen: bool,
    /// How many samples were looked at.
    pub samples: usize,
    /// How many pairs of these are of one class, and of two.
    pub pairs: (u64, u64),
    /// The rate at which FAR = 1 − TAR.
    pub eer: f64,
    /// TAR at the largest threshold whose FAR is at most 0.01.
    pub tar_at_1_percent: f64,
    /// The share of right decisions at the best threshold, both kinds of pairs counted alike.
    pub accuracy: f64,
}

/// The samples whose pairs are looked at.
#[derive(Clone, Debug)]
pub struct LookedAt {
    /// Their raw features `(n, d)`.
    features: Array2<f64>,
    /// The class of each `(n)`, as its part of the data counts them.
    pub(super) labels: Vec<usize>,
    /// The number of each among all samples of that part `(n)`.
    pub(super) rows: Vec<usize>,
}

impl LookedAt {
    /// Of raw features `(n, d)` with their classes.
    pub(super) fn of(features: &Array2<f32>, labels: &[usize]) -> Self {
        let rows = balanced(labels, SAMPLES);
        Self {
            features: features.select(Axis(0), &rows).mapv(f64::from),
            labels: rows.iter().map(|sample| labels[*sample]).collect(),
            rows,
        }
    }

    /// Ready to be paired.
    pub fn samples(&self) -> Samples<'_> {
        Samples::new(self.features.view(), &self.labels)
    }
}

impl Evidence {
    /// Of raw features `(n, d)` with their classes.
    pub fn of(features: &Array2<f32>, labels: &[usize], unseen: bool) -> Self {
        let asked = Asked {
            far: &FAR,
            folds: None,
        };
        let looked = LookedAt::of(features, labels);
        let mut classes = looked.labels.clone();
        classes.sort_unstable();
        classes.dedup();
        Self {
            unseen,
            samples: (labels.len(), looked.labels.len()),
            classes: classes.len(),
            verification: verify(&looked.samples(), &Pairs::All, &asked, &alone),
        }
    }

    /// What a text can speak of.
    pub fn reading(&self) -> Reading {
        let Verification {
            positives,
            negatives,
            roc,
            ..
        } = &self.verification;
        Reading {
            unseen: self.unseen,
            samples: self.samples.1,
            pairs: (*positives, *negatives),
            eer: roc.eer,
            tar_at_1_percent: roc.at_far[1].tar,
            accuracy: roc.balanced_accuracy,
        }
    }
}

/// Of the features of seen and of unseen classes, with their labels.
pub(super) fn both(
    seen: (&Array2<f32>, &[usize]),
    unseen: (&Array2<f32>, &[usize]),
) -> BothEvidence {
    BothEvidence {
        seen: Evidence::of(seen.0, seen.1, false),
        unseen: (!unseen.1.is_empty()).then(|| Evidence::of(unseen.0, unseen.1, true)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::LeftOut;
    use crate::train::{Experiment, Lane, Metrics, Snapshot, Status, lane};

    fn trained(unseen: usize) -> Snapshot {
        let mut experiment = Experiment::default();
        experiment.set_source("blobs");
        experiment.data.knobs.set("class_count", 8.0);
        experiment.data.unseen = match unseen {
            0 => LeftOut::default(),
            count => LeftOut::Last(count),
        };
        experiment.model.hidden = vec![16];
        experiment.model.feature_dim = 4;
        let mut lane = Lane::new(&experiment, lane::load(&experiment).unwrap()).unwrap();
        (0..60).for_each(|_| lane.step().unwrap());
        lane.begin_refresh();
        while !lane.refresh_part() {}
        lane.snapshot("lane", 0, Status::Paused)
    }

    #[test]
    fn it_is_of_unseen_classes_where_there_are_any_and_says_of_how_many_pairs() {
        let snapshot = trained(3);
        let evidence = snapshot.evidence();
        assert!(evidence.unseen);
        assert_eq!((evidence.classes, evidence.samples), (3, (375, SAMPLES)));
        let reading = evidence.reading();
        let pairs = (SAMPLES * (SAMPLES - 1) / 2) as u64;
        assert_eq!(reading.pairs.0 + reading.pairs.1, pairs);
        assert!(reading.eer < 0.4, "better than chance: {reading:?}");
        assert!(reading.accuracy >= 1.0 - reading.eer - 0.01, "{reading:?}");
        let seen = &snapshot.both_evidence().seen;
        assert_eq!((seen.unseen, seen.classes), (false, 5));
        assert!(!trained(0).evidence().unseen);
    }

    #[test]
    fn what_is_measured_are_parts_of_a_refresh_and_nothing_is_shown_before_the_last() {
        let check = |unseen: usize, looks: bool, expect: usize| {
            let experiment = trained(unseen).experiment.as_ref().clone();
            let dataset = lane::load(&experiment).unwrap();
            let mut lane = Lane::without_features(&experiment, dataset).unwrap();
            if looks {
                lane.look_at_pairs();
            }
            let (mut embeds, mut measures) = (0, 0);
            while !lane.is_refreshed() {
                assert!(!lane.is_measured());
                // Embedding changes features, and nothing else does.
                let before = lane.features().clone();
                let rows = lane.snapshot("lane", 0, Status::Paused).unseen;
                lane.refresh_part();
                let now = lane.snapshot("lane", 0, Status::Paused).unseen;
                match before == *lane.features() && rows == now {
                    true => measures += 1,
                    false => embeds += 1,
                }
            }
            assert!(lane.is_measured() && embeds > 1);
            assert_eq!(measures, expect, "{unseen}, {looks}");
        };
        check(0, false, 1);
        check(0, true, 2);
        check(3, true, 3);
    }

    #[test]
    fn one_unseen_class_has_no_negatives_and_no_numbers() {
        let reading = trained(1).evidence().reading();
        assert_eq!(reading.pairs.1, 0);
        assert!(reading.eer.is_nan() && reading.accuracy.is_nan());
    }

    #[test]
    fn metrics_are_those_of_a_run_without_the_classes_that_are_left_out() {
        let open = trained(3);
        let mut experiment = open.experiment.as_ref().clone();
        experiment.data.unseen = LeftOut::default();
        experiment.data.classes = (0..5).collect();
        let mut closed = Lane::new(&experiment, lane::load(&experiment).unwrap()).unwrap();
        (0..60).for_each(|_| closed.step().unwrap());
        closed.begin_refresh();
        while !closed.refresh_part() {}
        // As texts: what a loss does not have is NaN in both.
        let told = |metrics: &Metrics| format!("{metrics:?}");
        assert_eq!(told(&open.metrics), told(closed.metrics()));
        assert_eq!(*open.features, *closed.features());
        assert_eq!(open.weights.nrows(), 5);
        assert_eq!(open.unseen.nrows(), 375);
        assert_eq!(open.classes().source(6), 6);
        assert_eq!(open.spoken_names().len(), 8);
    }
}
