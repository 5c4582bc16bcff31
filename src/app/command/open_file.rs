//! Opens an experiment, a picture that carries one, or data, from a file.

use eframe::egui::Key;

use super::Declaration;
use crate::app::{choosing::Purpose, shortcut};

/// What the command says of itself.
pub const COMMAND: Declaration = Declaration {
    id: "open-file",
    name: "Open…",
    help: "Opens an experiment (TOML, or a picture that was made here) or data (CSV, arrays) from a file",
    keys: &[shortcut::ctrl(Key::O)],
    perform: |app, ctx| app.choose(ctx, Purpose::Open),
    ..Declaration::PLAIN
};
