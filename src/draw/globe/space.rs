//! Points and directions in space; 1 is the globe's radius.

use crate::figure::globe::Direction;

/// A point or direction in space.
pub type Space = [f64; 3];

/// Inner product.
pub fn dot(a: Space, b: Space) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

/// Cross product.
pub fn cross(a: Space, b: Space) -> Space {
    [
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    ]
}

/// The same direction at length 1; None for what has no direction or is not finite.
pub fn unit(at: Space) -> Option<Space> {
    let length = dot(at, at).sqrt();
    (length.is_finite() && length > 1e-12).then(|| at.map(|x| x / length))
}

/// A direction of a figure at length 1; None for what has no direction or is not finite.
pub fn direction(at: Direction) -> Option<Space> {
    unit(at.map(f64::from))
}

/// Whether a turned direction is on the half of the sphere that faces the eye.
pub fn is_ahead(seen: Space) -> bool {
    seen[2] >= 0.0
}
