//! The files in a run's folder, one by one; what is wrong with one is told with its name, what was found and expected.

use std::fs::File;
use std::io::BufReader;
use std::ops::Range;
use std::path::Path;

use ndarray::{Array1, Array2};
use ndarray_npy::ReadNpyExt;

use crate::{
    runs::{Failure, files},
    train::{CurvePoint, Health},
};

/// A `problem` with a file.
pub fn wrong(file: &Path, problem: &str) -> Failure {
    Failure::Failed(format!("{}: {problem}", file.display()))
}

fn npy<A: ReadNpyExt>(file: &Path, expected: &str) -> Result<A, Failure> {
    let opened = File::open(file);
    let opened = opened.map_err(|error| wrong(file, &format!("{error}; expected {expected}")))?;
    A::read_npy(BufReader::new(opened))
        .map_err(|error| wrong(file, &format!("found {error}, expected {expected}")))
}

/// Rows of `dim` numbers, `(n, dim)` with n above 0.
///
/// # Errors
/// When they are missing or of another shape or kind.
pub fn matrix(file: &Path, dim: usize) -> Result<Array2<f32>, Failure> {
    let expected = format!("an array of float32 of shape (n, {dim})");
    let array: Array2<f32> = npy(file, &expected)?;
    let (rows, columns) = array.dim();
    if columns != dim || rows == 0 {
        let found = format!("found shape ({rows}, {columns}), expected (n, {dim})");
        return Err(wrong(file, &found));
    }
    Ok(array.as_standard_layout().into_owned())
}

/// The classes of so many `samples` of `features`, each one of `classes`, counted from the first of these, `(n)`.
///
/// # Errors
/// When there are not so many, or one is no class.
pub fn labels(
    file: &Path,
    (features, samples): (&str, usize),
    classes: Range<usize>,
) -> Result<Vec<usize>, Failure> {
    let labels: Array1<i64> = npy(file, &format!("an array of int64 of shape ({samples})"))?;
    if labels.len() != samples {
        let found = labels.len();
        let problem = format!("found {found} labels, expected {samples} as {features} has rows");
        return Err(wrong(file, &problem));
    }
    let inside = |(row, label): (usize, &i64)| {
        let class = usize::try_from(*label).ok();
        let class = class.filter(|class| classes.contains(class));
        let class = class.ok_or_else(|| {
            let Range { start, end } = classes;
            let last = end.saturating_sub(1);
            let problem = format!("row {row}: found class {label}, expected {start} to {last}");
            wrong(file, &problem)
        })?;
        Ok(class - classes.start)
    };
    labels.iter().enumerate().map(inside).collect()
}

/// The bias of each class, `(classes)`: `bias.npy`, or where a folder is older than that, the model's tensor.
///
/// # Errors
/// When there is none of this length.
pub fn bias(folder: &Path, classes: usize) -> Result<Array1<f32>, Failure> {
    let file = folder.join("bias.npy");
    if !file.exists() {
        return bias_of_model(&folder.join("model.safetensors"), classes);
    }
    let bias: Array1<f32> = npy(&file, &format!("an array of float32 of shape ({classes})"))?;
    match bias.len() == classes {
        true => Ok(bias),
        false => {
            let found = bias.len();
            let problem =
                format!("found {found} numbers, expected {classes} as weights.npy has rows");
            Err(wrong(&file, &problem))
        }
    }
}

fn bias_of_model(file: &Path, classes: usize) -> Result<Array1<f32>, Failure> {
    let expected = format!("a tensor head.bias of {classes} float32");
    let fail = |found: String| wrong(file, &format!("{found}, expected {expected}"));
    let bytes = std::fs::read(file).map_err(|error| fail(error.to_string()))?;
    let model = safetensors::SafeTensors::deserialize(&bytes);
    let model = model.map_err(|error| fail(error.to_string()))?;
    let tensor = model.tensor("head.bias");
    let tensor = tensor.map_err(|error| fail(error.to_string()))?;
    let numbers = tensor.data().chunks_exact(4);
    let numbers: Array1<f32> = numbers
        .map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]))
        .collect();
    match numbers.len() == classes && tensor.dtype() == safetensors::Dtype::F32 {
        true => Ok(numbers),
        false => Err(fail(format!("found {:?}", tensor.shape()))),
    }
}

/// What a summary says that a figure needs.
pub struct Summary {
    /// The step at which the run ended.
    pub step: u64,
    /// The hash of its data set; empty where there is none.
    pub sha256: String,
    /// What was wrong with it; sound where nothing is said.
    pub health: Health,
    /// The steps at which a setting was last moved and a class direction last turned by hand, where that was done.
    pub by_hand: [Option<u64>; 2],
}

/// The summary of a run.
///
/// # Errors
/// When it is no JSON or has no number of steps.
pub fn summary(file: &Path) -> Result<Summary, Failure> {
    let text = files::read_text(file)?;
    let summary: Result<serde_json::Value, _> = serde_json::from_str(&text);
    let summary = summary.map_err(|error| wrong(file, &error.to_string()))?;
    let sha256 = summary["dataset"]["sha256"].as_str().unwrap_or_default();
    let found = &summary["steps"];
    let problem = || format!("steps: found {found}, expected a whole number");
    Ok(Summary {
        step: found.as_u64().ok_or_else(|| wrong(file, &problem()))?,
        sha256: sha256.to_owned(),
        health: serde_json::from_value(summary["health"].clone()).unwrap_or_default(),
        by_hand: ["tuned", "touched"].map(|key| summary[key].as_u64()),
    })
}

const COLUMNS: [&str; 4] = ["step", "loss", "train_accuracy", "test_accuracy"];

/// The rows of `metrics.csv`; none where there is no such file.
///
/// # Errors
/// When a column is missing or a field is no number, with its row.
pub fn curve(file: &Path) -> Result<Vec<CurvePoint>, Failure> {
    if !file.exists() {
        return Ok(Vec::new());
    }
    let text = files::read_text(file)?;
    let mut lines = text.lines();
    let head: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
    let place = |name: &str| {
        let found = head.iter().position(|column| *column == name);
        found.ok_or_else(|| wrong(file, &format!("row 1: found no column {name}")))
    };
    let mut places = [0; COLUMNS.len()];
    for (to, name) in places.iter_mut().zip(COLUMNS) {
        *to = place(name)?;
    }
    let row = |(number, line): (usize, &str)| {
        let fields: Vec<&str> = line.split(',').collect();
        let field = |i: usize| {
            let text = fields.get(places[i]).copied().unwrap_or("nothing");
            // What was not known is an empty field.
            let number_of = if text.is_empty() { "NaN" } else { text };
            number_of.parse::<f64>().map_err(|_| {
                let row = number + 2;
                let name = COLUMNS[i];
                wrong(
                    file,
                    &format!("row {row}: {name}: found {text}, expected a number"),
                )
            })
        };
        Ok(CurvePoint {
            step: field(0)?.max(0.0) as u64,
            loss: field(1)?,
            train_accuracy: field(2)?,
            test_accuracy: field(3)?,
            own_angle: f64::NAN,
        })
    };
    lines.enumerate().map(row).collect()
}
