//! Pairs in the order of their similarity, the most similar first, those of one similarity together.
//!
//! Never more than [`Limits::held`] of them are held: counts of the pairs in narrow bins of similarity tell which bins can
//! be gathered together, and the products are computed again for each such gathering. A bin that holds too many by itself
//! is cut into narrower ones; one that cannot be cut is a single similarity, and counting it is enough.

use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use super::Crew;
use super::cosines::{DEEPEST, Samples};
use super::pairs::{Met, Pairs};

/// How many pairs are held at a time, and by how many bins they are told apart.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Pairs that are sorted at a time.
    pub held: u64,
    /// Bins of similarity.
    pub bins: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            held: 1 << 24,
            bins: 1 << 16,
        }
    }
}

/// Fewer pairs than this are sorted at once, without bins.
const FEW: u64 = 1 << 16;

/// What of a tie is in one fold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// The fold.
    pub fold: usize,
    /// Its positive pairs.
    pub positives: u64,
    /// Its negative pairs.
    pub negatives: u64,
}

/// All pairs of one similarity.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tie {
    /// How far their cosine is below 1, in steps of 10⁻¹².
    pub depth: u64,
    /// How many are of one class.
    pub positives: u64,
    /// How many are of two.
    pub negatives: u64,
    /// The same by folds, for those that have some; one where there are no folds.
    pub parts: Vec<Part>,
}

/// What is walked through.
pub struct Scan<'a> {
    /// The samples.
    pub samples: &'a Samples<'a>,
    /// Which pairs of them.
    pub pairs: &'a Pairs<'a>,
    /// Who computes.
    pub crew: Crew<'a>,
    /// The place before which each fold ends; empty for a single one.
    pub folds: Vec<u64>,
    /// How much is held.
    pub limits: Limits,
}

/// Bits of an entry for the fold, above the one that says whether it is positive.
const FOLD: u32 = 22;

/// A pair as it is sorted: depth, fold, whether it is positive.
fn entry(depth: u64, fold: usize, positive: bool) -> u64 {
    depth << (FOLD + 1) | (fold as u64) << 1 | u64::from(positive)
}

fn depth_of(entry: u64) -> u64 {
    entry >> (FOLD + 1)
}

impl Scan<'_> {
    /// Negative pairs of each fold.
    pub fn negatives(&self) -> Vec<u64> {
        let counts = Mutex::new(vec![0; self.folds.len()]);
        self.each_job(&|job| {
            let mut own = vec![0; self.folds.len()];
            let count = &mut |place, i, j| {
                own[self.fold(place)] += u64::from(!self.samples.of_one_class(i, j));
            };
            self.pairs.each_named(self.samples.len(), job, count);
            locked(&counts, |counts| {
                counts.iter_mut().zip(&own).for_each(|(sum, n)| *sum += n);
            });
        });
        locked(&counts, std::mem::take)
    }

    /// Calls `pass` with every tie, the most similar first.
    pub fn each_tie(&self, pass: &mut dyn FnMut(&Tie)) {
        let all = 0..DEEPEST + 1;
        match self.pairs.count(self.samples.len()) {
            0 => {}
            few if few <= FEW.min(self.limits.held) => {
                let found = Mutex::new(Vec::with_capacity(few as usize));
                self.each_job(&|job| {
                    let mut own = Vec::new();
                    let add = &mut |met: Met| own.push(self.entry(&met));
                    self.pairs.each(self.samples, job, add);
                    locked(&found, |found| found.append(&mut own));
                });
                let mut entries = locked(&found, std::mem::take);
                entries.sort_unstable();
                each_group(&entries, pass);
            }
            _ => self.descend(all, pass),
        }
    }

    /// The ties of a range of depths.
    fn descend(&self, range: Range<u64>, pass: &mut dyn FnMut(&Tie)) {
        let bins = Bins::new(range, self.limits.bins);
        let counts = self.counts(&bins);
        let mut start = 0;
        while start < counts.len() {
            let mut held = 0;
            let fits = |count: &&u64| {
                held += **count;
                held <= self.limits.held
            };
            let end = start + counts[start..].iter().take_while(fits).count();
            if end > start {
                let entries = self.gathered(&bins, start, &counts[start..end]);
                each_group(&entries, pass);
                start = end;
                continue;
            }
            let alone = bins.range(start);
            match alone.end - alone.start {
                1 => pass(&self.counted(alone.start)),
                _ => self.descend(alone, pass),
            }
            start += 1;
        }
    }

    /// How many pairs are in each bin.
    fn counts(&self, bins: &Bins) -> Vec<u64> {
        let counts: Vec<AtomicU64> = (0..bins.count).map(|_| AtomicU64::new(0)).collect();
        self.each(&|met: Met| {
            if let Some(bin) = bins.of(met.depth) {
                counts[bin].fetch_add(1, Ordering::Relaxed);
            }
        });
        counts.into_iter().map(AtomicU64::into_inner).collect()
    }

    /// The sorted entries of the bins from `first` on that have these counts.
    fn gathered(&self, bins: &Bins, first: usize, counts: &[u64]) -> Vec<u64> {
        let mut starts = vec![0_usize];
        starts.extend(counts.iter().scan(0, |sum, count| {
            *sum += *count as usize;
            Some(*sum)
        }));
        let total = starts[counts.len()];
        // Where the next entry of a bin goes: who comes first is left to chance, and the sorting undoes it.
        let next: Vec<AtomicUsize> = starts
            .iter()
            .map(|start| AtomicUsize::new(*start))
            .collect();
        let entries: Vec<AtomicU64> = (0..total).map(|_| AtomicU64::new(0)).collect();
        self.each(&|met: Met| {
            let bin = bins.of(met.depth).and_then(|bin| bin.checked_sub(first));
            if let Some(bin) = bin.filter(|bin| *bin < counts.len()) {
                let slot = next[bin].fetch_add(1, Ordering::Relaxed);
                entries[slot].store(self.entry(&met), Ordering::Relaxed);
            }
        });
        let mut entries: Vec<u64> = entries.into_iter().map(AtomicU64::into_inner).collect();
        let mut slices = Vec::with_capacity(counts.len());
        let mut rest = entries.as_mut_slice();
        for count in counts {
            let (slice, after) = rest.split_at_mut(*count as usize);
            slices.push(Mutex::new(slice));
            rest = after;
        }
        (self.crew)(slices.len(), &|bin| {
            locked(&slices[bin], |slice| slice.sort_unstable());
        });
        drop(slices);
        entries
    }

    /// All pairs of one depth.
    fn counted(&self, depth: u64) -> Tie {
        let folds = self.folds.len().max(1);
        let counts: Vec<[AtomicU64; 2]> = (0..folds).map(|_| Default::default()).collect();
        self.each(&|met: Met| {
            if met.depth == depth {
                let kind = usize::from(met.positive);
                counts[self.fold(met.place)][kind].fetch_add(1, Ordering::Relaxed);
            }
        });
        let parts = counts.into_iter().enumerate().map(|(fold, counts)| {
            let [negatives, positives] = counts.map(AtomicU64::into_inner);
            Part {
                fold,
                positives,
                negatives,
            }
        });
        let parts: Vec<Part> = parts
            .filter(|part| part.positives + part.negatives > 0)
            .collect();
        Tie {
            depth,
            positives: parts.iter().map(|part| part.positives).sum(),
            negatives: parts.iter().map(|part| part.negatives).sum(),
            parts,
        }
    }

    fn each_job(&self, work: &(dyn Fn(usize) + Sync)) {
        (self.crew)(self.pairs.jobs(self.samples.len()), work);
    }

    /// Meets every pair, in no order.
    fn each(&self, meet: &(impl Fn(Met) + Sync)) {
        self.each_job(&|job| self.pairs.each(self.samples, job, &mut |met| meet(met)));
    }

    fn entry(&self, met: &Met) -> u64 {
        entry(met.depth, self.fold(met.place), met.positive)
    }

    /// The fold of the pair at a place.
    fn fold(&self, place: u64) -> usize {
        self.folds.partition_point(|end| *end <= place)
    }
}

/// Calls `pass` with the ties of sorted entries.
fn each_group(entries: &[u64], pass: &mut dyn FnMut(&Tie)) {
    let mut tie = Tie::default();
    for group in entries.chunk_by(|a, b| depth_of(*a) == depth_of(*b)) {
        tie.depth = depth_of(group[0]);
        tie.parts.clear();
        for part in group.chunk_by(|a, b| a >> 1 == b >> 1) {
            let positives = part.iter().map(|entry| entry & 1).sum();
            tie.parts.push(Part {
                fold: (part[0] >> 1) as usize & ((1 << FOLD) - 1),
                positives,
                negatives: part.len() as u64 - positives,
            });
        }
        tie.positives = tie.parts.iter().map(|part| part.positives).sum();
        tie.negatives = tie.parts.iter().map(|part| part.negatives).sum();
        pass(&tie);
    }
}

/// A range of depths in equal bins, the last of which may be narrower.
struct Bins {
    range: Range<u64>,
    width: u64,
    count: usize,
}

impl Bins {
    fn new(range: Range<u64>, most: u64) -> Self {
        let len = range.end - range.start;
        let width = len.div_ceil(most);
        Self {
            count: len.div_ceil(width) as usize,
            range,
            width,
        }
    }

    fn of(&self, depth: u64) -> Option<usize> {
        let inside = self.range.contains(&depth);
        inside.then(|| ((depth - self.range.start) / self.width) as usize)
    }

    fn range(&self, bin: usize) -> Range<u64> {
        let start = self.range.start + bin as u64 * self.width;
        start..(start + self.width).min(self.range.end)
    }
}

/// A panic elsewhere leaves nothing half done here.
pub(super) fn locked<T, R>(mutex: &Mutex<T>, change: impl FnOnce(&mut T) -> R) -> R {
    let mut held = mutex
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    change(&mut held)
}
