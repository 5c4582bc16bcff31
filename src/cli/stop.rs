//! Ctrl+C and SIGTERM while a run is trained: what was trained until then is written. A second one ends the program at once.

use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use signal_hook::{
    consts::{SIGINT, SIGTERM},
    flag,
};

/// The signal that asks for an end; 0 where none has come.
static ASKED: OnceLock<Arc<AtomicUsize>> = OnceLock::new();

/// From now on a signal only asks for an end.
pub fn listen() {
    ASKED.get_or_init(|| {
        let asked = Arc::new(AtomicUsize::new(0));
        let once = Arc::new(AtomicBool::new(false));
        for signal in [SIGINT, SIGTERM] {
            // In this order the first one finds nothing and the second one what the first has left. Where a signal cannot be
            // caught it ends the program, as ever.
            flag::register_conditional_shutdown(signal, 128 + signal, Arc::clone(&once)).ok();
            flag::register(signal, Arc::clone(&once)).ok();
            flag::register_usize(signal, Arc::clone(&asked), signal as usize).ok();
        }
        asked
    });
}

/// The signal that asks for an end, if one has come.
pub fn asked() -> Option<u8> {
    let signal = ASKED.get()?.load(Ordering::Relaxed);
    u8::try_from(signal).ok().filter(|signal| *signal > 0)
}
