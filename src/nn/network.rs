use std::ops::Range;

use rand_chacha::ChaCha8Rng;

use super::{Layer, Pass, Tensor};

/// Layers in a row, with room for what they compute.
pub struct Network {
    layers: Vec<Box<dyn Layer>>,
    /// The part of the flat parameters that belongs to each layer.
    ranges: Vec<Range<usize>>,
    /// Output of each layer for the last batch.
    outputs: Vec<Vec<f32>>,
    /// Gradient with respect to each output.
    d_outputs: Vec<Vec<f32>>,
}

impl Network {
    /// # Panics
    /// When there is no layer, or a layer does not take what the one before it gives.
    pub fn new(layers: Vec<Box<dyn Layer>>) -> Self {
        assert!(!layers.is_empty(), "a network needs a layer");
        for pair in layers.windows(2) {
            assert_eq!(pair[0].outputs(), pair[1].inputs(), "layers that fit");
        }
        let mut end = 0;
        let ranges = layers.iter().map(|layer| {
            let start = end;
            end += layer.tensors().iter().map(Tensor::len).sum::<usize>();
            start..end
        });
        Self {
            ranges: ranges.collect(),
            outputs: vec![Vec::new(); layers.len()],
            d_outputs: vec![Vec::new(); layers.len()],
            layers,
        }
    }

    /// How many trainable numbers all layers have together.
    pub fn parameters(&self) -> usize {
        self.ranges.last().map_or(0, |last| last.end)
    }

    pub fn feature_dim(&self) -> usize {
        self.layers.last().map_or(0, |last| last.outputs())
    }

    /// Numbers that all layers put out for one sample.
    pub fn activations(&self) -> usize {
        self.layers.iter().map(|layer| layer.outputs()).sum()
    }

    /// Every tensor with the part of the flat parameters it fills and a name such as `2.weight`.
    pub fn tensors(&self) -> Vec<(String, Tensor, Range<usize>)> {
        let mut all = Vec::new();
        for (index, (layer, range)) in self.layers.iter().zip(&self.ranges).enumerate() {
            let mut start = range.start;
            for tensor in layer.tensors() {
                let part = start..start + tensor.len();
                start = part.end;
                all.push((format!("{index}.{}", tensor.name), tensor, part));
            }
        }
        all
    }

    pub fn init(&self, params: &mut [f32], rng: &mut ChaCha8Rng) {
        for (layer, range) in self.layers.iter().zip(&self.ranges) {
            layer.init(&mut params[range.clone()], rng);
        }
    }

    /// Features `(n, d)` of `n` samples.
    pub fn forward(&mut self, params: &[f32], x: &[f32], n: usize) -> &[f32] {
        for index in 0..self.layers.len() {
            let (before, rest) = self.outputs.split_at_mut(index);
            let input = before.last().map_or(x, Vec::as_slice);
            let layer = &mut self.layers[index];
            grow(&mut rest[0], n * layer.outputs());
            layer.forward(&params[self.ranges[index].clone()], input, &mut rest[0], n);
        }
        let d = self.feature_dim();
        self.outputs.last().map_or(&[], |last| &last[..n * d])
    }

    /// Fills `grads` with the gradient of all parameters, given that of the features of the last `forward`.
    pub fn backward(
        &mut self,
        params: &[f32],
        grads: &mut [f32],
        x: &[f32],
        d_features: &[f32],
        n: usize,
    ) {
        for index in (0..self.layers.len()).rev() {
            let (before, after) = self.d_outputs.split_at_mut(index);
            let dy = if index + 1 == self.layers.len() {
                d_features
            } else {
                after[0].as_slice()
            };
            let layer = &mut self.layers[index];
            let dx = before.last_mut().map(|dx| {
                grow(dx, n * layer.inputs());
                dx.as_mut_slice()
            });
            let pass = Pass {
                n,
                x: if index == 0 {
                    x
                } else {
                    &self.outputs[index - 1]
                },
                y: &self.outputs[index],
                dy,
            };
            let range = self.ranges[index].clone();
            layer.backward(&params[range.clone()], &mut grads[range], pass, dx);
        }
    }
}

/// Buffers only ever grow, so that a step allocates nothing once the largest batch has been seen.
fn grow(buffer: &mut Vec<f32>, len: usize) {
    if buffer.len() < len {
        buffer.resize(len, 0.0);
    }
}
