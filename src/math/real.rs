//! Functions of a real number that give the same bits on every machine.
//!
//! What the standard library calls (`f64::exp`, `f64::cos` …) comes from the platform, and differs in the last digit from
//! one C library to the next, in glibc even from one processor to the next. Whatever an experiment's numbers depend on
//! uses these instead: the crate `libm`, plain Rust of sums, products and roots, which every machine rounds alike.
//! `tests/training/same_bits.rs` holds the layers that compute to it.

/// Results of larger and of smaller numbers are left to the slower way, which knows infinity, 0 and what lies before it.
pub(super) const FAST: f64 = 700.0;
/// ln 2 in two parts; the first has so many zeros at its end that its multiples up to 1010 are exact.
const LN_2: [f64; 2] = [6.931_471_803_691_238e-1, 1.908_214_929_270_587_7e-10];
/// Added and taken away again it rounds to the nearest whole number.
const ROUNDING: f64 = 6_755_399_441_055_744.0;

/// eˣ, to within one unit in the last place.
///
/// x = k ln 2 + r with |r| ≤ ln 2 / 2: eˣ is 2ᵏ, which is exact, times eʳ by its series up to r¹³ / 13!, of which what is left
/// out is below 5·10⁻¹⁸. The softmax of many classes is made of it.
#[inline]
pub fn exp(x: f64) -> f64 {
    // Also refuses NaN.
    if x.is_nan() || x.abs() >= FAST {
        return libm::exp(x);
    }
    exp_within(x)
}

/// eˣ for |x| < [`FAST`], without a branch, so that a loop of it takes several numbers at a time.
#[inline(always)]
pub(super) fn exp_within(x: f64) -> f64 {
    let shifted = x * std::f64::consts::LOG2_E + ROUNDING;
    let k = shifted - ROUNDING;
    let r = (x - k * LN_2[0]) - k * LN_2[1];
    let (r2, pair) = (r * r, |c0: f64, c1: f64| c0 + c1 * r);
    let r4 = r2 * r2;
    // The parts in brackets do not wait for each other.
    let low = pair(0.5, 1.0 / 6.0) + r2 * pair(1.0 / 24.0, 1.0 / 120.0);
    let middle = pair(1.0 / 720.0, 1.0 / 5_040.0) + r2 * pair(1.0 / 40_320.0, 1.0 / 362_880.0);
    let high = pair(1.0 / 3_628_800.0, 1.0 / 39_916_800.0)
        + r2 * pair(1.0 / 479_001_600.0, 1.0 / 6_227_020_800.0);
    let series = 1.0 + (r + r2 * (low + r4 * (middle + r4 * high)));
    // The last bits of the shifted number are k.
    let power = f64::from_bits(shifted.to_bits().wrapping_add(1_023) << 52);
    power * series
}

/// The natural logarithm of x; NaN below 0.
pub fn ln(x: f64) -> f64 {
    libm::log(x)
}

/// ln(1 + x), exact also where x is tiny.
pub fn ln_1p(x: f64) -> f64 {
    libm::log1p(x)
}

/// The sine of `angle`, radians.
pub fn sin(angle: f64) -> f64 {
    libm::sin(angle)
}

/// The cosine of `angle`, radians.
pub fn cos(angle: f64) -> f64 {
    libm::cos(angle)
}

/// The tangent of `angle`, radians.
pub fn tan(angle: f64) -> f64 {
    libm::tan(angle)
}

/// The angle in \[0, π\] whose cosine is x; NaN outside \[−1, 1\].
pub fn acos(x: f64) -> f64 {
    libm::acos(x)
}

/// The angle of the point (x, y) from the first axis, radians, in \[−π, π\].
pub fn atan2(y: f64, x: f64) -> f64 {
    libm::atan2(y, x)
}

/// xⁿ by repeated squaring.
pub fn powi(x: f64, n: u32) -> f64 {
    let (mut power, mut square, mut left) = (1.0, x, n);
    while left > 0 {
        if left % 2 == 1 {
            power *= square;
        }
        square *= square;
        left /= 2;
    }
    power
}

/// xʸ
pub fn pow(x: f64, y: f64) -> f64 {
    libm::pow(x, y)
}

/// tanh x
pub fn tanh(x: f32) -> f32 {
    libm::tanhf(x)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Within two units of the last digit of the platform's: the right function, under the right name.
    fn check(found: f64, expect: f64) {
        let fine = (found - expect).abs() <= 2.0 * f64::EPSILON * expect.abs();
        assert!(
            fine || found.is_nan() && expect.is_nan(),
            "{found} {expect}"
        );
    }

    proptest! {
        #[test]
        fn they_are_the_functions_that_they_say(x in -20.0..20.0, y in 0.01..1.0) {
            check(exp(x), x.exp());
            check(ln(x), x.ln());
            check(ln_1p(x), x.ln_1p());
            check(sin(x), x.sin());
            check(cos(x), x.cos());
            check(tan(x), x.tan());
            check(acos(y), y.acos());
            check(atan2(x, y), f64::atan2(x, y));
            check(pow(y, x), y.powf(x));
            check(powi(x, 3), x * x * x);
            prop_assert!((powi(y, 1000) - pow(y, 1000.0)).abs() <= 1e-12);
            let (found, expect) = (tanh(x as f32), (x as f32).tanh());
            prop_assert!((found - expect).abs() <= 2.0 * f32::EPSILON * expect.abs());
        }
    }

    /// The same on every machine: what a platform's library gives may differ in the last digit.
    #[test]
    fn they_give_these_bits() {
        let found = [
            exp(0.7),
            ln(0.7),
            ln_1p(0.7),
            sin(0.7),
            cos(0.7),
            tan(0.7),
            acos(0.7),
            atan2(0.7, -0.3),
            pow(0.7, -3.3),
            f64::from(tanh(0.7)),
        ];
        let expect = [
            0x4000_1c2a_6126_8987,
            0xbfd6_d3c3_24e1_3f50,
            0x3fe0_fae8_1914_a991,
            0x3fe4_9d6e_6946_19b8,
            0x3fe8_7996_529f_9d93,
            0x3fea_f406_c2fc_78ae,
            0x3fe9_73e8_3f5d_5c9b,
            0x3fff_9c6b_238c_6435,
            0x4009_f52c_ca85_4582,
            0x3fe3_56fb_0000_0000,
        ];
        assert_eq!(found.map(f64::to_bits), expect);
    }
}
