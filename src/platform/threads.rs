//! Threads, where there are some.

#[cfg(target_arch = "wasm32")]
pub use absent::Handle;
#[cfg(not(target_arch = "wasm32"))]
pub use std::thread::JoinHandle as Handle;

/// As many threads as work at a time: one a core, and one in a browser.
pub fn cores() -> usize {
    #[cfg(target_arch = "wasm32")]
    return 1;
    #[cfg(not(target_arch = "wasm32"))]
    std::thread::available_parallelism().map_or(1, usize::from)
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
