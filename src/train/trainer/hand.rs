//! Class weights that a hand turns between two steps.

use std::ops::Range;

use super::Trainer;
use crate::train::turn::turned;

/// A class weight before it was turned, and what belongs to it.
pub(super) struct Before {
    class: usize,
    weight: Vec<f32>,
    /// What the optimizer had gathered about it.
    gathered: Vec<f32>,
    /// The step at which a weight had last been turned by then.
    touched: Option<u64>,
}

impl Trainer {
    /// The step at which a class weight was last turned by hand.
    pub fn touched(&self) -> Option<u64> {
        self.touched
    }

    /// Turns the weight of a class towards a direction `(d)`; it keeps its length, and the optimizer forgets where it was
    /// going. Returns whether it was turned: a loss may have no class weights, a weight no direction.
    pub fn turn(&mut self, class: usize, to: &[f64]) -> bool {
        let Some(part) = self.weight(class) else {
            return false;
        };
        let weight = self.params[part.clone()].to_vec();
        let Some(turned) = turned(&weight, to) else {
            return false;
        };
        self.params[part.clone()].copy_from_slice(&turned);
        self.turned.push(Before {
            class,
            weight,
            gathered: self.optimizer.forget(part),
            touched: self.touched.replace(self.step),
        });
        self.stand_here();
        true
    }

    /// Takes the last turn back, which was of this class and at this step: the run goes on as if it had not been. Returns
    /// whether there was one.
    pub fn turn_back(&mut self, class: usize) -> bool {
        let last = self.turned.pop_if(|before| before.class == class);
        let Some((before, part)) = last.zip(self.weight(class)) else {
            return false;
        };
        self.params[part.clone()].copy_from_slice(&before.weight);
        self.optimizer.recall(part, &before.gathered);
        self.touched = before.touched;
        self.stand_here();
        true
    }

    /// Where the weight of a class lies among the parameters.
    fn weight(&self, class: usize) -> Option<Range<usize>> {
        let d = self.feature_dim();
        let start = self.head.start + class * d;
        (d > 0 && start + d <= self.head.end).then(|| start..start + d)
    }

    /// Should a later step go wrong, the run is back here: an earlier state is no longer its own.
    fn stand_here(&mut self) {
        self.good.copy_from_slice(&self.params);
        self.good_step = self.step;
        self.watch.forget();
    }
}
