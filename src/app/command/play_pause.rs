//! Trains, or holds.

use eframe::egui::Key;

use super::{Button, Declaration, Face, Place};
use crate::{
    app::{controls::icons::Icon, shortcut, text::t},
    train::Instruction,
};

/// What the command says of itself.
pub const COMMAND: Declaration = Declaration {
    id: "play-pause",
    name: "Play or pause",
    help: "Trains or holds",
    keys: &[shortcut::key(Key::Space)],
    button: Some(Button {
        place: Place::Training,
        face: |standing| match standing.playing && !standing.over {
            _ if standing.given => Face::Main(Icon::Play, t("play")),
            _ if standing.at_limit => Face::Main(Icon::Play, t("continue")),
            true => Face::Main(Icon::Pause, t("pause")),
            false => Face::Main(Icon::Play, t("play")),
        },
        barred: |standing| match standing.given {
            true => t("given-help"),
            false => t("over-help"),
        },
    }),
    applies: |standing| !standing.over && !standing.given,
    perform: |app, _| {
        app.worker.send(match app.state.playing {
            _ if app.at_limit() => {
                app.limit = None;
                Instruction::Continue
            }
            true => Instruction::Pause,
            false => Instruction::Play,
        });
    },
    ..Declaration::PLAIN
};
