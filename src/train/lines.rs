//! Where in a TOML text each key stands, for messages.

use toml::de::{DeTable, DeValue};

/// Dotted keys with the rows they stand in. The tables of a list are told apart by number: `lane.0.name`.
pub struct Lines(Vec<(String, usize)>);

impl Lines {
    /// The keys of `text`, as far as it can be read.
    pub fn new(text: &str) -> Self {
        let mut lines = Self(Vec::new());
        let (table, _) = DeTable::parse_recoverable(text);
        lines.collect(text, "", table.get_ref());
        lines
    }

    /// The row of a key, counted from 1.
    pub fn find(&self, key: &str) -> Option<usize> {
        let found = self.0.iter().find(|(known, _)| known == key);
        found.map(|(_, row)| *row)
    }

    /// The row of a byte of the text, counted from 1.
    pub fn row(text: &str, byte: usize) -> usize {
        let before = text.as_bytes().iter().take(byte);
        1 + before.filter(|&&byte| byte == b'\n').count()
    }

    fn collect(&mut self, text: &str, prefix: &str, table: &DeTable<'_>) {
        for (name, value) in table {
            let key = format!("{prefix}{}", name.get_ref());
            match value.get_ref() {
                DeValue::Table(inner) => self.collect(text, &format!("{key}."), inner),
                DeValue::Array(items) => {
                    for (number, item) in items.iter().enumerate() {
                        let key = format!("{key}.{number}");
                        if let DeValue::Table(inner) = item.get_ref() {
                            self.collect(text, &format!("{key}."), inner);
                        }
                        self.0.push((key, Self::row(text, item.span().start)));
                    }
                }
                _ => {}
            }
            self.0.push((key, Self::row(text, name.span().start)));
        }
    }
}
