//! The colours that are asked for by name.

use clap::ValueEnum;

use crate::{
    app::{Theme, theme::palette_of},
    export::Style,
};

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub enum ThemeName {
    /// Dark ink on white.
    #[default]
    Light,
    /// Light ink on a dark ground.
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
        palette_of(self.into()).export_style()
    }

    /// The same for figures of the laboratory.
    pub fn lab_style(self) -> Style {
        palette_of(self.into()).lab_export_style()
    }
}
