//! Files of arrays: `.npy` and `.npz` of NumPy, `.safetensors`. [`open`] reads a file and what it says of its arrays,
//! [`Arrays::get`] hands one out, and [`Array`] has its numbers as whatever they are wanted as.
//!
//! What a header claims is held against what the file has before room is made for it, only regular files are opened, and
//! nothing that a file could run is run: a pickle is refused with the line of Python that saves it as an array.

mod array;
mod dtype;
mod header;
mod npy;
mod npz;
mod pickle;
pub mod regular;
mod tensors;

pub use array::Array;
pub use dtype::DType;

use std::path::Path;

use npy::Layout;

use crate::text::{shortened, some_of};

/// Why there is no array, in words for a person.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {problem}")]
pub struct ArrayError {
    /// The file, as the person named it, with the array in it where it has several.
    pub file: String,
    /// What was found and what is expected.
    pub problem: String,
}

impl ArrayError {
    /// A problem with a file.
    pub fn new(file: impl Into<String>, problem: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            problem: problem.into(),
        }
    }
}

/// What a file says of one of its arrays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its name; empty in a `.npy`, which has one array without a name.
    pub name: String,
    /// Its shape; empty for a single number.
    pub shape: Vec<usize>,
    /// Of what kind its values are.
    pub dtype: DType,
    layout: Layout,
    place: Place,
}

/// Where the values of an array lie.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    /// From here to there in the file.
    File(usize, usize),
    /// In this entry of a zip, behind so many bytes of header.
    Zip(usize, usize),
}

/// A file of arrays, read, its arrays not yet turned into numbers.
#[derive(Debug)]
pub struct Arrays {
    file: String,
    bytes: Vec<u8>,
    entries: Vec<Entry>,
}

/// What a file is by its first bytes, whatever it is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One array of NumPy.
    Npy,
    /// A zip: arrays of NumPy, or a checkpoint of PyTorch.
    Zip,
    /// Tensors behind a header of JSON.
    Safetensors,
    /// Python objects.
    Pickle,
}

/// What the first bytes of a file say that it is; `None` where it is no file of arrays.
pub fn kind(beginning: &[u8]) -> Option<Kind> {
    match beginning {
        [0x93, b'N', b'U', b'M', b'P', b'Y', ..] => Some(Kind::Npy),
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Some(Kind::Zip),
        [0x80, 2..=5, ..] => Some(Kind::Pickle),
        [_, _, _, _, _, 0, 0, 0, b'{', ..] => Some(Kind::Safetensors),
        _ => None,
    }
}

/// Reads a file of arrays.
///
/// # Errors
/// When it cannot be read, is no file of arrays, or is damaged.
pub fn open(path: &Path) -> Result<Arrays, ArrayError> {
    let file = path.display().to_string();
    let bytes = regular::read(path).map_err(|problem| ArrayError::new(&*file, problem))?;
    Arrays::of(file, bytes)
}

impl Arrays {
    /// The arrays in the `bytes` of a `file`.
    ///
    /// # Errors
    /// When it is no file of arrays, or is damaged.
    pub fn of(file: String, bytes: Vec<u8>) -> Result<Self, ArrayError> {
        let extension = Path::new(&file).extension();
        let extension = extension.map(|of| of.to_ascii_lowercase());
        let entries = match kind(&bytes) {
            Some(Kind::Npy) => npy::entry(&bytes).map(|entry| vec![entry]),
            Some(Kind::Zip) => npz::entries(&bytes, &file),
            Some(Kind::Safetensors) => tensors::entries(&bytes),
            Some(Kind::Pickle) => Err(pickle::refused(&file)),
            None if extension.as_deref().is_some_and(|of| of == "safetensors") => {
                tensors::entries(&bytes)
            }
            None => Err(unknown(&bytes)),
        };
        match entries {
            Ok(entries) => Ok(Self {
                file,
                bytes,
                entries,
            }),
            Err(problem) => Err(ArrayError { file, problem }),
        }
    }

    /// The file, as the person named it.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// Everything that the file holds.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What it says of its arrays, in its order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The names of its arrays.
    pub fn names(&self) -> Vec<&str> {
        let names = self.entries.iter().map(|entry| &*entry.name);
        names.collect()
    }

    /// The array of this name. A `.npy` hands its only one out under any name.
    ///
    /// # Errors
    /// When there is none of this name, or what it says of itself is not what it holds.
    pub fn get(&self, name: &str) -> Result<Array<'_>, ArrayError> {
        let mut entries = self.entries.iter();
        let found = match &self.entries[..] {
            [only] if only.name.is_empty() => Some(only),
            _ => entries.find(|entry| entry.name == name),
        };
        let found = found.ok_or_else(|| {
            let (name, names) = (shortened(name), some_of(self.names()));
            let problem = format!("found no array \"{name}\", expected one of {names}");
            ArrayError::new(&*self.file, problem)
        })?;
        self.array(found)
    }

    /// The first of these names that it has, or its only array.
    ///
    /// # Errors
    /// When it has several arrays and none of these, or what it says is not what it holds.
    pub fn first_of(&self, names: &[&str]) -> Result<Array<'_>, ArrayError> {
        let has = |name: &&&str| self.entries.iter().any(|entry| entry.name == **name);
        match (names.iter().find(has), &self.entries[..]) {
            (Some(name), _) => self.get(name),
            (None, [only]) => self.array(only),
            (None, _) => self.get(names.first().copied().unwrap_or_default()),
        }
    }

    fn array(&self, entry: &Entry) -> Result<Array<'_>, ArrayError> {
        let name = match &*entry.name {
            "" => self.file.clone(),
            name => format!("{}: {name}", self.file),
        };
        let bytes = match entry.place {
            Place::File(from, to) => self.bytes[from..to].into(),
            Place::Zip(index, header) => {
                let bytes = npz::values(&self.bytes, index, header, entry);
                bytes
                    .map_err(|problem| ArrayError::new(&*name, problem))?
                    .into()
            }
        };
        Ok(Array {
            name,
            shape: entry.shape.clone(),
            dtype: entry.dtype,
            layout: entry.layout,
            bytes,
        })
    }
}

fn unknown(bytes: &[u8]) -> String {
    let expected = "expected .npy, .npz or .safetensors";
    match bytes {
        [] => format!("found an empty file, {expected}"),
        bytes => {
            let first: Vec<String> = bytes.iter().take(6).map(|b| format!("{b:02x}")).collect();
            format!(
                "found a file that begins with {}, {expected}",
                first.join(" ")
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_array_that_is_missing_is_told_in_a_line() {
        fn check(names: &[String], wanted: &str, expect: &str) {
            let one = |name: &String| {
                format!("\"{name}\":{{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}")
            };
            let all: Vec<String> = names.iter().map(one).collect();
            let header = format!("{{{}}}", all.join(","));
            let bytes = [&(header.len() as u64).to_le_bytes()[..], header.as_bytes()].concat();
            let arrays = Arrays::of("a.safetensors".to_owned(), bytes).unwrap();
            assert_eq!(arrays.get(wanted).unwrap_err().problem, expect);
        }
        let names = ["a", "b"].map(str::to_owned);
        check(&names, "c", "found no array \"c\", expected one of a, b");
        let long = "x".repeat(100_000);
        let many: Vec<String> = (10..30).map(|i| format!("{i}{long}")).collect();
        let cut = format!("{} …", &long[..40]);
        let listed: Vec<String> = (10..22).map(|i| format!("{i}{} …", &long[..38])).collect();
        let expect = format!(
            "found no array \"{cut}\", expected one of {}, …",
            listed.join(", ")
        );
        check(&many, &long, &expect);
    }
}
