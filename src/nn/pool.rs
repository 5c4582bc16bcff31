use super::{Layer, Pass};

/// Maximum over squares of 2×2; an odd last row or column is left out.
pub struct MaxPool2 {
    channels: usize,
    height: usize,
    width: usize,
    /// Which of the four won, for each output of the last batch.
    winner: Vec<u8>,
}

impl MaxPool2 {
    pub fn new(channels: usize, height: usize, width: usize) -> Self {
        Self {
            channels,
            height,
            width,
            winner: Vec::new(),
        }
    }

    /// Calls `each` with the index of every output and of the upper left corner of its square.
    fn for_each_square(&self, n: usize, mut each: impl FnMut(usize, usize)) {
        let (h, w) = (self.height / 2, self.width / 2);
        for plane in 0..n * self.channels {
            for row in 0..h {
                let out = (plane * h + row) * w;
                let corner = (plane * self.height + 2 * row) * self.width;
                for col in 0..w {
                    each(out + col, corner + 2 * col);
                }
            }
        }
    }

    fn offsets(&self) -> [usize; 4] {
        [0, 1, self.width, self.width + 1]
    }
}

impl Layer for MaxPool2 {
    fn inputs(&self) -> usize {
        self.channels * self.height * self.width
    }

    fn outputs(&self) -> usize {
        self.channels * (self.height / 2) * (self.width / 2)
    }

    fn forward(&mut self, _params: &[f32], x: &[f32], y: &mut [f32], n: usize) {
        let mut winner = std::mem::take(&mut self.winner);
        winner.resize(winner.len().max(n * self.outputs()), 0);
        let offsets = self.offsets();
        self.for_each_square(n, |out, corner| {
            let mut best = 0;
            for candidate in 1..4 {
                if x[corner + offsets[candidate]] > x[corner + offsets[best]] {
                    best = candidate;
                }
            }
            y[out] = x[corner + offsets[best]];
            winner[out] = best as u8;
        });
        self.winner = winner;
    }

    fn backward(
        &mut self,
        _params: &[f32],
        _grads: &mut [f32],
        pass: Pass<'_>,
        dx: Option<&mut [f32]>,
    ) {
        let Some(dx) = dx else { return };
        dx[..pass.n * self.inputs()].fill(0.0);
        let offsets = self.offsets();
        self.for_each_square(pass.n, |out, corner| {
            dx[corner + offsets[usize::from(self.winner[out])]] = pass.dy[out];
        });
    }
}
