use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

use super::scratch::{PairScratch, Scratch};

/// What a loss is computed on.
#[derive(Clone, Copy)]
pub struct Batch<'a> {
    /// Raw features `(n, d)`.
    pub features: ArrayView2<'a, f64>,
    /// Raw class weights `(C, d)`; `(0, d)` for a pair loss.
    pub weights: ArrayView2<'a, f64>,
    /// Bias `(C)`, for losses that have one; `None` counts as zeros.
    pub bias: Option<ArrayView1<'a, f64>>,
    /// Class of each feature `(n)`, each below `C`.
    pub labels: &'a [usize],
}

/// A loss and its gradients. Reused from step to step, so that nothing is allocated once it has its size.
///
/// The gradients are of `loss`, the mean over the batch, with respect to the RAW features and weights.
#[derive(Clone, Debug, Default)]
pub struct Evaluation {
    /// Mean over the batch.
    pub loss: f64,
    /// Loss of each sample `(n)`; empty for a pair loss, like all that follows but `d_features`.
    pub per_sample: Array1<f64>,
    /// What cross-entropy sees, margin included `(n, C)`.
    pub logits: Array2<f64>,
    /// The same without the margin `(n, C)`: accuracy and plain regions come from these.
    pub plain_logits: Array2<f64>,
    /// `(n, d)`
    pub d_features: Array2<f64>,
    /// `(C, d)`
    pub d_weights: Array2<f64>,
    /// `(C)`; empty without a bias.
    pub d_bias: Array1<f64>,
    /// Room for a loss over class weights.
    pub(super) scratch: Scratch,
    /// Room for a loss over pairs.
    pub(super) pair_scratch: PairScratch,
}

impl Evaluation {
    /// Gives every array the shape for `n` samples, `classes` and `dim`. What is in them afterwards is unspecified.
    pub(super) fn reshape(&mut self, n: usize, classes: usize, dim: usize, bias: bool) {
        reshape1(&mut self.per_sample, if classes > 0 { n } else { 0 });
        let logits = if classes > 0 { (n, classes) } else { (0, 0) };
        reshape2(&mut self.logits, logits);
        reshape2(&mut self.plain_logits, logits);
        reshape2(&mut self.d_features, (n, dim));
        reshape2(&mut self.d_weights, (classes, dim));
        reshape1(&mut self.d_bias, if bias { classes } else { 0 });
    }
}

fn reshape1(array: &mut Array1<f64>, len: usize) {
    if array.len() != len {
        *array = Array1::zeros(len);
    }
}

fn reshape2(array: &mut Array2<f64>, shape: (usize, usize)) {
    if array.dim() != shape {
        *array = Array2::zeros(shape);
    }
}
