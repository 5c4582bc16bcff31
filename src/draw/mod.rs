//! Figures as flat display lists: every mark at its place on a page, in the order of painting, each with the name of what it
//! is, and what a pointer hits there.
//!
//! A figure, a [`Style`](crate::look::Style) and a [`Measure`] of text give a [`List`]. The window and the files are
//! writers of that list, so that both show the same; the globe's [`Surface`] alone is drawn for each pixel where there is
//! a graphics card. Places are in px, `y` downwards.

pub mod chart;
mod font;
mod frame;
pub mod globe;
mod list;
pub mod marked;
pub mod matrix;
mod measure;
mod names;
mod notes;
mod paint;
mod path;
pub mod plane;

pub use font::{Outlines, shortened};
pub use frame::{Frame, Point};
pub use globe::{Camera, Surface};
pub use list::{Anchor, Dots, Glow, Item, List, Shape, Target, Text};
pub use measure::Measure;
pub use paint::Paint;
pub use path::{Ellipse, Path, Step};

use crate::look::{Rgba, Style, size};

/// What all parts of a figure are drawn with.
#[derive(Clone, Copy)]
pub struct Pen<'a> {
    pub style: Style,
    pub measure: &'a dyn Measure,
    /// Size of the type in px.
    pub font: f64,
    /// Behind text that stands over something; `None` where the ground is not known.
    pub halo: Option<Rgba>,
    /// Whether classes are named where they are.
    pub named: bool,
    /// Whether somebody with a pointer can ask for what is not written.
    pub live: bool,
    pub words: Words,
}

/// The few words that drawings have of their own, in the language of the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    /// Beside the rows and above the columns of a confusion.
    pub class: &'static str,
    pub taken_for: &'static str,
    /// Below the axes of charts.
    pub step: &'static str,
    pub angle: &'static str,
}

impl Words {
    pub const ENGLISH: Self = Self {
        class: "class",
        taken_for: "taken for",
        step: "training step",
        angle: "angle",
    };
}

impl<'a> Pen<'a> {
    /// On a ground that is there, with names.
    pub fn new(style: Style, measure: &'a dyn Measure, font: f64) -> Self {
        Self {
            style,
            measure,
            font,
            halo: Some(style.ground().faded(0.85)),
            named: true,
            live: false,
            words: Words::ENGLISH,
        }
    }

    /// A point of the window is so many px wide here.
    pub fn unit(&self) -> f64 {
        self.font / size::TYPE
    }

    /// The same in a figure of this radius, a little smaller in a small one; `usual` is the radius at which widths are meant.
    pub(crate) fn unit_at(&self, radius: f64, usual: f64) -> f64 {
        let unit = self.unit();
        unit * (radius / (usual * unit)).powf(0.4).clamp(0.5, 1.4)
    }

    pub(crate) fn width(&self, text: &str) -> f64 {
        self.measure.width(text, self.font)
    }
}
