//! Starts all lanes again from the same seeds.

use super::{Button, Declaration, Face, Place};
use crate::{app::text::t, train::Instruction};

/// What the command says of itself.
pub const COMMAND: Declaration = Declaration {
    id: "replay",
    name: "Replay from the same seeds",
    help: "Starts again from the same seeds",
    button: Some(Button::new(Place::Training, |_| Face::Word(t("replay")))),
    applies: |standing| !standing.given,
    perform: |app, _| {
        app.worker.send(Instruction::Replay);
        app.worker.send(Instruction::Play);
        app.notices.tell(t("replayed").to_owned());
    },
    ..Declaration::PLAIN
};
