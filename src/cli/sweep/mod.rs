//! `marginscope sweep`: an experiment over a grid of settings and over seeds, one run a core. It goes on where it was
//! interrupted, can be split over machines, and joins what they made.

mod merge;
mod running;

use std::path::{Path, PathBuf};

use super::{Failure, LanguageName, opening, training::TrainingArgs};
use crate::{
    runs::sweep::{Folder, write_results},
    sweep::{Axis, Plan, Shard, SweepError},
};

/// What is swept, and where its results go.
#[derive(Debug, clap::Args)]
pub struct SweepArgs {
    /// Experiment file (TOML), or a picture to repeat (PNG, SVG, PDF, GIF).
    pub experiment: Option<PathBuf>,
    /// Built-in experiment; `marginscope list` names them.
    #[arg(long, value_name = "ID", conflicts_with = "experiment")]
    pub preset: Option<String>,
    #[allow(
        rustdoc::broken_intra_doc_links,
        reason = "the help of the command line, in which lists have brackets"
    )]
    /// A setting and its values, in every lane: loss.m=0:0.5:6 for six numbers from 0 to 0.5, loss.s=4,8,16,32,
    /// loss.id=softmax,arcface, model.hidden=[64],[64,64]. Several make a grid.
    #[arg(long, value_name = "KEY=VALUES")]
    pub grid: Vec<String>,
    /// Over so many seeds: those of the experiment, and each counted up by one from run to run.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub seeds: u32,
    /// Only these lanes.
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub lane: Vec<String>,
    /// Only every N-th run, from the I-th: one of N machines.
    #[arg(long, value_name = "I/N")]
    pub shard: Option<Shard>,
    /// What is changed before anything is swept.
    #[command(flatten)]
    pub training: TrainingArgs,
    /// Join the folders of shards of one sweep instead.
    #[arg(long, value_name = "DIR", num_args = 1..,
          conflicts_with_all = ["experiment", "preset", "grid", "seeds", "lane", "shard", "set", "steps", "threads"])]
    pub merge: Vec<PathBuf>,
    /// Folder for sweep.toml, a folder for each run in runs/, results.csv and index.html. A sweep that is there already goes on.
    #[arg(short, long, value_name = "DIR")]
    pub out: PathBuf,
    /// Language of what is written in index.html.
    #[arg(long, value_name = "ID")]
    pub lang: Option<LanguageName>,
    /// Remove another sweep that is in the folder already. The same one goes on.
    #[arg(long)]
    pub force: bool,
}

/// Sweeps, or joins what was swept.
///
/// # Errors
/// When the arguments make no sense, the folder holds another sweep, a run cannot be trained, or something is missing of what
/// is joined.
pub fn run(args: &SweepArgs) -> Result<(), Failure> {
    if !args.merge.is_empty() {
        return merge::run(&args.merge, &args.out, args.force);
    }
    let (plan, of) = plan(args)?;
    let shard = args.shard.unwrap_or_default();
    let mut folder = Folder::open(&args.out, &plan, &of, args.force, Some(shard))?;
    let ended = running::train(&plan, &mut folder, shard, args.training.threads());
    // Whatever ended it: what the runs that are there came to is told.
    let written = match ended.is_err() && folder.table().rows.is_empty() {
        true => Ok(()),
        false => write_results(&mut folder, &plan),
    };
    ended.and(written)?;
    let here = folder.table().rows.len();
    let shown = folder.results();
    say!("{here} of {} runs → {}", plan.runs(), shown.display());
    Ok(())
}

/// The sweep that the arguments ask for, and what its experiment is called.
fn plan(args: &SweepArgs) -> Result<(Plan, String), Failure> {
    if args.experiment.is_none() && args.preset.is_none() {
        let problem = "sweep: found neither, expected an experiment file or --preset ID (marginscope list names them)";
        return Err(Failure::WrongArguments(problem.to_owned()));
    }
    let file = args.experiment.as_deref();
    let opened = opening::opened(file, args.preset.as_deref(), &args.training.set)?;
    let name = file.map(|file| file.display().to_string());
    let session = args.training.session(&opened, &name.unwrap_or_default())?;
    let axis = |text: &String| {
        let wrong = |why| Failure::WrongArguments(format!("--grid {text}: {why}"));
        Axis::parse(text).map_err(wrong)
    };
    let axes: Result<Vec<Axis>, Failure> = args.grid.iter().map(axis).collect();
    let plan = Plan::new(session, axes?, &args.lane, args.seeds as usize);
    let plan = plan.map_err(|SweepError(why)| Failure::WrongArguments(why))?;
    let of = args.preset.clone().or_else(|| file.map(stem));
    Ok((plan, of.unwrap_or_default()))
}

fn stem(file: &Path) -> String {
    let stem = file.file_stem().unwrap_or_default();
    stem.to_string_lossy().into_owned()
}
