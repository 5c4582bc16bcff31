//! The losses: one file each, [`registry`] lists them, [`head`] is the cosine head that the margin family shares.
//!
//! A loss is a declaration ([`Loss`]) that, given values for its knobs, becomes an [`Objective`]: something that turns
//! features `(n, d)`, weights `(C, d)` and labels `(n)` into a value and exact gradients.

mod am_softmax;
mod evaluation;
pub mod head;
mod margin;
mod modified_softmax;
mod normface;
mod registry;
mod softmax;

pub use evaluation::{Batch, Evaluation};
pub use head::{CosineHead, FeatureScale, WeightNorm};
pub use margin::{Margin, Point};
pub use registry::{find, registry};

use crate::knob::{Knob, Knobs};

/// The declaration of a loss: everything that menus, sliders, files, help and tests need to know.
pub trait Loss: Sync {
    /// Stable id in files, `am-softmax`.
    fn id(&self) -> &'static str;
    /// What a person calls it, in English.
    fn name(&self) -> &'static str;
    /// The paper that defines it, `1801.05599`.
    fn paper(&self) -> &'static str;
    /// The loss of one sample as plain text with the paper's letters.
    fn formula(&self) -> &'static str;
    /// The numbers that a person can turn, the most important first.
    fn knobs(&self) -> &'static [Knob];
    /// Why there is no knob of this id (`m` or `s`), one sentence, or `None` where there is one.
    fn why_no_knob(&self, id: &str) -> Option<&'static str>;
    /// The loss with these values; a knob that is missing stands at its default.
    fn objective(&self, knobs: &Knobs) -> Objective;
    /// The values in force at `step` (from 0): schedules such as λ annealing are resolved here.
    fn at_step(&self, knobs: &Knobs, step: u64) -> Knobs {
        let _ = step;
        knobs.clone()
    }
}

/// A loss with its knobs fixed.
pub enum Objective {
    /// Cross-entropy over logits that depend on the angles to class weights.
    Class(CosineHead),
    /// A loss over pairs or triplets of features, without class weights.
    Pair(Box<dyn PairLoss>),
}

/// A loss over the features of a batch alone.
pub trait PairLoss: Send + Sync {
    /// Fills `out.loss` and `out.d_features`; the rest is left empty.
    fn evaluate(&self, batch: &Batch<'_>, out: &mut Evaluation);
}
