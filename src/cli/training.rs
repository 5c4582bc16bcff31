//! What a command line changes of what it trains.

use super::{Failure, opening, setting::set};
use crate::{export::open::Opened, train::Session};

/// What is changed before training, and on how many threads it runs.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct TrainingArgs {
    /// Settings that are changed, in every lane.
    #[arg(
        long = "set",
        value_name = "KEY=VALUE",
        help = "Change a setting, in every lane: loss.m=0.2, model.hidden=[64,64], data.source=blobs"
    )]
    pub set: Vec<String>,
    /// Train so many steps; short for --set steps=N. Of a picture, as many as it was taken at if not given.
    #[arg(long, value_name = "N")]
    pub steps: Option<u64>,
    /// Threads, shared out among the lanes; as many as there are cores if not given. The results do not depend on it.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=256))]
    pub threads: Option<u32>,
}

impl TrainingArgs {
    /// The session to train: what was `opened` under this `name`, with what is changed in it.
    ///
    /// # Errors
    /// When there is no such setting, or a picture cannot be repeated.
    pub fn session(&self, opened: &Opened, name: &str) -> Result<Session, Failure> {
        let mut session = opening::to_train(opened, name, self.steps)?;
        for setting in &self.set {
            set(&mut session, setting)?;
        }
        if let Some(steps) = self.steps {
            set(&mut session, &format!("steps={steps}"))?;
        }
        opening::check_data(opened, &session, name, &self.set)?;
        Ok(session)
    }

    /// How many threads train: as many as there are cores if not given.
    pub fn threads(&self) -> usize {
        threads(self.threads)
    }
}

/// As many threads as were `asked` for, or as there are cores.
pub fn threads(asked: Option<u32>) -> usize {
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    asked.map_or_else(cores, |threads| threads as usize)
}
