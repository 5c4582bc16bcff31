//! The folder of a run, as `marginscope train` wrote it, read back.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ndarray::{Array1, Array2};
use ndarray_npy::ReadNpyExt;

use super::super::{Failure, files};
use super::shot::{Shot, chosen};
use crate::data::{Dataset, Shape, Split};
use crate::loss;
use crate::train::metrics::Measured;
use crate::train::{CurvePoint, Directions, Experiment, Metrics, Session, Snapshot, Status, lane};

/// The run in `folder`, or the lanes in the folders in it; of those, the ones named, or all in the order of their session.
///
/// # Errors
/// When something that a figure needs is missing or does not fit: names the file, what was found and what was expected.
pub fn read(folder: &Path, names: &[String]) -> Result<Vec<Shot>, Failure> {
    let folder = folder.components().collect::<PathBuf>();
    let shown = folder.display().to_string();
    let file = folder.join("experiment.toml");
    let name = folder.file_name().map_or_else(
        || "run".to_owned(),
        |name| name.to_string_lossy().into_owned(),
    );
    let all = if !file.exists() {
        // As folders were written before they held their session.
        (by_name(&folder)?, None)
    } else {
        let session = session(&name, &file)?;
        match &session.lanes[..] {
            [_] => (vec![(name, folder.clone())], None),
            lanes => {
                let lanes = lanes.iter().map(|lane| lane.name.clone());
                let places = lanes.map(|name| (name.clone(), folder.join(name)));
                (places.collect(), Some(session.show))
            }
        }
    };
    let (lanes, show) = all;
    let lanes = chosen(lanes, names, &shown)?;
    let shot = |(name, at): (String, PathBuf)| {
        let shot = one(name, &at)?;
        let show = show.clone().unwrap_or_else(|| shot.show.clone());
        Ok(Shot { show, ..shot })
    };
    lanes.into_iter().map(shot).collect()
}

/// The lanes in the folders in `folder`. The order that a folder lists its entries in is no order.
fn by_name(folder: &Path) -> Result<Vec<(String, PathBuf)>, Failure> {
    let shown = folder.display();
    let entries = std::fs::read_dir(folder);
    let entries = entries.map_err(|error| Failure::Failed(format!("{shown}: {error}")))?;
    let mut lanes: Vec<(String, PathBuf)> = entries
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let inside = entry.path().join("experiment.toml").exists();
            let name = || entry.file_name().to_string_lossy().into_owned();
            inside.then(|| (name(), entry.path()))
        })
        .collect();
    if lanes.is_empty() {
        return Err(Failure::Failed(format!(
            "{shown}: found no experiment.toml, expected a folder that `marginscope train` wrote"
        )));
    }
    lanes.sort();
    Ok(lanes)
}

fn session(name: &str, file: &Path) -> Result<Session, Failure> {
    let text = files::read_text(file)?;
    let session = Session::parse(name, &text, &file.display().to_string());
    session.map_err(|error| Failure::Failed(error.to_string()))
}

fn one(name: String, folder: &Path) -> Result<Shot, Failure> {
    let file = folder.join("experiment.toml");
    let session = session(&name, &file)?;
    let experiments = session.experiments();
    let experiments = experiments.map_err(|error| wrong(&file, &error.to_string()))?;
    let [(_, experiment)] = &experiments[..] else {
        let found = experiments.len();
        let problem = format!("found {found} lanes, expected the one of this run");
        return Err(wrong(&file, &problem));
    };
    let (snapshot, sha256) = snapshot(&name, folder, experiment)?;
    Ok(Shot {
        name,
        snapshot: Arc::new(snapshot),
        show: session.show.clone(),
        sha256: Some(sha256),
    })
}

fn wrong(file: &Path, problem: &str) -> Failure {
    Failure::Failed(format!("{}: {problem}", file.display()))
}

/// The run's last state, and the hash of its data set.
fn snapshot(
    name: &str,
    folder: &Path,
    experiment: &Experiment,
) -> Result<(Snapshot, String), Failure> {
    let dim = experiment.model.feature_dim;
    let features = matrix(&folder.join("features.npy"), dim)?;
    let weights = matrix(&folder.join("weights.npy"), dim)?;
    let labels = labels(folder, features.nrows(), weights.nrows())?;
    let (step, sha256) = summary(&folder.join("summary.json"))?;
    let objective = loss::find(&experiment.loss.id).map(|l| l.objective(&experiment.loss.knobs));
    let head = objective.as_ref().and_then(|objective| objective.head());
    let bias = match head.is_some_and(|head| head.bias) {
        true => Some(bias(&folder.join("model.safetensors"), weights.nrows())?),
        false => None,
    };
    let curve = curve(&folder.join("metrics.csv"))?;
    let measured = objective.as_ref().map(|objective| Measured {
        features: features.view(),
        labels: &labels,
        directions: weights.view(),
        bias: bias.as_ref().map(|bias| bias.view()),
        objective,
    });
    let last = curve.last();
    let metrics = Metrics {
        loss: last.map_or(f64::NAN, |point| point.loss),
        train_accuracy: last.map_or(f64::NAN, |point| point.train_accuracy),
        ..measured.map_or(Metrics::UNKNOWN, |measured| measured.metrics())
    };
    let snapshot = Snapshot {
        lane: name.to_owned(),
        run: 0,
        step,
        epoch: f64::NAN,
        status: Status::Done,
        dataset: Arc::new(dataset(experiment, labels, weights.nrows())),
        experiment: Arc::new(experiment.clone()),
        features: Arc::new(features),
        weights: Arc::new(weights),
        bias: bias.map(Arc::new),
        directions: match head {
            Some(_) => Directions::Weights,
            None => Directions::Means,
        },
        metrics,
        tuned: None,
        curve: Arc::new(curve),
        images_per_second: 0.0,
        parameters: 0,
    };
    Ok((snapshot, sha256))
}

fn npy<A: ReadNpyExt>(file: &Path, expected: &str) -> Result<A, Failure> {
    let opened = File::open(file);
    let opened = opened.map_err(|error| wrong(file, &format!("{error}; expected {expected}")))?;
    A::read_npy(BufReader::new(opened))
        .map_err(|error| wrong(file, &format!("found {error}, expected {expected}")))
}

/// Rows of `dim` numbers.
fn matrix(file: &Path, dim: usize) -> Result<Array2<f32>, Failure> {
    let expected = format!("an array of float32 of shape (n, {dim})");
    let array: Array2<f32> = npy(file, &expected)?;
    let (rows, columns) = array.dim();
    if columns != dim || rows == 0 {
        let found = format!("found shape ({rows}, {columns}), expected (n, {dim})");
        return Err(wrong(file, &found));
    }
    Ok(array.as_standard_layout().into_owned())
}

fn labels(folder: &Path, samples: usize, classes: usize) -> Result<Vec<usize>, Failure> {
    let file = folder.join("labels.npy");
    let labels: Array1<i64> = npy(&file, &format!("an array of int64 of shape ({samples})"))?;
    if labels.len() != samples {
        let found = labels.len();
        let problem = format!("found {found} labels, expected {samples} as features.npy has rows");
        return Err(wrong(&file, &problem));
    }
    let inside = |(row, label): (usize, &i64)| {
        let class = usize::try_from(*label)
            .ok()
            .filter(|class| *class < classes);
        class.ok_or_else(|| {
            let last = classes - 1;
            let problem = format!(
                "row {row}: found class {label}, expected 0 to {last} as weights.npy has rows"
            );
            wrong(&file, &problem)
        })
    };
    labels.iter().enumerate().map(inside).collect()
}

fn bias(file: &Path, classes: usize) -> Result<Array1<f32>, Failure> {
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

/// The step at which the run ended, and the hash of its data set; empty where there is none.
fn summary(file: &Path) -> Result<(u64, String), Failure> {
    let text = files::read_text(file)?;
    let summary: Result<serde_json::Value, _> = serde_json::from_str(&text);
    let summary = summary.map_err(|error| wrong(file, &error.to_string()))?;
    let sha256 = summary["dataset"]["sha256"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let steps = summary["steps"].as_u64().map(|steps| (steps, sha256));
    steps.ok_or_else(|| {
        let found = &summary["steps"];
        wrong(
            file,
            &format!("steps: found {found}, expected a whole number"),
        )
    })
}

const COLUMNS: [&str; 4] = ["step", "loss", "train_accuracy", "test_accuracy"];

/// The rows of `metrics.csv`; none where there is no such file.
fn curve(file: &Path) -> Result<Vec<CurvePoint>, Failure> {
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
        })
    };
    lines.enumerate().map(row).collect()
}

/// The names of the classes from their source, or numbers where that cannot be had here; the labels are those of the run.
fn dataset(experiment: &Experiment, labels: Vec<usize>, classes: usize) -> Dataset {
    let known = lane::load(experiment).ok();
    let known = known.filter(|dataset| dataset.classes() == classes);
    let none = || Split {
        inputs: Array2::zeros((0, 0)),
        labels: Vec::new(),
    };
    Dataset {
        id: experiment.data.source.clone(),
        shape: known
            .as_ref()
            .map_or(Shape::Flat(0), |dataset| dataset.shape),
        class_names: known.map_or_else(
            || (0..classes).map(|class| class.to_string()).collect(),
            |dataset| dataset.class_names.clone(),
        ),
        train: none(),
        test: Split {
            inputs: Array2::zeros((labels.len(), 0)),
            labels,
        },
        test_pixels: Vec::new(),
        hash: Default::default(),
    }
}
