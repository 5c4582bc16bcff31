//! Products with a matrix of a few rows, for which a general product prepares more than it computes: 17 of 117 GFLOP/s
//! for 128×128×3.

use super::lanes::{levels, on_every_level};
use super::simd::load as first_of;

/// Rows of the few.
pub const MOST: usize = 4;

on_every_level! {
    /// y = x Wᵀ with W `(outputs, inputs)` of at most [`MOST`] rows, row by row.
    pub fn forward(weights: &[f32], x: &[f32], y: &mut [f32], outputs: usize);
}

/// The kernel for one instruction set.
macro_rules! kernel {
    ($(#[$feature:meta])*) => {
        $(#[$feature])*
        pub fn forward(weights: &[f32], x: &[f32], y: &mut [f32], outputs: usize) {
            match outputs {
                1 => rows::<1>(weights, x, y),
                2 => rows::<2>(weights, x, y),
                3 => rows::<3>(weights, x, y),
                _ => rows::<MOST>(weights, x, y),
            }
        }

        #[inline]
        $(#[$feature])*
        fn rows<const OUTPUTS: usize>(weights: &[f32], x: &[f32], y: &mut [f32]) {
            let inputs = weights.len() / OUTPUTS;
            let weights: [&[f32]; OUTPUTS] = std::array::from_fn(|o| &weights[o * inputs..][..inputs]);
            let weights = weights.map(<[f32]>::as_chunks);
            for (x, y) in x.chunks_exact(inputs).zip(y.as_chunks_mut::<OUTPUTS>().0) {
                let (x, last) = x.as_chunks();
                let mut sums = [splat(0.0); OUTPUTS];
                for (c, x) in x.iter().enumerate() {
                    let x = load(x);
                    for (total, (weights, _)) in sums.iter_mut().zip(&weights) {
                        *total = add(*total, mul(x, load(&weights[c])));
                    }
                }
                if !last.is_empty() {
                    let x = load(&first_of(last));
                    for (total, (_, last)) in sums.iter_mut().zip(&weights) {
                        *total = add(*total, mul(x, load(&first_of(last))));
                    }
                }
                for (y, total) in y.iter_mut().zip(sums) {
                    *y = sum(total);
                }
            }
        }
    };
}

levels!(kernel {
    use super::{MOST, first_of};
});
