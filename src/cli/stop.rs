//! Ctrl+C, SIGTERM and the end of the terminal while a run is trained: what was trained until then is written. A second Ctrl+C
//! or SIGTERM ends the program at once.

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
        #[cfg(target_os = "linux")]
        if !is_ignored(signal_hook::consts::SIGHUP) {
            // It comes twice where a terminal is closed, from the system and from the shell: the second one asks for no more.
            let signal = signal_hook::consts::SIGHUP;
            flag::register(signal, once).ok();
            flag::register_usize(signal, Arc::clone(&asked), signal as usize).ok();
        }
        asked
    });
}

/// Whether who started the program has had it ignore a signal, as `nohup` does. Elsewhere nothing says so, and the end of the
/// terminal is the end of the program there unless it is ignored.
#[cfg(target_os = "linux")]
fn is_ignored(signal: i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    // Where that cannot be known, whatever was asked for stays.
    ignored.is_none_or(|mask| mask & (1 << (signal - 1)) != 0)
}

/// The signal that asks for an end, if one has come.
pub fn asked() -> Option<u8> {
    let signal = ASKED.get()?.load(Ordering::Relaxed);
    u8::try_from(signal).ok().filter(|signal| *signal > 0)
}
