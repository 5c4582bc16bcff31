//! The colours that are asked for by name.

use clap::ValueEnum;

use crate::look::{Style, Theme};

/// Dark ink on white, or light ink on a dark ground.
#[allow(
    missing_docs,
    reason = "what is written at a value would take a line of the help for each"
)]
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub enum ThemeName {
    #[default]
    Light,
    Dark,
}

impl From<ThemeName> for Theme {
    fn from(name: ThemeName) -> Self {
        match name {
            ThemeName::Light => Self::Light,
            ThemeName::Dark => Self::Dark,
        }
    }
}

impl ThemeName {
    /// Colours and strokes of figures of runs.
    pub fn style(self) -> Style {
        Style::new(self.into())
    }

    /// The same for figures of the laboratory.
    pub fn lab_style(self) -> Style {
        Style::laboratory(self.into())
    }
}
