//! Back to the step of the lesson before.

use eframe::egui::Key;

use super::Declaration;
use crate::app::shortcut;

/// What the command says of itself.
pub const COMMAND: Declaration = Declaration {
    id: "lesson-back",
    name: "Lesson: step before",
    help: "Goes back in the lesson",
    keys: &[shortcut::key(Key::PageUp)],
    applies: |standing| standing.lesson,
    perform: |app, ctx| app.step_back(ctx),
    ..Declaration::PLAIN
};
