//! The cosine head: logits from the angles between features and class weights, cross-entropy over them, and the true
//! gradient through both normalizations.
//!
//! With x̂ = x/‖x‖, ŵ_j = W_j/‖W_j‖ and c_ij = x̂_i·ŵ_j, the logit is f_ij = R_i A_j T(c_ij) + b_j, where T is the margin's
//! `target` for the label and `other` elsewhere; R_i is ‖x_i‖ or s, A_j is ‖W_j‖ or 1. Then, with g_ij = ∂loss/∂f_ij,
//!
//! - ∂/∂x_i = Σ_j g_ij A_j (R_i/‖x_i‖ T′ (ŵ_j − c_ij x̂_i) + R′ T x̂_i), R′ = 1 where R_i = ‖x_i‖, else 0;
//! - ∂/∂W_j = Σ_i g_ij R_i (A_j/‖W_j‖ T′ (x̂_i − c_ij ŵ_j) + A′ T ŵ_j), likewise.
//!
//! A zero feature has cosine 0 with every class and gradient 0.

use std::sync::Arc;

use super::scratch::{Factor, Scratch};
use super::{Batch, Evaluation, Margin, Point};
use crate::math::vector;

/// Logits beyond this are held there, so that sums and differences of them stay finite.
const LARGEST_LOGIT: f64 = 1e300;

/// R, the factor of a feature in its logits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum FeatureScale {
    /// Its norm ‖x‖: longer features have larger logits.
    Norm,
    /// s for all.
    Fixed(f64),
}

/// A, the factor of a class weight in its logits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WeightNorm {
    /// 1 for all.
    Unit,
    /// Its norm ‖W_j‖.
    Free,
}

/// Cross-entropy over logits that depend on the angles between features and class weights.
#[derive(Clone)]
pub struct CosineHead {
    /// T: what is done to the cosines.
    pub margin: Arc<dyn Margin>,
    /// R, the factor of features.
    pub scale: FeatureScale,
    /// A, the factor of class weights.
    pub weight_norm: WeightNorm,
    /// Whether each class has a bias b_j.
    pub bias: bool,
}

impl CosineHead {
    /// Fills `out` from `batch`, in time linear in n·C·d.
    ///
    /// # Panics
    /// When the shapes of `batch` disagree or a label is not below C.
    pub fn evaluate(&self, batch: &Batch<'_>, out: &mut Evaluation) {
        let (n, dim) = batch.features.dim();
        let classes = batch.weights.nrows();
        assert_eq!(
            dim,
            batch.weights.ncols(),
            "features and weights have one dimension"
        );
        assert_eq!(n, batch.labels.len(), "one label a feature");
        out.reshape(n, classes, dim, self.bias);
        // Taken out for the loop, so that its buffers and the results are borrowed apart.
        let mut scratch = std::mem::take(&mut out.scratch);
        scratch.begin(batch);
        let norms = scratch.weights.norms.iter();
        scratch.factors.clear();
        scratch
            .factors
            .extend(norms.map(|norm| self.weight_factor(*norm)));
        out.d_bias.fill(0.0);
        for (i, &label) in batch.labels.iter().enumerate() {
            self.logits(i, label, batch, &mut scratch, out);
            self.backward(i, label, &mut scratch, out);
        }
        copy_rows(&scratch.d_weights, &mut out.d_weights);
        out.loss = out.per_sample.sum() / n.max(1) as f64;
        out.scratch = scratch;
    }

    /// R_i, the factor of a feature of this norm.
    fn feature_factor(&self, norm: f64) -> Factor {
        match self.scale {
            FeatureScale::Norm => Factor::norm(norm),
            FeatureScale::Fixed(s) => Factor::fixed(s, norm),
        }
    }

    /// A_j, the factor of a weight of this norm.
    fn weight_factor(&self, norm: f64) -> Factor {
        match self.weight_norm {
            WeightNorm::Free => Factor::norm(norm),
            WeightNorm::Unit => Factor::fixed(1.0, norm),
        }
    }

    /// R·A of a feature and a class weight of these norms: what T is multiplied by.
    pub fn amplitude(&self, feature_norm: f64, weight_norm: f64) -> f64 {
        let product =
            self.feature_factor(feature_norm).value * self.weight_factor(weight_norm).value;
        held(product)
    }

    fn logits(
        &self,
        i: usize,
        label: usize,
        batch: &Batch<'_>,
        scratch: &mut Scratch,
        out: &mut Evaluation,
    ) {
        let bias = batch.bias.filter(|_| self.bias);
        let x = scratch.features.unit(i);
        let rows = scratch.weights.rows.chunks_exact(x.len().max(1));
        for (cos, w) in scratch.cos.iter_mut().zip(rows) {
            *cos = vector::dot(x, w).clamp(-1.0, 1.0);
        }
        let target = self.margin.target(scratch.cos[label]);
        let feature = self.feature_factor(scratch.features.norm(i)).value;
        let (mut with, mut plain) = (out.logits.row_mut(i), out.plain_logits.row_mut(i));
        for (j, (with, plain)) in with.iter_mut().zip(plain.iter_mut()).enumerate() {
            let cos = scratch.cos[j];
            let Point { value, slope } = match j == label {
                true => target,
                false => self.margin.other_against(cos, target.value),
            };
            scratch.point[j] = (value, slope);
            let amplitude = held(feature * scratch.factors[j].value);
            let b = bias.map_or(0.0, |bias| bias[j]);
            scratch.logits[j] = amplitude * value + b;
            *with = scratch.logits[j];
            *plain = amplitude * cos + b;
        }
    }

    fn backward(&self, i: usize, label: usize, scratch: &mut Scratch, out: &mut Evaluation) {
        out.per_sample[i] = self
            .margin
            .sample_loss(&scratch.logits, label, &mut scratch.d_logits);
        let share = 1.0 / out.per_sample.len() as f64;
        let feature = self.feature_factor(scratch.features.norm(i));
        let dim = scratch.d_feature.len().max(1);
        scratch.d_feature.fill(0.0);
        if self.bias {
            let pairs = out.d_bias.iter_mut().zip(&scratch.d_logits);
            pairs.for_each(|(d_bias, g)| *d_bias += g * share);
        }
        let x = scratch.features.unit(i);
        let of_class = scratch.d_logits.iter().zip(&scratch.cos);
        let of_class = of_class.zip(&scratch.point).zip(&scratch.factors);
        let rows = scratch.weights.rows.chunks_exact(dim);
        let rows = rows.zip(scratch.d_weights.chunks_exact_mut(dim));
        for ((((g, cos), (value, slope)), weight), (w, d_weight)) in of_class.zip(rows) {
            let g = g * share;
            let across = g * weight.value * feature.over_norm * slope;
            let along = g * weight.value * feature.slope * value - across * cos;
            add(&mut scratch.d_feature, across, w, along, x);
            let across = g * feature.value * weight.over_norm * slope;
            let along = g * feature.value * weight.slope * value - across * cos;
            add(d_weight, across, x, along, w);
        }
        if scratch.features.norm(i) == 0.0 {
            scratch.d_feature.fill(0.0);
        }
        for (k, from) in scratch.d_feature.iter().enumerate() {
            out.d_features[[i, k]] = *from;
        }
    }
}

impl Scratch {
    fn begin(&mut self, batch: &Batch<'_>) {
        let (classes, dim) = batch.weights.dim();
        self.features.fill(batch.features);
        self.weights.fill(batch.weights);
        self.cos.clear();
        self.cos.resize(classes, 0.0);
        self.point.resize(classes, (0.0, 0.0));
        self.logits.resize(classes, 0.0);
        self.d_logits.resize(classes, 0.0);
        self.d_feature.resize(dim, 0.0);
        self.d_weights.clear();
        self.d_weights.resize(classes * dim, 0.0);
    }
}

/// An amplitude within [`LARGEST_LOGIT`].
pub(super) fn held(amplitude: f64) -> f64 {
    amplitude.clamp(-LARGEST_LOGIT, LARGEST_LOGIT)
}

/// to += a·u + b·v
fn add(to: &mut [f64], a: f64, u: &[f64], b: f64, v: &[f64]) {
    // On the sphere a loop of unknown length takes longer than what it does.
    if let ([to0, to1, to2], [u0, u1, u2], [v0, v1, v2]) = (&mut *to, u, v) {
        *to0 += a * u0 + b * v0;
        *to1 += a * u1 + b * v1;
        *to2 += a * u2 + b * v2;
        return;
    }
    for ((to, u), v) in to.iter_mut().zip(u).zip(v) {
        *to += a * u + b * v;
    }
}

fn copy_rows(from: &[f64], to: &mut ndarray::Array2<f64>) {
    for (to, from) in to.iter_mut().zip(from) {
        *to = *from;
    }
}
