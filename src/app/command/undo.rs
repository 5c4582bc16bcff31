//! Takes back the last change.

use eframe::egui::Key;

use super::{Button, Declaration, Face, Place};
use crate::app::{controls::icons::Icon, shortcut};

/// What the command says of itself.
pub const COMMAND: Declaration = Declaration {
    id: "undo",
    name: "Undo",
    help: "Takes back the last change of a setting",
    keys: &[shortcut::ctrl(Key::Z)],
    button: Some(Button::new(Place::Steps, |_| Face::Picture(Icon::Undo))),
    applies: |standing| standing.undo,
    perform: |app, ctx| app.travel(ctx, true),
    ..Declaration::PLAIN
};
