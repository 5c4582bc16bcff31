//! The multiplicative angular margin, which three losses share.

use super::{Margin, Others, Point};
use crate::math::angle;
use std::f64::consts::PI;

/// (λ cos θ + ψ(m1 θ + m2) − m3) / (1 + λ)
pub struct Angular {
    /// Factor of the angle (L-Softmax, A-Softmax).
    pub m1: f64,
    /// Added to the angle, radians (ArcFace).
    pub m2: f64,
    /// Taken from the cosine (CosFace).
    pub m3: f64,
    /// λ, the weight of the plain cosine: 0 for none (SphereFace release).
    pub lambda: f64,
}

/// ψ in PyTorch.
pub const TORCH_PSI: &str = r#"
def psi(t):
    """(−1)^k cos t − 2k for t in [kπ, (k+1)π]: the cosine, continued so that it goes on falling"""
    k = torch.floor(t / math.pi)
    return (1 - 2 * (k % 2)) * torch.cos(t) - 2 * k
"#;

impl Margin for Angular {
    fn target(&self, cos: f64) -> Point {
        let (theta, sine) = angle::of_cosine(cos);
        let t = self.m1 * theta + self.m2;
        // At θ = 0 and at θ = π with a whole m1, sin(m1 θ)/sin θ tends to ±m1.
        let limit = self.m1 * self.m1;
        let slope = angle::slope_in_cosine(self.m1 * angle::psi_slope(t), sine, limit);
        Point {
            value: (self.lambda * cos + angle::psi(t) - self.m3) / (1.0 + self.lambda),
            slope: (self.lambda + slope) / (1.0 + self.lambda),
        }
    }

    fn others(&self) -> Option<Others> {
        Some(Others::Cosine)
    }

    /// A multiplied angle passes π by design.
    fn passes_pi(&self) -> Option<f64> {
        (self.m2 > 0.0).then(|| ((PI - self.m2) / self.m1).min(PI))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_softmax_m4_lambda5_passes_through_the_papers_values() {
        let margin = Angular {
            m1: 4.0,
            m2: 0.0,
            m3: 0.0,
            lambda: 5.0,
        };
        for (degrees, expect) in [
            (30.0_f64, 0.638),
            (60.0, 0.167),
            (90.0, -0.5),
            (180.0, -2.0),
        ] {
            let value = margin.target(degrees.to_radians().cos()).value;
            assert!((value - expect).abs() < 1e-3, "{degrees}: {value}");
        }
    }
}
