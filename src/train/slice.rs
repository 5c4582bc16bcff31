//! What a lane does in a slice of time, when it runs as fast as it can.

use super::running::Running;
use crate::platform::clock::{Duration, Instant};

/// How long the lanes train in a round.
pub const SLICE: Duration = Duration::from_millis(15);
/// A round that lasts longer, as with large models, is interrupted so often for a look at the commands: after the step, or the
/// part of a refresh, that is then under way.
pub const LISTEN_EVERY: Duration = Duration::from_millis(30);
/// While training, refreshing the held-out features may take this fraction of the time that the steps take.
pub const REFRESH_SHARE: f64 = 0.2;

/// When training is to look at its commands.
#[derive(Clone, Copy, Debug)]
pub struct Look(Instant);

impl Look {
    /// So long from now.
    pub fn after(time: Duration) -> Self {
        Self(Instant::now() + time)
    }

    /// Whether it is time.
    pub fn is_due(self) -> bool {
        Instant::now() >= self.0
    }
}

/// Loads, trains or refreshes for about [`SLICE`], or goes on with that. Returns whether it came to its end before the look.
pub fn slice(running: &mut Running, playing: bool, look: Look) -> bool {
    if running.load_if_new() {
        return true;
    }
    while running.trains(playing) && running.done.trained < SLICE {
        running.credit += running.step().as_secs_f64() * REFRESH_SHARE;
        if look.is_due() {
            return false;
        }
    }
    let done = running.done;
    if !refresh(running, done.steps > 0 && running.trains(playing), look) {
        return false;
    }
    if done.steps > 0 {
        running.note_speed(done.steps, done.trained.as_secs_f64());
    }
    true
}

/// Refreshes the held-out features: within its share of the time while training, for a slice at a time otherwise. Returns whether
/// it came to its end before the look.
pub fn refresh(running: &mut Running, training: bool, look: Look) -> bool {
    while running.stale() {
        if training && !running.refreshes() && !running.is_due() {
            break;
        }
        let rests = !training && running.done.refreshed >= SLICE;
        if rests || training && running.credit <= 0.0 {
            return true;
        }
        let took = running.refresh_some(training);
        if training {
            running.credit -= took.as_secs_f64();
        }
        if look.is_due() {
            return false;
        }
    }
    while !training && running.may_look_at_training() {
        running.look_at_training();
        if look.is_due() {
            return false;
        }
    }
    // Credit is not saved up: a later refresh would stall the training with it.
    running.credit = running.credit.min(SLICE.as_secs_f64());
    true
}
