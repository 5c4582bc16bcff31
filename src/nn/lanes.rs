//! Sixteen numbers side by side in the registers of a processor: one of AVX-512, two of AVX2, an array elsewhere. For loops that
//! compilers do not make of plain ones; each operation has the same bits on all of them.
//!
//! A kernel is written once, by a macro that is given one of these modules and the features that its functions need.

use super::simd::Chunk;

/// A function that exists for each instruction set, in modules `wide`, `middle` and `plain` beside this, and chooses at run
/// time.
macro_rules! on_every_level {
    ($($(#[$doc:meta])* $vis:vis fn $name:ident
        $([$($generic:ident : $kind:ty),+])? ($($arg:ident : $type:ty),* $(,)?) $(-> $ret:ty)?;)+) => {$(
        $(#[$doc])*
        #[allow(clippy::too_many_arguments, reason = "flat slices and sizes, as kernels have them")]
        $vis fn $name $(<$(const $generic: $kind),+>)? ($($arg: $type),*) $(-> $ret)? {
            #[cfg(target_arch = "x86_64")]
            match $crate::nn::simd::level() {
                // SAFETY: `level` has found these instruction sets on this processor.
                $crate::nn::simd::Level::Avx512 => return unsafe { wide::$name $(::<$($generic),+>)? ($($arg),*) },
                // SAFETY: as above.
                $crate::nn::simd::Level::Avx2 => return unsafe { middle::$name $(::<$($generic),+>)? ($($arg),*) },
                $crate::nn::simd::Level::Plain => {}
            }
            plain::$name $(::<$($generic),+>)? ($($arg),*)
        }
    )+};
}
pub(crate) use on_every_level;

/// The modules `wide`, `middle` and `plain` of [`on_every_level`]: each has this module's operations, what it is said to use
/// beside them, and the functions of a macro that is given the features that they need.
macro_rules! levels {
    ($kernels:ident { $($uses:item)* }) => {
        #[cfg(target_arch = "x86_64")]
        mod wide {
            use $crate::nn::lanes::wide::*;
            $($uses)*
            $kernels!(#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx2,fma")]);
        }

        #[cfg(target_arch = "x86_64")]
        mod middle {
            use $crate::nn::lanes::middle::*;
            $($uses)*
            $kernels!(#[target_feature(enable = "avx2,fma")]);
        }

        mod plain {
            use $crate::nn::lanes::plain::*;
            $($uses)*
            $kernels!();
        }
    };
}
pub(crate) use levels;

/// What is made of a module's operations, written once.
macro_rules! operations {
    ($(#[$feature:meta])*) => {
        /// eˣ for x ≤ 0, within two units of the last digit down to `least`, 0 below.
        ///
        /// x = k ln 2 + r with |r| ≤ ln 2 / 2: eˣ is 2ᵏ times a polynomial in r, the best one of its degree (Moshier's Cephes).
        #[inline]
        $(#[$feature])*
        pub fn exp(x: V, least: f32) -> V {
            /// Added and taken away again it rounds to the nearest whole number.
            const ROUNDING: f32 = 12_582_912.0;
            /// ln 2 in two parts, the first with so many zeros at its end that its multiples are exact.
            const LN_2: [f32; 2] = [0.693_359_4, -2.121_944_4e-4];
            const SERIES: [f32; 6] = [1.987_569_1e-4, 1.398_199_9e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 0.5];
            let shifted = add(mul(x, splat(std::f32::consts::LOG2_E)), splat(ROUNDING));
            let k = sub(shifted, splat(ROUNDING));
            let r = sub(sub(x, mul(k, splat(LN_2[0]))), mul(k, splat(LN_2[1])));
            let mut series = splat(SERIES[0]);
            for coefficient in &SERIES[1..] {
                series = add(mul(series, r), splat(*coefficient));
            }
            let series = add(add(mul(series, mul(r, r)), r), splat(1.0));
            not_below(x, least, mul(power(shifted), series))
        }

        /// a·b in `f64`, where each product is exact.
        #[inline]
        $(#[$feature])*
        pub fn dot(a: &[f32], b: &[f32]) -> f64 {
            let ((a, last_a), (b, last_b)) = (a.as_chunks(), b.as_chunks());
            let mut sum = 0.0;
            if !a.is_empty() {
                let mut sums = double_zero();
                for (a, b) in a.iter().zip(b) {
                    sums = double_add(load(a), load(b), sums);
                }
                sum = double_sum(sums);
            }
            for (a, b) in last_a.iter().zip(last_b) {
                sum += f64::from(*a) * f64::from(*b);
            }
            sum
        }
    };
}

/// With AVX-512.
#[cfg(target_arch = "x86_64")]
pub mod wide {
    use std::arch::x86_64::*;

    use super::Chunk;
    use super::middle::{eight_largest, eight_sum};

    /// Sixteen numbers.
    pub type V = __m512;
    /// Sixteen doubles.
    pub type Double = [__m512d; 2];

    macro_rules! simple {
        ($($name:ident($($arg:ident: $type:ty),*) -> $ret:ty = $body:expr;)+) => {$(
            #[inline]
            #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx2,fma")]
            #[allow(missing_docs, reason = "what it is called")]
            pub fn $name($($arg: $type),*) -> $ret { $body }
        )+};
    }
    simple! {
        // SAFETY: sixteen numbers are there.
        load(from: &Chunk) -> V = unsafe { _mm512_loadu_ps(from.as_ptr()) };
        // SAFETY: there is room for sixteen numbers.
        store(to: &mut Chunk, x: V) -> () = unsafe { _mm512_storeu_ps(to.as_mut_ptr(), x) };
        splat(x: f32) -> V = _mm512_set1_ps(x);
        add(a: V, b: V) -> V = _mm512_add_ps(a, b);
        sub(a: V, b: V) -> V = _mm512_sub_ps(a, b);
        mul(a: V, b: V) -> V = _mm512_mul_ps(a, b);
        larger(a: V, b: V) -> V = _mm512_max_ps(a, b);
        // a where x > 0, b elsewhere.
        where_positive(x: V, a: V, b: V) -> V = {
            let positive = _mm512_cmp_ps_mask::<_CMP_GT_OQ>(x, _mm512_setzero_ps());
            _mm512_mask_mov_ps(b, positive, a)
        };
        // x where x < 0, 0 elsewhere.
        negative(x: V) -> V = _mm512_maskz_mov_ps(_mm512_cmp_ps_mask::<_CMP_LT_OQ>(x, _mm512_setzero_ps()), x);
        power(shifted: V) -> V = {
            let k = _mm512_add_epi32(_mm512_castps_si512(shifted), _mm512_set1_epi32(127));
            _mm512_castsi512_ps(_mm512_slli_epi32::<23>(k))
        };
        not_below(x: V, least: f32, value: V) -> V = {
            let fine = _mm512_cmp_ps_mask::<_CMP_NLT_UQ>(x, _mm512_set1_ps(least));
            _mm512_maskz_mov_ps(fine, value)
        };
        // The lane, where it is one of sixteen, becomes −∞.
        without(x: V, lane: usize) -> V = {
            let lane = (1_u32 << lane.min(16)) as u16;
            _mm512_mask_mov_ps(x, lane, _mm512_set1_ps(f32::NEG_INFINITY))
        };
        equal(a: V, b: V) -> u32 = u32::from(_mm512_cmp_ps_mask::<_CMP_EQ_OQ>(a, b));
        sum(x: V) -> f32 = eight_sum(_mm256_add_ps(_mm512_castps512_ps256(x), _mm512_extractf32x8_ps::<1>(x)));
        largest(x: V) -> f32 = eight_largest(_mm256_max_ps(_mm512_castps512_ps256(x), _mm512_extractf32x8_ps::<1>(x)));
        double_zero() -> Double = [_mm512_setzero_pd(); 2];
        double_add(a: V, b: V, sums: Double) -> Double = {
            let halves = |x: V| [_mm512_cvtps_pd(_mm512_castps512_ps256(x)), _mm512_cvtps_pd(_mm512_extractf32x8_ps::<1>(x))];
            let (a, b) = (halves(a), halves(b));
            [_mm512_fmadd_pd(a[0], b[0], sums[0]), _mm512_fmadd_pd(a[1], b[1], sums[1])]
        };
        double_sum(sums: Double) -> f64 = {
            let eight = _mm512_add_pd(sums[0], sums[1]);
            let four = _mm256_add_pd(_mm512_castpd512_pd256(eight), _mm512_extractf64x4_pd::<1>(eight));
            let two = _mm_add_pd(_mm256_castpd256_pd128(four), _mm256_extractf128_pd::<1>(four));
            _mm_cvtsd_f64(two) + _mm_cvtsd_f64(_mm_unpackhi_pd(two, two))
        };
    }

    operations!(#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx2,fma")]);
}

/// With AVX2 and FMA.
#[cfg(target_arch = "x86_64")]
pub mod middle {
    use std::arch::x86_64::*;

    use super::Chunk;

    /// Sixteen numbers.
    pub type V = [__m256; 2];
    /// Sixteen doubles.
    pub type Double = [__m256d; 4];

    macro_rules! simple {
        ($($name:ident($($arg:ident: $type:ty),*) -> $ret:ty = $body:expr;)+) => {$(
            #[inline]
            #[target_feature(enable = "avx2,fma")]
            #[allow(missing_docs, reason = "what it is called")]
            pub fn $name($($arg: $type),*) -> $ret { $body }
        )+};
    }
    simple! {
        // SAFETY: sixteen numbers are there.
        load(from: &Chunk) -> V = unsafe { [_mm256_loadu_ps(from.as_ptr()), _mm256_loadu_ps(from.as_ptr().add(8))] };
        store(to: &mut Chunk, x: V) -> () = {
            // SAFETY: there is room for sixteen numbers.
            unsafe {
                _mm256_storeu_ps(to.as_mut_ptr(), x[0]);
                _mm256_storeu_ps(to.as_mut_ptr().add(8), x[1]);
            }
        };
        splat(x: f32) -> V = [_mm256_set1_ps(x); 2];
        add(a: V, b: V) -> V = [_mm256_add_ps(a[0], b[0]), _mm256_add_ps(a[1], b[1])];
        sub(a: V, b: V) -> V = [_mm256_sub_ps(a[0], b[0]), _mm256_sub_ps(a[1], b[1])];
        mul(a: V, b: V) -> V = [_mm256_mul_ps(a[0], b[0]), _mm256_mul_ps(a[1], b[1])];
        larger(a: V, b: V) -> V = [_mm256_max_ps(a[0], b[0]), _mm256_max_ps(a[1], b[1])];
        // a where x > 0, b elsewhere.
        where_positive(x: V, a: V, b: V) -> V = {
            let zero = _mm256_setzero_ps();
            [
                _mm256_blendv_ps(b[0], a[0], _mm256_cmp_ps::<_CMP_GT_OQ>(x[0], zero)),
                _mm256_blendv_ps(b[1], a[1], _mm256_cmp_ps::<_CMP_GT_OQ>(x[1], zero)),
            ]
        };
        // x where x < 0, 0 elsewhere.
        negative(x: V) -> V = {
            let zero = _mm256_setzero_ps();
            [
                _mm256_and_ps(x[0], _mm256_cmp_ps::<_CMP_LT_OQ>(x[0], zero)),
                _mm256_and_ps(x[1], _mm256_cmp_ps::<_CMP_LT_OQ>(x[1], zero)),
            ]
        };
        half_power(shifted: __m256) -> __m256 = {
            let k = _mm256_add_epi32(_mm256_castps_si256(shifted), _mm256_set1_epi32(127));
            _mm256_castsi256_ps(_mm256_slli_epi32::<23>(k))
        };
        power(shifted: V) -> V = [half_power(shifted[0]), half_power(shifted[1])];
        not_below(x: V, least: f32, value: V) -> V = {
            let least = _mm256_set1_ps(least);
            [
                _mm256_and_ps(_mm256_cmp_ps::<_CMP_NLT_UQ>(x[0], least), value[0]),
                _mm256_and_ps(_mm256_cmp_ps::<_CMP_NLT_UQ>(x[1], least), value[1]),
            ]
        };
        // The lane, where it is one of sixteen, becomes −∞.
        without(x: V, lane: usize) -> V = {
            let (lane, none) = (_mm256_set1_epi32(lane.min(16) as i32), _mm256_set1_ps(f32::NEG_INFINITY));
            let low = _mm256_cmpeq_epi32(lane, _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
            let high = _mm256_cmpeq_epi32(lane, _mm256_setr_epi32(8, 9, 10, 11, 12, 13, 14, 15));
            [
                _mm256_blendv_ps(x[0], none, _mm256_castsi256_ps(low)),
                _mm256_blendv_ps(x[1], none, _mm256_castsi256_ps(high)),
            ]
        };
        equal(a: V, b: V) -> u32 = {
            let low = _mm256_movemask_ps(_mm256_cmp_ps::<_CMP_EQ_OQ>(a[0], b[0])) as u32;
            let high = _mm256_movemask_ps(_mm256_cmp_ps::<_CMP_EQ_OQ>(a[1], b[1])) as u32;
            low | high << 8
        };
        // Halves together, and so on, in one order everywhere.
        eight_sum(x: __m256) -> f32 = {
            let four = _mm_add_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps::<1>(x));
            let two = _mm_add_ps(four, _mm_movehl_ps(four, four));
            _mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two)))
        };
        eight_largest(x: __m256) -> f32 = {
            let four = _mm_max_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps::<1>(x));
            let two = _mm_max_ps(four, _mm_movehl_ps(four, four));
            _mm_cvtss_f32(_mm_max_ss(two, _mm_movehdup_ps(two)))
        };
        sum(x: V) -> f32 = eight_sum(_mm256_add_ps(x[0], x[1]));
        largest(x: V) -> f32 = eight_largest(_mm256_max_ps(x[0], x[1]));
        double_zero() -> Double = [_mm256_setzero_pd(); 4];
        quarter(x: V, i: usize) -> __m256d = {
            let half = x[i / 2];
            match i % 2 {
                0 => _mm256_cvtps_pd(_mm256_castps256_ps128(half)),
                _ => _mm256_cvtps_pd(_mm256_extractf128_ps::<1>(half)),
            }
        };
        double_add(a: V, b: V, sums: Double) -> Double = [
            _mm256_fmadd_pd(quarter(a, 0), quarter(b, 0), sums[0]),
            _mm256_fmadd_pd(quarter(a, 1), quarter(b, 1), sums[1]),
            _mm256_fmadd_pd(quarter(a, 2), quarter(b, 2), sums[2]),
            _mm256_fmadd_pd(quarter(a, 3), quarter(b, 3), sums[3]),
        ];
        double_sum(sums: Double) -> f64 = {
            let four = _mm256_add_pd(_mm256_add_pd(sums[0], sums[2]), _mm256_add_pd(sums[1], sums[3]));
            let two = _mm_add_pd(_mm256_castpd256_pd128(four), _mm256_extractf128_pd::<1>(four));
            _mm_cvtsd_f64(two) + _mm_cvtsd_f64(_mm_unpackhi_pd(two, two))
        };
    }

    operations!(#[target_feature(enable = "avx2,fma")]);
}

/// With what every processor has.
pub mod plain {
    use super::Chunk;

    /// Sixteen numbers.
    pub type V = Chunk;
    /// Sixteen doubles.
    pub type Double = [f64; 16];

    macro_rules! simple {
        ($($name:ident($($arg:ident: $type:ty),*) -> $ret:ty = $body:expr;)+) => {$(
            #[inline(always)]
            #[allow(missing_docs, reason = "what it is called")]
            pub fn $name($($arg: $type),*) -> $ret { $body }
        )+};
    }
    simple! {
        load(from: &Chunk) -> V = *from;
        store(to: &mut Chunk, x: V) -> () = *to = x;
        splat(x: f32) -> V = [x; 16];
        add(a: V, b: V) -> V = std::array::from_fn(|i| a[i] + b[i]);
        sub(a: V, b: V) -> V = std::array::from_fn(|i| a[i] - b[i]);
        mul(a: V, b: V) -> V = std::array::from_fn(|i| a[i] * b[i]);
        larger(a: V, b: V) -> V = std::array::from_fn(|i| if a[i] > b[i] { a[i] } else { b[i] });
        where_positive(x: V, a: V, b: V) -> V = std::array::from_fn(|i| if x[i] > 0.0 { a[i] } else { b[i] });
        negative(x: V) -> V = x.map(|x| if x < 0.0 { x } else { 0.0 });
        power(shifted: V) -> V = shifted.map(|x| f32::from_bits(x.to_bits().wrapping_add(127) << 23));
        not_below(x: V, least: f32, value: V) -> V = std::array::from_fn(|i| if x[i] < least { 0.0 } else { value[i] });
        without(x: V, lane: usize) -> V = std::array::from_fn(|i| if i == lane { f32::NEG_INFINITY } else { x[i] });
        equal(a: V, b: V) -> u32 = (0..16).fold(0, |mask, i| mask | u32::from(a[i] == b[i]) << i);
        folded(x: V, both: impl Fn(f32, f32) -> f32) -> f32 = {
            let eight: [f32; 8] = std::array::from_fn(|i| both(x[i], x[i + 8]));
            let four: [f32; 4] = std::array::from_fn(|i| both(eight[i], eight[i + 4]));
            both(both(four[0], four[2]), both(four[1], four[3]))
        };
        sum(x: V) -> f32 = folded(x, |a, b| a + b);
        largest(x: V) -> f32 = folded(x, |a, b| if a > b { a } else { b });
        double_zero() -> Double = [0.0; 16];
        double_add(a: V, b: V, sums: Double) -> Double = std::array::from_fn(|i| f64::from(a[i]) * f64::from(b[i]) + sums[i]);
        double_sum(sums: Double) -> f64 = {
            let eight: [f64; 8] = std::array::from_fn(|i| sums[i] + sums[i + 8]);
            let four: [f64; 4] = std::array::from_fn(|i| eight[i] + eight[i + 4]);
            (four[0] + four[2]) + (four[1] + four[3])
        };
    }

    operations!();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::simd::testing::with_every_level;

    on_every_level! {
        fn exponentials(x: &[Chunk], y: &mut [Chunk]);
        fn summary(x: &[f32], y: &[f32]) -> [f64; 3];
    }

    macro_rules! kernels {
        ($(#[$feature:meta])*) => {
            $(#[$feature])*
            pub fn exponentials(x: &[Chunk], y: &mut [Chunk]) {
                for (x, y) in x.iter().zip(y) {
                    store(y, exp(load(x), -64.0));
                }
            }

            $(#[$feature])*
            pub fn summary(x: &[f32], y: &[f32]) -> [f64; 3] {
                let first = load(&x.as_chunks().0[0]);
                [f64::from(sum(first)), f64::from(largest(first)), dot(x, y)]
            }
        };
    }

    levels!(kernels {
        use super::Chunk;
    });

    /// e to all numbers from −65 to 0 that are so far apart.
    fn powers(step: f32) -> (Vec<f32>, Vec<Vec<f32>>) {
        let x: Vec<f32> = (0..)
            .map(|i| -65.0 + i as f32 * step)
            .take_while(|x| *x <= 0.0)
            .collect();
        let mut padded = x.clone();
        padded.resize(x.len().next_multiple_of(16), 0.0);
        let (chunks, _) = padded.as_chunks();
        let found = with_every_level(|| {
            let mut y = vec![[0.0; 16]; chunks.len()];
            exponentials(chunks, &mut y);
            y.concat()
        });
        (x, found)
    }

    #[test]
    fn the_exponential_is_right_to_two_units_and_has_the_same_bits_everywhere() {
        let (x, found) = powers(if cfg!(miri) { 0.37 } else { 1.7e-4 });
        for (i, x) in x.iter().enumerate() {
            let expect = if *x < -64.0 { 0.0 } else { f64::from(*x).exp() };
            let error = (f64::from(found[0][i]) - expect).abs();
            assert!(
                error <= 2.0 * f64::from(f32::EPSILON) * expect,
                "e^{x} is {}",
                found[0][i]
            );
            assert!(
                found
                    .iter()
                    .all(|y| y[i].to_bits() == found[0][i].to_bits()),
                "e^{x}"
            );
        }
    }

    #[test]
    fn infinity_below_gives_nothing() {
        let x = [f32::NEG_INFINITY; 16];
        for y in with_every_level(|| {
            let mut y = [[1.0; 16]];
            exponentials(&[x], &mut y);
            y[0]
        }) {
            assert_eq!(y, [0.0; 16]);
        }
    }

    #[test]
    fn sums_are_the_same_everywhere_and_right() {
        for len in [16, 31, 32, 100] {
            let numbers =
                |a: f32| -> Vec<f32> { (0..len).map(|i| (i as f32 * a).sin() * 1e3).collect() };
            let (x, y) = (numbers(1.3), numbers(0.7));
            let found = with_every_level(|| summary(&x, &y).map(f64::to_bits));
            assert!(found.windows(2).all(|pair| pair[0] == pair[1]));
            let [sum, largest, dot] = found[0].map(f64::from_bits);
            let exact = |numbers: &mut dyn Iterator<Item = f64>| numbers.sum::<f64>();
            assert!((sum - exact(&mut x[..16].iter().map(|x| f64::from(*x)))).abs() < 1e-2);
            assert_eq!(
                largest as f32,
                x[..16].iter().copied().fold(f32::MIN, f32::max)
            );
            let pairs = &mut x.iter().zip(&y).map(|(x, y)| f64::from(*x) * f64::from(*y));
            assert!((dot - exact(pairs)).abs() < 1e-6);
        }
    }
}
