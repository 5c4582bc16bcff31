//! Everything that the program says, in the language that it speaks: tables in `assets/text`, one folder a language.
//!
//! What registry entries declare (losses, knobs, sources, views, commands) stays with the entry in English; the tables of
//! the other languages have it under the entry's id, see [`declared`].

mod breaks;
mod foreign;
mod language;
mod table;

use fluent_bundle::FluentArgs;

pub use breaks::pieces;
pub use foreign::{cut, kind, one_line, shortened, shown, some_of};
pub use language::{Language, Spoken, language, speak, within};
use table::Table;

/// The text of `key`; the key itself where no table has it.
pub fn t(key: &'static str) -> &'static str {
    let found = Table::of(language()).plain(key);
    found
        .or_else(|| Table::of(Language::English).plain(key))
        .unwrap_or(key)
}

/// The text of `key` with its arguments filled in.
pub fn tf(key: &'static str, args: &[(&'static str, &str)]) -> String {
    let args: FluentArgs<'_> = args.iter().map(|(name, value)| (*name, *value)).collect();
    let found = Table::of(language()).filled(key, &args);
    found
        .or_else(|| Table::of(Language::English).filled(key, &args))
        .unwrap_or_else(|| key.to_owned())
}

/// The text of something that declares itself in `english`, which tables of other languages have under `key`.
pub fn declared(key: &str, english: &'static str) -> &'static str {
    translated(key).unwrap_or(english)
}

/// What the table of the language that is spoken has under `key`, if it has it.
pub fn translated(key: &str) -> Option<&'static str> {
    Table::of(language()).plain(key)
}

/// Names one behind the other, as in `circle, sphere`.
pub fn listed<S: AsRef<str>>(items: &[S]) -> String {
    let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
    items.join(t("list-comma"))
}

/// Sentences one behind the other.
pub fn sentences<S: AsRef<str>>(all: &[S]) -> String {
    let all: Vec<&str> = all.iter().map(AsRef::as_ref).collect();
    all.join(t("sentence-gap"))
}

/// `Ankle boot` as a part of a key: `ankle-boot`.
pub fn slug(english: &str) -> String {
    let lower = english.to_lowercase();
    let words = lower.split(|c: char| !c.is_ascii_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join("-")
}

/// `name` without the other name that some have behind it in brackets.
pub fn without_brackets(name: &str) -> &str {
    let end = name.find(" (").or_else(|| name.find('（'));
    end.map_or(name, |end| &name[..end])
}

/// A whole number with its digits in threes, `12,400`: everywhere in the same way.
pub fn grouped(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_stand_in_threes() {
        for (value, expect) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(grouped(value), expect);
        }
    }

    #[test]
    fn a_missing_key_shows_itself() {
        for language in Language::ALL {
            within(language, || {
                assert_eq!(t("no-such-key"), "no-such-key");
                assert_eq!(tf("no-such-key", &[]), "no-such-key");
                assert_eq!(declared("loss-none", "None"), "None");
            });
        }
    }
}
