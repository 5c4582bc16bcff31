//! What others wrote, as a person may be shown it: in a terminal, which must not do anything but show it, and in a window, which
//! has to lay it out.

use serde_json::Value;

/// The text with controls, and with what turns the order of letters around, as `written`, but for those that are `kept`.
pub fn shown(text: &str, kept: impl Fn(char) -> bool, written: impl Fn(char) -> String) -> String {
    let acts = |c: char| {
        c.is_control()
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
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

/// A message as one line: of a longer one than so many letters the middle is left out.
pub fn one_line(message: &str, most: usize) -> String {
    let plain = |text: &str| shown(text, |_| false, |c| c.escape_default().to_string());
    let count = message.chars().count();
    if count <= most {
        return plain(message);
    }
    let part = most / 2;
    let first: String = message.chars().take(part).collect();
    let last: String = message.chars().skip(count - part).collect();
    let left_out = count - 2 * part;
    let [first, last] = [first, last].map(|part| plain(&part));
    format!("{first} … ({left_out} letters) … {last}")
}

/// The first letters of a text, so many at most; that there were more can be seen.
pub fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{} …", &text[..end]),
        None => text.to_owned(),
    }
}

/// Letters of a name in a message.
const NAME: usize = 40;

/// A name as messages show it.
pub fn shortened(name: &str) -> String {
    cut(name, NAME)
}

/// Some names as messages show them, the first dozen of many.
pub fn some_of<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    const LISTED: usize = 12;
    let mut names = names.into_iter();
    let mut some: Vec<String> = names.by_ref().take(LISTED).map(shortened).collect();
    some.extend(names.next().map(|_| "…".to_owned()));
    some.join(", ")
}

/// What a value of JSON is, short enough for a message.
pub fn kind(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::Array(items) => format!("an array of {}", items.len()),
        Value::Object(_) => "an object".to_owned(),
        Value::String(text) => format!("\"{}\"", text.chars().take(NAME).collect::<String>()),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(message: &str, expect: &str) {
        assert_eq!(one_line(message, 2_000), expect);
    }

    #[test]
    fn nothing_that_a_terminal_would_obey_is_left() {
        check("Ä ψ 漢 ‘a’ → b", "Ä ψ 漢 ‘a’ → b");
        check("a\u{1b}[31mb\r\n\u{9b}2J", "a\\u{1b}[31mb\\r\\n\\u{9b}2J");
        check("a\u{202e}txt.exe", "a\\u{202e}txt.exe");
    }

    #[test]
    fn a_long_message_is_cut_in_its_middle() {
        check(&"x".repeat(2_000), &"x".repeat(2_000));
        let long = format!("begin{}end", "ä".repeat(100_000));
        let told = one_line(&long, 2_000);
        assert!(told.starts_with("begin") && told.ends_with("end"));
        assert!(told.contains(" … (98008 letters) … "), "{told}");
        assert!(told.chars().count() < 2_000 + 40);
    }
}
