//! What a person chose for the window as a whole, remembered from start to start.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::kept;
use crate::text::Language;

/// What was chosen.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// Id of the language; `None` where nobody chose one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Where the links of the desktop lead: the address of a page that somebody serves; `None` where nobody has said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// What another version, or a person, has put there: it stays.
    #[serde(flatten)]
    others: toml::Table,
}

impl Preferences {
    /// Where they are kept, beside the `arrangement` of views and charts.
    pub fn place(arrangement: &Path) -> PathBuf {
        arrangement.with_file_name("preferences.toml")
    }

    /// What `file` remembers: nothing where it is missing.
    ///
    /// # Errors
    /// Says what is wrong with the file, with its name.
    pub fn read(file: &Path) -> Result<Self, String> {
        Ok(kept::read(file)?.unwrap_or_default())
    }

    /// The language that was chosen, if this version speaks it.
    pub fn language(&self) -> Option<Language> {
        self.language.as_deref().and_then(Language::find)
    }

    /// Has `file` remember a language, beside all else that is in it.
    ///
    /// # Errors
    /// When the file cannot be written, or not be read: what a person has written there is left alone.
    pub fn remember(file: &Path, language: Language) -> Result<(), String> {
        let choose = |chosen: &mut Self| chosen.language = Some(language.id().to_owned());
        kept::keep(file, Self::default(), choose).map(|_| ())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn language(file: &Path) -> Option<Language> {
        Preferences::read(file).unwrap().language()
    }

    #[test]
    fn the_language_comes_back_and_one_that_is_not_known_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let file = Preferences::place(&folder.path().join("new").join("arrangement.toml"));
        assert_eq!(Preferences::read(&file), Ok(Preferences::default()));
        Preferences::remember(&file, Language::Chinese).unwrap();
        assert_eq!(language(&file), Some(Language::Chinese));
        fs::write(&file, "language = \"tlh\"\n").unwrap();
        assert_eq!(language(&file), None);
    }

    #[test]
    fn what_a_person_has_written_stays() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("preferences.toml");
        let check = |before: &str, expect: Result<&str, &str>| {
            fs::write(&file, before).unwrap();
            let chosen = Preferences::remember(&file, Language::Chinese);
            let after = fs::read_to_string(&file).unwrap();
            match (chosen, expect) {
                (Ok(()), Ok(text)) => assert_eq!(after, text),
                (Err(why), Err(part)) => {
                    assert!(
                        why.contains("preferences.toml: ") && why.contains(part),
                        "{why}"
                    );
                    assert_eq!(after, before);
                }
                (found, _) => panic!("{before}: {found:?}"),
            }
        };
        check(
            "site = \"https://a\"\nmore = 1\n",
            Ok("language = \"zh\"\nsite = \"https://a\"\nmore = 1\n"),
        );
        check("site = \"https://a\nmore = 1\n", Err(""));
        check(
            "language = 3\nsite = \"https://a\"\n",
            Err("expected a string"),
        );
    }
}
