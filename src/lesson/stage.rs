//! A lesson without a window: the run of its scene is trained here and now. Handouts and tests go through lessons so.

use std::sync::Arc;

use super::{
    change::Change,
    model::{Kind, Train},
    player::{Entry, Player},
    scene::{Front, Scene},
    state::State,
};
use crate::{
    data::Dataset,
    train::{Experiment, Lane, Status, TrainError, lane},
};

/// Steps between two looks at what a step waits for.
const SLICE: u64 = 20;
/// More steps than this in one step of a lesson are not made: what it waits for does not come.
const LONGEST: u64 = 20_000;

/// The scene of a lesson, with lanes that train in this thread.
pub struct Stage {
    scene: Scene,
    lanes: Vec<Running>,
    /// Data sets by what they were made from, so that lanes share them.
    datasets: Vec<(Experiment, Arc<Dataset>)>,
    threads: usize,
}

struct Running {
    name: String,
    lane: Lane,
    since: u64,
}

/// Why a lesson came to a halt.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum StageError {
    /// A lane cannot be trained.
    #[error("step \"{step}\": {why}")]
    Train {
        /// Id of the lesson's step.
        step: String,
        /// What is wrong.
        why: TrainError,
    },
    /// An example does not fit what is there.
    #[error("step \"{step}\": {why}")]
    Example {
        /// Id of the lesson's step.
        step: String,
        /// What is wrong.
        why: String,
    },
    /// What a step waits for did not come.
    #[error("step \"{step}\": after {LONGEST} steps it still waits for {waits}")]
    Endless {
        /// Id of the lesson's step.
        step: String,
        /// Its conditions.
        waits: String,
    },
}

impl Stage {
    /// A stage with nothing on it that trains with up to so many threads.
    pub fn new(threads: usize) -> Self {
        Self {
            scene: Scene {
                session: None,
                lab: None,
                front: Front::Figures,
            },
            lanes: Vec::new(),
            datasets: Vec::new(),
            threads,
        }
    }

    /// What is on it.
    pub fn scene(&self) -> &Scene {
        &self.scene
    }

    /// The state of this moment.
    pub fn state(&self) -> State<'_> {
        State::new(&self.scene, |name| {
            let running = self.lanes.iter().find(|running| running.name == name)?;
            let snapshot = running.lane.snapshot(name, 0, Status::Paused);
            Some((Arc::new(snapshot), running.since))
        })
    }

    /// Puts up what a step is entered with, and trains where that is a number of steps.
    ///
    /// # Errors
    /// When a lane cannot be trained.
    pub fn enter(&mut self, entry: Entry) -> Result<(), TrainError> {
        self.put(entry.scene, entry.replay)?;
        self.count_anew();
        match entry.train {
            Some(Train::Steps(steps)) => self.train(steps),
            _ => Ok(()),
        }
    }

    /// Makes an edit, as a person would.
    ///
    /// # Errors
    /// When it does not fit what is there, or a lane cannot be trained so.
    pub fn change(&mut self, change: &Change) -> Result<(), String> {
        let mut scene = self.scene.clone();
        change.apply(&mut scene)?;
        self.put(scene, false).map_err(|why| why.to_string())
    }

    /// Does what the present step asks for, by its example, and lets the player see it.
    ///
    /// # Errors
    /// When it cannot be done.
    pub fn perform(&mut self, player: &mut Player) -> Result<(), StageError> {
        player.watch(&self.state());
        let step = player.step().clone();
        let Kind::Do { until, example } = &step.kind else {
            return Ok(());
        };
        let id = || step.id.clone();
        for change in example {
            self.change(change)
                .map_err(|why| StageError::Example { step: id(), why })?;
        }
        let mut total = 0;
        loop {
            if player.counts_anew(&self.state()) {
                self.count_anew();
            }
            player.watch(&self.state());
            if player.waiting().is_none() {
                return Ok(());
            }
            let state = self.state();
            let made = state.steps_since().unwrap_or(0);
            let left = player.allowed(&state).map(|most| most.saturating_sub(made));
            let slice = left.filter(|left| *left > 0).unwrap_or(SLICE).min(SLICE);
            if total >= LONGEST || self.lanes.is_empty() {
                let waits = until
                    .iter()
                    .map(ToString::to_string)
                    .collect::<Vec<_>>()
                    .join(", ");
                return Err(StageError::Endless { step: id(), waits });
            }
            self.train(slice)
                .map_err(|why| StageError::Train { step: id(), why })?;
            total += slice;
        }
    }

    /// Counts steps of training from where the lanes are.
    fn count_anew(&mut self) {
        for running in &mut self.lanes {
            running.since = running.lane.trainer().step_count();
        }
    }

    fn put(&mut self, scene: Scene, replay: bool) -> Result<(), TrainError> {
        let wanted = scene
            .session
            .as_ref()
            .and_then(|session| session.experiments().ok());
        let mut old = std::mem::take(&mut self.lanes);
        for (name, experiment) in wanted.unwrap_or_default() {
            let known = old.iter().position(|running| {
                let own = running.lane.trainer().experiment();
                !replay && running.name == name && own.restart_key(&experiment).is_none()
            });
            let running = match known {
                Some(place) => {
                    let mut running = old.swap_remove(place);
                    running.lane.tune(&experiment);
                    running
                }
                None => self.started(name, &experiment)?,
            };
            self.lanes.push(running);
        }
        self.scene = scene;
        Ok(())
    }

    fn started(&mut self, name: String, experiment: &Experiment) -> Result<Running, TrainError> {
        let same = |known: &Experiment| {
            known.data == experiment.data && known.seeds.data == experiment.seeds.data
        };
        let known = self.datasets.iter().find(|(known, _)| same(known));
        let dataset = match known {
            Some((_, dataset)) => Arc::clone(dataset),
            None => {
                let dataset = lane::load(experiment)?;
                self.datasets
                    .push((experiment.clone(), Arc::clone(&dataset)));
                dataset
            }
        };
        let mut lane = Lane::new(experiment, dataset)?;
        lane.set_threads(self.threads);
        lane.log();
        Ok(Running {
            name,
            lane,
            since: 0,
        })
    }

    /// Trains every lane for so many steps, and measures it now and then.
    fn train(&mut self, steps: u64) -> Result<(), TrainError> {
        for running in &mut self.lanes {
            let lane = &mut running.lane;
            let until = lane.trainer().step_count() + steps;
            while lane.trainer().step_count() < until {
                let next = (lane.trainer().step_count() + SLICE).min(until);
                while lane.trainer().step_count() < next {
                    lane.step()?;
                }
                lane.begin_refresh();
                while !lane.refresh_part() {}
                lane.log();
            }
        }
        Ok(())
    }
}
