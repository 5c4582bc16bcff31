//! Shows one figure alone, or all again.

use super::Declaration;
use crate::app::shortcut;

/// What the command says of itself.
pub const COMMAND: Declaration = Declaration {
    id: "large",
    name: "Large figure, or all again",
    help: "Shows the figure under the pointer alone, or all figures again",
    keys: &[shortcut::LARGE],
    applies: |standing| standing.figure,
    perform: |app, _| {
        if app.lab.is_open() {
            app.lab.toggle_large();
        } else if app.charts.is_large() {
            app.charts.put_back();
        } else {
            app.tiles.toggle_large();
        }
    },
    ..Declaration::PLAIN
};
