//! What a threshold makes of the pairs that [`Snapshot::evidence`] is of, one by one.

use super::evidence::LookedAt;
use super::snapshot::Snapshot;
use crate::verify::{Decisions, alone, retrieve, threshold};

/// A sample of a pair, as figures count them: those of classes that were left out of training come after the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numbered {
    /// Its class.
    pub class: usize,
    /// Its number among the held-out ones.
    pub sample: usize,
}

/// A pair that is judged wrongly, nearly right.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NearPair {
    /// Both samples.
    pub both: [Numbered; 2],
    /// The angle between their features.
    pub degrees: f64,
}

impl Snapshot {
    /// The samples whose pairs are looked at: of classes that were left out of training, where there are any and `seen` does not
    /// ask for the others.
    pub fn looked_at(&self, seen: bool) -> LookedAt {
        let (test, unseen) = (&self.dataset.test, &self.dataset.unseen.test);
        match self.looks_at_seen(seen) {
            true => LookedAt::of(&self.features, &test.labels),
            false => LookedAt::of(&self.unseen, &unseen.labels),
        }
    }

    fn looks_at_seen(&self, seen: bool) -> bool {
        seen || self.dataset.unseen.test.labels.is_empty()
    }

    /// What the threshold that accepts pairs up to so many `degrees` makes of them.
    pub fn decisions(&self, seen: bool, degrees: f64) -> Decisions {
        threshold::decisions(&self.looked_at(seen).samples(), degrees)
    }

    /// The largest threshold in whole steps of `step` degrees that accepts no larger a share of pairs of two classes.
    pub fn degrees_at_far(&self, seen: bool, far: f64, step: f64) -> f64 {
        threshold::degrees_at_far(&self.looked_at(seen).samples(), far, step)
    }

    /// Rank-1 among 1, 2, 5, 10, … distractors and among as many as every sample that is looked for has; empty where there are
    /// none, or no two samples of a class.
    pub fn rank_1(&self, seen: bool) -> Vec<(usize, f64)> {
        let looked = self.looked_at(seen);
        let most = most_distractors(&looked.labels);
        let mut counts: Vec<usize> = (0..)
            .flat_map(|power| [1, 2, 5].map(|factor| factor * 10_usize.pow(power)))
            .take_while(|count| *count < most)
            .collect();
        counts.extend((most > 0).then_some(most));
        retrieve(&looked.samples(), None, &counts, &alone).rank_1
    }

    /// The mistakes of that threshold that are nearest to it, up to `count` of each kind: pairs of two classes that it accepts,
    /// and pairs of one that it rejects.
    pub fn near_threshold(&self, seen: bool, degrees: f64, count: usize) -> [Vec<NearPair>; 2] {
        let looked = self.looked_at(seen);
        let close = threshold::close(&looked.samples(), degrees, count);
        let after = match self.looks_at_seen(seen) {
            true => (0, 0),
            false => (self.dataset.classes(), self.dataset.test.labels.len()),
        };
        let numbered = |place: usize| Numbered {
            class: after.0 + looked.labels[place],
            sample: after.1 + looked.rows[place],
        };
        [close.false_accepts, close.false_rejects].map(|pairs| {
            let pairs = pairs.into_iter().map(|pair| NearPair {
                both: pair.samples.map(numbered),
                degrees: pair.degrees,
            });
            pairs.collect()
        })
    }
}

/// How many samples of other classes every sample has whose class has another one.
fn most_distractors(labels: &[usize]) -> usize {
    let mut sizes = vec![0_usize; labels.iter().max().map_or(0, |last| last + 1)];
    labels.iter().for_each(|label| sizes[*label] += 1);
    let largest = sizes.into_iter().max().filter(|size| *size > 1);
    largest.map_or(0, |size| labels.len() - size)
}

#[cfg(test)]
mod tests {
    use crate::data::LeftOut;
    use crate::math::vector;
    use crate::train::{Experiment, Lane, Snapshot, Status, lane};

    fn snapshot() -> Snapshot {
        let mut experiment = Experiment::default();
        experiment.set_source("blobs");
        experiment.data.knobs.set("spread", 1.5);
        experiment.data.unseen = LeftOut::Last(3);
        let dataset = lane::load(&experiment).unwrap();
        Lane::new(&experiment, dataset)
            .unwrap()
            .snapshot("lane", 0, Status::Paused)
    }

    #[test]
    fn mistakes_near_the_threshold_are_the_samples_that_figures_know() {
        let snapshot = snapshot();
        let at = snapshot.evidence().verification.roc.at_eer.degrees.unwrap();
        let [accepted, rejected] = snapshot.near_threshold(false, at, 3);
        assert_eq!((accepted.len(), rejected.len()), (3, 3));
        let seen = snapshot.dataset.test.labels.len();
        let feature = |sample: usize| -> Vec<f64> {
            let row = snapshot.unseen.row(sample - seen);
            row.iter().map(|x| f64::from(*x)).collect()
        };
        for (wrong, pair) in [(true, accepted), (false, rejected)]
            .into_iter()
            .flat_map(|(wrong, pairs)| pairs.into_iter().map(move |pair| (wrong, pair)))
        {
            let [a, b] = pair.both;
            assert_eq!(a.class != b.class, wrong);
            assert_eq!(pair.degrees <= at, wrong);
            assert!(snapshot.is_unseen(a.class) && snapshot.is_unseen(b.class));
            let unit = |sample: usize| {
                let feature = feature(sample);
                let mut unit = vec![0.0; feature.len()];
                vector::normalize_into(feature.iter(), &mut unit);
                unit
            };
            let angle = vector::angle_between(&unit(a.sample), &unit(b.sample));
            assert!((angle.to_degrees() - pair.degrees).abs() < 1e-4);
            for numbered in pair.both {
                let label = snapshot.dataset.unseen.test.labels[numbered.sample - seen];
                assert_eq!(snapshot.dataset.classes() + label, numbered.class);
            }
        }
    }

    #[test]
    fn it_decides_all_pairs_of_the_evidence() {
        let snapshot = snapshot();
        for seen in [false, true] {
            let evidence = match seen {
                true => &snapshot.both_evidence().seen,
                false => snapshot.evidence(),
            };
            let found = &evidence.verification;
            for at in &found.roc.at_far {
                let decided = snapshot.decisions(seen, at.degrees.unwrap_or(-1.0).max(0.0));
                assert_eq!(decided.positives, found.positives);
                assert_eq!(decided.negatives, found.negatives);
                if at.degrees.is_some() {
                    assert_eq!((decided.far(), decided.tar()), (at.far, at.tar));
                }
            }
        }
    }
}
