//! Softmax and its logarithm for logits of any size.

use super::real;

/// Cross-entropy −log p_label of softmax over `logits` `(C)`, and its gradient p − 1\[label\] in `gradient` `(C)`.
///
/// Both keep their relative precision where the sample is nearly right: 1 − p_label is summed from the other classes.
pub fn cross_entropy(logits: &[f64], label: usize, gradient: &mut [f64]) -> f64 {
    let largest = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let smallest = logits.iter().copied().fold(f64::INFINITY, f64::min);
    let pairs = gradient.iter_mut().zip(logits);
    // The extremes leave NaN out.
    match largest - smallest < real::FAST && logits.iter().all(|f| !f.is_nan()) {
        true => pairs.for_each(|(g, f)| *g = real::exp_within(f - largest)),
        false => pairs.for_each(|(g, f)| *g = real::exp(f - largest)),
    }
    let mut others = 0.0;
    for (j, g) in gradient.iter().enumerate() {
        others += if j == label { 0.0 } else { *g };
    }
    let own = gradient[label];
    let total = own + others;
    gradient.iter_mut().for_each(|g| *g /= total);
    gradient[label] = -others / total;
    if own > 0.5 {
        real::ln_1p(others / own)
    } else {
        largest - logits[label] + real::ln(total)
    }
}

/// log Σ exp over `values`; −∞ for none.
pub fn log_sum_exp(values: impl Iterator<Item = f64> + Clone) -> f64 {
    let largest = values.clone().fold(f64::NEG_INFINITY, f64::max);
    if !largest.is_finite() {
        return largest;
    }
    largest + real::ln(values.map(|v| real::exp(v - largest)).sum())
}

/// Largest probability of softmax over `logits`; NaN for none.
pub fn confidence(logits: impl Iterator<Item = f64> + Clone) -> f64 {
    let largest = logits.clone().fold(f64::NEG_INFINITY, f64::max);
    1.0 / logits.map(|f| real::exp(f - largest)).sum::<f64>()
}

/// Σ ln(1 + x) of numbers x ≥ 0 as the logarithm of a product, of which one takes as long as those of a few sums. What the product is
/// beyond 1 is kept, so that tiny numbers count with all their digits.
#[derive(Clone, Copy, Debug, Default)]
pub struct LogSum {
    /// Π (1 + x) − 1 of the last numbers.
    beyond: f64,
    /// The sum over those before.
    sum: f64,
}

impl LogSum {
    /// The product is not let grow beyond this: far enough below the largest `f64` for the next number.
    const LARGEST: f64 = 1e100;

    /// Adds ln(1 + x).
    #[inline]
    pub fn add(&mut self, x: f64) {
        self.beyond += x + x * self.beyond;
        // What is no number stays in the product, and comes out of the sum.
        if self.beyond > Self::LARGEST {
            self.sum += real::ln_1p(self.beyond);
            self.beyond = 0.0;
        }
    }

    /// The sum.
    pub fn sum(self) -> f64 {
        self.sum + real::ln_1p(self.beyond)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(logits: &[f64], label: usize, loss: f64, gradient: &[f64]) {
        let mut g = vec![0.0; logits.len()];
        let found = cross_entropy(logits, label, &mut g);
        assert!((found - loss).abs() <= 1e-14 * (1.0 + loss), "{found}");
        for (a, b) in g.iter().zip(gradient) {
            assert!((a - b).abs() <= 1e-14, "{g:?}");
        }
    }

    #[test]
    fn cross_entropy_is_right_and_finite_at_any_size() {
        check(&[0.0, 0.0], 0, 2f64.ln(), &[-0.5, 0.5]);
        check(&[1e30, -1e30], 0, 0.0, &[0.0, 0.0]);
        check(&[1e30, -1e30], 1, 2e30, &[1.0, -1.0]);
        check(&[7.0], 0, 0.0, &[0.0]);
    }

    #[test]
    fn a_nearly_right_sample_keeps_its_digits() {
        let mut g = [0.0; 2];
        let loss = cross_entropy(&[60.0, 0.0], 0, &mut g);
        let expect = (-60f64).exp();
        assert!((loss / expect - 1.0).abs() < 1e-12);
        assert!((g[0] / -expect - 1.0).abs() < 1e-12);
    }

    fn check_log_sum(numbers: &[f64]) {
        let mut sum = LogSum::default();
        numbers.iter().for_each(|x| sum.add(*x));
        let expect: f64 = numbers.iter().map(|x| real::ln_1p(*x)).sum();
        let found = sum.sum();
        assert!(
            (found - expect).abs() <= 1e-13 * expect || found.is_nan() && expect.is_nan(),
            "{found:e} is not {expect:e}"
        );
    }

    #[test]
    fn the_logarithm_of_a_product_is_the_sum_of_logarithms() {
        check_log_sum(&[]);
        check_log_sum(&[1e-30, 2e-17, 3e-9]);
        check_log_sum(&[1e-200; 5]);
        check_log_sum(&[0.0, 1e90, 1e90, 0.5, 1e200, 1e-3]);
        check_log_sum(&[7.5; 1000]);
        check_log_sum(&[1.0, f64::NAN, 2.0]);
        assert_eq!(
            {
                let mut sum = LogSum::default();
                [1.0, f64::INFINITY, 2.0].iter().for_each(|x| sum.add(*x));
                sum.sum()
            },
            f64::INFINITY
        );
    }
}
