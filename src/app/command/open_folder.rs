//! Opens a folder: data, what a run wrote, or moments that another program writes.

use eframe::egui::Key;

use super::Declaration;
use crate::app::{choosing::Purpose, shortcut};

/// What the command says of itself.
pub const COMMAND: Declaration = Declaration {
    id: "open-folder",
    name: "Open folder…",
    help: "Opens a folder: pictures, IDX files, arrays, a run, or moments to watch",
    keys: &[shortcut::ctrl_shift(Key::O)],
    // A browser hands over files alone.
    applies: |_| cfg!(not(target_arch = "wasm32")),
    perform: |app, ctx| app.choose(ctx, Purpose::OpenFolder),
    ..Declaration::PLAIN
};
