//! Writing files so that nothing is lost: no silent overwriting, no half files.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind, Write},
    path::{Path, PathBuf},
};

/// What happens to a file that is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// It stays, and writing fails with [`ErrorKind::AlreadyExists`].
    Keep,
    Replace,
}

/// Writes a whole file: beside its place first, then under its name, so that nobody ever sees half of it. What is no
/// ordinary file, such as `/dev/stdout`, is written to as it stands.
///
/// # Errors
/// When it exists and is to stay, or cannot be written. Nothing is left of the attempt then.
pub fn write(file: &Path, content: &[u8], existing: Existing) -> io::Result<()> {
    let found = fs::metadata(file).ok();
    if found.as_ref().is_some_and(fs::Metadata::is_dir) {
        return Err(io::Error::new(
            ErrorKind::IsADirectory,
            "is a folder, expected a file",
        ));
    }
    if found.as_ref().is_some_and(|found| !found.is_file()) {
        return OpenOptions::new()
            .write(true)
            .open(file)?
            .write_all(content);
    }
    if found.is_some() && existing == Existing::Keep {
        return Err(taken());
    }
    let beside = beside(file);
    let written = put(&beside, content).and_then(|()| match existing {
        Existing::Replace => fs::rename(&beside, file),
        Existing::Keep => name(&beside, file),
    });
    if written.is_err() {
        // What is left of the attempt is of no use; that it cannot be removed changes nothing.
        let _ = fs::remove_file(&beside);
    }
    written
}

/// Writes a new file into `folder` as `stem.extension`, or `stem-2.extension` and so on where that exists; returns its path.
///
/// # Errors
/// When the folder cannot be written to, with the path that was tried.
pub fn write_new(
    folder: &Path,
    stem: &str,
    extension: &str,
    content: &[u8],
) -> Result<PathBuf, (PathBuf, io::Error)> {
    let numbered = (2_u32..).map(|number| format!("{stem}-{number}.{extension}"));
    let names = std::iter::once(format!("{stem}.{extension}")).chain(numbered);
    for path in names.map(|name| folder.join(name)) {
        match write(&path, content, Existing::Keep) {
            Ok(()) => return Ok(path),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err((path, error)),
        }
    }
    Err((folder.join(stem), taken()))
}

fn taken() -> io::Error {
    io::Error::new(
        ErrorKind::AlreadyExists,
        "the file exists; choose another name",
    )
}

/// Where a file is written before it gets its name: hidden, in the same folder, another one for every process.
fn beside(file: &Path) -> PathBuf {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    file.with_file_name(format!(".{name}.{}.part", std::process::id()))
}

fn put(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(content)?;
    // A full disk may show only now.
    file.sync_all()
}

/// Gives the file at `from` the name `to`, unless that is taken by now.
fn name(from: &Path, to: &Path) -> io::Result<()> {
    match fs::hard_link(from, to) {
        Ok(()) => fs::remove_file(from),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(taken()),
        // Not every file system has links; then only a file that comes this very moment could be lost.
        Err(_) if !to.exists() => fs::rename(from, to),
        Err(_) => Err(taken()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What writing "new" to a file that holds `old` says, and what it holds then. Nothing else is left beside it.
    fn check(old: Option<&str>, existing: Existing, expect: Result<&str, &str>) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.svg");
        if let Some(old) = old {
            fs::write(&file, old).unwrap();
        }
        let written = write(&file, b"new", existing).map_err(|error| error.to_string());
        let holds = fs::read_to_string(&file).unwrap();
        match expect {
            Ok(content) => assert_eq!((written, holds.as_str()), (Ok(()), content)),
            Err(why) => assert_eq!((written, Some(holds.as_str())), (Err(why.to_owned()), old)),
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_that_exists_stays_unless_it_is_to_be_replaced() {
        check(None, Existing::Keep, Ok("new"));
        check(None, Existing::Replace, Ok("new"));
        check(Some("old"), Existing::Replace, Ok("new"));
        check(
            Some("old"),
            Existing::Keep,
            Err("the file exists; choose another name"),
        );
    }

    #[test]
    fn a_name_that_is_taken_while_writing_is_not_lost() {
        let folder = tempfile::tempdir().unwrap();
        let [from, to] = ["from", "to"].map(|name| folder.path().join(name));
        fs::write(&from, "new").unwrap();
        fs::write(&to, "another's").unwrap();
        assert_eq!(
            name(&from, &to).unwrap_err().kind(),
            ErrorKind::AlreadyExists
        );
        assert_eq!(fs::read_to_string(&to).unwrap(), "another's");
    }

    #[test]
    fn new_names_are_numbered() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a.png", "a-2.png", "a-3.png"] {
            let path = write_new(folder.path(), "a", "png", name.as_bytes()).unwrap();
            assert_eq!(path, folder.path().join(name));
        }
        let (path, _) = write_new(&folder.path().join("no"), "a", "png", b"").unwrap_err();
        assert!(path.ends_with("no/a.png"));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_told_and_leaves_nothing() {
        for existing in [Existing::Keep, Existing::Replace] {
            let error = write(Path::new("/dev/full"), b"picture", existing).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::StorageFull);
        }
        assert!(
            Path::new("/dev/full").exists(),
            "a device is never replaced"
        );
    }

    #[test]
    fn a_folder_in_its_place_stays() {
        let folder = tempfile::tempdir().unwrap();
        assert!(write(folder.path(), b"new", Existing::Replace).is_err());
        assert!(folder.path().is_dir());
    }
}
