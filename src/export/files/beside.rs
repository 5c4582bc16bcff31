//! Where something is made before it has its name: hidden, in the same folder.
//!
//! Who makes it holds a lock on it, which ends with the process, however that ends. So the next one knows what was left by
//! a process that was killed, and removes it.

use std::{
    ffi::OsStr,
    fs::{self, File},
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};

/// A hidden file or folder that is removed again unless it gets its name.
pub struct Beside {
    path: PathBuf,
    /// Its lock; `None` where folders cannot be opened.
    held: Option<File>,
    named: bool,
}

impl Beside {
    /// A new file beside `of`.
    ///
    /// # Errors
    /// When the folder of `of` cannot be written to.
    pub fn file(of: &Path) -> io::Result<Self> {
        Self::made(of, |path| File::create_new(path).map(|_| ()))
    }

    /// A new folder beside `of`.
    ///
    /// # Errors
    /// As for a file.
    pub fn folder(of: &Path) -> io::Result<Self> {
        Self::made(of, |path| fs::create_dir(path))
    }

    /// What `make` makes under a name that is free, beside `of`.
    ///
    /// # Errors
    /// What `make` says, but for [`ErrorKind::AlreadyExists`]: then it gets another name.
    pub fn made(of: &Path, make: impl Fn(&Path) -> io::Result<()>) -> io::Result<Self> {
        sweep(of);
        let own = format!("{}{}", prefix(of), std::process::id());
        let numbered = (2_u32..).map(|number| format!("{own}-{number}.part"));
        for name in std::iter::once(format!("{own}.part")).chain(numbered) {
            let path = of.with_file_name(name);
            match make(&path) {
                Ok(()) => return Ok(Self::held(path)),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(ErrorKind::AlreadyExists.into())
    }

    fn held(path: PathBuf) -> Self {
        // Where a lock binds handles, as on Windows, only the one that has it may write.
        let held = File::options().read(true).write(true).open(&path);
        let held = held.or_else(|_| File::open(&path)).ok();
        // Where there are no locks nobody can have this one either, and nothing is ever removed.
        let _ = held.as_ref().map(File::try_lock);
        Self {
            path,
            held,
            named: false,
        }
    }

    /// Where it is, hidden, until it gets its name.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The file, to write to.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn open(&self) -> io::Result<File> {
        match &self.held {
            Some(held) => held.try_clone(),
            None => File::options().write(true).open(&self.path),
        }
    }

    /// Gives it the name `to`, in place of a file that has it.
    ///
    /// # Errors
    /// When that cannot be done; then it is gone.
    pub fn rename(mut self, to: &Path) -> io::Result<()> {
        self.take_name(to)
    }

    /// The same, but it stays where it is when that cannot be done.
    ///
    /// # Errors
    /// When that cannot be done.
    pub fn take_name(&mut self, to: &Path) -> io::Result<()> {
        fs::rename(&self.path, to)?;
        self.named = true;
        Ok(())
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        if !self.named {
            remove(&self.path);
        }
    }
}

/// How the names of all that is made beside `of` begin; shortened, for a name must not get too long by what is added to it.
fn prefix(of: &Path) -> String {
    let name = of.file_name().unwrap_or_default().to_string_lossy();
    let short: String = name.chars().take(50).collect();
    format!(".{short}.")
}

/// Removes what processes that are gone left beside `of`.
fn sweep(of: &Path) {
    let folder = of.parent().filter(|folder| !folder.as_os_str().is_empty());
    let Ok(entries) = fs::read_dir(folder.unwrap_or(Path::new("."))) else {
        return;
    };
    let prefix = prefix(of);
    for entry in entries.flatten() {
        let maker = maker(&entry.file_name(), &prefix);
        if maker.is_some_and(is_gone) && is_free(&entry.path()) {
            remove(&entry.path());
        }
    }
}

/// The process that made what has this name.
fn maker(name: &OsStr, prefix: &str) -> Option<u32> {
    let number = name.to_str()?.strip_prefix(prefix)?.strip_suffix(".part")?;
    number.split('-').next()?.parse().ok()
}

/// Whether the process may be gone. One of this machine that has only just made its folder has no lock on it yet; a number
/// that is our own now may have been another's before.
fn is_gone(process: u32) -> bool {
    process == std::process::id() || !Path::new(&format!("/proc/{process}")).exists()
}

/// Whether nobody holds the lock.
fn is_free(path: &Path) -> bool {
    File::open(path).is_ok_and(|file| file.try_lock().is_ok())
}

/// What is left of an attempt is of no use; that it cannot be removed changes nothing.
fn remove(path: &Path) {
    let is_folder = fs::symlink_metadata(path).is_ok_and(|found| found.is_dir());
    let _ = match is_folder {
        true => fs::remove_dir_all(path),
        false => fs::remove_file(path),
    };
}

/// What the making itself leaves in a folder: a lock, and folders of processes that were killed.
pub(super) fn is_own(name: &str) -> bool {
    name.starts_with('.') && (name.ends_with(".part") || name.ends_with(".lock"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of the entries `before`, all names of files, those that are there after something was made beside `a.svg`.
    fn check(before: &[&str], after: &[&str]) {
        let folder = tempfile::tempdir().unwrap();
        for name in before {
            fs::write(folder.path().join(name), "half").unwrap();
        }
        drop(Beside::file(&folder.path().join("a.svg")).unwrap());
        let entries = fs::read_dir(folder.path()).unwrap();
        let mut found: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        found.sort();
        assert_eq!(found, after);
    }

    /// A number that no process has: the largest on Linux is 4,194,304.
    const GONE: &str = ".a.svg.4999999.part";

    #[test]
    fn what_a_process_left_that_is_gone_is_removed_and_nothing_else() {
        check(&[GONE], &[]);
        check(&[".a.svg.4999999-2.part"], &[]);
        let own = format!(".a.svg.{}.part", std::process::id());
        check(&[&own], &[]);
        let others = [
            ".a.svg.part",
            ".a.svg.x.part",
            ".b.svg.4999999.part",
            "a.svg",
        ];
        check(&others, &others);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_a_living_process_makes_stays() {
        let alive = format!(".a.svg.{}.part", std::os::unix::process::parent_id());
        check(&[&alive], &[&alive]);
    }

    #[test]
    fn what_is_locked_stays() {
        let folder = tempfile::tempdir().unwrap();
        let left = folder.path().join(GONE);
        let held = File::create(&left).unwrap();
        held.lock().unwrap();
        let of = folder.path().join("a.svg");
        drop(Beside::file(&of).unwrap());
        assert!(left.exists());
        drop(held);
        drop(Beside::file(&of).unwrap());
        assert!(!left.exists());
    }

    #[cfg(unix)]
    #[test]
    fn folders_are_removed_whole_and_two_of_one_process_do_not_meet() {
        let folder = tempfile::tempdir().unwrap();
        let left = folder.path().join(".a.4999999.part");
        fs::create_dir_all(left.join("figures")).unwrap();
        fs::write(left.join("figures/a.svg"), "half").unwrap();
        let of = folder.path().join("a");
        let (one, two) = (Beside::folder(&of).unwrap(), Beside::folder(&of).unwrap());
        assert!(!left.exists());
        assert_ne!(one.path(), two.path());
        assert!(one.path().is_dir() && two.path().is_dir());
        one.rename(&of).unwrap();
        drop(two);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn the_longest_name_can_be_written_too() {
        let folder = tempfile::tempdir().unwrap();
        let long = format!("{}.svg", "ä".repeat(120));
        assert!(Beside::file(&folder.path().join(long)).is_ok());
    }
}
