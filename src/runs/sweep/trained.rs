//! A run of a sweep, trained.

use serde_json::Value as Json;

use super::super::{Failure, Run, Summary, Watch, contents, to_the_end};
use super::datasets::Datasets;
use crate::{
    sweep::{Job, Plan, SweepError, flat},
    train::{Experiment, Look},
};

/// A run of a sweep that has ended.
pub struct Trained {
    experiment: Experiment,
    look: Look,
    /// The run itself.
    pub run: Run,
    summary: Summary,
}

impl Trained {
    /// Trains a run of a plan on so many threads, which its bits do not depend on; `None` where it was given up.
    ///
    /// # Errors
    /// When its data cannot be had, or its model does not fit them.
    pub fn new(
        plan: &Plan,
        job: &Job,
        datasets: &Datasets,
        (threads, watch): (usize, &dyn Watch),
    ) -> Result<Option<Self>, Failure> {
        let experiment = plan.experiment(job);
        let experiment = experiment.map_err(|SweepError(why)| Failure::WrongArguments(why))?;
        let failed = |error: crate::train::TrainError| Failure::Failed(error.to_string());
        let dataset = datasets.of(&experiment).map_err(failed)?;
        let run = to_the_end(&experiment, dataset, threads, watch).map_err(failed)?;
        let trained = |run: Run| Self {
            summary: Summary::new(&run, threads),
            look: plan.session().look.clone(),
            experiment,
            run,
        };
        Ok(run.map(trained))
    }

    /// What it came to, as its folder says it.
    ///
    /// # Errors
    /// When that cannot be written as JSON.
    pub fn metrics(&self) -> Result<Vec<(String, Json)>, Failure> {
        let read = serde_json::from_str(&self.summary.to_json());
        let read = read.map_err(|error| Failure::Failed(error.to_string()))?;
        Ok(flat(&read))
    }

    /// The files of its folder by their names, the summary last.
    ///
    /// # Errors
    /// When one cannot be made, with its name.
    pub fn files(&self) -> Result<Vec<(&'static str, Vec<u8>)>, Failure> {
        contents((&self.experiment, &self.look), &self.run, &self.summary)
    }
}
