//! The lanes at this moment: what was trained last, and what the controls ask for now.

use std::sync::Arc;

use crate::{
    figure::charts::ChartLane,
    text::{Language, Spoken},
    train::{Experiment, LossConfig, ModelKind, Snapshot, State, Status},
};

/// One lane, ready to be shown.
#[derive(Clone, Debug)]
pub struct Lane {
    /// In the session, counted from 0.
    pub place: usize,
    /// As the session names it; at an earlier moment with a mark behind it.
    pub name: String,
    /// What it is called now: its name while that is true, else what it trains.
    pub title: String,
    /// The same in English, as files have it in every language.
    pub file_title: String,
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

    /// Number of classes that there will be while the data are still made, where the source knows; else those shown.
    pub fn classes_awaited(&self) -> usize {
        match self.classes() {
            0 => {
                let sorted = self.experiment.data.seen_and_unseen();
                sorted.map_or(0, |(seen, _)| seen.len())
            }
            known => known,
        }
    }

    /// It failed: there is nothing to go on with.
    pub fn failed(&self) -> bool {
        matches!(self.snapshot.status, Status::Failed(_))
    }

    /// Its features were made elsewhere: nothing is trained.
    pub fn is_given(&self) -> bool {
        self.snapshot.experiment.model.kind == ModelKind::Features
    }

    /// It stands at the step at which it was to stop, and goes on when it is told to.
    pub fn at_limit(&self) -> bool {
        !self.past && !self.is_given() && self.snapshot.status == Status::Done
    }

    /// Its state under the name that it is called by, for captions and reports.
    pub fn called(&self) -> Snapshot {
        Snapshot {
            lane: self.title.clone(),
            ..Snapshot::clone(&self.snapshot)
        }
    }

    /// The same for what is read back: its name does not depend on the language.
    pub fn in_files(&self) -> Snapshot {
        Snapshot {
            lane: self.file_title.clone(),
            ..Snapshot::clone(&self.snapshot)
        }
    }

    /// Dimension of the features that the controls ask for.
    pub fn dim(&self) -> usize {
        // Features that are given have theirs, whatever is asked for.
        if self.is_given() && self.snapshot.features.nrows() > 0 {
            return self.snapshot.features.ncols();
        }
        self.experiment.model.feature_dim
    }
}

/// Those of these lanes that have a snapshot, in the session's order.
pub fn now(
    experiments: &[(String, Experiment)],
    titles: &Spoken<Vec<String>>,
    state: &State,
) -> Vec<Lane> {
    let lane = |(place, (name, experiment)): (usize, &(String, Experiment))| {
        let snapshot = state.lanes.iter().find(|snapshot| snapshot.lane == *name)?;
        Some(Lane {
            place,
            name: name.clone(),
            title: titles.now().get(place)?.clone(),
            file_title: titles.of(Language::English).get(place)?.clone(),
            snapshot: snapshot.clone(),
            experiment: experiment.clone(),
            past: false,
        })
    };
    experiments.iter().enumerate().filter_map(lane).collect()
}

/// The lane as a chart draws it, at its place among all.
pub fn chart_lane((place, lane): (usize, &Lane)) -> ChartLane<'_> {
    ChartLane {
        place,
        name: &lane.title,
        snapshot: &lane.snapshot,
        experiment: &lane.experiment,
    }
}
