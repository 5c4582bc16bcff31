//! Files that a browser hands to the person as downloads; a folder is one file, a zip.

use std::{
    io::{self, Cursor, Write as _},
    path::Path,
};

use zip::{ZipWriter, write::SimpleFileOptions};

use super::Existing;
use crate::platform::{browser::download::download, files};

/// The folder in memory where the files of a folder are gathered.
const MAKING: &str = "making";

/// Hands out a whole file; the browser itself sees to a name that is taken.
///
/// # Errors
/// When the browser does not take it.
pub fn write(file: &Path, content: &[u8], _existing: Existing) -> io::Result<()> {
    if file.starts_with(MAKING) {
        files::put(file, content.into());
        return Ok(());
    }
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    download(&name, content).map_err(io::Error::other)
}

/// Has `fill` put everything into a folder, and hands it out as a zip of its name.
///
/// # Errors
/// What `fill` says, or why there is no zip, with its name.
pub fn new_folder(
    folder: &Path,
    fill: impl FnOnce(&Path) -> Result<(), String>,
) -> Result<(), String> {
    let making = Path::new(MAKING);
    // What an attempt that failed may have left.
    files::taken(making);
    fill(making)?;
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let zip = zipped(&name, making).map_err(|error| format!("{name}: {error}"))?;
    download(&format!("{name}.zip"), &zip).map_err(|error| format!("{name}: {error}"))
}

fn zipped(name: &str, making: &Path) -> zip::result::ZipResult<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (file, content) in files::taken(making) {
        let file = format!("{name}/{}", file.display());
        zip.start_file(file, SimpleFileOptions::default())?;
        zip.write_all(&content)?;
    }
    Ok(zip.finish()?.into_inner())
}
