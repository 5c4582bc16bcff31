//! Mean and spread of a few runs.

/// Some numbers in short, with how many they are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// Their mean; NaN where there are none.
    pub mean: f64,
    /// Standard deviation of a sample, with n − 1; NaN below two of them.
    pub std: f64,
    /// How many there are.
    pub n: usize,
}

impl Spread {
    /// Of all that are numbers.
    pub fn of(values: impl Iterator<Item = f64>) -> Self {
        let values: Vec<f64> = values.filter(|value| value.is_finite()).collect();
        let n = values.len();
        let mean = values.iter().sum::<f64>() / n as f64;
        let squares: f64 = values.iter().map(|x| (x - mean) * (x - mean)).sum();
        let std = match n {
            0 | 1 => f64::NAN,
            _ => (squares / (n - 1) as f64).sqrt(),
        };
        Self { mean, std, n }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(values: &[f64], (mean, std, n): (f64, f64, usize)) {
        let found = Spread::of(values.iter().copied());
        let same = |a: f64, b: f64| (a - b).abs() < 1e-12 || (a.is_nan() && b.is_nan());
        assert!(same(found.mean, mean) && same(found.std, std), "{found:?}");
        assert_eq!(found.n, n);
    }

    #[test]
    fn the_spread_is_that_of_a_sample() {
        check(&[1.0, 2.0, 3.0, 4.0], (2.5, (5.0_f64 / 3.0).sqrt(), 4));
        check(&[7.0], (7.0, f64::NAN, 1));
        check(&[], (f64::NAN, f64::NAN, 0));
        check(&[1.0, f64::NAN, 3.0], (2.0, 2.0_f64.sqrt(), 2));
    }
}
