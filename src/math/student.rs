//! Student's t: how far a mean of a few numbers may be from what it would be of all.

use std::f64::consts::{FRAC_PI_2, PI};

use super::real;

/// The mean of a few numbers with the interval that holds the true mean in 95 of 100 such draws.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// How many numbers.
    pub n: usize,
    /// Their mean.
    pub mean: f64,
    /// Half the width of the interval; NaN below two numbers.
    pub half: f64,
}

impl Interval {
    /// Of these numbers, such as the differences of paired runs.
    pub fn of(numbers: &[f64]) -> Self {
        let n = numbers.len();
        let count = n as f64;
        let mean = numbers.iter().sum::<f64>() / count;
        let half = match n {
            0 | 1 => f64::NAN,
            _ => {
                let squares = numbers.iter().map(|x| (x - mean) * (x - mean));
                let variance = squares.sum::<f64>() / (count - 1.0);
                two_sided_95(n - 1) * (variance / count).sqrt()
            }
        };
        Self { n, mean, half }
    }

    /// Whether 0 lies outside of it: the numbers have a sign that chance alone seldom gives.
    pub fn is_apart(&self) -> bool {
        self.mean.abs() > self.half
    }
}

/// The t that 95 of 100 draws stay within on both sides, at so many degrees of freedom.
///
/// # Panics
/// At 0 degrees of freedom.
pub fn two_sided_95(freedom: usize) -> f64 {
    assert!(freedom > 0, "no degree of freedom");
    // By the angle whose tangent is t/√ν, which has two ends.
    let (mut low, mut high) = (0.0, FRAC_PI_2);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        match within(middle, freedom) < 0.95 {
            true => low = middle,
            false => high = middle,
        }
    }
    (freedom as f64).sqrt() * real::tan(0.5 * (low + high))
}

/// The chance that |t| is at most √ν tan θ (Abramowitz and Stegun, 26.7.3 and 26.7.4).
fn within(theta: f64, freedom: usize) -> f64 {
    let (sin, cos) = (real::sin(theta), real::cos(theta));
    let odd = freedom % 2 == 1;
    // Each term is the one before it times cos²θ and (k − 1)/k.
    let first = if odd { cos } else { 1.0 };
    let (mut term, mut sum) = (first, 0.0);
    let mut k = if odd { 1 } else { 0 };
    while k + 2 <= freedom {
        sum += term;
        k += 2;
        term *= cos * cos * (k - 1) as f64 / k as f64;
    }
    match odd {
        true => (theta + sin * sum) * 2.0 / PI,
        false => sin * sum,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(freedom: usize, expect: f64) {
        let found = two_sided_95(freedom);
        assert!((found - expect).abs() < 1e-9 * expect, "{freedom}: {found}");
    }

    #[test]
    fn the_quantiles_are_those_of_scipy() {
        // scipy.stats.t.ppf(0.975, ν)
        check(1, 12.706204736174694);
        check(2, 4.302652729749462);
        check(3, 3.1824463052837078);
        check(4, 2.7764451051977934);
        check(9, 2.262157162798205);
        check(29, 2.045229642132703);
        check(99, 1.9842169515864174);
    }

    #[test]
    fn the_interval_of_paired_differences_is_that_of_scipy() {
        // scipy.stats.ttest_rel(b, a).confidence_interval(0.95): 0.004961190715121194 to 0.026638809284878787
        let a = [0.912, 0.905, 0.921, 0.899, 0.930];
        let b = [0.934, 0.915, 0.929, 0.927, 0.941];
        let apart: Vec<f64> = a.iter().zip(b).map(|(a, b)| b - a).collect();
        let found = Interval::of(&apart);
        assert_eq!(found.n, 5);
        assert!((found.mean - found.half - 0.004961190715121194).abs() < 1e-12);
        assert!((found.mean + found.half - 0.026638809284878787).abs() < 1e-12);
        assert!(found.is_apart());
    }

    #[test]
    fn one_number_has_no_interval() {
        let found = Interval::of(&[0.5]);
        assert!(found.mean == 0.5 && found.half.is_nan() && !found.is_apart());
    }
}
