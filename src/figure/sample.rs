//! Which samples a figure draws, and where their features and classes are.

use ndarray::ArrayView1;

use super::{Switch, Switches};
use crate::train::Snapshot;

/// Draws the samples of classes that were left out of training too.
pub(super) const UNSEEN: Switch = Switch {
    id: "unseen",
    label: "unseen",
    help: "Rings: held-out samples of classes that were left out of training. They have colours, but no region is theirs.",
    default: true,
};

/// A held-out sample: those of classes that were left out of training have the numbers, and the classes, after all others.
pub struct Drawn<'a> {
    /// Its number among the held-out samples.
    pub sample: u32,
    /// Its class, as the figure counts them.
    pub class: u16,
    /// Its raw feature `(d)`.
    pub feature: ArrayView1<'a, f32>,
}

/// The held-out sample of this number, where there is one.
pub fn of(snapshot: &Snapshot, sample: u32) -> Option<Drawn<'_>> {
    let (dataset, number) = (&snapshot.dataset, sample as usize);
    let seen = dataset.test.labels.len();
    let (features, labels, first, row) = match number < seen {
        true => (&snapshot.features, &dataset.test.labels, 0, number),
        false => {
            let labels = &dataset.unseen.test.labels;
            (&snapshot.unseen, labels, dataset.classes(), number - seen)
        }
    };
    let inside = row < features.nrows();
    Some(Drawn {
        sample,
        class: (first + labels.get(row)?) as u16,
        feature: inside.then(|| features.row(row))?,
    })
}

/// The samples to draw: those that a person chose to see alone, or all, in the order of their numbers; those of unseen classes
/// where they are switched on.
pub fn drawn<'a>(
    snapshot: &'a Snapshot,
    switches: &'a Switches,
) -> impl Iterator<Item = Drawn<'a>> + 'a {
    let seen = snapshot.dataset.test.labels.len();
    let unseen = match switches.on(UNSEEN.id) {
        true => snapshot.dataset.unseen.test.labels.len(),
        false => 0,
    };
    let shown = shown(seen + unseen, switches).into_iter();
    shown.filter_map(|sample| of(snapshot, sample as u32))
}

/// The first class of a figure that was left out of training; `None` where none was.
pub fn first_unseen(snapshot: &Snapshot) -> Option<u16> {
    let dataset = &snapshot.dataset;
    (dataset.unseen.classes() > 0).then(|| dataset.classes() as u16)
}

/// Which of `count` samples to draw: those that a person chose to see alone, or all.
pub fn shown(count: usize, switches: &Switches) -> Vec<usize> {
    match switches.only() {
        Some(only) => {
            let only = only.iter().map(|sample| *sample as usize);
            only.filter(|sample| *sample < count).collect()
        }
        None => (0..count).collect(),
    }
}

/// Indices of at most about `limit` samples in which every class keeps its share. Equal labels give equal indices.
pub fn stratified(labels: &[usize], limit: usize) -> Vec<usize> {
    if labels.len() <= limit {
        return (0..labels.len()).collect();
    }
    let stride = labels.len().div_ceil(limit.max(1));
    let classes = labels.iter().max().map_or(0, |last| last + 1);
    let mut seen = vec![0_usize; classes];
    (0..labels.len())
        .filter(|&i| {
            let rank = seen[labels[i]];
            seen[labels[i]] += 1;
            rank.is_multiple_of(stride)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::LeftOut;
    use crate::figure::{Part, inspect::inspect, matrix::samples};
    use crate::train::{Experiment, Lane, Status, lane};

    fn check(labels: &[usize], limit: usize, expect: &[usize]) {
        assert_eq!(stratified(labels, limit), expect);
    }

    /// Blobs of six classes on the circle, the last two of which are left out.
    fn open() -> Snapshot {
        let mut experiment = Experiment::default();
        experiment.set_source("blobs");
        experiment.data.knobs.set("test", 60.0);
        experiment.data.unseen = LeftOut::These(vec![1, 4]);
        experiment.model.feature_dim = 2;
        let lane = Lane::new(&experiment, lane::load(&experiment).unwrap()).unwrap();
        lane.snapshot("lane", 0, Status::Paused)
    }

    #[test]
    fn samples_of_unseen_classes_come_after_the_others_with_the_classes_that_they_have() {
        let snapshot = open();
        let mut switches = Switches::default();
        assert_eq!(drawn(&snapshot, &switches).count(), 40);
        switches.set(UNSEEN.id, true);
        let all: Vec<Drawn<'_>> = drawn(&snapshot, &switches).collect();
        assert_eq!(all.len(), 60);
        for (sample, one) in (0..).zip(&all) {
            assert_eq!(one.sample, sample);
            assert_eq!(one.class >= 4, sample >= 40, "{sample}");
        }
        assert_eq!(all[41].feature, snapshot.unseen.row(1));
        assert_eq!(first_unseen(&snapshot), Some(4));
        let sources: Vec<u16> = (0..6)
            .map(|class| snapshot.classes().source(class))
            .collect();
        assert_eq!(sources, [0, 2, 3, 5, 1, 4]);
        assert_eq!(snapshot.spoken_name(5), "Class 5");
        let own = samples(&snapshot, &snapshot.experiment.loss, Part::Class(5));
        assert_eq!(own.len(), snapshot.samples_of(5));
        switches.set_only(Some(Part::Class(5)), Some(own.into()));
        assert!(drawn(&snapshot, &switches).all(|one| one.class == 5));
        assert_eq!(drawn(&snapshot, &switches).count(), 10);
    }

    #[test]
    fn no_region_and_no_margin_is_a_sample_s_of_an_unseen_class() {
        let snapshot = open();
        let found = inspect(&snapshot, &snapshot.experiment.loss, 45).unwrap();
        assert!(found.unseen && found.label >= 4);
        assert_eq!(
            found.classes.len(),
            4,
            "angles to the classes that there are"
        );
        assert!(found.classes.iter().all(|seen| {
            let (plain, margin) = seen.logits.unwrap();
            plain == margin
        }));
        let rest = (found.met, found.loss, found.posterior, found.pull);
        assert_eq!(rest, (None, None, None, None));
        assert!(inspect(&snapshot, &snapshot.experiment.loss, 60).is_none());
    }

    #[test]
    fn few_samples_are_all_drawn() {
        check(&[0, 1, 2], 3, &[0, 1, 2]);
    }

    #[test]
    fn every_class_keeps_its_share() {
        check(&[0, 0, 0, 0, 1, 1, 1, 1], 4, &[0, 2, 4, 6]);
    }

    #[test]
    fn a_rare_class_is_never_lost() {
        check(&[0, 0, 0, 0, 0, 0, 7], 2, &[0, 4, 6]);
    }

    #[test]
    fn no_sample_is_no_index() {
        check(&[], 10, &[]);
    }
}
