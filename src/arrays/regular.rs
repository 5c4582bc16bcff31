//! Only regular files are read: a pipe would wait for ever, and a device has no end.

use std::io::{self, Read};
use std::path::Path;

use crate::platform::files::{self, File};

/// Opens a file for reading, with its length.
///
/// # Errors
/// When it is missing, closed to us or no regular file, in words for a person.
pub fn open(path: &Path) -> Result<(File, u64), String> {
    let about = files::metadata(path).map_err(|error| told(&error))?;
    if about.is_dir() {
        return Err("found a folder, expected a file".to_owned());
    }
    if !about.is_file() {
        return Err(
            "found no regular file, expected one: a pipe or a device has no end".to_owned(),
        );
    }
    let file = File::open(path).map_err(|error| told(&error))?;
    Ok((file, about.len()))
}

/// Everything that a regular file holds.
///
/// # Errors
/// The same, and when it cannot be read to its end.
pub fn read(path: &Path) -> Result<Vec<u8>, String> {
    let (file, length) = open(path)?;
    let mut bytes = Vec::new();
    let reserved = bytes.try_reserve_exact(usize::try_from(length).unwrap_or(usize::MAX));
    reserved.map_err(|_| format!("found {length} bytes, more than there is memory for"))?;
    // A file that grows meanwhile is read to the end that it had.
    let read = file.take(length).read_to_end(&mut bytes);
    read.map_err(|error| told(&error))?;
    Ok(bytes)
}

/// The first bytes of a regular file, at most so many; nothing where it cannot be read.
pub fn beginning(path: &Path, most: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Ok((file, _)) = open(path)
        && file.take(most).read_to_end(&mut bytes).is_err()
    {
        bytes.clear();
    }
    bytes
}

/// An error of the system without its number.
fn told(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    }
}
