//! The folder of a run, as `marginscope train` wrote it, read back.

mod parts;

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ndarray::Array2;

use self::parts::{Summary, bias, curve, labels, matrix, summary, wrong};
use super::{
    Failure, files, named,
    run_files::{TRAIN_FEATURES, TRAIN_LABELS, UNSEEN_FEATURES, UNSEEN_LABELS},
    shot::{Shot, chosen},
};
use crate::{
    data::{Dataset, Shape, Split, Unseen, given},
    loss,
    train::{
        Directions, Experiment, Labelled, Lane, Metrics, Session, Snapshot, Status, lane,
        metrics::Measured,
    },
};

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
    if is_given(&folder) {
        return given(&folder, names);
    }
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
                (places.collect(), Some((session.show, session.look)))
            }
        }
    };
    let (lanes, asked) = all;
    let lanes = chosen(lanes, names, &shown)?;
    let shot = |(name, at): (String, PathBuf)| {
        let shot = one(name, &at)?;
        let of_lane = || (shot.show.clone(), shot.look.clone());
        let (show, look) = asked.clone().unwrap_or_else(of_lane);
        Ok(Shot { show, look, ..shot })
    };
    lanes.into_iter().map(shot).collect()
}

/// Whether a folder holds features that were made elsewhere, not a run of ours.
pub fn is_given(folder: &Path) -> bool {
    !folder.join("experiment.toml").exists() && given::place(folder).is_some()
}

/// The features in a folder as they are.
fn given(folder: &Path, names: &[String]) -> Result<Vec<Shot>, Failure> {
    let told = |problem: String| Failure::Failed(problem);
    let session = Session::of_features(folder).map_err(told)?;
    let experiments = session
        .as_ref()
        .and_then(|session| session.experiments().ok());
    let lanes = chosen(
        experiments.unwrap_or_default(),
        names,
        &folder.display().to_string(),
    )?;
    let shot = |(_, experiment): (String, Experiment)| {
        let dataset = lane::load(&experiment).map_err(|error| told(error.to_string()))?;
        let lane = Lane::new(&experiment, dataset).map_err(|error| told(error.to_string()))?;
        let name = session
            .as_ref()
            .map_or_else(String::new, |session| session.id.clone());
        Ok(Shot {
            snapshot: Arc::new(lane.snapshot(&name, 0, Status::Done)),
            name,
            show: Vec::new(),
            look: Default::default(),
            sha256: None,
        })
    };
    lanes.into_iter().map(shot).collect()
}

/// The experiment of a folder that `marginscope train` wrote, to train it again.
///
/// # Errors
/// When there is none in it.
pub fn experiment(folder: &Path) -> Result<PathBuf, Failure> {
    let file = folder.join("experiment.toml");
    match file.exists() {
        true => Ok(file),
        false => Err(Failure::Failed(format!(
            "{}: found no experiment.toml, expected a folder that `marginscope train` wrote",
            folder.display()
        ))),
    }
}

/// The hash of the data that a lane of the run in `folder` was trained on, where its summary says so.
pub fn sha256(folder: &Path, lane: &str) -> Option<String> {
    let of = [folder.join(lane), folder.to_owned()];
    let file = of.map(|at| at.join("summary.json"));
    let file = file.into_iter().find(|file| file.exists())?;
    let known = summary(&file).ok()?.sha256;
    (!known.is_empty()).then_some(known)
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
        look: session.look.clone(),
        sha256: Some(sha256),
    })
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
    let classes = weights.nrows();
    let of = ("features.npy", features.nrows());
    let labels = labels(&folder.join("labels.npy"), of, 0..classes)?;
    let (unseen, unseen_labels) = unseen(folder, experiment, classes)?;
    let training = training(folder, dim, classes)?;
    let Summary {
        step,
        sha256,
        health,
        by_hand: [tuned, touched],
    } = summary(&folder.join("summary.json"))?;
    // As it was in force at that step: λ and the ramp have not always arrived.
    let in_force = experiment.schedule_step(step, None);
    let objective = loss::find(&experiment.loss.id)
        .map(|loss| loss.in_force(&loss.at_step(&experiment.loss.knobs, in_force)));
    let head = objective.as_ref().and_then(|objective| objective.head());
    let bias = match head.is_some_and(|head| head.bias) {
        true => Some(bias(folder, weights.nrows())?),
        false => None,
    };
    let mut curve = curve(&folder.join("metrics.csv"))?;
    // A run that diverged is back at an earlier step.
    curve.retain(|point| point.step <= step);
    let measured = objective.as_ref().map(|objective| Measured {
        features: features.view(),
        labels: &labels,
        directions: weights.view(),
        bias: bias.as_ref().map(|bias| bias.view()),
        objective,
    });
    let last = curve.last().filter(|point| point.step == step);
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
        dataset: Arc::new(dataset(experiment, labels, classes, unseen_labels)),
        experiment: Arc::new(experiment.clone()),
        features: Arc::new(features),
        unseen: Arc::new(unseen),
        training: training.map(Arc::new),
        weights: Arc::new(weights),
        bias: bias.map(Arc::new),
        directions: match head {
            Some(_) => Directions::Weights,
            None => Directions::Means,
        },
        whole: true,
        metrics,
        cosines: None,
        evidence: Arc::default(),
        health,
        tuned,
        touched,
        onto: None,
        curve: Arc::new(curve),
        images_per_second: 0.0,
        parameters: 0,
        trouble: None,
    };
    Ok((snapshot, sha256))
}

/// Features and labels of the classes that were left out of training, the labels counted from the first of these.
fn unseen(
    folder: &Path,
    experiment: &Experiment,
    classes: usize,
) -> Result<(Array2<f32>, Vec<usize>), Failure> {
    let dim = experiment.model.feature_dim;
    if experiment.data.unseen.is_none() {
        return Ok((Array2::zeros((0, dim)), Vec::new()));
    }
    let features = matrix(&folder.join(UNSEEN_FEATURES), dim)?;
    let out = experiment.data.unseen.count();
    let of = (UNSEEN_FEATURES, features.nrows());
    let labels = labels(&folder.join(UNSEEN_LABELS), of, classes..classes + out)?;
    Ok((features, labels))
}

/// Features of training samples and their classes; folders that are older have none.
fn training(folder: &Path, dim: usize, classes: usize) -> Result<Option<Labelled>, Failure> {
    let file = folder.join(TRAIN_FEATURES);
    if !file.exists() {
        return Ok(None);
    }
    let features = matrix(&file, dim)?;
    let of = (TRAIN_FEATURES, features.nrows());
    let labels = labels(&folder.join(TRAIN_LABELS), of, 0..classes)?;
    Ok(Some((features, labels)))
}

/// The names of the classes from their source, or numbers where that cannot be had here; the labels are those of the run.
fn dataset(
    experiment: &Experiment,
    labels: Vec<usize>,
    classes: usize,
    unseen_labels: Vec<usize>,
) -> Dataset {
    let known = named::of(experiment);
    let known = known.filter(|named| named.class_names.len() == classes);
    let numbers = |classes: Range<usize>| classes.map(|class| class.to_string()).collect();
    let out = classes..classes + experiment.data.unseen.count();
    let labelled = |labels: Vec<usize>| Split {
        inputs: Array2::zeros((labels.len(), 0)),
        labels,
    };
    Dataset {
        id: experiment.data.source.clone(),
        shape: known.as_ref().map_or(Shape::Flat(0), |named| named.shape),
        class_names: known
            .as_ref()
            .map_or_else(|| numbers(0..classes), |named| named.class_names.clone()),
        train: Split::empty(),
        test: labelled(labels),
        test_pixels: Vec::new(),
        unseen: Unseen {
            class_names: known
                .as_ref()
                .map_or_else(|| numbers(out), |named| named.unseen.clone()),
            test: labelled(unseen_labels),
            test_pixels: Vec::new(),
        },
        given: None,
        hash: Default::default(),
    }
}
