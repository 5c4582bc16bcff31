//! Convolutions: what they have in common, and which method computes which.
//!
//! Pictures are channels last, so that all channels of a pixel lie side by side: transforms, pooling and activations then
//! work on whole registers for any picture size.
//!
//! Measured on two virtual cores (Xeon, family 6 model 167) that others used too, best of 45: GFLOP/s of the definition's
//! arithmetic that a layer of 32 pictures is equal to on one core, forward / backward. Plain products reach 60 to 117.
//!
//! | layer | unrolled (im2col) | tiles of 2×2 | tiles of 4×4 |
//! |---|---|---|---|
//! | 3×3, 32 → 32, 28×28 | 20 / 21 | 99 / 99 | 112 / 124 |
//! | 3×3, 64 → 64, 14×14 | 37 / 41 | 162 / 159 | 165 / 164 |
//! | 3×3, 128 → 128, 7×7 | 64 / 54 | 121 / 140 | 138 / 131 |
//! | 5×5, 32 → 32, 28×28 | 16 / 15 | 120 / 120 | 225 / 188 |
//! | 5×5, 64 → 64, 14×14 | 32 / 30 | 125 / 146 | 165 / 168 |
//! | 5×5, 128 → 128, 7×7 | 38 / 39 | 137 / 156 | 229 / 184 |

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
