//! A figure in the plane: rings, lines, dots and names around the unit circle.

/// What a mark stands for; the theme decides how it looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// The direction or the samples of a class.
    Class(u16),
    /// The directions that belong to a class, margin included.
    Region(u16),
    /// The same, faint, behind other marks.
    RegionShade(u16),
    /// Where no class reaches its margin.
    Margin,
    /// The same, faint, behind other marks.
    MarginShade,
    /// Where the largest posterior stays low.
    Uncertain,
    /// The unit circle and what else only orients.
    Rim,
    /// The sides of the margin wedges.
    Border,
    /// What a loss makes of the two classes of the laboratory, by the loss's place in the registry.
    Loss(u16),
    /// The same, faint, behind other marks.
    LossShade(u16),
}

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
    Dots(Vec<Dot>),
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
