//! How a shape is painted.

use crate::look::Rgba;

/// Fill, line, and how the line looks.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Paint {
    /// Colour of the inside; `None` leaves it empty.
    pub fill: Option<Rgba>,
    /// Colour of the line and its width in px; `None` draws none.
    pub stroke: Option<(Rgba, f64)>,
    /// Whether ends and corners of the line are round.
    pub round: bool,
    /// Two dashes, each with the gap behind it, in px; `None` for a line without gaps.
    pub dashes: Option<[f64; 4]>,
    /// Whether the even-odd rule decides what is inside, so that outlines cut holes into each other.
    pub even_odd: bool,
}

impl Paint {
    /// Filled.
    pub fn fill(colour: Rgba) -> Self {
        Self {
            fill: Some(colour),
            ..Self::default()
        }
    }

    /// A line of this width in px.
    pub fn stroke(colour: Rgba, width: f64) -> Self {
        Self {
            stroke: Some((colour, width)),
            ..Self::default()
        }
    }

    /// The same with a line around it, `width` in px.
    #[must_use]
    pub fn edged(mut self, colour: Rgba, width: f64) -> Self {
        self.stroke = Some((colour, width));
        self
    }

    /// The same with round ends and corners.
    #[must_use]
    pub fn round(mut self) -> Self {
        self.round = true;
        self
    }

    /// The same dashed: px `on` and `off`.
    #[must_use]
    pub fn dashed(mut self, on: f64, off: f64) -> Self {
        self.dashes = Some([on, off, on, off]);
        self
    }

    /// The same with these dashes and gaps in px, or none.
    #[must_use]
    pub fn dashed_as(mut self, dashes: Option<[f64; 4]>) -> Self {
        self.dashes = dashes;
        self
    }

    /// The same filled by the even-odd rule.
    #[must_use]
    pub fn even_odd(mut self) -> Self {
        self.even_odd = true;
        self
    }
}
