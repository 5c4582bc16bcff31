//! Figures made beside the window, which goes on meanwhile.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::Arc,
    sync::mpsc::{Receiver, TryRecvError, channel},
    thread,
};

use eframe::egui::{ColorImage, Context};

use super::{
    choice::{Choice, Look},
    report::{self, Material},
};
use crate::{
    app::picture,
    export::{
        self, ExportError, Format, Panel,
        carry::{self, Carried},
        files,
    },
};

/// What a job came to; the errors are for a person.
pub enum Done {
    Preview(Result<ColorImage, String>),
    Copied(Result<ColorImage, String>),
    Saved(Result<PathBuf, String>),
}

/// One figure that is being made.
pub struct Job {
    kind: Kind,
    done: Receiver<Done>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Preview,
    Copy,
    Save,
}

/// The preview is made for screens of this fineness.
const PREVIEW_WIDTH: f64 = 1040.0;

impl Job {
    pub fn preview(ctx: &Context, (panels, look): (&[Panel], Look), choice: &Choice) -> Self {
        let (panels, choice) = (panels.to_vec(), choice.clone());
        Self::start(ctx, Kind::Preview, move || {
            let width = choice.layout(&panels, 1.0).width.px();
            let scale = (PREVIEW_WIDTH / width).max(1.0) as f32;
            Done::Preview(image((&panels, look), &choice, scale))
        })
    }

    pub fn copy(ctx: &Context, (panels, look): (&[Panel], Look), choice: &Choice) -> Self {
        let (panels, choice) = (panels.to_vec(), choice.clone());
        Self::start(ctx, Kind::Copy, move || {
            Done::Copied(image((&panels, look), &choice, f32::from(choice.scale)))
        })
    }

    /// Writes a new file into the current folder.
    pub fn save(
        ctx: &Context,
        (panels, look): (&[Panel], Look),
        choice: &Choice,
        (carried, stem): (Carried, &str),
    ) -> Self {
        let (panels, choice) = (panels.to_vec(), choice.clone());
        let stem = stem.to_owned();
        Self::start(ctx, Kind::Save, move || {
            Done::Saved(save((&panels, look), &choice, &carried, &stem))
        })
    }

    /// Writes a picture of the window into the current folder.
    pub fn picture(ctx: &Context, image: Arc<ColorImage>, carried: Carried, stem: String) -> Self {
        Self::start(ctx, Kind::Save, move || {
            Done::Saved(picture::save_new(&image, &carried, Path::new("."), &stem))
        })
    }

    /// Writes a report into a new folder.
    pub fn report(ctx: &Context, material: Material) -> Self {
        Self::start(ctx, Kind::Save, move || {
            Done::Saved(report::write(&material))
        })
    }

    pub fn is_preview(&self) -> bool {
        self.kind == Kind::Preview
    }

    fn start(ctx: &Context, kind: Kind, work: impl FnOnce() -> Done + Send + 'static) -> Self {
        let done = aside(ctx, work, move || kind.broken());
        Self { kind, done }
    }

    /// What it came to, once it has ended.
    pub fn take(&self) -> Option<Done> {
        match self.done.try_recv() {
            Ok(done) => Some(done),
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => Some(self.kind.broken()),
        }
    }
}

/// Does `work` on a thread of its own and wakes the window when it has ended. What a panic comes to says `broken`.
pub(super) fn aside<T: Send + 'static>(
    ctx: &Context,
    work: impl FnOnce() -> T + Send + 'static,
    broken: impl FnOnce() -> T + Send + 'static,
) -> Receiver<T> {
    let (tell, done) = channel();
    let ctx = ctx.clone();
    let work = move || {
        let found = catch_unwind(AssertUnwindSafe(work));
        // Who closed the window does not listen any more.
        let _ = tell.send(found.unwrap_or_else(|_| broken()));
        ctx.request_repaint();
    };
    // Where no thread can be had the channel closes at once, which is told like a panic.
    let _ = thread::Builder::new().name("export".to_owned()).spawn(work);
    done
}

impl Kind {
    fn broken(self) -> Done {
        let why = "drawing the figure stopped unexpectedly".to_owned();
        match self {
            Self::Preview => Done::Preview(Err(why)),
            Self::Copy => Done::Copied(Err(why)),
            Self::Save => Done::Saved(Err(why)),
        }
    }
}

fn image(
    (panels, look): (&[Panel], Look),
    choice: &Choice,
    scale: f32,
) -> Result<ColorImage, String> {
    let layout = choice.layout(panels, scale);
    let style = look.style(choice.theme);
    let drawn =
        export::svg(panels, &style, &layout).and_then(|svg| export::pixels_of(&svg, &layout));
    let pixels = drawn.map_err(|error| error.to_string())?;
    let size = [pixels.width as usize, pixels.height as usize];
    Ok(ColorImage::from_rgba_unmultiplied(size, &pixels.rgba))
}

fn save(
    drawn: (&[Panel], Look),
    choice: &Choice,
    carried: &Carried,
    stem: &str,
) -> Result<PathBuf, String> {
    let format = choice.format;
    let content = file(drawn, choice, format).map_err(|error| error.to_string())?;
    let content = carry::embed(&content, format, carried).map_err(|error| error.to_string())?;
    let written = files::write_new(Path::new("."), stem, format.extension(), &content);
    written.map_err(|(path, error)| format!("{}: {error}", path.display()))
}

/// The content of a file, still without its experiment.
pub(super) fn file(
    (panels, look): (&[Panel], Look),
    choice: &Choice,
    format: Format,
) -> Result<Vec<u8>, ExportError> {
    let scale = match format {
        Format::Png => f32::from(choice.scale),
        Format::Svg | Format::Pdf => 1.0,
    };
    let layout = choice.layout(panels, scale);
    let style = look.style(choice.theme);
    let svg = export::svg(panels, &style, &layout)?;
    export::encode(&svg, format, &layout)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_that_panics_comes_to_a_message() {
        fn check(work: fn() -> Result<u8, String>, expect: Result<u8, &str>) {
            let done = aside(&Context::default(), work, || Err("broken".to_owned()));
            assert_eq!(done.recv().unwrap(), expect.map_err(str::to_owned));
        }
        check(|| Ok(7), Ok(7));
        check(|| panic!("a picture of nothing"), Err("broken"));
    }
}
