//! Runs from their first step to their last, beside each other.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use indicatif::{ProgressBar, ProgressStyle};

use crate::runs::{Run, Watch, to_the_end};
use crate::train::{Experiment, Lane, TrainError, lane};

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
                    let run = run.and_then(|run| run.ok_or_else(lost));
                    *slot.lock().unwrap_or_else(|poisoned| poisoned.into_inner()) = Some(run);
                }
            });
        }
    });
    let finished = |slot: Mutex<Option<_>>| {
        slot.into_inner()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    };
    done.into_iter()
        .map(|slot| finished(slot).unwrap_or_else(|| Err(lost())))
        .collect()
}

/// Why there is no run where there should be one.
fn lost() -> TrainError {
    TrainError::Setup("its thread ended without a result".to_owned())
}

impl Watch for ProgressBar {
    fn measured(&self, steps: u64, lane: &Lane) {
        self.inc(steps);
        let percent = 100.0 * lane.metrics().test_accuracy;
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
