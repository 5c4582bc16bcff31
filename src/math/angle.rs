//! ψ(t), the continuous extension of cos t that the angular margins are made of, and slopes with respect to cos θ.

use std::f64::consts::PI;

use super::real;

/// Below this sine an angle counts as 0 or π: cos θ no longer tells θ.
const SMALLEST_SINE: f64 = 1e-8;

/// ψ(t) = (−1)^k cos t − 2k for t in \[kπ, (k+1)π\]: continuous and decreasing for all real t.
///
/// Below 0 it goes on in the same way with k < 0, so that an angle with a negative margin still has a logit.
pub fn psi(t: f64) -> f64 {
    let k = (t / PI).floor();
    sign(k) * real::cos(t) - 2.0 * k
}

/// dψ/dt = −|sin t|
pub fn psi_slope(t: f64) -> f64 {
    -real::sin(t).abs()
}

fn sign(k: f64) -> f64 {
    if k.rem_euclid(2.0) == 0.0 { 1.0 } else { -1.0 }
}

/// θ and sin θ of a cosine. The sine comes from (1 − cos)(1 + cos), which stays exact near ±1.
pub fn of_cosine(cos: f64) -> (f64, f64) {
    let cos = cos.clamp(-1.0, 1.0);
    (real::acos(cos), ((1.0 - cos) * (1.0 + cos)).sqrt())
}

/// d/dcos θ of a function of θ whose slope in θ is `slope`: −slope / sin θ.
///
/// At θ = 0 and θ = π, where this is 0/0 or infinite and no direction is left to move in, it is `limit`.
pub fn slope_in_cosine(slope: f64, sine: f64, limit: f64) -> f64 {
    if sine < SMALLEST_SINE {
        limit
    } else {
        -slope / sine
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn psi_is_continuous_and_decreasing() {
        let mut last = psi(-7.0);
        for i in 1..=20_000 {
            let value = psi(-7.0 + i as f64 * 1e-3);
            assert!(value <= last && last - value < 1.1e-3);
            last = value;
        }
    }

    #[test]
    fn psi_passes_through_the_odd_values_at_multiples_of_pi() {
        for (k, expect) in [(0.0, 1.0), (1.0, -1.0), (2.0, -3.0), (4.0, -7.0)] {
            assert!((psi(k * PI) - expect).abs() < 1e-12);
        }
    }

    #[test]
    fn the_slope_is_the_derivative() {
        for i in 0..100 {
            let t = 0.013 + i as f64 * 0.13;
            let numeric = (psi(t + 1e-6) - psi(t - 1e-6)) / 2e-6;
            assert!((numeric - psi_slope(t)).abs() < 1e-6);
        }
    }
}
