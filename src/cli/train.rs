//! `marginscope train`: every lane to its last step, then a folder of results for each.

use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use indicatif::{ProgressBar, ProgressStyle};
use toml::Value;

use super::args::TrainArgs;
use super::output::{self, Row};
use super::summary::Summary;
use super::{Failure, files, opened, reopen};
use crate::train::{Experiment, Lane, Session, TrainError, lane};

/// Rows of `metrics.csv` in a run, about.
const ROWS: u64 = 200;
/// Rows that a run has however large its held-out set is.
const FEWEST_ROWS: u64 = 50;

/// A run that has ended, and how.
pub struct Run {
    pub lane: Lane,
    pub rows: Vec<Row>,
    pub seconds: f64,
    /// Why it ended before its last step.
    pub stopped: Option<TrainError>,
}

pub fn run(args: &TrainArgs) -> Result<(), Failure> {
    if args.experiment.is_none() && args.preset.is_none() {
        let problem = "train: found neither, expected an experiment file or --preset ID (marginscope list names them)";
        return Err(Failure::WrongArguments(problem.to_owned()));
    }
    let opened = opened(args.experiment.as_deref(), args.preset.as_deref())?;
    let name = args
        .experiment
        .as_deref()
        .map(|file| file.display().to_string());
    let name = name.unwrap_or_default();
    let mut session = reopen::to_train(&opened, &name, args.steps)?;
    for setting in &args.set {
        set(&mut session, setting)?;
    }
    if let Some(steps) = args.steps {
        set(&mut session, &format!("steps={steps}"))?;
    }
    reopen::check_data(&opened, &session, &name, &args.set)?;
    let threads = args.threads.map(|threads| threads as usize);
    train(&session, threads, args).map(|_| ())
}

/// Trains all lanes and writes their results into the folder that is returned.
pub fn train(
    session: &Session,
    threads: Option<usize>,
    args: &TrainArgs,
) -> Result<PathBuf, Failure> {
    let experiments = session.experiments();
    let experiments = experiments.map_err(|error| Failure::WrongArguments(error.to_string()))?;
    // Before the training: an hour's work must not end in a folder that cannot be written.
    let folder = files::output_folder(args.out.as_deref(), args.force)?;
    let runs = to_their_ends(&experiments, threads);
    let mut summaries = Vec::new();
    let mut failures = Vec::new();
    for ((name, experiment), run) in experiments.iter().zip(runs) {
        let mut run = run.map_err(|error| Failure::Failed(format!("{name}: {error}")))?;
        let folder = match experiments.len() {
            1 => folder.clone(),
            _ => folder.join(name),
        };
        let summary = Summary::of(&run);
        output::write(&folder, experiment, &mut run, &summary)?;
        eprintln!("{}", summary.line(name, &folder));
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

/// Trains all of them, with a progress bar.
pub fn to_their_ends(
    experiments: &[(String, Experiment)],
    threads: Option<usize>,
) -> Vec<Result<Run, TrainError>> {
    let steps = experiments.iter().map(|(_, experiment)| experiment.steps);
    let bar = progress_bar(steps.sum());
    let runs = in_parallel(experiments, threads, &bar);
    bar.finish_and_clear();
    runs
}

/// `key=value`, where the value is TOML or a bare word.
pub fn set(session: &mut Session, setting: &str) -> Result<(), Failure> {
    let wrong = |problem: String| Failure::WrongArguments(format!("--set {setting}: {problem}"));
    let (key, text) = setting
        .split_once('=')
        .ok_or_else(|| wrong("expected KEY=VALUE".to_owned()))?;
    let (key, text) = (key.trim(), text.trim());
    let parsed = toml::from_str::<toml::Table>(&format!("value = {text}"));
    let value = parsed.ok().and_then(|mut table| table.remove("value"));
    let value = value.unwrap_or_else(|| Value::from(text));
    session
        .set_everywhere(key, &value)
        .map_err(|error| wrong(error.to_string()))
}

fn in_parallel(
    experiments: &[(String, Experiment)],
    threads: Option<usize>,
    bar: &ProgressBar,
) -> Vec<Result<Run, TrainError>> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = threads.unwrap_or(cores);
    let at_a_time = threads.min(experiments.len()).max(1);
    let next = AtomicUsize::new(0);
    let done: Vec<Mutex<Option<Result<Run, TrainError>>>> =
        experiments.iter().map(|_| Mutex::new(None)).collect();
    std::thread::scope(|scope| {
        for _ in 0..at_a_time {
            scope.spawn(|| {
                while let Some((slot, (_, experiment))) = {
                    let turn = next.fetch_add(1, Ordering::Relaxed);
                    done.get(turn).zip(experiments.get(turn))
                } {
                    let run = to_the_end(experiment, threads / at_a_time, bar);
                    *slot.lock().unwrap_or_else(|poisoned| poisoned.into_inner()) = Some(run);
                }
            });
        }
    });
    let lost = || {
        Err(TrainError::Setup(
            "its thread ended without a result".to_owned(),
        ))
    };
    let finished = |slot: Mutex<Option<_>>| {
        slot.into_inner()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    };
    done.into_iter()
        .map(|slot| finished(slot).unwrap_or_else(lost))
        .collect()
}

/// A run from its first step to its last, measured at regular steps.
fn to_the_end(
    experiment: &Experiment,
    threads: usize,
    bar: &ProgressBar,
) -> Result<Run, TrainError> {
    let dataset = lane::load(experiment)?;
    let mut lane = Lane::new(experiment, dataset)?;
    lane.set_threads(threads);
    let every = steps_between_rows(&lane);
    let mut rows = vec![Row::of(&lane)];
    let (mut seconds, mut stopped) = (0.0, None);
    while !lane.trainer().is_done() && stopped.is_none() {
        let begun = Instant::now();
        let until = (lane.trainer().step_count() + every).min(experiment.steps);
        while lane.trainer().step_count() < until && stopped.is_none() {
            stopped = lane.step().err();
        }
        // Measuring is not training: the speed in the summary is that of the steps.
        seconds += begun.elapsed().as_secs_f64();
        lane.begin_refresh();
        while !lane.refresh_part() {}
        rows.push(Row::of(&lane));
        bar.inc(every.min(until));
        bar.set_message(format!(
            "held-out {:.1} %",
            100.0 * lane.metrics().test_accuracy
        ));
    }
    Ok(Run {
        lane,
        rows,
        seconds,
        stopped,
    })
}

/// Steps between two rows: `ROWS` of them in all, or fewer where embedding the held-out samples each time would cost more
/// than about a quarter of the training, yet never below `FEWEST_ROWS`. It depends on the experiment alone, so that the same one gives the same rows.
fn steps_between_rows(lane: &Lane) -> u64 {
    let trainer = lane.trainer();
    let steps = trainer.experiment().steps;
    let held_out = trainer.dataset().test.labels.len() as u64;
    // A forward pass is a third of a step.
    let cheap = (4 * held_out).div_ceil(3 * trainer.batch_size().max(1) as u64);
    steps
        .div_ceil(ROWS)
        .max(cheap.min(steps.div_ceil(FEWEST_ROWS)))
        .max(1)
}

fn progress_bar(steps: u64) -> ProgressBar {
    let template = "{elapsed_precise} {wide_bar} {pos}/{len} steps · {per_sec} · ETA {eta} · {msg}";
    let bar = ProgressBar::new(steps);
    // The template is a constant that the tests draw; the default style would do as well.
    bar.set_style(
        ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()),
    );
    bar
}
