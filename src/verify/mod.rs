//! Verification and identification: how well the angles between features tell whether two samples are of one class. It is
//! what the papers report on classes that were never trained on.
//!
//! - The similarity of two features is their cosine, 0 with one that has no direction, rounded to 12 decimals before
//!   anything is compared, so that ties are ties.
//! - [`Pairs`] are all two of the samples, a list, or so many that are drawn. A pair of one class is positive.
//! - A threshold accepts pairs that are at least so similar. FAR is the share of negatives, TAR the share of positives that
//!   it accepts. Thresholds are +∞, which accepts none, and every similarity that occurs.
//! - [`verify`] finds the curve of TAR over FAR and what is read off it, [`retrieve`] ranks the others for every sample.
//!
//! All pairs of 10,000 samples are looked at in seconds, and never held at once: the pairs of a range of similarities are
//! sorted at a time, range after range, each found by computing the products again. Work is handed out as jobs; results
//! depend neither on who does them nor in which order.

mod cosines;
mod degrees;
mod folds;
mod pairs;
mod ranking;
pub mod report;
mod roc;
pub mod threshold;
mod ties;

pub use cosines::{Samples, degrees};
pub use degrees::Degrees;
pub use folds::Accuracy;
pub use pairs::Pairs;
pub use ranking::{MOST_RANKED, Retrieval, retrieve};
pub use report::{Report, report};
pub use roc::{Operating, Roc};
pub use threshold::Decisions;

use self::folds::Folds;
use self::roc::Walk;
use self::ties::{Limits, Scan};

/// Whoever does jobs: calls the second argument with every number below the first, each once, in any order.
pub type Crew<'a> = &'a (dyn Fn(usize, &(dyn Fn(usize) + Sync)) + Sync);

/// A crew of one: the jobs in their order.
pub fn alone(count: usize, work: &(dyn Fn(usize) + Sync)) {
    (0..count).for_each(work);
}

/// What [`verify`] is asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asked<'a> {
    /// The FARs at which TAR is wanted.
    pub far: &'a [f64],
    /// In how many folds the accuracy is measured; `None` for no accuracy. At least 2, at most as many as there are pairs.
    pub folds: Option<usize>,
}

/// What pairs of samples come to. What there are no positives or no negatives for is NaN.
#[derive(Clone, Debug, PartialEq)]
pub struct Verification {
    /// Pairs of one class.
    pub positives: u64,
    /// Pairs of two classes.
    pub negatives: u64,
    /// The curve and what is read off it.
    pub roc: Roc,
    /// Accuracy at thresholds that are chosen on other pairs.
    pub accuracy: Option<Accuracy>,
    /// How the angles of both kinds are spread.
    pub degrees: Degrees,
}

impl Verification {
    /// The memory that it takes beside its own size.
    pub fn bytes(&self) -> usize {
        let counts = self.degrees.positives.len() + self.degrees.negatives.len();
        size_of_val(&self.roc.points[..]) + counts * size_of::<u64>()
    }
}

/// Looks at `pairs` of `samples`.
///
/// # Panics
/// When a listed pair names a sample that there is not, or the folds are out of range.
pub fn verify(
    samples: &Samples<'_>,
    pairs: &Pairs<'_>,
    asked: &Asked<'_>,
    crew: Crew<'_>,
) -> Verification {
    verify_within(samples, pairs, asked, crew, Limits::default())
}

fn verify_within(
    samples: &Samples<'_>,
    pairs: &Pairs<'_>,
    asked: &Asked<'_>,
    crew: Crew<'_>,
    limits: Limits,
) -> Verification {
    let (positives, negatives) = pairs.totals(samples, crew);
    let mut walk = Walk::new((positives, negatives), asked.far);
    let mut folds = asked
        .folds
        .map(|count| Folds::new(count, positives + negatives));
    let mut degrees = Degrees::default();
    let scan = Scan {
        samples,
        pairs,
        crew,
        folds: folds.as_ref().map(Folds::ends).unwrap_or_default(),
        limits,
    };
    if let Some(folds) = &mut folds {
        folds.start(&scan.negatives());
    }
    scan.each_tie(&mut |tie| {
        walk.pass(tie);
        degrees.add(tie);
        if let Some(folds) = &mut folds {
            folds.pass(tie);
        }
    });
    Verification {
        positives,
        negatives,
        roc: walk.end(),
        accuracy: folds.map(|folds| folds.accuracy()),
        degrees,
    }
}

#[cfg(test)]
mod tests;
