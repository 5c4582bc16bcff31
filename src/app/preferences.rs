//! What a person chose for the window as a whole, remembered from start to start.

use std::{
    io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use crate::{platform, text::Language};

/// What was chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// Id of the language; `None` where nobody chose one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Where the links of the desktop lead: the address of a page that somebody serves; `None` where nobody has said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
}

impl Preferences {
    /// Where they are kept, beside the `arrangement` of views and charts.
    pub fn place(arrangement: &Path) -> PathBuf {
        arrangement.with_file_name("preferences.toml")
    }

    /// What `file` remembers: nothing where it is missing or cannot be read, which costs no more than another choice.
    pub fn read(file: &Path) -> Self {
        let text = platform::kept::read(file).unwrap_or_default();
        toml::from_str(&text).unwrap_or_default()
    }

    /// The language that was chosen, if this version speaks it.
    pub fn language(&self) -> Option<Language> {
        self.language.as_deref().and_then(Language::find)
    }

    /// Remembers them.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, file: &Path) -> io::Result<()> {
        super::kept::write(file, self)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_language_comes_back_and_what_is_not_understood_is_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let file = Preferences::place(&folder.path().join("new").join("arrangement.toml"));
        assert_eq!(Preferences::read(&file), Preferences::default());
        let chosen = Preferences {
            language: Some("zh".to_owned()),
            ..Preferences::default()
        };
        chosen.write(&file).unwrap();
        assert_eq!(Preferences::read(&file).language(), Some(Language::Chinese));
        fs::write(&file, "language = \"tlh\"\n").unwrap();
        assert_eq!(Preferences::read(&file).language(), None);
        fs::write(&file, "language = [").unwrap();
        assert_eq!(Preferences::read(&file), Preferences::default());
    }
}
