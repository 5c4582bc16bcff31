//! The chosen lane beside a copy of it from the same seeds, which a person then changes.

use eframe::egui::Key;

use super::{Button, Declaration, Face, Place};
use crate::app::{shortcut, text::t};

/// What the command says of itself.
pub const COMMAND: Declaration = Declaration {
    id: "compare",
    name: "Compare",
    help: "Trains the chosen lane beside a copy, both again from the same seeds and in step; what is changed then is the copy's",
    keys: &[shortcut::ctrl(Key::D)],
    button: Some(Button {
        place: Place::Steps,
        face: |_| Face::Word(t("compare")),
        barred: |standing| match (standing.given, standing.full) {
            (true, _) => t("given-help"),
            (false, true) => t("lanes-full"),
            (false, false) => "",
        },
    }),
    applies: |standing| !standing.full && !standing.given && !standing.lab,
    perform: |app, ctx| app.compare(ctx),
    ..Declaration::PLAIN
};
