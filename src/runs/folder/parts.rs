//! The files in a run's folder, one by one; what is wrong with one is told with its name, what was found and expected.

use std::ops::Range;
use std::path::Path;

use ndarray::{Array1, Array2};

use crate::{
    arrays::{self, Array, ArrayError, DType},
    runs::{Failure, files},
    train::{CurvePoint, Health},
};

/// A `problem` with a file.
pub fn wrong(file: &Path, problem: &str) -> Failure {
    Failure::Failed(format!("{}: {problem}", file.display()))
}

/// The shape of an array of a file and its values, which are of this type.
fn array<T>(
    file: &Path,
    (dtype, expected): (DType, &str),
    of: fn(&Array<'_>) -> Result<Vec<T>, ArrayError>,
) -> Result<(Vec<usize>, Vec<T>), Failure> {
    let fail = |error: ArrayError| {
        let named = error.problem.contains("expected");
        let expected = if named {
            String::new()
        } else {
            format!("; expected {expected}")
        };
        wrong(file, &format!("{}{expected}", error.problem))
    };
    let arrays = arrays::open(file).map_err(fail)?;
    let array = arrays.get("").map_err(fail)?;
    if array.dtype() != dtype {
        let found = format!("found values of {}, expected {expected}", array.dtype());
        return Err(wrong(file, &found));
    }
    Ok((array.shape().to_vec(), of(&array).map_err(fail)?))
}

/// Rows of `dim` numbers, `(n, dim)` with n above 0.
///
/// # Errors
/// When they are missing, of another shape or kind, or one is no finite number.
pub fn matrix(file: &Path, dim: usize) -> Result<Array2<f32>, Failure> {
    let expected = format!("an array of float32 of shape (n, {dim})");
    let (shape, values) = array(file, (DType::Float(4), &expected), |array| array.f32())?;
    let rows = match shape[..] {
        [rows, columns] if columns == dim && rows > 0 => rows,
        _ => {
            let found = format!("found shape {shape:?}, expected (n, {dim})");
            return Err(wrong(file, &found));
        }
    };
    check_finite(file, &values, dim)?;
    // The shape is that of the file, and its size was held against the values.
    let matrix = Array2::from_shape_vec((rows, dim), values);
    matrix.map_err(|error| wrong(file, &error.to_string()))
}

/// Holds that all `values` are finite, in rows of `columns`.
fn check_finite(file: &Path, values: &[f32], columns: usize) -> Result<(), Failure> {
    let Some(first) = values.iter().position(|value| !value.is_finite()) else {
        return Ok(());
    };
    let bad = values.iter().filter(|value| !value.is_finite()).count();
    let (row, column, found) = (
        first / columns.max(1),
        first % columns.max(1),
        values[first],
    );
    let problem = format!(
        "row {row}, column {column}: found {found}, expected a finite number ({bad} are not)"
    );
    Err(wrong(file, &problem))
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
    let expected = format!("an array of int64 of shape ({samples})");
    let (shape, labels) = array(file, (DType::Int(8), &expected), |array| array.i64())?;
    if labels.len() != samples || shape.len() != 1 {
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
    let expected = format!("an array of float32 of shape ({classes})");
    let (_, bias) = array(&file, (DType::Float(4), &expected), |array| array.f32())?;
    if bias.len() != classes {
        let found = bias.len();
        let problem = format!("found {found} numbers, expected {classes} as weights.npy has rows");
        return Err(wrong(&file, &problem));
    }
    check_finite(&file, &bias, 1)?;
    Ok(bias.into())
}

fn bias_of_model(file: &Path, classes: usize) -> Result<Array1<f32>, Failure> {
    let expected = format!("a tensor head.bias of {classes} float32");
    let fail = |found: String| wrong(file, &format!("{found}, expected {expected}"));
    let model = arrays::open(file).map_err(|error| fail(error.problem))?;
    let tensor = model
        .get("head.bias")
        .map_err(|error| fail(error.problem))?;
    if tensor.shape() != [classes] || tensor.dtype() != DType::Float(4) {
        return Err(fail(format!(
            "found {} of {}",
            tensor.shown_shape(),
            tensor.dtype()
        )));
    }
    let bias = tensor.f32().map_err(|error| fail(error.problem))?;
    check_finite(file, &bias, 1)?;
    Ok(bias.into())
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
