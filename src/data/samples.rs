//! Samples as they were read, before anything is held out or scaled: what [`Preview`](super::Preview) looks at and what a
//! [`Dataset`](super::Dataset) is made of.

use std::path::Path;

use ndarray::Array2;
use sha2::{Digest, Sha256};

use super::{DataError, Shape};
use crate::arrays::regular;

/// Samples as they were read.
#[derive(Clone, Debug)]
pub struct Samples {
    /// What a row of the inputs is.
    pub shape: Shape,
    /// Of what kind the numbers in the file are, as NumPy calls it.
    pub dtype: String,
    /// Inputs `(n, inputs)`.
    pub inputs: Array2<f32>,
    /// Class of each sample `(n)`; empty where the data have none.
    pub labels: Vec<usize>,
    /// Names of the classes.
    pub class_names: Vec<String>,
    /// Which samples are held out, where the data say so.
    pub held_out: Option<Vec<bool>>,
    /// The pictures as a person looks at them, grey; empty for points.
    pub pixels: Vec<u8>,
    /// What is wrong with some of them, and where.
    pub faults: Vec<DataError>,
    /// Where they are from, as the person named it.
    pub file: String,
    /// The hash of all bytes that were read.
    pub read: String,
}

/// Files that are read, with the hash of what they hold.
#[derive(Default)]
pub struct Reader(Sha256);

impl Reader {
    /// Everything in a regular file.
    pub fn file(&mut self, path: &Path) -> Result<Vec<u8>, DataError> {
        let bytes = regular::read(path).map_err(|problem| wrong(path, problem))?;
        self.0.update((bytes.len() as u64).to_le_bytes());
        self.0.update(&bytes);
        Ok(bytes)
    }

    /// The hash of all that was read.
    pub fn hash(self) -> String {
        let digest = self.0.finalize();
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// A problem with a file.
pub fn wrong(file: &Path, problem: impl Into<String>) -> DataError {
    DataError::File {
        file: file.display().to_string(),
        problem: problem.into(),
    }
}

/// Where a sample is not finite, at most so many of them; `place` says where a row and a column are.
pub fn not_finite(
    inputs: &Array2<f32>,
    file: &str,
    place: impl Fn(usize, usize) -> String,
) -> Vec<DataError> {
    const MOST: usize = 20;
    let bad = inputs.outer_iter().enumerate().filter_map(|(row, values)| {
        let column = values.iter().position(|x| !x.is_finite())?;
        let found = values[column];
        Some(DataError::File {
            file: file.to_owned(),
            problem: format!("{}: found {found}, expected a number", place(row, column)),
        })
    });
    bad.take(MOST).collect()
}
