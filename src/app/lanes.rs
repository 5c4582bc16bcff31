//! The lanes at this moment: what was trained last, and what the controls ask for now.

use std::sync::Arc;

use crate::{
    figure::charts::ChartLane,
    train::{Experiment, LossConfig, Snapshot, State, Status},
};

/// One lane, ready to be shown.
#[derive(Clone, Debug)]
pub struct Lane {
    /// As the session names it; at an earlier moment with a mark behind it.
    pub name: String,
    /// What was trained last, or at the moment that is shown.
    pub snapshot: Arc<Snapshot>,
    /// What the controls describe; the snapshot's may be older.
    pub experiment: Experiment,
    /// An earlier moment.
    pub past: bool,
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
        if self.past {
            return false;
        }
        match self.snapshot.status {
            Status::Failed(_) => true,
            Status::Done => self.snapshot.step >= self.experiment.steps,
            Status::Loading | Status::Running | Status::Paused => false,
        }
    }

    /// Dimension of the features that the controls ask for.
    pub fn dim(&self) -> usize {
        self.experiment.model.feature_dim
    }
}

/// Those of these lanes that have a snapshot, in the session's order.
pub fn now(experiments: &[(String, Experiment)], state: &State) -> Vec<Lane> {
    let lane = |(name, experiment): &(String, Experiment)| {
        let snapshot = state.lanes.iter().find(|snapshot| snapshot.lane == *name)?;
        Some(Lane {
            name: name.clone(),
            snapshot: snapshot.clone(),
            experiment: experiment.clone(),
            past: false,
        })
    };
    experiments.iter().filter_map(lane).collect()
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
