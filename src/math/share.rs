//! Shares of a whole, as they are written in percent.

/// What sums leave of 0 and 1.
const ROUNDING: f64 = 1e-9;

/// A share in percent, to be written with so many decimals: rounded as ever, but 0 and 100 are nothing and all alone. One sample
/// in thousands that is wrong reads `99.9`, and not `100.0`.
pub fn percent(share: f64, decimals: u8) -> f64 {
    let least = (0..decimals).fold(1.0, |least, _| least / 10.0);
    let percent = 100.0 * share;
    match share > ROUNDING && share < 1.0 - ROUNDING {
        true => percent.clamp(least, 100.0 - least),
        false => percent,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(share: f64, decimals: u8, expect: &str) {
        let places = usize::from(decimals);
        assert_eq!(format!("{:.places$}", percent(share, decimals)), expect);
    }

    #[test]
    fn only_all_is_a_hundred_and_only_nothing_is_zero() {
        check(0.9996, 1, "99.9");
        check(0.99994, 2, "99.99");
        check(0.996, 0, "99");
        check(0.0004, 1, "0.1");
        check(1.0, 1, "100.0");
        check(0.0, 1, "0.0");
    }

    #[test]
    fn everything_else_is_rounded() {
        check(0.9994, 1, "99.9");
        check(0.89449, 1, "89.4");
        check(0.0006, 1, "0.1");
        check(0.5, 0, "50");
    }

    #[test]
    fn what_sums_leave_is_no_part() {
        check((0.1 + 0.7) / 0.8, 1, "100.0");
        check(1.0 - f64::EPSILON, 1, "100.0");
        check(1e-17, 1, "0.0");
    }

    #[test]
    fn what_is_no_share_stays() {
        check(-0.25, 1, "-25.0");
        check(1.5, 1, "150.0");
        assert!(percent(f64::NAN, 1).is_nan());
    }
}
