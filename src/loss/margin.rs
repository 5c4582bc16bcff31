//! What a margin does to the cosine between a feature and a class weight.

use std::any::Any;

use crate::math::softmax;

/// A value of a function of cos θ and its derivative there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// The value.
    pub value: f64,
    /// d value / d cos θ, as the gradient uses it.
    pub slope: f64,
}

impl Point {
    /// The cosine itself: no margin.
    pub fn plain(cos: f64) -> Self {
        Self {
            value: cos,
            slope: 1.0,
        }
    }
}

/// [`Margin::other_against`] as a formula, which a training step evaluates for many classes at once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Others {
    /// cos θ_j
    Cosine,
    /// p cos θ_j + (1 − p) \[cos θ_j + m\]₊ (cos θ_j − m), the bracket constant to the gradient: circle loss.
    Pushed {
        /// m
        m: f64,
        /// p, the share of plain softmax.
        plain: f64,
    },
}

/// What a margin does to a cosine, before the scale: the pair `{ψ, dψ/dcos θ}` of the margin family.
///
/// `cos` is in [−1, 1]; both functions stay finite there. `target` may jump (ArcFace's fallback does); `other` is
/// continuous.
pub trait Margin: Any + Send + Sync {
    /// ψ(θ_y), the target logit without its scale.
    fn target(&self, cos: f64) -> Point;

    /// The other classes' logit without its scale: cos θ_j in all but circle loss.
    fn other(&self, cos: f64) -> Point {
        Point::plain(cos)
    }

    /// [`Margin::other`] when it depends on the label's own value too, as it does where hard negatives are weighted;
    /// `target` is what [`Margin::target`] gave for the label. Regions are drawn by [`Margin::other`].
    fn other_against(&self, cos: f64, target: f64) -> Point {
        let _ = target;
        self.other(cos)
    }

    /// The same as a formula, of a margin that leaves [`Margin::sample_loss`] as it is. With `None` a training step asks for
    /// each class by itself, which is right for every margin and takes some ten times as long.
    fn others(&self) -> Option<Others> {
        None
    }

    /// Loss of a sample from its logits `(C)`, and its gradient by them in `gradient` `(C)`: cross-entropy, except where
    /// each class is a decision of its own.
    fn sample_loss(&self, logits: &[f64], label: usize, gradient: &mut [f64]) -> f64 {
        softmax::cross_entropy(logits, label, gradient)
    }

    /// `(p, q)` where `target` is exactly p·cos θ + q and `other` is cos θ: then every side of a region is a circle.
    fn affine(&self) -> Option<(f64, f64)> {
        None
    }

    /// θ in radians past which an angular margin takes θ + m beyond π, where cos(θ + m) would rise again and the loss goes
    /// on by another formula. `None` where no angle is added.
    fn passes_pi(&self) -> Option<f64> {
        None
    }

    /// Whether part of the logit is constant to the gradient, so that `slope` is not the derivative of `value`
    /// (circle loss).
    fn detached(&self) -> bool {
        false
    }
}

/// No margin: the target's logit is the cosine, like the others'.
pub struct Plain;

impl Margin for Plain {
    fn target(&self, cos: f64) -> Point {
        Point::plain(cos)
    }

    fn others(&self) -> Option<Others> {
        Some(Others::Cosine)
    }

    fn affine(&self) -> Option<(f64, f64)> {
        Some((1.0, 0.0))
    }
}
