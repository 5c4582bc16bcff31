//! Work beside the window, which goes on meanwhile.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc::{Receiver, TryRecvError, channel},
};

use eframe::egui::Context;

use crate::{
    platform::threads,
    text::{language, within},
};

/// Work that goes on, and what a panic of it comes to.
pub struct Aside<T> {
    done: Receiver<T>,
    broken: fn() -> T,
}

impl<T: Send + 'static> Aside<T> {
    /// Does `work` on a thread of its own, in the language of this one, and wakes the window when it has ended. What a panic comes to says `broken`.
    pub fn start(
        ctx: &Context,
        work: impl FnOnce() -> T + Send + 'static,
        broken: fn() -> T,
    ) -> Self {
        let (tell, done) = channel();
        let ctx = ctx.clone();
        let spoken = language();
        let work = move || {
            within(spoken, || {
                let found = catch_unwind(AssertUnwindSafe(work));
                // Who closed the window does not listen any more.
                let _ = tell.send(found.unwrap_or_else(|_| broken()));
            });
            ctx.request_repaint();
        };
        // Where no thread can be had the channel closes at once, which is told like a panic.
        threads::beside("export", work);
        Self { done, broken }
    }

    /// What somebody else comes to, who tells it by the second. What it comes to when they never do says `broken`.
    #[cfg(target_arch = "wasm32")]
    pub fn awaited(ctx: &Context, broken: fn() -> T) -> (Self, impl Fn(T) + 'static) {
        let (tell, done) = channel();
        let ctx = ctx.clone();
        let tell = move |found| {
            let _ = tell.send(found);
            ctx.request_repaint();
        };
        (Self { done, broken }, tell)
    }

    /// What it came to, once it has ended.
    pub fn take(&self) -> Option<T> {
        match self.done.try_recv() {
            Ok(done) => Some(done),
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => Some((self.broken)()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_that_panics_comes_to_a_message() {
        fn check(work: fn() -> Result<u8, String>, expect: Result<u8, &str>) {
            let aside = Aside::start(&Context::default(), work, || Err("broken".to_owned()));
            let done = aside.done.recv().unwrap();
            assert_eq!(done, expect.map_err(str::to_owned));
        }
        check(|| Ok(7), Ok(7));
        check(|| panic!("a picture of nothing"), Err("broken"));
    }

    #[test]
    fn who_has_taken_what_it_came_to_hears_of_a_broken_one_next() {
        let aside = Aside::start(&Context::default(), || 1, || 2);
        while aside.take() != Some(1) {
            std::thread::yield_now();
        }
        // The thread may not have gone yet.
        let next = std::iter::from_fn(|| Some(aside.take())).flatten().next();
        assert_eq!(next, Some(2));
    }
}
