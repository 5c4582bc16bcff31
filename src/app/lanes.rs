//! The lanes at this moment: what was trained last, and what the controls ask for now.

use std::sync::Arc;

use crate::{
    figure::charts::ChartLane,
    train::{Experiment, LossConfig, Session, Snapshot, State, Status},
};

/// One lane, ready to be shown.
#[derive(Clone, Debug)]
pub struct Lane {
    pub name: String,
    pub snapshot: Arc<Snapshot>,
    /// What the controls describe; the snapshot's may be older.
    pub experiment: Experiment,
}

impl Lane {
    /// The loss with the sliders' present values.
    pub fn loss(&self) -> &LossConfig {
        &self.experiment.loss
    }

    /// Number of classes in the data shown.
    pub fn classes(&self) -> usize {
        self.snapshot.dataset.class_names.len()
    }

    /// Nothing more happens by itself: all steps are done, or the run has failed.
    pub fn over(&self) -> bool {
        match self.snapshot.status {
            Status::Failed(_) => true,
            Status::Done => self.snapshot.step >= self.experiment.steps,
            Status::Loading | Status::Running | Status::Paused => false,
        }
    }

    /// The same lane under another loss.
    pub fn with(&self, loss: &LossConfig) -> Self {
        let mut lane = self.clone();
        lane.experiment.loss = loss.clone();
        lane
    }

    pub fn dim(&self) -> usize {
        self.experiment.model.feature_dim
    }
}

/// The session's lanes that have a snapshot, in the session's order.
pub fn now(session: &Session, state: &State) -> Vec<Lane> {
    let experiments = session.experiments().unwrap_or_default();
    experiments
        .into_iter()
        .filter_map(|(name, experiment)| {
            let snapshot = state.lanes.iter().find(|snapshot| snapshot.lane == name)?;
            Some(Lane {
                name,
                snapshot: snapshot.clone(),
                experiment,
            })
        })
        .collect()
}

/// The lane as a chart draws it, at its place among all.
pub fn chart_lane((place, lane): (usize, &Lane)) -> ChartLane<'_> {
    ChartLane {
        place,
        name: &lane.name,
        snapshot: &lane.snapshot,
        experiment: &lane.experiment,
    }
}
