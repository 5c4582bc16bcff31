//! Reading and writing files so that nothing is lost: no silent overwriting, no half files.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::Failure;
use crate::export::{self, files::Existing};

/// Experiments are a few kilobytes, cases a few megabytes; anything much larger is something else.
const LARGEST_TEXT: u64 = 256 << 20;

/// The text of a file.
///
/// # Errors
/// When it cannot be read, is too large or is no text, with its name.
pub fn read_text(file: &Path) -> Result<String, Failure> {
    let fail = |problem: String| Failure::Failed(format!("{}: {problem}", file.display()));
    let bytes = export::files::read_at_most(file, LARGEST_TEXT, "a text").map_err(fail)?;
    String::from_utf8(bytes).map_err(|_| fail("found binary data, expected text".to_owned()))
}

/// Before the training: an hour's work must not end in a file that cannot be written.
///
/// # Errors
/// When the file is there and is not to be overwritten.
pub fn check_free(file: &Path, force: bool) -> Result<(), Failure> {
    if !file.exists() || force {
        return Ok(());
    }
    let taken = file.display();
    Err(Failure::Failed(format!(
        "{taken}: the file exists; choose another name, or add --force to overwrite"
    )))
}

/// A folder for results: `wanted`, which must be new or empty unless `force`, or a new `marginscope-out`.
///
/// # Errors
/// When it holds something already, or cannot be made.
pub fn output_folder(wanted: Option<&Path>, force: bool) -> Result<PathBuf, Failure> {
    let Some(folder) = wanted else {
        return new_folder();
    };
    let fail = |error: io::Error| failure(folder, &error);
    fs::create_dir_all(folder).map_err(fail)?;
    let used = fs::read_dir(folder).map_err(fail)?.next().is_some();
    if used && !force {
        return Err(Failure::Failed(format!(
            "{}: the folder is not empty; choose another one, or add --force to overwrite",
            folder.display()
        )));
    }
    Ok(folder.to_owned())
}

/// `marginscope-out`, or the first of `marginscope-out-2`, `-3` … that is new.
fn new_folder() -> Result<PathBuf, Failure> {
    let names = std::iter::once("marginscope-out".to_owned());
    let names = names.chain((2..10_000).map(|number| format!("marginscope-out-{number}")));
    for folder in names.map(PathBuf::from) {
        match fs::create_dir(&folder) {
            Ok(()) => return Ok(folder),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(failure(&folder, &error)),
        }
    }
    Err(Failure::Failed(
        "marginscope-out: there are 9,999 of them; remove some".to_owned(),
    ))
}

/// Writes a whole file in place of what may be there; nobody ever sees half of it.
///
/// # Errors
/// When it cannot be written, with its name.
pub fn write(file: &Path, content: &[u8]) -> Result<(), Failure> {
    let written = export::files::write(file, content, Existing::Replace);
    written.map_err(|error| failure(file, &error))
}

/// The same, but what is there stays unless `force`: a file may have come to be while a figure was made.
///
/// # Errors
/// As [`write()`], and when it is there.
pub fn write_new(file: &Path, content: &[u8], force: bool) -> Result<(), Failure> {
    let existing = if force {
        Existing::Replace
    } else {
        Existing::Keep
    };
    let written = export::files::write(file, content, existing);
    written.map_err(|error| failure(file, &error))
}

/// Prints a text. A reader that closes the pipe early, like `head`, has what it wanted.
///
/// # Errors
/// When standard output cannot be written to.
pub fn print(text: &str) -> Result<(), Failure> {
    match writeln!(io::stdout(), "{}", text.trim_end()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::Failed(format!("standard output: {error}")))
        }
        _ => Ok(()),
    }
}

fn failure(path: &Path, error: &io::Error) -> Failure {
    Failure::Failed(format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_used_folder_is_refused_unless_forced() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("new/out");
        assert_eq!(output_folder(Some(&out), false), Ok(out.clone()));
        assert_eq!(
            output_folder(Some(&out), false),
            Ok(out.clone()),
            "an empty folder is as good as new"
        );
        write(&out.join("summary.json"), b"{}").unwrap();
        let refused = output_folder(Some(&out), false).unwrap_err().to_string();
        assert!(
            refused.contains("not empty") && refused.contains("--force"),
            "{refused}"
        );
        assert_eq!(output_folder(Some(&out), true), Ok(out));
    }

    #[test]
    fn writing_leaves_the_file_and_nothing_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.txt");
        write(&file, b"one").unwrap();
        write(&file, b"two").unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"two");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        let missing = write(&folder.path().join("no/a.txt"), b"")
            .unwrap_err()
            .to_string();
        assert!(missing.contains("a.txt: "), "{missing}");
    }

    #[test]
    fn what_is_no_text_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.toml");
        fs::write(&file, [0xff, 0xfe, 0]).unwrap();
        let refused = read_text(&file).unwrap_err().to_string();
        assert!(
            refused.ends_with("a.toml: found binary data, expected text"),
            "{refused}"
        );
        assert!(read_text(&folder.path().join("none")).is_err());
    }
}
