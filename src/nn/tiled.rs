use rand_chacha::ChaCha8Rng;

use super::product::{Size, Strides, product_before};
use super::room::Room;
use super::shape::ConvShape;
use super::tiles::{self, Tiling};
use super::transpose::{transpose, transpose_part};
use super::winograd::{self, Kernels};
use super::{Layer, Params, Pass, Place, Tensor, Way};

/// So many numbers, V and M together, stay in the cache from one transform to the other.
const NEAR: usize = 1 << 17;

/// Channels whose kernels are transformed at a time: they stay in the cache between being laid side by side and transformed.
const TOGETHER: usize = 16;

/// The first numbers, so many of them, if there are any.
fn first(numbers: &[f32], count: usize) -> &[f32] {
    &numbers[..count.min(numbers.len())]
}

/// A convolution of an R×R kernel by Winograd's tiles of M×M outputs; N = M + R − 1.
pub struct TiledConv<const N: usize, const M: usize, const R: usize> {
    shape: ConvShape,
    tiling: Tiling,
    map: [[f32; R]; N],
    /// The gradient of some weights `(to, R², from)`
    turned: Room,
    /// dU `(N², to, from)`
    d_kernels: Room,
    /// V or its gradient, and M or P, of a block of images: `(N², tiles, channels)` with a gap after each position
    inputs: Room,
    outputs: Room,
}

impl<const N: usize, const M: usize, const R: usize> TiledConv<N, M, R> {
    /// A layer of this shape; room for its tiles is made at the first pass.
    pub fn new(shape: ConvShape) -> Self {
        Self {
            shape,
            tiling: Tiling::new(shape.height, shape.width, M, R),
            map: winograd::kernel_map(),
            turned: Room::new(),
            d_kernels: Room::new(),
            inputs: Room::new(),
            outputs: Room::new(),
        }
    }

    /// Images that are worked on together: as many as the cache has room for. Where U has no room in it, V and M are as large,
    /// so that U is not read more often than they are.
    fn block(&self) -> usize {
        let ConvShape { from, to, .. } = self.shape;
        let most = NEAR.max(N * N * from * to);
        (most / (N * N * self.tiling.tiles() * (from + to))).max(1)
    }

    /// From one position to the next: not a power of two, whose multiples would share a place in the cache.
    fn stride(&self, channels: usize) -> usize {
        self.block() * self.tiling.tiles() * channels + 16
    }

    /// Numbers of U.
    fn kernels(&self) -> usize {
        let ConvShape { from, to, .. } = self.shape;
        N * N * Kernels::forward(from, to).stride()
    }

    /// Numbers of the weights that are laid side by side at a time, with so many channels beside each other.
    fn turned(inner: usize) -> usize {
        TOGETHER * inner * R * R
    }

    fn make_room(&mut self) {
        let ConvShape { from, to, .. } = self.shape;
        self.turned.grow(Self::turned(from));
        self.d_kernels.grow(self.kernels());
        self.inputs.grow(N * N * self.stride(from));
        self.outputs.grow(N * N * self.stride(to));
    }

    /// U `(N², from, to)`
    fn transform_kernels(&self, weights: &[f32], kernels: &mut [f32], turned: &mut [f32]) {
        let ConvShape { from, to, .. } = self.shape;
        let order = Kernels::forward(from, to);
        for first in (0..from).step_by(TOGETHER) {
            let columns = TOGETHER.min(from - first) * R * R;
            let turned = &mut turned[..columns * to];
            transpose_part(&weights[first * R * R..], turned, to, columns, from * R * R);
            let u = &mut kernels[first * to..];
            winograd::transform_kernels::<N, R>(&self.map, turned, u, order);
        }
    }

    /// U `(N², to, from)`
    fn transform_kernels_turned(&self, weights: &[f32], kernels: &mut [f32], turned: &mut [f32]) {
        let ConvShape { from, to, .. } = self.shape;
        let (order, kernel) = (Kernels::backward(from, to), from * R * R);
        for (i, weights) in weights.chunks(TOGETHER * kernel).enumerate() {
            let turned = &mut turned[..weights.len()];
            let all = weights.chunks_exact(kernel);
            for (weights, turned) in all.zip(turned.chunks_exact_mut(kernel)) {
                transpose(weights, turned, R * R);
            }
            let u = &mut kernels[i * TOGETHER * from..];
            winograd::transform_kernels::<N, R>(&self.map, turned, u, order);
        }
    }

    /// The gradient of the weights, of dU.
    fn transform_kernels_back(&mut self, d_weights: &mut [f32]) {
        let ConvShape { from, to, .. } = self.shape;
        let (order, kernel) = (Kernels::backward(from, to), from * R * R);
        for (i, grads) in d_weights.chunks_mut(TOGETHER * kernel).enumerate() {
            let turned = &mut self.turned[..grads.len()];
            let du = &self.d_kernels[i * TOGETHER * from..];
            winograd::transform_kernels_back::<N, R>(&self.map, turned, du, order);
            let all = grads.chunks_exact_mut(kernel);
            for (grads, turned) in all.zip(turned.chunks_exact(kernel)) {
                transpose(turned, grads, from);
            }
        }
    }

    /// V of some images.
    fn transform_inputs(&mut self, x: &[f32]) {
        let (from, stride) = (self.shape.from, self.stride(self.shape.from));
        for (i, x) in x.chunks_exact(self.shape.inputs()).enumerate() {
            let v = &mut self.inputs[i * self.tiling.tiles() * from..];
            tiles::transform_input::<N, M>(&self.tiling, x, from, v, stride);
        }
    }

    /// The products of some images forward: M = V U at every position.
    fn multiply(&mut self, kernels: &[f32], images: usize) {
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
            let (v, next_v) = self.inputs[p * stride_in..].split_at(stride_in);
            let (u, next_u) = kernels[p * stride..].split_at(stride);
            let (m, next_m) = self.outputs[p * stride_out..].split_at_mut(stride_out);
            let next = [
                first(next_v, stride_in),
                first(next_u, stride),
                first(next_m, stride_out),
            ];
            product_before(m, size, v, rows, u, false, next);
        }
    }

    /// The products of some images backward: dU (+)= Pᵀ V, then dV = P Uᵀ in V's place where it is wanted.
    fn multiply_back(&mut self, kernels: Option<&[f32]>, images: usize, accumulate: bool) {
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
        let stride = Kernels::backward(from, to).stride();
        for position in 0..N * N {
            let (p, next_p) = self.outputs[position * stride_out..].split_at(stride_out);
            let (v, next_v) = self.inputs[position * stride_in..].split_at_mut(stride_in);
            let (du, next_du) = self.d_kernels[position * stride..].split_at_mut(stride);
            let next = [
                first(next_p, stride_out),
                first(next_v, stride_in),
                first(next_du, stride),
            ];
            let Some(kernels) = kernels else {
                product_before(du, by_kernels, p, columns, v, accumulate, next);
                continue;
            };
            let u = &kernels[position * stride..][..stride];
            product_before(du, by_kernels, p, columns, v, accumulate, [u, &[], &[]]);
            product_before(v, by_inputs, p, rows, u, false, next);
        }
    }

    /// P of some images, and their share of the bias's gradient.
    fn transform_outputs_back(&mut self, dy: &[f32], d_bias: &mut [f32]) {
        let (to, stride) = (self.shape.to, self.stride(self.shape.to));
        for (i, dy) in dy.chunks_exact(self.shape.outputs()).enumerate() {
            let p = &mut self.outputs[i * self.tiling.tiles() * to..];
            tiles::transform_output_back::<N, M>(&self.tiling, dy, d_bias, p, stride);
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

    fn part(&self) -> Option<usize> {
        Some(self.block())
    }

    fn makes(&self, way: Way) -> usize {
        let inner = match way {
            Way::Forward => self.shape.to,
            Way::Backward => self.shape.from,
        };
        self.kernels() + Self::turned(inner)
    }

    /// U `(N², from, to)` forward and `(N², to, from)` backward, and behind it weights on their way there.
    fn make(&self, way: Way, params: &[f32], made: &mut [f32]) {
        let weights = &params[..self.shape.weights()];
        let (kernels, turned) = made.split_at_mut(self.kernels());
        match way {
            Way::Forward => self.transform_kernels(weights, kernels, turned),
            Way::Backward => self.transform_kernels_turned(weights, kernels, turned),
        }
    }

    fn forward(&mut self, params: Params<'_>, x: &[f32], y: &mut [f32], n: usize, place: Place) {
        let to = self.shape.to;
        let bias = &params.values[self.shape.weights()..];
        if place.first {
            self.make_room();
        }
        let (size_in, size_out) = (self.shape.inputs(), self.shape.outputs());
        let (stride, block) = (self.stride(to), self.block());
        let y = y[..n * size_out].chunks_mut(block * size_out);
        for (x, y) in x[..n * size_in].chunks(block * size_in).zip(y) {
            self.transform_inputs(x);
            self.multiply(params.made, x.len() / size_in);
            for (i, y) in y.chunks_exact_mut(size_out).enumerate() {
                let m = &self.outputs[i * self.tiling.tiles() * to..];
                tiles::transform_output::<N, M>(&self.tiling, y, bias, m, stride);
            }
        }
    }

    fn backward(
        &mut self,
        params: Params<'_>,
        grads: &mut [f32],
        pass: Pass<'_>,
        mut dx: Option<&mut [f32]>,
    ) {
        let from = self.shape.from;
        let (d_weights, d_bias) = grads.split_at_mut(self.shape.weights());
        if pass.place.first {
            d_bias.fill(0.0);
        }
        let (size_in, size_out) = (self.shape.inputs(), self.shape.outputs());
        let (stride, block) = (self.stride(from), self.block());
        for start in (0..pass.n).step_by(block) {
            let images = block.min(pass.n - start);
            self.transform_inputs(&pass.x[start * size_in..][..images * size_in]);
            self.transform_outputs_back(&pass.dy[start * size_out..][..images * size_out], d_bias);
            let kernels = dx.is_some().then_some(params.made);
            self.multiply_back(kernels, images, start > 0 || !pass.place.first);
            let Some(dx) = dx.as_deref_mut() else {
                continue;
            };
            let dx = &mut dx[start * size_in..][..images * size_in];
            for (i, dx) in dx.chunks_exact_mut(size_in).enumerate() {
                let v = &self.inputs[i * self.tiling.tiles() * from..];
                tiles::transform_input_back::<N, M>(&self.tiling, dx, from, v, stride);
            }
        }
        if pass.place.last {
            self.transform_kernels_back(d_weights);
        }
    }
}
