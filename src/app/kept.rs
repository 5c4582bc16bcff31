//! Something that the window remembers from start to start, in a file of its own.

use std::{
    io,
    path::{Path, PathBuf},
};

use serde::{Serialize, de::DeserializeOwned};

#[cfg(not(target_arch = "wasm32"))]
use crate::export::files;
use crate::platform;

/// What is remembered, with the file that keeps it.
#[derive(Debug, Default)]
pub struct Kept<T> {
    value: T,
    /// `None` where nothing is kept: in tests, for pictures, and where a file could not be read, which must not be
    /// overwritten.
    file: Option<PathBuf>,
}

impl<T: Clone + Default + PartialEq + Serialize + DeserializeOwned> Kept<T> {
    /// Reads what `file` keeps; nothing is kept where there is no such file yet.
    ///
    /// # Errors
    /// Says what is wrong with the file, which is then left as it is, with a value that is kept nowhere.
    pub fn read(file: Option<PathBuf>) -> Result<Self, (Self, String)> {
        let Some(path) = file else {
            return Ok(Self::default());
        };
        match read(&path) {
            Ok(value) => Ok(Self {
                value: value.unwrap_or_default(),
                file: Some(path),
            }),
            Err(why) => Err((Self::default(), why)),
        }
    }

    /// What is remembered.
    pub fn get(&self) -> &T {
        &self.value
    }

    /// The file that keeps it.
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// Remembers something else, in the file too, with what another window has put there since.
    ///
    /// # Errors
    /// When the file cannot be written, or read again, once: nothing is kept from then on.
    pub fn change(&mut self, change: impl Fn(&mut T)) -> Result<(), String> {
        let mut value = self.value.clone();
        change(&mut value);
        if self.value == value {
            return Ok(());
        }
        self.value = value;
        let Some(path) = self.file.clone() else {
            return Ok(());
        };
        match keep(&path, self.value.clone(), change) {
            Ok(merged) => {
                self.value = merged;
                Ok(())
            }
            Err(why) => {
                self.file = None;
                Err(why)
            }
        }
    }
}

/// Where the file of this name is kept on this system.
pub fn place(name: &str) -> Option<PathBuf> {
    Some(platform::kept::folder()?.join(name))
}

/// What a file keeps; `None` where there is none yet.
///
/// # Errors
/// Says what is wrong with the file, with its name.
pub fn read<T: DeserializeOwned>(path: &Path) -> Result<Option<T>, String> {
    let read = match platform::kept::read(path) {
        Ok(text) => toml::from_str(&text)
            .map(Some)
            .map_err(|error| error.message().to_owned()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.to_string()),
    };
    read.map_err(|why| told(path, why))
}

/// Changes what a file keeps by now, or what is `known` where there is none, and returns that. Two windows do so one after the
/// other.
///
/// # Errors
/// When the file cannot be read, which is then left as it is, or cannot be written; with its name.
pub fn keep<T: Serialize + DeserializeOwned>(
    path: &Path,
    known: T,
    change: impl FnOnce(&mut T),
) -> Result<T, String> {
    let write = |value: &T| write(path, value).map_err(|error| told(path, error));
    #[cfg(not(target_arch = "wasm32"))]
    let _held = held(path).map_err(|error| told(path, error))?;
    let mut value = read(path)?.unwrap_or(known);
    change(&mut value);
    write(&value)?;
    Ok(value)
}

fn told(path: &Path, why: impl std::fmt::Display) -> String {
    format!("{}: {why}", path.display())
}

fn write(path: &Path, value: &impl Serialize) -> io::Result<()> {
    let text = toml::to_string(value).map_err(io::Error::other)?;
    #[cfg(target_arch = "wasm32")]
    return platform::kept::write(path, &text);
    #[cfg(not(target_arch = "wasm32"))]
    files::write(path, text.as_bytes(), files::Existing::Replace)
}

/// A window waits so long for another one, whose writing takes some milliseconds.
#[cfg(not(target_arch = "wasm32"))]
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(1);

/// The lock of a file, whose folder is made. `None` where another one holds it for too long: what a person did is kept all the
/// same, and never half of it.
#[cfg(not(target_arch = "wasm32"))]
fn held(path: &Path) -> io::Result<Option<files::Lock>> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    files::Lock::wait(&path.with_file_name(format!(".{name}.lock")), PATIENCE)
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, fs, thread};

    use super::*;

    type Counts = BTreeMap<String, u32>;

    fn set(name: &str, count: u32) -> impl Fn(&mut Counts) {
        move |counts| {
            counts.insert(name.to_owned(), count);
        }
    }

    fn opened(file: &Path) -> Kept<Counts> {
        Kept::read(Some(file.to_owned())).unwrap()
    }

    #[test]
    fn what_two_windows_remember_is_kept_of_both() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("counts.toml");
        let windows = [opened(&file), opened(&file)];
        // Both at once, over and over.
        let threads = windows.map(|mut window| {
            thread::spawn(move || {
                let own = format!("{:?}", thread::current().id());
                for count in 1..=5 {
                    window.change(set(&own, count)).unwrap();
                }
            })
        });
        for thread in threads {
            thread.join().unwrap();
        }
        let kept = opened(&file);
        assert_eq!(kept.get().values().collect::<Vec<_>>(), [&5, &5]);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_that_is_damaged_meanwhile_is_told_once_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("counts.toml");
        let mut kept = opened(&file);
        kept.change(set("a", 1)).unwrap();
        fs::write(&file, "a = [").unwrap();
        let why = kept.change(set("a", 2)).unwrap_err();
        assert!(why.contains("counts.toml: "), "{why}");
        assert_eq!(kept.change(set("a", 3)), Ok(()));
        assert_eq!(kept.get()["a"], 3);
        assert_eq!(fs::read_to_string(&file).unwrap(), "a = [");
    }
}
