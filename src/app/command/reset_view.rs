//! Puts a figure back to its first view.

use eframe::egui::Key;

use super::Declaration;
use crate::app::shortcut;

/// What the command says of itself.
pub const COMMAND: Declaration = Declaration {
    id: "reset-view",
    name: "First view of the figure",
    help: "Puts the figure under the pointer back to its first view; in the laboratory, everything",
    keys: &[shortcut::key(Key::R)],
    applies: |standing| standing.figure || standing.lab,
    perform: |app, ctx| {
        if app.lab.is_open() {
            app.lab.start_again(ctx);
        } else {
            app.tiles.reset_view();
        }
    },
    ..Declaration::PLAIN
};
