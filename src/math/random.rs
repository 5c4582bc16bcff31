use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::real;

/// A number from the standard normal distribution (Box & Muller 1958).
pub fn normal(rng: &mut ChaCha8Rng) -> f64 {
    // 1 − u lies in (0, 1], where the logarithm is finite.
    let radius = (-2.0 * real::ln(1.0 - rng.random::<f64>())).sqrt();
    radius * real::cos(std::f64::consts::TAU * rng.random::<f64>())
}
