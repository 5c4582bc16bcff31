//! The surface of the globe on one side: body, regions, margin zone and light. Where there is a graphics card it draws the
//! surface for each pixel; what a file has of it is made in `vectors`, by exact lines.

use std::sync::Arc;

use super::camera::View;
use super::side::Side;
use crate::figure::globe::GlobeFigure;
use crate::look::Style;

/// How strong the parts of a surface are; the shader and the lines of files both read it.
pub mod look {
    /// How much of its colour a class's region has on the near side; on the far side half of it.
    pub const REGION: f64 = 0.5;
    /// How strong the grey of the margin zone is on the far and on the near side.
    pub const ZONE: (f64, f64) = (0.3, 0.26);
    /// In the band of doubt a region loses so much of its colour, and the zone is so grey.
    pub const PALER: f64 = 0.5;
    pub const ZONE_IN_DOUBT: f64 = 0.52;
    /// How much of its colour the body has on the near side, and how much of the ground's on the far side.
    pub const BODY: f64 = 0.25;
    pub const BODY_FAR: f64 = 0.35;
    /// From one stripe of the zone's hatching to the next where the surface faces the eye, points of the window.
    pub const HATCH_APART: f64 = 7.0;
    /// Stripes in a radian, at the least and at the most.
    pub const HATCH_DENSITY: (f64, f64) = (8.0, 120.0);
    /// How strong a stripe is at its strongest.
    pub const HATCH: f64 = 0.5;
}

/// One side of the globe's surface.
#[derive(Clone, Debug)]
pub struct Surface {
    pub figure: Arc<GlobeFigure>,
    pub view: View,
    pub side: Side,
    pub style: Style,
    /// The window's point in px.
    pub unit: f64,
}

impl PartialEq for Surface {
    fn eq(&self, other: &Self) -> bool {
        // Figures are immutable: the same one looks the same.
        Arc::ptr_eq(&self.figure, &other.figure)
            && (self.view, self.side, self.style, self.unit)
                == (other.view, other.side, other.style, other.unit)
    }
}

impl Surface {
    /// Stripes of the hatching in a radian.
    pub fn hatching(&self) -> f64 {
        let (least, most) = look::HATCH_DENSITY;
        (self.view.outline / (look::HATCH_APART * self.unit)).clamp(least, most)
    }
}
