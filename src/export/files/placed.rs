//! Files in the folders of a system.

use std::{
    fs::{self, OpenOptions},
    io::{self, ErrorKind, Write as _},
    path::Path,
};

use super::{Existing, beside::Beside, fill, taken};

/// Writes a whole file, which gets its name only then, so that nobody ever sees half of it. On Linux a process that is
/// killed meanwhile leaves nothing; elsewhere, and on file systems without unnamed files, it leaves a hidden file that the
/// next one removes. What is no ordinary file, such as `/dev/stdout`, is written to as it stands.
///
/// # Errors
/// When it exists and is to stay, or cannot be written. Nothing is left of the attempt then.
pub fn write(file: &Path, content: &[u8], existing: Existing) -> io::Result<()> {
    let found = fs::metadata(file).ok();
    if found.as_ref().is_some_and(fs::Metadata::is_dir) {
        return Err(is_folder());
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
    if let Some(written) = super::unnamed::write(file, content, existing) {
        return written;
    }
    write_beside(file, content, existing)
}

/// Holds that a file could be written there: before the work that it is to be the result of.
///
/// # Errors
/// When its folder is missing or closed to us, its name is too long, or what has its name is no file that can be replaced.
pub fn check_writable(file: &Path) -> io::Result<()> {
    match fs::metadata(file) {
        Ok(found) if found.is_dir() => return Err(is_folder()),
        // A pipe that has a name would wait for somebody to read it; one of the shell's is being read.
        Ok(found) if !found.is_file() && is_named_pipe(file, &found) => {
            let problem = "found a pipe, expected a file or a name that is free";
            return Err(io::Error::new(ErrorKind::InvalidInput, problem));
        }
        Ok(found) if !found.is_file() => return Ok(()),
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::NotFound => {
            if fs::symlink_metadata(file).is_ok() {
                let problem = "found a link to a file that is not there";
                return Err(io::Error::new(ErrorKind::NotFound, problem));
            }
        }
        Err(error) => return Err(error),
    }
    Beside::file(file).map(drop)
}

fn is_folder() -> io::Error {
    io::Error::new(ErrorKind::IsADirectory, "is a folder, expected a file")
}

#[cfg(unix)]
fn is_named_pipe(file: &Path, found: &fs::Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    found.file_type().is_fifo() && fs::canonicalize(file).is_ok()
}

#[cfg(not(unix))]
fn is_named_pipe(_: &Path, _: &fs::Metadata) -> bool {
    false
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

pub(super) fn write_beside(file: &Path, content: &[u8], existing: Existing) -> io::Result<()> {
    let beside = Beside::file(file)?;
    beside
        .open()
        .and_then(|mut open| fill(&mut open, content))?;
    match existing {
        Existing::Replace => beside.rename(file),
        Existing::Keep => name(beside, file),
    }
}

/// Gives what stands beside the name `to`, unless that is taken by now.
pub(super) fn name(beside: Beside, to: &Path) -> io::Result<()> {
    match fs::hard_link(beside.path(), to) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(taken()),
        // Not every file system has links; then only a file that comes this very moment could be lost.
        Err(_) if !to.exists() => beside.rename(to),
        Err(_) => Err(taken()),
    }
}
