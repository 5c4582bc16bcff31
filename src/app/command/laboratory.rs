//! Opens the laboratory, or leaves it; training goes on behind.

use eframe::egui::Key;

use super::{Button, Declaration, Face, Place};
use crate::app::{shortcut, text::t};

/// What the command says of itself.
pub const COMMAND: Declaration = Declaration {
    id: "laboratory",
    name: "Laboratory",
    help: "Two classes and a feature to move by hand, under every loss, without data. Training goes on behind; \
           the same key or Esc leads back",
    keys: &[shortcut::key(Key::L)],
    button: Some(Button::new(Place::Window, |standing| {
        Face::Switch(t("lab"), standing.lab)
    })),
    perform: |app, _| {
        if let Err(error) = app.lab.toggle() {
            app.notices.problem(error.to_string());
        }
    },
    ..Declaration::PLAIN
};
