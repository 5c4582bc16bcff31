//! Text in rows and columns, as spreadsheets write it: what its letters are, what stands between its columns, its records.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::Path;

use super::{DataError, samples::wrong};
use crate::text::some_of;

/// What may stand between columns.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// Rows that the delimiter is told by.
const LOOKED_AT: usize = 50;

/// The text of a file: UTF-8, or UTF-16 that begins with a mark of its byte order.
pub fn decode<'a>(path: &Path, bytes: &'a [u8]) -> Result<Cow<'a, str>, DataError> {
    let (name, read, bytes): (_, fn([u8; 2]) -> u16, _) = match bytes {
        [0xff, 0xfe, rest @ ..] => ("UTF-16LE", u16::from_le_bytes, rest),
        [0xfe, 0xff, rest @ ..] => ("UTF-16BE", u16::from_be_bytes, rest),
        _ => return utf8(path, bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)),
    };
    let (pairs, odd) = bytes.as_chunks::<2>();
    let text = char::decode_utf16(pairs.iter().map(|pair| read(*pair))).collect();
    match text {
        Ok(text) if odd.is_empty() => Ok(Cow::Owned(text)),
        _ => Err(wrong(path, format!("found bytes that are no {name}"))),
    }
}

fn utf8<'a>(path: &Path, bytes: &'a [u8]) -> Result<Cow<'a, str>, DataError> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = &bytes[..error.valid_up_to()];
        let row = before.iter().filter(|&&byte| byte == b'\n').count() + 1;
        let found = bytes[before.len()];
        wrong(
            path,
            format!(
                "row {row}: found the byte {found:#04x}, expected UTF-8, or UTF-16 with a byte order mark"
            ),
        )
    })?;
    Ok(text.into())
}

/// What stands between the columns of a text: what cuts most of its first rows into the same number of columns, and into
/// more than one.
pub fn delimiter(text: &str) -> Option<u8> {
    let share = |delimiter: u8| {
        let counts: Vec<usize> = records(text, delimiter)
            .into_records()
            .take(LOOKED_AT)
            .map_while(Result::ok)
            .map(|record| record.len())
            .collect();
        let first = *counts.first()?;
        let same = counts.iter().filter(|count| **count == first).count();
        let alike = same as f64 / counts.len() as f64;
        (first > 1 && alike >= 0.5).then_some((alike, first, delimiter))
    };
    let found = DELIMITERS.into_iter().filter_map(share);
    let best = found.max_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    best.map(|(.., delimiter)| delimiter)
}

/// The records of a text. How many fields they have is for the caller to check: it knows what to say.
pub fn records(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes())
}

/// The number in a field; a comma in the place of the point is understood where commas do not part columns. Nothing, and
/// what stands for nothing, is not a number.
pub fn number(field: &str, delimiter: u8) -> Option<f32> {
    let field = field.trim();
    if is_missing(field) {
        return Some(f32::NAN);
    }
    let read = field.parse().ok();
    match delimiter {
        b',' => read,
        _ => read.or_else(|| field.replacen(',', ".", 1).parse().ok()),
    }
}

/// Whether a field stands for nothing.
pub fn is_missing(field: &str) -> bool {
    let field = field.trim();
    let words = ["na", "n/a", "nan", "null", "none", "?"];
    field.is_empty() || words.iter().any(|word| field.eq_ignore_ascii_case(word))
}

/// A field as messages show it.
pub fn shown(field: &str) -> String {
    const MOST: usize = 40;
    match field.chars().count() {
        0 => "nothing".to_owned(),
        1..=MOST => format!("{field:?}"),
        _ => format!("{:?} …", field.chars().take(MOST).collect::<String>()),
    }
}

/// Columns that are looked for by name: a table may have a hundred thousand, and as many may be looked for.
pub struct Columns<'a> {
    names: &'a [String],
    columns: usize,
    named: HashMap<&'a str, usize>,
    folded: HashMap<String, usize>,
}

impl<'a> Columns<'a> {
    /// So many columns, which may have `names`; of two with one name the first is found.
    pub fn new(names: &'a [String], columns: usize) -> Self {
        let backwards = || names.iter().enumerate().rev();
        Self {
            names,
            columns,
            named: backwards().map(|(at, name)| (&**name, at)).collect(),
            folded: backwards()
                .map(|(at, name)| (name.to_ascii_lowercase(), at))
                .collect(),
        }
    }

    /// The column of this name, or of this number from 1; the problem lists the names.
    pub fn find(&self, wanted: &str) -> Result<usize, String> {
        let number = || {
            let number = wanted.parse::<usize>().ok()?;
            (1..=self.columns).contains(&number).then(|| number - 1)
        };
        let named = self.named.get(wanted);
        let found = named.or_else(|| self.folded.get(&wanted.to_ascii_lowercase()));
        found.copied().or_else(number).ok_or_else(|| {
            let columns = self.columns;
            let some = some_of(self.names.iter().map(AsRef::as_ref));
            let listed = match some.is_empty() {
                true => some,
                false => format!(", or one of {some}"),
            };
            let found = shown(wanted);
            format!("found {found}, expected the number of a column, 1 to {columns}{listed}")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_parts_columns_is_found() {
        fn check(text: &str, expect: Option<char>) {
            assert_eq!(delimiter(text).map(char::from), expect, "{text}");
        }
        check("a,b\n1,2\n", Some(','));
        check("a;b\n1,5;2,5\n3,5;4,5\n", Some(';'));
        check("a\tb c\n1\t2\n", Some('\t'));
        check("a|b|c\n1|2|3\n", Some('|'));
        check("\"a,b\";c\n\"d,e\";f\n", Some(';'));
        check("one column\nno other\n", None);
        check("", None);
    }

    #[test]
    fn numbers_are_read_as_spreadsheets_write_them() {
        fn check(field: &str, delimiter: char, expect: Option<f32>) {
            let found = number(field, delimiter as u8);
            let same = found.map(f32::to_bits) == expect.map(f32::to_bits);
            assert!(same, "{field}: {found:?}");
        }
        check(" 1.5 ", ',', Some(1.5));
        check("1,5", ';', Some(1.5));
        check("1,5", ',', None);
        check("-1e-3", '\t', Some(-1e-3));
        check("", ',', Some(f32::NAN));
        check("N/A", ',', Some(f32::NAN));
        check("inf", ',', Some(f32::INFINITY));
        check("abc", ',', None);
    }

    #[test]
    fn columns_are_found_by_name_or_number() {
        fn check(wanted: &str, expect: Result<usize, &str>) {
            let names = ["x", "Y", "y", "x", "2"].map(str::to_owned);
            let found = Columns::new(&names, 5).find(wanted);
            assert_eq!(found, expect.map_err(str::to_owned), "{wanted}");
        }
        check("x", Ok(0));
        check("y", Ok(2));
        check("X", Ok(0));
        check("2", Ok(4));
        check("5", Ok(4));
        let problem =
            "found \"z\", expected the number of a column, 1 to 5, or one of x, Y, y, x, 2";
        check("z", Err(problem));
        let long = "z".repeat(1_000_000);
        let refused = Columns::new(&[long.clone(), long.clone()], 2).find(&long[1..]);
        let length = refused.unwrap_err().len();
        assert!(length < 300, "{length} bytes");
    }

    #[test]
    fn text_is_told_from_what_is_none() {
        fn check(bytes: &[u8], expect: Result<&str, &str>) {
            let found = decode(Path::new("t.csv"), bytes);
            let found = found.map(Cow::into_owned).map_err(|e| e.to_string());
            assert_eq!(found.as_deref().map_err(String::as_str), expect);
        }
        check("ä,b".as_bytes(), Ok("ä,b"));
        check(b"\xef\xbb\xbfa", Ok("a"));
        check(b"\xff\xfea\0\xe4\0", Ok("aä"));
        check(b"\xfe\xff\0a\0\xe4", Ok("aä"));
        check(
            b"a\nb\xe4",
            Err(
                "t.csv: row 2: found the byte 0xe4, expected UTF-8, or UTF-16 with a byte order mark",
            ),
        );
        check(
            b"\xff\xfe\x00\xd8",
            Err("t.csv: found bytes that are no UTF-16LE"),
        );
    }
}
