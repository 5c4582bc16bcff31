use rand_chacha::ChaCha8Rng;

use super::columns::{fill_rows, sum_rows};
use super::product::{Size, Strides, product};
use super::room::Room;
use super::shape::ConvShape;
use super::transpose::transpose;
use super::{Layer, Params, Pass, Place, Tensor, Way};

/// A convolution by unrolling one image at a time into a matrix `(weights of an output, pixels)` (im2col): for pictures
/// of few channels.
pub struct UnrolledConv {
    shape: ConvShape,
    /// Of one image `(taps, pixels)`.
    columns: Room,
    /// Its gradient `(pixels, taps)` and `(taps, pixels)`, where the gradient of the picture is wanted.
    d_columns: [Room; 2],
    /// The gradient of the weights `(taps, to)`.
    d_weights: Room,
}

impl UnrolledConv {
    /// A layer of this shape; room for its matrix is made at the first pass.
    pub fn new(shape: ConvShape) -> Self {
        Self {
            shape,
            columns: Room::new(),
            d_columns: [Room::new(), Room::new()],
            d_weights: Room::new(),
        }
    }

    fn make_room(&mut self) {
        let area = self.shape.area();
        self.columns.grow(area * self.shape.taps());
        self.d_weights.grow(self.shape.weights());
    }

    /// What lies outside of the picture stays 0, as it was made.
    fn unroll(&mut self, image: &[f32]) {
        let from = self.shape.from;
        for_each_row(self.shape, |first, column, len| {
            let columns = &mut self.columns[column..column + len];
            match from {
                1 => columns.copy_from_slice(&image[first..first + len]),
                _ => {
                    let pixels = image[first..].iter().step_by(from);
                    columns.iter_mut().zip(pixels).for_each(|(to, x)| *to = *x);
                }
            }
        });
    }

    /// The transpose of [`Self::unroll`]: adds every column's gradient back to where it came from.
    fn roll(&self, image: &mut [f32]) {
        let columns = &self.d_columns[1];
        image.fill(0.0);
        for_each_row(self.shape, |first, column, len| {
            let pixels = image[first..].iter_mut().step_by(self.shape.from);
            pixels
                .zip(&columns[column..column + len])
                .for_each(|(to, x)| *to += x);
        });
    }
}

/// Calls `each` with where the pixels begin that lie beside each other in a row of the picture, where they stand in the
/// unrolled matrix, and how many they are.
fn for_each_row(shape: ConvShape, mut each: impl FnMut(usize, usize, usize)) {
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
            let cols = inside(right, width);
            if cols.is_empty() {
                continue;
            }
            for row in inside(down, height) {
                let source = (row + down - border) * width + cols.start + right - border;
                let column = (channel * kernel * kernel + tap) * shape.area() + row * width;
                each(source * from + channel, column + cols.start, cols.len());
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

    fn part(&self) -> Option<usize> {
        Some(usize::MAX)
    }

    fn is_soon_made(&self) -> bool {
        true
    }

    fn makes(&self, way: Way) -> usize {
        match way {
            Way::Forward => self.shape.weights(),
            Way::Backward => 0,
        }
    }

    /// The weights `(taps, to)`
    fn make(&self, way: Way, params: &[f32], made: &mut [f32]) {
        if way == Way::Forward {
            let weights = &params[..self.shape.weights()];
            transpose(weights, made, self.shape.taps());
        }
    }

    fn forward(&mut self, params: Params<'_>, x: &[f32], y: &mut [f32], n: usize, place: Place) {
        let (to, taps) = (self.shape.to, self.shape.taps());
        let bias = &params.values[self.shape.weights()..];
        if place.first {
            self.make_room();
        }
        let size = Size {
            m: self.shape.area(),
            k: taps,
            n: to,
        };
        let columns = Strides::columns(size.m);
        let x = x.chunks_exact(self.shape.inputs());
        for (x, y) in x.zip(y.chunks_exact_mut(self.shape.outputs())).take(n) {
            self.unroll(x);
            fill_rows(y, bias);
            product(y, size, &self.columns, columns, params.made, true);
        }
    }

    fn backward(
        &mut self,
        params: Params<'_>,
        grads: &mut [f32],
        pass: Pass<'_>,
        mut dx: Option<&mut [f32]>,
    ) {
        let (to, taps, area) = (self.shape.to, self.shape.taps(), self.shape.area());
        let (d_weights, d_bias) = grads.split_at_mut(self.shape.weights());
        if pass.place.first {
            d_bias.fill(0.0);
            self.d_weights.fill(0.0);
        }
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
            sum_rows(dy, d_bias);
            self.unroll(&pass.x[i * self.shape.inputs()..][..self.shape.inputs()]);
            let rows = Strides::rows(area);
            product(
                &mut self.d_weights,
                by_weights,
                &self.columns,
                rows,
                dy,
                true,
            );
            if let Some(dx) = dx.as_deref_mut() {
                let rows = Strides::rows(to);
                let [by_pixels, by_taps] = &mut self.d_columns;
                by_pixels.grow(area * taps);
                by_taps.grow(area * taps);
                product(by_pixels, by_columns, dy, rows, params.values, false);
                transpose(by_pixels, by_taps, taps);
                self.roll(&mut dx[i * self.shape.inputs()..][..self.shape.inputs()]);
            }
        }
        if pass.place.last {
            transpose(&self.d_weights, d_weights, to);
        }
    }
}
