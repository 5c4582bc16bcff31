//! A few threads that work on the parts of one task together, again and again: nothing is spawned and nothing allocated
//! from task to task.
//!
//! Whoever is free takes the next part. Results never depend on who took which, or on how many there are: each part
//! has its own place to write to.

use std::any::Any;
use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use crate::platform::clock::{Duration, Instant};
use crate::platform::threads::{self, Handle};

/// How long one looks whether another thread is done, or has the next task, before one sleeps: longer than what a small step
/// does on one thread, so that nobody need be woken within it.
const PATIENCE: Duration = Duration::from_micros(if cfg!(miri) { 1 } else { 100 });
/// Looks between two at the clock: how long one takes differs tenfold among processors.
const LOOKS: u32 = 64;

/// The calling thread and its helpers.
pub struct Team {
    board: Arc<Board>,
    helpers: Vec<Handle<()>>,
}

/// Where tasks are announced.
#[derive(Default)]
struct Board {
    state: Mutex<State>,
    /// [`State::number`] and [`State::working`], to look at without the lock.
    announced: AtomicUsize,
    working: AtomicUsize,
    opened: Condvar,
    finished: Condvar,
}

#[derive(Default)]
struct State {
    task: Option<Task>,
    /// Goes up with each task: a helper takes part in each once.
    number: usize,
    /// Helpers that have begun.
    present: usize,
    /// Helpers that work on the task.
    working: usize,
    /// Helpers that sleep until the next one.
    sleeping: usize,
    /// Whether the caller sleeps until the last helper is done.
    awaited: bool,
    panic: Option<Box<dyn Any + Send>>,
    closed: bool,
}

/// A task with its lifetime forgotten. [`Team::run`] does not return before nobody works on it.
#[derive(Clone, Copy)]
struct Task {
    work: *const (dyn Fn(usize) + Sync),
    next: *const AtomicUsize,
    count: usize,
}

// SAFETY: what it points to is `Sync`, and lives until no helper works on it any more.
unsafe impl Send for Task {}

impl Task {
    /// Does parts until none is left.
    ///
    /// # Safety
    /// The task is open, or this thread is counted as working on it.
    unsafe fn work(self) {
        // SAFETY: the caller's.
        let (work, next) = unsafe { (&*self.work, &*self.next) };
        loop {
            let part = next.fetch_add(1, Ordering::Relaxed);
            if part >= self.count {
                return;
            }
            work(part);
        }
    }
}

impl Team {
    /// So many threads, the caller among them.
    pub fn new(threads: usize) -> Self {
        let board = Arc::<Board>::default();
        let helper = |_| {
            let board = Arc::clone(&board);
            // With fewer helpers the same is computed, later.
            threads::spawn("training helper", move || board.help())
        };
        let helpers: Vec<_> = (1..threads).filter_map(helper).collect();
        // What a thread takes for itself at its beginning is no part of any task.
        let mut state = board.lock();
        while state.present < helpers.len() {
            let woken = board.finished.wait(state);
            state = woken.unwrap_or_else(PoisonError::into_inner);
        }
        drop(state);
        Self { board, helpers }
    }

    /// Threads that work, the caller among them.
    pub fn threads(&self) -> usize {
        self.helpers.len() + 1
    }

    /// Calls `work` with every number below `count`, each once, and returns when all are done. A panic in one of them
    /// goes on here.
    pub fn run(&self, count: usize, work: &(dyn Fn(usize) + Sync)) {
        if self.helpers.is_empty() || count <= 1 {
            return (0..count).for_each(work);
        }
        let next = AtomicUsize::new(0);
        let work: *const (dyn Fn(usize) + Sync + '_) = work;
        let task = Task {
            // SAFETY: only the lifetime changes; `closing` ends the task before `work` ends.
            work: unsafe {
                std::mem::transmute::<
                    *const (dyn Fn(usize) + Sync + '_),
                    *const (dyn Fn(usize) + Sync),
                >(work)
            },
            next: &raw const next,
            count,
        };
        self.board.announce(task);
        let closing = Closing(&self.board);
        // SAFETY: the task is open until `closing` is dropped.
        unsafe { task.work() };
        drop(closing);
        let panic = self.board.lock().panic.take();
        if let Some(panic) = panic {
            resume_unwind(panic);
        }
    }

    /// Calls `work` with every item, each once.
    pub fn each<T: Send>(&self, items: &mut [T], work: impl Fn(usize, &mut T) + Sync) {
        let parts = Parts {
            first: items.as_mut_ptr(),
            items: PhantomData,
        };
        // SAFETY: `run` gives out every number below the length once, so that nobody else has this item.
        self.run(items.len(), &|i| work(i, unsafe { parts.item(i) }));
    }
}

impl Drop for Team {
    fn drop(&mut self) {
        let mut state = self.board.lock();
        state.closed = true;
        self.board
            .announced
            .store(state.number + 1, Ordering::Release);
        drop(state);
        self.board.opened.notify_all();
        for helper in self.helpers.drain(..) {
            let _ = helper.join();
        }
    }
}

/// A slice whose items go to different threads.
struct Parts<'a, T> {
    first: *mut T,
    items: PhantomData<&'a mut [T]>,
}

// SAFETY: items are `Send`, and each is given to one thread only.
unsafe impl<T: Send> Sync for Parts<'_, T> {}

impl<T> Parts<'_, T> {
    /// # Safety
    /// `i` is inside the slice and nobody else asks for it.
    #[expect(clippy::mut_from_ref, reason = "each item is asked for once")]
    unsafe fn item(&self, i: usize) -> &mut T {
        // SAFETY: the caller's.
        unsafe { &mut *self.first.add(i) }
    }
}

/// Ends the open task when dropped, after a panic too.
struct Closing<'a>(&'a Board);

impl Drop for Closing<'_> {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.task = None;
        if state.working > 0 {
            drop(state);
            look_until(|| self.0.working.load(Ordering::Acquire) == 0);
            state = self.0.lock();
        }
        while state.working > 0 {
            state.awaited = true;
            let woken = self.0.finished.wait(state);
            state = woken.unwrap_or_else(PoisonError::into_inner);
        }
        state.awaited = false;
    }
}

impl Board {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn announce(&self, task: Task) {
        let mut state = self.lock();
        state.task = Some(task);
        state.number += 1;
        let sleeping = state.sleeping > 0;
        self.announced.store(state.number, Ordering::Release);
        drop(state);
        // Nobody is called who is awake: a call of the system takes as long as a small part.
        if sleeping {
            self.opened.notify_all();
        }
    }

    /// What a helper does all its life.
    fn help(&self) {
        let mut seen = 0;
        self.lock().present += 1;
        self.finished.notify_all();
        while let Some(task) = self.next_task(&mut seen) {
            // SAFETY: `next_task` has counted this thread as working.
            let done = catch_unwind(AssertUnwindSafe(|| unsafe { task.work() }));
            let mut state = self.lock();
            state.working -= 1;
            self.working.store(state.working, Ordering::Release);
            if let Err(panic) = done {
                state.panic = Some(panic);
            }
            let awaited = state.awaited && state.working == 0;
            drop(state);
            if awaited {
                self.finished.notify_all();
            }
        }
    }

    /// Waits for a task that this helper has not worked on, or for the end.
    fn next_task(&self, seen: &mut usize) -> Option<Task> {
        look_until(|| self.announced.load(Ordering::Acquire) != *seen);
        let mut state = self.lock();
        loop {
            if state.closed {
                return None;
            }
            if let Some(task) = state.task.filter(|_| state.number != *seen) {
                *seen = state.number;
                state.working += 1;
                self.working.store(state.working, Ordering::Release);
                return Some(task);
            }
            // A task that was over before this helper looked is not waited for.
            *seen = state.number;
            state.sleeping += 1;
            let woken = self.opened.wait(state);
            state = woken.unwrap_or_else(PoisonError::into_inner);
            state.sleeping -= 1;
        }
    }
}

/// Waits for a short while without sleeping.
fn look_until(reached: impl Fn() -> bool) {
    let begun = Instant::now();
    loop {
        for _ in 0..LOOKS {
            if reached() {
                return;
            }
            std::hint::spin_loop();
        }
        if begun.elapsed() > PATIENCE {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(threads: usize, count: usize) {
        let team = Team::new(threads);
        assert_eq!(team.threads(), threads);
        let mut items = vec![0; count];
        // Miri looks at every access of every thread and takes its time.
        let rounds = if cfg!(miri) { 4 } else { 200 };
        for round in 1..rounds {
            team.each(&mut items, |i, item| *item += i);
            let expect: Vec<usize> = (0..count).map(|i| i * round).collect();
            assert_eq!(items, expect);
        }
    }

    #[test]
    fn every_part_is_done_once() {
        for threads in 1..5 {
            for count in [0, 1, 2, 7] {
                check(threads, count);
            }
        }
    }

    #[test]
    fn a_panic_in_a_part_goes_on_in_the_caller_and_the_team_stays_whole() {
        let team = Team::new(3);
        for part in 0..4 {
            let work = |i: usize| assert_ne!(i, part, "this one fails");
            let run = catch_unwind(AssertUnwindSafe(|| team.run(4, &work)));
            assert!(run.is_err(), "part {part}");
        }
        let sum = AtomicUsize::new(0);
        team.run(10, &|i| {
            sum.fetch_add(i, Ordering::Relaxed);
        });
        assert_eq!(sum.into_inner(), 45);
    }
}
