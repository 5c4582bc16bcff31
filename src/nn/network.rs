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
    /// Gradient with respect to a layer's output, and to its input: two that change places from layer to layer.
    d_outputs: [Vec<f32>; 2],
}

impl Network {
    /// A network of these layers, the first one first.
    ///
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
            d_outputs: [Vec::new(), Vec::new()],
            layers,
        }
    }

    /// How many trainable numbers all layers have together.
    pub fn parameters(&self) -> usize {
        self.ranges.last().map_or(0, |last| last.end)
    }

    /// Multiplications and additions, in pairs, that a forward pass makes for one sample.
    pub fn products(&self) -> usize {
        self.layers.iter().map(|layer| layer.products()).sum()
    }

    /// d: numbers that the last layer puts out for a sample.
    pub fn feature_dim(&self) -> usize {
        self.layers.last().map_or(0, |last| last.outputs())
    }

    /// Numbers that are kept for one sample: what all layers put out, and the gradients before and behind a layer.
    pub fn activations(&self) -> usize {
        let outputs = || self.layers.iter().map(|layer| layer.outputs());
        outputs().sum::<usize>() + 2 * outputs().max().unwrap_or(0)
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

    /// Each layer as one of PyTorch's `torch.nn`; their numbers are those of [`Network::tensors`].
    pub fn torch(&self) -> Vec<String> {
        self.layers.iter().map(|layer| layer.torch()).collect()
    }

    /// Fills `params` with the values that training starts from, layer by layer.
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
        self.features(n)
    }

    /// Features of the last `forward`, which was of `n` samples.
    pub fn features(&self, n: usize) -> &[f32] {
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
        let [mut d_output, mut d_input] = std::mem::take(&mut self.d_outputs);
        let last = self.layers.len() - 1;
        for index in (0..=last).rev() {
            let layer = &mut self.layers[index];
            let wanted = index > 0;
            if wanted {
                grow(&mut d_input, n * layer.inputs());
            }
            let pass = Pass {
                n,
                x: if wanted { &self.outputs[index - 1] } else { x },
                y: &self.outputs[index],
                dy: if index == last { d_features } else { &d_output },
            };
            let range = self.ranges[index].clone();
            let dx = wanted.then_some(d_input.as_mut_slice());
            layer.backward(&params[range.clone()], &mut grads[range], pass, dx);
            std::mem::swap(&mut d_output, &mut d_input);
        }
        self.d_outputs = [d_output, d_input];
    }
}

/// Buffers only ever grow, so that a step allocates nothing once the largest batch has been seen.
fn grow(buffer: &mut Vec<f32>, len: usize) {
    if buffer.len() < len {
        buffer.resize(len, 0.0);
    }
}
