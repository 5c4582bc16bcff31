//! Pictures of the window: written as PNG under a name that says what they show, never over another file.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use eframe::egui::{ColorImage, Context};

use super::{lanes::Lane, number};
use crate::{
    export::{
        self, Pixels,
        carry::Carried,
        files::{self, Existing},
    },
    loss,
};

/// Where the window leaves a picture for the next frame.
#[derive(Clone, Default)]
pub struct Slot(Arc<Mutex<Option<Arc<ColorImage>>>>);

impl Slot {
    /// Asks for a picture of the frame that is being drawn.
    pub fn request(&self, ctx: &Context) {
        let (slot, again) = (self.clone(), ctx.clone());
        ctx.request_screenshot(move |image| {
            *slot.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(image);
            again.request_repaint();
        });
    }

    /// The picture, once it has arrived.
    pub fn take(&self) -> Option<Arc<ColorImage>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// `marginscope-am-softmax-m0.15-s10-step1200`: the loss, m, s and whatever knob is not at its default, the step; all values
/// where lanes differ, `m0_0.1_0.2`.
pub fn stem(lanes: &[Lane]) -> String {
    let mut stem = "marginscope".to_owned();
    let ids = distinct(lanes, |lane| lane.loss().id.clone());
    let [id] = &ids[..] else {
        if !ids.is_empty() {
            stem = match ids.len() {
                2 | 3 => format!("{stem}-{}", ids.join("-")),
                many => format!("{stem}-{many}-losses"),
            };
        }
        return with_step(stem, lanes);
    };
    stem = format!("{stem}-{id}");
    for knob in loss::find(id).map_or(&[][..], |loss| loss.knobs()) {
        let values = distinct(lanes, |lane| lane.loss().knobs.or(knob.id, knob.default));
        if matches!(knob.id, "m" | "s") || values != [knob.default] {
            let values: Vec<String> = values.into_iter().map(number::plain).collect();
            stem = format!("{stem}-{}{}", knob.id, values.join("_"));
        }
    }
    with_step(stem, lanes)
}

fn with_step(stem: String, lanes: &[Lane]) -> String {
    match lanes.first() {
        Some(lane) => format!("{stem}-step{}", lane.snapshot.step),
        None => stem,
    }
}

/// What `lanes` have, each once.
fn distinct<T: PartialEq>(lanes: &[Lane], of: impl Fn(&Lane) -> T) -> Vec<T> {
    let mut found = Vec::new();
    for value in lanes.iter().map(of) {
        if !found.contains(&value) {
            found.push(value);
        }
    }
    found
}

/// Writes `image` and what it carries into `folder` as `stem.png`, or `stem-2.png` and so on where that exists; returns its
/// path.
///
/// # Errors
/// When the folder cannot be written to, with its name.
pub fn save_new(
    image: &ColorImage,
    carried: &Carried,
    folder: &Path,
    stem: &str,
) -> Result<PathBuf, String> {
    let bytes = encode(image, carried).map_err(|why| format!("{stem}.png: {why}"))?;
    let written = files::write_new(folder, stem, "png", &bytes);
    written.map_err(|(path, error)| format!("{}: {error}", path.display()))
}

/// Writes `image` and what it carries to `path`; what is there already stays, or not.
///
/// # Errors
/// When it exists and is to stay, or cannot be written, with its name.
pub fn save_to(
    image: &ColorImage,
    carried: &Carried,
    path: &Path,
    existing: Existing,
) -> Result<(), String> {
    let told = |why: String| format!("{}: {why}", path.display());
    let bytes = encode(image, carried).map_err(told)?;
    files::write(path, &bytes, existing).map_err(|error| told(error.to_string()))
}

fn encode(image: &ColorImage, carried: &Carried) -> Result<Vec<u8>, String> {
    let [width, height] = image.size.map(|side| side as u32);
    // The ground is opaque, whatever the window library says of it.
    let rgba = image.pixels.iter().flat_map(|p| [p.r(), p.g(), p.b(), 255]);
    let pixels = Pixels {
        width,
        height,
        rgba: rgba.collect(),
    };
    export::screenshot(&pixels, carried).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use std::{fs::File, io};

    use eframe::egui::Color32;

    use super::*;
    use crate::{export::carry, train::Session};

    fn carried() -> Carried {
        Carried::from_runs(&Session::preset("blobs").unwrap(), &[])
    }

    fn image(grey: u8) -> ColorImage {
        ColorImage::filled([3, 2], Color32::from_gray(grey))
    }

    fn grey(path: &Path) -> u8 {
        let decoder = png::Decoder::new(io::BufReader::new(File::open(path).unwrap()));
        let mut reader = decoder.read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        assert!(pixels.iter().all(|p| *p == pixels[0]));
        pixels[0]
    }

    #[test]
    fn a_picture_never_replaces_another() {
        let folder = tempfile::tempdir().unwrap();
        for (level, name) in [(10, "a.png"), (20, "a-2.png"), (30, "a-3.png")] {
            let path = save_new(&image(level), &carried(), folder.path(), "a").unwrap();
            assert_eq!(path, folder.path().join(name));
        }
        assert_eq!(grey(&folder.path().join("a.png")), 10);
        assert_eq!(grey(&folder.path().join("a-3.png")), 30);
        let bytes = std::fs::read(folder.path().join("a-2.png")).unwrap();
        assert_eq!(carry::read(&bytes), Ok(carried()));
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let error = save_new(&image(0), &carried(), Path::new("no/such/folder"), "a").unwrap_err();
        assert!(error.contains("no/such/folder"), "{error}");
        let path = Path::new("no/such/folder/a.png");
        assert!(save_to(&image(0), &carried(), path, Existing::Keep).is_err());
    }
}
