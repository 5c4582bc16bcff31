//! What a command says of itself.

use eframe::egui::{Context, KeyboardShortcut};

use crate::app::{controls::icons::Icon, escape::Layer, state::MarginscopeApp, text::t};

/// The declaration of a command. Words are English; a table of texts may translate `command-<id>`, `command-<id>-help` and
/// `command-<id>-word`.
pub struct Declaration {
    /// Stable id, `play-pause`.
    pub id: &'static str,
    /// What a person calls it, in the palette and in the sheet of keys.
    pub name: &'static str,
    /// What it does, one sentence without its full stop.
    pub help: &'static str,
    /// Its keys; the first one is shown.
    pub keys: &'static [KeyboardShortcut],
    /// Its keys count while a text is written.
    pub while_writing: bool,
    /// Its keys count while the dialog of figures has the window.
    pub over_dialog: bool,
    /// Its button in the bar at the top, if it has one.
    pub button: Option<Button>,
    /// Whether it does something as things stand.
    pub applies: fn(&Standing) -> bool,
    /// What it does.
    pub perform: fn(&mut MarginscopeApp, &Context),
}

impl Declaration {
    /// A command without a key or a button that always applies and does nothing: what a declaration starts from.
    pub const PLAIN: Self = Self {
        id: "",
        name: "",
        help: "",
        keys: &[],
        while_writing: false,
        over_dialog: false,
        button: None,
        applies: |_| true,
        perform: |_, _| {},
    };
}

/// A button in the bar at the top.
#[derive(Clone, Copy)]
pub struct Button {
    /// Where it stands; buttons of one place stand in the order of the table.
    pub place: Place,
    /// What is on it.
    pub face: fn(&Standing) -> Face,
    /// What pointing at it says while the command does not apply.
    pub barred: fn(&Standing) -> &'static str,
}

impl Button {
    /// A button of which nothing needs to be said while it does not apply.
    pub const fn new(place: Place, face: fn(&Standing) -> Face) -> Self {
        let barred = why_not;
        Self {
            place,
            face,
            barred,
        }
    }
}

/// Why training cannot be steered, for a button of which nothing else needs to be said.
fn why_not(standing: &Standing) -> &'static str {
    match standing.given {
        true => t("given-help"),
        false => "",
    }
}

/// A part of the bar at the top.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Beside the presets: what training does.
    Training,
    /// Behind that, where the bar is wide: steps back and forth.
    Steps,
    /// At the right end.
    Window,
}

/// What is on a button.
#[derive(Clone, Copy)]
pub enum Face {
    /// The button that stands out: a picture and a word.
    Main(Icon, &'static str),
    /// A word.
    Word(&'static str),
    /// A word that is lit while something is on.
    Switch(&'static str, bool),
    /// A picture alone.
    Picture(Icon),
    /// A single letter; the command's name is read out instead.
    Letter(&'static str),
}

/// How things stand: what decides which commands apply.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Training goes on.
    pub playing: bool,
    /// There are lanes to compare.
    pub several: bool,
    /// No lane can be added.
    pub full: bool,
    /// Every lane has failed.
    pub over: bool,
    /// Every lane shows features that were made elsewhere: nothing is trained.
    pub given: bool,
    /// Every lane that has not failed stands at the step at which it was to stop.
    pub at_limit: bool,
    /// The session is no longer what it was opened as.
    pub changed: bool,
    /// There is a change to take back.
    pub undo: bool,
    /// There is a change to make again.
    pub redo: bool,
    /// The laboratory is open.
    pub lab: bool,
    /// There is a sweep.
    pub swept: bool,
    /// There is a figure under the pointer, or one that stands alone.
    pub figure: bool,
    /// The colours are light on dark.
    pub dark: bool,
    /// A lesson has the window.
    pub lesson: bool,
    /// The window is shown to a room.
    pub presents: bool,
    /// What Escape would close.
    pub top: Option<Layer>,
}
