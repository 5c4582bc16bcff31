//! What a lesson says, in each language.

use crate::text::Language;

/// One thing in every language. A teacher's own lesson may have one language only: then all say the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Words<T> {
    /// In English.
    pub english: T,
    /// In Chinese.
    pub chinese: T,
}

impl<T> Words<T> {
    /// The same in every language.
    pub fn same(one: T) -> Self
    where
        T: Clone,
    {
        Self {
            english: one.clone(),
            chinese: one,
        }
    }

    /// In this language.
    pub fn of(&self, language: Language) -> &T {
        match language {
            Language::English => &self.english,
            Language::Chinese => &self.chinese,
        }
    }

    /// Both, English first.
    pub fn both(&self) -> [&T; 2] {
        [&self.english, &self.chinese]
    }

    /// Something made of each.
    ///
    /// # Errors
    /// The first one that `make` gives.
    pub fn map<U, E>(&self, make: impl Fn(&T) -> Result<U, E>) -> Result<Words<U>, E> {
        Ok(Words {
            english: make(&self.english)?,
            chinese: make(&self.chinese)?,
        })
    }
}
