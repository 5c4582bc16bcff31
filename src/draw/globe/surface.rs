//! The surface of the globe on one side: body, regions, margin zone and light. In the window the graphics card draws it for
//! each pixel; for files `vectors` makes exact lines of it.

use std::sync::Arc;

use super::camera::View;
use super::side::Side;
use crate::draw::Frame;
use crate::figure::globe::GlobeFigure;
use crate::look::{Element, Rgba, Role, Style};

/// How strong the parts of a surface are; the shader and the lines of files both read it.
pub mod look {
    /// How much of its colour a class's region has on the near side.
    pub const REGION: f64 = 0.55;
    /// The same on the far side, whose colours are [`GREYED`].
    pub const REGION_FAR: f64 = 0.16;
    /// How much of their hue colours lose on the far side.
    pub const GREYED: f64 = 0.72;
    /// How strong the grey of the margin zone is on the far and on the near side.
    pub const ZONE: (f64, f64) = (0.3, 0.26);
    /// Where the posterior is low: how much of its colour a region loses.
    pub const PALER: f64 = 0.5;
    /// Where the posterior is low: how strong the grey of the margin zone is.
    pub const ZONE_IN_DOUBT: f64 = 0.52;
    /// Opacity of the globe's body on the near side.
    pub const BODY: f64 = 0.5;
    /// How much of the ground's colour is mixed into the body on the far side.
    pub const BODY_FAR: f64 = 0.35;
    /// From one stripe of the zone's hatching to the next where the surface faces the eye, points of the window.
    pub const HATCH_APART: f64 = 7.0;
    /// Stripes in a radian, at the least and at the most.
    pub const HATCH_DENSITY: (f64, f64) = (8.0, 120.0);
    /// How strong a stripe is at its strongest: quieter than any region.
    pub const HATCH: f64 = 0.28;
}

/// One side of the globe's surface.
#[derive(Clone, Debug)]
pub struct Surface {
    /// The figure, whose regions tint it.
    pub figure: Arc<GlobeFigure>,
    /// How the globe is seen.
    pub view: View,
    /// Which side of it.
    pub side: Side,
    /// The colours.
    pub style: Style,
    /// A point of the window in px.
    pub unit: f64,
}

impl PartialEq for Surface {
    fn eq(&self, other: &Self) -> bool {
        // Figures are immutable: one and the same looks the same, and comparing contents would cost too much.
        Arc::ptr_eq(&self.figure, &other.figure)
            && (self.view, self.side, self.style, self.unit)
                == (other.view, other.side, other.style, other.unit)
    }
}

impl Surface {
    /// The square around it, with its soft edge.
    pub fn bounds(&self) -> Frame {
        let side = 2.0 * self.view.outline + 4.0;
        Frame::around(self.view.centre, [side, side])
    }

    /// Opacity of the body on the near side.
    pub fn body(&self) -> f64 {
        let opacity = self.figure.opacity.map(f64::from);
        opacity.unwrap_or(look::BODY).clamp(0.0, 1.0)
    }

    /// The colour of a class's region: on the far side most of its hue is gone.
    pub fn region(&self, class: u16) -> Rgba {
        // No word of a sentence points at regions alone: they fade behind whatever stands out.
        let colour = self.style.solid_where(class, |_| false);
        match self.side {
            Side::Far => colour.greyed(look::GREYED),
            Side::Near => colour,
        }
    }

    /// The colour of the margin zone and of its hatching.
    pub fn zone(&self) -> [Rgba; 2] {
        let palette = self.style.palette();
        let holds = |element: Element| element.holds(Role::Margin);
        let left = self.style.left_where(holds);
        let both = [palette.globe_margin, palette.globe_hatch];
        both.map(|colour| palette.globe.mix(colour, left))
    }

    /// Stripes of the hatching in a radian.
    pub fn hatching(&self) -> f64 {
        let (least, most) = look::HATCH_DENSITY;
        (self.view.outline / (look::HATCH_APART * self.unit)).clamp(least, most)
    }
}
