//! Opens the sheet of keys, or closes it.

use eframe::egui::Key;

use super::{Button, Declaration, Face, Place};
use crate::app::{escape::Dialog, shortcut};

/// What the command says of itself.
pub const COMMAND: Declaration = Declaration {
    id: "help",
    name: "Keys and mouse",
    help: "What keys and the mouse do",
    // The same key on keyboards that differ.
    keys: &[
        shortcut::key(Key::Questionmark),
        shortcut::shift(Key::Questionmark),
        shortcut::shift(Key::Slash),
    ],
    over_dialog: true,
    button: Some(Button::new(Place::Window, |_| Face::Letter("?"))),
    perform: |app, _| app.toggle_dialog(Dialog::Help),
    ..Declaration::PLAIN
};
