//! Labels and names: where they are, and what they come to.

use std::path::{Path, PathBuf};

use crate::arrays::{Array, Arrays, DType};
use crate::data::{
    DataError, Request,
    classes::{self, Classes, names_in},
    samples::Reader,
    sheet,
};
use crate::platform::files::is_file;

const LABELS: [&str; 6] = ["labels", "y", "Y", "label", "targets", "y_train"];
const NAMES: [&str; 3] = ["names", "class_names", "classes"];

/// The array file of this stem in a folder.
pub fn folder_file(folder: &Path, stem: &str) -> Option<PathBuf> {
    let extensions = ["npy", "npz", "safetensors"].iter();
    let mut files = extensions.map(|of| folder.join(format!("{stem}.{of}")));
    files.find(|file| is_file(file))
}

/// The file of the inputs, and what a person says of those beside it.
pub struct Found<'a> {
    /// The arrays of the file.
    pub arrays: &'a Arrays,
    file: &'a Path,
    features: String,
    labels: Option<&'a str>,
    names: Option<&'a str>,
}

/// Labels as they were read, with where they are from.
pub struct Labels {
    file: String,
    kind: Kind,
}

enum Kind {
    None,
    Numbers(Vec<i64>),
    Words(Vec<String>),
}

impl<'a> Found<'a> {
    /// Beside the training part.
    pub fn new(request: &'a Request<'_>, file: &'a Path, arrays: &'a Arrays, name: &str) -> Self {
        Self {
            arrays,
            file,
            features: name.to_owned(),
            labels: request.asked("labels"),
            names: request.asked("names"),
        }
    }

    /// Beside a second file.
    pub fn of_second(
        request: &'a Request<'_>,
        file: &'a Path,
        arrays: &'a Arrays,
        name: &str,
    ) -> Self {
        Self {
            labels: request.asked("test_labels"),
            names: None,
            ..Self::new(request, file, arrays, name)
        }
    }

    /// The arrays of inputs and labels of a held-out part in the same file.
    pub fn test_entry(&self) -> Option<(String, String)> {
        let has = |name: &str| self.arrays.names().contains(&name);
        let used = self.features.ends_with(": x_train");
        (used && has("x_test") && has("y_test")).then(|| ("x_test".into(), "y_test".into()))
    }

    /// The labels in this array of the same file, of so many rows.
    pub fn entry(&self, name: &str, rows: usize) -> Result<Labels, DataError> {
        of_array(&self.arrays.get(name)?, rows)
    }

    fn own(&self, names: &[&'static str]) -> Option<&'static str> {
        let own = self.arrays.names();
        let mut found = names.iter().filter(|name| own.contains(name));
        // The only array of a file is the inputs.
        found.next().copied().filter(|_| own.len() > 1)
    }

    fn beside(&self, name: &str) -> PathBuf {
        self.file.with_file_name(name)
    }

    /// The file with the labels where nobody says which.
    fn usual_labels(&self) -> Option<PathBuf> {
        let stem = self.file.file_stem()?.to_string_lossy().into_owned();
        let stems = [
            format!("{stem}_labels"),
            format!("{stem}-labels"),
            stem.replace("features", "labels"),
            "labels".to_owned(),
        ];
        let mut files = stems
            .iter()
            .filter(|of| **of != stem)
            .flat_map(|stem| ["npy", "txt"].map(|of| self.beside(&format!("{stem}.{of}"))));
        files.find(|file| is_file(file))
    }
}

/// The labels of so many rows.
pub fn labels(reader: &mut Reader, found: &Found<'_>, rows: usize) -> Result<Labels, DataError> {
    let own = found.arrays.names();
    match found.labels {
        Some(name) if own.contains(&name) => return found.entry(name, rows),
        Some(file) => return of_file(reader, Path::new(file), rows),
        None => {}
    }
    if let Some(name) = found.own(&LABELS) {
        return found.entry(name, rows);
    }
    match found.usual_labels() {
        Some(file) => of_file(reader, &file, rows),
        None => Ok(Labels {
            file: found.features.clone(),
            kind: Kind::None,
        }),
    }
}

fn of_file(reader: &mut Reader, file: &Path, rows: usize) -> Result<Labels, DataError> {
    let bytes = reader.file(file)?;
    if crate::arrays::kind(&bytes).is_none() {
        let words = lines(file, &bytes)?;
        return counted(&file.display().to_string(), words.len(), rows).map(|()| Labels {
            file: file.display().to_string(),
            kind: Kind::Words(words),
        });
    }
    let arrays = Arrays::of(file.display().to_string(), bytes)?;
    of_array(&arrays.first_of(&LABELS)?, rows)
}

fn of_array(array: &Array<'_>, rows: usize) -> Result<Labels, DataError> {
    let name = array.name();
    match array.shape() {
        [n] | [n, 1] => counted(name, *n, rows)?,
        _ => {
            return Err(DataError::File {
                file: name.to_owned(),
                problem: format!(
                    "found labels of shape {}, expected ({rows},)",
                    array.shown_shape()
                ),
            });
        }
    }
    let kind = match array.dtype() {
        DType::Unicode(_) | DType::Bytes(_) => Kind::Words(array.strings()?),
        _ => Kind::Numbers(array.i64()?),
    };
    Ok(Labels {
        file: name.to_owned(),
        kind,
    })
}

fn counted(file: &str, found: usize, expected: usize) -> Result<(), DataError> {
    match found == expected {
        true => Ok(()),
        false => Err(DataError::File {
            file: file.to_owned(),
            problem: format!("found {found} labels, expected {expected}, one a row"),
        }),
    }
}

/// A text with a word a row.
fn lines(file: &Path, bytes: &[u8]) -> Result<Vec<String>, DataError> {
    let text = sheet::decode(file, bytes)?;
    let rows = text.lines().map(|line| line.trim().to_owned());
    let mut rows: Vec<String> = rows.collect();
    while rows.last().is_some_and(String::is_empty) {
        rows.pop();
    }
    Ok(rows)
}

/// The names of the classes, where there are any.
pub fn names(reader: &mut Reader, found: &Found<'_>) -> Result<Option<Vec<String>>, DataError> {
    let own = found.arrays.names();
    let entry = match found.names {
        Some(name) => own.contains(&name).then_some(name),
        None => found.own(&NAMES),
    };
    if let Some(name) = entry {
        let array = found.arrays.get(name)?;
        let names = array.strings_at_most(classes::MOST)?;
        return names_in(array.name(), &names, 0).map(Some);
    }
    let file = match found.names {
        Some(file) => PathBuf::from(file),
        None => match found.beside("names.txt") {
            file if is_file(&file) => file,
            _ => return Ok(None),
        },
    };
    let bytes = reader.file(&file)?;
    let shown = file.display().to_string();
    if crate::arrays::kind(&bytes).is_some() {
        let arrays = Arrays::of(shown.clone(), bytes)?;
        let names = arrays.first_of(&NAMES)?.strings_at_most(classes::MOST)?;
        return names_in(&shown, &names, 0).map(Some);
    }
    names_in(&shown, &lines(&file, &bytes)?, 1).map(Some)
}

impl Labels {
    /// Those of the held-out part behind them.
    pub fn extend(&mut self, more: Self) -> Result<(), String> {
        match (&mut self.kind, more.kind) {
            (Kind::Numbers(own), Kind::Numbers(more)) => own.extend(more),
            (Kind::Words(own), Kind::Words(more)) => own.extend(more),
            (Kind::None, Kind::None) => {}
            _ => {
                return Err(format!(
                    "found labels of another kind in {}, expected those of both parts alike",
                    more.file
                ));
            }
        }
        Ok(())
    }

    /// The classes that they come to.
    pub fn classes(&self, names: Option<Vec<String>>) -> Result<Classes, DataError> {
        let found = match &self.kind {
            Kind::None => Ok(Classes {
                names: names.unwrap_or_default(),
                labels: Vec::new(),
            }),
            Kind::Words(words) => classes::of_words(words),
            Kind::Numbers(numbers) => classes::of_numbers(numbers, names),
        };
        found.map_err(|(row, problem)| DataError::File {
            file: self.file.clone(),
            problem: format!("row {row}: {problem}"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_a_text_are_words() {
        let found = lines(Path::new("n.txt"), "cat\r\n dog \n\n".as_bytes());
        assert_eq!(found.unwrap(), ["cat", "dog"]);
    }
}
