//! The only thread of training: takes commands, trains the lanes, publishes their state.

use std::iter::once;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError, channel};
use std::sync::{Arc, Mutex, PoisonError};

use super::instruction::{Instruction, Start, State, Wake};
use super::training::Training;
use crate::platform::clock::Duration;
use crate::platform::threads::{self, Handle};
use crate::text::t;

/// Training in the background. Dropping it ends the thread.
pub struct Worker {
    /// `None` only while dropping.
    commands: Option<Sender<Instruction>>,
    /// What is shown before anything was published.
    first: Arc<State>,
    latest: Arc<Mutex<Option<Arc<State>>>>,
    /// Whether somebody has looked at it since training was told.
    looked: Arc<AtomicBool>,
    thread: Option<Handle<()>>,
}

/// So often it is asked what came of a folder that is followed.
const FOLLOW_EVERY: Duration = Duration::from_millis(100);

impl Worker {
    /// Starts a thread that trains `start`'s session; `wake` is called there after every publication.
    pub fn spawn(start: Start, wake: Wake) -> Self {
        let (commands, inbox) = channel();
        let latest: Arc<Mutex<Option<Arc<State>>>> = Arc::default();
        let shown = Arc::clone(&latest);
        let publish = move |state| {
            *shown.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(state));
            wake();
        };
        let (training, mut first) = Training::new(start, Box::new(publish));
        let looked: Arc<AtomicBool> = Arc::default();
        let looks = Arc::clone(&looked);
        let thread = threads::spawn("training", move || run(training, &inbox, &looks));
        if thread.is_none() {
            first.fail(t("no-thread"));
        }
        Self {
            commands: Some(commands),
            first: Arc::new(first),
            latest,
            looked,
            thread,
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
        self.looked.store(true, Ordering::Relaxed);
        let latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(latest.as_ref().unwrap_or(&self.first))
    }

    /// What is to be said of how it trains, once: nothing, where it is as it should be.
    pub fn trouble(&self) -> Option<String> {
        None
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

fn run(mut training: Training, inbox: &Receiver<Instruction>, looked: &AtomicBool) {
    loop {
        if looked.swap(false, Ordering::Relaxed) {
            training.look();
        }
        match catch_unwind(AssertUnwindSafe(|| round(&mut training, inbox))) {
            Ok(true) => {}
            Ok(false) => return,
            // What was shown last stays, should this fail as well.
            Err(panic) => {
                let _ = catch_unwind(AssertUnwindSafe(|| training.break_off(&*panic)));
            }
        }
    }
}

/// Obeys all commands that wait, or trains for a slice of time where there is none. Returns whether the thread goes on.
fn round(training: &mut Training, inbox: &Receiver<Instruction>) -> bool {
    let idle = !training.has_work();
    training.follow();
    training.tidy();
    let follows = training.follows().then_some(FOLLOW_EVERY);
    let again = follows.into_iter().chain(training.tidies_in()).min();
    match next(inbox, idle.then_some(again), training.rest()) {
        Received::Closed => return false,
        Received::Nothing => {}
        Received::Empty => training.work(),
        Received::Instruction(first) => {
            training.obey_all(once(first).chain(inbox.try_iter()).collect());
        }
    }
    true
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

/// The next command: where there is nothing to do, `idle` says for how long at most it is waited for.
fn next(inbox: &Receiver<Instruction>, idle: Option<Option<Duration>>, rest: Duration) -> Received {
    let wait = |time, then| match inbox.recv_timeout(time) {
        Ok(command) => Received::Instruction(command),
        Err(RecvTimeoutError::Timeout) => then,
        Err(RecvTimeoutError::Disconnected) => Received::Closed,
    };
    match idle {
        Some(Some(again)) => return wait(again, Received::Nothing),
        Some(None) => return inbox.recv().map_or(Received::Closed, Received::Instruction),
        None => {}
    }
    if !rest.is_zero() {
        return wait(rest, Received::Empty);
    }
    match inbox.try_recv() {
        Ok(command) => Received::Instruction(command),
        Err(TryRecvError::Empty) => Received::Empty,
        Err(TryRecvError::Disconnected) => Received::Closed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_there_is_nothing_to_do_a_command_is_waited_for_as_long_as_nothing_is_due() {
        let (commands, inbox) = channel();
        let due = Some(Some(Duration::from_millis(1)));
        assert!(matches!(
            next(&inbox, due, Duration::ZERO),
            Received::Nothing
        ));
        commands.send(Instruction::Play).unwrap();
        let waited = next(&inbox, Some(None), Duration::ZERO);
        assert!(matches!(waited, Received::Instruction(Instruction::Play)));
        drop(commands);
        assert!(matches!(
            next(&inbox, Some(None), Duration::ZERO),
            Received::Closed
        ));
    }
}
