//! Where two angles and the angle between their directions make a triangle, and the angle that a logit stands for.

use std::f64::consts::{PI, TAU};

use super::{
    Field,
    partition::{Probe, Stretch},
};
use crate::math::root::root;

/// Asks whether class j's side reaches angle x to an axis that class k's direction lies on too, or has no part in.
pub struct Ahead<'a> {
    /// Where the logits come from.
    pub field: &'a Field,
    /// The class whose side it is.
    pub j: usize,
    /// The class that it is compared with.
    pub k: usize,
    /// cos θ = sign · cos x for j and for k; 0 for a class without a direction.
    pub signs: (f64, f64),
}

impl Ahead<'_> {
    /// T's logit of j.
    pub fn level(&self, x: f64) -> f64 {
        self.field.target_logit(self.j, self.signs.0 * x.cos())
    }

    /// The logit of k as a competitor.
    pub fn other(&self, x: f64) -> f64 {
        self.field.other_logit(self.k, self.signs.1 * x.cos())
    }
}

impl Probe for Ahead<'_> {
    type Label = bool;
    /// cos x, and how far j is ahead there.
    type Sample = (f64, f64);

    fn sample(&self, x: f64) -> (f64, f64) {
        (x.cos(), self.level(x) - self.other(x))
    }

    fn settle(&mut self, stretch: &Stretch<(f64, f64)>, _: usize) -> Option<bool> {
        let cosines = |sign: f64| {
            let (c, d) = (sign * stretch.a.sample.0, sign * stretch.b.sample.0);
            (c.min(d), c.max(d))
        };
        let (own, others) = (cosines(self.signs.0), cosines(self.signs.1));
        let (low, high) = if self.field.same(self.j, self.k) {
            self.field.gap_range(self.j, own.0, own.1)
        } else {
            let target = self.field.target_range(self.j, own.0, own.1);
            let other = self.field.other_range(self.k, others.0, others.1);
            (target.0 - other.1, target.1 - other.0)
        };
        match (low >= -self.field.slack(), high < -self.field.slack()) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => None,
        }
    }

    fn at(&self, &(_, ahead): &(f64, f64), _: usize) -> bool {
        ahead >= -self.field.slack()
    }
}

/// How a third side fits two sides of a triangle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fit {
    /// The third side does not reach from one to the other.
    TooShort,
    /// There is such a triangle.
    Exists,
    /// The third side is longer than both together.
    TooLong,
}

/// Asks whether a triangle exists with sides x, `between` and the one whose cosine is `cosine(x)`, monotone in x.
pub struct Exists<'a, F> {
    /// The angle between the two directions, radians.
    pub between: f64,
    /// The cosine of the third side, from the angle x.
    pub cosine: &'a F,
}

impl<F: Fn(f64) -> f64> Probe for Exists<'_, F> {
    type Label = Fit;
    /// x and the cosine there.
    type Sample = (f64, f64);

    fn sample(&self, x: f64) -> (f64, f64) {
        (x, (self.cosine)(x))
    }

    fn settle(&mut self, stretch: &Stretch<(f64, f64)>, _: usize) -> Option<Fit> {
        let ((a, c), (b, d)) = (stretch.a.sample, stretch.b.sample);
        let (low, high) = (c.min(d), c.max(d));
        let near = cosine_range(a - self.between, b - self.between);
        let far = cosine_range(a + self.between, b + self.between);
        if low > near.1 {
            Some(Fit::TooShort)
        } else if high < far.0 {
            Some(Fit::TooLong)
        } else if high <= near.0 && low >= far.1 {
            Some(Fit::Exists)
        } else {
            None
        }
    }

    fn at(&self, &(x, cos): &(f64, f64), _: usize) -> Fit {
        if cos > (x - self.between).cos() {
            Fit::TooShort
        } else if cos < (x + self.between).cos() {
            Fit::TooLong
        } else {
            Fit::Exists
        }
    }
}

/// Range of cos over \[a, b\], for −π ≤ a ≤ b ≤ 2π.
fn cosine_range(a: f64, b: f64) -> (f64, f64) {
    let (x, y) = (a.cos(), b.cos());
    let low = if a <= PI && PI <= b || a <= -PI {
        -1.0
    } else {
        x.min(y)
    };
    let high = if a <= 0.0 && 0.0 <= b || b >= TAU {
        1.0
    } else {
        x.max(y)
    };
    (low, high)
}

/// cos θ from the other-curve's value, on a part of θ where it is monotone.
pub struct Inverse<'a> {
    field: &'a Field,
    part: (f64, f64),
    ends: (f64, f64),
}

impl<'a> Inverse<'a> {
    /// The other-curve on \[`part.0`, `part.1`\], angles in radians.
    pub fn new(field: &'a Field, part: (f64, f64)) -> Self {
        let value = |theta: f64| field.margin().other(theta.cos()).value;
        Self {
            field,
            part,
            ends: (value(part.0), value(part.1)),
        }
    }

    /// The value, where it is one and the same on all of the part.
    pub fn level(&self) -> Option<f64> {
        let (first, last) = self.ends;
        ((first - last).abs() <= 1e-12 * (1.0 + first.abs())).then_some(first)
    }

    /// Beyond ±1 where no θ of the part has this value, on the side where the curve leaves the part.
    pub fn cosine(&self, value: f64) -> f64 {
        if self.field.profile().other_is_cosine {
            return value;
        }
        let (first, last) = self.ends;
        let falls = first > last;
        if value > first.max(last) {
            return if falls { 2.0 } else { -2.0 };
        }
        if value < first.min(last) {
            return if falls { -2.0 } else { 2.0 };
        }
        self.nearest(value)
    }

    /// The same, at an end of the part where no θ of it has this value.
    pub fn nearest(&self, value: f64) -> f64 {
        if self.field.profile().other_is_cosine {
            return value;
        }
        let off = |theta: f64| self.field.margin().other(theta.cos()).value - value;
        root(off, self.part.0, self.part.1).cos()
    }
}
