//! The history of the runs: moments to go back to, thinned so that they never need more than a bounded part of memory.

use std::sync::Arc;

use crate::data::Dataset;
use crate::train::{Snapshot, State, Status};

mod names;
mod past;
mod run;
mod scrub;
mod strip;

pub use past::Past;
pub use run::{Moment, Run, THEN};
pub use scrub::Scrub;
pub use strip::strip_ui;

/// The fewest moments that an older run keeps when it is thinned to make room for a later one.
const FEWEST: usize = 40;
/// So many runs are kept; a person finds none among more.
const RUNS: usize = 12;
/// What all moments may take, in bytes.
const BYTES: usize = 128 << 20;
/// What the data sets of earlier runs may take, in bytes.
const DATA_BYTES: usize = 64 << 20;
/// A pause of training is no longer than this when a run is played again, in seconds.
const LONGEST_GAP: f64 = 0.5;

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

    /// What the runs are called, the newest first.
    pub fn names(&self) -> Vec<String> {
        let mut names = names::names(&self.runs);
        names.reverse();
        names
    }

    /// The run of this number.
    pub fn run(&self, number: usize) -> Option<&Run> {
        self.runs.iter().find(|run| run.number == number)
    }

    /// Keeps `state`, which is there at `now` seconds.
    pub fn record(&mut self, state: &State, now: f64) {
        // What loads shows the features of the run before.
        let shown =
            |lane: &Arc<Snapshot>| lane.features.nrows() > 0 && lane.status != Status::Loading;
        if self.revision == Some(state.revision) || !state.lanes.iter().all(shown) {
            return;
        }
        self.revision = Some(state.revision);
        let gap = (now - self.came).clamp(0.0, LONGEST_GAP);
        self.came = now;
        let goes_on = |run: &Run| run.goes_on(&state.lanes);
        if !self.runs.last().is_some_and(goes_on) {
            self.begin();
        } else {
            self.trained += gap;
        }
        let moment = Moment {
            lanes: state.lanes.clone(),
            at: self.trained,
        };
        if let Some(run) = self.runs.last_mut() {
            match state.moments.is_empty() {
                true => run.push(moment),
                false => run.replace(&state.moments),
            }
        }
        self.bound(BYTES);
    }

    /// Begins a run. The one before goes where it never trained: whoever turns a setting of the data restarts many times.
    fn begin(&mut self) {
        let number = self.runs.last().map_or(1, |run| run.number + 1);
        self.trained = 0.0;
        self.runs.pop_if(|run| run.last_step() == 0);
        let excess = (self.runs.len() + 1).saturating_sub(RUNS);
        self.runs.drain(..excess);
        self.runs.push(Run::new(number));
    }

    fn bytes(&self) -> usize {
        self.runs.iter().map(|run| run.bytes).sum()
    }

    /// What the data sets take that earlier runs alone hold; those of the run before the present one stay.
    fn data_bytes(&self) -> usize {
        let [earlier @ .., before, present] = &self.runs[..] else {
            return 0;
        };
        let mut known: Vec<*const Dataset> = Vec::new();
        known.extend(before.datasets().chain(present.datasets()).map(Arc::as_ptr));
        let mut bytes = 0;
        for dataset in earlier.iter().flat_map(Run::datasets) {
            if !known.contains(&Arc::as_ptr(dataset)) {
                known.push(Arc::as_ptr(dataset));
                bytes += dataset.bytes();
            }
        }
        bytes
    }

    /// Thins the runs from the first one on, then forgets them, until all together take no more than `bytes`. Of the
    /// present run the last moment stays in any case.
    fn bound(&mut self, bytes: usize) {
        while self.data_bytes() > DATA_BYTES {
            self.runs.remove(0);
        }
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
    use super::{run::MOST, *};
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
            turns: state.turns,
            moments: Vec::new(),
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
    fn a_lane_that_gets_another_name_goes_on_under_it_and_one_in_its_place_does_not() {
        let named = |state: &State, name: &str, run: u64, step: u64| {
            let mut state = at(state, run, step);
            Arc::make_mut(&mut state.lanes[0]).lane = name.to_owned();
            state
        };
        let first = named(&state(), "first", 1, 10);
        let follows = |name: &str, run: u64, step: u64| {
            let mut next = named(&first, name, run, step);
            let mut history = History::default();
            history.record(&first, 0.0);
            next.revision += 1;
            history.record(&next, 0.1);
            let runs = history.runs().len();
            let moments = history.runs().last().unwrap().moments.iter();
            let names: Vec<String> = moments.map(|m| m.lanes[0].lane.clone()).collect();
            (runs, names)
        };
        assert_eq!(follows("second", 1, 11).1, ["second", "second"]);
        assert_eq!(follows("second", 1, 10).1, ["second"]);
        assert_eq!(follows("second", 2, 11).0, 2);
        assert_eq!(follows("first", 1, 11).1, ["first", "first"]);
    }

    #[test]
    fn lanes_that_change_places_begin_a_run() {
        let mut before = at(&state(), 1, 10);
        let mut other = before.lanes[0].as_ref().clone();
        other.lane = "other".to_owned();
        before.lanes = vec![Arc::clone(&before.lanes[0]), Arc::new(other)];
        let mut after = at(&before, 1, 11);
        after.lanes.reverse();
        let mut history = History::default();
        history.record(&before, 0.0);
        history.record(&after, 0.1);
        assert_eq!(history.runs().len(), 2);
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
    fn a_direction_that_is_turned_at_a_step_is_in_its_moment() {
        let (state, mut history) = (state(), History::default());
        history.record(&at(&state, 1, 7), 0.0);
        let mut turned = at(&state, 1, 7);
        turned.revision += 1;
        turned.lanes[0] = Arc::new(turned.lanes[0].turned(0, &[1.0, 0.0]).unwrap());
        history.record(&turned, 0.1);
        let mut later = at(&state, 1, 8);
        later.revision = turned.revision + 1;
        history.record(&later, 0.2);
        let moments = &history.runs()[0].moments;
        assert_eq!(moments.len(), 2);
        assert_eq!(moments[0].lanes[0].touched, Some(7));
        assert_eq!(moments[0].lanes[0].weights[[0, 1]], 0.0);
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

    #[test]
    fn runs_whose_data_are_large_are_forgotten_but_for_the_last_two() {
        let (state, mut history) = (state(), History::default());
        let on = |run: u64, samples: usize, step: u64| {
            let mut state = at(&state, run, step);
            let lane = Arc::make_mut(&mut state.lanes[0]);
            let dataset = Arc::make_mut(&mut lane.dataset);
            dataset.train.inputs = ndarray::Array2::zeros((samples, 256));
            state
        };
        // A kilobyte each; the last one is trained again and again on the same data.
        for (run, megabytes) in [(1, 30), (2, 30), (3, 30), (4, 70)] {
            let first = on(run, megabytes << 10, 0);
            let mut later = at(&first, run, 9);
            later.lanes[0] = Arc::new(Snapshot {
                step: 9,
                ..first.lanes[0].as_ref().clone()
            });
            history.record(&first, 0.0);
            history.record(&later, 0.0);
        }
        let numbers = |history: &History| -> Vec<usize> {
            history.runs().iter().map(|run| run.number).collect()
        };
        assert_eq!(numbers(&history), [1, 2, 3, 4]);
        let last = history.runs()[3].moments[1].lanes[0].clone();
        for run in 5..7 {
            for step in [0, 9] {
                let mut again = at(&state, run, step);
                again.lanes[0] = Arc::new(Snapshot {
                    run,
                    step,
                    ..last.as_ref().clone()
                });
                history.record(&again, 0.0);
            }
        }
        assert_eq!(numbers(&history), [2, 3, 4, 5, 6]);
    }

    #[test]
    fn what_never_trained_is_no_run_and_old_runs_are_forgotten() {
        let (state, mut history) = (state(), History::default());
        for run in 0..5 {
            history.record(&at(&state, run, 0), 0.0);
        }
        assert_eq!(history.runs().len(), 1);
        for run in 5..30 {
            history.record(&at(&state, run, 0), 0.0);
            history.record(&at(&state, run, 9), 0.0);
        }
        assert_eq!(history.runs().len(), RUNS);
        let numbers: Vec<usize> = history.runs().iter().map(|run| run.number).collect();
        assert!(numbers.is_sorted_by(|a, b| a < b), "{numbers:?}");
    }

    #[test]
    fn what_loads_is_no_moment() {
        let (state, mut history) = (state(), History::default());
        let mut loading = at(&state, 1, 0);
        Arc::make_mut(&mut loading.lanes[0]).status = Status::Loading;
        history.record(&loading, 0.0);
        assert!(history.runs().is_empty());
    }
}
