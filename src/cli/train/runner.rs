//! Runs from their first step to their last, beside each other.

use std::sync::{Mutex, PoisonError};

use indicatif::{ProgressBar, ProgressStyle};

use crate::cli::stop;
use crate::math::share;
use crate::runs::{Run, Watch, crew, to_the_end};
use crate::train::{Experiment, Lane, TrainError, lane};

/// Trains all of them, with a progress bar, on so many `threads` together. Each is handed to `done` as soon as it has ended,
/// with its place and the threads that it has, and is gone then: of all runs only those are kept that are being trained.
pub fn to_their_ends<T: Send>(
    experiments: &[(String, Experiment)],
    threads: usize,
    done: &(dyn Fn(usize, Run, usize) -> T + Sync),
) -> Vec<Result<T, TrainError>> {
    let steps = experiments.iter().map(|(_, experiment)| experiment.steps);
    let bar = progress_bar(steps.sum());
    let runs = in_parallel(experiments, threads, &bar, done);
    bar.finish_and_clear();
    runs
}

fn in_parallel<T: Send>(
    experiments: &[(String, Experiment)],
    threads: usize,
    bar: &ProgressBar,
    done: &(dyn Fn(usize, Run, usize) -> T + Sync),
) -> Vec<Result<T, TrainError>> {
    let at_a_time = threads.min(experiments.len()).max(1);
    let each = threads / at_a_time;
    let slots: Vec<Mutex<Option<Result<T, TrainError>>>> =
        experiments.iter().map(|_| Mutex::new(None)).collect();
    crew::each(at_a_time, experiments.len(), &|place| {
        let (_, experiment) = &experiments[place];
        let run = lane::load(experiment)
            .and_then(|dataset| to_the_end(experiment, dataset, each, bar))
            .and_then(|run| run.ok_or_else(lost));
        let made = run.map(|run| done(place, run, each));
        *slots[place].lock().unwrap_or_else(PoisonError::into_inner) = Some(made);
    });
    let finished =
        |slot: Mutex<Option<_>>| slot.into_inner().unwrap_or_else(PoisonError::into_inner);
    slots
        .into_iter()
        .map(|slot| finished(slot).unwrap_or_else(|| Err(lost())))
        .collect()
}

/// Why there is no run where there should be one.
fn lost() -> TrainError {
    TrainError::Setup("its thread ended without a result".to_owned())
}

impl Watch for ProgressBar {
    fn is_over(&self) -> bool {
        stop::asked().is_some()
    }

    fn measured(&self, steps: u64, lane: &Lane) {
        self.inc(steps);
        let percent = share::percent(lane.metrics().test_accuracy, 1);
        self.set_message(format!("held-out {percent:.1} %"));
    }
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
