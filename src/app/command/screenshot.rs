//! Writes a picture of the window.

use eframe::egui::Key;

use super::{Button, Declaration, Face, Place};
use crate::app::{shortcut, text::t};

/// What the command says of itself.
pub const COMMAND: Declaration = Declaration {
    id: "screenshot",
    name: "Screenshot",
    help: "Takes a picture of the window and asks where it goes",
    keys: &[shortcut::ctrl(Key::S)],
    while_writing: true,
    over_dialog: true,
    button: Some(Button::new(Place::Window, |_| Face::Word(t("screenshot")))),
    perform: |app, ctx| app.picture.request(ctx),
    ..Declaration::PLAIN
};
