//! Which pairs of samples are looked at, cut into jobs.

use std::sync::atomic::{AtomicU64, Ordering};

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::Crew;
use super::cosines::{Samples, WIDE};

/// Pairs of samples, in an order.
#[derive(Clone, Copy, Debug)]
pub enum Pairs<'a> {
    /// Every two: by the first, then by the second.
    All,
    /// These.
    Listed(&'a [(usize, usize)]),
    /// So many two different samples, each drawn from all with the same chance; a pair may come twice.
    Drawn {
        /// How many.
        count: u64,
        /// What they are drawn with.
        seed: u64,
    },
}

/// A pair as a job meets it.
#[derive(Clone, Copy, Debug)]
pub struct Met {
    /// Its place among the pairs.
    pub place: u64,
    /// How far its cosine is below 1, in steps of 10⁻¹².
    pub depth: u64,
    /// Whether both are of one class.
    pub positive: bool,
}

/// Rows whose pairs are a job.
const ROWS: usize = 64;
/// Listed or drawn pairs that are a job.
const PAIRS: usize = 1 << 16;

impl Pairs<'_> {
    /// How many there are among `n` samples.
    pub fn count(&self, n: usize) -> u64 {
        match self {
            Self::All => (n as u64 * (n as u64).saturating_sub(1)) / 2,
            Self::Listed(list) => list.len() as u64,
            Self::Drawn { count, .. } if n > 1 => *count,
            Self::Drawn { .. } => 0,
        }
    }

    /// How many are positive, and how many negative.
    pub fn totals(&self, samples: &Samples<'_>, crew: Crew<'_>) -> (u64, u64) {
        let all = self.count(samples.len());
        let positives = match self {
            Self::All => {
                let sizes = samples.class_sizes();
                let pairs = |size: &usize| (size * size.saturating_sub(1) / 2) as u64;
                sizes.iter().map(pairs).sum()
            }
            Self::Listed(_) | Self::Drawn { .. } => {
                let positives = AtomicU64::new(0);
                crew(self.jobs(samples.len()), &|job| {
                    let mut own = 0;
                    self.each_named(samples.len(), job, &mut |_, i, j| {
                        own += u64::from(samples.of_one_class(i, j));
                    });
                    positives.fetch_add(own, Ordering::Relaxed);
                });
                positives.into_inner()
            }
        };
        (positives, all - positives)
    }

    /// Into how many jobs they are cut.
    pub(super) fn jobs(&self, n: usize) -> usize {
        match self {
            Self::All => n.div_ceil(ROWS),
            Self::Listed(_) | Self::Drawn { .. } => self.count(n).div_ceil(PAIRS as u64) as usize,
        }
    }

    /// Calls `meet` with every pair of a job.
    pub(super) fn each(&self, samples: &Samples<'_>, job: usize, meet: &mut impl FnMut(Met)) {
        if let Self::All = self {
            return each_of_rows(samples, job, meet);
        }
        self.each_named(samples.len(), job, &mut |place, i, j| {
            meet(Met {
                place,
                depth: samples.depth(i, j),
                positive: samples.of_one_class(i, j),
            });
        });
    }

    /// Calls `name` with the place and the samples of every pair of a job.
    pub(super) fn each_named(
        &self,
        n: usize,
        job: usize,
        name: &mut impl FnMut(u64, usize, usize),
    ) {
        let places = job * PAIRS..((job + 1) * PAIRS).min(self.count(n) as usize);
        match self {
            Self::All => {
                for i in job * ROWS..((job + 1) * ROWS).min(n) {
                    (i + 1..n).for_each(|j| name(place(n, i, j), i, j));
                }
            }
            Self::Listed(list) => {
                for place in places {
                    name(place as u64, list[place].0, list[place].1);
                }
            }
            Self::Drawn { seed, .. } => {
                // A stream for each job: a pair does not depend on who draws it.
                let mut rng = ChaCha8Rng::seed_from_u64(*seed);
                rng.set_stream(job as u64);
                for place in places {
                    let i = rng.random_range(0..n as u64) as usize;
                    let other = rng.random_range(0..n as u64 - 1) as usize;
                    name(place as u64, i, other + usize::from(other >= i));
                }
            }
        }
    }
}

/// Every pair whose first sample is among the rows of a job. Some columns at a time, for all rows: they stay at hand.
fn each_of_rows(samples: &Samples<'_>, job: usize, meet: &mut impl FnMut(Met)) {
    let n = samples.len();
    let rows = job * ROWS..((job + 1) * ROWS).min(n);
    for panel in rows.start / WIDE..n.div_ceil(WIDE) {
        let columns = panel * WIDE..((panel + 1) * WIDE).min(n);
        for i in rows.start..rows.end.min(columns.end) {
            let depths = samples.depths(i, panel);
            for j in columns.start.max(i + 1)..columns.end {
                meet(Met {
                    place: place(n, i, j),
                    depth: depths[j - columns.start],
                    positive: samples.of_one_class(i, j),
                });
            }
        }
    }
}

/// The place of the pair of `i` and a larger `j` among all of `n` samples.
fn place(n: usize, i: usize, j: usize) -> u64 {
    let (n, i, j) = (n as u64, i as u64, j as u64);
    i * (2 * n - i - 1) / 2 + (j - i - 1)
}

/// The two samples whose pair has this place among all of `n` samples.
pub(super) fn of_place(n: usize, wanted: u64) -> [usize; 2] {
    let (mut low, mut high) = (0, n.saturating_sub(2));
    while low < high {
        let middle = (low + high).div_ceil(2);
        match place(n, middle, middle + 1) <= wanted {
            true => low = middle,
            false => high = middle - 1,
        }
    }
    [low, low + 1 + (wanted - place(n, low, low + 1)) as usize]
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::super::alone;
    use super::*;

    /// Every pair that jobs meet, by its place.
    fn met(pairs: &Pairs<'_>, labels: &[usize]) -> Vec<(u64, bool)> {
        let samples = Samples::new(Array2::ones((labels.len(), 1)).view(), labels);
        let mut found = Vec::new();
        for job in 0..pairs.jobs(labels.len()) {
            pairs.each(&samples, job, &mut |met| {
                found.push((met.place, met.positive))
            });
        }
        let positive = found.iter().filter(|(_, positive)| *positive).count() as u64;
        let totals = (positive, found.len() as u64 - positive);
        assert_eq!(pairs.totals(&samples, &alone), totals);
        found.sort_unstable();
        found
    }

    #[test]
    fn all_pairs_are_met_once_in_their_order() {
        for n in [0, 1, 2, 15, 16, 17, 63, 64, 65, 200] {
            let labels: Vec<usize> = (0..n).map(|i| i % 3).collect();
            let wanted = (0..n).flat_map(|i| (i + 1..n).map(move |j| i % 3 == j % 3));
            let wanted: Vec<(u64, bool)> = (0..).zip(wanted).collect();
            assert_eq!(met(&Pairs::All, &labels), wanted, "{n}");
            let pairs = (0..n).flat_map(|i| (i + 1..n).map(move |j| [i, j]));
            for (place, pair) in (0..).zip(pairs) {
                assert_eq!(of_place(n, place), pair, "{n}");
            }
        }
    }

    #[test]
    fn drawn_pairs_are_of_two_samples_and_meet_all_of_them_alike() {
        let labels = [0, 0, 1, 2];
        let count = 3 * PAIRS as u64 + 5;
        let pairs = Pairs::Drawn { count, seed: 7 };
        let found = met(&pairs, &labels);
        assert_eq!(found.len() as u64, count);
        // One of six pairs is positive.
        let positive = found.iter().filter(|(_, positive)| *positive).count();
        let share = positive as f64 / count as f64;
        assert!((share - 1.0 / 6.0).abs() < 0.005, "{share}");
        assert_eq!(found, met(&pairs, &labels));
        assert_ne!(found, met(&Pairs::Drawn { count, seed: 8 }, &labels));
        assert!(met(&pairs, &[0]).is_empty(), "one sample is in no pair");
    }
}
