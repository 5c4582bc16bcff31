//! How long training was deaf to its commands, for whoever watches a window for hours.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::platform::clock::Duration;

/// Microseconds, of all training in this process.
static LONGEST: AtomicU64 = AtomicU64::new(0);

/// Training has worked for so long without a look at its commands.
pub(super) fn note(worked: Duration) {
    let worked = u64::try_from(worked.as_micros()).unwrap_or(u64::MAX);
    LONGEST.fetch_max(worked, Ordering::Relaxed);
}

/// The longest that training did not look at its commands since this was asked last. Reading data is not counted, nor one step:
/// that lasts as long as its model is large.
pub fn longest() -> Duration {
    Duration::from_micros(LONGEST.swap(0, Ordering::Relaxed))
}
