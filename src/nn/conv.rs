use rand_chacha::ChaCha8Rng;

use super::gemm::{Mat, matmul};
use super::{Layer, Pass, Tensor, init_normal};

/// A 3×3 convolution with zero padding, so that the picture keeps its size; with a bias.
///
/// One image at a time is unrolled into a matrix `(inputs · 9, height · width)` (im2col), so that the convolution is a
/// matrix product whose operands stay in the cache.
pub struct Conv3x3 {
    from: usize,
    to: usize,
    height: usize,
    width: usize,
    /// Of one image; empty until the first.
    columns: Vec<f32>,
}

impl Conv3x3 {
    pub fn new(from: usize, to: usize, height: usize, width: usize) -> Self {
        Self {
            from,
            to,
            height,
            width,
            columns: Vec::new(),
        }
    }

    fn area(&self) -> usize {
        self.height * self.width
    }

    fn weights(&self) -> usize {
        self.to * self.from * 9
    }

    /// For each row of the unrolled matrix: its channel and how far (down, right) it looks.
    fn taps(&self) -> impl Iterator<Item = (usize, isize, isize)> + use<> {
        (0..self.from * 9).map(|row| {
            let (channel, tap) = (row / 9, (row % 9) as isize);
            (channel, tap / 3 - 1, tap % 3 - 1)
        })
    }

    /// The part of an output row (from, to) for which a tap looks inside the picture.
    fn span(&self, right: isize) -> (usize, usize) {
        let from = usize::from(right < 0).min(self.width);
        let to = (self.width - usize::from(right > 0)).max(from);
        (from, to)
    }

    fn unroll(&mut self, image: &[f32]) {
        let (area, width, height) = (self.area(), self.width, self.height as isize);
        let mut columns = std::mem::take(&mut self.columns);
        columns.resize(self.from * 9 * area, 0.0);
        for ((channel, down, right), row) in self.taps().zip(columns.chunks_exact_mut(area)) {
            let plane = &image[channel * area..][..area];
            let (from, to) = self.span(right);
            for (y, out) in row.chunks_exact_mut(width).enumerate() {
                let source = y as isize + down;
                if !(0..height).contains(&source) {
                    out.fill(0.0);
                    continue;
                }
                let line = &plane[source as usize * width..][..width];
                let shifted = |x: usize| (x as isize + right) as usize;
                out[..from].fill(0.0);
                out[to..].fill(0.0);
                if from < to {
                    out[from..to].copy_from_slice(&line[shifted(from)..=shifted(to - 1)]);
                }
            }
        }
        self.columns = columns;
    }

    /// The transpose of [`Self::unroll`]: adds every column back to where it came from.
    fn roll(&self, image: &mut [f32]) {
        let (area, width, height) = (self.area(), self.width, self.height as isize);
        image.fill(0.0);
        for ((channel, down, right), row) in self.taps().zip(self.columns.chunks_exact(area)) {
            let plane = &mut image[channel * area..][..area];
            let (from, to) = self.span(right);
            for (y, column) in row.chunks_exact(width).enumerate() {
                let source = y as isize + down;
                if from >= to || !(0..height).contains(&source) {
                    continue;
                }
                let line = &mut plane[source as usize * width..][..width];
                let shifted = |x: usize| (x as isize + right) as usize;
                let line = &mut line[shifted(from)..=shifted(to - 1)];
                line.iter_mut()
                    .zip(&column[from..to])
                    .for_each(|(sum, value)| *sum += value);
            }
        }
    }
}

impl Layer for Conv3x3 {
    fn inputs(&self) -> usize {
        self.from * self.area()
    }

    fn outputs(&self) -> usize {
        self.to * self.area()
    }

    fn tensors(&self) -> Vec<Tensor> {
        vec![
            Tensor {
                name: "weight",
                shape: vec![self.to, self.from, 3, 3],
                decays: true,
            },
            Tensor {
                name: "bias",
                shape: vec![self.to],
                decays: false,
            },
        ]
    }

    fn init(&self, params: &mut [f32], rng: &mut ChaCha8Rng) {
        let (weights, bias) = params.split_at_mut(self.weights());
        init_normal(weights, self.from * 9, 2.0, rng);
        bias.fill(0.0);
    }

    fn forward(&mut self, params: &[f32], x: &[f32], y: &mut [f32], n: usize) {
        let (weights, bias) = params.split_at(self.weights());
        let (area, taps) = (self.area(), self.from * 9);
        for sample in 0..n {
            self.unroll(&x[sample * self.inputs()..][..self.inputs()]);
            let y = &mut y[sample * self.outputs()..][..self.outputs()];
            for (plane, bias) in y.chunks_exact_mut(area).zip(bias) {
                plane.fill(*bias);
            }
            let weights = Mat::new(weights, self.to, taps);
            matmul(y, weights, Mat::new(&self.columns, taps, area), true);
        }
    }

    fn backward(
        &mut self,
        params: &[f32],
        grads: &mut [f32],
        pass: Pass<'_>,
        mut dx: Option<&mut [f32]>,
    ) {
        let (area, taps) = (self.area(), self.from * 9);
        let (d_weights, d_bias) = grads.split_at_mut(self.weights());
        d_weights.fill(0.0);
        d_bias.fill(0.0);
        for sample in 0..pass.n {
            let dy = &pass.dy[sample * self.outputs()..][..self.outputs()];
            for (sum, plane) in d_bias.iter_mut().zip(dy.chunks_exact(area)) {
                *sum += plane.iter().sum::<f32>();
            }
            self.unroll(&pass.x[sample * self.inputs()..][..self.inputs()]);
            let dy = Mat::new(dy, self.to, area);
            let columns = Mat::new(&self.columns, taps, area);
            matmul(d_weights, dy, columns.transposed(), true);
            if let Some(dx) = dx.as_deref_mut() {
                let weights = Mat::new(&params[..self.weights()], self.to, taps);
                matmul(&mut self.columns, weights.transposed(), dy, false);
                self.roll(&mut dx[sample * self.inputs()..][..self.inputs()]);
            }
        }
    }
}
