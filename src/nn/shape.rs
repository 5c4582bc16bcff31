//! The shape of a convolution, whatever the method that computes it.

use rand_chacha::ChaCha8Rng;

use super::{Tensor, init_normal};

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

    /// The same as PyTorch writes it.
    pub(super) fn torch(&self) -> String {
        let Self {
            from, to, kernel, ..
        } = self;
        let border = kernel / 2;
        format!("nn.Conv2d({from}, {to}, {kernel}, padding={border})")
    }

    /// Weights for a rectifier behind (He et al. 2015), the bias 0.
    pub(super) fn init(&self, params: &mut [f32], rng: &mut ChaCha8Rng) {
        let (weights, bias) = params.split_at_mut(self.weights());
        init_normal(weights, self.taps(), 2.0, rng);
        bias.fill(0.0);
    }
}
