//! The language that is asked for by its id, and that of the system.

use clap::ValueEnum;

use crate::text::Language;

/// A language, by its id.
#[allow(
    missing_docs,
    reason = "what is written at a value would take a line of the help for each"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LanguageName {
    En,
    Zh,
}

impl From<LanguageName> for Language {
    fn from(name: LanguageName) -> Self {
        match name {
            LanguageName::En => Self::English,
            LanguageName::Zh => Self::Chinese,
        }
    }
}

/// The language of what a command writes: English unless another one is asked for.
pub fn asked(name: Option<LanguageName>) -> Language {
    name.map_or(Language::English, Into::into)
}

/// The language that the system is set to.
pub fn of_system() -> Language {
    let set = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    let named = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(set);
    named
        .or_else(told)
        .map_or(Language::English, |locale| Language::of_locale(&locale))
}

/// What systems say that have no such variables.
#[cfg(any(windows, target_os = "macos"))]
fn told() -> Option<String> {
    sys_locale::get_locale()
}

#[cfg(not(any(windows, target_os = "macos")))]
fn told() -> Option<String> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_can_be_asked_for_by_its_id() {
        for language in Language::ALL {
            let name = LanguageName::from_str(language.id(), false).unwrap();
            assert_eq!(asked(Some(name)), language);
        }
        assert_eq!(asked(None), Language::English);
    }
}
