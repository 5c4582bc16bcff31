//! Reading and writing files so that nothing is lost: no silent overwriting, no half files.

use std::io::{self, Write};
use std::path::Path;

use super::Failure;
use crate::{
    export::{self, files::Existing},
    platform,
};

/// Experiments, summaries, rows of a run and descriptions of sweeps have kilobytes, the largest some megabytes. What is made
/// of a text may take thirty times its room.
const LARGEST_TEXT: u64 = 16 << 20;

/// Cases have as much as somebody wants to know: thousands of features of hundreds of numbers.
const LARGEST_CASES: u64 = 64 << 20;

/// The text of a file.
///
/// # Errors
/// When it cannot be read, is too large or is no text, with its name.
pub fn read_text(file: &Path) -> Result<String, Failure> {
    read(file, LARGEST_TEXT)
}

/// The text of a file of cases, which may be larger.
///
/// # Errors
/// As [`read_text`].
pub fn read_cases(file: &Path) -> Result<String, Failure> {
    read(file, LARGEST_CASES)
}

fn read(file: &Path, most: u64) -> Result<String, Failure> {
    let fail = |problem: String| Failure::Failed(format!("{}: {problem}", file.display()));
    let bytes = export::files::read_at_most(file, most, "a text").map_err(fail)?;
    String::from_utf8(bytes).map_err(|_| fail("found binary data, expected text".to_owned()))
}

/// Before the training: an hour's work must not end in a file that cannot be written.
///
/// # Errors
/// When the file is there and is not to be overwritten, or none can be written there.
pub fn check_free(file: &Path, force: bool) -> Result<(), Failure> {
    if !file.exists() || force {
        #[cfg(not(target_arch = "wasm32"))]
        export::files::check_writable(file).map_err(|error| failure(file, &error))?;
        return Ok(());
    }
    let taken = file.display();
    Err(Failure::Failed(format!(
        "{taken}: the file exists; choose another name, or add --force to overwrite"
    )))
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

/// Writes files by their names in a folder, and the folders that they lie in.
///
/// # Errors
/// When one cannot be written, with its name.
pub fn write_all(folder: &Path, contents: &[(String, Vec<u8>)]) -> Result<(), Failure> {
    for (name, content) in contents {
        let file = folder.join(name);
        let above = file.parent().unwrap_or(folder);
        platform::files::create_dir_all(above).map_err(|error| failure(above, &error))?;
        write(&file, content)?;
    }
    Ok(())
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
    use std::fs;

    use super::*;

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

    #[test]
    fn a_text_is_read_up_to_its_limit() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.json");
        let check = |size: u64, text: bool, cases: bool| {
            fs::write(&file, "0".repeat(size as usize)).unwrap();
            let found = [read_text(&file), read_cases(&file)].map(|read| read.is_ok());
            assert_eq!(found, [text, cases], "{size} bytes");
        };
        check(LARGEST_TEXT, true, true);
        check(LARGEST_TEXT + 1, false, true);
        check(LARGEST_CASES, false, true);
        check(LARGEST_CASES + 1, false, false);
        let refused = read_text(&file).unwrap_err().to_string();
        let expect = "a.json: found 67108865 bytes, expected a text of at most 16777216";
        assert!(refused.ends_with(expect), "{refused}");
    }
}
