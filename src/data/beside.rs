//! Files that are named beside the data: what each of them is, by its content.

use std::path::Path;

use super::source_of;
use crate::arrays;
use crate::platform::files::is_file;

/// The settings of the data of `source` that name these files: a second table, labels, names, a held-out part.
///
/// # Errors
/// When it is not known what to do with one of them; says so for a person.
pub fn settings(source: &str, files: &[&Path]) -> Result<Vec<(&'static str, String)>, String> {
    let mut settings: Vec<(&'static str, String)> = Vec::new();
    for file in files {
        let shown = file.display();
        let role = role(source, file).ok_or_else(|| {
            format!("{shown}: found no file that belongs to data of the source \"{source}\"")
        })?;
        // Labels behind a held-out part are its own.
        let key = match settings.iter().any(|(key, _)| *key == role) {
            true if role == "labels" => "test_labels",
            true => return Err(format!("{shown}: found a second {role}, expected one")),
            false => role,
        };
        settings.push((key, shown.to_string()));
    }
    Ok(settings)
}

fn role(source: &str, file: &Path) -> Option<&'static str> {
    let own = source_of(file).map(|(source, _)| source);
    match (source, own) {
        ("table", Some("table")) => Some("test_path"),
        ("images", Some("table")) => Some("labels"),
        ("projector", Some("table")) => Some("metadata"),
        ("array", Some("array")) => {
            let arrays = arrays::open(file).ok()?;
            let first = arrays.entries().first()?;
            Some(match (first.shape.len(), first.dtype.is_text()) {
                (_, true) => "names",
                (0 | 1, false) => "labels",
                _ => "test_path",
            })
        }
        ("array", _) => is_file(file).then_some("names"),
        _ => None,
    }
}
