//! `marginscope train`: every lane to its last step, then a folder of results for each.

mod inputs;
mod runner;

use std::path::{Path, PathBuf};

pub use runner::to_their_ends;

use super::{
    Failure, files, opening,
    place::{Place, Results},
    say, stop,
    training::TrainingArgs,
};
use crate::{
    export::open::Opened,
    runs::{self, Run, Summary},
    train::{Session, TrainError},
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

/// Trains all lanes and writes their results into the folder that is returned. Ctrl+C and SIGTERM end the training: what was
/// trained until then is written.
///
/// # Errors
/// When the folder cannot be written, a lane cannot be trained or diverges, or a signal has ended the training.
pub fn train(session: &Session, args: &TrainArgs) -> Result<PathBuf, Failure> {
    // A folder says what was trained in it.
    let session = &session.truly_named();
    let experiments = session.experiments();
    let experiments = experiments.map_err(|error| Failure::WrongArguments(error.to_string()))?;
    // Before the training: an hour's work must not end in a folder that cannot be written.
    let place = Place::new(args.out.as_deref(), args.force)?;
    let results = Results {
        // Written last, and so in every folder of a run.
        marks: &["summary.json"],
        names: runs::names(),
        common: &["experiment.toml"],
    };
    let lanes: Vec<&str> = experiments.iter().map(|(name, _)| name.as_str()).collect();
    results.check(place.folder(), &lanes)?;
    inputs::check(place.folder(), &results, &experiments)?;
    stop::listen();
    let threads = args.training.threads();
    let of_lane = |folder: &Path, name: &str| match experiments.len() {
        1 => folder.to_owned(),
        _ => folder.join(name),
    };
    let done = |lane: usize, run: Run, threads: usize| {
        let (name, experiment) = &experiments[lane];
        let summary = Summary::new(&run, threads);
        place.put(|at| {
            runs::write(
                &of_lane(at, name),
                (experiment, &session.look),
                &run,
                &summary,
            )
        })?;
        let steps = run.lane.trainer().step_count();
        Ok(Trained {
            summary,
            stopped: run.stopped,
            interrupted: run.interrupted.then_some(steps),
        })
    };
    let ended = to_their_ends(&experiments, threads, &done);
    let (mut trained, mut failures) = (Vec::new(), Vec::new());
    for ((name, _), run) in experiments.iter().zip(ended) {
        match run {
            Ok(run) => trained.push((name.clone(), run?)),
            // What the others came to is written all the same.
            Err(why) => failures.push(format!("{name}: {why}")),
        }
    }
    if trained.is_empty() {
        return Err(Failure::Failed(failures.join("; ")));
    }
    if experiments.len() > 1 {
        // What belongs together, and in which order.
        place.put(|at| files::write(&at.join("experiment.toml"), session.to_toml().as_bytes()))?;
    }
    let folder = place.finish(&results)?;
    for (name, run) in &trained {
        say!("{}", run.summary.line(name, &of_lane(&folder, name)));
        // A run that stopped fails in the end; one that went on in vain is told here.
        if let (Some(problem), None) = (run.summary.problem(), &run.stopped) {
            say!("{name}: {problem}");
        }
    }
    if args.json {
        let told = trained.iter();
        let told = told.map(|(name, run)| (name.clone(), run.summary.clone()));
        say::print_json(&Summary::json(&told.collect::<Vec<_>>()))?;
    }
    match ending(&trained, failures) {
        None => Ok(folder),
        Some(why) => Err(why),
    }
}

/// What is kept of a run that is written.
struct Trained {
    summary: Summary,
    /// Why it ended before its last step.
    stopped: Option<TrainError>,
    /// The step at which somebody ended it.
    interrupted: Option<u64>,
}

/// Why not all of it was trained to its last step, of which some lanes have not begun for these `failures`.
fn ending(trained: &[(String, Trained)], mut failures: Vec<String>) -> Option<Failure> {
    let mut interrupted = Vec::new();
    for (name, run) in trained {
        failures.extend(run.stopped.iter().map(|why| format!("{name}: {why}")));
        interrupted.extend(
            run.interrupted
                .iter()
                .map(|step| format!("{name} at step {step}")),
        );
    }
    if let (Some(signal), false) = (stop::asked(), interrupted.is_empty()) {
        let lanes = interrupted.join(", ");
        let told = format!("interrupted: {lanes}; what was trained until then is written");
        failures.push(told);
        return Some(Failure::Stopped(failures.join("; "), signal));
    }
    (!failures.is_empty()).then(|| Failure::Failed(failures.join("; ")))
}
