//! Figures made beside the window.

use std::{path::PathBuf, sync::Arc};

use eframe::egui::{ColorImage, Context};

use super::{
    aside::Aside,
    figure_file::{Figure, Place},
    handed::Handed,
    report::{self, Material},
};
use crate::{
    app::picture,
    export::{carry::Carried, files::Existing},
    text::t,
};

/// What a job came to; the errors are for a person.
pub enum Done {
    Preview(Result<ColorImage, String>),
    Copied(Result<ColorImage, String>),
    Saved(Result<PathBuf, String>),
    Handed(Result<PathBuf, String>),
}

/// One figure that is being made.
pub struct Job {
    is_preview: bool,
    work: Aside<Done>,
}

/// The preview is made for screens of this fineness.
const PREVIEW_WIDTH: f64 = 1040.0;

impl Job {
    /// The picture that the dialog shows.
    pub fn preview(ctx: &Context, figure: Figure) -> Self {
        let work = move || {
            let width = figure.choice.layout(&figure.panels, 1.0).width.px();
            let scale = (PREVIEW_WIDTH / width).max(1.0) as f32;
            Done::Preview(figure.image(scale))
        };
        Self {
            is_preview: true,
            work: Aside::start(ctx, work, || Done::Preview(Err(broken()))),
        }
    }

    /// A picture for the clipboard.
    pub fn copy(ctx: &Context, figure: Figure) -> Self {
        let work = move || Done::Copied(figure.image(f32::from(figure.choice.scale)));
        Self {
            is_preview: false,
            work: Aside::start(ctx, work, || Done::Copied(Err(broken()))),
        }
    }

    /// Writes a new file.
    pub fn save(ctx: &Context, figure: Figure, carried: Carried, place: Place) -> Self {
        Self::saving(ctx, move || {
            let format = figure.choice.format;
            let content = figure.content(format, &carried);
            let content = content.map_err(|error| error.to_string())?;
            place.write(format.extension(), &content)
        })
    }

    /// Writes a picture of the window as a new file.
    pub fn picture(ctx: &Context, image: Arc<ColorImage>, carried: Carried, place: Place) -> Self {
        Self::saving(ctx, move || {
            picture::save_new(&image, &carried, &place.folder, &place.stem)
        })
    }

    /// Writes a picture of the window to a path that a person chose, in place of what is there or not.
    pub fn picture_to(
        ctx: &Context,
        image: Arc<ColorImage>,
        carried: Carried,
        (path, existing): (PathBuf, Existing),
    ) -> Self {
        Self::saving(ctx, move || {
            picture::save_to(&image, &carried, &path, existing).map(|()| path)
        })
    }

    /// Writes a report into a new folder.
    pub fn report(ctx: &Context, material: Material, place: Place) -> Self {
        Self::saving(ctx, move || report::write(&material, &place))
    }

    /// Writes runs for another program into a new folder.
    pub fn hand(ctx: &Context, handed: Handed, place: Place) -> Self {
        let work = move || Done::Handed(handed.write(&place));
        Self {
            is_preview: false,
            work: Aside::start(ctx, work, || Done::Handed(Err(broken()))),
        }
    }

    fn saving(
        ctx: &Context,
        work: impl FnOnce() -> Result<PathBuf, String> + Send + 'static,
    ) -> Self {
        let work = move || Done::Saved(work());
        Self {
            is_preview: false,
            work: Aside::start(ctx, work, || Done::Saved(Err(broken()))),
        }
    }

    /// Whether it makes the picture that the dialog shows.
    pub fn is_preview(&self) -> bool {
        self.is_preview
    }

    /// What it came to, once it has ended.
    pub fn take(&self) -> Option<Done> {
        self.work.take()
    }
}

fn broken() -> String {
    t("export-broken").to_owned()
}
