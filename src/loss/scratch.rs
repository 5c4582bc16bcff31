//! Room that an evaluation keeps from step to step, so that nothing is allocated once it has its size.

use ndarray::ArrayView2;

use crate::math::vector;

/// Buffers of an evaluation that nobody else looks at, row by row.
#[derive(Clone, Debug, Default)]
pub(super) struct Scratch {
    /// x̂ `(n, d)` and ‖x‖ `(n)`
    pub(super) features: Units,
    /// ŵ `(C, d)` and ‖W‖ `(C)`
    pub(super) weights: Units,
    /// A_j `(C)`
    pub(super) factors: Vec<Factor>,
    /// c_ij and T of one sample `(C)`
    pub(super) cos: Vec<f64>,
    pub(super) point: Vec<(f64, f64)>,
    /// f_ij of one sample `(C)`
    pub(super) logits: Vec<f64>,
    /// ∂loss/∂f_ij of one sample `(C)`
    pub(super) d_logits: Vec<f64>,
    /// `(d)` and `(C, d)`
    pub(super) d_feature: Vec<f64>,
    pub(super) d_weights: Vec<f64>,
}

/// A length that multiplies a logit: its value, its ratio to the vector's own norm, and its derivative by that norm.
#[derive(Clone, Copy, Debug)]
pub(super) struct Factor {
    pub(super) value: f64,
    pub(super) over_norm: f64,
    pub(super) slope: f64,
}

impl Factor {
    pub(super) fn norm(norm: f64) -> Self {
        Self {
            value: norm,
            over_norm: 1.0,
            slope: 1.0,
        }
    }

    pub(super) fn fixed(value: f64, norm: f64) -> Self {
        Self {
            value,
            over_norm: if norm == 0.0 { 0.0 } else { value / norm },
            slope: 0.0,
        }
    }
}

/// Unit vectors with the norms they had.
#[derive(Clone, Debug, Default)]
pub(super) struct Units {
    pub(super) rows: Vec<f64>,
    pub(super) norms: Vec<f64>,
    pub(super) dim: usize,
}

impl Units {
    /// Takes over the rows of `raw` `(n, d)`.
    #[inline]
    pub(super) fn fill(&mut self, raw: ArrayView2<'_, f64>) {
        self.dim = raw.ncols();
        self.rows.resize(raw.len(), 0.0);
        self.norms.resize(raw.nrows(), 0.0);
        for (i, row) in raw.outer_iter().enumerate() {
            let unit = &mut self.rows[i * self.dim..(i + 1) * self.dim];
            self.norms[i] = vector::normalize_into(row.iter(), unit);
        }
    }

    /// Row i as a unit vector `(d)`, zero where it has no direction.
    #[inline]
    pub(super) fn unit(&self, i: usize) -> &[f64] {
        &self.rows[i * self.dim..(i + 1) * self.dim]
    }

    /// The norm that row i had.
    #[inline]
    pub(super) fn norm(&self, i: usize) -> f64 {
        self.norms[i]
    }
}

/// Buffers of a pair loss.
#[derive(Clone, Debug, Default)]
pub(super) struct PairScratch {
    /// x̂ `(n, d)` and ‖x‖ `(n)`
    pub(super) units: Units,
    /// cos of the angle between features i and j `(n, n)`, row by row.
    pub(super) cos: Vec<f64>,
    /// ∂loss/∂cos_ij `(n, n)`, where cos_ij and cos_ji count as two variables.
    pub(super) coefficient: Vec<f64>,
    /// Where [`Pairs::add_weighted`] keeps what one of two losses has added, `(n, n)`.
    pub(super) aside: Vec<f64>,
    /// The features of other classes than one's, by how near they are.
    pub(super) ranked: Vec<Ranked>,
    /// ∂loss/∂x_i of one feature `(d)`.
    pub(super) gradient: Vec<f64>,
}

/// A feature among those of other classes than an anchor's, ranked by how near they are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ranked {
    /// Which one it is.
    pub(super) of: usize,
    /// Its squared distance.
    pub(super) distance: f64,
    /// The sum of the squared distances up to it.
    pub(super) within: f64,
    /// How many positives reach to it and no further.
    pub(super) ends: u32,
}

impl Ranked {
    /// One whose rank is not known yet.
    pub(super) fn new(of: usize, distance: f64) -> Self {
        Self {
            of,
            distance,
            within: 0.0,
            ends: 0,
        }
    }
}
