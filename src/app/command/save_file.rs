//! Saves the experiment as a file that opens again as it is.

use eframe::egui::Key;

use super::Declaration;
use crate::app::{choosing::Purpose, shortcut};

/// What the command says of itself.
pub const COMMAND: Declaration = Declaration {
    id: "save-file",
    name: "Save experiment…",
    help: "Writes all settings as TOML, for the window and the command line",
    keys: &[shortcut::ctrl_shift(Key::S)],
    applies: |standing| !standing.lab,
    perform: |app, ctx| app.choose(ctx, Purpose::Save),
    ..Declaration::PLAIN
};
