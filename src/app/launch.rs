//! Opening the window, and saying in one line why it does not open.

use std::{
    panic::{self, AssertUnwindSafe, PanicHookInfo},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use eframe::egui::{IconData, ViewportBuilder};

use super::{Options, state::MarginscopeApp};
use crate::{export, platform::panics};

/// What a Debian or Ubuntu machine needs for the window.
const PACKAGES: &str = "libegl1 libgl1-mesa-dri libxcursor1 libxi6 libxkbcommon-x11-0";

/// Why there was no window, or no picture of it. One line for a person.
#[derive(Debug, thiserror::Error)]
pub enum WindowError {
    /// No window can be opened here.
    #[error(
        "cannot open a window: {0}. On Debian or Ubuntu: apt-get install {PACKAGES}; \
         without a screen: apt-get install xvfb, then put `xvfb-run -a` before the command"
    )]
    NoWindow(String),
    /// The picture that was asked for could not be made.
    #[error("no picture: {0}")]
    NoPicture(String),
}

/// Opens the window and returns when it is closed.
///
/// # Errors
/// When no window can be opened here, or the picture that `options` ask for could not be made.
pub fn run(options: Options) -> Result<(), WindowError> {
    let outcome = Arc::new(Mutex::new(Ok(())));
    let told = outcome.clone();
    let native = native_options(&options);
    let ours = Arc::new(AtomicBool::new(false));
    let begun = Arc::clone(&ours);
    let opened = quietly(&ours, move || {
        let create: eframe::AppCreator<'_> = Box::new(move |cc| {
            begun.store(true, Ordering::Relaxed);
            Ok(Box::new(MarginscopeApp::new(cc, options).telling(told)))
        });
        eframe::run_native("marginscope", native, create)
    });
    opened.map_err(WindowError::NoWindow)?;
    let mut outcome = outcome.lock().unwrap_or_else(PoisonError::into_inner);
    std::mem::replace(&mut *outcome, Ok(())).map_err(WindowError::NoPicture)
}

fn native_options(options: &Options) -> eframe::NativeOptions {
    let (width, height) = options.window_size.unwrap_or((1_280.0, 800.0));
    eframe::NativeOptions {
        viewport: ViewportBuilder::default()
            .with_title("marginscope")
            // What the desktop entry is called, by which a desktop knows whose window this is.
            .with_app_id("marginscope")
            .with_icon(icon())
            .with_inner_size([width, height])
            .with_min_inner_size([800.0_f32.min(width), 500.0_f32.min(height)]),
        renderer: eframe::Renderer::Glow,
        // There are no gradients that could band, and where the CPU draws, every operation a pixel counts.
        dithering: false,
        ..Default::default()
    }
}

/// What stands in the window's bar and in the list of windows, where the desktop does not take it from the desktop entry.
fn icon() -> IconData {
    match export::icon(64) {
        Ok(drawn) => IconData {
            rgba: drawn.rgba,
            width: drawn.width,
            height: drawn.height,
        },
        // A window without an icon is still a window.
        Err(_) => IconData::default(),
    }
}

/// Runs `window`. A system library that is missing makes winit panic before there is a window, and so does a thread that others
/// cannot have; that becomes an error too, and any other panic goes on. From when on it is `ours`, the window says.
fn quietly(ours: &Arc<AtomicBool>, window: impl FnOnce() -> eframe::Result) -> Result<(), String> {
    let before: Arc<dyn Fn(&PanicHookInfo<'_>) + Send + Sync> = Arc::from(panic::take_hook());
    let missing = Arc::new(AtomicBool::new(false));
    let (kept, seen, ours) = (before.clone(), missing.clone(), Arc::clone(ours));
    panic::set_hook(Box::new(move |info| {
        if comes_from(info, &["three-d"]) {
            // Whoever draws with it tells it in the window.
        } else if !ours.load(Ordering::Relaxed) || from_window_library(info) {
            seen.store(true, Ordering::Relaxed);
        } else {
            kept(info);
        }
    }));
    let result = panic::catch_unwind(AssertUnwindSafe(window));
    panic::set_hook(Box::new(move |info| before(info)));
    match result {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(reason(&error)),
        Err(panic) if missing.load(Ordering::Relaxed) => {
            let why = panics::said(panic.as_ref());
            Err(one_line(why.unwrap_or("the window library stopped")))
        }
        Err(panic) => panic::resume_unwind(panic),
    }
}

fn from_window_library(info: &PanicHookInfo<'_>) -> bool {
    let libraries = ["winit", "xkbcommon", "x11-dl", "glutin", "egui_glow"];
    comes_from(info, &libraries)
}

fn comes_from(info: &PanicHookInfo<'_>, libraries: &[&str]) -> bool {
    let file = info.location().map_or("", |location| location.file());
    libraries.iter().any(|library| file.contains(library))
}

/// What went wrong, without the innards of the libraries that noticed.
fn reason(error: &eframe::Error) -> String {
    match error {
        eframe::Error::NoGlutinConfigs(..) => "no OpenGL driver can draw here".to_owned(),
        // The driver said no word about it.
        other if other.to_string().trim_end().ends_with("OpenGL:") => {
            "the OpenGL driver does not build a program".to_owned()
        }
        other => one_line(&other.to_string()),
    }
}

/// The first line of a message, from behind the place in a source file that it may begin with; only the words of a driver where
/// a library gives them as an error that it did not expect.
fn one_line(text: &str) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty());
    let line = line.unwrap_or("unknown reason");
    if line.starts_with("called `") {
        let told = line.split('"').nth(1);
        return told.unwrap_or("the graphics driver gave up").to_owned();
    }
    let told = match line.rsplit_once(".rs:") {
        Some((_, rest)) => {
            rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == ':' || c == ' ')
        }
        None => line,
    };
    told.trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &str) {
        assert_eq!(one_line(text), expect);
    }

    #[test]
    fn a_reason_is_one_line_without_source_files() {
        check(
            "winit EventLoopError: os error at x/mod.rs:788: Failed to open connection to X server",
            "Failed to open connection to X server",
        );
        check(
            "Library libfoo.so could not be loaded.\nmore",
            "Library libfoo.so could not be loaded",
        );
        check("", "unknown reason");
        check(
            "called `Result::unwrap()` on an `Err` value: \"no texture\"",
            "no texture",
        );
        check(
            "called `Option::unwrap()` on a `None` value",
            "the graphics driver gave up",
        );
    }

    #[test]
    fn the_message_names_the_packages() {
        let message = WindowError::NoWindow("no display".to_owned()).to_string();
        for package in [
            "libegl1",
            "libgl1-mesa-dri",
            "libxcursor1",
            "libxi6",
            "libxkbcommon-x11-0",
            "xvfb",
        ] {
            assert!(message.contains(package), "{message}");
        }
        assert!(!message.contains('\n'));
    }

    #[test]
    fn a_panic_before_there_is_a_window_is_an_error_and_one_of_our_own_goes_on() {
        let run = |ours| {
            let ours = Arc::new(AtomicBool::new(ours));
            panic::catch_unwind(|| quietly(&ours, || panic!("no thread: 11")))
        };
        assert_eq!(run(false).unwrap(), Err("no thread: 11".to_owned()));
        assert!(run(true).is_err());
    }
}
