//! What a learner has done, and whether the window was opened before, remembered from start to start.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::{
    app::kept::{self, Kept},
    lesson::{Progress, Record},
};

/// What is kept.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Done {
    /// The offer of the first start was answered.
    welcomed: bool,
    lessons: Progress,
}

/// What was done, and the file that keeps it.
#[derive(Debug, Default)]
pub struct Store(Kept<Done>);

impl Store {
    /// Where it is kept on this system.
    pub fn place() -> Option<PathBuf> {
        kept::place("course.toml")
    }

    /// Reads what `file` keeps.
    ///
    /// # Errors
    /// As [`Kept::read`].
    pub fn read(file: Option<PathBuf>) -> Result<Self, (Self, String)> {
        Kept::read(file)
            .map(Self)
            .map_err(|(empty, why)| (Self(empty), why))
    }

    /// Whether this is the first start of a window that remembers.
    pub fn is_first_start(&self) -> bool {
        self.0.file().is_some() && !self.0.get().welcomed
    }

    /// The offer of the first start was answered.
    ///
    /// # Errors
    /// As [`Kept::change`].
    pub fn welcomed(&mut self) -> Result<(), String> {
        self.0.change(|done| done.welcomed = true)
    }

    /// What was done in a lesson.
    pub fn record(&self, lesson: &str) -> Record {
        let records = &self.0.get().lessons.0;
        records.get(lesson).cloned().unwrap_or_default()
    }

    /// Remembers what was done in a lesson.
    ///
    /// # Errors
    /// As [`Kept::change`].
    pub fn keep(&mut self, lesson: &str, record: &Record) -> Result<(), String> {
        self.0.change(|done| {
            done.lessons.0.insert(lesson.to_owned(), record.clone());
        })
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::lesson::Answer;

    #[test]
    fn what_was_done_is_there_at_the_next_start() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("new").join("course.toml");
        let mut store = Store::read(Some(file.clone())).unwrap();
        assert!(store.is_first_start());
        store.welcomed().unwrap();
        let mut record = Record {
            at: "b".to_owned(),
            ..Record::default()
        };
        record.done.insert("a".to_owned());
        record.answers.insert("a".to_owned(), Answer::Number(0.5));
        record.answers.insert("b".to_owned(), Answer::Choice(2));
        store.keep("softmax", &record).unwrap();
        let again = Store::read(Some(file)).unwrap();
        assert!(!again.is_first_start());
        assert_eq!(again.record("softmax"), record);
        assert_eq!(again.record("other"), Record::default());
    }

    #[test]
    fn a_file_that_cannot_be_read_is_told_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("course.toml");
        fs::write(&file, "welcomed = 3").unwrap();
        let (mut store, why) = Store::read(Some(file.clone())).unwrap_err();
        assert!(why.contains("course.toml"), "{why}");
        assert!(!store.is_first_start(), "nobody is greeted twice");
        store.keep("softmax", &Record::default()).unwrap();
        assert_eq!(fs::read_to_string(file).unwrap(), "welcomed = 3");
    }

    #[test]
    fn nothing_is_kept_where_nothing_is_to_be_kept() {
        let mut store = Store::read(None).unwrap();
        assert!(!store.is_first_start());
        store.keep("softmax", &Record::default()).unwrap();
    }
}
