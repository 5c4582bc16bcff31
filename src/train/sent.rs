//! Commands and snapshots on the wire, between the window and a training that shares no memory with it.
//!
//! A data set is not sent: both sides make it of the same experiment, to the same bits.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use toml::{Table, Value};

use super::evidence::{BothEvidence, Evidence};
use super::experiment::Experiment;
use super::health::Health;
use super::instruction::{Instruction, Start, State};
use super::limit::Limit;
use super::look::Look;
use super::metrics::{AngleStats, Metrics};
use super::named::Named;
use super::running::not_loaded;
use super::session::{LaneSpec, Session, described};
use super::shelf::Shelf;
use super::snapshot::{CurvePoint, Directions, Snapshot, Status};
use super::turn::{Towards, Turn, Turns};
use super::wire::{Wire, wire};
use crate::data::Dataset;
use crate::verify::{Accuracy, Degrees, Operating, Roc, Verification};

/// What the window sends.
#[derive(Debug)]
pub enum ToTraining {
    /// The first of all.
    Start(Start),
    /// A command.
    Instruction(Instruction),
    /// A file that a person has opened, which experiments may name from now on.
    File(PathBuf, Vec<u8>),
}

wire! {
    AngleStats { mean, std, p95 }
    Metrics {
        loss, train_accuracy, test_accuracy, angle_to_own_deg, nearest_classes_deg, nearest_pair, margin_satisfied, fisher_score,
        spread_deg, mean_norm, beyond_pi,
    }
    CurvePoint { step, loss, train_accuracy, test_accuracy, own_angle }
    Limit { lane, run, since, steps }
    Turns { made, refused }
    Operating { degrees, far, tar }
    Roc { auc, eer, at_eer, balanced_accuracy, at_far, points }
    Accuracy { folds, mean, std }
    Degrees { positives, negatives }
    Verification { positives, negatives, roc, accuracy, degrees }
    Evidence { unseen, samples, classes, verification }
    BothEvidence { seen, unseen }
    Turn { lane, run, step, class, to }
    Start { session, playing, stop_at, endless }
}

impl Wire for ToTraining {
    fn put(&self, to: &mut Vec<u8>) {
        match self {
            Self::Start(start) => {
                0_u8.put(to);
                start.put(to);
            }
            Self::Instruction(instruction) => {
                1_u8.put(to);
                instruction.put(to);
            }
            Self::File(path, bytes) => {
                2_u8.put(to);
                path.display().to_string().put(to);
                to.extend_from_slice(bytes);
            }
        }
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        Some(match u8::take(from)? {
            0 => Self::Start(Wire::take(from)?),
            1 => Self::Instruction(Wire::take(from)?),
            2 => Self::File(String::take(from)?.into(), std::mem::take(from).to_vec()),
            _ => return None,
        })
    }
}

impl Wire for Instruction {
    fn put(&self, to: &mut Vec<u8>) {
        let number: u8 = match self {
            Self::Play => 0,
            Self::Pause => 1,
            Self::Step => 2,
            Self::Steps(_) => 3,
            Self::Replay => 4,
            Self::Continue => 5,
            Self::LockStep(_) => 6,
            Self::Apply(_) => 7,
            Self::Called(_) => 8,
            Self::Turn(_) => 9,
            Self::Limit(_) => 10,
            Self::GiveWay => 11,
            Self::Reread => 12,
        };
        number.put(to);
        match self {
            Self::Steps(steps) => steps.put(to),
            Self::LockStep(on) => on.put(to),
            Self::Apply(session) => session.put(to),
            Self::Called(id) => id.put(to),
            Self::Turn(turn) => turn.put(to),
            Self::Limit(limits) => limits.put(to),
            Self::Play
            | Self::Pause
            | Self::Step
            | Self::Replay
            | Self::Continue
            | Self::GiveWay
            | Self::Reread => {}
        }
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        Some(match u8::take(from)? {
            0 => Self::Play,
            1 => Self::Pause,
            2 => Self::Step,
            3 => Self::Steps(Wire::take(from)?),
            4 => Self::Replay,
            5 => Self::Continue,
            6 => Self::LockStep(Wire::take(from)?),
            7 => Self::Apply(Wire::take(from)?),
            8 => Self::Called(Wire::take(from)?),
            9 => Self::Turn(Wire::take(from)?),
            10 => Self::Limit(Wire::take(from)?),
            11 => Self::GiveWay,
            12 => Self::Reread,
            _ => return None,
        })
    }
}

impl Wire for Towards {
    fn put(&self, to: &mut Vec<u8>) {
        match self {
            Self::Direction(direction) => Some(direction.clone()).put(to),
            Self::Back => None::<Vec<f64>>.put(to),
        }
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        let direction: Option<Vec<f64>> = Wire::take(from)?;
        Some(direction.map_or(Self::Back, Self::Direction))
    }
}

/// What trains of a session: its id, its experiment and its lanes, whether or not they could be a file.
impl Wire for Session {
    fn put(&self, to: &mut Vec<u8>) {
        self.id.put(to);
        self.base.put(to);
        self.lanes.put(to);
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        Some(Self {
            id: Wire::take(from)?,
            base: Wire::take(from)?,
            lanes: Wire::take(from)?,
            show: Vec::new(),
            look: Look::default(),
            named: Named::default(),
        })
    }
}

impl Wire for LaneSpec {
    fn put(&self, to: &mut Vec<u8>) {
        self.name.put(to);
        // As text, for a value has many forms; a table has one of them a line.
        let value = |(key, value): &(String, Value)| {
            let only = Table::from_iter([("value".to_owned(), value.clone())]);
            (key.clone(), only.to_string())
        };
        self.overrides.iter().map(value).collect::<Vec<_>>().put(to);
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        let name = Wire::take(from)?;
        let overrides: Vec<(String, String)> = Wire::take(from)?;
        let value = |(key, text): (String, String)| {
            let mut only: Table = toml::from_str(&text).ok()?;
            Some((key, only.remove("value")?))
        };
        Some(Self {
            name,
            overrides: overrides.into_iter().map(value).collect::<Option<_>>()?,
        })
    }
}

impl Wire for Experiment {
    fn put(&self, to: &mut Vec<u8>) {
        Session::of(self, &Look::default()).to_toml().put(to);
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        let table: Table = toml::from_str(&String::take(from)?).ok()?;
        described(&table).ok().map(|(experiment, _)| experiment)
    }
}

impl Wire for Status {
    fn put(&self, to: &mut Vec<u8>) {
        let number: u8 = match self {
            Self::Loading => 0,
            Self::Running => 1,
            Self::Paused => 2,
            Self::Done => 3,
            Self::Failed(_) => 4,
        };
        number.put(to);
        if let Self::Failed(why) = self {
            why.put(to);
        }
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        Some(match u8::take(from)? {
            0 => Self::Loading,
            1 => Self::Running,
            2 => Self::Paused,
            3 => Self::Done,
            4 => Self::Failed(Wire::take(from)?),
            _ => return None,
        })
    }
}

impl Wire for Directions {
    fn put(&self, to: &mut Vec<u8>) {
        (*self == Self::Means).put(to);
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        Some(match bool::take(from)? {
            true => Self::Means,
            false => Self::Weights,
        })
    }
}

impl Wire for Health {
    fn put(&self, to: &mut Vec<u8>) {
        // TOML has infinite numbers and NaN, and writes others so that they come back as they were.
        toml::to_string(self).unwrap_or_default().put(to);
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        toml::from_str(&String::take(from)?).ok()
    }
}

/// What the training sends: of each lane what has changed since the last time.
#[derive(Default)]
pub struct Sender {
    sent: Vec<Arc<Snapshot>>,
}

impl Sender {
    /// The state as bytes.
    pub fn state(&mut self, state: &State) -> Vec<u8> {
        let mut bytes = Vec::new();
        let to = &mut bytes;
        state.playing.put(to);
        state.turns.put(to);
        state.lanes.len().put(to);
        for (place, lane) in state.lanes.iter().enumerate() {
            let known = self.sent.get(place);
            match known.is_some_and(|known| Arc::ptr_eq(known, lane)) {
                true => false.put(to),
                false => {
                    true.put(to);
                    put(lane, known, to);
                }
            }
        }
        self.sent.clone_from(&state.lanes);
        bytes
    }
}

fn put(lane: &Snapshot, known: Option<&Arc<Snapshot>>, to: &mut Vec<u8>) {
    lane.lane.put(to);
    lane.run.put(to);
    lane.step.put(to);
    lane.epoch.put(to);
    lane.status.put(to);
    let same = known.is_some_and(|known| known.experiment == lane.experiment);
    (!same).then(|| lane.experiment.as_ref().clone()).put(to);
    (lane.dataset.classes() > 0).put(to);
    lane.features.put(to);
    lane.unseen.put(to);
    lane.training.put(to);
    lane.weights.put(to);
    lane.bias.put(to);
    lane.directions.put(to);
    lane.whole.put(to);
    lane.metrics.put(to);
    lane.cosines.put(to);
    lane.evidence.get().cloned().put(to);
    lane.health.put(to);
    (lane.tuned, lane.touched).put(to);
    lane.curve.put(to);
    lane.images_per_second.put(to);
    lane.parameters.put(to);
    lane.trouble.put(to);
}

/// What the window has of the training.
pub struct Receiver {
    state: Arc<State>,
    shelf: Shelf,
}

impl Receiver {
    /// What is shown before anything came: the session at its start.
    pub fn new(first: State) -> Self {
        Self {
            state: Arc::new(first),
            shelf: Shelf::default(),
        }
    }

    /// The newest state.
    pub fn state(&self) -> Arc<State> {
        Arc::clone(&self.state)
    }

    /// Shows the state of a training that is not apart.
    pub fn show(&mut self, state: &State) {
        self.state = Arc::new(state.clone());
    }

    /// Files may be others than when they were read.
    pub fn reread(&self) {
        self.shelf.forget();
    }

    /// Shows every lane as failed.
    pub fn break_off(&mut self, why: &str) {
        let mut state = State::clone(&self.state);
        for lane in &mut state.lanes {
            Arc::make_mut(lane).status = Status::Failed(why.to_owned());
        }
        state.playing = false;
        state.revision += 1;
        self.state = Arc::new(state);
    }

    /// Takes what the training has sent. What cannot be understood changes nothing.
    pub fn take(&mut self, mut bytes: &[u8]) -> Option<Arc<State>> {
        let from = &mut bytes;
        let shown = Arc::clone(&self.state);
        let (playing, turns) = (Wire::take(from)?, Wire::take(from)?);
        let count = usize::take(from)?;
        let mut lanes = Vec::new();
        for place in 0..count {
            let known = shown.lanes.get(place);
            lanes.push(match bool::take(from)? {
                false => Arc::clone(known?),
                true => Arc::new(self.snapshot(known, from)?),
            });
        }
        let state = Arc::new(State {
            playing,
            lanes,
            revision: shown.revision + 1,
            turns,
            moments: Vec::new(),
        });
        self.state = Arc::clone(&state);
        Some(state)
    }

    fn snapshot(&self, known: Option<&Arc<Snapshot>>, from: &mut &[u8]) -> Option<Snapshot> {
        let (lane, run, step) = (Wire::take(from)?, Wire::take(from)?, Wire::take(from)?);
        let (epoch, status) = (Wire::take(from)?, Wire::take(from)?);
        let experiment: Option<Arc<Experiment>> = Wire::take(from)?;
        let experiment = match experiment {
            Some(experiment) => experiment,
            None => Arc::clone(&known?.experiment),
        };
        let dataset = match bool::take(from)? {
            // A run that has begun anew may have read other files.
            true => self.dataset(&experiment, known.filter(|known| known.run == run)),
            false => not_loaded(&experiment.data.source).into(),
        };
        Some(Snapshot {
            lane,
            run,
            step,
            epoch,
            status,
            experiment,
            dataset,
            features: Wire::take(from)?,
            unseen: Wire::take(from)?,
            training: Wire::take(from)?,
            weights: Wire::take(from)?,
            bias: Wire::take(from)?,
            directions: Wire::take(from)?,
            whole: Wire::take(from)?,
            metrics: Wire::take(from)?,
            cosines: Wire::take(from)?,
            evidence: Arc::new(evidence(Wire::take(from)?)),
            health: Wire::take(from)?,
            tuned: Wire::take(from)?,
            touched: Wire::take(from)?,
            onto: None,
            curve: Wire::take(from)?,
            images_per_second: Wire::take(from)?,
            parameters: Wire::take(from)?,
            trouble: Wire::take(from)?,
        })
    }

    /// The data set that the lane has loaded too; empty where it cannot be made here.
    fn dataset(&self, experiment: &Experiment, known: Option<&Arc<Snapshot>>) -> Arc<Dataset> {
        let same = |known: &&Arc<Snapshot>| {
            known.dataset.classes() > 0
                && known.experiment.data == experiment.data
                && known.experiment.seeds.data == experiment.seeds.data
                && known.experiment.request().as_features == experiment.request().as_features
        };
        match known.filter(same) {
            Some(known) => Arc::clone(&known.dataset),
            None => {
                let loaded = self.shelf.load(experiment);
                loaded.unwrap_or_else(|_| not_loaded(&experiment.data.source).into())
            }
        }
    }
}

fn evidence(known: Option<BothEvidence>) -> OnceLock<BothEvidence> {
    known.map_or_else(OnceLock::new, OnceLock::from)
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::train::preset_ids;
    use crate::train::training::Training;

    fn arrives<T: Wire>(value: &T) -> T {
        let mut bytes = Vec::new();
        value.put(&mut bytes);
        let mut from = bytes.as_slice();
        let taken = T::take(&mut from).unwrap();
        assert!(from.is_empty());
        taken
    }

    #[test]
    fn every_preset_trains_the_same_where_it_arrives() {
        for id in preset_ids() {
            let session = Session::preset(id).unwrap();
            let taken = arrives(&session);
            assert_eq!(taken.experiments(), session.experiments(), "{id}");
            assert_eq!((taken.id, taken.lanes), (session.id, session.lanes));
        }
    }

    #[test]
    fn every_command_arrives() {
        let turn = |to| Turn {
            lane: "circle".to_owned(),
            run: 2,
            step: 70,
            class: 3,
            to,
        };
        let commands = [
            Instruction::Play,
            Instruction::Pause,
            Instruction::Step,
            Instruction::Steps(7),
            Instruction::Limit(vec![Limit {
                lane: "circle".to_owned(),
                run: 2,
                since: 70,
                steps: 30,
            }]),
            Instruction::Replay,
            Instruction::Continue,
            Instruction::GiveWay,
            Instruction::Reread,
            Instruction::LockStep(true),
            Instruction::Apply(Session::of(&Experiment::default(), &Look::default())),
            Instruction::Called("other".to_owned()),
            Instruction::Turn(turn(Towards::Direction(vec![0.1, -0.2]))),
            Instruction::Turn(turn(Towards::Back)),
        ];
        for command in commands {
            let told = format!("{command:?}");
            // Titles are made of the names of lanes where the session is shown, and not sent.
            let cut = |text: &str| text.split("named: ").next().map(str::to_owned);
            let message = ToTraining::Instruction(command);
            let ToTraining::Instruction(taken) = arrives(&message) else {
                panic!("another message: {told}");
            };
            assert_eq!(cut(&format!("{taken:?}")), cut(&told));
        }
        let file = arrives(&ToTraining::File("a/b.csv".into(), vec![1, 2, 3]));
        assert!(
            matches!(file, ToTraining::File(path, bytes) if path.ends_with("b.csv") && bytes == [1, 2, 3])
        );
    }

    fn start(session: Session) -> Start {
        Start {
            session,
            playing: true,
            stop_at: Some(40),
            endless: true,
        }
    }

    /// Trains, and holds what a window that is apart has of it against what there is, at every publication. Returns how
    /// often something was published.
    fn check(session: Session, commands: &mut dyn FnMut(&State) -> Vec<Instruction>) -> usize {
        let published: Arc<Mutex<Vec<State>>> = Arc::default();
        let own = Arc::clone(&published);
        let publish = move |state| own.lock().unwrap().push(state);
        let (mut training, first) = Training::new(arrives(&start(session)), Box::new(publish));
        let (mut sender, mut receiver) = (Sender::default(), Receiver::new(first));
        let mut count = 0;
        while training.has_work() {
            training.work();
            let states = std::mem::take(&mut *published.lock().unwrap());
            for state in states {
                let shown = receiver.take(&sender.state(&state)).unwrap();
                assert_eq!(shown.lanes.len(), state.lanes.len());
                for (shown, trained) in shown.lanes.iter().zip(&state.lanes) {
                    same(shown, trained);
                }
                count += 1;
                let commands = commands(&shown);
                let rereads = |command: &Instruction| matches!(command, Instruction::Reread);
                if commands.iter().any(rereads) {
                    receiver.reread();
                }
                if !commands.is_empty() {
                    training.obey_all(commands);
                }
            }
        }
        count
    }

    fn same(shown: &Snapshot, trained: &Snapshot) {
        assert_eq!(shown.dataset.test, trained.dataset.test);
        assert_eq!(shown.dataset.class_names, trained.dataset.class_names);
        // As texts, for what is not known is NaN; without the data set, which is long.
        let told = |snapshot: &Snapshot| {
            let mut snapshot = snapshot.clone();
            snapshot.dataset = not_loaded("").into();
            format!("{snapshot:?}")
        };
        assert_eq!(told(shown), told(trained));
    }

    #[test]
    fn what_is_shown_apart_is_what_was_trained() {
        for id in ["blobs", "open-set", "sphereface-pairs", "cosface-toy"] {
            let session = Session::preset(id).unwrap();
            assert!(check(session, &mut |_| Vec::new()) > 0, "{id}");
        }
    }

    #[test]
    fn lanes_that_come_and_go_are_those_that_train() {
        let mut session = Session::preset("blobs").unwrap();
        let mut others = vec!["rings", "blobs", "fashion-circle"];
        check(session.clone(), &mut |state| {
            let at_end = state.lanes.iter().all(|lane| lane.step == 40);
            let next = at_end.then(|| others.pop()).flatten();
            let next = next.map(|id| {
                let mut next = Session::preset(id).unwrap();
                next.lanes
                    .extend(session.lanes.drain(..).map(|lane| LaneSpec {
                        name: format!("{}-{id}", lane.name),
                        ..lane
                    }));
                next.lanes.truncate(2);
                session.lanes.push(next.lanes[0].clone());
                Instruction::Apply(next)
            });
            next.into_iter().collect()
        });
        assert!(others.is_empty());
    }

    #[test]
    fn files_that_were_changed_are_read_anew_on_both_sides() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("points.csv");
        let row = |i: usize| format!("{i},{},{}\n", i * i % 7, ["a", "b"][i % 2]);
        let write = |rows: usize| {
            let rows: String = (0..rows).map(row).collect();
            std::fs::write(&path, format!("x,y,kind\n{rows}")).unwrap();
        };
        write(60);
        let session = Session::on("table", &path.display().to_string(), None).unwrap();
        let mut sizes = vec![90, 60];
        check(session, &mut |state| {
            let lane = &state.lanes[0];
            let samples = lane.dataset.train.labels.len() + lane.dataset.test.labels.len();
            if lane.step < 40 || sizes.last() != Some(&samples) {
                return Vec::new();
            }
            sizes.pop();
            match sizes.last() {
                Some(rows) => write(*rows),
                // Nothing has changed: it goes on.
                None => assert_eq!(lane.run, 1),
            }
            // As the window sends them.
            vec![Instruction::Reread, Instruction::Play]
        });
        assert!(sizes.is_empty());
    }

    #[test]
    fn a_training_that_breaks_down_says_why_in_every_lane() {
        let session = Session::preset("fashion").unwrap();
        let (_, first) = Training::new(start(session), Box::new(|_| {}));
        let mut receiver = Receiver::new(first);
        receiver.break_off("out of memory");
        let state = receiver.state();
        assert!(!state.playing && state.lanes.len() == 2);
        for lane in &state.lanes {
            assert_eq!(lane.status, Status::Failed("out of memory".to_owned()));
        }
        // Half a message changes nothing.
        assert!(receiver.take(&[1, 0, 0]).is_none());
        receiver.show(&state);
        assert_eq!(receiver.state().revision, state.revision);
    }
}
