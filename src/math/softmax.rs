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
}
