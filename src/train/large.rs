//! What many samples of many classes are taken for: the cosines are computed in single precision, as networks compute, and
//! whatever is too close to be told that way is decided in double precision. Nothing of it is kept, so that memory does not
//! grow with samples × classes.

use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use ndarray::{Array2, ArrayView2};

use crate::loss::{CosineHead, WeightNorm};
use crate::math::vector::{self, largest};
use crate::nn::product::{PANEL, Size, product_transposed};
use crate::platform::threads::{self, cores};

/// Samples whose cosines are computed at a time.
const PART: usize = 256;
/// Cosines in single precision are that exact, and more.
const EXACT: f64 = 1e-5;

/// From so many samples × classes on.
const MANY: usize = 4_000_000;

/// Whether so many samples and classes are looked at this way.
pub fn is_large(samples: usize, classes: usize) -> bool {
    samples.saturating_mul(classes) >= MANY
}

/// As many threads as there are cores.
pub fn threads() -> usize {
    cores()
}

/// What is told of a sample.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Told {
    /// What it is taken for on plain logits.
    pub found: Option<usize>,
    /// Whether it meets its margin.
    pub meets: bool,
    /// The cosines with its own class and with the nearest other one, in single precision.
    pub cosines: [f32; 2],
}

/// Samples and class weights that are looked at.
#[derive(Clone, Copy)]
pub struct Large<'a> {
    /// The loss's head.
    pub head: &'a CosineHead,
    /// Raw features `(n, d)`.
    pub features: ArrayView2<'a, f32>,
    /// The class of each.
    pub labels: &'a [usize],
    /// Raw class weights `(C, d)`.
    pub weights: ArrayView2<'a, f32>,
    /// `(C)`, where the head has one.
    pub bias: Option<&'a [f32]>,
}

/// The two nearest of many unit directions `(C, d)`, the smaller number first, and the cosine between them; zero rows are none.
pub fn nearest(directions: &Array2<f64>) -> Option<(usize, usize, f64)> {
    let (classes, dim) = directions.dim();
    let units = Units::new(directions.mapv(|x| x as f32).view());
    let there: Vec<bool> = units.norms.iter().map(|norm| *norm > 0.0).collect();
    let mut cosines = vec![0.0; PART * classes];
    let mut panel = vec![0.0; dim * PANEL];
    let mut near: Vec<(usize, usize, f32)> = Vec::new();
    let mut most = f32::NEG_INFINITY;
    for first in (0..classes).step_by(PART) {
        let m = PART.min(classes - first);
        let size = Size {
            m,
            k: dim,
            n: classes,
        };
        let rows = &units.single[first * dim..(first + m) * dim];
        product_transposed(&mut cosines, size, rows, &units.single, &mut panel, false);
        for (row, cosines) in cosines.chunks_exact(classes.max(1)).take(m).enumerate() {
            let b = first + row;
            for a in (0..b).filter(|a| there[*a] && there[b]) {
                if cosines[a] + 2.0 * EXACT as f32 >= most {
                    most = most.max(cosines[a]);
                    near.push((a, b, cosines[a]));
                }
            }
        }
    }
    near.retain(|(.., cosine)| cosine + 2.0 * EXACT as f32 >= most);
    let exact = near.iter().map(|(a, b, _)| {
        let (a, b) = (directions.row(*a), directions.row(*b));
        a.iter().zip(b).map(|(a, b)| a * b).sum()
    });
    let exact: Vec<f64> = exact.collect();
    let place = largest(exact.iter().copied())?;
    Some((near[place].0, near[place].1, exact[place]))
}

/// Unit rows in both precisions, and their lengths.
struct Units {
    single: Vec<f32>,
    double: Vec<f64>,
    norms: Vec<f64>,
    dim: usize,
}

impl Units {
    fn new(rows: ArrayView2<'_, f32>) -> Self {
        let dim = rows.ncols();
        let mut double = vec![0.0; rows.len()];
        let mut norms = Vec::with_capacity(rows.nrows());
        for (row, unit) in rows.outer_iter().zip(double.chunks_exact_mut(dim.max(1))) {
            let raw: Vec<f64> = row.iter().map(|x| f64::from(*x)).collect();
            norms.push(vector::normalize_into(raw.iter(), unit));
        }
        Self {
            single: double.iter().map(|x| *x as f32).collect(),
            double,
            norms,
            dim,
        }
    }

    fn row(&self, row: usize) -> &[f64] {
        &self.double[row * self.dim..][..self.dim]
    }
}

impl Large<'_> {
    /// Each sample, in order, on up to so many threads; the results do not depend on how many.
    pub fn told(&self, count: usize) -> Vec<Told> {
        let n = self.labels.len();
        let weights = Units::new(self.weights);
        let mut told = vec![Told::default(); n];
        if count <= 1 {
            self.fill(0, &mut told, &weights);
            return told;
        }
        let each = n.div_ceil(count).next_multiple_of(PART);
        // Each part is taken by one thread only: no lock is ever waited for.
        let parts: Vec<Mutex<&mut [Told]>> = told.chunks_mut(each).map(Mutex::new).collect();
        threads::each(count, parts.len(), &|place| {
            let mut part = parts[place].lock().unwrap_or_else(PoisonError::into_inner);
            self.fill(place * each, &mut part, &weights);
        });
        drop(parts);
        told
    }

    fn fill(&self, first: usize, told: &mut [Told], weights: &Units) {
        let (classes, dim) = self.weights.dim();
        let mut cosines = vec![0.0; PART * classes];
        let mut panel = vec![0.0; dim * PANEL];
        for (place, told) in told.chunks_mut(PART).enumerate() {
            let start = first + place * PART;
            let rows: Range<usize> = start..start + told.len();
            let features = Units::new(self.features.slice(ndarray::s![rows, ..]));
            let size = Size {
                m: told.len(),
                k: dim,
                n: classes,
            };
            let x = &features.single;
            product_transposed(&mut cosines, size, x, &weights.single, &mut panel, false);
            let rows = cosines.chunks_exact(classes.max(1)).zip(told).enumerate();
            for (row, (cosines, told)) in rows {
                let sample = Sample {
                    large: self,
                    weights,
                    x: features.row(row),
                    norm: features.norms[row],
                    amplitude: self.head.amplitude(features.norms[row], 1.0),
                    label: self.labels[start + row],
                    cosines,
                };
                *told = Told {
                    found: sample.found(),
                    meets: sample.meets(),
                    cosines: sample.own_and_other(),
                };
            }
        }
    }
}

/// One sample with its cosines in single precision.
struct Sample<'a, 'b> {
    large: &'a Large<'b>,
    weights: &'a Units,
    x: &'a [f64],
    norm: f64,
    /// R·A where A is 1 for all.
    amplitude: f64,
    label: usize,
    cosines: &'a [f32],
}

impl Sample<'_, '_> {
    fn amplitude(&self, class: usize) -> f64 {
        let head = self.large.head;
        match head.weight_norm {
            // The same for all classes.
            WeightNorm::Unit => self.amplitude,
            WeightNorm::Free => head.amplitude(self.norm, self.weights.norms[class]),
        }
    }

    fn bias(&self, class: usize) -> f64 {
        let head = self.large.head;
        let bias = self.large.bias.filter(|_| head.bias);
        bias.map_or(0.0, |bias| f64::from(bias[class]))
    }

    /// Whether a class is its own, or one that it can be taken for: one without a direction, as a class without samples has no
    /// mean, is nobody's rival. With a bias it has a logit all the same.
    fn counts(&self, class: usize) -> bool {
        let biased = self.large.head.bias && self.large.bias.is_some();
        class == self.label || biased || self.weights.norms[class] > 0.0
    }

    fn cosine(&self, class: usize) -> f64 {
        vector::dot(self.x, self.weights.row(class)).clamp(-1.0, 1.0)
    }

    fn plain(&self, class: usize, cosine: f64) -> f64 {
        self.amplitude(class) * cosine + self.bias(class)
    }

    /// The class with the largest plain logit.
    fn found(&self) -> Option<usize> {
        let near = |class: usize| self.plain(class, f64::from(self.cosines[class]));
        let classes = 0..self.cosines.len();
        let classes = classes.filter(|class| self.counts(*class));
        let most = classes.clone().map(near).fold(f64::NEG_INFINITY, f64::max);
        let reach = |class: &usize| near(*class) + 2.0 * EXACT * self.amplitude(*class) >= most;
        let candidates: Vec<usize> = classes.filter(reach).collect();
        let exact = candidates
            .iter()
            .map(|class| self.plain(*class, self.cosine(*class)));
        largest(exact).map(|place| candidates[place])
    }

    fn own_and_other(&self) -> [f32; 2] {
        let others = self.cosines.iter().enumerate();
        let others =
            others.filter(|(class, _)| *class != self.label && self.weights.norms[*class] > 0.0);
        let other = others.map(|(_, cosine)| *cosine).fold(-1.0, f32::max);
        [self.cosines[self.label], other].map(|cosine| cosine.clamp(-1.0, 1.0))
    }

    /// Whether its own logit with the margin is at least every other's.
    fn meets(&self) -> bool {
        let (head, own) = (self.large.head, self.label);
        let target = head.margin.target(self.cosine(own)).value;
        let logit = self.amplitude(own) * target + self.bias(own);
        let other = |class: usize, cosine: f64| {
            let value = head.margin.other_against(cosine, target).value;
            self.amplitude(class) * value + self.bias(class)
        };
        let beaten = |class: usize| {
            let about = other(class, f64::from(self.cosines[class]).clamp(-1.0, 1.0));
            let unsure = (about - logit).abs() <= 4.0 * EXACT * self.amplitude(class);
            let against = match unsure {
                true => other(class, self.cosine(class)),
                false => about,
            };
            logit >= against
        };
        (0..self.cosines.len()).all(|class| class == own || !self.counts(class) || beaten(class))
    }
}

#[cfg(test)]
mod tests {
    use rand::{RngExt as _, SeedableRng as _};
    use rand_chacha::ChaCha8Rng;

    use super::*;
    use crate::loss::{self, Batch, Evaluation, Objective};

    /// Random samples near the weights of their class, some on a border; many classes share a direction.
    fn check(id: &str, seed: u64, empty: Option<usize>) {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let (n, classes, dim) = (600, 40, 7);
        let mut draw =
            |rows: usize| Array2::from_shape_fn((rows, dim), |_| rng.random_range(-1.0..1.0_f32));
        let mut weights = draw(classes);
        let twin = weights.row(3).to_owned();
        weights.row_mut(4).assign(&twin);
        let noise = draw(n);
        let labels: Vec<usize> = (0..n)
            .map(|i| i % classes)
            .map(|y| if Some(y) == empty { 0 } else { y })
            .collect();
        let features =
            Array2::from_shape_fn((n, dim), |(i, k)| weights[[labels[i], k]] + noise[[i, k]]);
        if let Some(empty) = empty {
            weights.row_mut(empty).fill(0.0);
        }
        let loss = loss::find(id).unwrap();
        let Objective::Class(head) = loss.objective(&loss.defaults()) else {
            return;
        };
        let bias: Vec<f32> = (0..classes).map(|class| 0.01 * class as f32).collect();
        let (x, w) = (features.mapv(f64::from), weights.mapv(f64::from));
        let b = ndarray::Array1::from(bias.clone()).mapv(f64::from);
        let mut out = Evaluation::default();
        Objective::Class(head.clone()).evaluate(
            &Batch {
                features: x.view(),
                weights: w.view(),
                bias: head.bias.then(|| b.view()),
                labels: &labels,
            },
            &mut out,
        );
        // A class without a direction is nobody's rival, unless it has a bias.
        if let Some(class) = empty.filter(|_| !head.bias) {
            out.logits.column_mut(class).fill(f64::NEG_INFINITY);
            out.plain_logits.column_mut(class).fill(f64::NEG_INFINITY);
        }
        let expect = (0..n).map(|i| {
            let logits = out.logits.row(i);
            let meets = logits.iter().all(|logit| logits[labels[i]] >= *logit);
            (largest(out.plain_logits.row(i).iter().copied()), meets)
        });
        let large = Large {
            head: &head,
            features: features.view(),
            labels: &labels,
            weights: weights.view(),
            bias: Some(&bias),
        };
        let expect: Vec<(Option<usize>, bool)> = expect.collect();
        for threads in [1, 2, 3] {
            let told = large.told(threads);
            let found: Vec<_> = told.iter().map(|told| (told.found, told.meets)).collect();
            assert_eq!(found, expect, "{id}");
            for (i, told) in told.iter().enumerate().step_by(7) {
                let cosine = |class: usize| {
                    let (x, w) = (x.row(i), w.row(class));
                    x.dot(&w) / (x.dot(&x) * w.dot(&w)).sqrt()
                };
                let others =
                    (0..classes).filter(|class| *class != labels[i] && Some(*class) != empty);
                let expect = [cosine(labels[i]), others.map(cosine).fold(-1.0, f64::max)];
                for (found, expect) in told.cosines.iter().zip(expect) {
                    assert!(
                        (f64::from(*found) - expect).abs() < 1e-5,
                        "{id}: {found}, {expect}"
                    );
                }
            }
        }
    }

    #[test]
    fn the_nearest_two_of_many_are_those_that_all_angles_tell() {
        let mut rng = ChaCha8Rng::seed_from_u64(3);
        let (classes, dim) = (300, 9);
        let raw = Array2::from_shape_fn((classes, dim), |_| rng.random_range(-1.0..1.0_f64));
        let mut units = raw.clone();
        for mut row in units.outer_iter_mut() {
            let length = row.dot(&row).sqrt();
            row /= length;
        }
        units.row_mut(17).fill(0.0);
        let mut expect = (0, 0, -2.0);
        for b in 0..classes {
            for a in (0..b).filter(|a| *a != 17 && b != 17) {
                let cosine = units.row(a).dot(&units.row(b));
                if cosine > expect.2 {
                    expect = (a, b, cosine);
                }
            }
        }
        let (a, b, cosine) = nearest(&units).unwrap();
        assert_eq!((a, b), (expect.0, expect.1));
        assert!((cosine - expect.2).abs() < 1e-12);
        assert_eq!(nearest(&Array2::zeros((3, 2))), None);
    }

    #[test]
    fn it_tells_the_same_as_all_logits_do() {
        for loss in loss::registry() {
            check(loss.id(), 1, None);
            check(loss.id(), 2, None);
            check(loss.id(), 3, Some(7));
        }
    }
}
