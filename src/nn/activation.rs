use rand_chacha::ChaCha8Rng;

use super::columns::{prelu, prelu_back};
use super::{Layer, Params, Pass, Place, Tensor};
use crate::math::real;

/// `max(0, x) + a · min(0, x)` with a trained slope for each channel (He et al. 2015).
pub struct Prelu {
    channels: usize,
    /// Numbers of one sample that share a slope: 1 after a dense layer, the pixels of the picture after a convolution.
    area: usize,
}

impl Prelu {
    /// For samples `(area, channels)`.
    pub fn new(channels: usize, area: usize) -> Self {
        Self { channels, area }
    }
}

/// Numbers of a backward pass that are worked on at a time, column by column: so few that they stay in the nearest cache.
const AT_A_TIME: usize = 4096;

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

    fn torch(&self) -> String {
        format!("nn.PReLU({})", self.channels)
    }

    fn part(&self) -> Option<usize> {
        Some(usize::MAX)
    }

    fn is_soon_made(&self) -> bool {
        true
    }

    fn init(&self, params: &mut [f32], _rng: &mut ChaCha8Rng) {
        params.fill(0.25);
    }

    fn forward(&mut self, params: Params<'_>, x: &[f32], y: &mut [f32], n: usize, _place: Place) {
        let len = n * self.inputs();
        prelu(params.values, &x[..len], &mut y[..len]);
    }

    fn backward(
        &mut self,
        params: Params<'_>,
        grads: &mut [f32],
        pass: Pass<'_>,
        mut dx: Option<&mut [f32]>,
    ) {
        if pass.place.first {
            grads.fill(0.0);
        }
        let step = AT_A_TIME.div_ceil(self.channels) * self.channels;
        let len = pass.n * self.inputs();
        for start in (0..len).step_by(step) {
            let part = start..(start + step).min(len);
            let dx = dx.as_deref_mut();
            let dx = dx.map_or(&mut [][..], |dx| &mut dx[part.clone()]);
            prelu_back(
                params.values,
                grads,
                &pass.x[part.clone()],
                &pass.dy[part],
                dx,
            );
        }
    }
}

/// `max(0, x)`
pub struct Relu {
    size: usize,
}

impl Relu {
    /// For samples of `size` numbers.
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

    fn torch(&self) -> String {
        "nn.ReLU()".to_owned()
    }

    fn part(&self) -> Option<usize> {
        Some(usize::MAX)
    }

    fn is_soon_made(&self) -> bool {
        true
    }

    fn forward(&mut self, _params: Params<'_>, x: &[f32], y: &mut [f32], n: usize, _place: Place) {
        y[..n * self.size]
            .iter_mut()
            .zip(x)
            // Not `max`, which would hide a NaN.
            .for_each(|(y, x)| *y = if *x < 0.0 { 0.0 } else { *x });
    }

    fn backward(
        &mut self,
        _params: Params<'_>,
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
    /// For samples of `size` numbers.
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

    fn torch(&self) -> String {
        "nn.Tanh()".to_owned()
    }

    fn part(&self) -> Option<usize> {
        Some(usize::MAX)
    }

    fn forward(&mut self, _params: Params<'_>, x: &[f32], y: &mut [f32], n: usize, _place: Place) {
        y[..n * self.size]
            .iter_mut()
            .zip(x)
            .for_each(|(y, x)| *y = real::tanh(*x));
    }

    fn backward(
        &mut self,
        _params: Params<'_>,
        _grads: &mut [f32],
        pass: Pass<'_>,
        dx: Option<&mut [f32]>,
    ) {
        let Some(dx) = dx else { return };
        let each = dx[..pass.n * self.size].iter_mut().zip(pass.y).zip(pass.dy);
        each.for_each(|((dx, y), dy)| *dx = dy * (1.0 - y * y));
    }
}
