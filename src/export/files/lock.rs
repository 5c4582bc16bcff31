//! Who writes a folder of results holds a lock, so that two of them never meet in one folder. The lock ends with the process,
//! however that ends; what stays of it then, an empty hidden file, is taken over by the next one.

use std::{
    fs::{File, TryLockError},
    io::{self, ErrorKind},
    path::{Path, PathBuf},
    thread,
};

use crate::platform::clock::{Duration, Instant};

/// Between two looks at a lock that another process holds.
const LOOK: Duration = Duration::from_millis(5);

/// A lock that is held; it and its file are gone when this is dropped.
#[derive(Debug)]
pub struct Lock {
    path: PathBuf,
    _held: File,
}

impl Lock {
    /// Holds the lock in the file `path`, which is made; `None` where another process holds it.
    ///
    /// # Errors
    /// When the file cannot be made.
    pub fn hold(path: &Path) -> io::Result<Option<Self>> {
        loop {
            let file = File::options()
                .write(true)
                .create(true)
                .truncate(false)
                .open(path)?;
            match file.try_lock() {
                Err(TryLockError::WouldBlock) => return Ok(None),
                // Where there are no locks nobody has one.
                Ok(()) | Err(TryLockError::Error(_)) => {}
            }
            // Who held it until now has removed the file: this lock would be one that nobody else can see.
            if is_at(&file, path)? {
                return Ok(Some(Self {
                    path: path.to_owned(),
                    _held: file,
                }));
            }
        }
    }

    /// Holds the lock in the file `path` once no other process does, whose work takes moments; `None` where one does for so long.
    ///
    /// # Errors
    /// When the file cannot be made.
    pub fn wait(path: &Path, most: Duration) -> io::Result<Option<Self>> {
        let begun = Instant::now();
        loop {
            let held = Self::hold(path)?;
            if held.is_some() || begun.elapsed() >= most {
                return Ok(held);
            }
            thread::sleep(LOOK);
        }
    }

    /// Whether anybody holds the lock in the file `path`.
    pub fn is_held(path: &Path) -> bool {
        let file = File::options().write(true).open(path);
        file.is_ok_and(|file| matches!(file.try_lock(), Err(TryLockError::WouldBlock)))
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // While it is still held. A file that cannot be removed is taken over by the next one.
        std::fs::remove_file(&self.path).ok();
    }
}

/// Whether this very file is there under its name.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt as _;
    let own = file.metadata()?;
    match std::fs::metadata(path) {
        Ok(there) => Ok((there.dev(), there.ino()) == (own.dev(), own.ino())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(not(unix))]
fn is_at(_: &File, path: &Path) -> io::Result<bool> {
    match std::fs::metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        _ => Ok(true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_at_a_time_holds_it_and_nothing_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(".out.lock");
        for _ in 0..2 {
            let held = Lock::hold(&path).unwrap();
            assert!(held.is_some());
            assert!(Lock::hold(&path).unwrap().is_none());
            assert!(Lock::is_held(&path));
            drop(held);
            assert!(!Lock::is_held(&path));
            assert!(!path.exists());
        }
        // As a killed process leaves it.
        std::fs::write(&path, "").unwrap();
        assert!(!Lock::is_held(&path) && path.exists());
        assert!(Lock::hold(&path).unwrap().is_some());
        assert!(Lock::hold(&folder.path().join("no/.lock")).is_err());
    }

    #[test]
    fn whoever_waits_has_it_when_the_other_is_done() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(".out.lock");
        let first = Lock::hold(&path).unwrap().unwrap();
        let waits = thread::spawn({
            let path = path.clone();
            move || Lock::wait(&path, Duration::MAX).unwrap()
        });
        thread::sleep(3 * LOOK);
        assert!(!waits.is_finished());
        assert!(Lock::wait(&path, LOOK).unwrap().is_none());
        drop(first);
        let second = waits.join().unwrap();
        assert!(Lock::is_held(&path));
        drop(second);
    }
}
