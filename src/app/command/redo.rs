//! Makes a change again that was taken back.

use eframe::egui::Key;

use super::{Button, Declaration, Face, Place};
use crate::app::{controls::icons::Icon, shortcut};

/// What the command says of itself.
pub const COMMAND: Declaration = Declaration {
    id: "redo",
    name: "Redo",
    help: "Makes the change again that was taken back",
    keys: &[shortcut::ctrl_shift(Key::Z)],
    button: Some(Button::new(Place::Steps, |_| Face::Picture(Icon::Redo))),
    applies: |standing| standing.redo,
    perform: |app, ctx| app.travel(ctx, false),
    ..Declaration::PLAIN
};
