//! Gives the window back to what was there before the lesson.

use super::Declaration;

/// What the command says of itself.
pub const COMMAND: Declaration = Declaration {
    id: "leave-lesson",
    name: "Lesson: leave",
    help: "Leaves the lesson; your own run comes back as it was, and the lesson can be taken up again",
    applies: |standing| standing.lesson,
    perform: |app, _| app.leave_lesson(),
    ..Declaration::PLAIN
};
