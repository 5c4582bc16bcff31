//! The shape of a margin's two curves over θ: where they turn and where they jump, so that their range over any stretch
//! is known from a few values.

use std::f64::consts::PI;

use crate::loss::Margin;

const SAMPLES: usize = 1024;

/// An angle at which a curve stops being continuous or monotone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Break {
    /// Radians.
    pub theta: f64,
    pub cos: f64,
    /// The curve just before and just after; equal where it only turns.
    pub before: f64,
    pub after: f64,
}

impl Break {
    pub fn jumps(&self) -> bool {
        self.before != self.after
    }
}

/// The breaks of one curve and its steepest slope between them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shape {
    pub breaks: Vec<Break>,
    /// Largest |d value / dθ| away from jumps.
    pub steepest: f64,
}

/// The shapes of target and other over θ in \[0, π\].
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    pub target: Shape,
    pub other: Shape,
    /// Of target − other: what the margin takes.
    pub gap: Shape,
    /// Whether the other classes' curve is cos θ itself.
    pub other_is_cosine: bool,
}

impl Profile {
    pub fn of(margin: &dyn Margin) -> Self {
        match margin.affine() {
            Some((p, _)) => Self {
                target: Shape::smooth(p.abs()),
                other: Shape::smooth(1.0),
                gap: Shape::smooth((p - 1.0).abs()),
                other_is_cosine: true,
            },
            None => Self {
                target: Shape::of(|theta| margin.target(theta.cos()).value),
                other: Shape::of(|theta| margin.other(theta.cos()).value),
                gap: Shape::of(|theta| gap(margin, theta.cos())),
                other_is_cosine: (0..=SAMPLES).all(|i| {
                    let cos = 2.0 * i as f64 / SAMPLES as f64 - 1.0;
                    margin.other(cos).value == cos
                }),
            },
        }
    }
}

/// target − other at one cosine.
pub fn gap(margin: &dyn Margin, cos: f64) -> f64 {
    margin.target(cos).value - margin.other(cos).value
}

impl Shape {
    fn smooth(steepest: f64) -> Self {
        Self {
            breaks: Vec::new(),
            steepest,
        }
    }

    fn of(f: impl Fn(f64) -> f64) -> Self {
        let h = PI / SAMPLES as f64;
        let values: Vec<f64> = (0..=SAMPLES).map(|i| f(i as f64 * h)).collect();
        let steps: Vec<f64> = values.windows(2).map(|v| v[1] - v[0]).collect();
        let mut shape = Self::default();
        for (i, step) in steps.iter().enumerate() {
            let from = i as f64 * h;
            let jump = (stands_out(&steps, i))
                .then(|| find_jump(&f, from, from + h))
                .flatten();
            match jump {
                Some(jump) => shape.breaks.push(jump),
                None => shape.steepest = shape.steepest.max(1.05 * step.abs() / h),
            }
            if i > 0 && steps[i - 1] * step < 0.0 {
                shape.breaks.push(find_turn(&f, from - h, from + h));
            }
        }
        shape.breaks.sort_by(|a, b| a.theta.total_cmp(&b.theta));
        shape
    }

    /// \[0, π\] cut at the breaks: on each part the curve is continuous and monotone. Given are the ends of each part.
    pub fn parts(&self) -> Vec<(f64, f64)> {
        let mut ends = vec![0.0];
        ends.extend(self.breaks.iter().map(|cut| cut.theta));
        ends.push(PI);
        let pairs = ends.windows(2).map(|w| (w[0], w[1]));
        pairs.filter(|(from, to)| from < to).collect()
    }

    /// Smallest and largest value of the curve, given as `f` of cos θ, over cos θ in \[low, high\].
    pub fn range(&self, f: impl Fn(f64) -> f64, low: f64, high: f64) -> (f64, f64) {
        let (at_low, at_high) = (f(low), f(high));
        let mut range = (at_low.min(at_high), at_low.max(at_high));
        let within = |cut: &&Break| low <= cut.cos && cut.cos <= high;
        for cut in self.breaks.iter().filter(within) {
            range.0 = range.0.min(cut.before).min(cut.after);
            range.1 = range.1.max(cut.before).max(cut.after);
        }
        range
    }
}

/// Whether step `i` is much larger than its neighbours, as a jump makes it.
fn stands_out(steps: &[f64], i: usize) -> bool {
    let before = i.checked_sub(1).map_or(0.0, |i| steps[i].abs());
    let after = steps.get(i + 1).map_or(0.0, |s| s.abs());
    steps[i].abs() > 4.0 * before.max(after) + 1e-9
}

fn find_jump(f: impl Fn(f64) -> f64, a: f64, b: f64) -> Option<Break> {
    let whole = (f(b) - f(a)).abs();
    let (mut low, mut high) = (a, b);
    for _ in 0..60 {
        let middle = (low + high) / 2.0;
        if (f(middle) - f(low)).abs() > (f(high) - f(middle)).abs() {
            high = middle;
        } else {
            low = middle;
        }
    }
    let (before, after) = (f(low), f(high));
    ((after - before).abs() > whole / 2.0).then_some(Break {
        theta: high,
        cos: high.cos(),
        before,
        after,
    })
}

/// The extremum between `a` and `b`, by golden sections.
fn find_turn(f: impl Fn(f64) -> f64, a: f64, b: f64) -> Break {
    const SECTION: f64 = 0.618_033_988_749_894_9;
    let middle = (a + b) / 2.0;
    let sign = if f(middle) > f(a) { 1.0 } else { -1.0 };
    let (mut low, mut high) = (a, b);
    for _ in 0..60 {
        let (left, right) = (high - SECTION * (high - low), low + SECTION * (high - low));
        if sign * f(left) > sign * f(right) {
            high = right;
        } else {
            low = left;
        }
    }
    let theta = (low + high) / 2.0;
    Break {
        theta,
        cos: theta.cos(),
        before: f(theta),
        after: f(theta),
    }
}
