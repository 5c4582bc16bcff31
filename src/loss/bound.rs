//! Bounds worth marking on a slider.

use super::Margin;
use crate::math::{packing, real};
use crate::text::declared;

/// The posterior that a sufficient scale lets every sample reach.
pub const POSTERIOR: f64 = 0.999;

/// On which side of a bound a knob should stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BoundKind {
    /// The knob should not be larger.
    AtMost,
    /// The knob should not be smaller.
    AtLeast,
}

/// A value that a knob should not pass, and why.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bound {
    /// In the knob's unit.
    pub value: f64,
    /// On which side of the value it should stay.
    pub kind: BoundKind,
    /// Whether the bound can be reached; else the truth is stricter.
    pub exact: bool,
    /// Tables of other languages have [`Bound::why`] under this key.
    pub id: &'static str,
    /// One sentence, in English.
    pub why: &'static str,
}

impl Bound {
    /// Why, in the language that is spoken.
    pub fn spoken_why(&self) -> &'static str {
        declared(self.id, self.why)
    }
}

/// Cosine of the angle between the nearest two of `classes` directions spread as well as possible in `dim` dimensions,
/// and whether that is known exactly.
pub fn nearest_cosine(classes: usize, dim: usize) -> Option<(f64, bool)> {
    packing::best(classes, dim).map(|p| (real::cos(p.angle), p.exact))
}

/// Largest margin with which a feature on its class direction still beats the nearest other class.
pub fn feasible_margin(value: f64, exact: bool) -> Bound {
    Bound {
        value,
        kind: BoundKind::AtMost,
        exact,
        id: "bound-margin",
        why: "with the classes spread as far apart as they can be, a larger margin leaves no room even on the class direction",
    }
}

/// Smallest m of circle loss with which a feature on its class direction has nothing left to ask of the nearest other
/// class: there a larger m asks for less.
pub fn sufficient_relaxation(value: f64, exact: bool) -> Bound {
    Bound {
        value,
        kind: BoundKind::AtLeast,
        exact,
        id: "bound-relaxation",
        why: "with the classes spread as far apart as they can be, a smaller m still calls the nearest other class too similar, even on the class direction",
    }
}

/// Smallest m at which A-Softmax makes classes tighter than the gaps between them.
pub fn separating_margin(value: f64) -> Bound {
    Bound {
        value,
        kind: BoundKind::AtLeast,
        exact: true,
        id: "bound-separating",
        why: "a smaller margin lets an angle within a class exceed the angle to the next class",
    }
}

/// Whether a feature exactly on its class direction can satisfy `margin` when so many classes are packed as well as they
/// can be; `None` where there are no two classes.
pub fn feasible(margin: &dyn Margin, classes: usize, dim: usize) -> Option<bool> {
    nearest_cosine(classes, dim)
        .map(|(cos, _)| margin.target(1.0).value >= margin.other(cos).value - 1e-12)
}

/// CosFace's lower bound on the scale: s ≥ ((C−1)/C) ln((C−1)P/(1−P)) lets the posterior reach P.
pub fn sufficient_scale(classes: usize, dim: usize) -> Option<Bound> {
    let c = classes as f64;
    (classes >= 2).then(|| Bound {
        value: (c - 1.0) / c * real::ln((c - 1.0) * POSTERIOR / (1.0 - POSTERIOR)),
        kind: BoundKind::AtLeast,
        exact: classes <= dim + 1,
        id: "bound-scale",
        why: "a smaller scale keeps the posterior of even a perfect feature below 0.999",
    })
}

/// NormFace: with scale s the loss cannot fall below log(1 + (C−1) e^(−sC/(C−1))).
pub fn loss_floor(s: f64, classes: usize) -> Option<f64> {
    let c = classes as f64;
    (classes >= 2).then(|| real::ln_1p((c - 1.0) * real::exp(-s * c / (c - 1.0))))
}
