//! Identification: for every sample the others by their similarity, and whether those of its class come first.

use std::sync::Mutex;

use super::Crew;
use super::cosines::{Samples, WIDE};
use super::ties::locked;
use crate::math::real;

/// What ranking the others comes to, as means over queries: samples whose class has at least one other. NaN where there is
/// none.
#[derive(Clone, Debug, PartialEq)]
pub struct Retrieval {
    /// How many queries.
    pub queries: usize,
    /// The share whose most similar other sample is of its class.
    pub precision_at_1: f64,
    /// Of the R most similar, where R is the number of others of the class, the share that is of it.
    pub r_precision: f64,
    /// MAP@R: (1/R) Σ over the hits at i ≤ R of the share of hits among the first i.
    pub map_at_r: f64,
    /// Rank-1 among distractors: how many, and the share of pairs of a query and another sample of its class in which that one
    /// is more similar to the query than each of so many samples of other classes. It is the mean over all draws of the
    /// distractors from the samples of other classes, computed and not drawn.
    pub rank_1: Vec<(usize, f64)>,
}

/// Queries of a job.
const JOB: usize = 16;

/// Bits of an entry for the sample; above them is how far its cosine is below 1.
const SAMPLE: u32 = 23;
/// The most samples that are ranked.
pub const MOST_RANKED: usize = (1 << SAMPLE) - 1;

/// Sums over queries.
#[derive(Clone, Debug, Default)]
struct Sums {
    queries: usize,
    hits_at_1: usize,
    r_precision: f64,
    map_at_r: f64,
    mates: usize,
    rank_1: Vec<f64>,
}

/// Ranks all others for each of the `queries`, samples by number, or for every sample with `None`; of several that are equally
/// similar the one of the lower number comes first. Rank-1 is measured for each number of `distractors` that every query
/// has samples of other classes for.
///
/// # Panics
/// When there are more than [`MOST_RANKED`] samples, or a query is none.
pub fn retrieve(
    samples: &Samples<'_>,
    queries: Option<&[usize]>,
    distractors: &[usize],
    crew: Crew<'_>,
) -> Retrieval {
    let n = samples.len();
    assert!(n <= MOST_RANKED, "{n} samples");
    let sizes = samples.class_sizes();
    let all: Vec<usize> = (0..n).collect();
    let has_mate = |query: &&usize| sizes[samples.labels()[**query]] > 1;
    let queries: Vec<usize> = queries
        .unwrap_or(&all)
        .iter()
        .filter(has_mate)
        .copied()
        .collect();
    let pools = queries
        .iter()
        .map(|query| n - sizes[samples.labels()[*query]]);
    let least = pools.min().unwrap_or(0);
    let ranking = Ranking {
        samples,
        sizes: &sizes,
        distractors: distractors
            .iter()
            .copied()
            .filter(|d| *d <= least)
            .collect(),
        factorials: factorials(n),
    };
    let jobs: Vec<&[usize]> = queries.chunks(JOB).collect();
    let done = Mutex::new(vec![Sums::default(); jobs.len()]);
    crew(jobs.len(), &|job| {
        let sums = ranking.of(jobs[job]);
        locked(&done, |done| done[job] = sums);
    });
    // Summed in the order of the queries, whoever came first.
    let sums = locked(&done, std::mem::take).into_iter();
    let empty = Sums {
        rank_1: vec![0.0; ranking.distractors.len()],
        ..Sums::default()
    };
    let sums = sums.fold(empty, |all, own| all.and(&own));
    let share = |sum: f64| sum / sums.queries as f64;
    Retrieval {
        queries: sums.queries,
        precision_at_1: share(sums.hits_at_1 as f64),
        r_precision: share(sums.r_precision),
        map_at_r: share(sums.map_at_r),
        rank_1: (ranking.distractors.iter().zip(&sums.rank_1))
            .map(|(count, sum)| (*count, sum / sums.mates as f64))
            .collect(),
    }
}

impl Sums {
    fn and(mut self, other: &Self) -> Self {
        self.queries += other.queries;
        self.hits_at_1 += other.hits_at_1;
        self.r_precision += other.r_precision;
        self.map_at_r += other.map_at_r;
        self.mates += other.mates;
        let pairs = self.rank_1.iter_mut().zip(&other.rank_1);
        pairs.for_each(|(sum, own)| *sum += own);
        self
    }
}

struct Ranking<'a> {
    samples: &'a Samples<'a>,
    sizes: &'a [usize],
    distractors: Vec<usize>,
    /// ln k! from k = 0 to n.
    factorials: Vec<f64>,
}

impl Ranking<'_> {
    fn of(&self, queries: &[usize]) -> Sums {
        let mut sums = Sums {
            rank_1: vec![0.0; self.distractors.len()],
            ..Sums::default()
        };
        let mut others = Vec::with_capacity(self.samples.len());
        let mut better = Vec::new();
        for query in queries {
            self.others(*query, &mut others);
            self.add(*query, &mut others, &mut better, &mut sums);
        }
        self.add_rank_1(better, &mut sums);
        sums
    }

    /// All others of a query: depth, then number.
    fn others(&self, query: usize, others: &mut Vec<u64>) {
        others.clear();
        let n = self.samples.len();
        for panel in 0..n.div_ceil(WIDE) {
            let depths = self.samples.depths(query, panel);
            for (other, depth) in (panel * WIDE..n).zip(depths) {
                if other != query {
                    others.push(depth << SAMPLE | other as u64);
                }
            }
        }
    }

    fn add(
        &self,
        query: usize,
        others: &mut [u64],
        better: &mut Vec<(usize, usize)>,
        sums: &mut Sums,
    ) {
        let is_mate = |other: &u64| {
            let sample = (other & ((1 << SAMPLE) - 1)) as usize;
            self.samples.of_one_class(query, sample)
        };
        let r = self.sizes[self.samples.labels()[query]] - 1;
        if !self.distractors.is_empty() {
            push_better(others, &is_mate, r, better);
            sums.mates += r;
        }
        let (first, ..) = others.select_nth_unstable(r - 1);
        first.sort_unstable();
        // The one that was selected is the last of the first R.
        let (mut hits, mut precisions) = (0, 0.0);
        for (rank, other) in others[..r].iter().enumerate() {
            if is_mate(other) {
                hits += 1;
                precisions += f64::from(hits) / (rank + 1) as f64;
                sums.hits_at_1 += usize::from(rank == 0);
            }
        }
        sums.queries += 1;
        sums.r_precision += f64::from(hits) / r as f64;
        sums.map_at_r += precisions / r as f64;
    }

    /// Of mates, each with how many of the rest there are and how many of these come at or before it: the chance that so many of
    /// the rest are all less similar, summed. Many mates are alike in that, and a chance is worth computing once.
    fn add_rank_1(&self, mut better: Vec<(usize, usize)>, sums: &mut Sums) {
        better.sort_unstable();
        for alike in better.chunk_by(|a, b| a == b) {
            let (pool, before) = alike[0];
            for (sum, drawn) in sums.rank_1.iter_mut().zip(&self.distractors) {
                *sum += alike.len() as f64 * self.none_of(before, pool, *drawn);
            }
        }
    }

    /// The chance that none of `better` is among so many `drawn` from a `pool` that holds them.
    fn none_of(&self, better: usize, pool: usize, drawn: usize) -> f64 {
        if better == 0 || drawn == 0 {
            return 1.0;
        }
        if better + drawn > pool {
            return 0.0;
        }
        let ln = |k: usize| self.factorials[k];
        let ways = ln(pool - better) + ln(pool - drawn) - ln(pool - better - drawn) - ln(pool);
        real::exp(ways)
    }
}

/// For each other sample of the class how many of the rest there are, and how many of these come at or before it.
fn push_better(
    others: &[u64],
    is_mate: &impl Fn(&u64) -> bool,
    r: usize,
    found: &mut Vec<(usize, usize)>,
) {
    let depth = |other: &u64| other >> SAMPLE;
    let mut mates: Vec<u64> = others.iter().filter(|o| is_mate(o)).map(depth).collect();
    mates.sort_unstable();
    // How many of the rest come to lie at or before each mate, and before none.
    let mut before = vec![0_usize; r + 1];
    for other in others.iter().filter(|other| !is_mate(other)) {
        before[mates.partition_point(|mate| *mate < depth(other))] += 1;
    }
    let pool = others.len() - r;
    let mut better = 0;
    for count in &before[..r] {
        better += count;
        found.push((pool, better));
    }
}

fn factorials(n: usize) -> Vec<f64> {
    let mut sum = 0.0;
    let each = (1..=n).map(|k| {
        sum += real::ln(k as f64);
        sum
    });
    std::iter::once(0.0).chain(each).collect()
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::super::alone;
    use super::*;

    #[test]
    fn rank_1_is_the_share_over_all_draws_of_distractors() {
        // A query at 0°, its mate at 20°, and four of another class, one of which is nearer.
        let angles: [f64; 6] = [0.0, 20.0, 10.0, 30.0, 40.0, 50.0];
        let units = |a: &f64| [a.to_radians().cos(), a.to_radians().sin()];
        let features = Array2::from(angles.iter().map(units).collect::<Vec<_>>());
        let labels = [0, 0, 1, 1, 1, 1];
        let samples = Samples::new(features.view(), &labels);
        let found = retrieve(&samples, Some(&[0]), &[0, 1, 2, 4, 5], &alone);
        let expect = [(0, 1.0), (1, 0.75), (2, 0.5), (4, 0.0)];
        assert_eq!(found.rank_1.len(), 4, "there are no five distractors");
        for ((count, rate), (drawn, chance)) in found.rank_1.into_iter().zip(expect) {
            assert!(
                count == drawn && (rate - chance).abs() < 1e-12,
                "{count}: {rate}"
            );
        }
        assert_eq!(found.precision_at_1, 0.0);
    }
}
