//! Where in a TOML text each key stands, for messages.

use toml::de::{DeTable, DeValue};

/// Known keys have some thirty bytes. A longer one than this is none of them, and would stand in front of all that is below it.
pub const LONGEST_KEY: usize = 200;

/// Names with points of their own can be read in very many ways; so many tables are looked into for one key.
const MOST_TABLES: usize = 100;

/// A text whose dotted keys can be asked for their rows. The tables of a list are told apart by number: `lane.0.name`.
///
/// Rows are looked up when something is wrong, not noted before: there may be a million keys, and hardly any is asked for.
pub struct Lines<'a> {
    ends: Vec<usize>,
    table: DeTable<'a>,
}

impl<'a> Lines<'a> {
    /// The keys of `text`, as far as it can be read.
    pub fn new(text: &'a str) -> Self {
        Self {
            ends: ends(text),
            table: DeTable::parse_recoverable(text).0.into_inner(),
        }
    }

    /// The row of a key, counted from 1.
    pub fn find(&self, key: &str) -> Option<usize> {
        let mut left = MOST_TABLES;
        let byte = in_table(&self.table, key, &mut left)?;
        Some(row(&self.ends, byte))
    }

    /// The row of a byte of the text, counted from 1.
    pub fn row(text: &str, byte: usize) -> usize {
        row(&ends(text), byte)
    }
}

/// Where lines end, in bytes of the text.
fn ends(text: &str) -> Vec<usize> {
    let bytes = text.bytes().enumerate();
    bytes
        .filter_map(|(at, byte)| (byte == b'\n').then_some(at))
        .collect()
}

fn row(ends: &[usize], byte: usize) -> usize {
    1 + ends.partition_point(|&end| end < byte)
}

/// Where a key below `table` begins, in bytes of the text; `left` says how many tables may still be looked into.
fn in_table(table: &DeTable<'_>, key: &str, left: &mut usize) -> Option<usize> {
    *left = left.checked_sub(1)?;
    if let Some((name, _)) = table.get_key_value(key) {
        return Some(name.span().start);
    }
    // Whatever is above a key that is asked for is short.
    let points = key.match_indices('.').map(|(at, _)| at);
    let mut points = points.take_while(|at| *at <= LONGEST_KEY);
    points.find_map(|at| in_value(table.get(&key[..at])?.get_ref(), &key[at + 1..], left))
}

fn in_value(value: &DeValue<'_>, key: &str, left: &mut usize) -> Option<usize> {
    let items = match value {
        DeValue::Table(inner) => return in_table(inner, key, left),
        DeValue::Array(items) => items,
        _ => return None,
    };
    let (number, rest) = match key.split_once('.') {
        Some((number, rest)) => (number, Some(rest)),
        None => (key, None),
    };
    let item = items.get(number.parse::<usize>().ok()?)?;
    match rest {
        Some(rest) => in_value(item.get_ref(), rest, left),
        None => Some(item.span().start),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, key: &str, expect: Option<usize>) {
        assert_eq!(Lines::new(text).find(key), expect, "{key}");
    }

    #[test]
    fn keys_of_tables_and_lists_have_their_rows() {
        let text =
            "a = 1\n\n[b]\nc = [\n  1,\n  2,\n]\n[[lane]]\nname = \"x\"\n[[lane]]\nname = \"y\"\n";
        check(text, "a", Some(1));
        check(text, "b.c", Some(4));
        check(text, "b.c.1", Some(6));
        check(text, "lane.1.name", Some(11));
        check(text, "lane.1", Some(10));
        for none in ["d", "", "b.d", "b.c.2", "b.c.x", "lane.2.name", "a.b"] {
            check(text, none, None);
        }
    }

    #[test]
    fn names_with_points_and_long_ones_are_found() {
        let text = "\"a.b\" = 1\n[a]\nb = 2\n\"c.d\".e = 3\n";
        check(text, "a.b", Some(1));
        check(text, "a.c.d.e", Some(4));
        let long = "x.".repeat(200_000);
        check(
            &format!("[a]\n\"{long}\" = 1\n"),
            &format!("a.{long}"),
            Some(2),
        );
        check("a = 1\n", &long, None);
    }

    #[test]
    fn a_byte_is_in_the_row_that_it_ends_too() {
        for (byte, expect) in [(0, 1), (1, 1), (2, 2), (3, 3), (9, 3)] {
            assert_eq!(Lines::row("a\n\nb", byte), expect, "{byte}");
        }
    }
}
