//! On to the next step of the lesson.

use eframe::egui::Key;

use super::Declaration;
use crate::app::shortcut;

/// What the command says of itself.
pub const COMMAND: Declaration = Declaration {
    id: "lesson-next",
    name: "Lesson: next step",
    help: "Goes on in the lesson, as a presenter's remote does",
    keys: &[shortcut::key(Key::PageDown)],
    applies: |standing| standing.lesson,
    perform: |app, ctx| app.next_step(ctx),
    ..Declaration::PLAIN
};
