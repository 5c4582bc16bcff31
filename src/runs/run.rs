//! A run from its first step to its last.

use std::{ops::ControlFlow, sync::Arc, time::Instant};

use super::row::Row;
use crate::data::Dataset;
use crate::train::{Experiment, Lane, TrainError, rows};

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
    /// Whether somebody ended it before its last step.
    pub interrupted: bool,
}

/// Who looks on while a run is trained.
pub trait Watch {
    /// Before a step: the run waits as long as this does, and is given up where it says so.
    fn before_step(&self) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }

    /// Before a step: whether the run ends here, as one that has no further step.
    fn is_over(&self) -> bool {
        false
    }

    /// The lane was measured, so many steps after it was the last time.
    fn measured(&self, steps: u64, lane: &Lane);
}

/// A run on its data from its first step to its last, measured at regular steps; `None` where it was given up.
///
/// # Errors
/// When the model does not fit the data.
pub fn to_the_end(
    experiment: &Experiment,
    dataset: Arc<Dataset>,
    threads: usize,
    watch: &dyn Watch,
) -> Result<Option<Run>, TrainError> {
    let mut lane = Lane::new(experiment, dataset)?;
    lane.set_threads(threads);
    lane.log();
    let every = rows::steps_between(lane.trainer());
    let mut written = vec![Row::new(&lane)];
    let (mut seconds, mut stopped, mut interrupted) = (0.0, None, false);
    while !lane.trainer().is_done() && stopped.is_none() && !interrupted {
        let before = lane.trainer().step_count();
        let until = rows::next(before, every).min(experiment.steps);
        while lane.trainer().step_count() < until && stopped.is_none() {
            if watch.before_step().is_break() {
                return Ok(None);
            }
            if watch.is_over() {
                interrupted = true;
                break;
            }
            // Waiting and measuring are not training: the speed in the summary is that of the steps.
            let begun = Instant::now();
            stopped = lane.step().err();
            seconds += begun.elapsed().as_secs_f64();
        }
        if stopped.is_none() && lane.trainer().step_count() == before {
            // Interrupted where it was measured a moment ago.
            break;
        }
        lane.begin_refresh();
        while !lane.refresh_part() {}
        lane.log();
        match stopped {
            None => written.push(Row::new(&lane)),
            Some(_) => end_rows(&mut written, &lane),
        }
        watch.measured(lane.trainer().step_count().saturating_sub(before), &lane);
    }
    lane.look_at_training();
    Ok(Some(Run {
        lane,
        rows: written,
        seconds,
        stopped,
        interrupted,
    }))
}

/// Adds the step that a run is back at, unless it was measured there before, and in the end the one that went wrong, of which
/// nothing is known.
fn end_rows(rows: &mut Vec<Row>, lane: &Lane) {
    let back = Row::new(lane);
    if let Err(place) = rows.binary_search_by_key(&back.step(), Row::step) {
        rows.insert(place, back);
    }
    let last = rows.last().map_or(0, Row::step);
    rows.extend(
        lane.health()
            .since()
            .map(|step| Row::unknown(step.max(last + 1), lane)),
    );
}
