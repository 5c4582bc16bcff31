use rand_chacha::ChaCha8Rng;

use super::columns::{fill_rows, sum_rows};
use super::few;
use super::product::{PANEL, Size, Strides, product, product_transposed};
use super::transpose::transpose;
use super::{Layer, Params, Pass, Place, Tensor, init_normal};

/// A fully connected layer: `y = x Wᵀ + b`, with or without the bias.
pub struct Dense {
    inputs: usize,
    outputs: usize,
    bias: bool,
    /// Variance of the initial weights times `inputs`: 2 before a rectifier, 1 elsewhere.
    gain: f64,
    /// Room for a part of Wᵀ, or of xᵀ, which a product wants on its right.
    panel: Vec<f32>,
    /// Room for yᵀ.
    turned: Vec<f32>,
}

impl Dense {
    /// A layer with a bias, to be followed by an activation.
    pub fn hidden(inputs: usize, outputs: usize) -> Self {
        Self {
            inputs,
            outputs,
            bias: true,
            gain: 2.0,
            panel: Vec::new(),
            turned: Vec::new(),
        }
    }

    /// The layer that makes the features: a bias or an activation here would confine them to a part of the space.
    pub fn features(inputs: usize, outputs: usize) -> Self {
        Self {
            inputs,
            outputs,
            bias: false,
            gain: 1.0,
            panel: Vec::new(),
            turned: Vec::new(),
        }
    }

    fn weights(&self) -> usize {
        self.inputs * self.outputs
    }

    /// yᵀ = W xᵀ + b: the same sums in the same order.
    fn forward_turned(
        &mut self,
        weights: &[f32],
        bias: &[f32],
        x: &[f32],
        y: &mut [f32],
        n: usize,
    ) {
        self.turned.resize(n * self.outputs, 0.0);
        if n == 0 {
            return;
        }
        for (row, b) in self.turned.chunks_exact_mut(n).zip(bias) {
            row.fill(*b);
        }
        let size = Size {
            m: self.outputs,
            k: self.inputs,
            n,
        };
        product_transposed(
            &mut self.turned,
            size,
            weights,
            x,
            &mut self.panel,
            self.bias,
        );
        transpose(&self.turned, y, n);
    }

    /// Whether this is the product to a few features.
    fn makes_few(&self) -> bool {
        !self.bias && self.outputs <= few::MOST
    }
}

impl Layer for Dense {
    fn inputs(&self) -> usize {
        self.inputs
    }

    fn outputs(&self) -> usize {
        self.outputs
    }

    fn products(&self) -> usize {
        self.weights()
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

    fn torch(&self) -> String {
        let bias = if self.bias { "" } else { ", bias=False" };
        format!("nn.Linear({}, {}{bias})", self.inputs, self.outputs)
    }

    fn init(&self, params: &mut [f32], rng: &mut ChaCha8Rng) {
        let (weights, bias) = params.split_at_mut(self.weights());
        init_normal(weights, self.inputs, self.gain, rng);
        bias.fill(0.0);
    }

    fn forward(&mut self, params: Params<'_>, x: &[f32], y: &mut [f32], n: usize, _place: Place) {
        let (weights, bias) = params.values.split_at(self.weights());
        let y = &mut y[..n * self.outputs];
        if self.makes_few() {
            return few::forward(weights, &x[..n * self.inputs], y, self.outputs);
        }
        self.panel.resize(self.inputs * PANEL, 0.0);
        if n * (self.inputs + self.outputs) < self.weights() {
            // There is less of x and y to turn than of W.
            return self.forward_turned(weights, bias, x, y, n);
        }
        if self.bias {
            fill_rows(y, bias);
        }
        let size = Size {
            m: n,
            k: self.inputs,
            n: self.outputs,
        };
        product_transposed(y, size, x, weights, &mut self.panel, self.bias);
    }

    fn backward(
        &mut self,
        params: Params<'_>,
        grads: &mut [f32],
        pass: Pass<'_>,
        dx: Option<&mut [f32]>,
    ) {
        let Pass { n, x, dy, .. } = pass;
        let (d_weights, d_bias) = grads.split_at_mut(self.weights());
        let by_weights = Size {
            m: self.outputs,
            k: n,
            n: self.inputs,
        };
        product(
            d_weights,
            by_weights,
            dy,
            Strides::columns(self.outputs),
            x,
            false,
        );
        if self.bias {
            d_bias.fill(0.0);
            sum_rows(&dy[..n * self.outputs], d_bias);
        }
        if let Some(dx) = dx {
            let by_inputs = Size {
                m: n,
                k: self.outputs,
                n: self.inputs,
            };
            product(
                dx,
                by_inputs,
                dy,
                Strides::rows(self.outputs),
                params.values,
                false,
            );
        }
    }
}
