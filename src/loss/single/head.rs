//! The cosine head of a training step: what [`CosineHead::evaluate`] computes, with z = w·x of the raw vectors in the place of
//! unit ones.
//!
//! A logit is R A T(c) + b with c = z/(‖x‖‖w‖). With Z_ij = ∂loss/∂f_ij T′ (R/‖x‖)(A/‖w‖), which is ∂loss/∂z_ij,
//!
//! - ∂/∂x_i = Σ_j Z_ij (w_j − z_ij/‖x_i‖² x_i), and (Σ_j ∂loss/∂f_ij A T/‖x_i‖) x_i more where R = ‖x‖;
//! - ∂/∂w_j = Σ_i Z_ij (x_i − z_ij/‖w_j‖² w_j), likewise.
//!
//! So three products of matrices, z = x wᵀ, Z w and Zᵀ x, are the whole of it, beside sums over the rows and columns of Z z.
//! Where T = c and R = ‖x‖ what is more and what is taken away are equal, and neither is computed.

use super::rows::{self, Sample};
use super::{Single, SingleBatch};
use crate::loss::head::held;
use crate::loss::{CosineHead, FeatureScale, Others, Point, WeightNorm};
use crate::math::real;
use crate::math::softmax::LogSum;
use crate::nn::product::{Size, Strides, product};
use crate::nn::{few, simd::CHUNK, transpose::turn};

/// The squares of norms that `f32` has room for, with what they are multiplied by.
const FITTING: std::ops::Range<f64> = 1e-18..1e18;
/// Biases beyond this are left to `f64`.
const LARGEST_BIAS: f32 = 1e9;
/// sin² θ_y below which the gradient through cos θ_y is computed in `f64`: nearer than 3.6° to 0 or to π.
const NEAR: f64 = 1.0 / 256.0;
/// Numbers of z that are computed at a time, few enough to stay in the nearest cache, and rows of which a product is made fast.
const AT_A_TIME: usize = 8192;
const ROWS: usize = 14;
/// In so many dimensions as many rows as are read again and again by the product count for more than where z stays.
const MANY_ROWS: usize = 9 * ROWS;
/// In fewer dimensions than this the gradient by the weights is computed the other way round, many classes side by side.
const MANY_DIMENSIONS: usize = CHUNK;

/// Room that is kept from step to step.
#[derive(Clone, Debug, Default)]
pub(super) struct Scratch {
    /// `C` rounded up to whole chunks: rows of classes are that long.
    width: usize,
    /// What a sample counts for in the mean.
    share: f64,
    /// ‖w‖² `(C)`
    squares: Vec<f64>,
    /// ‖x‖² and w_y·x `(n)`
    products: Vec<(f64, f64)>,
    /// A/‖w‖ and b `(width)`
    rates: Vec<f32>,
    bias: Vec<f32>,
    /// Weights the other way round `(d, width)`, and their gradient.
    turned: Vec<f32>,
    d_turned: Vec<f32>,
    /// w·x of some samples `(rows, width)`
    z: Vec<f32>,
    /// e^(f − largest), then ∂loss/∂z `(n, width)`
    e: Vec<f32>,
    samples: Vec<Sample>,
    targets: Vec<Target>,
    /// Σ_i ∂loss/∂z_ij z_ij but for the labels, and what is added of each weight and each bias for the labels `(C)`.
    sums: Vec<f32>,
    bias_sums: Vec<f32>,
    of_labels: Vec<f64>,
    bias_of_labels: Vec<f64>,
    /// What is added of each feature and of each weight.
    factors: Vec<f32>,
}

/// A sample and its own class.
#[derive(Clone, Copy, Debug)]
struct Target {
    point: Point,
    /// ‖x‖², ‖w‖² and w·x
    x2: f64,
    w2: f64,
    z: f64,
    /// ∂loss/∂z
    slope: f64,
    /// Whether it has its gradient in `f64`.
    near: bool,
}

impl CosineHead {
    /// Whether other classes' logits are a formula that `f32` is made for.
    pub(super) fn goes_by_parts(&self) -> bool {
        self.formula().is_some()
    }

    /// What a batch, or a part of one of `of` samples, adds to [`CosineHead::evaluate`], in single precision. Returns false, with
    /// nothing done, where that is not for it.
    pub(super) fn evaluate_single(
        &self,
        batch: &SingleBatch<'_>,
        of: usize,
        scratch: &mut Scratch,
        out: &mut Single,
    ) -> bool {
        let Some(others) = self.formula() else {
            return false;
        };
        let (n, classes) = (batch.labels.len(), batch.classes());
        if n * classes == 0 || !scratch.measure(batch) {
            return false;
        }
        scratch.begin(self, batch);
        scratch.share = 1.0 / of as f64;
        out.found.clear();
        out.d_features.resize(n * batch.dim, 0.0);
        out.d_weights.resize(classes * batch.dim, 0.0);
        out.loss = 0.0;
        let fewest = match batch.dim < MANY_DIMENSIONS {
            true => ROWS,
            false => MANY_ROWS,
        };
        let step = (AT_A_TIME / scratch.width / ROWS * ROWS).max(fewest);
        for first in (0..n).step_by(step) {
            let end = (first + step).min(n);
            scratch.part(self, others, batch, first..end, out);
        }
        out.loss *= scratch.share;
        out.found
            .extend(scratch.samples.iter().map(|sample| Some(sample.found)));
        scratch.end(self, batch, out);
        true
    }

    /// The other classes' logits as a formula, where there is one that `f32` is made for.
    fn formula(&self) -> Option<rows::Others> {
        match (self.margin.others()?, self.scale, self.weight_norm) {
            (Others::Cosine, _, _) => Some(rows::Others::Cosine),
            (Others::Pushed { m, plain }, FeatureScale::Fixed(s), WeightNorm::Unit) => {
                let (m, plain, s) = (m as f32, plain as f32, s as f32);
                Some(rows::Others::Pushed { m, plain, s })
            }
            _ => None,
        }
    }

    /// R of a feature and A of a weight of these norms.
    fn factors(&self, feature: f64, weight: f64) -> (f64, f64) {
        let r = match self.scale {
            FeatureScale::Norm => feature,
            FeatureScale::Fixed(s) => s,
        };
        let a = match self.weight_norm {
            WeightNorm::Free => weight,
            WeightNorm::Unit => 1.0,
        };
        (r, a)
    }

    /// Whether R and A are the norms, so that no cosine takes anything from the gradient.
    fn norms_cancel(&self) -> (bool, bool) {
        (
            self.scale == FeatureScale::Norm,
            self.weight_norm == WeightNorm::Free,
        )
    }
}

impl Scratch {
    /// Measures all vectors. Returns whether they fit.
    fn measure(&mut self, batch: &SingleBatch<'_>) -> bool {
        self.squares.resize(batch.classes(), 0.0);
        self.products.resize(batch.labels.len(), (0.0, 0.0));
        rows::squares(batch.weights, batch.dim, &mut self.squares);
        let (features, labels) = (batch.features, batch.labels);
        let products = &mut self.products;
        rows::own_products(features, batch.weights, labels, batch.dim, products);
        self.squares.iter().all(|w2| FITTING.contains(w2))
            && self.products.iter().all(|(x2, _)| FITTING.contains(x2))
            && batch
                .bias
                .is_none_or(|bias| bias.iter().all(|b| b.abs() <= LARGEST_BIAS))
    }

    /// What is known before any other class is looked at.
    fn begin(&mut self, head: &CosineHead, batch: &SingleBatch<'_>) {
        let (n, classes) = (batch.labels.len(), batch.classes());
        self.width = classes.next_multiple_of(CHUNK);
        let width = self.width;
        let rates = self
            .squares
            .iter()
            .map(|w2| head.factors(1.0, w2.sqrt()).1 / w2.sqrt());
        self.rates.clear();
        self.rates.extend(rates.map(|rate| rate as f32));
        self.rates.resize(width, 0.0);
        self.bias.clear();
        match batch.bias.filter(|_| head.bias) {
            Some(bias) => self.bias.extend_from_slice(bias),
            None => self.bias.resize(classes, 0.0),
        }
        self.bias.resize(width, f32::NEG_INFINITY);
        self.turned.resize(batch.dim * width, 0.0);
        turn(batch.weights, &mut self.turned, batch.dim, width);
        self.e.resize(n * width, 0.0);
        for sums in [&mut self.sums, &mut self.bias_sums] {
            sums.clear();
            sums.resize(width, 0.0);
        }
        for of_labels in [&mut self.of_labels, &mut self.bias_of_labels] {
            of_labels.clear();
            of_labels.resize(classes, 0.0);
        }
        self.factors.clear();
        self.samples.clear();
        self.targets.clear();
        for (&label, &(x2, z)) in batch.labels.iter().zip(&self.products) {
            let w2 = self.squares[label];
            let (x, w) = (x2.sqrt(), w2.sqrt());
            let cos = (z / (x * w)).clamp(-1.0, 1.0);
            let point = head.margin.target(cos);
            let (r, a) = head.factors(x, w);
            self.samples.push(Sample {
                label,
                rate: (r / x) as f32,
                inverse: (1.0 / x) as f32,
                own: held(r * a) * point.value + f64::from(self.bias[label]),
                ..Sample::default()
            });
            self.targets.push(Target {
                point,
                x2,
                w2,
                z,
                slope: 0.0,
                near: (1.0 - cos) * (1.0 + cos) < NEAR,
            });
        }
    }

    /// Loss, ∂loss/∂z and the first part of ∂loss/∂x of some samples.
    fn part(
        &mut self,
        head: &CosineHead,
        others: rows::Others,
        batch: &SingleBatch<'_>,
        part: std::ops::Range<usize>,
        out: &mut Single,
    ) {
        let (width, dim) = (self.width, batch.dim);
        let x = &batch.features[part.start * dim..part.end * dim];
        let e = &mut self.e[part.start * width..part.end * width];
        let samples = &mut self.samples[part.clone()];
        let size = Size {
            m: part.len(),
            k: dim,
            n: width,
        };
        self.z.resize(part.len() * width, 0.0);
        product(
            &mut self.z,
            size,
            x,
            Strides::rows(dim),
            &self.turned,
            false,
        );
        rows::posteriors(&self.z, e, &self.rates, &self.bias, others, samples);
        let share = self.share;
        let mut logs = LogSum::default();
        for (sample, target) in samples.iter_mut().zip(&mut self.targets[part.clone()]) {
            let others = f64::from(sample.others);
            let mut apart = sample.own - f64::from(sample.largest);
            if others < 1.0 {
                // The own logit is the largest, and `largest` what `f32` has made of it: with logits of billions it may be
                // hundreds off, and nothing would be left to divide by.
                apart = apart.clamp(-0.5, 0.5);
            }
            let own = real::exp(apart);
            let total = own + others;
            if own > 0.5 {
                logs.add(others / own);
            } else {
                out.loss += f64::from(sample.largest) - sample.own;
                logs.add(total - 1.0);
            }
            let (x, w) = (target.x2.sqrt(), target.w2.sqrt());
            let (r, a) = head.factors(x, w);
            let g = -others / total * share;
            sample.share = (r / x * share / total) as f32;
            target.slope = g * (r / x) * (a / w) * target.point.slope;
            let (mut of_x, mut of_w) = (0.0, 0.0);
            if !target.near {
                sample.own_slope = target.slope as f32;
                of_x = -target.slope * target.z / target.x2;
                of_w = -target.slope * target.z / target.w2;
            }
            let (norm, free) = head.norms_cancel();
            of_x += if norm {
                g * a * target.point.value / x
            } else {
                0.0
            };
            of_w += if free {
                g * r * target.point.value / w
            } else {
                0.0
            };
            self.of_labels[sample.label] += of_w;
            self.bias_of_labels[sample.label] += g;
            self.factors.push(of_x as f32);
        }
        out.loss += logs.sum();
        if head.bias {
            rows::shares(e, &mut self.bias_sums, samples);
        }
        let sums = &mut self.sums;
        match head.norms_cancel() {
            (true, true) => rows::bare_slopes(e, &self.rates, samples),
            (norm, _) => {
                rows::slopes(&self.z, e, &self.rates, sums, others, samples);
                let factors = self.factors[part.clone()].iter_mut();
                let pairs = factors.zip(samples).zip(&self.targets[part.clone()]);
                for ((factor, sample), target) in pairs.filter(|_| !norm) {
                    *factor -= sample.sum / target.x2 as f32;
                }
            }
        }
        let dx = &mut out.d_features[part.start * dim..part.end * dim];
        if dim <= few::MOST {
            return few::forward(&self.turned, e, dx, dim);
        }
        let size = Size {
            m: part.len(),
            k: batch.classes(),
            n: dim,
        };
        product(dx, size, e, Strides::rows(width), batch.weights, false);
    }

    /// ∂loss/∂w, and what is added to both gradients for cosines and lengths.
    fn end(&mut self, head: &CosineHead, batch: &SingleBatch<'_>, out: &mut Single) {
        let (n, classes, dim) = (batch.labels.len(), batch.classes(), batch.dim);
        self.multiply_back(batch, &mut out.d_weights);
        rows::add_rows(&mut out.d_features, batch.features, &self.factors, dim);
        let (_, free) = head.norms_cancel();
        let classes_in_turn = self.of_labels.iter().zip(&self.squares).zip(&self.sums);
        self.factors.clear();
        self.factors
            .extend(classes_in_turn.map(|((of_labels, w2), sum)| {
                let cosines = if free { 0.0 } else { f64::from(*sum) / w2 };
                (of_labels - cosines) as f32
            }));
        rows::add_rows(&mut out.d_weights, batch.weights, &self.factors, dim);
        for i in (0..n).filter(|&i| self.targets[i].near) {
            let Target {
                x2, w2, z, slope, ..
            } = self.targets[i];
            let (feature, weight) = (i * dim, batch.labels[i] * dim);
            rows::add_pair(
                &batch.features[feature..][..dim],
                &batch.weights[weight..][..dim],
                &mut out.d_features[feature..][..dim],
                &mut out.d_weights[weight..][..dim],
                [slope, z / x2, z / w2],
            );
        }
        out.d_bias.clear();
        let biases = self.bias_sums.iter().zip(&self.bias_of_labels);
        let biases = biases.map(|(sum, of_labels)| (f64::from(*sum) + of_labels) as f32);
        out.d_bias
            .extend(biases.take(if head.bias { classes } else { 0 }));
    }

    /// Zᵀ x
    fn multiply_back(&mut self, batch: &SingleBatch<'_>, d_weights: &mut [f32]) {
        let (n, width, dim) = (batch.labels.len(), self.width, batch.dim);
        if dim >= MANY_DIMENSIONS {
            let size = Size {
                m: batch.classes(),
                k: n,
                n: dim,
            };
            return product(
                d_weights,
                size,
                &self.e,
                Strides::columns(width),
                batch.features,
                false,
            );
        }
        self.d_turned.resize(dim * width, 0.0);
        let size = Size {
            m: dim,
            k: n,
            n: width,
        };
        product(
            &mut self.d_turned,
            size,
            batch.features,
            Strides::columns(dim),
            &self.e,
            false,
        );
        for (j, row) in d_weights.chunks_exact_mut(dim).enumerate() {
            for (k, to) in row.iter_mut().enumerate() {
                *to = self.d_turned[k * width + j];
            }
        }
    }
}
