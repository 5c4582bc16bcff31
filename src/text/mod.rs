//! Everything that the program says, in the language that it speaks: tables in `assets/text`, one folder a language.
//!
//! What registry entries declare (losses, knobs, sources, views, commands) stays with the entry in English; the tables of
//! the other languages have it under the entry's id, see [`declared`].

mod language;
mod table;

use fluent_bundle::FluentArgs;

pub use language::{Language, language, speak, within};
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
    Table::of(language()).plain(key).unwrap_or(english)
}

#[cfg(test)]
mod tests {
    use super::*;

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
