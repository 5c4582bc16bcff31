use rand_chacha::ChaCha8Rng;

use super::gemm::{Mat, matmul};
use super::{Layer, Pass, Tensor, init_normal};

/// A fully connected layer: `y = x Wᵀ + b`, with or without the bias.
pub struct Dense {
    inputs: usize,
    outputs: usize,
    bias: bool,
    /// Variance of the initial weights times `inputs`: 2 before a rectifier, 1 elsewhere.
    gain: f64,
}

impl Dense {
    /// A layer with a bias, to be followed by an activation.
    pub fn hidden(inputs: usize, outputs: usize) -> Self {
        Self {
            inputs,
            outputs,
            bias: true,
            gain: 2.0,
        }
    }

    /// The layer that makes the features: a bias or an activation here would confine them to a part of the space.
    pub fn features(inputs: usize, outputs: usize) -> Self {
        Self {
            inputs,
            outputs,
            bias: false,
            gain: 1.0,
        }
    }

    fn weights(&self) -> usize {
        self.inputs * self.outputs
    }
}

impl Layer for Dense {
    fn inputs(&self) -> usize {
        self.inputs
    }

    fn outputs(&self) -> usize {
        self.outputs
    }

    fn tensors(&self) -> Vec<Tensor> {
        let weight = Tensor {
            name: "weight",
            shape: vec![self.outputs, self.inputs],
            decays: true,
        };
        let bias = Tensor {
            name: "bias",
            shape: vec![self.outputs],
            decays: false,
        };
        if self.bias {
            vec![weight, bias]
        } else {
            vec![weight]
        }
    }

    fn init(&self, params: &mut [f32], rng: &mut ChaCha8Rng) {
        let (weights, bias) = params.split_at_mut(self.weights());
        init_normal(weights, self.inputs, self.gain, rng);
        bias.fill(0.0);
    }

    fn forward(&mut self, params: &[f32], x: &[f32], y: &mut [f32], n: usize) {
        let (weights, bias) = params.split_at(self.weights());
        let y = &mut y[..n * self.outputs];
        if self.bias {
            y.chunks_exact_mut(self.outputs)
                .for_each(|row| row.copy_from_slice(bias));
        }
        let weights = Mat::new(weights, self.outputs, self.inputs);
        matmul(
            y,
            Mat::new(x, n, self.inputs),
            weights.transposed(),
            self.bias,
        );
    }

    fn backward(
        &mut self,
        params: &[f32],
        grads: &mut [f32],
        pass: Pass<'_>,
        dx: Option<&mut [f32]>,
    ) {
        let Pass { n, x, dy, .. } = pass;
        let (d_weights, d_bias) = grads.split_at_mut(self.weights());
        let dy_mat = Mat::new(dy, n, self.outputs);
        matmul(
            d_weights,
            dy_mat.transposed(),
            Mat::new(x, n, self.inputs),
            false,
        );
        if self.bias {
            d_bias.fill(0.0);
            for row in dy[..n * self.outputs].chunks_exact(self.outputs) {
                d_bias.iter_mut().zip(row).for_each(|(d, g)| *d += g);
            }
        }
        if let Some(dx) = dx {
            let weights = Mat::new(&params[..self.weights()], self.outputs, self.inputs);
            matmul(dx, dy_mat, weights, false);
        }
    }
}
