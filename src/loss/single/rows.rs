//! The loops over the classes of a sample, a row of numbers `(n, width)` a sample: as many registers at a time as the
//! processor has, in sums that are the same on all of them. Rows are padded to whole [`CHUNK`]s, with −∞ for a bias where no
//! class is.

use crate::nn::lanes::{levels, on_every_level};
use crate::nn::simd::{CHUNK, Chunk, vectorized};

/// Below this a logit is so far from the largest that its exponential counts as 0: 1.6·10⁻²⁸.
const LEAST: f32 = -64.0;
/// What is known of a sample, beside its rows.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sample {
    /// y
    pub(super) label: usize,
    /// R/‖x‖
    pub(super) rate: f32,
    /// 1/‖x‖
    pub(super) inverse: f32,
    /// f_y, margin included.
    pub(super) own: f64,
    /// The largest of all logits.
    pub(super) largest: f32,
    /// Σ_{j≠y} e^(f_j − largest)
    pub(super) others: f32,
    /// The class of the largest logit without the margin.
    pub(super) found: usize,
    /// What e^(f_j − largest) is multiplied by for ∂loss/∂z_j, the class's own factor and T′ aside.
    pub(super) share: f32,
    /// ∂loss/∂z_y, where it is not computed in `f64` apart.
    pub(super) own_slope: f32,
    /// Σ_{j≠y} ∂loss/∂z_j z_j
    pub(super) sum: f32,
}

/// The other classes' T, in single precision.
#[derive(Clone, Copy, Debug)]
pub(super) enum Others {
    /// T = c
    Cosine,
    /// T = p c + (1 − p) \[c + m\]₊ (c − m), times s.
    Pushed { m: f32, plain: f32, s: f32 },
}

on_every_level! {
    /// Fills rows of `e` with e^(f_j − largest), 0 at the label, from rows of z = w·x. `rates` are A/‖w‖ and `bias` b of each
    /// class.
    pub(super) fn posteriors(z: &[f32], e: &mut [f32], rates: &[f32], bias: &[f32], others: Others, samples: &mut [Sample]);

    /// Makes ∂loss/∂z of rows of e^(f_j − largest), in their place; adds ∂loss/∂z z of each class but the label to `sums`, and
    /// sets that of each sample.
    pub(super) fn slopes(z: &[f32], e: &mut [f32], rates: &[f32], sums: &mut [f32], others: Others, samples: &mut [Sample]);

    /// The same where no such sum is wanted.
    pub(super) fn bare_slopes(e: &mut [f32], rates: &[f32], samples: &mut [Sample]);

    /// Adds e^(f_j − largest) of each sample, times `share` over its rate, to `sums` of each class: the gradient of a bias.
    pub(super) fn shares(e: &[f32], sums: &mut [f32], samples: &[Sample]);

    /// ‖v‖² of each row, in `f64`.
    pub(super) fn squares(rows: &[f32], dim: usize, to: &mut [f64]);

    /// ‖x‖² and w_y·x of each sample, in `f64`.
    pub(super) fn own_products(features: &[f32], weights: &[f32], labels: &[usize], dim: usize, to: &mut [(f64, f64)]);
}

/// The kernels for one instruction set.
macro_rules! kernels {
    ($(#[$feature:meta])*) => {
        /// The logits without margin, R A c + b, of a row but for the label's, which is −∞, and the largest of them.
        #[inline]
        $(#[$feature])*
        fn without_margin(
            z: &[Chunk],
            to: &mut [Chunk],
            rates: &[Chunk],
            bias: &[Chunk],
            (rate, mut label): (f32, usize),
        ) -> f32 {
            let (mut most, rate) = (splat(f32::NEG_INFINITY), splat(rate));
            for (((z, to), rates), bias) in z.iter().zip(to).zip(rates).zip(bias) {
                let logits = add(mul(load(z), mul(rate, load(rates))), load(bias));
                let logits = without(logits, label);
                label = label.wrapping_sub(CHUNK);
                most = larger(logits, most);
                store(to, logits);
            }
            largest(most)
        }

        /// c and \[c + m\]₊ of a chunk.
        #[inline]
        $(#[$feature])*
        fn pushed(z: &Chunk, rates: &Chunk, inverse: f32, m: f32) -> (V, V) {
            let cos = mul(load(z), mul(splat(inverse), load(rates)));
            (cos, larger(add(cos, splat(m)), splat(0.0)))
        }

        /// Circle loss's logits of a row, and the largest of them.
        #[inline]
        $(#[$feature])*
        fn with_push(
            z: &[Chunk],
            to: &mut [Chunk],
            rates: &[Chunk],
            bias: &[Chunk],
            (inverse, mut label): (f32, usize),
            (m, plain, s): (f32, f32, f32),
        ) -> f32 {
            let mut most = splat(f32::NEG_INFINITY);
            for (((z, to), rates), bias) in z.iter().zip(to).zip(rates).zip(bias) {
                let (cos, push) = pushed(z, rates, inverse, m);
                let own = mul(splat(1.0 - plain), mul(push, sub(cos, splat(m))));
                let value = add(mul(splat(plain), cos), own);
                let logits = without(add(mul(splat(s), value), load(bias)), label);
                label = label.wrapping_sub(CHUNK);
                most = larger(logits, most);
                store(to, logits);
            }
            largest(most)
        }

        /// The place of the first number of a row that is `value`; the row's width where none is.
        #[inline]
        $(#[$feature])*
        fn first(row: &[Chunk], value: f32) -> usize {
            for (place, chunk) in row.iter().enumerate() {
                let here = equal(load(chunk), splat(value));
                if here != 0 {
                    return place * CHUNK + here.trailing_zeros() as usize;
                }
            }
            row.len() * CHUNK
        }

        $(#[$feature])*
        pub fn posteriors(z: &[f32], e: &mut [f32], rates: &[f32], bias: &[f32], others: Others, samples: &mut [Sample]) {
            let (width, rates, row_bias) = (bias.len(), rates.as_chunks().0, bias.as_chunks().0);
            let rows = z.chunks_exact(width).zip(e.chunks_exact_mut(width));
            for ((z, e), sample) in rows.zip(samples) {
                let label = sample.label;
                let own = z[label] * (sample.rate * rates[label / CHUNK][label % CHUNK]) + bias[label];
                let (z, e) = (z.as_chunks().0, e.as_chunks_mut().0);
                let mut most = without_margin(z, e, rates, row_bias, (sample.rate, label));
                sample.found = label;
                if most >= own {
                    let place = first(e, most);
                    if most > own || place < label {
                        sample.found = place;
                    }
                }
                if let Others::Pushed { m, plain, s } = others {
                    most = with_push(z, e, rates, row_bias, (sample.inverse, label), (m, plain, s));
                }
                let own = sample.own as f32;
                sample.largest = if own > most { own } else { most };
                let (mut total, most) = (splat(0.0), splat(sample.largest));
                for e in e {
                    let power = exp(sub(load(e), most), LEAST);
                    total = add(total, power);
                    store(e, power);
                }
                sample.others = sum(total);
            }
        }

        $(#[$feature])*
        pub fn slopes(z: &[f32], e: &mut [f32], rates: &[f32], sums: &mut [f32], others: Others, samples: &mut [Sample]) {
            let (width, rates) = (sums.len(), rates.as_chunks().0);
            let rows = z.chunks_exact(width).zip(e.chunks_exact_mut(width));
            for ((z, e), sample) in rows.zip(samples) {
                let mut total = splat(0.0);
                let classes = z.as_chunks().0.iter().zip(e.as_chunks_mut().0);
                for (((z, e), rates), sums) in classes.zip(rates).zip(sums.as_chunks_mut().0) {
                    let mut slope = mul(load(e), mul(splat(sample.share), load(rates)));
                    if let Others::Pushed { m, plain, .. } = others {
                        let (_, push) = pushed(z, rates, sample.inverse, m);
                        slope = mul(slope, add(splat(plain), mul(splat(1.0 - plain), push)));
                    }
                    store(e, slope);
                    let product = mul(slope, load(z));
                    total = add(total, product);
                    let of_class = add(load(sums), product);
                    store(sums, of_class);
                }
                e[sample.label] = sample.own_slope;
                sample.sum = sum(total);
            }
        }

        $(#[$feature])*
        pub fn bare_slopes(e: &mut [f32], rates: &[f32], samples: &mut [Sample]) {
            for (e, sample) in e.chunks_exact_mut(rates.len()).zip(samples) {
                for (e, rates) in e.as_chunks_mut().0.iter_mut().zip(rates.as_chunks().0) {
                    let slope = mul(load(e), mul(splat(sample.share), load(rates)));
                    store(e, slope);
                }
                e[sample.label] = sample.own_slope;
            }
        }

        $(#[$feature])*
        pub fn shares(e: &[f32], sums: &mut [f32], samples: &[Sample]) {
            for (e, sample) in e.chunks_exact(sums.len()).zip(samples) {
                let share = splat(sample.share / sample.rate);
                for (e, sums) in e.as_chunks().0.iter().zip(sums.as_chunks_mut().0) {
                    let of_class = add(load(sums), mul(load(e), share));
                    store(sums, of_class);
                }
            }
        }

        $(#[$feature])*
        pub fn squares(rows: &[f32], dim: usize, to: &mut [f64]) {
            for (row, to) in rows.chunks_exact(dim).zip(to) {
                *to = dot(row, row);
            }
        }

        $(#[$feature])*
        pub fn own_products(features: &[f32], weights: &[f32], labels: &[usize], dim: usize, to: &mut [(f64, f64)]) {
            for ((x, label), to) in features.chunks_exact(dim).zip(labels).zip(to) {
                let w = &weights[label * dim..][..dim];
                *to = (dot(x, x), dot(x, w));
            }
        }
    };
}

levels!(kernels {
    use super::{CHUNK, Chunk, LEAST, Others, Sample};
});

vectorized! {
    /// Adds to each row of `to` the row of `rows` times its factor.
    pub(super) fn add_rows(to: &mut [f32], rows: &[f32], factors: &[f32], dim: usize) {
        let each = to.chunks_exact_mut(dim).zip(rows.chunks_exact(dim)).zip(factors);
        for ((to, row), factor) in each {
            to.iter_mut().zip(row).for_each(|(to, x)| *to += factor * x);
        }
    }

    /// Adds the gradient through the cosine of one pair of a feature and its class weight, ∂loss/∂z (w − z/‖x‖² x) and the same
    /// the other way round: their difference in `f64`, where they point nearly the same way.
    pub(super) fn add_pair(x: &[f32], w: &[f32], dx: &mut [f32], dw: &mut [f32], numbers: [f64; 3]) {
        let [slope, of_x, of_w] = numbers;
        let pairs = x.iter().zip(w).zip(dx.iter_mut().zip(dw));
        for ((x, w), (dx, dw)) in pairs {
            let (x, w) = (f64::from(*x), f64::from(*w));
            *dx += (slope * (w - of_x * x)) as f32;
            *dw += (slope * (x - of_w * w)) as f32;
        }
    }
}
