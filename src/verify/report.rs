//! Everything that is told of a run's samples, by one protocol.

use super::{Asked, Crew, Pairs, Retrieval, Samples, Verification, retrieve, verify};

/// All pairs of up to so many samples are looked at; of more, [`DRAWN`] pairs.
pub const MOST: usize = 10_000;
/// Pairs that are drawn where there are too many to look at all, and what they are drawn with.
pub const DRAWN: u64 = 20_000_000;
/// See [`DRAWN`].
pub const SEED: u64 = 1;
/// FARs at which TAR is told.
pub const FAR: [f64; 3] = [0.1, 0.01, 0.001];
/// Folds of the accuracy.
pub const FOLDS: usize = 10;
/// Numbers of distractors for which rank-1 is told.
pub const DISTRACTORS: [usize; 5] = [1, 10, 100, 1000, 10_000];

/// What samples come to.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// How many there are.
    pub samples: usize,
    /// Of how many classes.
    pub classes: usize,
    /// Whether the pairs are [`DRAWN`] ones, and not all.
    pub drawn: bool,
    /// What the pairs come to, at [`FAR`] and in [`FOLDS`] folds.
    pub verification: Verification,
    /// What ranking comes to; of more than [`MOST`] samples, for the first ones of each class as queries, as many as are
    /// looked at in the same time.
    pub retrieval: Retrieval,
}

/// Looks at all pairs of the samples, or at a sample of these, and ranks the others for each.
pub fn report(samples: &Samples<'_>, crew: Crew<'_>) -> Report {
    let n = samples.len();
    let drawn = n > MOST;
    let pairs = match drawn {
        true => Pairs::Drawn {
            count: DRAWN,
            seed: SEED,
        },
        false => Pairs::All,
    };
    let asked = Asked {
        far: &FAR,
        folds: (pairs.count(n) >= FOLDS as u64).then_some(FOLDS),
    };
    let queries = drawn.then(|| first_of_each(samples.labels(), MOST * MOST / n));
    let classes = samples.class_sizes();
    let mut verification = verify(samples, &pairs, &asked, crew);
    if verification.positives == 0 || verification.negatives == 0 {
        // Whoever always says the same is right then: no accuracy of these features.
        verification.accuracy = None;
    }
    Report {
        samples: n,
        classes: classes.iter().filter(|size| **size > 0).count(),
        drawn,
        verification,
        retrieval: retrieve(samples, queries.as_deref(), &DISTRACTORS, crew),
    }
}

/// `count` samples, the first ones of each class.
fn first_of_each(labels: &[usize], count: usize) -> Vec<usize> {
    let last = labels.iter().max().map_or(0, |last| last + 1);
    let mut seen = vec![0_usize; last];
    let mut turns: Vec<(usize, usize)> = Vec::with_capacity(labels.len());
    for (sample, label) in labels.iter().enumerate() {
        turns.push((seen[*label], sample));
        seen[*label] += 1;
    }
    turns.sort_unstable();
    turns
        .into_iter()
        .take(count)
        .map(|(_, sample)| sample)
        .collect()
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::super::alone;
    use super::*;

    #[test]
    fn few_samples_are_looked_at_as_a_whole() {
        let labels: Vec<usize> = (0..60).map(|i| i % 4).collect();
        let features = Array2::from_shape_fn((60, 3), |(i, k)| {
            (i * i + 7 * k + i % 4) as f64 % 11.0 - 5.0
        });
        let samples = Samples::new(features.view(), &labels);
        let report = report(&samples, &alone);
        assert_eq!(
            (report.samples, report.classes, report.drawn),
            (60, 4, false)
        );
        assert_eq!(report.verification.positives, 4 * 15 * 14 / 2);
        assert_eq!(report.retrieval.queries, 60);
        let counts: Vec<usize> = report.retrieval.rank_1.iter().map(|one| one.0).collect();
        assert_eq!(counts, [1, 10], "45 samples are of other classes");
        assert_eq!(report.verification.accuracy.map(|a| a.folds), Some(FOLDS));
    }

    #[test]
    fn where_all_pairs_are_of_one_kind_there_is_no_accuracy() {
        let features = Array2::from_shape_fn((20, 2), |(i, k)| (i + k) as f64 + 1.0);
        for labels in [vec![0; 20], (0..20).collect()] {
            let report = report(&Samples::new(features.view(), &labels), &alone);
            assert!(report.verification.accuracy.is_none());
            assert!(report.verification.roc.balanced_accuracy.is_nan());
        }
    }

    #[test]
    fn queries_are_shared_out_among_the_classes() {
        assert_eq!(first_of_each(&[0, 0, 0, 1, 2, 1], 4), [0, 3, 4, 1]);
    }
}
