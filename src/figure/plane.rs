//! A figure in the plane: rings, lines, dots and names around the unit circle.

use std::sync::Arc;

pub use crate::look::Role;

/// One thing to draw. Angles in radians, counter-clockwise from the first axis, `to` above `from`.
#[derive(Clone, Debug, PartialEq)]
pub enum Mark {
    /// A filled part of a ring between two radii.
    Sector {
        role: Role,
        from: f64,
        to: f64,
        inner: f64,
        outer: f64,
    },
    /// A thin circle around the origin.
    Ring { role: Role, radius: f64 },
    /// A straight line from `inner` to `outer` at one angle.
    Ray {
        role: Role,
        angle: f64,
        inner: f64,
        outer: f64,
    },
    /// Samples.
    Dots(Arc<[Dot]>),
    /// An arrow from a place by so much.
    Arrow {
        role: Role,
        at: [f64; 2],
        by: [f64; 2],
    },
    /// An angle between two directions, written at a thin arc.
    Angle {
        from: f64,
        to: f64,
        radius: f64,
        text: String,
    },
    /// A point with a short name beside it.
    Spot {
        text: String,
        angle: f64,
        radius: f64,
    },
    /// The name of a class, outside of `radius`, as near to `angle` as the other names leave room.
    Name {
        class: u16,
        text: String,
        angle: f64,
        radius: f64,
    },
}

/// One sample.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dot {
    pub at: [f32; 2],
    pub class: u16,
    /// Its number among the held-out samples.
    pub sample: u32,
}

/// Marks from the back to the front.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlaneFigure {
    pub marks: Vec<Mark>,
    /// Half the width of the square around the origin that holds the marks; names lie outside of it.
    pub half_width: f64,
    /// Dots have a shape by their class.
    pub shapes: bool,
}
