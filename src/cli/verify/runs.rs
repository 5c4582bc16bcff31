//! The runs in folders, and what their samples come to.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use crate::{
    cli::{Failure, crew, figure::folder},
    train::Snapshot,
    verify::{
        Report, Samples, report,
        report::{DRAWN, FAR, SEED},
    },
};

/// Which held-out samples are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// Those of classes that were left out of training.
    Unseen,
    /// Those of the classes that were trained on.
    Seen,
}

/// A run and what it comes to.
pub struct Measured {
    /// The folder that was asked for.
    pub folder: PathBuf,
    /// The lane's name; its folder's where that is alone.
    pub name: String,
    /// Whether it has a folder of its own, not one among lanes.
    pub alone: bool,
    /// The loss that was trained.
    pub loss: String,
    /// Dimension of its features.
    pub dim: usize,
    /// Steps that were made.
    pub step: u64,
    /// Which samples were looked at.
    pub of: Of,
    /// What they come to.
    pub report: Report,
}

/// All runs in these folders.
///
/// # Errors
/// When a folder cannot be read, or a run has no such samples.
pub fn of_folders(
    folders: &[PathBuf],
    asked: Option<Of>,
    threads: usize,
) -> Result<Vec<Measured>, Failure> {
    let mut all = Vec::new();
    for folder in folders {
        let shots = folder::read(folder, &[])?;
        let alone = shots.len() == 1;
        for shot in shots {
            let measured = measured(folder, &shot.snapshot, asked, threads)?;
            all.push(Measured {
                name: shot.name,
                alone,
                ..measured
            });
        }
    }
    Ok(all)
}

fn measured(
    folder: &Path,
    snapshot: &Snapshot,
    asked: Option<Of>,
    threads: usize,
) -> Result<Measured, Failure> {
    let has_unseen = snapshot.dataset.unseen.classes() > 0;
    let of = match asked {
        Some(Of::Unseen) if !has_unseen => {
            return Err(Failure::Failed(format!(
                "{}: found no class that was left out of training, expected some in data.unseen; --seen looks at the others",
                folder.display()
            )));
        }
        Some(of) => of,
        None if has_unseen => Of::Unseen,
        None => Of::Seen,
    };
    Ok(Measured {
        folder: folder.to_owned(),
        name: String::new(),
        alone: true,
        loss: snapshot.experiment.loss.id.clone(),
        dim: snapshot.experiment.model.feature_dim,
        step: snapshot.step,
        of,
        report: reported(snapshot, of, threads),
    })
}

/// What the samples of a state come to, on so many threads.
pub fn reported(snapshot: &Snapshot, of: Of, threads: usize) -> Report {
    let dataset = &snapshot.dataset;
    let (features, labels) = match of {
        Of::Unseen => (&snapshot.unseen, &dataset.unseen.test.labels),
        Of::Seen => (&snapshot.features, &dataset.test.labels),
    };
    let features = features.mapv(f64::from);
    let samples = Samples::new(features.view(), labels);
    report(&samples, &|count, work| crew::each(threads, count, work))
}

/// What samples come to, with the protocol by which that was measured.
pub fn json(of: Of, report: &Report) -> Map<String, Value> {
    let Report {
        samples,
        classes,
        drawn,
        verification,
        retrieval,
    } = report;
    let roc = &verification.roc;
    let pairs = match drawn {
        true => json!({"drawn": DRAWN, "seed": SEED}),
        false => json!("all"),
    };
    let column = |of: fn(&crate::verify::Operating) -> Value| -> Value {
        roc.at_far.iter().map(of).collect()
    };
    let rank_1 = retrieval.rank_1.iter();
    let rank_1 = rank_1.map(|(count, rate)| json!({"distractors": count, "rate": rate}));
    let values = [
        (
            "of",
            json!(match of {
                Of::Unseen => "unseen",
                Of::Seen => "seen",
            }),
        ),
        ("classes", json!(classes)),
        ("samples", json!(samples)),
        ("pairs", pairs),
        ("positives", json!(verification.positives)),
        ("negatives", json!(verification.negatives)),
        ("auc", json!(roc.auc)),
        ("eer", json!(roc.eer)),
        ("eer_threshold_deg", json!(roc.at_eer.degrees)),
        ("far", json!(FAR)),
        ("tar_at_far", column(|at| json!(at.tar))),
        ("threshold_deg_at_far", column(|at| json!(at.degrees))),
        ("folds", json!(verification.accuracy.map(|a| a.folds))),
        ("accuracy", json!(verification.accuracy.map(|a| a.mean))),
        ("accuracy_std", json!(verification.accuracy.map(|a| a.std))),
        ("balanced_accuracy", json!(roc.balanced_accuracy)),
        ("queries", json!(retrieval.queries)),
        ("precision_at_1", json!(retrieval.precision_at_1)),
        ("r_precision", json!(retrieval.r_precision)),
        ("map_at_r", json!(retrieval.map_at_r)),
        ("rank_1", rank_1.collect()),
    ];
    let owned = values.into_iter();
    owned.map(|(key, value)| (key.to_owned(), value)).collect()
}

/// The one run, or a list of them.
pub fn all_json(runs: &[Measured]) -> String {
    let one = |run: &Measured| {
        let mut all = Map::new();
        all.insert("folder".to_owned(), json!(run.folder.display().to_string()));
        all.insert("lane".to_owned(), json!(run.name));
        all.insert("loss".to_owned(), json!(run.loss));
        all.insert("feature_dim".to_owned(), json!(run.dim));
        all.insert("steps".to_owned(), json!(run.step));
        all.extend(json(run.of, &run.report));
        Value::Object(all)
    };
    match runs {
        [only] => format!("{:#}", one(only)),
        all => format!(
            "{:#}",
            json!({ "runs": all.iter().map(one).collect::<Vec<_>>() })
        ),
    }
}
