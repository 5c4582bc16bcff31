//! Copies a figure to the clipboard.

use eframe::egui::Key;

use super::Declaration;
use crate::app::shortcut;

/// What the command says of itself.
pub const COMMAND: Declaration = Declaration {
    id: "copy-figure",
    name: "Copy the figure",
    help: "Copies the figure under the pointer as a picture",
    keys: &[shortcut::ctrl_shift(Key::C)],
    perform: |app, ctx| {
        let (shown, subject) = app.exported();
        app.export.copy(ctx, &shown, subject);
    },
    ..Declaration::PLAIN
};
