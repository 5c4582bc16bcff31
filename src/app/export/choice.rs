//! What a person has chosen in the export dialog.

use crate::{
    export::{Format, Layout, Length, Panel, Preset},
    look::{Chosen, Style, Theme},
};

/// Widths on offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    /// One column of a paper.
    Column,
    /// The whole width of a page.
    Text,
    /// A slide, in pixels.
    Slide,
}

/// In the order of the menu.
pub const WIDTHS: [Width; 3] = [Width::Column, Width::Text, Width::Slide];
/// In the order of the menu.
pub const FORMATS: [Format; 3] = [Format::Svg, Format::Pdf, Format::Png];
/// Width of a slide in px.
const SLIDE: f64 = 1280.0;
/// What a PNG may be enlarged by.
pub const SCALES: std::ops::RangeInclusive<u8> = 1..=8;

/// Whose colours a figure has: follows from what is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColourSet {
    /// Of the classes of a data set, some as a person chose them.
    Classes(Chosen),
    /// Of the vectors and losses of the laboratory.
    Laboratory,
}

impl ColourSet {
    /// These colours under a theme, with the strokes that go with them.
    pub fn style(self, theme: Theme) -> Style {
        match self {
            Self::Classes(chosen) => Style::new(theme).with_chosen(chosen),
            Self::Laboratory => Style::laboratory(theme),
        }
    }
}

/// What a person has chosen of a figure.
#[derive(Clone, Debug, PartialEq)]
pub struct FigureChoice {
    /// Which of the subjects.
    pub subject: usize,
    /// The kind of file.
    pub format: Format,
    /// How wide it is.
    pub width: Width,
    /// Light or dark.
    pub theme: Theme,
    /// Whether it names the classes.
    pub legend: bool,
    /// Whether there is nothing behind the panels.
    pub transparent: bool,
    /// Enlargement of a PNG and of a copied picture.
    pub scale: u8,
}

impl Default for FigureChoice {
    fn default() -> Self {
        Self {
            subject: 0,
            format: Format::Svg,
            width: Width::Text,
            theme: Theme::Light,
            legend: true,
            transparent: false,
            scale: 3,
        }
    }
}

impl FigureChoice {
    /// Whether it takes both columns of a paper.
    pub fn is_wide(&self) -> bool {
        self.width != Width::Column
    }

    /// The size of `panels` under this choice, enlarged by `scale` where it becomes pixels.
    pub fn layout(&self, panels: &[Panel], scale: f32) -> Layout {
        let width = match self.width {
            Width::Column => Preset::Column.width(),
            Width::Text => Preset::Text.width(),
            Width::Slide => Length::Px(SLIDE),
        };
        let mut layout = Layout::fitted(width, panels, self.legend);
        layout.transparent = self.transparent;
        layout.scale = scale;
        layout
    }
}
