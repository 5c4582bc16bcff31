//! The tour of the window.

use super::Declaration;

/// What the command says of itself.
pub const COMMAND: Declaration = Declaration {
    id: "tour",
    name: "Tour",
    help: "Five pointers: what a dot is, what colours and grey mean, what m and s do, where to look first",
    perform: |app, _| app.begin_tour(),
    ..Declaration::PLAIN
};
