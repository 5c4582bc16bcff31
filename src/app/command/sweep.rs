//! Opens the dialog that starts a sweep.

use eframe::egui::Key;

use super::{Button, Declaration, Face, Place};
use crate::app::{shortcut, text::t};

/// What the command says of itself.
pub const COMMAND: Declaration = Declaration {
    id: "sweep",
    name: "Sweep m × s …",
    help: "Trains the experiment over a grid of two settings, such as m and s, beside the live training",
    keys: &[shortcut::ctrl(Key::G)],
    button: Some(Button::new(Place::Steps, |_| Face::Word(t("sweep-button")))),
    applies: |standing| !standing.given,
    perform: |app, _| app.ask_sweep(),
    ..Declaration::PLAIN
};
