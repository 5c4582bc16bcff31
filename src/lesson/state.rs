//! What readings are read of: a scene with the newest that is known of its run.

use std::sync::Arc;

use super::scene::Scene;
use crate::train::{Experiment, Snapshot};

/// A scene as it stands at this moment. The window makes one of its session and the snapshots that it shows.
#[derive(Clone, Debug)]
pub struct State<'a> {
    /// The settings.
    pub scene: &'a Scene,
    /// The lanes of the session, in its order; none where there is no session.
    pub lanes: Vec<LaneNow>,
}

/// A lane at this moment.
#[derive(Clone, Debug)]
pub struct LaneNow {
    /// Its name.
    pub name: String,
    /// What the settings ask of it now.
    pub experiment: Experiment,
    /// Its newest state; `None` before there is any.
    pub snapshot: Option<Arc<Snapshot>>,
    /// The step it was at when the lesson's step was entered; 0 where it has started again since.
    pub since: u64,
}

impl<'a> State<'a> {
    /// The scene, with what `newest` knows of a lane by its name: its newest state, and the step it was at when the lesson's
    /// step was entered.
    pub fn new(scene: &'a Scene, newest: impl Fn(&str) -> Option<(Arc<Snapshot>, u64)>) -> Self {
        let session = scene.session.as_ref();
        let lanes = session.and_then(|session| session.experiments().ok());
        let lane = |(name, experiment): (String, Experiment)| {
            let (snapshot, since) = newest(&name).unzip();
            LaneNow {
                name,
                experiment,
                snapshot,
                since: since.unwrap_or(0),
            }
        };
        Self {
            scene,
            lanes: lanes.into_iter().flatten().map(lane).collect(),
        }
    }

    /// A scene of which nothing was trained yet.
    pub fn untrained(scene: &'a Scene) -> Self {
        Self::new(scene, |_| None)
    }

    /// Steps that every lane has made since the lesson's step was entered; `None` without lanes.
    pub fn steps_since(&self) -> Option<u64> {
        self.lanes.iter().map(LaneNow::steps_since).min()
    }
}

impl LaneNow {
    /// Steps made; 0 before there is a state.
    pub fn steps(&self) -> u64 {
        self.snapshot.as_ref().map_or(0, |snapshot| snapshot.step)
    }

    /// The step at which the loss's schedules stand.
    pub fn schedule_step(&self) -> u64 {
        self.snapshot
            .as_ref()
            .map_or(0, |snapshot| snapshot.schedule_step())
    }

    /// Steps made since the lesson's step was entered.
    pub fn steps_since(&self) -> u64 {
        self.steps().saturating_sub(self.since)
    }
}
