//! Numbers as the window writes them: never NaN, never a jump in width.

pub use crate::text::grouped as count;
use crate::{math::share, text::tf};

/// Stands for a number that is not there.
pub const NONE: &str = "–";

/// From here on a number is written by its first two digits and the power of ten.
const LONG: f64 = 1e7;

/// `value` with so many decimals, `5.3e20` where it is very large; a dash for what is no number.
pub fn fixed(value: f64, decimals: usize) -> String {
    if value.is_finite() && value.abs() >= LONG {
        // Such as the loss of a run that diverges, which would need the whole bar.
        format!("{value:.1e}").replace('-', "−")
    } else if value.is_finite() {
        // A minus before zero would flicker.
        let rounded = format!("{value:.decimals$}");
        let zero = rounded
            .trim_start_matches('-')
            .chars()
            .all(|c| c == '0' || c == '.');
        let text = if zero {
            rounded.trim_start_matches('-')
        } else {
            &rounded
        };
        text.replace('-', "−")
    } else {
        NONE.to_owned()
    }
}

/// A fraction in percent, `89.4 %`; `100.0 %` is all of it and `0.0 %` nothing.
pub fn percent(fraction: f64) -> String {
    percents(share::percent(fraction, 1))
}

/// By how much fractions differ, in percent, which may be as good as nothing.
pub fn points(difference: f64) -> String {
    percents(difference * 100.0)
}

fn percents(value: f64) -> String {
    if value.is_finite() {
        format!("{} %", fixed(value, 1))
    } else {
        NONE.to_owned()
    }
}

/// Degrees, `14.2°`.
pub fn degrees(value: f64) -> String {
    if value.is_finite() {
        format!("{}°", fixed(value, 1))
    } else {
        NONE.to_owned()
    }
}

/// A mean and its standard deviation in degrees, `14.2° ± 9.7°`.
pub fn spread(mean: f64, std: f64) -> String {
    if mean.is_finite() && std.is_finite() {
        format!("{} ± {}", degrees(mean), degrees(std))
    } else {
        NONE.to_owned()
    }
}

/// A large number in three digits, `21.3 k`.
pub fn short(value: f64) -> String {
    match value {
        v if !v.is_finite() => NONE.to_owned(),
        v if v < 999.5 => fixed(v, 0),
        v if v < 99_950.0 => format!("{} k", fixed(v / 1e3, 1)),
        v if v < 999_500.0 => format!("{} k", fixed(v / 1e3, 0)),
        v => format!("{} M", fixed(v / 1e6, 1)),
    }
}

/// A time to wait for in one unit, so that it holds still: `8 s`, `12 min`, `3 h`.
pub fn duration(seconds: f64) -> String {
    match seconds {
        _ if !seconds.is_finite() => NONE.to_owned(),
        ..1.0 => tf("time-seconds", &[("count", "< 1")]),
        ..90.0 => tf("time-seconds", &[("count", &format!("{seconds:.0}"))]),
        ..5_400.0 => tf(
            "time-minutes",
            &[("count", &format!("{:.0}", seconds / 60.0))],
        ),
        _ => tf(
            "time-hours",
            &[("count", &format!("{:.0}", seconds / 3_600.0))],
        ),
    }
}

/// A knob's value in as few digits as it needs, at most six: `0.15`, `0.003`, `10`.
pub fn plain(value: f64) -> String {
    if !value.is_finite() {
        return NONE.to_owned();
    }
    let decimals = (5.0 - value.abs().max(1e-9).log10().floor()).clamp(0.0, 9.0) as usize;
    let text = format!("{value:.decimals$}");
    let text = if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        &text
    };
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: String, expect: &str) {
        assert_eq!(text, expect);
    }

    #[test]
    fn what_is_no_number_is_a_dash() {
        for text in [
            fixed(f64::NAN, 2),
            percent(f64::NAN),
            degrees(f64::INFINITY),
        ] {
            check(text, "–");
        }
        check(short(f64::NAN), "–");
        check(plain(f64::NAN), "–");
        check(spread(f64::NAN, 1.0), "–");
    }

    #[test]
    fn only_all_of_it_is_a_hundred_percent() {
        check(percent(0.9996), "99.9 %");
        check(percent(1.0), "100.0 %");
        check(percent(0.0002), "0.1 %");
        check(points(0.0002), "0.0 %");
    }

    #[test]
    fn zero_has_no_sign() {
        check(fixed(-0.001, 2), "0.00");
        check(fixed(-0.5, 1), "−0.5");
        check(fixed(-0.0, 2), "0.00");
    }

    #[test]
    fn what_a_run_that_diverges_costs_stays_short() {
        check(fixed(9_999_999.0, 2), "9999999.00");
        check(fixed(5.274e20, 2), "5.3e20");
        check(fixed(-f64::MAX, 2), "−1.8e308");
    }

    #[test]
    fn counts_are_in_threes() {
        check(count(7), "7");
        check(count(1_200), "1,200");
        check(count(1_234_567), "1,234,567");
    }

    #[test]
    fn large_numbers_keep_three_digits() {
        check(short(12.4), "12");
        check(short(21_345.0), "21.3 k");
        check(short(213_450.0), "213 k");
        check(short(2_134_500.0), "2.1 M");
    }

    #[test]
    fn knob_values_have_no_needless_digits() {
        check(plain(0.15), "0.15");
        check(plain(10.0), "10");
        check(plain(0.0005), "0.0005");
        check(plain(1.0 / 3.0), "0.333333");
    }
}
