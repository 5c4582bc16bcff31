//! Copies a link that opens the experiment, or the lesson that has the window.

use eframe::egui::Key;

use super::Declaration;
use crate::app::shortcut;

/// What the command says of itself.
pub const COMMAND: Declaration = Declaration {
    id: "copy-link",
    name: "Copy a link",
    help: "Copies a link that opens this experiment in a browser; during a lesson, a link to the lesson",
    keys: &[shortcut::ctrl_shift(Key::L)],
    perform: |app, ctx| app.copy_link(ctx),
    ..Declaration::PLAIN
};
