//! Something that the window remembers from start to start, in a file of its own.

use std::{
    io,
    path::{Path, PathBuf},
};

use serde::{Serialize, de::DeserializeOwned};

use crate::platform;

/// What is remembered, with the file that keeps it.
#[derive(Debug, Default)]
pub struct Kept<T> {
    value: T,
    /// `None` where nothing is kept: in tests, for pictures, and where a file could not be read, which must not be
    /// overwritten.
    file: Option<PathBuf>,
}

impl<T: Default + PartialEq + Serialize + DeserializeOwned> Kept<T> {
    /// Reads what `file` keeps; nothing is kept where there is no such file yet.
    ///
    /// # Errors
    /// Says what is wrong with the file, which is then left as it is, with a value that is kept nowhere.
    pub fn read(file: Option<PathBuf>) -> Result<Self, (Self, String)> {
        let Some(path) = file else {
            return Ok(Self::default());
        };
        let read = match platform::kept::read(&path) {
            Ok(text) => toml::from_str(&text).map_err(|error| error.message().to_owned()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(T::default()),
            Err(error) => Err(error.to_string()),
        };
        match read {
            Ok(value) => Ok(Self {
                value,
                file: Some(path),
            }),
            Err(why) => Err((Self::default(), format!("{}: {why}", path.display()))),
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

    /// Remembers something else, in the file too.
    ///
    /// # Errors
    /// When the file cannot be written, once: nothing is kept from then on.
    pub fn set(&mut self, value: T) -> Result<(), String> {
        if self.value == value {
            return Ok(());
        }
        self.value = value;
        let Some(path) = self.file.clone() else {
            return Ok(());
        };
        write(&path, &self.value).map_err(|error| {
            self.file = None;
            format!("{}: {error}", path.display())
        })
    }
}

/// Where the file of this name is kept on this system.
pub fn place(name: &str) -> Option<PathBuf> {
    Some(platform::kept::folder()?.join(name))
}

/// Writes beside the file and renames, so that there is never half of one.
///
/// # Errors
/// When the file or its folder cannot be written.
pub fn write(path: &Path, value: &impl Serialize) -> io::Result<()> {
    let text = toml::to_string(value).map_err(io::Error::other)?;
    platform::kept::write(path, &text)
}
