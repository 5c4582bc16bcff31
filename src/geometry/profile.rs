//! The shape of a margin's two curves over θ: where they turn and where they jump, so that their range over any stretch
//! is known from a few values.

use std::f64::consts::PI;

use crate::loss::Margin;

const SAMPLES: usize = 1024;

/// Steps below this share of the largest value are rounding.
const LEVEL: f64 = 1e-13;

/// An angle at which a curve stops being continuous, monotone or level.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Break {
    /// Radians.
    pub theta: f64,
    /// cos θ there.
    pub cos: f64,
    /// The curve just before and just after; equal where it only turns.
    pub before: f64,
    /// The curve just after; see `before`.
    pub after: f64,
}

impl Break {
    /// Whether the curve has another value just after than just before.
    pub fn jumps(&self) -> bool {
        self.before != self.after
    }
}

/// The breaks of one curve and its steepest slope between them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shape {
    /// By rising θ.
    pub breaks: Vec<Break>,
    /// Largest |d value / dθ| away from jumps.
    pub steepest: f64,
}

/// The shapes of target and other over θ in \[0, π\].
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// Of the label's curve T.
    pub target: Shape,
    /// Of the other classes' curve.
    pub other: Shape,
    /// Of target − other: what the margin takes.
    pub gap: Shape,
    /// Whether the other classes' curve is cos θ itself.
    pub other_is_cosine: bool,
}

impl Profile {
    /// Finds the breaks of a margin's curves from samples of θ, each where it is by bisection.
    pub fn new(margin: &dyn Margin) -> Self {
        match margin.affine() {
            Some((p, _)) => Self {
                target: Shape::smooth(p.abs()),
                other: Shape::smooth(1.0),
                gap: Shape::smooth((p - 1.0).abs()),
                other_is_cosine: true,
            },
            None => Self {
                target: Shape::sampled(|theta| margin.target(theta.cos()).value),
                other: Shape::sampled(|theta| margin.other(theta.cos()).value),
                gap: Shape::sampled(|theta| gap(margin, theta.cos())),
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

    fn sampled(f: impl Fn(f64) -> f64) -> Self {
        let h = PI / SAMPLES as f64;
        let values: Vec<f64> = (0..=SAMPLES).map(|i| f(i as f64 * h)).collect();
        let largest = values.iter().fold(1.0, |m: f64, v| m.max(v.abs()));
        let level = |step: f64| {
            if step.abs() <= LEVEL * largest {
                0.0
            } else {
                step
            }
        };
        let steps: Vec<f64> = values.windows(2).map(|v| level(v[1] - v[0])).collect();
        let mut shape = Self::default();
        for (i, step) in steps.iter().enumerate() {
            let jump = stands_out(&steps, i)
                .then(|| find_jump(&f, i as f64 * h, (i + 1) as f64 * h))
                .flatten();
            match jump {
                Some(jump) => shape.breaks.push(jump),
                None => shape.steepest = shape.steepest.max(1.05 * step.abs() / h),
            }
        }
        shape.add_turns(&f, &steps, LEVEL * largest);
        shape.breaks.sort_by(|a, b| a.theta.total_cmp(&b.theta));
        shape
    }

    /// Adds where the curve turns and where it starts and stops being level, given its `steps` over equal parts of θ.
    fn add_turns(&mut self, f: impl Fn(f64) -> f64, steps: &[f64], tolerance: f64) {
        let h = PI / SAMPLES as f64;
        let mut last: Option<usize> = None;
        let moving = (0..steps.len()).filter(|&i| steps[i] != 0.0);
        for i in moving.map(Some).chain([None]) {
            let resumes = i.unwrap_or(steps.len());
            let level_from = last.map_or(0, |l| l + 1);
            if resumes >= level_from + 2 {
                // Level between samples `level_from` and `resumes`, and a little beyond on either side.
                let inside = (level_from + resumes) as f64 / 2.0 * h;
                let ends = [last.map(|l| l as f64 * h), i.map(|i| (i + 1) as f64 * h)];
                let find = |outside| find_end_of_level(&f, inside, outside, tolerance);
                self.breaks.extend(ends.into_iter().flatten().map(find));
            } else if let (Some(l), Some(i)) = (last, i)
                && steps[l] * steps[i] < 0.0
            {
                self.breaks
                    .push(find_turn(&f, l as f64 * h, (i + 1) as f64 * h));
            }
            last = i;
        }
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

/// The end towards `outside` of a level stretch around `inside`.
fn find_end_of_level(f: impl Fn(f64) -> f64, inside: f64, outside: f64, tolerance: f64) -> Break {
    let value = f(inside);
    let (mut near, mut far) = (inside, outside);
    for _ in 0..60 {
        let middle = (near + far) / 2.0;
        if (f(middle) - value).abs() <= tolerance {
            near = middle;
        } else {
            far = middle;
        }
    }
    Break {
        theta: near,
        cos: near.cos(),
        before: value,
        after: value,
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loss::{find, registry};

    fn breaks(id: &str, set: &[(&str, f64)]) -> (Vec<f64>, Vec<f64>) {
        let loss = find(id).unwrap();
        let mut knobs = loss.defaults();
        set.iter().for_each(|(id, value)| knobs.set(id, *value));
        let objective = loss.objective(&knobs);
        let profile = Profile::new(objective.head().unwrap().margin.as_ref());
        let thetas = |shape: &Shape| shape.breaks.iter().map(|b| b.theta).collect();
        (thetas(&profile.target), thetas(&profile.other))
    }

    fn check(id: &str, set: &[(&str, f64)], target: &[f64], other: &[f64]) {
        let (t, o) = breaks(id, set);
        for (found, expect) in [(t, target), (o, other)] {
            assert_eq!(found.len(), expect.len(), "{id}: {found:?}");
            let close = found.iter().zip(expect).all(|(a, b)| (a - b).abs() < 1e-6);
            assert!(close, "{id}: {found:?}, expected {expect:?}");
        }
    }

    #[test]
    fn curves_break_where_their_formulas_say() {
        check("a-softmax", &[("m", 4.0), ("lambda", 0.0)], &[], &[]);
        check("arcface", &[("m", 0.5)], &[PI - 0.5], &[]);
        check("arcface", &[("m", 0.03)], &[PI - 0.03], &[]);
        // Turns at 90°, is level past cos θ = −m.
        check(
            "circle",
            &[("m", 0.25)],
            &[],
            &[PI / 2.0, (-0.25_f64).acos()],
        );
        check(
            "combined",
            &[("m1", 1.0), ("m2", 0.0), ("m3", 0.0)],
            &[],
            &[],
        );
    }

    #[test]
    fn a_range_holds_every_value_in_it() {
        for loss in registry() {
            let objective = loss.objective(&loss.defaults());
            let Some(head) = objective.head() else {
                continue;
            };
            let margin = head.margin.as_ref();
            let profile = Profile::new(margin);
            for i in 0..50 {
                let (low, high) = (-1.0 + i as f64 * 0.03, -0.8 + i as f64 * 0.036);
                let f = |cos: f64| margin.target(cos).value;
                let g = |cos: f64| margin.other(cos).value;
                let (target, other) = (
                    profile.target.range(f, low, high),
                    profile.other.range(g, low, high),
                );
                for k in 0..=100 {
                    let cos = low + (high - low) * k as f64 / 100.0;
                    let within = |v: f64, r: (f64, f64)| r.0 - 1e-12 <= v && v <= r.1 + 1e-12;
                    assert!(
                        within(f(cos), target) && within(g(cos), other),
                        "{}",
                        loss.id()
                    );
                }
            }
        }
    }
}
