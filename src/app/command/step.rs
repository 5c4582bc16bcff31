//! One training step.

use eframe::egui::Key;

use super::{Button, Declaration, Face, Place};
use crate::{app::shortcut, app::text::t, train::Instruction};

/// What the command says of itself.
pub const COMMAND: Declaration = Declaration {
    id: "step",
    name: "One step",
    help: "One training step, then holds",
    keys: &[shortcut::key(Key::Period)],
    button: Some(Button::new(Place::Training, |_| Face::Word(t("step")))),
    applies: |standing| !standing.over && !standing.at_limit && !standing.given,
    perform: |app, _| {
        app.worker.send(Instruction::Pause);
        app.worker.send(Instruction::Step);
    },
    ..Declaration::PLAIN
};
