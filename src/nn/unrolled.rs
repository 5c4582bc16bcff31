use rand_chacha::ChaCha8Rng;

use super::product::{Size, Strides, product};
use super::shape::ConvShape;
use super::{Layer, Pass, Tensor};

/// A convolution by unrolling one image at a time into a matrix `(pixels, weights of an output)` (im2col): for pictures
/// of few channels.
pub struct UnrolledConv {
    shape: ConvShape,
    /// Of one image `(pixels, taps)`.
    columns: Vec<f32>,
    /// The weights `(taps, to)`, or their gradient.
    weights: Vec<f32>,
}

impl UnrolledConv {
    /// A layer of this shape; room for its matrix is made at the first pass.
    pub fn new(shape: ConvShape) -> Self {
        Self {
            shape,
            columns: Vec::new(),
            weights: Vec::new(),
        }
    }

    fn make_room(&mut self) {
        let area = self.shape.area();
        self.columns.resize(area * self.shape.taps(), 0.0);
        self.weights.resize(self.shape.weights(), 0.0);
    }

    fn unroll(&mut self, image: &[f32]) {
        self.columns.fill(0.0);
        let columns = &mut self.columns;
        for_each_tap(self.shape, |pixel, column| columns[column] = image[pixel]);
    }

    /// The transpose of [`Self::unroll`]: adds every column back to where it came from.
    fn roll(&self, image: &mut [f32]) {
        image.fill(0.0);
        for_each_tap(self.shape, |pixel, column| {
            image[pixel] += self.columns[column];
        });
    }
}

/// Calls `each` with every number of the picture and every place in the unrolled matrix where it stands.
fn for_each_tap(shape: ConvShape, mut each: impl FnMut(usize, usize)) {
    let ConvShape {
        from,
        height,
        width,
        kernel,
        ..
    } = shape;
    let border = kernel / 2;
    // Rows (or columns) of the picture whose neighbour at this tap is inside.
    let inside = |tap: usize, len: usize| {
        border.saturating_sub(tap)..(len + border).saturating_sub(tap).min(len)
    };
    for channel in 0..from {
        for tap in 0..kernel * kernel {
            let (down, right) = (tap / kernel, tap % kernel);
            for row in inside(down, height) {
                for col in inside(right, width) {
                    let source = (row + down - border) * width + col + right - border;
                    let column =
                        (row * width + col) * shape.taps() + channel * kernel * kernel + tap;
                    each(source * from + channel, column);
                }
            }
        }
    }
}

impl Layer for UnrolledConv {
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
        let (to, taps) = (self.shape.to, self.shape.taps());
        let (weights, bias) = params.split_at(self.shape.weights());
        for (i, weight) in weights.iter().enumerate() {
            self.weights[i % taps * to + i / taps] = *weight;
        }
        let size = Size {
            m: self.shape.area(),
            k: taps,
            n: to,
        };
        let rows = Strides::rows(taps);
        let x = x.chunks_exact(self.shape.inputs());
        for (x, y) in x.zip(y.chunks_exact_mut(self.shape.outputs())).take(n) {
            self.unroll(x);
            y.chunks_exact_mut(to)
                .for_each(|pixel| pixel.copy_from_slice(bias));
            product(y, size, &self.columns, rows, &self.weights, true);
        }
    }

    fn backward(
        &mut self,
        params: &[f32],
        grads: &mut [f32],
        pass: Pass<'_>,
        mut dx: Option<&mut [f32]>,
    ) {
        let (to, taps, area) = (self.shape.to, self.shape.taps(), self.shape.area());
        let (d_weights, d_bias) = grads.split_at_mut(self.shape.weights());
        d_bias.fill(0.0);
        self.weights.fill(0.0);
        let by_weights = Size {
            m: taps,
            k: area,
            n: to,
        };
        let by_columns = Size {
            m: area,
            k: to,
            n: taps,
        };
        for i in 0..pass.n {
            let dy = &pass.dy[i * self.shape.outputs()..][..self.shape.outputs()];
            for pixel in dy.chunks_exact(to) {
                d_bias.iter_mut().zip(pixel).for_each(|(d, g)| *d += g);
            }
            self.unroll(&pass.x[i * self.shape.inputs()..][..self.shape.inputs()]);
            let columns = Strides::columns(taps);
            product(
                &mut self.weights,
                by_weights,
                &self.columns,
                columns,
                dy,
                true,
            );
            if let Some(dx) = dx.as_deref_mut() {
                let rows = Strides::rows(to);
                product(&mut self.columns, by_columns, dy, rows, params, false);
                self.roll(&mut dx[i * self.shape.inputs()..][..self.shape.inputs()]);
            }
        }
        for (i, d) in d_weights.iter_mut().enumerate() {
            *d = self.weights[i % taps * to + i / taps];
        }
    }
}
