//! Figures as files: SVG that we write ourselves, and PNG and PDF made of that SVG, so that all three show the same.
//!
//! Needs no window, no display and no font of the system. The same panels give the same bytes.

pub mod animation;
pub mod caption;
pub mod carry;
mod encode;
pub mod files;
mod font;
pub mod laboratory;
mod legend;
mod marker;
pub mod open;
mod page;
mod raster;
pub mod report;
mod size;
mod svg;
mod write;

pub use encode::{Pixels, encode, encode_carrying, pixels_of, screenshot};
pub use page::{draw_in, svg, svg_of};
pub use size::{Layout, Length, Preset};

pub use crate::draw::Camera;
pub use crate::look::{Rgba, Style};

use crate::figure::{Figure, chart::ChartFigure};

/// What a panel shows.
#[derive(Clone, Debug)]
pub enum Drawing {
    Figure(Figure),
    Chart(ChartFigure),
}

/// One picture of a figure that may hold several, side by side.
#[derive(Clone, Debug)]
pub struct Panel {
    pub drawing: Drawing,
    /// Above the picture, after its letter where there are several; may be empty.
    pub title: String,
    /// The run that it shows, by its place among those that are shown together; `None` where it shows all or none.
    pub run: Option<usize>,
    /// Names of the classes, for the legend.
    pub classes: Vec<String>,
    /// Where a sphere is seen from.
    pub camera: Camera,
}

impl Panel {
    /// Whether its colours are those of classes, which a legend names.
    pub fn has_classes(&self) -> bool {
        matches!(
            self.drawing,
            Drawing::Figure(Figure::Plane(_) | Figure::Globe(_))
        )
    }
}

/// The file formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Svg,
    Pdf,
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
    #[error("{what}: found {found}, expected {low} to {high}")]
    Number {
        what: &'static str,
        found: f64,
        low: f64,
        high: f64,
    },
    #[error("there is nothing to draw")]
    Empty,
    #[error("{panels} panels do not fit into {width:.0} × {height:.0} px; make the figure larger")]
    Crowded {
        panels: usize,
        width: f64,
        height: f64,
    },
    #[error("the picture has no size")]
    NoSize,
    #[error("SVG: {0}")]
    Svg(String),
    #[error("PNG: {0}")]
    Png(String),
    #[error("PDF: {0}")]
    Pdf(String),
    /// What the picture was to carry cannot be written into it.
    #[error(transparent)]
    Carry(#[from] carry::CarryError),
}
