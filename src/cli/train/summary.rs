//! `summary.json`: a run in a few numbers.

use std::path::Path;

use serde::Serialize;
use serde_json::{Map, Value};

use super::runner::Run;
use crate::train::{Metrics, TrainError};

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
    diverged: bool,
    seeds: Seeds,
    dataset: Dataset,
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
    /// Of a run that has ended.
    pub fn new(run: &Run) -> Self {
        let trainer = run.lane.trainer();
        let experiment = trainer.experiment();
        let steps = trainer.step_count();
        let batch = experiment
            .optimizer
            .batch
            .min(trainer.dataset().train.labels.len());
        Self {
            steps,
            epochs: trainer.epoch(),
            seconds: run.seconds,
            images_per_second: steps as f64 * batch as f64 / run.seconds.max(1e-9),
            metrics: *run.lane.metrics(),
            diverged: matches!(run.stopped, Some(TrainError::Diverged { .. })),
            seeds: Seeds {
                data: experiment.seeds.data,
                init: experiment.seeds.init,
                order: experiment.seeds.order,
            },
            dataset: Dataset {
                id: trainer.dataset().id.clone(),
                sha256: trainer.dataset().sha256().to_owned(),
            },
        }
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
        format!(
            "{name}: {} steps in {:.1} s ({:.0} images/s), loss {:.3}, held-out accuracy {:.1} % → {}",
            self.steps,
            self.seconds,
            self.images_per_second,
            self.metrics.loss,
            100.0 * self.metrics.test_accuracy,
            folder.display()
        )
    }
}
