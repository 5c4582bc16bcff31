//! Experiments that were opened or saved last, remembered from start to start.

use std::path::{Path, PathBuf, absolute};

use serde::{Deserialize, Serialize};

use super::kept::Kept;

/// So many are remembered.
const MOST: usize = 8;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Files {
    opened: Vec<PathBuf>,
}

/// Experiments that were opened or saved, the last one first.
#[derive(Debug, Default)]
pub struct Recent(Kept<Files>);

impl Recent {
    /// Reads what is kept beside the `arrangement` of views and charts; nothing where that cannot be read, which costs no
    /// more than a look for the file.
    pub fn beside(arrangement: Option<&Path>) -> Self {
        let file = arrangement.map(|file| file.with_file_name("recent.toml"));
        Self(Kept::read(file).unwrap_or_else(|(empty, _)| empty))
    }

    /// The files, the last one first.
    pub fn files(&self) -> &[PathBuf] {
        &self.0.get().opened
    }

    /// Remembers that `file` was used.
    ///
    /// # Errors
    /// When that cannot be written, once.
    pub fn used(&mut self, file: &Path) -> Result<(), String> {
        let file = absolute(file).unwrap_or_else(|_| file.to_owned());
        self.change(|files| {
            files.retain(|known| *known != file);
            files.insert(0, file.clone());
            files.truncate(MOST);
        })
    }

    /// Forgets a file that is no longer there.
    ///
    /// # Errors
    /// As [`Self::used`].
    pub fn forget(&mut self, file: &Path) -> Result<(), String> {
        self.change(|files| files.retain(|known| known != file))
    }

    fn change(&mut self, change: impl Fn(&mut Vec<PathBuf>)) -> Result<(), String> {
        self.0.change(|files| change(&mut files.opened))
    }
}

/// What a file is called among others: its name, and its folder where that is needed to tell it apart.
pub fn called(file: &Path, all: &[PathBuf]) -> String {
    let name = |file: &Path| {
        let name = file.file_name();
        name.map_or_else(String::new, |name| name.to_string_lossy().into_owned())
    };
    let own = name(file);
    match all.iter().filter(|other| name(other) == own).count() {
        0 | 1 => own,
        _ => file.display().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_used_last_stands_first_and_comes_back() {
        let folder = tempfile::tempdir().unwrap();
        let arrangement = folder.path().join("arrangement.toml");
        let mut recent = Recent::beside(Some(&arrangement));
        let file = |i: usize| folder.path().join(format!("{i}.toml"));
        (0..12).for_each(|i| recent.used(&file(i)).unwrap());
        recent.used(&file(7)).unwrap();
        let again = Recent::beside(Some(&arrangement));
        let expect: Vec<PathBuf> = [7, 11, 10, 9, 8, 6, 5, 4].into_iter().map(file).collect();
        assert_eq!(again.files(), expect);
        recent.forget(&file(7)).unwrap();
        assert_eq!(Recent::beside(Some(&arrangement)).files(), &expect[1..]);
        assert!(Recent::beside(None).files().is_empty());
    }

    #[test]
    fn files_of_one_name_are_told_apart() {
        let all = [
            PathBuf::from("a/x.toml"),
            "b/x.toml".into(),
            "b/y.toml".into(),
        ];
        let names: Vec<String> = all.iter().map(|file| called(file, &all)).collect();
        assert_eq!(names, ["a/x.toml", "b/x.toml", "y.toml"]);
    }
}
