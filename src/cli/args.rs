use std::path::PathBuf;

use clap::{ArgGroup, Parser, Subcommand, ValueEnum};

use super::animate::AnimateArgs;
use super::figure::FigureArgs;
use super::report::ReportArgs;
use crate::look::Theme;

/// See what a margin does to features on the hypersphere, live.
///
/// Without a command, opens the window on an experiment file, on a preset, or on Fashion-MNIST on circle and sphere.
#[derive(Debug, Parser)]
#[command(version, args_conflicts_with_subcommands = true)]
#[command(group = ArgGroup::new("picture").args(["after_steps", "lab"]).multiple(true))]
pub struct Args {
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Experiment file (TOML), or a picture that carries one (PNG, SVG, PDF, GIF), to open.
    pub experiment: Option<PathBuf>,
    /// Built-in experiment to open; `marginscope list` names them.
    #[arg(long, value_name = "ID", conflicts_with = "experiment")]
    pub preset: Option<String>,
    /// Colours of the window; as the system has them if not given.
    #[arg(long)]
    pub theme: Option<ThemeName>,
    /// Size of the window in points.
    #[arg(long, value_name = "WxH", value_parser = window_size)]
    pub window_size: Option<(f32, f32)>,
    /// Train so many steps, then save the window's picture and exit.
    #[arg(long, value_name = "N", requires = "screenshot_to")]
    pub after_steps: Option<u64>,
    /// Where the picture goes (PNG); a file that exists is not overwritten.
    #[arg(long, value_name = "PNG", requires = "picture")]
    pub screenshot_to: Option<PathBuf>,
    /// Open in the laboratory of two classes, on one of its presets.
    #[arg(long, value_name = "PRESET", num_args = 0..=1, default_missing_value = "every-loss")]
    pub lab: Option<String>,
}

impl Args {
    /// Whether what was asked for makes no sense without a window.
    pub fn needs_window(&self) -> bool {
        self.screenshot_to.is_some() || self.lab.is_some()
    }
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Train without a window and write a folder of results.
    Train(TrainArgs),
    /// Make a figure as SVG, PDF or PNG, of a run that was trained or of an experiment that is trained for it.
    Figure(FigureArgs),
    /// Write a report: figures, metrics and settings of runs as one HTML file, with the figures beside it.
    Report(ReportArgs),
    /// Show a run as it trains, or turn around the sphere, as GIF or animated PNG.
    Animate(AnimateArgs),
    /// Print values, logits and gradients of the losses of a file of cases, in double precision.
    Loss {
        /// File of cases (JSON).
        cases: PathBuf,
    },
    /// Print regions, margin zone and arcs for the class weights of a file of cases.
    Boundary {
        /// File of cases (JSON).
        cases: PathBuf,
    },
    /// List losses, data sets, models, views and presets with their knobs.
    List {
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, clap::Args)]
pub struct TrainArgs {
    /// Experiment file (TOML), or a picture to repeat (PNG, SVG, PDF, GIF), to the step it was taken at.
    pub experiment: Option<PathBuf>,
    /// Built-in experiment; `marginscope list` names them.
    #[arg(long, value_name = "ID", conflicts_with = "experiment")]
    pub preset: Option<String>,
    /// Change a setting, in every lane: loss.m=0.2, model.hidden=[64,64], data.source=blobs.
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub set: Vec<String>,
    /// Train so many steps; short for --set steps=N. Of a picture, as many as it was taken at if not given.
    #[arg(long, value_name = "N")]
    pub steps: Option<u64>,
    /// Threads, shared out among the lanes; as many as there are cores if not given. The results do not depend on it.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=256))]
    pub threads: Option<u32>,
    /// Folder for the results; marginscope-out (-2, -3 …) if not given.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Overwrite results that are in the folder already.
    #[arg(long)]
    pub force: bool,
    /// Print the summary as JSON on standard output.
    #[arg(long)]
    pub json: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum ThemeName {
    Light,
    Dark,
}

impl From<ThemeName> for Theme {
    fn from(name: ThemeName) -> Self {
        match name {
            ThemeName::Light => Self::Light,
            ThemeName::Dark => Self::Dark,
        }
    }
}

fn window_size(text: &str) -> Result<(f32, f32), String> {
    let parse = |side: &str| {
        side.parse::<u16>()
            .ok()
            .filter(|side| (200..=16_000).contains(side))
    };
    let sides = text
        .split_once('x')
        .and_then(|(w, h)| Some((parse(w)?, parse(h)?)));
    let (width, height) =
        sides.ok_or("expected WIDTHxHEIGHT in points, such as 1280x800, each from 200 to 16000")?;
    Ok((f32::from(width), f32::from(height)))
}
