//! What the pair losses share: cosines between the features of a batch, and the gradient through their normalization.

use super::{
    Batch, Evaluation,
    scratch::{PairScratch, Ranked, Units},
};
use crate::math::vector;

/// A batch's features as unit vectors, with the gradient by their cosines to fill in.
pub struct Pairs<'a> {
    /// The class of each feature `(n)`.
    pub labels: &'a [usize],
    units: &'a Units,
    cos: &'a [f64],
    coefficient: &'a mut [f64],
    aside: &'a mut Vec<f64>,
    ranked: &'a mut Vec<Ranked>,
}

impl Pairs<'_> {
    /// n, the features of the batch.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether features i and j are of one class.
    pub fn alike(&self, i: usize, j: usize) -> bool {
        self.labels[i] == self.labels[j]
    }

    /// x̂_i·x̂_j
    pub fn cos(&self, i: usize, j: usize) -> f64 {
        self.cos[i * self.len() + j]
    }

    /// ‖x̂_i − x̂_j‖², without the cancellation of 2 − 2 cos.
    pub fn squared_distance(&self, i: usize, j: usize) -> f64 {
        let pairs = self.units.unit(i).iter().zip(self.units.unit(j));
        pairs.map(|(a, b)| (a - b) * (a - b)).sum()
    }

    /// Adds ∂loss/∂cos_ij.
    pub fn add_by_cos(&mut self, i: usize, j: usize, slope: f64) {
        let n = self.len();
        self.coefficient[i * n + j] += slope;
    }

    /// Adds ∂loss/∂d²_ij: d² = 2 − 2 cos between unit vectors.
    pub fn add_by_squared_distance(&mut self, i: usize, j: usize, slope: f64) {
        self.add_by_cos(i, j, -2.0 * slope);
    }

    /// ∂loss/∂cos_ij as it was added so far.
    #[cfg(test)]
    pub fn slope(&self, i: usize, j: usize) -> f64 {
        self.coefficient[i * self.len() + j]
    }

    /// Room for a ranking, to be given back.
    pub(super) fn take_ranked(&mut self) -> Vec<Ranked> {
        std::mem::take(self.ranked)
    }

    /// Gives the room back.
    pub(super) fn give_ranked(&mut self, ranked: Vec<Ranked>) {
        *self.ranked = ranked;
    }

    /// Multiplies all that was added.
    pub fn scale(&mut self, factor: f64) {
        self.coefficient.iter_mut().for_each(|c| *c *= factor);
    }

    /// Adds the gradient of a second loss, times `weight`, to that of a first one that is there already. Returns the second
    /// loss's value. `loss` starts from gradient 0 and may [scale](Pairs::scale) it, but not call this itself.
    pub fn add_weighted(&mut self, weight: f64, loss: impl FnOnce(&mut Self) -> f64) -> f64 {
        self.aside.clear();
        self.aside.extend_from_slice(self.coefficient);
        self.coefficient.fill(0.0);
        let value = loss(self);
        let all = self.coefficient.iter_mut().zip(&*self.aside);
        all.for_each(|(c, before)| *c = *c * weight + before);
        value
    }
}

/// The cosines between the features of a batch in PyTorch.
pub const TORCH_COSINES: &str = r#"
def cosines(x):
    """between all features of the batch, (n, n)"""
    x = F.normalize(x)
    return x @ x.T
"#;

/// Fills `out` with the value that `loss` returns and the gradient that it added.
pub fn evaluate(batch: &Batch<'_>, out: &mut Evaluation, loss: impl FnOnce(&mut Pairs<'_>) -> f64) {
    let (n, dim) = batch.features.dim();
    assert_eq!(n, batch.labels.len(), "one label a feature");
    out.reshape(n, 0, dim, false);
    let mut scratch = std::mem::take(&mut out.pair_scratch);
    scratch.units.fill(batch.features);
    scratch.cos.resize(n * n, 0.0);
    scratch.coefficient.clear();
    scratch.coefficient.resize(n * n, 0.0);
    for i in 0..n {
        for j in 0..n {
            let cos = vector::dot(scratch.units.unit(i), scratch.units.unit(j));
            scratch.cos[i * n + j] = cos.clamp(-1.0, 1.0);
        }
    }
    out.loss = loss(&mut Pairs {
        labels: batch.labels,
        units: &scratch.units,
        cos: &scratch.cos,
        coefficient: &mut scratch.coefficient,
        aside: &mut scratch.aside,
        ranked: &mut scratch.ranked,
    });
    scratch.backward(n, dim, out);
    out.pair_scratch = scratch;
}

impl PairScratch {
    /// ∂/∂x_i = Σ_j ∂loss/∂cos_ij (x̂_j − cos_ij x̂_i)/‖x_i‖, both orders of i and j; 0 for a zero feature.
    fn backward(&mut self, n: usize, dim: usize, out: &mut Evaluation) {
        self.gradient.resize(dim, 0.0);
        for i in 0..n {
            let unit = self.units.unit(i);
            self.gradient.fill(0.0);
            for j in (0..n).filter(|&j| j != i) {
                let slope = self.coefficient[i * n + j] + self.coefficient[j * n + i];
                let cos = self.cos[i * n + j];
                for ((g, x), y) in self.gradient.iter_mut().zip(unit).zip(self.units.unit(j)) {
                    *g += slope * (y - cos * x);
                }
            }
            let norm = self.units.norm(i);
            for (to, from) in out.d_features.row_mut(i).iter_mut().zip(&self.gradient) {
                *to = if norm == 0.0 { 0.0 } else { from / norm };
            }
        }
    }
}
