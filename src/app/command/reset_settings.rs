//! Everything as the session was opened.

use super::Declaration;

/// What the command says of itself.
pub const COMMAND: Declaration = Declaration {
    id: "reset-settings",
    name: "Reset all settings",
    help: "All settings as the session was opened",
    applies: |standing| standing.changed,
    perform: |app, ctx| app.open_again(ctx),
    ..Declaration::PLAIN
};
