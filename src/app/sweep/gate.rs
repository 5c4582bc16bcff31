//! What holds the threads of a sweep: a pause, a cancel, and how many of them may work at a time.

use std::{
    ops::ControlFlow,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
};

/// Through which every thread of a sweep goes before every step.
#[derive(Debug, Default)]
pub struct Gate {
    now: Mutex<Now>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Now {
    paused: bool,
    over: bool,
    at_a_time: usize,
    /// The numbers of threads that have ended.
    ended: Vec<usize>,
}

impl Now {
    /// Whether the thread of this number waits: the sweep is paused, or so many before it work.
    fn holds(&self, thread: usize) -> bool {
        let ended = self.ended.iter().filter(|other| **other < thread).count();
        self.paused || thread - ended >= self.at_a_time
    }
}

impl Gate {
    /// Lets the thread of this number through, from 0; it waits while the sweep is paused or so many others work. Whether the
    /// sweep is over.
    pub fn pass(&self, thread: usize) -> ControlFlow<()> {
        let mut now = self.now();
        while !now.over && now.holds(thread) {
            now = self
                .changed
                .wait(now)
                .unwrap_or_else(PoisonError::into_inner);
        }
        match now.over {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    }

    /// The thread of this number has ended: another one may work.
    pub fn leave(&self, thread: usize) {
        self.now().ended.push(thread);
        self.changed.notify_all();
    }

    /// At most so many threads work from now on.
    pub fn allow(&self, at_a_time: usize) {
        if self.now().at_a_time != at_a_time {
            self.now().at_a_time = at_a_time;
            self.changed.notify_all();
        }
    }

    /// Holds all of them, or lets them go on.
    pub fn pause(&self, paused: bool) {
        self.now().paused = paused;
        self.changed.notify_all();
    }

    /// Whether they are held.
    pub fn is_paused(&self) -> bool {
        self.now().paused
    }

    /// No step more is made.
    pub fn give_up(&self) {
        self.now().over = true;
        self.changed.notify_all();
    }

    fn now(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::mpsc::{RecvTimeoutError, channel},
        time::Duration,
    };

    use super::*;

    #[test]
    fn a_thread_waits_until_it_is_let_through_or_the_sweep_is_over() {
        let gate = Gate::default();
        std::thread::scope(|scope| {
            for (thread, over) in [(0, false), (1, true)] {
                let (tell, told) = channel();
                let gate = &gate;
                scope.spawn(move || tell.send(gate.pass(thread)));
                let waits = told.recv_timeout(Duration::from_millis(20));
                assert_eq!(waits, Err(RecvTimeoutError::Timeout), "{thread}");
                gate.pause(true);
                gate.allow(1);
                gate.pause(false);
                if over {
                    let waits = told.recv_timeout(Duration::from_millis(20));
                    assert_eq!(waits, Err(RecvTimeoutError::Timeout), "one at a time");
                    gate.give_up();
                }
                assert_eq!(told.recv().unwrap().is_break(), over, "{thread}");
            }
        });
        gate.allow(8);
        assert!(gate.pass(0).is_break());
    }

    #[test]
    fn a_thread_takes_the_place_of_one_that_has_ended() {
        let gate = Gate::default();
        gate.allow(1);
        std::thread::scope(|scope| {
            let (tell, told) = channel();
            let gate = &gate;
            scope.spawn(move || tell.send(gate.pass(1)));
            let waits = told.recv_timeout(Duration::from_millis(20));
            assert_eq!(waits, Err(RecvTimeoutError::Timeout));
            gate.leave(0);
            assert!(told.recv().unwrap().is_continue());
        });
    }
}
