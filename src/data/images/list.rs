//! Which pictures there are, and of which class each is.

use std::fs;
use std::path::{Path, PathBuf};

use crate::data::{
    DataError,
    samples::{Reader, wrong},
    sheet,
};
use crate::platform::files::is_file;

/// A picture that is to be read.
pub struct Listed {
    /// Its file.
    pub file: PathBuf,
    /// Its class, as it is written.
    pub class: String,
    /// Whether it is held out, where the folders say so.
    pub held: Option<bool>,
}

const EXTENSIONS: [&str; 5] = ["png", "jpg", "jpeg", "bmp", "gif"];
const TRAIN: [&str; 2] = ["train", "training"];
const TEST: [&str; 5] = ["test", "testing", "val", "valid", "validation"];
/// Folders that are looked into to tell what a folder is.
const LOOKED_INTO: usize = 50;

fn is_picture(path: &Path) -> bool {
    let extension = path.extension().map(|of| of.to_ascii_lowercase());
    extension.is_some_and(|of| EXTENSIONS.iter().any(|name| of == *name))
}

/// What is in a folder, by name; hidden files aside.
fn inside(folder: &Path) -> Result<Vec<PathBuf>, DataError> {
    let fail = |error: std::io::Error| wrong(folder, error.to_string());
    let entries = fs::read_dir(folder).map_err(fail)?;
    let mut paths = Vec::new();
    for entry in entries {
        let entry = entry.map_err(fail)?;
        if !entry.file_name().to_string_lossy().starts_with('.') {
            paths.push(entry.path());
        }
    }
    paths.sort();
    Ok(paths)
}

fn folders(folder: &Path) -> Result<Vec<PathBuf>, DataError> {
    let mut found = inside(folder)?;
    found.retain(|path| path.is_dir());
    Ok(found)
}

fn name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

fn called(path: &Path, names: &[&str]) -> bool {
    let name = name(path);
    names.iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// Whether there are pictures in folders of a folder, or in the folders of its parts.
pub fn has_pictures(folder: &Path) -> bool {
    let holds = |folder: &PathBuf| {
        inside(folder).is_ok_and(|files| files.iter().any(|file| is_picture(file)))
    };
    let below = |folder: &Path| folders(folder).unwrap_or_default();
    let direct = below(folder);
    let mut direct = direct.iter().take(LOOKED_INTO);
    direct.any(|sub| holds(sub) || (called(sub, &TRAIN) && below(sub).iter().any(holds)))
}

/// The pictures of a folder: by the table of files and classes, or a folder a class, in `train` and `test` where there are
/// such folders.
pub fn listed(
    reader: &mut Reader,
    folder: &Path,
    table: Option<&str>,
) -> Result<Vec<Listed>, DataError> {
    if let Some(table) = table {
        return of_table(reader, folder, Path::new(table));
    }
    let top = folders(folder)?;
    let part = |names: &[&str]| top.iter().find(|folder| called(folder, names));
    let listed = match (part(&TRAIN), part(&TEST)) {
        (Some(train), Some(test)) => {
            let mut all = of_folders(train, Some(false))?;
            all.extend(of_folders(test, Some(true))?);
            all
        }
        _ => of_folders(folder, None)?,
    };
    match listed.is_empty() {
        true => Err(wrong(
            folder,
            "found no folder with pictures, expected a folder a class with PNG, JPEG, BMP or GIF",
        )),
        false => Ok(listed),
    }
}

fn of_folders(folder: &Path, held: Option<bool>) -> Result<Vec<Listed>, DataError> {
    let mut all = Vec::new();
    for class in folders(folder)? {
        let files = inside(&class)?.into_iter().filter(|file| is_picture(file));
        all.extend(files.map(|file| Listed {
            file,
            class: name(&class),
            held,
        }));
    }
    Ok(all)
}

/// The rows of a table `file, label`; the first one has names where it names no file.
fn of_table(reader: &mut Reader, folder: &Path, table: &Path) -> Result<Vec<Listed>, DataError> {
    let bytes = reader.file(table)?;
    let text = sheet::decode(table, &bytes)?;
    let delimiter = sheet::delimiter(&text)
        .ok_or_else(|| wrong(table, "found one column, expected two: file and label"))?;
    let mut all = Vec::new();
    for (place, record) in sheet::records(&text, delimiter).into_records().enumerate() {
        let record = record.map_err(|error| wrong(table, error.to_string()))?;
        let row = record.position().map_or(0, csv::Position::line);
        let (Some(file), Some(class)) = (record.get(0), record.get(1)) else {
            let found = record.len();
            let problem = format!("row {row}: found {found} columns, expected file and label");
            return Err(wrong(table, problem));
        };
        let path = folder.join(file.trim());
        if place == 0 && !is_file(&path) {
            continue;
        }
        if class.trim().is_empty() {
            let problem = format!("row {row}, column 2: found nothing, expected a class");
            return Err(wrong(table, problem));
        }
        all.push(Listed {
            file: path,
            class: class.trim().to_owned(),
            held: None,
        });
    }
    match all.is_empty() {
        true => Err(wrong(table, "found no row, expected file and label")),
        false => Ok(all),
    }
}
