//! A run as the history keeps it: moments between two restarts.

use std::sync::Arc;

use crate::app::lanes::Lane;
use crate::data::Dataset;
use crate::train::Snapshot;

/// The most moments of a run: more than a slider has places for.
pub(super) const MOST: usize = 600;

/// How long a moment of a run elsewhere is seen when it is played, in seconds.
const MOMENT_SECONDS: f64 = 0.25;

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

    /// The step of each lane.
    fn steps(&self) -> impl Iterator<Item = u64> {
        self.lanes.iter().map(|lane| lane.step)
    }

    /// The lanes with what they were trained with at that moment, `mark` after their names.
    pub fn lanes(&self, mark: &str) -> Vec<Lane> {
        let lanes = self.lanes.iter().enumerate();
        lanes
            .map(|(place, snapshot)| Lane {
                place,
                name: format!("{}{mark}", snapshot.lane),
                title: format!("{}{mark}", snapshot.lane),
                file_title: format!("{}{mark}", snapshot.lane),
                snapshot: snapshot.clone(),
                experiment: snapshot.experiment.as_ref().clone(),
                past: true,
            })
            .collect()
    }

    fn bytes(&self) -> usize {
        self.lanes.iter().map(|snapshot| snapshot.bytes()).sum()
    }
}

/// Stands behind the names of lanes of an earlier moment which are shown beside the present ones.
pub const THEN: &str = " · then";

/// The moments between two restarts, in the order of their steps.
#[derive(Clone, Debug)]
pub struct Run {
    /// Counts from 1.
    pub number: usize,
    /// In the order of their steps.
    pub moments: Vec<Moment>,
    /// Steps from one moment to the next, at least.
    pub(super) stride: u64,
    pub(super) bytes: usize,
}

impl Run {
    /// The run of this number, without a moment yet.
    pub(super) fn new(number: usize) -> Self {
        Self {
            number,
            moments: Vec::new(),
            stride: 1,
            bytes: 0,
        }
    }

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

    /// What its lanes train on. Of features that are given each moment has its own, which counts as the moment's.
    pub(super) fn datasets(&self) -> impl Iterator<Item = &Arc<Dataset>> {
        let last = self.moments.last();
        let lanes = last.into_iter().flat_map(|moment| &moment.lanes);
        let datasets = lanes.map(|lane| &lane.dataset);
        datasets.filter(|dataset| dataset.given.is_none())
    }

    /// Whether `lanes` go on with this run: the same ones, none started again.
    pub(super) fn goes_on(&self, lanes: &[Arc<Snapshot>]) -> bool {
        let Some(last) = self.moments.last() else {
            return true;
        };
        let named = |all: &[Arc<Snapshot>], name: &str| all.iter().any(|lane| lane.lane == name);
        let on = |(a, b): (&Arc<Snapshot>, &Arc<Snapshot>)| {
            // The same lane under another name is none that was there before: those only change places.
            let renamed = || !named(&last.lanes, &b.lane) && !named(lanes, &a.lane);
            (a.lane == b.lane || renamed())
                && a.run == b.run
                && a.step <= b.step
                // Each moment of a run elsewhere has its own.
                && (Arc::ptr_eq(&a.dataset, &b.dataset) || a.dataset.given.is_some())
        };
        last.lanes.len() == lanes.len() && last.lanes.iter().zip(lanes).all(on)
    }

    pub(super) fn push(&mut self, moment: Moment) {
        self.rename(&moment.lanes);
        let last = self.moments.last_mut();
        if let Some(last) = last.filter(|last| last.steps().eq(moment.steps())) {
            // A direction was turned by hand, or measured anew: the run goes on from this.
            self.bytes = self.bytes.saturating_sub(last.bytes()) + moment.bytes();
            last.lanes = moment.lanes;
            return;
        }
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

    /// Calls the lanes of all moments as they are called now.
    fn rename(&mut self, lanes: &[Arc<Snapshot>]) {
        let last = self.moments.last();
        let same = |last: &Moment| {
            last.lanes
                .iter()
                .map(|lane| &lane.lane)
                .eq(lanes.iter().map(|lane| &lane.lane))
        };
        if last.is_none_or(same) {
            return;
        }
        for moment in &mut self.moments {
            for (then, now) in moment.lanes.iter_mut().zip(lanes) {
                if then.lane != now.lane {
                    Arc::make_mut(then).lane.clone_from(&now.lane);
                }
            }
        }
    }

    /// Takes over the moments that were read of a run elsewhere, which may have come in any order.
    pub(super) fn replace(&mut self, moments: &[Arc<Snapshot>]) {
        let at = |place: usize| place as f64 * MOMENT_SECONDS;
        let moment = |(place, snapshot): (usize, &Arc<Snapshot>)| Moment {
            lanes: vec![Arc::clone(snapshot)],
            at: at(place),
        };
        self.moments = moments.iter().enumerate().map(moment).collect();
        self.bytes = self.moments.iter().map(Moment::bytes).sum();
    }

    /// Leaves out every second moment between the first and the last one.
    pub(super) fn thin(&mut self) {
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
