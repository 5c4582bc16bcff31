//! Which runs a figure, a report or an animation is of.

use std::path::PathBuf;

use crate::cli::training::TrainingArgs;

/// Runs that are there, and runs that are trained for it.
#[derive(Clone, Debug, clap::Args)]
pub struct RunArgs {
    /// Folder that `marginscope train` wrote, an experiment file (TOML) to train, or a picture to repeat (PNG, SVG, PDF, GIF);
    /// several are put side by side.
    pub runs: Vec<PathBuf>,
    /// Built-in experiment to train; `marginscope list` names them.
    #[arg(long, value_name = "ID")]
    pub preset: Vec<String>,
    /// Only these lanes, in this order.
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub lane: Vec<String>,
    /// What is changed before training.
    #[command(flatten)]
    pub training: TrainingArgs,
}
