//! A setting of a source that is a word or a text: declared once, as a [`Knob`](crate::knob::Knob) is, and from then on a key
//! of files and command line.

use std::collections::BTreeMap;

use crate::text::{declared, slug};

/// The declaration of a setting that is no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text {
    /// Key in files and on the command line, `label` in `data.label`.
    pub id: &'static str,
    /// What a person calls it, in English. [`Text::name`] has it in the language that is spoken.
    pub label: &'static str,
    /// What it does, one or two sentences.
    pub about: &'static str,
    /// What it is where nobody sets it.
    pub default: &'static str,
    /// The words that it may be; any text where there are none.
    pub words: &'static [&'static str],
    /// Whether it names a file or a folder.
    pub is_path: bool,
}

impl Text {
    /// What a person calls it, in the language that is spoken.
    pub fn name(&self) -> &'static str {
        self.spoken("", self.label)
    }

    /// What it does, likewise.
    pub fn help(&self) -> &'static str {
        self.spoken("-about", self.about)
    }

    /// What tables have under its id; one that is called otherwise than most of its id has lines of its own.
    fn spoken(&self, of: &str, english: &'static str) -> &'static str {
        let id = slug(self.id);
        let most = declared(&format!("setting-data-{id}{of}"), english);
        let label = slug(self.label);
        declared(&format!("setting-data-{id}-{label}{of}"), most)
    }

    /// Says what is wrong with `value`, or nothing.
    ///
    /// # Errors
    /// Returns found and expected as text when it is none of the words.
    pub fn check(&self, value: &str) -> Result<(), String> {
        if self.words.is_empty() || self.words.contains(&value) {
            return Ok(());
        }
        let words = self.words.join(", ");
        Err(format!("found {value:?}, expected one of {words}"))
    }
}

/// Values of such settings, by id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts(BTreeMap<String, String>);

impl Texts {
    /// Every setting of `declared` at its default.
    pub fn defaults(declared: &[Text]) -> Self {
        let all = declared.iter();
        Self(
            all.map(|text| (text.id.to_owned(), text.default.to_owned()))
                .collect(),
        )
    }

    /// The value of `id`, empty where it is not set.
    pub fn get(&self, id: &str) -> &str {
        self.0.get(id).map_or("", String::as_str)
    }

    /// Sets the value of `id`.
    pub fn set(&mut self, id: &str, value: &str) {
        self.0.insert(id.to_owned(), value.to_owned());
    }

    /// Their ids.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

/// What stands for all sources without such settings.
pub static NO_TEXTS: Texts = Texts(BTreeMap::new());
