//! Data sets: one file a source, [`registry`] lists them.

use ndarray::Array2;

/// Samples with their classes.
#[derive(Clone, Debug, PartialEq)]
pub struct Split {
    /// Inputs `(n, inputs)` as the model sees them.
    pub inputs: Array2<f32>,
    /// Class of each sample, an index into [`Dataset::class_names`].
    pub labels: Vec<usize>,
}

/// What a row of inputs is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A point with so many coordinates.
    Flat(usize),
    /// A grey image, row by row.
    Image { height: usize, width: usize },
}

/// A training part and a held-out part of one source.
#[derive(Clone, Debug, PartialEq)]
pub struct Dataset {
    /// Id of the source, `fashion`.
    pub id: String,
    pub shape: Shape,
    pub class_names: Vec<String>,
    pub train: Split,
    pub test: Split,
    /// Of everything above that training depends on, as hexadecimal text.
    pub sha256: String,
    /// The held-out images as a person looks at them: grey bytes, `height × width` a sample; empty for points.
    pub test_pixels: Vec<u8>,
}
