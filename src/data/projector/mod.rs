//! What TensorBoard's Embedding Projector reads: tensors and metadata.

mod config;

use std::path::{Path, PathBuf};

use ndarray::Array2;

use self::config::{Files, files};
use super::own::{ALIKE, HELD_OUT, NOT_FINITE, SPLIT_SEED, STRATIFIED, named, path};
use super::samples::{Reader, Samples, not_finite, wrong};
use super::{DataError, Dataset, Request, Shape, Source, Text, classes, sheet};
use crate::arrays::regular;
use crate::knob::{Knob, Knobs};

/// A folder with `tensors.tsv` and `metadata.tsv`, or a configuration of the projector.
pub struct Projector;

const KNOBS: [Knob; 2] = [HELD_OUT, SPLIT_SEED];

const TEXTS: [Text; 6] = [
    named(
        "label",
        "column of the metadata",
        "Name of the column of the metadata with the classes, or its number from 1; if not given, the one that is called label or \
            class, or the first.",
    ),
    path(
        "metadata",
        "metadata",
        "The file with the metadata, if it is another one than beside the tensors.",
    ),
    named(
        "tensor",
        "tensor",
        "The name of the tensor in the configuration, if it is not the first.",
    ),
    STRATIFIED,
    NOT_FINITE,
    ALIKE,
];

impl Source for Projector {
    fn id(&self) -> &'static str {
        "projector"
    }

    fn name(&self) -> &'static str {
        "Embedding Projector"
    }

    fn about(&self) -> &'static str {
        "tensors.tsv and metadata.tsv of TensorBoard's Embedding Projector, or its configuration with tensors of bytes."
    }

    fn licence(&self) -> &'static str {
        "Read from a folder; its licence is that of whoever the files are from."
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
        if path.is_dir() {
            return config::is_folder(path).then(|| path.to_owned());
        }
        let name = path.file_name()?.to_str()?;
        if name == "tensors.tsv" {
            return Some(path.to_owned());
        }
        let json = name.ends_with(".json") && config::is_config(&regular::beginning(path, 1 << 20));
        json.then(|| path.to_owned())
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

fn read(request: &Request<'_>) -> Result<Samples, DataError> {
    let path = Path::new(request.path.ok_or(DataError::NoPath("projector"))?);
    let mut reader = Reader::default();
    let mut files = files(&mut reader, path, request.asked("tensor"))?;
    if let Some(metadata) = request.asked("metadata") {
        files.metadata = Some(metadata.into());
    }
    let inputs = tensors(&mut reader, &files)?;
    let classes = match &files.metadata {
        None => Default::default(),
        Some(file) => {
            let words = metadata(&mut reader, file, request.asked("label"), inputs.nrows())?;
            classes::of_words(&words)
                .map_err(|(place, problem)| wrong(file, format!("sample {place}: {problem}")))?
        }
    };
    let file = files.tensors.display().to_string();
    let faults = not_finite(&inputs, &file, |row, column| {
        format!("row {}, column {}", row + 1, column + 1)
    });
    Ok(Samples {
        shape: Shape::Flat(inputs.ncols()),
        dtype: "float32".to_owned(),
        inputs,
        labels: classes.labels,
        class_names: classes.names,
        held_out: None,
        pixels: Vec::new(),
        faults,
        file,
        read: reader.hash(),
    })
}

/// The tensor: rows of numbers with tabs between them, or bytes of a shape that the configuration says.
fn tensors(reader: &mut Reader, files: &Files) -> Result<Array2<f32>, DataError> {
    let file = &*files.tensors;
    let bytes = reader.file(file)?;
    let told = |error: ndarray::ShapeError| wrong(file, error.to_string());
    if let Some((rows, columns)) = files.bytes {
        let expected = rows.checked_mul(columns).and_then(|all| all.checked_mul(4));
        if expected != Some(bytes.len()) {
            let found = bytes.len();
            return Err(wrong(
                file,
                format!(
                    "found {found} bytes, expected ({rows}, {columns}) of float32 as the configuration says"
                ),
            ));
        }
        let values = bytes
            .as_chunks::<4>()
            .0
            .iter()
            .map(|&b| f32::from_le_bytes(b));
        return Array2::from_shape_vec((rows, columns), values.collect()).map_err(told);
    }
    let text = sheet::decode(file, &bytes)?;
    let (mut values, mut rows, mut columns) = (Vec::new(), 0, None);
    for (place, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let row = place + 1;
        let before = values.len();
        for (column, field) in line.split('\t').enumerate() {
            let number = sheet::number(field, b',').ok_or_else(|| {
                let column = column + 1;
                let found = sheet::shown(field);
                wrong(
                    file,
                    format!("row {row}, column {column}: found {found}, expected a number"),
                )
            })?;
            values.push(number);
        }
        let found = values.len() - before;
        let expected = *columns.get_or_insert(found);
        if found != expected {
            let problem =
                format!("row {row}: found {found} columns, expected {expected} as in row 1");
            return Err(wrong(file, problem));
        }
        rows += 1;
    }
    match columns {
        None => Err(wrong(file, "found an empty file, expected rows of numbers")),
        Some(columns) => Array2::from_shape_vec((rows, columns), values).map_err(told),
    }
}

/// The class of each sample: the only column of the metadata, or one of several below their names.
fn metadata(
    reader: &mut Reader,
    file: &Path,
    label: Option<&str>,
    samples: usize,
) -> Result<Vec<String>, DataError> {
    let bytes = reader.file(file)?;
    let text = sheet::decode(file, &bytes)?;
    let header = text.lines().next().filter(|first| first.contains('\t'));
    let several = header.is_some();
    let fields = header.into_iter().flat_map(|header| header.split('\t'));
    let names: Vec<String> = fields.map(str::to_owned).collect();
    let place = match label {
        _ if !several => 0,
        Some(label) => sheet::Columns::new(&names, names.len())
            .find(label)
            .map_err(|problem| wrong(file, format!("data.label: {problem}")))?,
        None => {
            let known = |name: &String| {
                ["label", "class"]
                    .iter()
                    .any(|k| name.eq_ignore_ascii_case(k))
            };
            names.iter().position(known).unwrap_or(0)
        }
    };
    let first = 1 + usize::from(several);
    // Empty lines at the end are none. Counted before any of them is kept.
    let filled = text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.is_empty());
    let found = filled.last().map_or(0, |(last, _)| last + 2 - first);
    if found != samples {
        return Err(wrong(
            file,
            format!("found {found} samples, expected {samples} as there are tensors"),
        ));
    }
    let word = |(row, line): (usize, &str)| {
        let word = line.split('\t').nth(place).map_or("", str::trim);
        match word.is_empty() {
            true => Err(wrong(
                file,
                format!(
                    "row {}, column {}: found nothing, expected a class",
                    row + first,
                    place + 1
                ),
            )),
            false => Ok(word.to_owned()),
        }
    };
    let lines = text.lines().skip(first - 1).take(samples);
    lines.enumerate().map(word).collect()
}
