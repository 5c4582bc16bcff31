//! What a threshold does to the pairs of a few samples: how many decisions are right and wrong, and which pairs it only just
//! decides.

use super::cosines::{Samples, degrees, depth_at};
use super::pairs::{Met, Pairs, of_place};

/// What a threshold makes of all pairs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Decisions {
    /// Pairs of one class.
    pub positives: u64,
    /// Pairs of two classes.
    pub negatives: u64,
    /// Pairs of one class that it accepts as such: right.
    pub true_accepts: u64,
    /// Pairs of two classes that it takes for one: wrong.
    pub false_accepts: u64,
}

impl Decisions {
    /// Pairs of one class that it takes for two: wrong.
    pub fn false_rejects(&self) -> u64 {
        self.positives - self.true_accepts
    }

    /// Pairs of two classes that it tells apart: right.
    pub fn true_rejects(&self) -> u64 {
        self.negatives - self.false_accepts
    }

    /// The share of negatives that it accepts; NaN where there are none.
    pub fn far(&self) -> f64 {
        self.false_accepts as f64 / self.negatives as f64
    }

    /// The share of positives that it accepts; NaN where there are none.
    pub fn tar(&self) -> f64 {
        self.true_accepts as f64 / self.positives as f64
    }
}

/// Two samples, and the angle between their features.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// Both, the lower one first.
    pub samples: [usize; 2],
    /// In degrees.
    pub degrees: f64,
}

/// The mistakes that are nearest to a threshold, the nearest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Close {
    /// Pairs of two classes that it only just accepts.
    pub false_accepts: Vec<Pair>,
    /// Pairs of one class that it only just does not.
    pub false_rejects: Vec<Pair>,
}

/// What the threshold that accepts pairs up to this angle makes of all pairs.
pub fn decisions(samples: &Samples<'_>, at: f64) -> Decisions {
    let most = depth_at(at);
    let mut found = Decisions::default();
    each(samples, &mut |met| {
        let accepted = u64::from(met.depth <= most);
        match met.positive {
            true => {
                (found.positives, found.true_accepts) =
                    (found.positives + 1, found.true_accepts + accepted)
            }
            false => {
                (found.negatives, found.false_accepts) =
                    (found.negatives + 1, found.false_accepts + accepted)
            }
        }
    });
    found
}

/// The mistakes nearest to that threshold, up to so many of each kind.
pub fn close(samples: &Samples<'_>, at: f64, count: usize) -> Close {
    let most = depth_at(at);
    let (mut accepted, mut rejected) = (Nearest::new(count), Nearest::new(count));
    each(samples, &mut |met| match met.positive {
        false if met.depth <= most => accepted.meet(most - met.depth, met),
        true if met.depth > most => rejected.meet(met.depth - most, met),
        _ => {}
    });
    let pairs = |found: Nearest| {
        let pairs = found.kept.into_iter().map(|(_, place, depth)| Pair {
            samples: of_place(samples.len(), place),
            degrees: degrees(depth),
        });
        pairs.collect()
    };
    Close {
        false_accepts: pairs(accepted),
        false_rejects: pairs(rejected),
    }
}

/// The largest angle in whole steps of `step` degrees up to which no larger a share of negatives is accepted; 0 where even that
/// accepts more.
pub fn degrees_at_far(samples: &Samples<'_>, far: f64, step: f64) -> f64 {
    let mut depths = Vec::new();
    each(samples, &mut |met| {
        if !met.positive {
            depths.push(met.depth);
        }
    });
    let allowed = (far * depths.len() as f64 + 1e-9).floor() as usize;
    let steps = (180.0 / step).round();
    if allowed >= depths.len() {
        return steps * step;
    }
    // The first that is one too many.
    let (_, bound, _) = depths.select_nth_unstable(allowed);
    let mut place = (degrees(*bound) / step).floor().min(steps);
    if depth_at(place * step) >= *bound {
        place -= 1.0;
    }
    place.max(0.0) * step
}

fn each(samples: &Samples<'_>, meet: &mut impl FnMut(Met)) {
    for job in 0..Pairs::All.jobs(samples.len()) {
        Pairs::All.each(samples, job, meet);
    }
}

/// The few pairs that are nearest, of equals the one that comes first.
struct Nearest {
    count: usize,
    /// How far each is, its place among all pairs, its depth.
    kept: Vec<(u64, u64, u64)>,
}

impl Nearest {
    fn new(count: usize) -> Self {
        Self {
            count,
            kept: Vec::with_capacity(count + 1),
        }
    }

    fn meet(&mut self, off: u64, met: Met) {
        let own = (off, met.place, met.depth);
        let full = self.kept.len() == self.count;
        if full && self.kept.last().is_none_or(|last| *last <= own) {
            return;
        }
        let place = self.kept.partition_point(|other| *other < own);
        self.kept.insert(place, own);
        self.kept.truncate(self.count);
    }
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::super::{Asked, alone, verify};
    use super::*;

    /// Two classes on the circle, at these angles in degrees.
    const ANGLES: [f64; 6] = [0.0, 20.0, 50.0, 30.0, 70.0, 75.0];
    const LABELS: [usize; 6] = [0, 0, 0, 1, 1, 1];

    fn features(angles: &[f64]) -> Array2<f64> {
        let units = |a: &f64| [a.to_radians().cos(), a.to_radians().sin()];
        Array2::from(angles.iter().map(units).collect::<Vec<_>>())
    }

    fn check(at: f64, accepts: [u64; 2]) {
        let features = features(&ANGLES);
        let samples = Samples::new(features.view(), &LABELS);
        let found = decisions(&samples, at);
        assert_eq!((found.positives, found.negatives), (6, 9));
        assert_eq!([found.true_accepts, found.false_accepts], accepts, "{at}");
        assert_eq!(found.false_rejects() + found.true_accepts, 6);
        assert_eq!(found.true_rejects() + found.false_accepts, 9);
    }

    #[test]
    fn pairs_up_to_the_threshold_are_accepted() {
        // Of one class: 20, 50, 30 and 40, 45, 5; of two: 30, 70, 75, 10, 50, 55, 20, 20, 25.
        check(0.0, [0, 0]);
        check(5.0, [1, 0]);
        check(19.9, [1, 1]);
        check(20.0, [2, 3]);
        check(42.0, [4, 5]);
        check(180.0, [6, 9]);
    }

    #[test]
    fn the_nearest_mistakes_are_found_on_both_sides() {
        let features = features(&ANGLES);
        let samples = Samples::new(features.view(), &LABELS);
        let found = close(&samples, 26.0, 2);
        let told = |pairs: &[Pair]| -> Vec<([usize; 2], i64)> {
            let each = pairs.iter();
            each.map(|pair| (pair.samples, pair.degrees.round() as i64))
                .collect()
        };
        assert_eq!(told(&found.false_accepts), [([2, 5], 25), ([2, 3], 20)]);
        assert_eq!(told(&found.false_rejects), [([1, 2], 30), ([3, 4], 40)]);
        assert_eq!(close(&samples, 180.0, 3).false_rejects, []);
        assert_eq!(close(&samples, 0.0, 3).false_accepts, []);
    }

    #[test]
    fn at_the_equal_error_rate_it_decides_as_the_curve_says() {
        let angles: Vec<f64> = (0..40).map(|i| f64::from(i * i % 97)).collect();
        let labels: Vec<usize> = (0..40).map(|i| i % 3).collect();
        let features = features(&angles);
        let samples = Samples::new(features.view(), &labels);
        let found = verify(&samples, &Pairs::All, &Asked::default(), &alone);
        let at = found.roc.at_eer;
        let decided = decisions(&samples, at.degrees.unwrap());
        assert_eq!((decided.far(), decided.tar()), (at.far, at.tar));
    }

    #[test]
    fn an_angle_for_a_rate_is_the_largest_that_keeps_it() {
        let features = features(&ANGLES);
        let samples = Samples::new(features.view(), &LABELS);
        for far in [0.0, 0.1, 0.25, 1.0 / 3.0, 0.5, 0.99] {
            let at = degrees_at_far(&samples, far, 0.1);
            assert!(decisions(&samples, at).far() <= far, "{far}: {at}");
            assert!(decisions(&samples, at + 0.1).far() > far, "{far}: {at}");
        }
        assert_eq!(degrees_at_far(&samples, 1.0, 0.1), 180.0);
    }
}
