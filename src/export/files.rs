//! Writing files so that nothing is lost: no silent overwriting, no half files, nothing left by who was killed.

#[cfg(not(target_arch = "wasm32"))]
mod beside;
#[cfg(target_arch = "wasm32")]
mod handed;
mod lock;
#[cfg(not(target_arch = "wasm32"))]
mod making;
#[cfg(not(target_arch = "wasm32"))]
mod placed;
#[cfg(not(target_arch = "wasm32"))]
mod swap;
#[cfg(target_os = "linux")]
mod unnamed;

use std::{
    io::{self, ErrorKind, Read as _},
    path::{Path, PathBuf},
};

#[cfg(target_arch = "wasm32")]
pub use handed::{new_folder, write};
pub use lock::Lock;
#[cfg(not(target_arch = "wasm32"))]
pub use making::Making;
#[cfg(not(target_arch = "wasm32"))]
pub use placed::{check_writable, new_folder, write};

use crate::platform::files;

/// The extension of experiments that the window saves: TOML, and by the second part a desktop knows whose.
pub const EXPERIMENT: &str = "marginscope.toml";

/// What the experiment in a file is called: the file's name without the extension.
pub fn called(file: &Path) -> Option<String> {
    let stem = file.file_stem()?.to_string_lossy();
    Some(
        stem.strip_suffix(".marginscope")
            .unwrap_or(&stem)
            .to_owned(),
    )
}

/// What happens to a file that is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// It stays, and writing fails with [`ErrorKind::AlreadyExists`].
    Keep,
    /// The new one takes its name.
    Replace,
}

/// Everything in a file that holds what is `expected`, in at most so many bytes.
///
/// # Errors
/// When it cannot be read or is larger; the message does not name the file.
pub fn read_at_most(file: &Path, most: u64, expected: &str) -> Result<Vec<u8>, String> {
    let about = files::metadata(file).map_err(|error| error.to_string())?;
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
    // A file may grow meanwhile, and one of a system that says it is empty may have no end.
    let mut bytes = Vec::new();
    let read = files::File::open(file).and_then(|file| file.take(most + 1).read_to_end(&mut bytes));
    match read {
        Err(error) => Err(error.to_string()),
        Ok(read) if read as u64 > most => Err(format!(
            "found more than {most} bytes, expected {expected} of at most {most}"
        )),
        Ok(_) => Ok(bytes),
    }
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

#[cfg(not(target_arch = "wasm32"))]
fn fill(file: &mut std::fs::File, content: &[u8]) -> io::Result<()> {
    io::Write::write_all(file, content)?;
    // A full disk may show only now.
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{
        beside::Beside,
        placed::{name, write_beside},
        *,
    };

    #[test]
    fn an_experiment_is_called_after_its_file() {
        let check = |file: &str, expect| assert_eq!(called(Path::new(file)).as_deref(), expect);
        check("a/mine.marginscope.toml", Some("mine"));
        check("mine.toml", Some("mine"));
        check("mine.v2.toml", Some("mine.v2"));
        check("..", None);
    }

    #[test]
    fn no_more_is_read_than_was_asked_for() {
        let check = |file: &Path, most: u64, expect: Result<&str, &str>| {
            let found = read_at_most(file, most, "a text");
            let found = found.map(|bytes| String::from_utf8(bytes).unwrap());
            let found = found.as_deref().map_err(String::as_str);
            assert_eq!(found, expect);
        };
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.txt");
        fs::write(&file, "1234").unwrap();
        check(&file, 4, Ok("1234"));
        let large = "found 4 bytes, expected a text of at most 3";
        check(&file, 3, Err(large));
        // It says that it has no byte.
        #[cfg(target_os = "linux")]
        check(
            Path::new("/proc/self/status"),
            3,
            Err("found more than 3 bytes, expected a text of at most 3"),
        );
    }

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
