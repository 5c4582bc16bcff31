//! How a shape is painted.

use crate::look::Rgba;

/// Fill, line, and how the line looks.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Paint {
    pub fill: Option<Rgba>,
    /// Colour and width in px.
    pub stroke: Option<(Rgba, f64)>,
    /// Ends and corners are round.
    pub round: bool,
    /// On and off, px.
    pub dashes: Option<[f64; 2]>,
    /// What is inside by the even-odd rule is filled.
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

    /// A line of this width.
    pub fn stroke(colour: Rgba, width: f64) -> Self {
        Self {
            stroke: Some((colour, width)),
            ..Self::default()
        }
    }

    /// With a line around it.
    #[must_use]
    pub fn edged(mut self, colour: Rgba, width: f64) -> Self {
        self.stroke = Some((colour, width));
        self
    }

    /// Ends and corners round.
    #[must_use]
    pub fn round(mut self) -> Self {
        self.round = true;
        self
    }

    /// Dashed.
    #[must_use]
    pub fn dashed(mut self, on: f64, off: f64) -> Self {
        self.dashes = Some([on, off]);
        self
    }

    /// Filled by the even-odd rule.
    #[must_use]
    pub fn even_odd(mut self) -> Self {
        self.even_odd = true;
        self
    }
}
