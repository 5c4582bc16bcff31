//! The presenter's mode.

use eframe::egui::Key;

use super::Declaration;
use crate::app::shortcut;

/// What the command says of itself.
pub const COMMAND: Declaration = Declaration {
    id: "present",
    name: "Presenter's mode",
    help: "Text and marks half as large again, the controls folded away, a ring around the pointer; the same key leads back",
    keys: &[shortcut::key(Key::F5)],
    perform: |app, ctx| app.present.set(ctx, !app.present.is_on()),
    ..Declaration::PLAIN
};
