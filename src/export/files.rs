//! Writing files so that nothing is lost: no silent overwriting, no half files, nothing left by who was killed.

mod beside;
#[cfg(target_os = "linux")]
mod unnamed;

use std::{
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind, Write},
    path::{Path, PathBuf},
};

use beside::Beside;

/// What happens to a file that is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// It stays, and writing fails with [`ErrorKind::AlreadyExists`].
    Keep,
    /// The new one takes its name.
    Replace,
}

/// Writes a whole file, which gets its name only then, so that nobody ever sees half of it. On Linux a process that is
/// killed meanwhile leaves nothing; elsewhere, and on file systems without unnamed files, it leaves a hidden file that the
/// next one removes. What is no ordinary file, such as `/dev/stdout`, is written to as it stands.
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
    #[cfg(target_os = "linux")]
    if let Some(written) = unnamed::write(file, content, existing) {
        return written;
    }
    write_beside(file, content, existing)
}

/// Everything in a file that holds what is `expected`, in at most so many bytes.
///
/// # Errors
/// When it cannot be read or is larger; the message does not name the file.
pub fn read_at_most(file: &Path, most: u64, expected: &str) -> Result<Vec<u8>, String> {
    let about = fs::metadata(file).map_err(|error| error.to_string())?;
    if !about.is_file() && !about.is_dir() {
        // A pipe would be waited for, and a device has no end.
        return Err(format!("found no regular file, expected {expected}"));
    }
    let size = about.len();
    if size > most {
        return Err(format!(
            "found {size} bytes, expected {expected} of at most {most}"
        ));
    }
    fs::read(file).map_err(|error| error.to_string())
}

/// Makes a new folder and has `fill` put everything into it before it gets its name.
///
/// # Errors
/// What `fill` says, or why the folder cannot be made, with its name. Nothing is left of the attempt then.
pub fn new_folder(
    folder: &Path,
    fill: impl FnOnce(&Path) -> Result<(), String>,
) -> Result<(), String> {
    let told = |error: io::Error| format!("{}: {error}", folder.display());
    let beside = Beside::folder(folder).map_err(told)?;
    fill(beside.path())?;
    beside.rename(folder).map_err(told)
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

fn write_beside(file: &Path, content: &[u8], existing: Existing) -> io::Result<()> {
    let beside = Beside::file(file)?;
    beside
        .open()
        .and_then(|mut open| fill(&mut open, content))?;
    match existing {
        Existing::Replace => beside.rename(file),
        Existing::Keep => name(beside, file),
    }
}

fn fill(file: &mut File, content: &[u8]) -> io::Result<()> {
    file.write_all(content)?;
    // A full disk may show only now.
    file.sync_all()
}

/// Gives what stands beside the name `to`, unless that is taken by now.
fn name(beside: Beside, to: &Path) -> io::Result<()> {
    match fs::hard_link(beside.path(), to) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(taken()),
        // Not every file system has links; then only a file that comes this very moment could be lost.
        Err(_) if !to.exists() => beside.rename(to),
        Err(_) => Err(taken()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What writing "new" to a file that holds `old` says, and what it holds then, in both ways. Nothing else is left
    /// beside it.
    fn check(old: Option<&str>, existing: Existing, expect: Result<&str, &str>) {
        for write in [write, write_beside] {
            let folder = tempfile::tempdir().unwrap();
            let file = folder.path().join("a.svg");
            if let Some(old) = old {
                fs::write(&file, old).unwrap();
            }
            let written = write(&file, b"new", existing).map_err(|error| error.to_string());
            let holds = fs::read_to_string(&file).unwrap();
            match expect {
                Ok(content) => assert_eq!((written, holds.as_str()), (Ok(()), content)),
                Err(why) => {
                    assert_eq!((written, Some(holds.as_str())), (Err(why.to_owned()), old));
                }
            }
            assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        }
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
        let file = folder.path().join("a.svg");
        let beside = Beside::file(&file).unwrap();
        fs::write(&file, "another's").unwrap();
        assert_eq!(
            name(beside, &file).unwrap_err().kind(),
            ErrorKind::AlreadyExists
        );
        assert_eq!(fs::read_to_string(&file).unwrap(), "another's");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_folder_is_whole_or_not_there() {
        let folder = tempfile::tempdir().unwrap();
        let new = folder.path().join("report");
        let put = |at: &Path| fs::write(at.join("index.html"), "").map_err(|e| e.to_string());
        let half = new_folder(&new, |at| put(at).and(Err("half".to_owned())));
        assert_eq!(half, Err("half".to_owned()));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        assert_eq!(new_folder(&new, put), Ok(()));
        assert!(new.join("index.html").exists());
        let taken = new_folder(&new, put).unwrap_err();
        assert!(taken.contains("report: "), "{taken}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
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
