//! The chooser of the desktop.

use std::{cell::Cell, sync::Once};

use rfd::FileDialog;

use super::{Answer, Ask, CARRIERS, DATA, Wanted};
use crate::text::t;

/// The chooser of the desktop.
pub fn native(ask: &Ask) -> Answer {
    listen();
    FAILED.set(false);
    let dialog = FileDialog::new().set_directory(&ask.folder);
    let chosen = match &ask.wanted {
        Wanted::Experiment => dialog
            .set_title(t("choose-experiment"))
            .add_filter(t("choose-experiments"), &[&CARRIERS[..], &DATA].concat())
            .add_filter(t("choose-data"), &DATA)
            .pick_file(),
        // What belongs to data may be called in any way.
        Wanted::Data => dialog.set_title(t("choose-data")).pick_file(),
        Wanted::NewExperiment(name) => dialog
            .set_title(t("choose-save"))
            .set_file_name(name)
            .add_filter("TOML", &["toml"])
            .save_file(),
        Wanted::Folder => dialog.set_title(t("choose-folder")).pick_folder(),
        Wanted::Picture(name) => dialog
            .set_title(t("choose-picture"))
            .set_file_name(name)
            .add_filter("PNG", &["png"])
            .save_file(),
    };
    match chosen {
        Some(path) => Answer::Chosen(path),
        None if FAILED.get() => Answer::Absent,
        None => Answer::Cancelled,
    }
}

thread_local! {
    /// The chooser that was asked on this thread could not be opened.
    static FAILED: Cell<bool> = const { Cell::new(false) };
}

/// Hears the library of choosers complain. It answers alike where a chooser was closed and where there is none, and tells
/// the second as an error, on the thread that asked, in the log alone.
struct Listener;

impl log::Log for Listener {
    fn enabled(&self, of: &log::Metadata<'_>) -> bool {
        of.level() == log::Level::Error && of.target().starts_with("rfd")
    }

    fn log(&self, record: &log::Record<'_>) {
        if self.enabled(record.metadata()) {
            FAILED.set(true);
        }
    }

    fn flush(&self) {}
}

fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // Where somebody else listens already, a chooser that is absent counts as closed.
        if log::set_logger(&Listener).is_ok() {
            log::set_max_level(log::LevelFilter::Error);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_complaint_of_the_library_is_heard_on_the_thread_that_asked() {
        listen();
        FAILED.set(false);
        log::error!(target: "eframe::native", "no matter");
        assert!(!FAILED.get());
        let other = std::thread::spawn(|| {
            log::error!(target: "rfd::backend::xdg_desktop_portal", "no portal");
            FAILED.get()
        });
        assert!(other.join().unwrap());
        assert!(!FAILED.get());
    }
}
