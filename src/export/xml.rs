//! Characters that XML forbids, even escaped: a file with one of them is opened by nothing.

use std::borrow::Cow;

/// Stands for a character that cannot be written.
const REPLACEMENT: char = '\u{fffd}';

fn is_forbidden(c: char) -> bool {
    matches!(c, '\0'..='\x08' | '\x0b' | '\x0c' | '\x0e'..='\x1f' | '\u{fffe}' | '\u{ffff}')
}

/// The character, or what stands for it in XML.
pub fn allowed(c: char) -> char {
    match is_forbidden(c) {
        true => REPLACEMENT,
        false => c,
    }
}

/// The text with what stands for characters that XML forbids.
pub fn text(text: &str) -> Cow<'_, str> {
    match text.contains(is_forbidden) {
        true => text.chars().map(allowed).collect(),
        false => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(found: &str, expect: &str) {
        assert_eq!(text(found), expect);
        // A parser has nothing against it.
        let xml = format!("<a>{}</a>", text(found));
        assert!(roxmltree::Document::parse(&xml).is_ok(), "{xml:?}");
    }

    #[test]
    fn what_xml_forbids_is_replaced_and_nothing_else() {
        check(
            "Ä ψ 漢 🙂\t\r\n\u{7f}\u{85}\u{fffd}",
            "Ä ψ 漢 🙂\t\r\n\u{7f}\u{85}\u{fffd}",
        );
        check("a\u{fffe}b\u{ffff}", "a\u{fffd}b\u{fffd}");
        check("\0\u{1b}[31m", "\u{fffd}\u{fffd}[31m");
    }
}
