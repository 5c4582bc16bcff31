//! The history of the runs: moments to go back to, thinned so that they never need more than a bounded part of memory.

use std::sync::Arc;

use super::lanes::Lane;
use crate::train::{Snapshot, State};

mod past;
mod scrub;
mod strip;

pub use past::Past;
pub use scrub::Scrub;
pub use strip::strip_ui;

/// The most moments of a run: more than a slider has places for.
const MOST: usize = 600;
/// The fewest moments that an older run keeps when it is thinned to make room for a later one.
const FEWEST: usize = 40;
/// What all moments may take, in bytes.
const BYTES: usize = 128 << 20;
/// A pause of training is no longer than this when a run is played again, in seconds.
const LONGEST_GAP: f64 = 0.5;

/// All lanes at one moment.
#[derive(Clone, Debug)]
pub struct Moment {
    /// Each lane as it was.
    pub lanes: Vec<Arc<Snapshot>>,
    /// Seconds of training since the run began.
    pub at: f64,
}

impl Moment {
    /// The step of the lane that is furthest behind.
    pub fn step(&self) -> u64 {
        self.lanes.iter().map(|lane| lane.step).min().unwrap_or(0)
    }

    /// The lanes with what they were trained with at that moment, `mark` after their names.
    pub fn lanes(&self, mark: &str) -> Vec<Lane> {
        let lanes = self.lanes.iter().enumerate();
        lanes
            .map(|(place, snapshot)| Lane {
                place,
                name: format!("{}{mark}", snapshot.lane),
                title: format!("{}{mark}", snapshot.lane),
                snapshot: snapshot.clone(),
                experiment: snapshot.experiment.as_ref().clone(),
            })
            .collect()
    }

    fn bytes(&self) -> usize {
        let of = |snapshot: &Arc<Snapshot>| {
            let numbers = snapshot.features.len() + snapshot.weights.len();
            let curve = snapshot.curve.len() * size_of::<crate::train::CurvePoint>();
            numbers * size_of::<f32>() + curve + size_of::<Snapshot>()
        };
        self.lanes.iter().map(of).sum()
    }
}

/// The moments between two restarts, in the order of their steps.
#[derive(Clone, Debug)]
pub struct Run {
    /// Counts from 1.
    pub number: usize,
    /// In the order of their steps.
    pub moments: Vec<Moment>,
    /// Steps from one moment to the next, at least.
    stride: u64,
    bytes: usize,
}

impl Run {
    /// The step of the newest moment.
    pub fn last_step(&self) -> u64 {
        self.moments.last().map_or(0, Moment::step)
    }

    /// The newest moment that is not after `step`, or the first one.
    pub fn at_step(&self, step: u64) -> usize {
        let after = self.moments.partition_point(|m| m.step() <= step);
        after.saturating_sub(1)
    }

    /// The newest moment that is not after so many `seconds`, or the first one.
    pub fn at_time(&self, seconds: f64) -> usize {
        let after = self.moments.partition_point(|m| m.at <= seconds);
        after.saturating_sub(1)
    }

    /// Whether `lanes` go on with this run: the same ones, none started again.
    fn goes_on(&self, lanes: &[Arc<Snapshot>]) -> bool {
        let Some(last) = self.moments.last() else {
            return true;
        };
        let on = |(a, b): (&Arc<Snapshot>, &Arc<Snapshot>)| {
            a.lane == b.lane
                && a.run == b.run
                && a.step <= b.step
                && Arc::ptr_eq(&a.dataset, &b.dataset)
        };
        last.lanes.len() == lanes.len() && last.lanes.iter().zip(lanes).all(on)
    }

    fn push(&mut self, moment: Moment) {
        let due = match self.moments.last() {
            Some(last) => moment.step() >= last.step() + self.stride,
            None => true,
        };
        if !due {
            return;
        }
        self.bytes += moment.bytes();
        self.moments.push(moment);
        if self.moments.len() > MOST {
            self.thin();
        }
    }

    /// Leaves out every second moment between the first and the last one.
    fn thin(&mut self) {
        let last = self.moments.len().saturating_sub(1);
        let mut place = 0;
        self.moments.retain(|_| {
            place += 1;
            (place - 1) % 2 == 0 || place - 1 == last
        });
        self.bytes = self.moments.iter().map(Moment::bytes).sum();
        let first = self.moments.first().map_or(0, Moment::step);
        let gaps = self.moments.len().saturating_sub(1).max(1) as u64;
        self.stride = self
            .stride
            .max((self.last_step().saturating_sub(first)) / gaps);
    }
}

/// The runs of this window, the present one last.
#[derive(Debug, Default)]
pub struct History {
    runs: Vec<Run>,
    revision: Option<u64>,
    /// When the last state came, in seconds.
    came: f64,
    /// Seconds that the present run has trained.
    trained: f64,
}

impl History {
    /// The runs, the present one last.
    pub fn runs(&self) -> &[Run] {
        &self.runs
    }

    /// The run of this number.
    pub fn run(&self, number: usize) -> Option<&Run> {
        self.runs.iter().find(|run| run.number == number)
    }

    /// Keeps `state`, which is there at `now` seconds.
    pub fn record(&mut self, state: &State, now: f64) {
        let shown = |lane: &Arc<Snapshot>| lane.features.nrows() > 0;
        if self.revision == Some(state.revision) || !state.lanes.iter().all(shown) {
            return;
        }
        self.revision = Some(state.revision);
        let gap = (now - self.came).clamp(0.0, LONGEST_GAP);
        self.came = now;
        if self
            .runs
            .last()
            .is_none_or(|run| !run.goes_on(&state.lanes))
        {
            let number = self.runs.last().map_or(1, |run| run.number + 1);
            self.trained = 0.0;
            self.runs.push(Run {
                number,
                moments: Vec::new(),
                stride: 1,
                bytes: 0,
            });
        } else {
            self.trained += gap;
        }
        let moment = Moment {
            lanes: state.lanes.clone(),
            at: self.trained,
        };
        if let Some(run) = self.runs.last_mut() {
            run.push(moment);
        }
        self.bound(BYTES);
    }

    fn bytes(&self) -> usize {
        self.runs.iter().map(|run| run.bytes).sum()
    }

    /// Thins the runs from the first one on, then forgets them, until all together take no more than `bytes`. Of the
    /// present run the last moment stays in any case.
    fn bound(&mut self, bytes: usize) {
        while self.bytes() > bytes {
            let thick = |run: &Run| run.moments.len() > FEWEST;
            if let Some(run) = self.runs.iter_mut().find(|run| thick(run)) {
                run.thin();
            } else if self.runs.len() > 1 {
                self.runs.remove(0);
            } else if self.runs.iter().any(|run| run.moments.len() > 2) {
                self.runs.iter_mut().for_each(Run::thin);
            } else {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::{Session, Start, Worker};

    pub fn state() -> State {
        let mut session = Session::preset("blobs").unwrap();
        session.set_everywhere("data.test", &40.into()).ok();
        let start = Start {
            session,
            playing: false,
            stop_at: None,
            endless: true,
        };
        let worker = Worker::spawn(start, Box::new(|| {}));
        loop {
            let state = worker.latest();
            let ready = |lane: &Arc<Snapshot>| lane.features.nrows() > 0;
            if !state.lanes.is_empty() && state.lanes.iter().all(ready) {
                return state.as_ref().clone();
            }
            std::thread::yield_now();
        }
    }

    /// The same state at another step of another run.
    pub fn at(state: &State, run: u64, step: u64) -> State {
        let lanes = state.lanes.iter().map(|lane| {
            let mut lane = lane.as_ref().clone();
            (lane.run, lane.step) = (run, step);
            Arc::new(lane)
        });
        State {
            playing: true,
            lanes: lanes.collect(),
            revision: run * 1_000_000 + step,
        }
    }

    #[test]
    fn a_long_run_is_thinned_and_keeps_its_ends() {
        let (state, mut history) = (state(), History::default());
        for step in 0..5_000 {
            history.record(&at(&state, 1, step), step as f64 * 0.1);
        }
        let run = &history.runs()[0];
        let steps: Vec<u64> = run.moments.iter().map(Moment::step).collect();
        assert!(steps.len() <= MOST && steps.len() >= MOST / 2 - 1);
        assert_eq!(steps[0], 0);
        assert!(run.last_step() + 2 * run.stride >= 5_000);
        assert!(steps.is_sorted_by(|a, b| a < b));
        let widest = steps.windows(2).map(|two| two[1] - two[0]).max();
        assert!(widest <= Some(2 * run.stride), "{widest:?}");
    }

    #[test]
    fn a_restart_begins_a_run_and_keeps_the_earlier_one() {
        let (state, mut history) = (state(), History::default());
        for (run, step) in [(1, 0), (1, 10), (1, 20), (2, 0), (2, 10)] {
            history.record(&at(&state, run, step), 0.0);
        }
        let found: Vec<(usize, u64)> = history
            .runs()
            .iter()
            .map(|run| (run.number, run.last_step()))
            .collect();
        assert_eq!(found, [(1, 20), (2, 10)]);
        assert_eq!(history.run(1).unwrap().at_step(15), 1);
        assert_eq!(history.run(1).unwrap().at_step(20), 2);
    }

    #[test]
    fn the_same_state_is_one_moment_and_pauses_are_cut() {
        let (state, mut history) = (state(), History::default());
        for (step, now) in [(0, 0.0), (0, 0.2), (1, 0.4), (2, 100.0), (3, 100.1)] {
            history.record(&at(&state, 1, step), now);
        }
        let run = &history.runs()[0];
        let times: Vec<f64> = run.moments.iter().map(|moment| moment.at).collect();
        assert_eq!(run.moments.len(), 4);
        assert!((times[3] - (0.4 + 0.5 + 0.1)).abs() < 1e-9, "{times:?}");
        assert_eq!(run.at_time(0.6), 1);
    }

    #[test]
    fn memory_is_bounded_by_thinning_older_runs_first() {
        let (state, mut history) = (state(), History::default());
        for run in 1..=3 {
            for step in 0..200 {
                history.record(&at(&state, run, step), 0.0);
            }
        }
        let full = history.bytes();
        history.bound(full / 2);
        assert!(history.bytes() <= full / 2);
        let kept: Vec<usize> = history.runs().iter().map(|run| run.moments.len()).collect();
        assert!(kept.len() == 3 && kept[0] <= kept[2], "{kept:?}");
        history.bound(1);
        assert_eq!(history.runs().len(), 1);
        assert_eq!(history.runs()[0].last_step(), 199);
    }
}
