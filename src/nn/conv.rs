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

use rand_chacha::ChaCha8Rng;

use super::tiled::TiledConv;
use super::unrolled::UnrolledConv;
use super::{Layer, Tensor, init_normal};

/// With fewer channels than this a tile's transform costs more than the products it saves.
const FEWEST_TILED: usize = 4;

/// The shape of a convolution with zero padding, so that the picture keeps its size; with a bias.
#[derive(Clone, Copy, Debug)]
pub struct ConvShape {
    /// Channels that go in.
    pub from: usize,
    /// Channels that come out.
    pub to: usize,
    /// Rows of the picture.
    pub height: usize,
    /// Columns of the picture.
    pub width: usize,
    /// Rows and columns of the kernel, 3 or 5.
    pub kernel: usize,
}

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

impl ConvShape {
    /// Pixels of the picture.
    pub(super) fn area(&self) -> usize {
        self.height * self.width
    }

    /// Numbers of a sample that goes in.
    pub(super) fn inputs(&self) -> usize {
        self.area() * self.from
    }

    /// Numbers of a sample that comes out.
    pub(super) fn outputs(&self) -> usize {
        self.area() * self.to
    }

    /// Weights of one output channel.
    pub(super) fn taps(&self) -> usize {
        self.from * self.kernel * self.kernel
    }

    /// Weights of all output channels.
    pub(super) fn weights(&self) -> usize {
        self.to * self.taps()
    }

    /// Weights `(to, from, kernel, kernel)`, then the bias `(to)`.
    pub(super) fn tensors(&self) -> Vec<Tensor> {
        vec![
            Tensor {
                name: "weight",
                shape: vec![self.to, self.from, self.kernel, self.kernel],
                decays: true,
            },
            Tensor {
                name: "bias",
                shape: vec![self.to],
                decays: false,
            },
        ]
    }

    /// Weights for a rectifier behind (He et al. 2015), the bias 0.
    pub(super) fn init(&self, params: &mut [f32], rng: &mut ChaCha8Rng) {
        let (weights, bias) = params.split_at_mut(self.weights());
        init_normal(weights, self.taps(), 2.0, rng);
        bias.fill(0.0);
    }
}
