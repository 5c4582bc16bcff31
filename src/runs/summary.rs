//! `summary.json`: a run in a few numbers.

use std::path::Path;

use serde::Serialize;
use serde_json::{Map, Value};

use super::run::Run;
use crate::{
    math::share,
    runs::{
        run_files::{TRAIN_FEATURES, TRAIN_LABELS, UNSEEN_FEATURES, UNSEEN_LABELS},
        verified::{self, Of},
    },
    train::{
        Health, Metrics, ModelKind, Status,
        gaps::{GapMeans, gaps},
    },
};

/// What lies in the folder and what it is, as the summary names it; `bias.npy` only where the loss has a bias, what is
/// unseen only where classes are left out of training, and training samples only where there are any.
pub const FILES: [(&str, &str); 13] = [
    ("experiment.toml", "every setting: it alone repeats the run"),
    (
        "metrics.csv",
        "what was measured on the way, a row a moment; what is unknown is empty, as is all of the step at which something was no \
         number any more",
    ),
    ("features.npy", "raw held-out features, float32 (n, d)"),
    ("labels.npy", "their classes, int64 (n)"),
    (
        TRAIN_FEATURES,
        "raw features of some training samples, as many of each class, float32 (k, d)",
    ),
    (TRAIN_LABELS, "their classes, int64 (k)"),
    (
        "weights.npy",
        "raw class weights, or class means of a loss without them, float32 (C, d)",
    ),
    (
        "names.txt",
        "names of the classes, a line each, those that are left out of training behind the others",
    ),
    (
        "bias.npy",
        "bias of each class, which its logit adds to W·x, float32 (C)",
    ),
    (
        UNSEEN_FEATURES,
        "raw held-out features of classes that are left out of training, float32 (m, d)",
    ),
    (
        UNSEEN_LABELS,
        "their classes, int64 (m), counted on from the C classes of weights.npy",
    ),
    (
        "model.safetensors",
        "every tensor of the network and its head",
    ),
    ("summary.json", "this file"),
];

/// A run in a few numbers.
#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    steps: u64,
    epochs: f64,
    seconds: f64,
    images_per_second: f64,
    /// Accuracies are fractions on plain logits. What a loss does not have is null.
    #[serde(flatten)]
    metrics: Metrics,
    /// Between neighbouring classes: what the loss asks for, and what there is.
    gaps: GapMeans,
    diverged: bool,
    /// The step from which it did, or at which something was no number any more: then the numbers here are those of `steps`,
    /// the last state before.
    diverged_at: Option<u64>,
    /// Whether somebody ended it before its last step, by Ctrl+C or a signal.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    interrupted: bool,
    health: Health,
    /// What is wrong and what to try, in words; null for a sound run.
    problem: Option<String>,
    /// The steps at which a setting was last moved, and a class direction last turned, by hand; null where none was.
    tuned: Option<u64>,
    touched: Option<u64>,
    seeds: Seeds,
    dataset: Dataset,
    /// Whether its features are given: nobody knows what was held out.
    #[serde(skip)]
    given: bool,
    /// What pairs of classes that were left out of training come to, where there are any.
    #[serde(skip_serializing_if = "Option::is_none")]
    unseen: Option<Map<String, Value>>,
    files: Map<String, Value>,
}

#[derive(Clone, Debug, Serialize)]
struct Seeds {
    data: u64,
    init: u64,
    order: u64,
}

#[derive(Clone, Debug, Serialize)]
struct Dataset {
    id: String,
    sha256: String,
}

impl Summary {
    /// Of a run that has ended; its pairs are looked at on so many threads.
    pub fn new(run: &Run, threads: usize) -> Self {
        let trainer = run.lane.trainer();
        let experiment = trainer.experiment();
        let steps = trainer.step_count();
        let batch = experiment
            .optimizer
            .batch
            .min(trainer.dataset().train.labels.len());
        let health = run.lane.health();
        let diverged = matches!(health, Health::NotFinite { .. } | Health::Diverged { .. });
        let has_bias = trainer.bias().is_some();
        let has_unseen = trainer.dataset().unseen.classes() > 0;
        let last = run.lane.snapshot("run", 0, Status::Done);
        let gaps = GapMeans::of(&gaps(&last, &last.experiment.loss));
        let training = last.training.as_deref();
        let has_training = training.is_some_and(|(_, labels)| !labels.is_empty());
        let files = FILES.iter().filter(|(name, _)| match *name {
            "bias.npy" => has_bias,
            UNSEEN_FEATURES | UNSEEN_LABELS => has_unseen,
            TRAIN_FEATURES | TRAIN_LABELS => has_training,
            _ => true,
        });
        Self {
            steps,
            epochs: trainer.epoch(),
            seconds: run.seconds,
            images_per_second: steps as f64 * batch as f64 / run.seconds.max(1e-9),
            metrics: *run.lane.metrics(),
            gaps,
            diverged,
            diverged_at: health.since().filter(|_| diverged),
            interrupted: run.interrupted,
            health,
            problem: (!health.is_sound()).then(|| health.to_string()),
            tuned: run.lane.tuned(),
            touched: trainer.touched(),
            seeds: Seeds {
                data: experiment.seeds.data,
                init: experiment.seeds.init,
                order: experiment.seeds.order,
            },
            dataset: Dataset {
                id: trainer.dataset().id.clone(),
                sha256: trainer.dataset().sha256().to_owned(),
            },
            given: experiment.model.kind == ModelKind::Features,
            unseen: has_unseen.then(|| {
                let report = verified::reported(&last, Of::Unseen, threads);
                verified::json(Of::Unseen, &report)
            }),
            files: files
                .map(|(name, what)| ((*name).to_owned(), Value::from(*what)))
                .collect(),
        }
    }

    /// What is wrong with the run and what to try, for a person.
    pub fn problem(&self) -> Option<&str> {
        self.problem.as_deref()
    }

    /// The content of the file.
    pub fn to_json(&self) -> String {
        // Plain numbers and text always have a JSON form.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// The summary of a single lane, or an object of them by name.
    pub fn json(lanes: &[(String, Self)]) -> String {
        if let [(_, only)] = lanes {
            return only.to_json().trim_end().to_owned();
        }
        let entry = |(name, summary): &(String, Self)| {
            (
                name.clone(),
                serde_json::to_value(summary).unwrap_or_default(),
            )
        };
        let all: Map<String, Value> = lanes.iter().map(entry).collect();
        serde_json::to_string_pretty(&all).unwrap_or_default()
    }

    /// One line for a person.
    pub fn line(&self, name: &str, folder: &Path) -> String {
        let unseen = self
            .unseen
            .as_ref()
            .and_then(|unseen| unseen["eer"].as_f64());
        let unseen = unseen.map_or_else(String::new, |eer| {
            format!(", EER of unseen classes {:.1} %", share::percent(eer, 1))
        });
        let went_back = matches!(self.health, Health::NotFinite { .. });
        let diverged = self
            .diverged_at
            .map_or_else(String::new, |step| match went_back {
                true => format!(
                    "diverged at step {step}, what follows is of step {}: ",
                    self.steps
                ),
                false => format!("diverged since step {step}: "),
            });
        // Unknown before a first step, and at one that is not among the rows.
        let loss = match self.metrics.loss.is_finite() {
            true if self.metrics.loss.abs() >= 1e7 => format!("{:.1e}", self.metrics.loss),
            true => format!("{:.3}", self.metrics.loss),
            false => "unknown".to_owned(),
        };
        let held_out = if self.given { "" } else { "held-out " };
        format!(
            "{name}: {diverged}{} steps in {:.1} s ({:.0} images/s), loss {loss}, {held_out}accuracy {:.1} %{unseen} → {}",
            self.steps,
            self.seconds,
            self.images_per_second,
            share::percent(self.metrics.test_accuracy, 1),
            folder.display()
        )
    }
}
