use rand_chacha::ChaCha8Rng;

use super::{Layer, Pass, Tensor};

/// `max(0, x) + a · min(0, x)` with a trained slope for each channel (He et al. 2015).
pub struct Prelu {
    channels: usize,
    /// Numbers of one sample that share a slope: 1 after a dense layer, the area of the picture after a convolution.
    area: usize,
}

impl Prelu {
    pub fn new(channels: usize, area: usize) -> Self {
        Self { channels, area }
    }
}

impl Layer for Prelu {
    fn inputs(&self) -> usize {
        self.channels * self.area
    }

    fn outputs(&self) -> usize {
        self.inputs()
    }

    fn tensors(&self) -> Vec<Tensor> {
        vec![Tensor {
            name: "slope",
            shape: vec![self.channels],
            decays: false,
        }]
    }

    fn init(&self, params: &mut [f32], _rng: &mut ChaCha8Rng) {
        params.fill(0.25);
    }

    fn forward(&mut self, params: &[f32], x: &[f32], y: &mut [f32], n: usize) {
        let samples = x
            .chunks_exact(self.inputs())
            .zip(y.chunks_exact_mut(self.inputs()));
        for (x, y) in samples.take(n) {
            let channels = x.chunks_exact(self.area).zip(y.chunks_exact_mut(self.area));
            for ((x, y), slope) in channels.zip(params) {
                // Not `max`: that would hide a NaN, and a run that diverged would look sound.
                y.iter_mut()
                    .zip(x)
                    .for_each(|(y, x)| *y = if *x > 0.0 { *x } else { slope * x });
            }
        }
    }

    fn backward(
        &mut self,
        params: &[f32],
        grads: &mut [f32],
        pass: Pass<'_>,
        dx: Option<&mut [f32]>,
    ) {
        let (size, area) = (self.inputs(), self.area);
        grads.fill(0.0);
        let samples = pass.x.chunks_exact(size).zip(pass.dy.chunks_exact(size));
        for (x, dy) in samples.take(pass.n) {
            let channels = x.chunks_exact(area).zip(dy.chunks_exact(area));
            for ((x, dy), grad) in channels.zip(grads.iter_mut()) {
                *grad += x.iter().zip(dy).map(|(x, dy)| x.min(0.0) * dy).sum::<f32>();
            }
        }
        let Some(dx) = dx else { return };
        let samples = dx
            .chunks_exact_mut(size)
            .zip(pass.x.chunks_exact(size))
            .zip(pass.dy.chunks_exact(size));
        for ((dx, x), dy) in samples.take(pass.n) {
            let channels = dx
                .chunks_exact_mut(area)
                .zip(x.chunks_exact(area))
                .zip(dy.chunks_exact(area));
            for (((dx, x), dy), slope) in channels.zip(params) {
                for ((dx, x), dy) in dx.iter_mut().zip(x).zip(dy) {
                    *dx = dy * if *x > 0.0 { 1.0 } else { *slope };
                }
            }
        }
    }
}

/// `max(0, x)`
pub struct Relu {
    size: usize,
}

impl Relu {
    pub fn new(size: usize) -> Self {
        Self { size }
    }
}

impl Layer for Relu {
    fn inputs(&self) -> usize {
        self.size
    }

    fn outputs(&self) -> usize {
        self.size
    }

    fn forward(&mut self, _params: &[f32], x: &[f32], y: &mut [f32], n: usize) {
        y[..n * self.size]
            .iter_mut()
            .zip(x)
            // Not `max`, which would hide a NaN.
            .for_each(|(y, x)| *y = if *x < 0.0 { 0.0 } else { *x });
    }

    fn backward(
        &mut self,
        _params: &[f32],
        _grads: &mut [f32],
        pass: Pass<'_>,
        dx: Option<&mut [f32]>,
    ) {
        let Some(dx) = dx else { return };
        let each = dx[..pass.n * self.size].iter_mut().zip(pass.x).zip(pass.dy);
        each.for_each(|((dx, x), dy)| *dx = if *x > 0.0 { *dy } else { 0.0 });
    }
}

/// `tanh x`
pub struct Tanh {
    size: usize,
}

impl Tanh {
    pub fn new(size: usize) -> Self {
        Self { size }
    }
}

impl Layer for Tanh {
    fn inputs(&self) -> usize {
        self.size
    }

    fn outputs(&self) -> usize {
        self.size
    }

    fn forward(&mut self, _params: &[f32], x: &[f32], y: &mut [f32], n: usize) {
        y[..n * self.size]
            .iter_mut()
            .zip(x)
            .for_each(|(y, x)| *y = x.tanh());
    }

    fn backward(
        &mut self,
        _params: &[f32],
        _grads: &mut [f32],
        pass: Pass<'_>,
        dx: Option<&mut [f32]>,
    ) {
        let Some(dx) = dx else { return };
        let each = dx[..pass.n * self.size].iter_mut().zip(pass.y).zip(pass.dy);
        each.for_each(|((dx, y), dy)| *dx = dy * (1.0 - y * y));
    }
}
