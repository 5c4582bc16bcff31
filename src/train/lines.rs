//! Where in a TOML text each key stands, for messages.

use std::collections::HashMap;

use toml::de::{DeTable, DeValue};

/// Dotted keys with the rows they stand in. The tables of a list are told apart by number: `lane.0.name`.
pub struct Lines(HashMap<String, usize>);

impl Lines {
    /// The keys of `text`, as far as it can be read.
    pub fn new(text: &str) -> Self {
        let mut keys = Keys {
            ends: ends(text),
            rows: HashMap::new(),
        };
        let (table, _) = DeTable::parse_recoverable(text);
        keys.collect("", table.get_ref());
        Self(keys.rows)
    }

    /// The row of a key, counted from 1.
    pub fn find(&self, key: &str) -> Option<usize> {
        self.0.get(key).copied()
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

/// The keys on the way.
struct Keys {
    ends: Vec<usize>,
    rows: HashMap<String, usize>,
}

impl Keys {
    fn collect(&mut self, prefix: &str, table: &DeTable<'_>) {
        for (name, value) in table {
            let key = format!("{prefix}{}", name.get_ref());
            match value.get_ref() {
                DeValue::Table(inner) => self.collect(&format!("{key}."), inner),
                DeValue::Array(items) => self.items(&key, items),
                _ => {}
            }
            self.note(key, name.span().start);
        }
    }

    fn items(&mut self, key: &str, items: &toml::de::DeArray<'_>) {
        for (number, item) in items.iter().enumerate() {
            let key = format!("{key}.{number}");
            if let DeValue::Table(inner) = item.get_ref() {
                self.collect(&format!("{key}."), inner);
            }
            self.note(key, item.span().start);
        }
    }

    /// What was said first of a key counts.
    fn note(&mut self, key: String, byte: usize) {
        let row = row(&self.ends, byte);
        self.rows.entry(key).or_insert(row);
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
        check(text, "d", None);
    }

    #[test]
    fn a_byte_is_in_the_row_that_it_ends_too() {
        for (byte, expect) in [(0, 1), (1, 1), (2, 2), (3, 3), (9, 3)] {
            assert_eq!(Lines::row("a\n\nb", byte), expect, "{byte}");
        }
    }
}
