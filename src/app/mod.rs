//! The window: controls on the left, figures in the middle, numbers beside or below them.
//!
//! # How a dragged m travels within a frame
//!
//! 1. `window` begins the frame and opens a draft of the settings (`settings`), the session with its lanes resolved.
//! 2. `panel` draws the slider in it. The slider's number becomes an edit, [`crate::train::Edit`], which the draft makes at
//!    once: what the panel draws below the slider is of the new value.
//! 3. `changes` takes the draft over: the old session is a step to undo, the new one goes to the worker as one
//!    [`crate::train::Instruction`]. A trainer that can take m over goes on.
//! 4. `window` hands the lanes of the new settings, over the newest snapshots, to `tiles` and `charts`, whose figures are
//!    made of both: the wedge follows the slider in the same frame, whatever the trainer does meanwhile.
//!
//! Nothing comes back to a place where it was. What a person does at a tile is the value that drawing it returns; what the
//! keyboard, a button or the palette asks for is a `command`, done before anything is drawn with it.

mod align;
pub mod arrangement;
mod by_hand;
mod changes;
mod charts;
pub mod chooser;
mod choosing;
mod chosen;
mod command;
mod controls;
mod course;
mod desk;
mod dock;
mod dropped;
mod escape;
mod export;
mod exported;
mod focus_ring;
mod guess;
mod help;
mod history;
mod inspector;
mod kept;
mod lab;
mod lanes;
#[cfg(not(target_arch = "wasm32"))]
mod launch;
mod layout;
mod lessons;
mod letters;
mod lineup;
mod links;
mod notices;
mod number;
mod open_dialog;
mod own_data;
mod pacing;
mod palette;
mod panel;
mod picture;
mod play;
mod preferences;
mod present;
mod previewed;
mod progress;
mod promise;
mod recent;
#[cfg(target_arch = "wasm32")]
mod revive;
mod sample_pictures;
mod saving;
mod screenshot;
mod settings;
mod shortcut;
mod spots;
mod state;
mod stillness;
mod story;
mod style;
mod summary;
mod sweep;
mod sweeps;
pub mod theme;
mod threshold;
mod tiles;
mod top_bar;
mod turning;
mod undo;
mod welcome;
mod window;

use std::{path::PathBuf, sync::Arc};

pub use crate::look::Theme;
#[cfg(not(target_arch = "wasm32"))]
pub use launch::{WindowError, run};
pub use state::MarginscopeApp;

pub use crate::text;
use crate::{export::carry::Carried, figure::lab::Lab, lesson::Lesson, train::Session};

/// How the window opens.
#[derive(Clone, Debug)]
pub struct Options {
    /// What is trained and shown.
    pub session: Session,
    /// What the picture that the session comes from says.
    pub carried: Option<Carried>,
    /// The system's theme where none is asked for.
    pub theme: Option<Theme>,
    /// Width and height in points.
    pub window_size: Option<(f32, f32)>,
    /// Take a picture when every lane has done so many steps; at once where only `screenshot_to` is given.
    pub after_steps: Option<u64>,
    /// The file that remembers which views and charts were put where; nothing is remembered without one.
    pub arrangement: Option<PathBuf>,
    /// Where to write that picture; the window closes then.
    pub screenshot_to: Option<PathBuf>,
    /// Open in the laboratory, as it starts.
    pub lab: Option<Lab>,
    /// The folder into which pictures, figures and reports are written at first.
    pub folder: PathBuf,
    /// What asks for files and folders.
    pub chooser: chooser::Chooser,
    /// The lesson that has the window at first, with the place of its step.
    pub lesson: Option<(Arc<Lesson>, Option<usize>)>,
    /// The file that remembers what was done in the course; nothing is remembered, and nobody greeted, without one.
    pub course: Option<PathBuf>,
    /// The window is shown to a room.
    pub present: bool,
    /// Data that are shown before anything is trained on them.
    pub preview: Option<NewData>,
    /// The folder of a sweep of the session, whose grids are shown.
    pub sweep: Option<PathBuf>,
    /// The window is a part of somebody's page: figures alone, without the controls around them.
    pub embed: bool,
    /// Somebody was sent here, and is not greeted.
    pub guest: bool,
}

/// Data that somebody names: the source's id, what it reads, and files that belong to that.
pub type NewData = (&'static str, PathBuf, Vec<PathBuf>);

/// A lesson by its id or file, with the place of the step that is named behind a colon.
pub use course::lesson_and_step;

/// Where this system keeps what was done in the course.
pub fn course_file() -> Option<PathBuf> {
    course::Store::place()
}

/// Where this system keeps what was arranged in the window.
pub fn arrangement_file() -> Option<PathBuf> {
    arrangement::Arrangement::place()
}

/// The language that a person chose in the window of this system.
pub fn chosen_language() -> Option<text::Language> {
    let file = preferences::Preferences::place(&arrangement_file()?);
    preferences::Preferences::read(&file).ok()?.language()
}

impl Options {
    /// An ordinary window of `session`, which writes into the current folder and asks for no other.
    pub fn new(session: Session) -> Self {
        Self {
            session,
            carried: None,
            theme: None,
            window_size: None,
            after_steps: None,
            screenshot_to: None,
            arrangement: None,
            lab: None,
            folder: PathBuf::from("."),
            chooser: chooser::none,
            lesson: None,
            course: None,
            present: false,
            preview: None,
            sweep: None,
            embed: false,
            guest: false,
        }
    }
}
