//! Which runs a figure, a report or an animation is of.

use std::path::PathBuf;

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
    /// Change a setting before training, in every lane: loss.m=0.2.
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub set: Vec<String>,
    /// Train so many steps; short for --set steps=N. Of a picture, as many as it was taken at if not given.
    #[arg(long, value_name = "N")]
    pub steps: Option<u64>,
    /// Threads, shared out among the lanes; as many as there are cores if not given. The results do not depend on it.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=256))]
    pub threads: Option<u32>,
}
