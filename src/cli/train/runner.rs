//! Runs from their first step to their last, beside each other.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use indicatif::{ProgressBar, ProgressStyle};

use super::row::Row;
use crate::data::Dataset;
use crate::train::{Experiment, Lane, TrainError, lane, rows};

/// A run that has ended, and how.
pub struct Run {
    /// The lane at its last step.
    pub lane: Lane,
    /// What was measured on the way, the first before the first step.
    pub rows: Vec<Row>,
    /// What the steps took, without the measuring.
    pub seconds: f64,
    /// Why it ended before its last step.
    pub stopped: Option<TrainError>,
}

/// Trains all of them, with a progress bar, on so many `threads` together.
pub fn to_their_ends(
    experiments: &[(String, Experiment)],
    threads: usize,
) -> Vec<Result<Run, TrainError>> {
    let steps = experiments.iter().map(|(_, experiment)| experiment.steps);
    let bar = progress_bar(steps.sum());
    let runs = in_parallel(experiments, threads, &bar);
    bar.finish_and_clear();
    runs
}

fn in_parallel(
    experiments: &[(String, Experiment)],
    threads: usize,
    bar: &ProgressBar,
) -> Vec<Result<Run, TrainError>> {
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
                    let run = lane::load(experiment).and_then(|dataset| {
                        to_the_end(experiment, dataset, threads / at_a_time, bar)
                    });
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

/// A run on its data from its first step to its last, measured at regular steps.
///
/// # Errors
/// When the model does not fit the data.
pub fn to_the_end(
    experiment: &Experiment,
    dataset: Arc<Dataset>,
    threads: usize,
    bar: &ProgressBar,
) -> Result<Run, TrainError> {
    let mut lane = Lane::new(experiment, dataset)?;
    lane.set_threads(threads);
    let every = rows::steps_between(lane.trainer());
    let mut written = vec![Row::new(&lane)];
    let (mut seconds, mut stopped) = (0.0, None);
    while !lane.trainer().is_done() && stopped.is_none() {
        let begun = Instant::now();
        let before = lane.trainer().step_count();
        let until = rows::next(before, every).min(experiment.steps);
        while lane.trainer().step_count() < until && stopped.is_none() {
            stopped = lane.step().err();
        }
        // Measuring is not training: the speed in the summary is that of the steps.
        seconds += begun.elapsed().as_secs_f64();
        lane.begin_refresh();
        while !lane.refresh_part() {}
        written.push(Row::new(&lane));
        bar.inc(until - before);
        bar.set_message(format!(
            "held-out {:.1} %",
            100.0 * lane.metrics().test_accuracy
        ));
    }
    lane.look_at_training();
    Ok(Run {
        lane,
        rows: written,
        seconds,
        stopped,
    })
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
