//! TAR over FAR: the curve, the area under it, and what is read off it.

use super::cosines::degrees;
use super::ties::Tie;

/// What a threshold does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Operating {
    /// It accepts pairs up to this angle, degrees; `None` for the threshold that accepts none.
    pub degrees: Option<f64>,
    /// The share of negatives that it accepts.
    pub far: f64,
    /// The share of positives that it accepts.
    pub tar: f64,
}

/// The curve of TAR over FAR. What there are no positives or no negatives for is NaN.
#[derive(Clone, Debug, PartialEq)]
pub struct Roc {
    /// The area under the curve, by trapezoids.
    pub auc: f64,
    /// The rate at which FAR = 1 − TAR; between the two points around it, linear.
    pub eer: f64,
    /// The strictest threshold at which FAR is at least 1 − TAR.
    pub at_eer: Operating,
    /// The largest (TAR + 1 − FAR) / 2 of all thresholds: the accuracy at the best one, both kinds of pairs counted alike.
    pub balanced_accuracy: f64,
    /// For each FAR that was asked for, the largest TAR whose FAR is no larger, at the strictest threshold that has it.
    pub at_far: Vec<Operating>,
    /// Points `[FAR, TAR]` from the strictest threshold to the one that accepts all: those that can be told apart.
    pub points: Vec<[f64; 2]>,
}

/// A curve as it is walked along.
pub struct Walk<'a> {
    /// Positives and negatives in all.
    totals: (u64, u64),
    accepted: (u64, u64),
    /// Twice the area in pairs of a positive and a negative.
    area: u128,
    far: &'a [f64],
    now: Operating,
    roc: Roc,
}

/// A point of the curve is kept when it is so much further in TAR or in FAR, or has so many times the FAR: the thirtieth part
/// of a decade.
const STEP: f64 = 1.0 / 200.0;
const FACTOR: f64 = 1.079_775;

impl<'a> Walk<'a> {
    /// At the threshold that accepts none of so many positives and negatives.
    pub fn new(totals: (u64, u64), far: &'a [f64]) -> Self {
        let known = totals.0 > 0 && totals.1 > 0;
        let zero = if known { 0.0 } else { f64::NAN };
        let start = Operating {
            degrees: None,
            far: zero,
            tar: zero,
        };
        Self {
            totals,
            accepted: (0, 0),
            area: 0,
            far,
            now: start,
            roc: Roc {
                auc: f64::NAN,
                eer: f64::NAN,
                at_eer: start,
                balanced_accuracy: if known { 0.5 } else { f64::NAN },
                at_far: vec![start; far.len()],
                points: if known { vec![[0.0, 0.0]] } else { Vec::new() },
            },
        }
    }

    /// Goes on to the threshold that accepts a tie.
    pub fn pass(&mut self, tie: &Tie) {
        let (positives, negatives) = self.totals;
        if positives == 0 || negatives == 0 {
            return;
        }
        let trapezoid = u128::from(2 * self.accepted.0 + tie.positives);
        self.area += u128::from(tie.negatives) * trapezoid;
        self.accepted.0 += tie.positives;
        self.accepted.1 += tie.negatives;
        let before = self.now;
        let (far, tar) = (
            self.accepted.1 as f64 / negatives as f64,
            self.accepted.0 as f64 / positives as f64,
        );
        self.now = Operating {
            degrees: None,
            far,
            tar,
        };
        let wants = |(far_wanted, best): (&f64, &Operating)| far <= *far_wanted && tar > best.tar;
        let best = self.far.iter().zip(&self.roc.at_far).any(wants);
        let crosses = self.roc.eer.is_nan() && far + tar >= 1.0;
        if best || crosses {
            // An arc cosine is worth computing for few of the thresholds only.
            self.now.degrees = Some(degrees(tie.depth));
        }
        for (wanted, best) in self.far.iter().zip(&mut self.roc.at_far) {
            if far <= *wanted && tar > best.tar {
                *best = self.now;
            }
        }
        if crosses {
            self.roc.eer = crossing(before, self.now);
            self.roc.at_eer = self.now;
        }
        let balanced = 0.5 * (tar + 1.0 - far);
        self.roc.balanced_accuracy = self.roc.balanced_accuracy.max(balanced);
        self.keep(before);
    }

    /// Keeps the point if it can be told from the last one, and the one before it, where the curve turns.
    fn keep(&mut self, before: Operating) {
        let far_apart = |[far, tar]: [f64; 2], now: [f64; 2]| {
            now[1] - tar >= STEP || now[0] - far >= STEP || now[0] > far * FACTOR
        };
        let now = [self.now.far, self.now.tar];
        let Some(last) = self.roc.points.last().copied() else {
            return;
        };
        let ends = self.accepted == self.totals;
        if far_apart(last, now) || ends {
            let before = [before.far, before.tar];
            if before != last {
                self.roc.points.push(before);
            }
            self.roc.points.push(now);
        }
    }

    /// The whole curve.
    pub fn end(self) -> Roc {
        let pairs = 2.0 * self.totals.0 as f64 * self.totals.1 as f64;
        Roc {
            // 0 of 0 is NaN.
            auc: self.area as f64 / pairs,
            ..self.roc
        }
    }
}

/// Where FAR = 1 − TAR on the line between two points.
fn crossing(before: Operating, after: Operating) -> f64 {
    let over = |at: Operating| at.far + at.tar - 1.0;
    let (low, high) = (over(before), over(after));
    let part = -low / (high - low);
    before.far + part * (after.far - before.far)
}
