//! What a training step needs of a loss, from features and weights in single precision: the same value and gradients as
//! [`Objective::evaluate`], many classes at a time.
//!
//! Two things stay in `f64`, since they decide what a margin asks for: the cosine to a sample's own class with all that the
//! margin makes of it, and the gradient through that cosine where the angle is so small, or so close to π, that the
//! difference of two unit vectors in `f32` would say little of it. Everything else is `f32`: matrix products, an
//! exponential, and sums in a fixed order, the same bits on every processor. `tests/single_precision.rs` says how close
//! it comes.
//!
//! Losses that have more to say of other classes than [`Margin::others`](super::Margin::others) tells, pair losses, and
//! features or weights whose length is 0 or out of all proportion are evaluated in `f64` as ever.

mod double;
mod head;
mod rows;

use super::Objective;
use double::Double;
use head::Scratch;

/// A batch of a training step, matrices row by row.
#[derive(Clone, Copy, Debug)]
pub struct SingleBatch<'a> {
    /// Raw features `(n, d)`.
    pub features: &'a [f32],
    /// Raw class weights `(C, d)`; empty for a pair loss.
    pub weights: &'a [f32],
    /// Bias `(C)`, for losses that have one; `None` counts as zeros.
    pub bias: Option<&'a [f32]>,
    /// Class of each feature `(n)`, each below `C`.
    pub labels: &'a [usize],
    /// d
    pub dim: usize,
}

impl SingleBatch<'_> {
    /// C; 0 for a pair loss.
    fn classes(&self) -> usize {
        self.weights.len() / self.dim.max(1)
    }
}

/// A loss and its gradients by the raw features and weights. Reused from step to step, so that nothing is allocated once it
/// has its size.
#[derive(Clone, Debug, Default)]
pub struct Single {
    /// Mean over the batch.
    pub loss: f64,
    /// The class of each sample whose logit without the margin is the largest `(n)`, the first one of several; `None`
    /// where none is a number. Empty for a pair loss.
    pub found: Vec<Option<usize>>,
    /// `(n, d)`
    pub d_features: Vec<f32>,
    /// `(C, d)`
    pub d_weights: Vec<f32>,
    /// `(C)`; empty without a bias.
    pub d_bias: Vec<f32>,
    scratch: Scratch,
    double: Double,
}

impl Objective {
    /// Fills `out` with the loss of `batch` and its gradients: [`Objective::evaluate`] for a training step.
    ///
    /// # Panics
    /// When the shapes of `batch` disagree or a label is not below C.
    pub fn evaluate_single(&self, batch: &SingleBatch<'_>, out: &mut Single) {
        let n = batch.labels.len();
        assert_eq!(
            batch.features.len(),
            n * batch.dim,
            "one label a feature, each of one dimension"
        );
        let done = self.evaluate_part(batch, n, out);
        if !done {
            let mut double = std::mem::take(&mut out.double);
            double.evaluate(self, batch, out);
            out.double = double;
        }
    }

    /// Fills `out` with what a part of a batch of `of` samples adds to the loss and its gradients: the sum over all parts is what
    /// [`Objective::evaluate_single`] makes of the whole. Returns false, with nothing done, where `f32` is not for that part; the
    /// batch is then to be evaluated as a whole.
    ///
    /// # Panics
    /// When a label is not below C.
    pub fn evaluate_part(&self, batch: &SingleBatch<'_>, of: usize, out: &mut Single) -> bool {
        let Self::Class(head) = self else {
            return false;
        };
        let mut scratch = std::mem::take(&mut out.scratch);
        let done = head.evaluate_single(batch, of, &mut scratch, out);
        out.scratch = scratch;
        done
    }

    /// Whether [`Objective::evaluate_part`] is made for this loss.
    pub fn goes_by_parts(&self) -> bool {
        match self {
            Self::Class(head) => head.goes_by_parts(),
            Self::Pair(_) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::*;
    use crate::loss;
    use crate::nn::testing::{bits, with_every_level};

    /// A value and all gradients.
    fn check(objective: &Objective, (n, classes, dim): (usize, usize, usize), what: &str) {
        let mut rng = ChaCha8Rng::seed_from_u64((n + classes + dim) as u64);
        let mut numbers = |count: usize| -> Vec<f32> {
            (0..count).map(|_| rng.random_range(-1.0..1.0)).collect()
        };
        let (features, bias) = (numbers(n * dim), numbers(classes));
        let mut weights = numbers(classes * dim);
        // Some samples lie nearly on their class direction.
        weights[..dim].copy_from_slice(&features[..dim]);
        weights[0] *= 1.001;
        let labels: Vec<usize> = (0..n).map(|i| i % classes).collect();
        let batch = SingleBatch {
            features: &features,
            weights: &weights,
            bias: Some(&bias),
            labels: &labels,
            dim,
        };
        let found = with_every_level(|| {
            let mut out = Single::default();
            objective.evaluate_single(&batch, &mut out);
            let gradients = [&out.d_features, &out.d_weights, &out.d_bias].map(|all| bits(all));
            (out.loss.to_bits(), out.found, gradients)
        });
        for other in &found[1..] {
            assert_eq!(
                &found[0], other,
                "{what}: {n} samples, C={classes}, d={dim}"
            );
        }
    }

    #[test]
    fn a_step_of_every_loss_has_the_same_bits_with_every_instruction_set() {
        for loss in loss::registry() {
            let objective = loss.objective(&loss.defaults());
            if objective.head().is_none() {
                continue;
            }
            for shape in [
                (1, 2, 2),
                (30, 10, 3),
                (17, 33, 5),
                (20, 100, 40),
                (130, 16, 16),
            ] {
                check(&objective, shape, loss.id());
            }
        }
    }
}
