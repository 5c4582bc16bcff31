//! Convolutions: what they have in common, and which method computes which.
//!
//! Pictures are channels last, so that all channels of a pixel lie side by side: transforms, pooling and activations then
//! work on whole registers for any picture size.
//!
//! Measured on two virtual cores (Xeon, family 6 model 167) that others used too, best of 90: GFLOP/s of the definition's
//! arithmetic that a layer of 32 pictures is equal to on one core, forward / backward. Products of such sizes reach 190 to 210
//! of the core's 235.
//!
//! | layer | unrolled (im2col) | tiles of 2×2 | tiles of 4×4 |
//! |---|---|---|---|
//! | 3×3, 32 → 32, 28×28 | 61 / 43 | 288 / 311 | 433 / 470 |
//! | 3×3, 64 → 64, 14×14 | 118 / 99 | 318 / 321 | 414 / 421 |
//! | 3×3, 128 → 128, 7×7 | 115 / 100 | 248 / 235 | 357 / 352 |
//! | 5×5, 32 → 32, 28×28 | 56 / 42 | 273 / 280 | 614 / 642 |
//! | 5×5, 64 → 64, 14×14 | 112 / 83 | 412 / 378 | 522 / 499 |
//! | 5×5, 128 → 128, 7×7 | 101 / 84 | 267 / 267 | 474 / 467 |

use super::Layer;
pub use super::shape::ConvShape;
use super::tiled::TiledConv;
use super::unrolled::UnrolledConv;

/// With fewer channels than this a tile's transform costs more than the products it saves.
const FEWEST_TILED: usize = 4;

/// A convolution by the method that is fastest for its shape: `(height, width, from)` to `(height, width, to)`.
///
/// # Panics
/// When the kernel is neither 3×3 nor 5×5.
pub fn convolution(shape: ConvShape) -> Box<dyn Layer> {
    assert!(matches!(shape.kernel, 3 | 5), "a kernel of 3×3 or 5×5");
    match shape.kernel {
        _ if shape.from < FEWEST_TILED => Box::new(UnrolledConv::new(shape)),
        3 => Box::new(TiledConv::<6, 4, 3>::new(shape)),
        _ => Box::new(TiledConv::<8, 4, 5>::new(shape)),
    }
}
