//! `marginscope train`: every lane to its last step, then a folder of results for each.

mod runner;

use std::path::PathBuf;

pub use runner::to_their_ends;

use super::{Failure, files, opening, training::TrainingArgs};
use crate::{
    export::open::Opened,
    runs::{self, Summary},
    train::Session,
};

/// What is trained, and where the results go.
#[derive(Debug, Default, clap::Args)]
pub struct TrainArgs {
    /// Experiment file (TOML), data (a table, arrays, a folder of pictures), or a picture to repeat (PNG, SVG, PDF, GIF), to the
    /// step it was taken at.
    pub experiment: Option<PathBuf>,
    /// Files that belong to the data: labels, names of the classes, a held-out part.
    #[arg(requires = "experiment")]
    pub more: Vec<PathBuf>,
    /// Built-in experiment; `marginscope list` names them.
    #[arg(long, value_name = "ID", conflicts_with = "experiment")]
    pub preset: Option<String>,
    /// What is changed before training.
    #[command(flatten)]
    pub training: TrainingArgs,
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

/// Trains what the arguments name.
///
/// # Errors
/// When they name nothing, what they name cannot be opened, or the training fails.
pub fn run(args: &TrainArgs) -> Result<(), Failure> {
    let opened = opened(args)?;
    let name = args
        .experiment
        .as_deref()
        .map(|file| file.display().to_string());
    let session = args.training.session(&opened, &name.unwrap_or_default())?;
    train(&session, args).map(|_| ())
}

/// What the arguments name: data, an experiment, a preset, or data by their settings alone.
fn opened(args: &TrainArgs) -> Result<Opened, Failure> {
    let set = &args.training.set;
    if args.experiment.is_some() || args.preset.is_some() {
        let (file, preset) = (args.experiment.as_deref(), args.preset.as_deref());
        return opening::opened_with(file, preset, (&args.more, set));
    }
    let value = |wanted: &str| {
        let mut pairs = set.iter().rev().filter_map(|set| set.split_once('='));
        let found = pairs.find(|(key, _)| key.trim() == wanted)?;
        Some(found.1.trim().trim_matches('"').to_owned())
    };
    match value("data.source") {
        Some(source) => {
            let path = value("data.path").unwrap_or_default();
            opening::data_opened(&source, &path, (&[], set))
        }
        None => {
            let problem = "train: found neither, expected an experiment file, data, --preset ID (marginscope list names them) or \
                --set data.source=ID";
            Err(Failure::WrongArguments(problem.to_owned()))
        }
    }
}

/// Trains all lanes and writes their results into the folder that is returned.
///
/// # Errors
/// When the folder cannot be written, or a lane cannot be trained or diverges.
pub fn train(session: &Session, args: &TrainArgs) -> Result<PathBuf, Failure> {
    // A folder says what was trained in it.
    let session = &session.truly_named();
    let experiments = session.experiments();
    let experiments = experiments.map_err(|error| Failure::WrongArguments(error.to_string()))?;
    // Before the training: an hour's work must not end in a folder that cannot be written.
    let folder = files::output_folder(args.out.as_deref(), args.force)?;
    let runs = to_their_ends(&experiments, args.training.threads());
    let mut summaries = Vec::new();
    let mut failures = Vec::new();
    for ((name, experiment), run) in experiments.iter().zip(runs) {
        let run = run.map_err(|error| Failure::Failed(format!("{name}: {error}")))?;
        let folder = match experiments.len() {
            1 => folder.clone(),
            _ => folder.join(name),
        };
        let summary = Summary::new(&run, args.training.threads());
        runs::write(&folder, (experiment, &session.look), &run, &summary)?;
        say!("{}", summary.line(name, &folder));
        // A run that stopped fails in the end; one that went on in vain is told here.
        if let (Some(problem), None) = (summary.problem(), &run.stopped) {
            say!("{name}: {problem}");
        }
        failures.extend(run.stopped.map(|why| format!("{name}: {why}")));
        summaries.push((name.clone(), summary));
    }
    if experiments.len() > 1 {
        // What belongs together, and in which order.
        let file = folder.join("experiment.toml");
        files::write(&file, session.to_toml().as_bytes())?;
    }
    if args.json {
        files::print(&Summary::json(&summaries))?;
    }
    match failures.is_empty() {
        true => Ok(folder),
        false => Err(Failure::Failed(failures.join("; "))),
    }
}
