//! TOML that comes from anywhere: files, pictures, links.

use serde::de::DeserializeOwned;

use super::lines::Lines;

/// Brackets and braces stand three or four deep in each other in any text of ours. Each has keys of up to eighty parts in it,
/// which are tables in tables, and whatever goes through them takes room on the stack for each.
const DEEPEST: usize = 6;

/// Why a text is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TomlError {
    /// The row at fault, from 1, where it is known.
    pub row: Option<usize>,
    /// What is wrong in it.
    pub problem: String,
}

/// What a text says.
///
/// # Errors
/// When it is not TOML, brackets stand too deep in each other, or it says something else.
pub fn toml_of<T: DeserializeOwned>(text: &str) -> Result<T, TomlError> {
    if let Some(byte) = too_deep(text.as_bytes()) {
        return Err(TomlError {
            row: Some(Lines::row(text, byte)),
            problem: format!(
                "found brackets or braces more than {DEEPEST} deep in each other, expected fewer"
            ),
        });
    }
    toml::from_str(text).map_err(|error: toml::de::Error| TomlError {
        row: error.span().map(|span| Lines::row(text, span.start)),
        problem: error.message().to_owned(),
    })
}

/// Where the first bracket or brace stands that is too deep.
fn too_deep(text: &[u8]) -> Option<usize> {
    let (mut at, mut depth) = (0, 0_usize);
    while let Some(byte) = text.get(at) {
        match byte {
            b'[' | b'{' if depth == DEEPEST => return Some(at),
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            b'#' => {
                let rest = text[at..].iter();
                at += rest.take_while(|byte| **byte != b'\n').count();
            }
            b'"' | b'\'' => {
                at += string(&text[at..]);
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// The length of the string that a text begins with, its quotes included; to the end of its row where it is not closed.
fn string(text: &[u8]) -> usize {
    let (quote, escapes) = (text[0], text[0] == b'"');
    let three = [quote; 3];
    let long = text.starts_with(&three);
    let mut at = if long { 3 } else { 1 };
    while let Some(byte) = text.get(at) {
        match byte {
            _ if long && text[at..].starts_with(&three) => return at + 3,
            b'\\' if escapes && (long || text.get(at + 1) != Some(&b'\n')) => at += 1,
            b'\n' if !long => return at,
            byte if !long && *byte == quote => return at + 1,
            _ => {}
        }
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use toml::Table;

    use super::*;

    /// The row of the bracket that is too deep in a text.
    fn check(text: &str, expect: Option<usize>) {
        let found = too_deep(text.as_bytes()).map(|byte| Lines::row(text, byte));
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn brackets_in_each_other_are_counted_and_those_in_strings_are_not() {
        check("a = [[[[[[1]]]]]]", None);
        check("a = 1\nb = [[[[[[\n[1]]]]]]]", Some(3));
        check("a = [{b = [{c = [{d = 1}]}]}]", None);
        check("a = {b = {c = {d = {e = {f = {g = {h = 1}}}}}}}", Some(1));
        check(&"[[lane]]\na = [1]\n".repeat(100), None);
        for string in [
            "\"[[[[[[[[\"",
            "'[[[[[[[['",
            "\"\\\"[[[[[[[[\"",
            "\"\"\"\n\"\"[[[[[[[[\\\"\"\"\"",
            "'''\n''[[[[[[[['''",
            "\"\" # [[[[[[[[",
            "'\\' # '[[[[[[[[",
        ] {
            let text = format!("a = {string}\nb = 1");
            assert!(toml::from_str::<Table>(&text).is_ok(), "{text}");
            check(&text, None);
            check(
                &format!("{text}\nc = {}", "[".repeat(7)),
                Some(text.lines().count() + 1),
            );
        }
        // What is not closed ends with its row, and three quotes with the text.
        check("a = \"\\\nb = [[[[[[[", Some(2));
        check("a = '\nb = [[[[[[[", Some(2));
        check("a = '''\nb = [[[[[[[", None);
    }

    #[test]
    fn a_text_of_tables_without_an_end_is_refused_in_little_room() {
        let deep = |tables: usize| {
            let key = vec!["a"; 80].join(".");
            let open = format!("{key} = {{ ").repeat(tables);
            format!("{open}{key} = 1{}", " }".repeat(tables))
        };
        let told = |text: String| {
            let read = move || toml_of::<Table>(&text).map(|_| ());
            let small = std::thread::Builder::new().stack_size(1 << 20);
            small.spawn(read).unwrap().join().unwrap()
        };
        assert_eq!(told(deep(DEEPEST)), Ok(()));
        let why = told(deep(79)).unwrap_err();
        assert_eq!(why.row, Some(1));
        assert!(
            why.problem
                .starts_with("found brackets or braces more than 6 deep"),
            "{why:?}"
        );
        let why = toml_of::<Table>("a = 1\nb = \n").unwrap_err();
        assert_eq!(why.row, Some(2));
    }
}
