//! Opens the palette of commands, or closes it.

use eframe::egui::Key;

use super::Declaration;
use crate::app::{escape::Dialog, palette::Typed, shortcut};

/// What the command says of itself.
pub const COMMAND: Declaration = Declaration {
    id: "palette",
    name: "All commands",
    help: "Finds a command, a loss or a preset by a part of its name",
    keys: &[shortcut::ctrl(Key::P)],
    while_writing: true,
    perform: |app, _| {
        app.typed = Typed::default();
        app.toggle_dialog(Dialog::Palette);
    },
    ..Declaration::PLAIN
};
