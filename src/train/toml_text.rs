//! TOML that comes from anywhere: files, pictures, links.

use serde::de::DeserializeOwned;

use super::lines::Lines;

/// Brackets and braces stand three or four deep in each other in any text of ours. Each has keys of up to eighty parts in it,
/// which are tables in tables, and whatever goes through them takes room on the stack for each.
const DEEPEST: usize = 6;

/// A text may begin with this mark, which is no part of it.
const MARK: &[u8] = "\u{feff}".as_bytes();
/// What a word ends before. A quote is not among them: within a word the parser takes it for a part of it.
const ENDS: &[u8] = b".=,[]{} \t#\r\n";

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

/// Where the first bracket or brace stands that is too deep. The text is taken apart as the parser does it, which goes on behind
/// an error: a broken text must not hide brackets here that it would still go into.
fn too_deep(text: &[u8]) -> Option<usize> {
    let mut at = if text.starts_with(MARK) {
        MARK.len()
    } else {
        0
    };
    // What would close each that is open, the innermost last.
    let mut open = Vec::new();
    while let Some(byte) = text.get(at) {
        match byte {
            b'[' | b'{' if open.len() == DEEPEST => return Some(at),
            b'[' => open.push(b']'),
            b'{' => open.push(b'}'),
            // Any other one closes nothing: the parser stays where it is.
            b']' | b'}' if open.last() == Some(byte) => {
                open.pop();
            }
            b'#' => {
                let rest = text[at..].iter();
                at += rest
                    .take_while(|byte| !matches!(**byte, b'\r' | b'\n'))
                    .count();
            }
            b'"' | b'\'' => {
                at += string(&text[at..]);
                continue;
            }
            byte if !ENDS.contains(byte) => {
                let rest = text[at..].iter();
                at += rest.take_while(|byte| !ENDS.contains(byte)).count();
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
            _ if long && text[at..].starts_with(&three) => {
                // Up to two more quotes right behind belong to the string: the last three close it.
                let rest = text[at + 3..].iter().take(2);
                return at + 3 + rest.take_while(|byte| **byte == quote).count();
            }
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
    fn quotes_before_the_three_that_close_a_string_are_in_it() {
        for string in [
            "\"\"\"say \"hi\"\"\"\"",
            "\"\"\"x\"\"\"\"\"",
            "'''say 'hi''''",
            "'''x'''''",
        ] {
            let row = |row: usize| format!("k{row} = [{string}]\n");
            let text: String = (0..7).map(row).collect();
            assert!(toml::from_str::<Table>(&text).is_ok(), "{text}");
            check(&text, None);
            check(&format!("a = [{string}, {}", "[".repeat(6)), Some(1));
        }
    }

    #[test]
    fn only_what_fits_the_last_one_open_closes_it() {
        check(&format!("a = {}", "[ } ".repeat(7)), Some(1));
        check(&format!("a = [\n{}]", "{b = [1]},\n".repeat(100)), None);
        let refused = toml_of::<Table>(&"a.a = { ] ".repeat(7)).unwrap_err();
        let expect = "found brackets or braces more than 6 deep";
        assert!(refused.problem.starts_with(expect), "{refused:?}");
    }

    #[test]
    fn what_the_parser_reads_otherwise_hides_nothing() {
        // A quote within a word begins no string, and a comment ends with a return too.
        check("a = [b\", [[[[[[", Some(1));
        check("a = [b', [[[[[[", Some(1));
        check("a = [ # b\r[[[[[[", Some(1));
        let marked = "\u{feff}\"[[[[[[[\" = 1 # [[[[[[[\r\nb = 1\r\n";
        assert!(toml::from_str::<Table>(marked).is_ok());
        check(marked, None);
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
