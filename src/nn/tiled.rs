use rand_chacha::ChaCha8Rng;

use super::product::{Size, Strides, product};
use super::shape::ConvShape;
use super::winograd::{self, Kernels, Tiling};
use super::{Layer, Pass, Tensor};

/// Tiles that a block of images has together at least: enough rows for a matrix product at full speed, few enough to
/// stay in the cache.
const BLOCK_TILES: usize = 64;

/// A convolution of an R×R kernel by Winograd's tiles of M×M outputs; N = M + R − 1.
pub struct TiledConv<const N: usize, const M: usize, const R: usize> {
    shape: ConvShape,
    tiling: Tiling,
    map: [[f32; R]; N],
    /// U, `(N², from, to)` forward and `(N², to, from)` backward
    kernels: Vec<f32>,
    /// dU `(N², to, from)`
    d_kernels: Vec<f32>,
    /// V or its gradient, and M or P, of a block of images: `(N², tiles, channels)` with a gap after each position
    inputs: Vec<f32>,
    outputs: Vec<f32>,
}

impl<const N: usize, const M: usize, const R: usize> TiledConv<N, M, R> {
    /// A layer of this shape; room for its tiles is made at the first pass.
    pub fn new(shape: ConvShape) -> Self {
        Self {
            shape,
            tiling: Tiling::new(shape.height, shape.width, M, R),
            map: winograd::kernel_map(),
            kernels: Vec::new(),
            d_kernels: Vec::new(),
            inputs: Vec::new(),
            outputs: Vec::new(),
        }
    }

    /// Images that are worked on together.
    fn block(&self) -> usize {
        BLOCK_TILES.div_ceil(self.tiling.tiles())
    }

    /// From one position to the next: not a power of two, whose multiples would share a place in the cache.
    fn stride(&self, channels: usize) -> usize {
        self.block() * self.tiling.tiles() * channels + 16
    }

    fn make_room(&mut self) {
        let ConvShape { from, to, .. } = self.shape;
        let kernels = N * N * Kernels::forward(from, to).stride();
        self.kernels.resize(kernels, 0.0);
        self.d_kernels.resize(kernels, 0.0);
        self.inputs.resize(N * N * self.stride(from), 0.0);
        self.outputs.resize(N * N * self.stride(to), 0.0);
    }

    /// V of some images.
    fn transform_inputs(&mut self, x: &[f32]) {
        let (from, stride) = (self.shape.from, self.stride(self.shape.from));
        for (i, x) in x.chunks_exact(self.shape.inputs()).enumerate() {
            let v = &mut self.inputs[i * self.tiling.tiles() * from..];
            winograd::transform_input::<N, M>(&self.tiling, x, from, v, stride);
        }
    }

    /// The products of some images forward: M = V U at every position.
    fn multiply(&mut self, images: usize) {
        let ConvShape { from, to, .. } = self.shape;
        let (stride_in, stride_out) = (self.stride(from), self.stride(to));
        let size = Size {
            m: images * self.tiling.tiles(),
            k: from,
            n: to,
        };
        let rows = Strides::rows(from);
        let stride = Kernels::forward(from, to).stride();
        for p in 0..N * N {
            let (v, u) = (&self.inputs[p * stride_in..], &self.kernels[p * stride..]);
            product(&mut self.outputs[p * stride_out..], size, v, rows, u, false);
        }
    }

    /// The products of some images backward: dU (+)= Pᵀ V, then dV = P Uᵀ in V's place where it is wanted.
    fn multiply_back(&mut self, images: usize, accumulate: bool, wants_inputs: bool) {
        let ConvShape { from, to, .. } = self.shape;
        let (stride_in, stride_out) = (self.stride(from), self.stride(to));
        let tiles = images * self.tiling.tiles();
        let by_kernels = Size {
            m: to,
            k: tiles,
            n: from,
        };
        let by_inputs = Size {
            m: tiles,
            k: to,
            n: from,
        };
        let (columns, rows) = (Strides::columns(to), Strides::rows(to));
        for position in 0..N * N {
            let p = &self.outputs[position * stride_out..];
            let v = &mut self.inputs[position * stride_in..];
            let at = position * Kernels::backward(from, to).stride();
            product(
                &mut self.d_kernels[at..],
                by_kernels,
                p,
                columns,
                v,
                accumulate,
            );
            if wants_inputs {
                product(v, by_inputs, p, rows, &self.kernels[at..], false);
            }
        }
    }

    /// P of some images, and their share of the bias's gradient.
    fn transform_outputs_back(&mut self, dy: &[f32], d_bias: &mut [f32]) {
        let (to, stride) = (self.shape.to, self.stride(self.shape.to));
        for (i, dy) in dy.chunks_exact(self.shape.outputs()).enumerate() {
            let p = &mut self.outputs[i * self.tiling.tiles() * to..];
            winograd::transform_output_back::<N, M>(&self.tiling, dy, d_bias, p, stride);
        }
    }
}

impl<const N: usize, const M: usize, const R: usize> Layer for TiledConv<N, M, R> {
    fn inputs(&self) -> usize {
        self.shape.inputs()
    }

    fn outputs(&self) -> usize {
        self.shape.outputs()
    }

    fn products(&self) -> usize {
        self.shape.area() * self.shape.weights()
    }

    fn tensors(&self) -> Vec<Tensor> {
        self.shape.tensors()
    }

    fn torch(&self) -> String {
        self.shape.torch()
    }

    fn init(&self, params: &mut [f32], rng: &mut ChaCha8Rng) {
        self.shape.init(params, rng);
    }

    fn forward(&mut self, params: &[f32], x: &[f32], y: &mut [f32], n: usize) {
        self.make_room();
        let ConvShape { from, to, .. } = self.shape;
        let (weights, bias) = params.split_at(self.shape.weights());
        let order = Kernels::forward(from, to);
        winograd::transform_kernels::<N, R>(&self.map, weights, &mut self.kernels, order);
        let (size_in, size_out) = (self.shape.inputs(), self.shape.outputs());
        let (stride, block) = (self.stride(to), self.block());
        let y = y[..n * size_out].chunks_mut(block * size_out);
        for (x, y) in x[..n * size_in].chunks(block * size_in).zip(y) {
            self.transform_inputs(x);
            self.multiply(x.len() / size_in);
            for (i, y) in y.chunks_exact_mut(size_out).enumerate() {
                let m = &self.outputs[i * self.tiling.tiles() * to..];
                winograd::transform_output::<N, M>(&self.tiling, y, bias, m, stride);
            }
        }
    }

    fn backward(
        &mut self,
        params: &[f32],
        grads: &mut [f32],
        pass: Pass<'_>,
        mut dx: Option<&mut [f32]>,
    ) {
        let ConvShape { from, to, .. } = self.shape;
        let (d_weights, d_bias) = grads.split_at_mut(self.shape.weights());
        d_bias.fill(0.0);
        let order = Kernels::backward(from, to);
        if dx.is_some() {
            let weights = &params[..self.shape.weights()];
            winograd::transform_kernels::<N, R>(&self.map, weights, &mut self.kernels, order);
        }
        let (size_in, size_out) = (self.shape.inputs(), self.shape.outputs());
        let (stride, block) = (self.stride(from), self.block());
        for first in (0..pass.n).step_by(block) {
            let images = block.min(pass.n - first);
            self.transform_inputs(&pass.x[first * size_in..][..images * size_in]);
            self.transform_outputs_back(&pass.dy[first * size_out..][..images * size_out], d_bias);
            self.multiply_back(images, first > 0, dx.is_some());
            let Some(dx) = dx.as_deref_mut() else {
                continue;
            };
            let dx = &mut dx[first * size_in..][..images * size_in];
            dx.fill(0.0);
            for (i, dx) in dx.chunks_exact_mut(size_in).enumerate() {
                let v = &self.inputs[i * self.tiling.tiles() * from..];
                winograd::add_input_back::<N, M>(&self.tiling, dx, from, v, stride);
            }
        }
        winograd::transform_kernels_back::<N, R>(&self.map, d_weights, &self.d_kernels, order);
    }
}
