//! The list of lessons, or, while a lesson has the window, the way out of it.

use eframe::egui::Key;

use super::{Button, Declaration, Face, Place};
use crate::app::{escape::Dialog, shortcut, text::t};

/// What the command says of itself.
pub const COMMAND: Declaration = Declaration {
    id: "course",
    name: "Course",
    help: "Eleven lessons on margins, over the real run, with predictions to make",
    keys: &[shortcut::key(Key::F1)],
    button: Some(Button::new(Place::Window, |standing| {
        Face::Switch(t("course"), standing.lesson)
    })),
    perform: |app, _| app.toggle_dialog(Dialog::Course),
    ..Declaration::PLAIN
};
