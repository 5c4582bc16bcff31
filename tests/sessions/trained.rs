//! The worker and the session that it trains, under whatever is asked of them.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc::{Receiver, channel},
    },
};

use marginscope::train::{
    Edit, Experiment, Instruction, KeyError, Scope, Session, Snapshot, Start, State, Status,
    Towards, Turn, Worker,
};
use proptest_state_machine::StateMachineTest;

use super::{
    bits,
    changes::{refused, why_fails},
    reach::{Reach, wanted},
    runs::{self, Done},
    trained_model::{Act, Model, STOP, session},
};

/// How many lanes that rested were made again from their experiments alone.
pub static MADE_AGAIN: AtomicU64 = AtomicU64::new(0);

/// What was sent since everything was last at rest.
#[derive(Default)]
struct Sent {
    /// Other settings, or all lanes from their start again.
    began: usize,
    /// All lanes from their start.
    replayed: usize,
    /// Anything that lets lanes go on.
    moved: bool,
}

pub struct Trained {
    worker: Worker,
    wakes: Receiver<()>,
    session: Session,
    past: Vec<Session>,
    future: Vec<Session>,
    /// Turns of directions that no lane has: they are refused, in their turn, and so say that all before was obeyed.
    turns: u64,
    /// The furthest run and step that each lane was seen at.
    seen: BTreeMap<String, (u64, u64)>,
    /// What was published last.
    last: Option<Arc<State>>,
    /// The highest run that was at rest.
    highest: u64,
    /// All as it last was at rest, and the session of then.
    rested: Option<(Arc<State>, Session)>,
    sent: Sent,
    reach: Reach,
    lifted: bool,
}

fn scope(session: &Session, of: Option<usize>) -> Scope {
    of.map_or(Scope::All, |lane| Scope::One(lane % session.lanes.len()))
}

impl Trained {
    fn new(model: &Model) -> Self {
        let session = session(model.opened);
        let (send, wakes) = channel();
        let start = Start {
            session: session.clone(),
            playing: model.playing,
            stop_at: Some(STOP),
            endless: false,
        };
        let wake = move || {
            let _ = send.send(());
        };
        Self {
            worker: Worker::spawn(start, Box::new(wake)),
            wakes,
            past: Vec::new(),
            future: Vec::new(),
            turns: 0,
            seen: BTreeMap::new(),
            last: None,
            highest: 0,
            rested: None,
            sent: Sent::default(),
            reach: Reach::new(&session, model.playing),
            session,
            lifted: false,
        }
    }

    fn act(&mut self, act: &Act, model: &Model) {
        match act {
            Act::Change(of, change) => {
                let scope = scope(&self.session, *of);
                let edits = change.edits(&model.before, *of);
                self.change(model, |session| {
                    edits.iter().try_for_each(|(key, value)| {
                        session.apply(&Edit::new(scope, key.clone(), value.clone()))
                    })
                })
                .unwrap();
            }
            Act::Refused(of, which) => {
                let (key, value, expect) = refused(*which);
                let edit = Edit::new(scope(&self.session, *of), key, value);
                let why = self
                    .change(model, |session| session.apply(&edit))
                    .unwrap_err()
                    .to_string();
                assert!(
                    why.contains(expect) && why.contains(key),
                    "{why}: expected {expect}"
                );
            }
            Act::Duplicate(lane) => {
                let place = lane % self.session.lanes.len();
                let full = self.session.lanes.len() == marginscope::train::MOST_BY_HAND;
                let done = self.change(model, |session| session.duplicate(place).map(drop));
                assert_eq!(done.is_err(), full, "{done:?}");
            }
            Act::Rename(lane) => {
                let place = lane % self.session.lanes.len();
                let name = model.lanes.all[place].name.clone().unwrap();
                self.change(model, |session| session.rename(place, &name))
                    .unwrap();
            }
            Act::Remove(lane) => {
                let place = lane % self.session.lanes.len();
                let last = self.session.lanes.len() == 1;
                let done = self.change(model, |session| session.remove(place));
                assert_eq!(done.is_err(), last, "{done:?}");
            }
            Act::Undo => self.travel(true),
            Act::Redo => self.travel(false),
            Act::Open(place) => self.leave(model, session(*place)),
            Act::Play => {
                self.sent.moved = true;
                self.reach.play();
                self.send(Instruction::Play);
            }
            Act::Pause => {
                self.reach.pause();
                self.send(Instruction::Pause);
            }
            Act::Steps(steps) => {
                let steps = *steps;
                self.sent.moved = true;
                self.reach.steps(steps, self.lifted);
                self.send(Instruction::Steps(steps));
            }
            Act::Replay => {
                self.sent.began += 1;
                self.sent.replayed += 1;
                self.reach.replay();
                self.send(Instruction::Replay);
            }
            Act::LockStep(on) => self.send(Instruction::LockStep(*on)),
            Act::Continue => {
                self.lifted = true;
                self.sent.moved = true;
                self.reach.play();
                self.send(Instruction::Continue);
            }
            Act::Look => self.look(model),
        }
    }

    /// Changes the session; what is refused changes nothing.
    fn change(
        &mut self,
        model: &Model,
        change: impl FnOnce(&mut Session) -> Result<(), KeyError>,
    ) -> Result<(), KeyError> {
        let mut changed = self.session.clone();
        let done = change(&mut changed);
        match &done {
            Ok(()) => self.leave(model, changed),
            Err(_) => assert_eq!(changed, self.session, "what was refused changed something"),
        }
        done
    }

    fn leave(&mut self, model: &Model, session: Session) {
        if !model.left {
            let same = session.experiments() == self.session.experiments();
            assert!(same, "nothing was to change");
            return;
        }
        let before = std::mem::replace(&mut self.session, session);
        self.future.clear();
        self.apply(&before);
        self.past.push(before);
    }

    fn travel(&mut self, back: bool) {
        let (from, to) = match back {
            true => (&mut self.past, &mut self.future),
            false => (&mut self.future, &mut self.past),
        };
        if let Some(session) = from.pop() {
            let before = std::mem::replace(&mut self.session, session);
            to.push(before.clone());
            self.apply(&before);
        }
    }

    /// Has the worker take over the session, which was another one before.
    fn apply(&mut self, before: &Session) {
        self.sent.began += 1;
        self.reach.apply(before, &self.session);
        self.send(Instruction::Apply(self.session.clone()));
    }

    fn send(&mut self, instruction: Instruction) {
        self.worker.send(instruction);
        let state = self.worker.latest();
        self.observe(&state);
    }

    /// What holds of anything that is published, whenever.
    fn observe(&mut self, state: &Arc<State>) {
        if let Some(last) = &self.last {
            assert!(
                state.revision >= last.revision,
                "an older state was published"
            );
            // A lane may be called now what another one was called that is gone.
            let has = |name: &str| state.lanes.iter().any(|lane| lane.lane == name);
            let renamed = |run: u64| {
                last.lanes
                    .iter()
                    .any(|old| old.run <= run && !has(&old.lane))
            };
            self.seen.retain(|name, (run, _)| {
                let mut lanes = state.lanes.iter();
                !lanes.any(|lane| lane.lane == *name && lane.run < *run && renamed(lane.run))
            });
        }
        self.last = Some(Arc::clone(state));
        for lane in &state.lanes {
            let what = format!(
                "lane {} of run {} at step {}",
                lane.lane, lane.run, lane.step
            );
            let (run, step) = self.seen.get(&lane.lane).copied().unwrap_or_default();
            assert!(lane.run >= run, "{what}: run {run} was there before");
            // What loads or has failed shows the run before.
            let own = lane.status != Status::Loading && !matches!(lane.status, Status::Failed(_));
            let least = if own { lane.step } else { 0 };
            assert!(
                !own || lane.run > run || lane.step >= step,
                "{what}: step {step} was there before"
            );
            let furthest = if lane.run > run {
                least
            } else {
                least.max(step)
            };
            self.seen.insert(lane.lane.clone(), (lane.run, furthest));
            let finite = lane
                .features
                .iter()
                .chain(lane.weights.iter())
                .all(|x| x.is_finite());
            assert!(finite, "{what} shows no numbers");
            let rows = lane.features.nrows();
            assert!(
                rows == 0 || rows == lane.dataset.test.labels.len(),
                "{what} has {rows} features"
            );
        }
    }

    /// Waits until all that was sent is obeyed and every lane rests.
    fn rest(&mut self, model: &Model) -> Arc<State> {
        self.turns += 1;
        self.worker.send(Instruction::Turn(Turn {
            lane: String::new(),
            run: 0,
            step: 0,
            class: 0,
            to: Towards::Back,
        }));
        loop {
            let state = self.worker.latest();
            self.observe(&state);
            if state.turns.answered() == self.turns && self.rests(&state, model) {
                return state;
            }
            if self.wakes.recv_timeout(super::patience()).is_err() {
                let lanes = state.lanes.iter();
                let lanes: Vec<_> = lanes
                    .map(|lane| (&lane.lane, lane.run, lane.step, &lane.status))
                    .collect();
                panic!("never came to rest: {lanes:?}, playing: {}", model.playing);
            }
        }
    }

    fn rests(&self, state: &State, model: &Model) -> bool {
        let experiments = self.session.experiments().unwrap();
        let rests = |(lane, (name, experiment)): (&Arc<Snapshot>, &(String, Experiment))| {
            let ended = match (&lane.status, why_fails(experiment).is_some()) {
                (Status::Failed(_), fails) => return fails && lane.lane == *name,
                (_, true) => false,
                (Status::Done, false) => true,
                (status, false) => *status == Status::Paused && !model.playing,
            };
            let there = lane.lane == *name && *lane.experiment == *experiment;
            ended && there && lane.whole && (model.playing || self.reach.is_there(name, lane.step))
        };
        state.lanes.len() == experiments.len()
            && state.playing == model.playing
            && state.lanes.iter().zip(&experiments).all(rests)
    }

    fn look(&mut self, model: &Model) {
        let state = self.rest(model);
        for (lane, plain) in state.lanes.iter().zip(&model.lanes.all) {
            match &lane.status {
                Status::Failed(why) => {
                    let path = plain.path().unwrap_or_default();
                    assert!(
                        !path.is_empty() && why.contains(path),
                        "{why}: expected {path}"
                    );
                }
                _ => {
                    self.check_step(lane, model.playing);
                    self.reach.arrived(lane);
                    let made = bits::check(lane, 200);
                    MADE_AGAIN.fetch_add(u64::from(made), Ordering::Relaxed);
                }
            }
        }
        if let Some((before, of)) = self.rested.take() {
            // Settings that others replace before they are looked at are skipped.
            if self.sent.began <= 1 {
                let done = Done {
                    applied: self.sent.began > self.sent.replayed,
                    replayed: self.sent.replayed == 1,
                };
                runs::check(self.highest, (&before, &of), (&state, &self.session), done);
            }
            self.check_kept(&before, &of, &state);
        }
        self.highest = state
            .lanes
            .iter()
            .map(|lane| lane.run)
            .max()
            .max(Some(self.highest))
            .unwrap_or(0);
        self.rested = Some((state, self.session.clone()));
        self.sent = Sent::default();
    }

    /// No lane is past the number of steps that it was to make, unless it was when that number was another.
    fn check_step(&self, lane: &Snapshot, playing: bool) {
        let wanted = wanted(&lane.experiment, self.lifted);
        let before = self.rested.iter().flat_map(|(state, _)| &state.lanes);
        let same = before.filter(|before| before.lane == lane.lane && before.run == lane.run);
        let most = same.map(|before| before.step.max(wanted)).max();
        let (what, step) = (format!("lane {} of run {}", lane.lane, lane.run), lane.step);
        if self.sent.began == 0 {
            let most = most.unwrap_or(wanted);
            assert!(
                step <= most,
                "{what} is at step {step}, expected at most {most}"
            );
        }
        assert!(
            !playing || step >= wanted,
            "{what} stands at step {step}, expected {wanted}"
        );
    }

    /// A lane that fails shows what it was last; nothing, where it is of another session.
    fn check_kept(&self, before: &State, of: &Session, now: &State) {
        let rested = !before.playing && !now.playing && self.sent.began <= 1 && !self.sent.moved;
        for lane in &now.lanes {
            let old = before
                .lanes
                .iter()
                .find(|old| old.lane == lane.lane && of.id == self.session.id);
            if let (Status::Failed(_), Some(old)) = (&lane.status, old)
                && rested
            {
                assert!(
                    lane.features == old.features,
                    "lane {} lost what it showed",
                    lane.lane
                );
                assert!(
                    lane.weights == old.weights,
                    "lane {} lost what it showed",
                    lane.lane
                );
            }
        }
    }
}

/// The machine whose steps the worker is put through.
pub struct TrainedTest;

impl StateMachineTest for TrainedTest {
    type SystemUnderTest = Trained;
    type Reference = Model;

    fn init_test(model: &Model) -> Trained {
        Trained::new(model)
    }

    fn apply(mut trained: Trained, model: &Model, act: Act) -> Trained {
        super::count();
        trained.act(&act, model);
        trained
    }

    fn check_invariants(trained: &Trained, model: &Model) {
        if let Some(why) = model.lanes.differ(&trained.session) {
            panic!("{why}");
        }
        let steps = |from: &[Session]| from.len();
        assert_eq!(
            (steps(&trained.past), steps(&trained.future)),
            (model.past.len(), model.future.len()),
            "steps back and forth"
        );
        let file = trained.session.named_for_file();
        let again = Session::parse(&file.id, &file.to_toml(), "again.toml").unwrap();
        let all = |session: &Session| -> Vec<_> {
            let lanes = session.experiments().unwrap().into_iter();
            lanes.map(|(_, experiment)| experiment).collect()
        };
        assert!(
            all(&again) == all(&trained.session),
            "it is read back as another one: {}",
            file.to_toml()
        );
    }

    fn teardown(mut trained: Trained, model: Model) {
        trained.look(&model);
    }
}
