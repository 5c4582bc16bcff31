//! Threads, where there are some.

#[cfg(not(target_arch = "wasm32"))]
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

#[cfg(target_arch = "wasm32")]
pub use absent::Handle;
#[cfg(not(target_arch = "wasm32"))]
pub use std::thread::JoinHandle as Handle;

/// As many threads as work at a time: one a core, and one in a browser.
pub fn cores() -> usize {
    #[cfg(target_arch = "wasm32")]
    return 1;
    #[cfg(not(target_arch = "wasm32"))]
    {
        // Linux reads files to answer, and training asks in every slice.
        static CORES: OnceLock<usize> = OnceLock::new();
        *CORES.get_or_init(|| std::thread::available_parallelism().map_or(1, usize::from))
    }
}

/// Does `count` jobs on so many threads, the caller's among them: whoever is free takes the next one. Where the system has fewer
/// threads to spare it takes longer.
pub fn each(threads: usize, count: usize, work: &(dyn Fn(usize) + Sync)) {
    let next = AtomicUsize::new(0);
    let take = || {
        loop {
            let job = next.fetch_add(1, Ordering::Relaxed);
            if job >= count {
                return;
            }
            work(job);
        }
    };
    #[cfg(not(target_arch = "wasm32"))]
    std::thread::scope(|scope| {
        for _ in 1..threads.min(count) {
            if std::thread::Builder::new()
                .spawn_scoped(scope, take)
                .is_err()
            {
                break;
            }
        }
        take();
    });
    #[cfg(target_arch = "wasm32")]
    {
        let _ = threads;
        take();
    }
}

/// Does `work` on a thread of its own; `None` where none can be had.
#[cfg(not(target_arch = "wasm32"))]
pub fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Option<Handle<()>> {
    let thread = std::thread::Builder::new().name(name.to_owned());
    thread.spawn(work).ok()
}

/// A browser has none: `work` is never done.
#[cfg(target_arch = "wasm32")]
pub fn spawn(_name: &str, _work: impl FnOnce() + Send + 'static) -> Option<Handle<()>> {
    None
}

/// Does `work` beside the window: on a thread, or between two frames of a browser, which stands still for it. Where neither can
/// be had, `work` is dropped.
pub fn beside(name: &str, work: impl FnOnce() + Send + 'static) {
    #[cfg(target_arch = "wasm32")]
    {
        let _ = name;
        super::browser::timer::after(FRAME_MS, work);
    }
    #[cfg(not(target_arch = "wasm32"))]
    drop(spawn(name, work));
}

/// Long enough for a frame that says what is going on, milliseconds.
#[cfg(target_arch = "wasm32")]
const FRAME_MS: i32 = 50;

#[cfg(target_arch = "wasm32")]
mod absent {
    use std::convert::Infallible;
    use std::marker::PhantomData;

    /// What a thread would be joined by.
    pub struct Handle<T>(Infallible, PhantomData<T>);

    impl<T> Handle<T> {
        /// Waits for the thread that nobody has.
        ///
        /// # Errors
        /// Never.
        pub fn join(self) -> Result<T, Infallible> {
            match self.0 {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    #[test]
    fn every_job_is_done_once() {
        for (threads, count) in [(1, 5), (3, 1), (4, 100), (2, 0)] {
            let done = Mutex::new(Vec::new());
            each(threads, count, &|job| done.lock().unwrap().push(job));
            let mut done = done.into_inner().unwrap();
            done.sort_unstable();
            assert_eq!(done, (0..count).collect::<Vec<_>>());
        }
    }
}
