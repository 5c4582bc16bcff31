//! Points and directions in space.

use crate::figure::globe::Direction;

/// A point or direction in space.
pub type Space = [f64; 3];

pub fn dot(a: Space, b: Space) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

pub fn cross(a: Space, b: Space) -> Space {
    [
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    ]
}

/// At length 1; None where there is no direction.
pub fn unit(at: Space) -> Option<Space> {
    let length = dot(at, at).sqrt();
    (length.is_finite() && length > 1e-12).then(|| at.map(|x| x / length))
}

/// A direction of a figure at length 1; None where there is none.
pub fn direction(at: Direction) -> Option<Space> {
    unit(at.map(f64::from))
}
