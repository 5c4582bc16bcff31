/// A value of a function of cos θ and its derivative there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    pub value: f64,
    /// d value / d cos θ
    pub slope: f64,
}

/// What a margin does to a cosine, before the scale: the pair `{ψ, dψ/dcos θ}` of the margin family.
///
/// `cos` is in [−1, 1]; both functions stay finite there.
pub trait Margin: Send + Sync {
    /// ψ(θ_y), the target logit without its scale.
    fn target(&self, cos: f64) -> Point;

    /// The other classes' logit without its scale: cos θ_j in all but circle loss.
    fn other(&self, cos: f64) -> Point {
        Point {
            value: cos,
            slope: 1.0,
        }
    }
}
