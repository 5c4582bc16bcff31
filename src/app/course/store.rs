//! What a learner has done, and whether the window was opened before, remembered from start to start.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use crate::lesson::{Progress, Record};

/// What is kept.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Kept {
    /// The offer of the first start was answered.
    welcomed: bool,
    lessons: Progress,
}

/// What was done, with the file that keeps it.
#[derive(Debug, Default)]
pub struct Store {
    kept: Kept,
    /// `None` where nothing is kept: in tests, for pictures, and where a file could not be read, which must not be
    /// overwritten.
    file: Option<PathBuf>,
}

impl Store {
    /// Where it is kept on this system.
    pub fn place() -> Option<PathBuf> {
        Some(dirs::config_dir()?.join("marginscope").join("course.toml"))
    }

    /// Reads what `file` keeps; nothing is kept where there is no such file yet.
    ///
    /// # Errors
    /// Says what is wrong with the file, which is then left as it is.
    pub fn read(file: Option<PathBuf>) -> Result<Self, (Self, String)> {
        let Some(path) = file else {
            return Ok(Self::default());
        };
        let read = match fs::read_to_string(&path) {
            Ok(text) => toml::from_str(&text).map_err(|error| error.message().to_owned()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Kept::default()),
            Err(error) => Err(error.to_string()),
        };
        match read {
            Ok(kept) => Ok(Self {
                kept,
                file: Some(path),
            }),
            Err(why) => Err((Self::default(), format!("{}: {why}", path.display()))),
        }
    }

    /// Whether this is the first start of a window that remembers.
    pub fn is_first_start(&self) -> bool {
        self.file.is_some() && !self.kept.welcomed
    }

    /// The offer of the first start was answered.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn welcomed(&mut self) -> Result<(), String> {
        if self.kept.welcomed {
            return Ok(());
        }
        self.kept.welcomed = true;
        self.write()
    }

    /// What was done in a lesson.
    pub fn record(&self, lesson: &str) -> Record {
        self.kept.lessons.0.get(lesson).cloned().unwrap_or_default()
    }

    /// Remembers what was done in a lesson.
    ///
    /// # Errors
    /// When the file cannot be written, once: nothing is kept from then on.
    pub fn keep(&mut self, lesson: &str, record: &Record) -> Result<(), String> {
        if self.kept.lessons.0.get(lesson) == Some(record) {
            return Ok(());
        }
        self.kept
            .lessons
            .0
            .insert(lesson.to_owned(), record.clone());
        self.write()
    }

    fn write(&mut self) -> Result<(), String> {
        let Some(path) = self.file.clone() else {
            return Ok(());
        };
        let text = toml::to_string(&self.kept).map_err(|error| error.to_string())?;
        write(&path, &text).map_err(|error| {
            self.file = None;
            format!("{}: {error}", path.display())
        })
    }
}

/// Writes beside the file and renames, so that there is never half of one.
fn write(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let beside = path.with_extension("toml.new");
    fs::write(&beside, text)?;
    fs::rename(&beside, path)
}

#[cfg(test)]
mod tests {
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
