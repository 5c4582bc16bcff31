use super::simd::{CHUNK, for_each_chunk, load, store, vectorized};
use super::transpose::transpose;
use super::{Layer, Params, Pass, Place};

/// Maximum over squares of 2×2 pixels `(height, width, channels)`; an odd last row or column is left out.
pub struct MaxPool2 {
    size: Picture,
}

#[derive(Clone, Copy)]
struct Picture {
    channels: usize,
    height: usize,
    width: usize,
}

impl Picture {
    fn len(&self) -> usize {
        self.channels * self.height * self.width
    }

    /// Calls `each` with every pixel of the result and the four it is made from: where their channels begin.
    #[inline(always)]
    fn for_each_square(&self, mut each: impl FnMut(usize, [usize; 4])) {
        let (height, width) = (self.height / 2, self.width / 2);
        for row in 0..height {
            for col in 0..width {
                let corner = (2 * row * self.width + 2 * col) * self.channels;
                let below = corner + self.width * self.channels;
                let squares = [corner, corner + self.channels, below, below + self.channels];
                each((row * width + col) * self.channels, squares);
            }
        }
    }
}

vectorized! {
    fn forward(size: Picture, x: &[f32], y: &mut [f32]) {
        size.for_each_square(#[inline(always)] |out, four| for_each_chunk(size.channels, #[inline(always)] |first, len| {
            let mut best = load(&x[four[0] + first..][..len]);
            for at in &four[1..] {
                let candidate = load(&x[at + first..][..len]);
                for i in 0..CHUNK {
                    best[i] = if candidate[i] > best[i] { candidate[i] } else { best[i] };
                }
            }
            store(&mut y[out + first..][..len], &best);
        }));
    }

    /// The first of the four that is as large as their maximum gets the gradient.
    fn backward(size: Picture, x: &[f32], y: &[f32], dy: &[f32], dx: &mut [f32]) {
        size.for_each_square(#[inline(always)] |out, four| for_each_chunk(size.channels, #[inline(always)] |first, len| {
            let best = load(&y[out + first..][..len]);
            let mut left = load(&dy[out + first..][..len]);
            for at in four {
                let candidate = load(&x[at + first..][..len]);
                let mut mine = [0.0; CHUNK];
                for i in 0..CHUNK {
                    mine[i] = if candidate[i] == best[i] { left[i] } else { 0.0 };
                    left[i] = if candidate[i] == best[i] { 0.0 } else { left[i] };
                }
                store(&mut dx[at + first..][..len], &mine);
            }
        }));
    }
}

impl MaxPool2 {
    /// For pictures `(height, width, channels)`.
    pub fn new(channels: usize, height: usize, width: usize) -> Self {
        Self {
            size: Picture {
                channels,
                height,
                width,
            },
        }
    }
}

impl Layer for MaxPool2 {
    fn inputs(&self) -> usize {
        self.size.len()
    }

    fn outputs(&self) -> usize {
        self.size.channels * (self.size.height / 2) * (self.size.width / 2)
    }

    fn torch(&self) -> String {
        "nn.MaxPool2d(2)".to_owned()
    }

    fn part(&self) -> Option<usize> {
        Some(usize::MAX)
    }

    fn forward(&mut self, _params: Params<'_>, x: &[f32], y: &mut [f32], n: usize, _place: Place) {
        let x = x.chunks_exact(self.inputs());
        let pictures = x.zip(y.chunks_exact_mut(self.outputs()));
        pictures.take(n).for_each(|(x, y)| forward(self.size, x, y));
    }

    fn backward(
        &mut self,
        _params: Params<'_>,
        _grads: &mut [f32],
        pass: Pass<'_>,
        dx: Option<&mut [f32]>,
    ) {
        let Some(dx) = dx else { return };
        let (size_in, size_out) = (self.inputs(), self.outputs());
        let odd = self.size.height % 2 + self.size.width % 2 > 0;
        for (i, dx) in dx.chunks_exact_mut(size_in).take(pass.n).enumerate() {
            if odd {
                dx.fill(0.0);
            }
            let out = i * size_out..(i + 1) * size_out;
            let x = &pass.x[i * size_in..][..size_in];
            backward(self.size, x, &pass.y[out.clone()], &pass.dy[out], dx);
        }
    }
}

/// From channels last `(pixels, channels)` to planes `(channels, pixels)`, the order that other programs flatten a
/// picture in.
pub struct Flatten {
    channels: usize,
    pixels: usize,
}

impl Flatten {
    /// For pictures of so many pixels, each of so many channels.
    pub fn new(channels: usize, pixels: usize) -> Self {
        Self { channels, pixels }
    }
}

impl Layer for Flatten {
    fn inputs(&self) -> usize {
        self.channels * self.pixels
    }

    fn outputs(&self) -> usize {
        self.inputs()
    }

    fn torch(&self) -> String {
        "nn.Flatten()".to_owned()
    }

    fn part(&self) -> Option<usize> {
        Some(usize::MAX)
    }

    fn forward(&mut self, _params: Params<'_>, x: &[f32], y: &mut [f32], n: usize, _place: Place) {
        let pictures = x.chunks_exact(self.inputs());
        let planes = y.chunks_exact_mut(self.inputs());
        for (x, y) in pictures.zip(planes).take(n) {
            transpose(x, y, self.channels);
        }
    }

    fn backward(
        &mut self,
        _params: Params<'_>,
        _grads: &mut [f32],
        pass: Pass<'_>,
        dx: Option<&mut [f32]>,
    ) {
        let Some(dx) = dx else { return };
        let pictures = dx.chunks_exact_mut(self.channels * self.pixels);
        let planes = pass.dy.chunks_exact(self.channels * self.pixels);
        for (dx, dy) in pictures.zip(planes).take(pass.n) {
            transpose(dy, dx, self.pixels);
        }
    }
}
