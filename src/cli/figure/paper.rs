//! Figures on paper.

use crate::export::{Layout, Length, Panel, Preset};

/// Pixels of a PNG for each px of a figure whose size is in mm: 384 an inch.
pub const SCALE_OF_PAPER: f32 = 4.0;

/// A paper's column for one panel, both columns for several.
pub fn width(panels: &[Panel]) -> Length {
    match panels.len() {
        0 | 1 => Preset::Column.width(),
        _ => Preset::Text.width(),
    }
}

/// The layout of these panels on paper, and of a PNG for paper.
pub fn layout(panels: &[Panel], legend: bool) -> Layout {
    Layout {
        scale: SCALE_OF_PAPER,
        ..Layout::fitted(width(panels), panels, legend)
    }
}
