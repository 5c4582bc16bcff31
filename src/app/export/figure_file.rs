//! A figure of the dialog as pixels and as the content of a file.

use std::path::{Path, PathBuf};

use eframe::egui::ColorImage;

use super::choice::{ColourSet, FigureChoice};
use crate::export::{
    self, ExportError, Format, Panel, Pixels, animation::Brush, carry::Carried, files,
};

/// What is drawn, and how.
#[derive(Clone)]
pub struct Figure {
    /// Side by side.
    pub panels: Vec<Panel>,
    /// Whose colours it has.
    pub colours: ColourSet,
    /// Size, ground and legend.
    pub choice: FigureChoice,
}

/// Where a new file goes.
#[derive(Clone)]
pub struct Place {
    /// The folder, which is there.
    pub folder: PathBuf,
    /// The name without its ending; a number follows where a file has it.
    pub stem: String,
}

impl Place {
    /// Writes a new file; returns its path.
    ///
    /// # Errors
    /// When the folder cannot be written to, with the path that was tried.
    pub fn write(&self, extension: &str, content: &[u8]) -> Result<PathBuf, String> {
        let written = files::write_new(&self.folder, &self.stem, extension, content);
        written.map_err(|(path, error)| told(&path, &error))
    }

    /// Makes a new folder of this name and `what` it is, with a number where one is there; nobody ever sees half of it.
    /// Returns its path.
    ///
    /// # Errors
    /// What `fill` says, or why the folder cannot be made.
    pub fn new_folder(
        &self,
        what: &str,
        fill: impl FnOnce(&Path) -> Result<(), String>,
    ) -> Result<PathBuf, String> {
        let stem = format!("{}-{what}", self.stem);
        let numbered = (2_u32..).map(|number| format!("{stem}-{number}"));
        let names = std::iter::once(stem.clone()).chain(numbered);
        let free = names.map(|name| self.folder.join(name));
        let folder = free
            .into_iter()
            .find(|folder| !folder.exists())
            .unwrap_or_default();
        files::new_folder(&folder, fill)?;
        Ok(folder)
    }
}

fn told(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}", path.display())
}

impl Figure {
    /// Its pixels, enlarged by `scale`.
    ///
    /// # Errors
    /// In words: when there is nothing to draw or no room for it.
    pub fn image(&self, scale: f32) -> Result<ColorImage, String> {
        let brush = Brush {
            style: self.colours.style(self.choice.theme),
            layout: self.choice.layout(&self.panels, scale),
        };
        let pixels = brush.picture(&self.panels);
        Ok(image(&pixels.map_err(|error| error.to_string())?))
    }

    /// The content of a file with what is `carried` inside.
    ///
    /// # Errors
    /// When there is nothing to draw, no room for it, or too much to carry.
    pub fn content(&self, format: Format, carried: &Carried) -> Result<Vec<u8>, ExportError> {
        let scale = match format {
            Format::Png => f32::from(self.choice.scale),
            Format::Svg | Format::Pdf => 1.0,
        };
        let layout = self.choice.layout(&self.panels, scale);
        let svg = export::svg(
            &self.panels,
            &self.colours.style(self.choice.theme),
            &layout,
        )?;
        export::encode_carrying(&svg, format, &layout, Some(carried))
    }
}

fn image(pixels: &Pixels) -> ColorImage {
    let size = [pixels.width as usize, pixels.height as usize];
    ColorImage::from_rgba_unmultiplied(size, &pixels.rgba)
}
