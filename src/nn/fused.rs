//! a·b + c, rounded once. The matrix kernels of processors that have an instruction for it use that; this is the same number
//! for those that have none, so that a run has the same bits on both.

/// a·b + c rounded once, for all finite numbers, in arithmetic that every processor has and compilers vectorize.
///
/// The product of two `f32` is exact in `f64`. Its sum with c is not, and rounding it to `f64` and then to `f32` may round
/// twice the wrong way. So the first rounding is "to odd": a sum that is not exact takes that one of its two neighbours
/// whose last bit is 1. As `f64` has more than two digits to spare, the second rounding is then that of the exact sum
/// (Boldo & Melquiond 2008, doi 10.1109/TC.2007.70819).
#[inline(always)]
fn emulated(a: f32, b: f32, c: f32) -> f32 {
    let (product, c) = (f64::from(a) * f64::from(b), f64::from(c));
    let sum = product + c;
    // What the sum has lost, exactly (Knuth's TwoSum).
    let back = sum - product;
    let lost = (product - (sum - back)) + (c - back);
    let bits = sum.to_bits();
    // NaN, which infinite sums lose, is not above 0.
    let inexact = if lost.abs() > 0.0 { 1 } else { 0 };
    let even = !bits & 1;
    // One unit away from 0 where the exact sum is farther from it, one towards 0 otherwise.
    let towards_zero = (lost.to_bits() ^ bits) >> 63;
    let step = 1_u64.wrapping_sub(towards_zero << 1);
    let odd = bits.wrapping_add((inexact & even).wrapping_neg() & step);
    f64::from_bits(odd) as f32
}

/// a·b + c of each of four numbers, rounded once: by an instruction where every processor of the kind has it.
///
/// Without, about ten times as long as a product and a sum that each round. Nearly always rounding to `f64` and then to
/// `f32` is as good as once: only a sum in the middle of two `f32`, or among the smallest of them, is in doubt.
#[inline(always)]
pub fn fused(a: [f32; 4], b: [f32; 4], c: [f32; 4]) -> [f32; 4] {
    if cfg!(any(target_arch = "aarch64", target_feature = "fma")) {
        return std::array::from_fn(|i| a[i].mul_add(b[i], c[i]));
    }
    let sums: [f64; 4] =
        std::array::from_fn(|i| f64::from(a[i]) * f64::from(b[i]) + f64::from(c[i]));
    let rounded = sums.map(|sum| sum as f32);
    // All four at once, so that this becomes a few operations on registers and one jump.
    let doubtful: [bool; 4] =
        std::array::from_fn(|i| is_middle(sums[i]) | is_tiny(rounded[i], sums[i]));
    if doubtful.iter().fold(false, |any, doubt| any | doubt) {
        return four_emulated(a, b, c);
    }
    rounded
}

/// Whether a number lies in the middle of two neighbouring normal `f32`: what `f64` has beyond them is 1, then zeros.
#[inline(always)]
fn is_middle(sum: f64) -> bool {
    sum.to_bits() as u32 & 0x1fff_ffff == 0x1000_0000
}

/// Whether a sum is among the smallest `f32`, which have fewer digits. One that is 0 is exactly that: `f64` has room below the
/// smallest product. Dark pixels and what a ReLU has cut off make many of these.
#[inline(always)]
fn is_tiny(rounded: f32, sum: f64) -> bool {
    (rounded.abs() <= f32::MIN_POSITIVE) & (sum != 0.0)
}

#[cold]
#[inline(never)]
fn four_emulated(a: [f32; 4], b: [f32; 4], c: [f32; 4]) -> [f32; 4] {
    std::array::from_fn(|i| emulated(a[i], b[i], c[i]))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{emulated, fused};

    fn check(a: f32, b: f32, c: f32) {
        let expect = a.mul_add(b, c);
        let four = fused([a, 1.0, b, -a], [b, 1.0, a, -b], [c, 1.0, c, c]);
        for found in [emulated(a, b, c), four[0], four[2], four[3]] {
            let same = found.to_bits() == expect.to_bits() || found.is_nan() && expect.is_nan();
            assert!(same, "{a:e} · {b:e} + {c:e}: {found:e} is not {expect:e}");
        }
    }

    #[test]
    fn zeros_infinities_and_the_smallest_numbers_are_right() {
        let special = [
            0.0,
            -0.0,
            1.0,
            -1.5,
            f32::MIN_POSITIVE,
            -f32::MIN_POSITIVE,
            f32::from_bits(1),
            -f32::from_bits(3),
            f32::MAX,
            f32::MIN,
            f32::INFINITY,
            f32::NEG_INFINITY,
            f32::NAN,
        ];
        for a in special {
            for b in special {
                special.iter().for_each(|&c| check(a, b, c));
            }
        }
    }

    fn power_of_two(exponent: i32) -> f32 {
        2_f64.powi(exponent) as f32
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(if cfg!(miri) { 20 } else { 20_000 }))]

        #[test]
        fn any_numbers_give_the_bits_of_the_instruction(a: u32, b: u32, c: u32) {
            check(f32::from_bits(a), f32::from_bits(b), f32::from_bits(c));
        }

        /// The product is half a unit of the last digit of c, or a little more or less: less than an `f64` keeps beside c.
        #[test]
        fn sums_that_two_roundings_get_wrong_are_right(
            digits in 0_u32..1 << 23,
            (i, j) in (-4..5_i32, -4..5_i32),
            exponent in -100..100_i32,
            minus: bool,
        ) {
            let near_one = |units: i32| 1.0 + units as f32 * f32::EPSILON;
            let a = near_one(i) * power_of_two(exponent - 24);
            let c = f32::from_bits(0x3f80_0000 | digits) * power_of_two(exponent);
            check(if minus { -a } else { a }, near_one(j), c);
            // Likewise below the normal numbers, where the last digit is worth 2⁻¹⁴⁹.
            let (a, b) = (near_one(i) * power_of_two(-100), near_one(j) * power_of_two(-50));
            check(if minus { -a } else { a }, b, f32::from_bits(digits));
        }
    }

    #[test]
    fn rounding_twice_would_be_wrong() {
        let (a, b, c) = (
            power_of_two(-24) * (1.0 + f32::EPSILON),
            1.0 - f32::EPSILON,
            1.0 + f32::EPSILON,
        );
        let twice = (f64::from(a) * f64::from(b) + f64::from(c)) as f32;
        assert_ne!(twice, a.mul_add(b, c));
        check(a, b, c);
    }
}
