//! A figure in the plane: rings, lines, dots and names around the unit circle.

use std::sync::Arc;

pub use crate::look::Role;

/// One thing to draw. Angles are radians, counter-clockwise from the first axis, `to` at least `from`; lengths are in radii
/// of the unit circle, `y` upwards.
#[derive(Clone, Debug, PartialEq)]
pub enum Mark {
    /// A filled part of a ring between two radii.
    Sector {
        /// What it stands for.
        role: Role,
        /// Where it begins.
        from: f64,
        /// Where it ends.
        to: f64,
        /// Inner radius; 0 for a sector of the whole disc.
        inner: f64,
        /// Outer radius.
        outer: f64,
    },
    /// A thin circle around the origin.
    Ring {
        /// What it stands for.
        role: Role,
        /// Its radius.
        radius: f64,
    },
    /// A straight line from `inner` to `outer` at one angle.
    Ray {
        /// What it stands for.
        role: Role,
        /// Its direction.
        angle: f64,
        /// Radius where it begins.
        inner: f64,
        /// Radius where it ends.
        outer: f64,
    },
    /// Samples.
    Dots(Arc<[Dot]>),
    /// An arrow.
    Arrow {
        /// What it stands for.
        role: Role,
        /// Where it starts.
        at: [f64; 2],
        /// From its start to its tip.
        by: [f64; 2],
    },
    /// An angle between two directions, written at a thin arc.
    Angle {
        /// Where it begins.
        from: f64,
        /// Where it ends.
        to: f64,
        /// Radius of the arc.
        radius: f64,
        /// What is written at it.
        text: String,
    },
    /// A point with a short name beside it.
    Spot {
        /// Its name.
        text: String,
        /// Direction in which it lies.
        angle: f64,
        /// Its distance from the origin.
        radius: f64,
    },
    /// The name of a point that is moved by hand, beside it.
    Letter {
        /// Its name.
        text: String,
        /// Direction in which the point lies.
        angle: f64,
        /// Its distance from the origin.
        radius: f64,
    },
    /// A point that is moved by hand: what is written leaves it free.
    Handle {
        /// Direction in which it lies.
        angle: f64,
        /// Its distance from the origin.
        radius: f64,
    },
    /// The name of a class, outside of `radius`, as near to `angle` as the other names leave room.
    Name {
        /// The class whose colour it has.
        class: u16,
        /// The name.
        text: String,
        /// Where it would like to stand.
        angle: f64,
        /// The radius outside of which it stands.
        radius: f64,
    },
}

/// One sample.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dot {
    /// Its place, in radii of the unit circle, `y` upwards.
    pub at: [f32; 2],
    /// Its label, which decides its colour and shape.
    pub class: u16,
    /// Its number among the held-out samples.
    pub sample: u32,
}

/// A figure in the plane as data.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlaneFigure {
    /// What is drawn, from the back to the front.
    pub marks: Vec<Mark>,
    /// Half the width of the square around the origin that holds the marks; names lie outside of it.
    pub half_width: f64,
    /// Whether dots have a shape by their class.
    pub shapes: bool,
}
