//! Reading and writing files so that nothing is lost: no silent overwriting, no half files.

use std::io::{self, Write};
use std::path::Path;

use super::Failure;
use crate::{
    export::{self, files::Existing},
    platform,
};

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
}
