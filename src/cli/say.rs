//! Messages to the terminal, which never cost a result and never make a terminal do anything but show them.

use std::io::Write as _;

use super::{Failure, files};
use crate::text::{one_line, shown};

/// Letters of a message at most; what is longer is cut in its middle.
const LONGEST: usize = 2_000;

/// Writes a line to stderr, as `eprintln!` does. Where that is closed or full nobody reads it, and what it would tell of goes on.
macro_rules! say {
    ($($part:tt)*) => {
        $crate::cli::say::say(&format!($($part)*))
    };
}

/// Writes a line to stderr.
pub fn say(message: &str) {
    // There is nobody left to be told that nobody is told.
    writeln!(std::io::stderr(), "{}", one_line(message, LONGEST)).ok();
}

/// Prints a text of several lines, or JSON, on standard output.
///
/// # Errors
/// When it cannot be written to.
pub fn print(text: &str) -> Result<(), Failure> {
    files::print(&lines(text))
}

/// The same for JSON, which stays the JSON that it is.
///
/// # Errors
/// When it cannot be written to.
pub fn print_json(json: &str) -> Result<(), Failure> {
    files::print(&shown(
        json,
        |c| c == '\n',
        |c| format!("\\u{:04x}", c as u32),
    ))
}

/// A text of several lines, of which everything else that a terminal would do something at is written out.
pub fn lines(text: &str) -> String {
    let kept = |c| matches!(c, '\n' | '\t');
    shown(text, kept, |c| c.escape_default().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_tabs_of_a_text_stay() {
        assert_eq!(lines("a\tb\n\u{7}"), "a\tb\n\\u{7}");
    }
}
