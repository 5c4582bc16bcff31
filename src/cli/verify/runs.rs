//! The runs in folders, and what their samples come to.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::{
    cli::{Failure, figure::folder, unsound},
    runs::verified::{Of, json, reported},
    train::{Experiment, ModelKind, Seeds, Snapshot},
    verify::{MOST_RANKED, Report},
};

/// A run and what it comes to.
pub struct Measured {
    /// The folder that was asked for.
    pub folder: PathBuf,
    /// The lane's name; its folder's where that is alone.
    pub name: String,
    /// Whether it has a folder of its own, not one among lanes.
    pub alone: bool,
    /// What runs are taken together by, once they are named.
    pub called: String,
    /// The loss that was trained.
    pub loss: String,
    /// All that was trained.
    pub experiment: Arc<Experiment>,
    /// The hash of its data, where that is known.
    pub sha256: Option<String>,
    /// Dimension of its features.
    pub dim: usize,
    /// Steps that were made.
    pub step: u64,
    /// What it was drawn and started with.
    pub seeds: Seeds,
    /// Which samples were looked at.
    pub of: Of,
    /// What they come to.
    pub report: Report,
}

impl Measured {
    /// Whether its features were given, and not trained here.
    pub fn is_given(&self) -> bool {
        self.experiment.model.kind == ModelKind::Features
    }
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
            // It counts in means and intervals like any other.
            if let Some(problem) = unsound::problem(&shot.snapshot) {
                say!("{}: {}: {problem}", folder.display(), shot.name);
            }
            let measured = measured(folder, &shot.snapshot, asked, threads)?;
            let measured = Measured {
                name: shot.name,
                alone,
                sha256: shot.sha256,
                ..measured
            };
            match all.iter().find(|known| is_same(known, &measured)) {
                Some(known) => {
                    let [again, first] = [&measured, known]
                        .map(|run| format!("{}: {}", run.folder.display(), run.name));
                    say!("{again}: the same run as {first}, counted once");
                }
                None => all.push(measured),
            }
        }
    }
    of_one_kind(&all)?;
    Ok(all)
}

/// Whether two are one run: with the same settings, seeds and data it has the same bits, and would count in means and intervals as
/// if it told something new.
fn is_same(one: &Measured, other: &Measured) -> bool {
    one.experiment == other.experiment
        && (one.step, &one.sha256, one.of) == (other.step, &other.sha256, other.of)
        && one.report == other.report
}

/// What is compared is measured on samples of one kind.
fn of_one_kind(all: &[Measured]) -> Result<(), Failure> {
    let of = |kind: Of| all.iter().find(|run| run.of == kind);
    let (Some(unseen), Some(seen)) = (of(Of::Unseen), of(Of::Seen)) else {
        return Ok(());
    };
    Err(Failure::Failed(format!(
        "{}: found no class that was left out of training, as in {}; expected some in both, or --seen for the others of both",
        seen.folder.display(),
        unseen.folder.display()
    )))
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
    let found = match of {
        Of::Seen => snapshot.features.nrows(),
        Of::Unseen => snapshot.unseen.nrows(),
    };
    if found > MOST_RANKED {
        return Err(Failure::Failed(format!(
            "{}: found {found} features, expected at most {MOST_RANKED}",
            folder.display()
        )));
    }
    Ok(Measured {
        folder: folder.to_owned(),
        name: String::new(),
        alone: true,
        called: String::new(),
        loss: snapshot.experiment.loss.id.clone(),
        experiment: Arc::clone(&snapshot.experiment),
        sha256: None,
        dim: snapshot.experiment.model.feature_dim,
        step: snapshot.step,
        seeds: snapshot.experiment.seeds,
        of,
        report: reported(snapshot, of, threads),
    })
}

/// A run as JSON.
pub fn one_json(run: &Measured) -> Value {
    let mut all = Map::new();
    all.insert("folder".to_owned(), json!(run.folder.display().to_string()));
    all.insert("lane".to_owned(), json!(run.name));
    all.insert("run".to_owned(), json!(run.called));
    all.insert("loss".to_owned(), json!(run.loss));
    all.insert("feature_dim".to_owned(), json!(run.dim));
    all.insert("steps".to_owned(), json!(run.step));
    let seeds = &run.seeds;
    let seeds = json!({"data": seeds.data, "init": seeds.init, "order": seeds.order});
    all.insert("seeds".to_owned(), seeds);
    all.extend(json(run.of, &run.report));
    Value::Object(all)
}
