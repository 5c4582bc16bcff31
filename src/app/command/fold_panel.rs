//! The controls at the left, in the presenter's mode.

use eframe::egui::Key;

use super::Declaration;
use crate::app::shortcut;

/// What the command says of itself.
pub const COMMAND: Declaration = Declaration {
    id: "fold-panel",
    name: "Presenter's mode: controls",
    help: "Shows the controls at the left in the presenter's mode, or folds them away",
    keys: &[shortcut::key(Key::F6)],
    applies: |standing| standing.presents,
    perform: |app, _| app.present.panel = !app.present.panel,
    ..Declaration::PLAIN
};
