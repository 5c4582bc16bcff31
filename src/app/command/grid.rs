//! Shows the grids of a sweep, or the figures again.

use eframe::egui::Key;

use super::Declaration;
use crate::app::shortcut;

/// What the command says of itself.
pub const COMMAND: Declaration = Declaration {
    id: "grid",
    name: "Grid of the sweep, or the figures",
    help: "Shows the sweep that is trained or was opened as a grid, or the figures again",
    keys: &[shortcut::key(Key::G)],
    applies: |standing| standing.swept,
    perform: |app, _| {
        // A lesson has the figures for itself.
        if app.course.is_on() {
            return;
        }
        let shown = app.sweep.is_open() && !app.lab.is_open();
        app.lab.close();
        app.sweep.set_open(!shown);
    },
    ..Declaration::PLAIN
};
