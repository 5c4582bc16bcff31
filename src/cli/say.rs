//! Messages to the terminal, which never cost a result and never make a terminal do anything but show them.

use std::io::Write as _;

use super::{Failure, files};

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
    writeln!(std::io::stderr(), "{}", line(message)).ok();
}

/// A message as one line of a bearable length.
fn line(message: &str) -> String {
    let plain = |text: &str| shown(text, |_| false, |c| c.escape_default().to_string());
    let count = message.chars().count();
    if count <= LONGEST {
        return plain(message);
    }
    let part = LONGEST / 2;
    let first: String = message.chars().take(part).collect();
    let last: String = message.chars().skip(count - part).collect();
    let left_out = count - 2 * part;
    let [first, last] = [first, last].map(|part| plain(&part));
    format!("{first} … ({left_out} letters) … {last}")
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

/// The text with controls, and with what turns the order of letters around, as `written`, but for those that are `kept`.
fn shown(text: &str, kept: impl Fn(char) -> bool, written: impl Fn(char) -> String) -> String {
    let acts = |c: char| {
        c.is_control()
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match acts(c) && !kept(c) {
            true => out += &written(c),
            false => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(message: &str, expect: &str) {
        assert_eq!(line(message), expect);
    }

    #[test]
    fn nothing_that_a_terminal_would_obey_is_left() {
        check("Ä ψ 漢 ‘a’ → b", "Ä ψ 漢 ‘a’ → b");
        check("a\u{1b}[31mb\r\n\u{9b}2J", "a\\u{1b}[31mb\\r\\n\\u{9b}2J");
        check("a\u{202e}txt.exe", "a\\u{202e}txt.exe");
        assert_eq!(lines("a\tb\n\u{7}"), "a\tb\n\\u{7}");
    }

    #[test]
    fn a_long_message_is_cut_in_its_middle() {
        check(&"x".repeat(LONGEST), &"x".repeat(LONGEST));
        let long = format!("begin{}end", "ä".repeat(100_000));
        let told = line(&long);
        assert!(told.starts_with("begin") && told.ends_with("end"));
        assert!(told.contains(" … (98008 letters) … "), "{told}");
        assert!(told.chars().count() < LONGEST + 40);
    }
}
