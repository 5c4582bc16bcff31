//! Arrays of NumPy and tensors: vectors or pictures, with labels and names beside them or in the same file.

mod find;
mod shape;

use std::path::{Path, PathBuf};

use ndarray::Array2;

use self::find::{Found, folder_file, labels, names};
use super::own::{ALIKE, HELD_OUT, NOT_FINITE, SPLIT_SEED, STRATIFIED, named, path};
use super::samples::{Reader, Samples, not_finite, wrong};
use super::{DataError, Dataset, Request, Shape, Source, Text, given};
use crate::arrays::{self, Array, Arrays, Kind, regular};
use crate::knob::{Knob, Knobs};

/// A file of arrays, or a folder with `features.npy` and `labels.npy`.
pub struct ArrayFile;

const KNOBS: [Knob; 2] = [HELD_OUT, SPLIT_SEED];

const TEXTS: [Text; 8] = [
    named(
        "features",
        "array of inputs",
        "Which array of the file has the inputs; if not given, the one that is called features, x, inputs, images, data or \
            embeddings, or the only one.",
    ),
    path(
        "labels",
        "labels",
        "The array of the same file that has the classes, or another file; if not given, the array labels or y, or labels.npy \
            beside the file.",
    ),
    path(
        "names",
        "names of classes",
        "The array of the same file that has the names, or a text file with a name a row; if not given, names.txt beside the file.",
    ),
    path(
        "test_path",
        "held-out inputs",
        "A second file, of which every row is held out.",
    ),
    path(
        "test_labels",
        "held-out labels",
        "The labels of the second file.",
    ),
    STRATIFIED,
    NOT_FINITE,
    ALIKE,
];

/// What arrays of inputs are called; those with `_test` beside them are parts.
const FEATURES: [&str; 8] = [
    "features",
    "x",
    "X",
    "inputs",
    "images",
    "data",
    "embeddings",
    "x_train",
];

impl Source for ArrayFile {
    fn id(&self) -> &'static str {
        "array"
    }

    fn name(&self) -> &'static str {
        "Arrays (.npy, .npz, .safetensors)"
    }

    fn about(&self) -> &'static str {
        "Vectors (n, d) or images (n, h, w) with labels, as NumPy and PyTorch save them."
    }

    fn licence(&self) -> &'static str {
        "Read from a file; its licence is that of whoever the file is from."
    }

    fn knobs(&self) -> &'static [Knob] {
        &KNOBS
    }

    fn texts(&self) -> &'static [Text] {
        &TEXTS
    }

    fn reads_path(&self) -> bool {
        true
    }

    fn reads_file(&self) -> bool {
        true
    }

    fn folder_of(&self, path: &Path) -> Option<PathBuf> {
        // Features with their labels are shown as they are: whoever wants to train on them says so.
        if path.is_dir() || given::place(path).is_some() {
            return None;
        }
        let kind = arrays::kind(&regular::beginning(path, 16))?;
        (kind != Kind::Pickle || is_pickle(path)).then(|| path.to_owned())
    }

    fn read(&self, request: &Request<'_>) -> Option<Result<Samples, DataError>> {
        Some(read(request))
    }

    fn class_names(&self, _knobs: &Knobs) -> Vec<String> {
        Vec::new()
    }

    fn load(&self, request: &Request<'_>) -> Result<Dataset, DataError> {
        read(request)?.dataset(self.id(), request)
    }
}

/// Whether a file is called as pickles are: then it is told what to do with it.
fn is_pickle(path: &Path) -> bool {
    let extension = path.extension().map(|of| of.to_ascii_lowercase());
    extension.is_some_and(|of| {
        ["pt", "pth", "pkl", "pickle"]
            .iter()
            .any(|name| of == *name)
    })
}

/// A file of arrays, with what it holds taken into the hash.
fn open(reader: &mut Reader, path: &Path) -> Result<Arrays, DataError> {
    let bytes = reader.file(path)?;
    Ok(Arrays::of(path.display().to_string(), bytes)?)
}

fn read(request: &Request<'_>) -> Result<Samples, DataError> {
    let named = Path::new(request.path.ok_or(DataError::NoPath("array"))?);
    let file = match named.is_dir() {
        true => folder_file(named, "features").ok_or_else(|| {
            wrong(
                named,
                "found no features.npy, .npz or .safetensors in the folder",
            )
        })?,
        false => named.to_owned(),
    };
    let mut reader = Reader::default();
    let arrays = open(&mut reader, &file)?;
    let features = match request.asked("features") {
        Some(name) => arrays.get(name)?,
        None => arrays.first_of(&FEATURES)?,
    };
    let found = Found::new(request, &file, &arrays, features.name());
    let (shape, mut inputs) = inputs(&features)?;
    let mut labelled = labels(&mut reader, &found, inputs.nrows())?;
    let names = names(&mut reader, &found)?;
    let mut held_out = None;
    let mut faults = place_faults(&inputs, &features);
    if let Some((more, words)) = second(&mut reader, request, &found, shape)? {
        let mut out = vec![false; inputs.nrows()];
        out.resize(inputs.nrows() + more.nrows(), true);
        held_out = Some(out);
        faults.extend(not_finite(&more, "held-out rows", |row, column| {
            format!("row {row}, column {column}")
        }));
        inputs
            .append(ndarray::Axis(0), more.view())
            .map_err(|error| wrong(&file, error.to_string()))?;
        labelled
            .extend(words)
            .map_err(|problem| wrong(&file, problem))?;
    }
    let classes = labelled.classes(names)?;
    let dtype = features.dtype().to_string();
    let pixels = shape::grey(shape, &inputs, features.dtype());
    Ok(Samples {
        shape,
        dtype,
        inputs,
        labels: classes.labels,
        class_names: classes.names,
        held_out,
        pixels,
        faults,
        file: features.name().to_owned(),
        read: reader.hash(),
    })
}

fn place_faults(inputs: &Array2<f32>, features: &Array<'_>) -> Vec<DataError> {
    not_finite(inputs, features.name(), |row, column| {
        format!("row {row}, column {column}")
    })
}

/// The inputs `(n, inputs)` of an array, and what a row of them is.
fn inputs(array: &Array<'_>) -> Result<(Shape, Array2<f32>), DataError> {
    let fail = |problem: String| DataError::File {
        file: array.name().to_owned(),
        problem,
    };
    let (rows, shape, planes_first) = shape::meant(array).map_err(fail)?;
    let mut values = array.f32()?;
    if planes_first {
        shape::channels_last(&mut values, shape);
    }
    let inputs = Array2::from_shape_vec((rows, shape.len()), values);
    Ok((shape, inputs.map_err(|error| fail(error.to_string()))?))
}

/// The part that is held out, where it is in a second file or in a second array of the same one.
fn second(
    reader: &mut Reader,
    request: &Request<'_>,
    found: &Found<'_>,
    shape: Shape,
) -> Result<Option<(Array2<f32>, find::Labels)>, DataError> {
    let read = |array: &Array<'_>| -> Result<Array2<f32>, DataError> {
        let (own, more) = inputs(array)?;
        match own == shape {
            true => Ok(more),
            false => Err(DataError::File {
                file: array.name().to_owned(),
                problem: format!(
                    "found samples of {} numbers, expected {} as in the training part",
                    own.len(),
                    shape.len()
                ),
            }),
        }
    };
    match request.asked("test_path") {
        None => match found.test_entry() {
            None => Ok(None),
            Some((features, labels)) => {
                let more = read(&found.arrays.get(&features)?)?;
                let labels = found.entry(&labels, more.nrows())?;
                Ok(Some((more, labels)))
            }
        },
        Some(second) => {
            let second = Path::new(second);
            let arrays = open(reader, second)?;
            let features = arrays.first_of(&FEATURES)?;
            let more = read(&features)?;
            let found = Found::of_second(request, second, &arrays, features.name());
            let labels = labels(reader, &found, more.nrows())?;
            Ok(Some((more, labels)))
        }
    }
}
