//! The losses: one file each, listed once in this file; [`head`] is the cosine head that the margin family shares.
//!
//! A loss is a declaration ([`Loss`]) that, given values for its knobs, becomes an [`Objective`]: something that turns
//! features `(n, d)`, weights `(C, d)` and labels `(n)` into a value and exact gradients.

mod angular;
pub mod bound;
mod evaluation;
pub mod formula;
pub mod head;
mod knobs;
pub mod margin;
mod pairs;
pub mod references;
pub mod schedule;
mod scratch;
mod single;
pub mod torch;
mod unified;
mod wedge;

use std::any::Any;
use std::sync::Arc;

pub use bound::{Bound, BoundKind};
pub use evaluation::{Batch, Evaluation};
pub use head::{CosineHead, FeatureScale, WeightNorm};
pub use margin::{Margin, Others, Point};
pub use references::{Reference, Venue};
pub use single::{Single, SingleBatch};
pub use torch::Torch;
pub use wedge::wedge as zone_between;

use crate::knob::{Knob, Knobs};
use crate::text::{declared, without_brackets};

crate::registry::registry! { Loss:
    softmax::Softmax,
    modified_softmax::ModifiedSoftmax,
    l_softmax::LSoftmax,
    a_softmax::ASoftmax,
    normface::NormFace,
    am_softmax::AmSoftmax,
    arcface::ArcFace,
    combined::Combined,
    circle::Circle,
    circle_pair::CirclePair,
    triplet::Triplet,
    contrastive::Contrastive,
}

/// The declaration of a loss: everything that menus, sliders, files, help and tests need to know.
pub trait Loss: Sync {
    /// Stable id in files, `am-softmax`.
    fn id(&self) -> &'static str;
    /// What a person calls it, in English.
    fn name(&self) -> &'static str;
    /// The papers that define it, the first one first; most are in [`references`].
    fn paper(&self) -> &'static [Reference];
    /// The loss of one sample as plain text with the paper's letters.
    fn formula(&self) -> &'static str;
    /// Class 1's side of the decision boundary between two classes; class 2's is the same with 1 and 2 swapped.
    fn boundary(&self) -> &'static str;
    /// The numbers that a person can turn, the most important first.
    fn knobs(&self) -> &'static [Knob];
    /// Why there is no knob of this id (`m` or `s`), one sentence, or `None` where there is one.
    fn why_no_knob(&self, id: &str) -> Option<&'static str>;
    /// The loss with these values, as [`Loss::at_step`] resolved them; one that is missing stands at its default.
    fn objective(&self, knobs: &Knobs) -> Objective;

    /// [`Loss::objective`] in place: `objective` is what it gave for other values. A training step does this while a
    /// schedule moves the values, and allocates nothing where the loss says how; by default a new objective is made.
    fn retune(&self, knobs: &Knobs, objective: &mut Objective) {
        *objective = self.objective(knobs);
    }

    /// The values at which the margin knobs ask for nothing: where a ramp of the margin starts.
    fn neutral(&self) -> &'static [(&'static str, f64)] {
        &[]
    }

    /// Whether it can ask for more than that the own class has the largest logit. Of a loss that cannot, the share of samples that
    /// reach its margin is the accuracy, and would read as if it reached one best.
    fn has_margin(&self) -> bool {
        !self.neutral().is_empty()
    }

    /// The knob to turn where all features fall into one direction, and which way: to where the margin asks for less.
    /// `None` for a loss without a margin.
    fn against_collapse(&self) -> Option<(&'static str, Turn)> {
        self.neutral().iter().find_map(|&(id, neutral)| {
            let default = self.knobs().iter().find(|knob| knob.id == id)?.default;
            let turn = if neutral < default {
                Turn::Down
            } else {
                Turn::Up
            };
            (neutral != default).then_some((id, turn))
        })
    }

    /// Whether warm-up and ramp fade the loss in from plain softmax of the same kind, as they must where no value of its
    /// margin is plain softmax.
    fn blends(&self) -> bool {
        false
    }

    /// The values in force at `step` (from 0): λ annealing, the margin's ramp and the warm-up are resolved here. Adds
    /// `lambda` where it is annealed, and `plain` where the loss is blended.
    fn at_step(&self, knobs: &Knobs, step: u64) -> Knobs {
        schedule::resolve(self, knobs, step)
    }

    /// [`Loss::at_step`] in place: `now` is what it gave for the same knobs at another step. Returns whether a value
    /// changed.
    fn move_to_step(&self, knobs: &Knobs, step: u64, now: &mut Knobs) -> bool {
        schedule::resolve_into(now, self, knobs, step)
    }

    /// Ids of the values that [`Loss::objective`] reads: all knobs without the schedules, and `lambda` where it is
    /// annealed.
    fn parameters(&self) -> Vec<&'static str> {
        schedule::parameters(self.knobs())
    }

    /// What `knob` should not pass with so many classes in so many dimensions.
    fn bounds(&self, knob: &str, classes: usize, dim: usize, knobs: &Knobs) -> Option<Bound> {
        let _ = (knob, classes, dim, knobs);
        None
    }

    /// The loss in PyTorch, for who goes on training there; `None` where nobody wrote it yet.
    fn torch(&self) -> Option<Torch> {
        None
    }

    /// Width in radians of the margin zone on the circle between two classes of equal weight norm that are `theta`
    /// apart; `theta` where the margin leaves them no room, `None` for a pair loss.
    fn wedge(&self, theta: f64, knobs: &Knobs) -> Option<f64> {
        match self.objective(knobs) {
            Objective::Class(head) => Some(wedge::wedge(head.margin.as_ref(), theta)),
            Objective::Pair(_) => None,
        }
    }
}

impl dyn Loss + '_ {
    /// The loss with the values in force at a step, as [`Loss::at_step`] resolved them: [`Loss::objective`], but for a
    /// warm-up, in which features count by their own length.
    pub fn in_force(&self, values: &Knobs) -> Objective {
        match self.objective(values) {
            Objective::Class(head) if features_count_by_length(values) => {
                Objective::Class(CosineHead {
                    scale: FeatureScale::Norm,
                    ..head
                })
            }
            objective => objective,
        }
    }

    /// `in_force` in place: `objective` is what it gave for other values.
    pub fn move_in_force(&self, values: &Knobs, objective: &mut Objective) {
        self.retune(values, objective);
        if let Objective::Class(head) = objective
            && features_count_by_length(values)
        {
            head.scale = FeatureScale::Norm;
        }
    }

    /// What a person calls it, in the language that is spoken.
    pub fn spoken_name(&self) -> &'static str {
        declared(&format!("loss-{}", self.id()), self.name())
    }

    /// The same without the other name that some have in brackets.
    pub fn short_name(&self) -> &'static str {
        without_brackets(self.spoken_name())
    }

    /// [`Loss::formula`] in the language that is spoken: some have words in them.
    pub fn spoken_formula(&self) -> &'static str {
        declared(&format!("loss-{}-formula", self.id()), self.formula())
    }

    /// [`Loss::boundary`], likewise.
    pub fn spoken_boundary(&self) -> &'static str {
        declared(&format!("loss-{}-boundary", self.id()), self.boundary())
    }

    /// Why there is no knob of this id, in the language that is spoken.
    pub fn spoken_why_no_knob(&self, id: &str) -> Option<&'static str> {
        let why = self.why_no_knob(id)?;
        Some(declared(&format!("loss-{}-no-{id}", self.id()), why))
    }

    /// Every knob at its default.
    pub fn defaults(&self) -> Knobs {
        Knobs::defaults(self.knobs())
    }
}

/// Whether a warm-up is under way, in which logits grow with the length of the features.
fn features_count_by_length(values: &Knobs) -> bool {
    values.get(schedule::FREE) == Some(1.0)
}

/// Which way to turn a knob.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// To a larger value.
    Up,
    /// To a smaller value.
    Down,
}

/// A loss with its knobs fixed.
pub enum Objective {
    /// Cross-entropy over logits that depend on the angles to class weights.
    Class(CosineHead),
    /// A loss over pairs or triplets of features, without class weights.
    Pair(Box<dyn PairLoss>),
}

impl Objective {
    /// Features and weights normalized, all logits scaled by `s`: the head of the CosFace family.
    pub fn normalized(margin: Arc<dyn Margin>, s: f64) -> Self {
        Self::Class(CosineHead {
            margin,
            scale: FeatureScale::Fixed(s),
            weight_norm: WeightNorm::Unit,
            bias: false,
        })
    }

    /// Gives a class loss another margin and scale, in the memory of the margin that it has where both are of one type.
    ///
    /// # Panics
    /// When this is a pair loss.
    pub fn retune_class<M: Margin>(&mut self, margin: M, scale: FeatureScale) {
        let Self::Class(head) = self else {
            panic!("a loss over class weights stays one");
        };
        head.scale = scale;
        // Somebody else may hold the margin, to draw it; then it is not changed under their eyes.
        let known = Arc::get_mut(&mut head.margin).map(|known| known as &mut dyn Any);
        match known.and_then(|known| known.downcast_mut::<M>()) {
            Some(known) => *known = margin,
            None => head.margin = Arc::new(margin),
        }
    }

    /// Gives a pair loss other values, in the memory that it has where both are of one type.
    ///
    /// # Panics
    /// When this is a loss over class weights.
    pub fn retune_pair<P: PairLoss>(&mut self, loss: P) {
        let Self::Pair(pair) = self else {
            panic!("a loss over pairs stays one");
        };
        let known: &mut dyn Any = pair.as_mut();
        match known.downcast_mut::<P>() {
            Some(known) => *known = loss,
            None => *pair = Box::new(loss),
        }
    }

    /// Fills `out` with the loss of `batch` and its gradients.
    ///
    /// # Panics
    /// When the shapes of `batch` disagree or a label is not below C.
    pub fn evaluate(&self, batch: &Batch<'_>, out: &mut Evaluation) {
        match self {
            Self::Class(head) => head.evaluate(batch, out),
            Self::Pair(pair) => pair.evaluate(batch, out),
        }
    }

    /// The cosine head, which pair losses do not have.
    pub fn head(&self) -> Option<&CosineHead> {
        match self {
            Self::Class(head) => Some(head),
            Self::Pair(_) => None,
        }
    }
}

/// A loss over the features of a batch alone.
pub trait PairLoss: Any + Send + Sync {
    /// Fills `out.loss` and `out.d_features`; the rest is left empty.
    fn evaluate(&self, batch: &Batch<'_>, out: &mut Evaluation);
}
