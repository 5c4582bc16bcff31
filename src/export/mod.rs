//! Figures as files: SVG that we write ourselves, and PNG and PDF made of that SVG, so that all three show the same.
//!
//! Needs no window, no display and no font of the system. The same panels give the same bytes. Lengths on the page are px of
//! 1/96 inch.

pub mod animation;
pub mod arrays;
pub mod caption;
pub mod carry;
mod encode;
pub mod files;
mod font;
pub mod handout;
mod icon;
pub mod laboratory;
mod legend;
pub mod link;
mod marker;
pub mod open;
mod page;
pub mod projector;
mod raster;
pub mod report;
mod size;
mod svg;
pub mod torch;
mod write;
mod xml;

pub use encode::{Pixels, encode, encode_carrying, pixels_of, screenshot};
pub use icon::icon;
pub use page::{draw_in, frames, svg, svg_of};
pub use size::{Layout, Length, PRESETS, Preset};

pub use crate::draw::{Camera, TYPEFACES, Typeface};
pub use crate::look::{Rgba, Style};

use crate::look::Classes;

use std::sync::Arc;

use crate::figure::{Figure, chart::ChartFigure, grid::GridFigure, plane};

/// What a panel shows.
#[derive(Clone, Debug)]
pub enum Drawing {
    /// A view of one lane.
    Figure(Figure),
    /// A chart of one or several lanes.
    Chart(ChartFigure),
    /// What a sweep came to.
    Grid(Arc<GridFigure>),
}

/// One of the pictures that a figure holds side by side.
#[derive(Clone, Debug)]
pub struct Panel {
    /// What it shows.
    pub drawing: Drawing,
    /// Above the picture, after its letter where there are several; may be empty.
    pub title: String,
    /// The run that it shows, by its place among those in the figure; `None` where it shows all of them or none.
    pub run: Option<usize>,
    /// Names of the classes, by class, for the legend.
    pub classes: Vec<String>,
    /// Where a sphere is seen from.
    pub camera: Camera,
}

impl Panel {
    /// Which classes of their data set its classes are.
    pub fn numbers(&self) -> Classes {
        match &self.drawing {
            Drawing::Figure(Figure::Plane(figure)) => figure.classes,
            Drawing::Figure(Figure::Globe(figure)) => figure.classes,
            Drawing::Figure(Figure::Matrix(figure)) => figure.classes,
            Drawing::Figure(Figure::Between(figure)) => figure.classes,
            Drawing::Chart(_) | Drawing::Grid(_) => Classes::default(),
        }
    }

    /// Whether it is a sphere, which can be seen from all around.
    pub fn turns(&self) -> bool {
        matches!(self.drawing, Drawing::Figure(Figure::Globe(_)))
    }

    /// Whether a drawing shows samples by their features.
    pub(crate) fn is_of_features(drawing: &Drawing) -> bool {
        matches!(
            drawing,
            Drawing::Figure(Figure::Plane(_) | Figure::Globe(_))
        )
    }

    /// Whether its colours are those of classes, which a legend names.
    pub fn has_classes(&self) -> bool {
        Self::is_of_features(&self.drawing)
    }
}

/// Gives raw features in panels that stand beside each other one scale, so that their lengths can be compared.
pub fn one_scale(panels: &mut [Panel]) {
    plane::one_scale(
        panels
            .iter_mut()
            .filter_map(|panel| match &mut panel.drawing {
                Drawing::Figure(Figure::Plane(figure)) => Some(figure),
                _ => None,
            }),
    );
}

/// The file formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Vector graphics, with the fonts inside.
    Svg,
    /// One page of vector graphics.
    Pdf,
    /// Pixels.
    Png,
}

impl Format {
    /// The ending of a file's name.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Pdf => "pdf",
            Self::Png => "png",
        }
    }
}

/// Why there is no file.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ExportError {
    /// A size, a scale or a number of pixels is out of range.
    #[error("{what}: found {found}, expected {low} to {high}")]
    Number {
        /// Which number.
        what: &'static str,
        /// What it is.
        found: f64,
        /// The least that is allowed.
        low: f64,
        /// The most that is allowed.
        high: f64,
    },
    /// There are no panels.
    #[error("there is nothing to draw")]
    Empty,
    /// The panels would be too small to be drawn.
    #[error("{panels} panels do not fit into {width:.0} × {height:.0} px; make the figure larger")]
    Crowded {
        /// How many there are.
        panels: usize,
        /// Width of the figure in px.
        width: f64,
        /// Height of the figure in px.
        height: f64,
    },
    /// Width or height of the picture is 0.
    #[error("the picture has no size")]
    NoSize,
    /// The text is no SVG that can be understood.
    #[error("SVG: {0}")]
    Svg(String),
    /// The PNG could not be written.
    #[error("PNG: {0}")]
    Png(String),
    /// The PDF could not be written.
    #[error("PDF: {0}")]
    Pdf(String),
    /// What the picture was to carry cannot be written into it.
    #[error(transparent)]
    Carry(#[from] carry::CarryError),
}
