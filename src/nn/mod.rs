//! The small training engine: layers with hand-written forward and backward passes, networks, optimizers, schedules.
//!
//! All trainable numbers of a network live in one flat vector and all their gradients in another; a [`Layer`] is told
//! which part is its own. So an optimizer is one loop over slices, a checkpoint is one copy, and layers hold no state
//! but scratch memory.
//!
//! Samples of a layer lie one after the other; pictures are channels last.

mod activation;
mod columns;
mod conv;
mod dense;
pub(crate) mod few;
mod fused;
pub(crate) mod lanes;
mod network;
mod optimizer;
mod pool;
pub(crate) mod product;
mod room;
#[cfg(test)]
mod same_bits;
mod schedule;
mod shape;
pub(crate) mod simd;
mod tiled;
mod tiles;
pub(crate) mod transpose;
mod unrolled;
mod winograd;

pub use activation::{Prelu, Relu, Tanh};
pub use conv::{ConvShape, convolution};
pub use dense::Dense;
pub use network::{Made, Network, Ready};
pub use optimizer::{Adam, Move, Optimizer, Sgd, Tuning};
pub use pool::{Flatten, MaxPool2};
#[cfg(all(target_arch = "wasm32", not(target_feature = "relaxed-simd")))]
pub(crate) use product::beside::offer as offer_kernel;
pub use schedule::Schedule;
#[cfg(test)]
pub(crate) use simd::testing;
pub use simd::{all_finite, sum_into};

use rand_chacha::ChaCha8Rng;

/// A named tensor inside a layer's parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct Tensor {
    /// Its name within the layer: `weight`, `bias`, `slope`.
    pub name: &'static str,
    /// Its dimensions, the slowest first.
    pub shape: Vec<usize>,
    /// Whether weight decay applies: to weights, not to biases and slopes.
    pub decays: bool,
}

impl Tensor {
    /// How many numbers it has.
    pub fn len(&self) -> usize {
        self.shape.iter().product()
    }

    /// Whether it has no number.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// One layer: maps `n` samples of `inputs()` numbers to `n` samples of `outputs()` numbers.
///
/// Slices hold at least `n` samples, one after the other. `backward` is called after `forward` on the same `x` and `n`.
pub trait Layer: Send + Sync {
    /// Numbers of a sample that goes in.
    fn inputs(&self) -> usize;
    /// Numbers of a sample that comes out.
    fn outputs(&self) -> usize;

    /// Multiplications and additions, in pairs, of a forward pass of one sample, by the definition: what a step costs.
    fn products(&self) -> usize {
        0
    }

    /// What lies in `params`, in order.
    fn tensors(&self) -> Vec<Tensor> {
        Vec::new()
    }

    /// The same layer as one of PyTorch's `torch.nn`, with its tensors in the same order.
    fn torch(&self) -> String;

    /// Fills `params` with the values that training starts from.
    fn init(&self, _params: &mut [f32], _rng: &mut ChaCha8Rng) {}

    /// How many numbers it makes of its parameters for a pass.
    fn makes(&self, _way: Way) -> usize {
        0
    }

    /// Fills `made` with what a pass needs and the parameters alone decide: it is made once for all parts of a batch.
    fn make(&self, _way: Way, _params: &[f32], _made: &mut [f32]) {}

    /// Fills `y` `(n, outputs)` from `x` `(n, inputs)`: of a part of a batch, where it takes parts.
    fn forward(&mut self, params: Params<'_>, x: &[f32], y: &mut [f32], n: usize, place: Place);

    /// Fills `grads` with the gradient of the parameters and, where wanted, `dx` with that of the inputs. The same `grads` goes
    /// from part to part; after the last one it has the gradient of them all.
    fn backward(
        &mut self,
        params: Params<'_>,
        grads: &mut [f32],
        pass: Pass<'_>,
        dx: Option<&mut [f32]>,
    );

    /// How many samples it is best given at a time, where it takes a batch in parts: so few that what they become is still in the
    /// cache when the next layer reads it. `usize::MAX` where any number will do, nothing where it takes whole batches.
    fn part(&self) -> Option<usize> {
        None
    }

    /// Whether its output is made again sooner than it is read from memory. What such a layer makes of `x` depends on `x` and the
    /// parameters alone, sample by sample.
    fn is_soon_made(&self) -> bool {
        false
    }
}

/// Which of the passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// From inputs to features.
    Forward,
    /// From the gradient of features to that of inputs.
    Backward,
}

/// The parameters of a layer.
#[derive(Clone, Copy)]
pub struct Params<'a> {
    /// As they lie in `params`.
    pub values: &'a [f32],
    /// What the layer has [made](Layer::make) of them for this pass.
    pub made: &'a [f32],
}

/// What a layer makes of its parameters for a pass, by itself.
pub fn made(layer: &dyn Layer, way: Way, params: &[f32]) -> Vec<f32> {
    let mut made = vec![0.0; layer.makes(way)];
    layer.make(way, params, &mut made);
    made
}

/// Where a part of a batch stands in it.
#[derive(Clone, Copy)]
pub struct Place {
    /// Whether it is the first part.
    pub first: bool,
    /// Whether it is the last one.
    pub last: bool,
}

impl Place {
    /// A batch in one part.
    pub const WHOLE: Self = Self {
        first: true,
        last: true,
    };
}

/// What a backward pass starts from.
#[derive(Clone, Copy)]
pub struct Pass<'a> {
    /// Samples in the batch.
    pub n: usize,
    /// What the layer saw, `(n, inputs)`.
    pub x: &'a [f32],
    /// What it made of it, `(n, outputs)`.
    pub y: &'a [f32],
    /// Gradient with respect to `y`.
    pub dy: &'a [f32],
    /// Which part of a batch these samples are.
    pub place: Place,
}

/// Fills `weights` from a normal distribution of variance `gain / fan_in` (He et al. 2015).
fn init_normal(weights: &mut [f32], fan_in: usize, gain: f64, rng: &mut ChaCha8Rng) {
    let std = (gain / fan_in.max(1) as f64).sqrt();
    for weight in weights {
        *weight = (crate::math::normal(rng) * std) as f32;
    }
}

impl Layer for Box<dyn Layer> {
    fn inputs(&self) -> usize {
        self.as_ref().inputs()
    }

    fn outputs(&self) -> usize {
        self.as_ref().outputs()
    }

    fn products(&self) -> usize {
        self.as_ref().products()
    }

    fn tensors(&self) -> Vec<Tensor> {
        self.as_ref().tensors()
    }

    fn torch(&self) -> String {
        self.as_ref().torch()
    }

    fn init(&self, params: &mut [f32], rng: &mut ChaCha8Rng) {
        self.as_ref().init(params, rng);
    }

    fn makes(&self, way: Way) -> usize {
        self.as_ref().makes(way)
    }

    fn make(&self, way: Way, params: &[f32], made: &mut [f32]) {
        self.as_ref().make(way, params, made);
    }

    fn forward(&mut self, params: Params<'_>, x: &[f32], y: &mut [f32], n: usize, place: Place) {
        self.as_mut().forward(params, x, y, n, place);
    }

    fn backward(
        &mut self,
        params: Params<'_>,
        grads: &mut [f32],
        pass: Pass<'_>,
        dx: Option<&mut [f32]>,
    ) {
        self.as_mut().backward(params, grads, pass, dx);
    }

    fn part(&self) -> Option<usize> {
        self.as_ref().part()
    }

    fn is_soon_made(&self) -> bool {
        self.as_ref().is_soon_made()
    }
}
