//! The only thread and the only clock of training: takes commands, trains the lanes, publishes their state.

use std::any::Any;
use std::iter::once;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::lanes::{Lanes, Running};
use super::limit::Limit;
use super::session::Session;
use super::slice::slice;
use super::snapshot::{Snapshot, Status};
use super::together::{self, Together};
use super::turn::{Turn, Turns};

/// What the window asks for.
#[derive(Clone, Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "a few wait at a time, and a box would show in every place that sends one"
)]
pub enum Instruction {
    /// Let all lanes train.
    Play,
    /// Let them rest after the step that they are at.
    Pause,
    /// One step of every lane, then pause.
    Step,
    /// So many steps of every lane, then pause.
    Steps(u64),
    /// How far each lane trains until the next one of these; a lane that is not named trains on.
    Limit(Vec<Limit>),
    /// Start all lanes again from the same seeds.
    Replay,
    /// Let all lanes train, past the step that [`Start::stop_at`] names too.
    Continue,
    /// Whether lanes advance together, so that what is shown of them is of one step; from the start they do.
    LockStep(bool),
    /// Take over these settings: live ones in place, anything structural restarts the lane.
    Apply(Session),
    /// The session has this id from now on: it is no other one, and goes on.
    Called(String),
    /// Turn a class direction of a lane that rests, unless it has gone on since it was seen; [`State::turns`] answers.
    Turn(Turn),
}

/// What is shown: every lane's latest snapshot.
#[derive(Clone, Debug)]
pub struct State {
    /// Whether the lanes train.
    pub playing: bool,
    /// One for each lane, in the order of the session.
    pub lanes: Vec<Arc<Snapshot>>,
    /// Goes up at every change.
    pub revision: u64,
    /// How many turns of class directions were made and refused.
    pub turns: Turns,
    /// What was read so far of a run that goes on elsewhere, by rising step, thinned.
    pub moments: Vec<Arc<Snapshot>>,
}

/// Training in the background. Dropping it ends the thread.
pub struct Worker {
    /// `None` only while dropping.
    commands: Option<Sender<Instruction>>,
    latest: Arc<Mutex<Arc<State>>>,
    thread: Option<JoinHandle<()>>,
}

/// How training starts.
pub struct Start {
    /// What to train.
    pub session: Session,
    /// Whether it trains from the start.
    pub playing: bool,
    /// No lane goes past this step until it is told to.
    pub stop_at: Option<u64>,
    /// Lanes go on past the number of steps that their experiments name, until they are paused. The learning rate then
    /// stays where its schedule has left it.
    pub endless: bool,
}

/// Called after every publication, from the worker's thread: wakes the window.
pub type Wake = Box<dyn Fn() + Send + Sync>;

/// While training, at least so much time lies between two publications.
const PUBLISH_EVERY: Duration = Duration::from_millis(66);
/// So often it is asked what came of a folder that is followed.
const FOLLOW_EVERY: Duration = Duration::from_millis(100);

impl Worker {
    /// Starts a thread that trains `start`'s session; `wake` is called there after every publication.
    pub fn spawn(start: Start, wake: Wake) -> Self {
        let (commands, inbox) = channel();
        let lanes = Lanes::new(start.session, start.stop_at, start.endless);
        let first = State {
            playing: start.playing,
            lanes: lanes.snapshots(),
            revision: 0,
            turns: Turns::default(),
            moments: Vec::new(),
        };
        let latest = Arc::new(Mutex::new(Arc::new(first)));
        let training = TrainingThread {
            lanes,
            playing: start.playing,
            together: Some(Together::default()),
            turns: Turns::default(),
            latest: Arc::clone(&latest),
            published: None,
            wake,
        };
        let thread = std::thread::Builder::new().name("training".to_owned());
        Self {
            commands: Some(commands),
            latest,
            // Without a thread there is no training: the window then keeps saying that it is loading.
            thread: thread.spawn(move || training.run(&inbox)).ok(),
        }
    }

    /// Queues a command; never waits.
    pub fn send(&self, command: Instruction) {
        if let Some(commands) = &self.commands {
            // The receiver lives as long as the thread, and the thread as long as `self`.
            let _ = commands.send(command);
        }
    }

    /// The newest state; never waits for training.
    pub fn latest(&self) -> Arc<State> {
        Arc::clone(&self.latest.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.commands = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// The state of the training thread.
struct TrainingThread {
    lanes: Lanes,
    playing: bool,
    /// How lanes advance together; none where each runs as fast as it can.
    together: Option<Together>,
    turns: Turns,
    latest: Arc<Mutex<Arc<State>>>,
    /// When something was last published.
    published: Option<Instant>,
    wake: Wake,
}

impl TrainingThread {
    fn run(mut self, inbox: &Receiver<Instruction>) {
        loop {
            match catch_unwind(AssertUnwindSafe(|| self.round(inbox))) {
                Ok(true) => {}
                Ok(false) => return,
                Err(panic) => {
                    self.lanes.break_off(&internal_error(&*panic));
                    // What was shown last stays, should this fail as well.
                    let _ = catch_unwind(AssertUnwindSafe(|| self.publish()));
                }
            }
        }
    }

    /// Obeys all commands that wait, or trains for a slice of time where there is none. Returns whether the thread goes on.
    fn round(&mut self, inbox: &Receiver<Instruction>) -> bool {
        let idle = !self.lanes.has_work(self.playing);
        if self.lanes.follow() {
            self.publish();
        }
        match next(inbox, idle, self.lanes.follows()) {
            Received::Closed => return false,
            Received::Nothing => {}
            Received::Empty => self.work(),
            Received::Instruction(first) => {
                let waiting: Vec<Instruction> = once(first).chain(inbox.try_iter()).collect();
                newest_settings(waiting)
                    .into_iter()
                    .for_each(|command| self.obey(command));
                self.publish();
            }
        }
        true
    }

    fn work(&mut self) {
        let playing = self.playing;
        match &mut self.together {
            Some(together) if self.lanes.count() > 1 => {
                let plan = together.plan(&self.lanes, playing);
                let begun = Instant::now();
                self.lanes.each_in_parallel(&|running| {
                    guarded(running, |running| together::slice(running, playing, &plan));
                });
                together.learn(&mut self.lanes, begun.elapsed());
            }
            _ => self.lanes.each_in_parallel(&|running| {
                guarded(running, |running| slice(running, playing));
            }),
        }
        let due = self
            .published
            .is_none_or(|last| last.elapsed() >= PUBLISH_EVERY);
        if due || !self.lanes.has_work(playing) {
            self.publish();
        }
    }

    fn obey(&mut self, instruction: Instruction) {
        match instruction {
            Instruction::Play => self.playing = true,
            Instruction::Continue => {
                self.lanes.lift_limit();
                self.playing = true;
            }
            Instruction::LockStep(on) => self.together = on.then(Together::default),
            Instruction::Pause => self.playing = false,
            Instruction::Step => self.make_steps(1),
            Instruction::Steps(steps) => self.make_steps(steps),
            Instruction::Limit(limits) => self.lanes.limit(&limits),
            Instruction::Replay => self.lanes.restart_all(),
            Instruction::Apply(session) => self.lanes.apply(session),
            Instruction::Called(id) => self.lanes.call(id),
            Instruction::Turn(turn) => match self.lanes.turn(&turn) {
                true => self.turns.made += 1,
                false => self.turns.refused += 1,
            },
        }
    }

    fn make_steps(&mut self, steps: u64) {
        self.playing = false;
        self.lanes.ask_for_steps(steps);
    }

    fn publish(&mut self) {
        let playing = self.playing;
        self.lanes.show(playing);
        let mut latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        let revision = latest.revision + 1;
        *latest = Arc::new(State {
            playing,
            lanes: self.lanes.snapshots(),
            revision,
            turns: self.turns,
            moments: self.lanes.moments(),
        });
        drop(latest);
        self.published = Some(Instant::now());
        (self.wake)();
    }
}

/// The commands without those settings that the next command replaces: a dragged slider sends many, and only the last counts.
/// What stands between two settings was asked for under the first ones.
fn newest_settings(mut commands: Vec<Instruction>) -> Vec<Instruction> {
    let is_apply = |command: &Instruction| matches!(command, Instruction::Apply(_));
    let applies: Vec<bool> = commands.iter().map(is_apply).collect();
    let mut position = 0;
    commands.retain(|_| {
        let replaced = applies[position] && applies.get(position + 1) == Some(&true);
        position += 1;
        !replaced
    });
    commands
}

/// What came when the thread looked for a command.
#[expect(
    clippy::large_enum_variant,
    reason = "it is taken apart at once and never stored"
)]
enum Received {
    Instruction(Instruction),
    Empty,
    /// Nothing for a while, and there is nothing to do.
    Nothing,
    Closed,
}

fn next(inbox: &Receiver<Instruction>, idle: bool, follows: bool) -> Received {
    if idle && follows {
        return match inbox.recv_timeout(FOLLOW_EVERY) {
            Ok(command) => Received::Instruction(command),
            Err(RecvTimeoutError::Timeout) => Received::Nothing,
            Err(RecvTimeoutError::Disconnected) => Received::Closed,
        };
    }
    if idle {
        return inbox.recv().map_or(Received::Closed, Received::Instruction);
    }
    match inbox.try_recv() {
        Ok(command) => Received::Instruction(command),
        Err(TryRecvError::Empty) => Received::Empty,
        Err(TryRecvError::Disconnected) => Received::Closed,
    }
}

/// A slice of work on a lane; a panic in it becomes the lane's failure.
fn guarded(running: &mut Running, slice: impl FnOnce(&mut Running)) {
    if let Err(panic) = catch_unwind(AssertUnwindSafe(|| slice(running))) {
        running.break_off(internal_error(&*panic));
    }
}

fn internal_error(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    format!(
        "an internal error stopped this run: {}",
        text.unwrap_or("no message")
    )
}

/// Whether a status means that nothing more will happen by itself.
pub fn is_settled(status: &Status) -> bool {
    matches!(status, Status::Paused | Status::Done | Status::Failed(_))
}
