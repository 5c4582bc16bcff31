//! Similarities of samples: cosines in whole steps of 10⁻¹².

use ndarray::ArrayView2;

use crate::math::{real, vector};

/// Steps from a cosine of 0 to one of 1.
pub const ONE: u64 = 1_000_000_000_000;
/// Two opposite features are so many steps below a cosine of 1.
pub const DEEPEST: u64 = 2 * ONE;

/// Added to a number below 2⁵¹ it leaves the nearest whole number, the even one of two, in the last bits.
const ROUNDING: f64 = 6_755_399_441_055_744.0;

/// Columns that are multiplied with a row at a time.
pub const WIDE: usize = 16;

/// Unit features with their classes.
#[derive(Clone, Debug)]
pub struct Samples<'a> {
    dim: usize,
    /// `(n, d)`, row by row; zero where a feature has no direction.
    units: Vec<f64>,
    /// The same [`WIDE`] samples at a time, `(d, WIDE)` each: a product with a row then takes several samples at once, and
    /// sums each in the order of its entries.
    panels: Vec<f64>,
    labels: &'a [usize],
}

impl<'a> Samples<'a> {
    /// Of raw features `(n, d)` and the class of each `(n)`. A feature that is zero or not finite has no direction.
    ///
    /// # Panics
    /// When there are not as many labels as features.
    pub fn new(features: ArrayView2<'_, f64>, labels: &'a [usize]) -> Self {
        let (n, dim) = features.dim();
        assert_eq!(labels.len(), n, "a class for each feature");
        let mut units = vec![0.0; n * dim];
        for (row, unit) in features
            .outer_iter()
            .zip(units.chunks_exact_mut(dim.max(1)))
        {
            let norm = vector::normalize_into(row.iter(), unit);
            if !(norm.is_finite() && unit.iter().all(|x| x.is_finite())) {
                unit.fill(0.0);
            }
        }
        let mut panels = vec![0.0; n.div_ceil(WIDE) * dim * WIDE];
        for (sample, unit) in units.chunks_exact(dim.max(1)).enumerate() {
            let panel = &mut panels[sample / WIDE * dim * WIDE..];
            for (k, x) in unit.iter().enumerate() {
                panel[k * WIDE + sample % WIDE] = *x;
            }
        }
        Self {
            dim,
            units,
            panels,
            labels,
        }
    }

    /// n, the number of samples.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// The class of each `(n)`.
    pub fn labels(&self) -> &'a [usize] {
        self.labels
    }

    /// How many samples each class has, up to the last one that has any.
    pub(super) fn class_sizes(&self) -> Vec<usize> {
        let last = self.labels.iter().max().map_or(0, |last| last + 1);
        let mut sizes = vec![0; last];
        self.labels.iter().for_each(|label| sizes[*label] += 1);
        sizes
    }

    /// Whether two samples are of one class.
    pub(super) fn of_one_class(&self, i: usize, j: usize) -> bool {
        self.labels[i] == self.labels[j]
    }

    fn unit(&self, i: usize) -> &[f64] {
        &self.units[i * self.dim..(i + 1) * self.dim]
    }

    /// How far the cosine of two samples is below 1.
    pub(super) fn depth(&self, i: usize, j: usize) -> u64 {
        // Summed in order from 0, as in a panel.
        let pairs = self.unit(i).iter().zip(self.unit(j));
        depth(pairs.fold(0.0, |sum, (a, b)| sum + a * b))
    }

    /// How far the cosines of sample `i` with those of a panel are below 1; of no meaning past the last sample.
    pub(super) fn depths(&self, i: usize, panel: usize) -> [u64; WIDE] {
        let size = self.dim * WIDE;
        let columns = self.panels[panel * size..(panel + 1) * size].chunks_exact(WIDE);
        let mut sums = [0.0; WIDE];
        for (x, column) in self.unit(i).iter().zip(columns) {
            for (sum, y) in sums.iter_mut().zip(column) {
                *sum += x * y;
            }
        }
        sums.map(depth)
    }
}

/// How far a cosine is below 1, in steps.
fn depth(cos: f64) -> u64 {
    let steps = (cos * ONE as f64 + ROUNDING).to_bits() as i64 - ROUNDING.to_bits() as i64;
    // A product of unit vectors may be larger than 1 by its rounding, which is far less than a step.
    (ONE as i64 - steps).clamp(0, DEEPEST as i64) as u64
}

/// The angle at this depth, in degrees.
pub fn degrees(depth: u64) -> f64 {
    let cos = (ONE as f64 - depth as f64) / ONE as f64;
    real::acos(cos.clamp(-1.0, 1.0)).to_degrees()
}

/// The depth of an angle in degrees.
pub(super) fn depth_at(degrees: f64) -> u64 {
    depth(real::cos(degrees.to_radians()))
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    fn check(cos: f64, expect: u64) {
        assert_eq!(depth(cos), expect, "{cos}");
    }

    #[test]
    fn cosines_are_rounded_to_twelve_decimals_the_even_one_of_two() {
        check(1.0, 0);
        check(1.0 + f64::EPSILON, 0);
        check(-1.0, DEEPEST);
        check(0.0, ONE);
        check(0.5, ONE / 2);
        check(1e-12, ONE - 1);
        check(2.5e-12, ONE - 2);
        check(3.5e-12, ONE - 4);
        check(-0.4e-12, ONE);
    }

    #[test]
    fn what_has_no_direction_is_at_a_right_angle_to_everything() {
        let features = array![
            [3.0, 4.0],
            [0.0, 0.0],
            [f64::NAN, 1.0],
            [1e200, 0.0],
            [6.0, 8.0]
        ];
        let samples = Samples::new(features.view(), &[0, 1, 2, 3, 4]);
        let found: Vec<u64> = (1..5).map(|j| samples.depth(0, j)).collect();
        assert_eq!(found, [ONE, ONE, 4 * ONE / 10, 0]);
        let panel = samples.depths(0, 0);
        assert_eq!(panel[1..5], found, "a panel is summed alike");
        assert_eq!(degrees(samples.depth(1, 2)), 90.0);
    }
}
