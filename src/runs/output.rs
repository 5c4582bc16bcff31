//! The folder of a run, as `marginscope train` writes it for a lane.

use std::path::Path;

use ndarray::{Array1, ArrayBase, Data, Dimension};
use ndarray_npy::WritableElement;

use super::{
    Failure, files,
    row::Row,
    run::Run,
    run_files::{TRAIN_FEATURES, TRAIN_LABELS, UNSEEN_FEATURES, UNSEEN_LABELS},
    summary::{FILES, Summary},
};
use crate::{
    data::Split,
    export::arrays,
    train::{Experiment, Lane, Look, Session, Snapshot, Status, rows},
};

/// Writes everything into a folder that is made for it.
///
/// # Errors
/// When something cannot be written, with its name.
pub fn write(
    folder: &Path,
    of: (&Experiment, &Look),
    run: &Run,
    summary: &Summary,
) -> Result<(), Failure> {
    write_contents(folder, &contents(of, run, summary)?)
}

/// Writes these files into a folder that is made for them.
///
/// # Errors
/// When something cannot be written, with its name.
pub fn write_contents(folder: &Path, contents: &[(&str, Vec<u8>)]) -> Result<(), Failure> {
    let made = std::fs::create_dir_all(folder);
    made.map_err(|error| Failure::Failed(format!("{}: {error}", folder.display())))?;
    let mut files = contents.iter();
    files.try_for_each(|(name, content)| files::write(&folder.join(name), content))
}

/// The files of a run by their names.
///
/// # Errors
/// When one cannot be made, with its name.
pub fn contents(
    (experiment, look): (&Experiment, &Look),
    run: &Run,
    summary: &Summary,
) -> Result<Vec<(&'static str, Vec<u8>)>, Failure> {
    let snapshot = run.lane.snapshot("run", 0, Status::Done);
    // Features that are given have the dimension that they have, whatever was asked for.
    let experiment = &Experiment {
        model: run.lane.trainer().experiment().model.clone(),
        ..experiment.clone()
    };
    let lines: Vec<String> = run.rows.iter().map(Row::csv).collect();
    let csv = format!("{}\n{}\n", rows::COLUMNS, lines.join("\n"));
    let mut files = optional(&snapshot)?;
    files.extend([
        (
            "experiment.toml",
            Session::of(experiment, look).to_toml().into_bytes(),
        ),
        ("metrics.csv", csv.into_bytes()),
        ("features.npy", npy(&snapshot.features)?),
        ("labels.npy", npy(&labels(&snapshot.dataset.test, 0))?),
        ("weights.npy", npy(&snapshot.weights)?),
        ("names.txt", arrays::names(&snapshot.dataset).into_bytes()),
        ("model.safetensors", model(&run.lane)?),
        // Last: where there is a summary, everything it speaks of is there.
        ("summary.json", summary.to_json().into_bytes()),
    ]);
    Ok(files)
}

/// The names that files of a run may have.
pub fn names() -> Vec<&'static str> {
    FILES.iter().map(|(name, _)| *name).collect()
}

/// The files that only some runs have.
const OPTIONAL: [&str; 5] = [
    "bias.npy",
    TRAIN_FEATURES,
    TRAIN_LABELS,
    UNSEEN_FEATURES,
    UNSEEN_LABELS,
];

/// Those of them that this one has.
fn optional(snapshot: &Snapshot) -> Result<Vec<(&'static str, Vec<u8>)>, Failure> {
    let bias = snapshot.bias.as_ref().map(|bias| npy(bias));
    let unseen = &snapshot.dataset.unseen;
    let (features, classes) = match unseen.classes() {
        0 => (None, None),
        _ => {
            let classes = labels(&unseen.test, snapshot.dataset.classes());
            (Some(npy(&snapshot.unseen)?), Some(npy(&classes)?))
        }
    };
    // Of features that are given none are trained on.
    let training = snapshot.training.as_deref();
    let training = training.filter(|(_, labels)| !labels.is_empty());
    let training = training.map(|(features, labels)| {
        let labels: Array1<i64> = labels.iter().map(|label| *label as i64).collect();
        Ok((npy(features)?, npy(&labels)?))
    });
    let (train_features, train_labels) = training.transpose()?.unzip();
    let all = [
        bias.transpose()?,
        train_features,
        train_labels,
        features,
        classes,
    ];
    let there = OPTIONAL.into_iter().zip(all);
    let there = there.filter_map(|(name, content)| Some((name, content?)));
    Ok(there.collect())
}

/// The class of each sample, the first one as `first`.
fn labels(split: &Split, first: usize) -> Array1<i64> {
    let labels = split.labels.iter();
    labels.map(|label| (first + label) as i64).collect()
}

fn npy<S, D>(array: &ArrayBase<S, D>) -> Result<Vec<u8>, Failure>
where
    S: Data<Elem: WritableElement>,
    D: Dimension,
{
    arrays::npy(array).map_err(Failure::Failed)
}

/// Every tensor of the network and of the head, float32.
fn model(lane: &Lane) -> Result<Vec<u8>, Failure> {
    let told = |problem| Failure::Failed(format!("model.safetensors: {problem}"));
    arrays::safetensors(&lane.trainer().tensors()).map_err(told)
}
