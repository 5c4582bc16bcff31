//! What a lane does in a slice of time, when it runs as fast as it can.

use super::lanes::Running;
use crate::platform::clock::{Duration, Instant};

/// How long the lanes train between two looks at the commands.
pub const SLICE: Duration = Duration::from_millis(15);
/// While training, refreshing the held-out features may take this fraction of the time that the steps take.
pub const REFRESH_SHARE: f64 = 0.2;

/// Loads, trains or refreshes for about [`SLICE`].
pub fn slice(running: &mut Running, playing: bool) {
    if running.load_if_new() {
        return;
    }
    let trains = running.trains(playing);
    let begun = Instant::now();
    let mut steps = 0;
    let (mut spent, mut slowest) = (Duration::ZERO, Duration::ZERO);
    while running.trains(playing) && spent < SLICE {
        running.step();
        steps += 1;
        let before = std::mem::replace(&mut spent, begun.elapsed());
        slowest = slowest.max(spent - before);
    }
    running.slowest = slowest;
    if steps > 0 {
        running.note_speed(steps, spent.as_secs_f64());
        running.credit += spent.as_secs_f64() * REFRESH_SHARE;
    }
    let still_trains = trains && running.trains(playing);
    refresh(running, still_trains);
}

/// Refreshes the held-out features: within its share of the time while training, for a slice at a time otherwise.
pub fn refresh(running: &mut Running, training: bool) {
    let begun = Instant::now();
    while running.stale() {
        let elapsed = begun.elapsed();
        if training && !running.refreshes() && !running.is_due() {
            break;
        }
        if training && running.credit <= 0.0 || !training && elapsed >= SLICE {
            return;
        }
        let part = Instant::now();
        running.refresh_part(training);
        if training {
            running.credit -= part.elapsed().as_secs_f64();
        }
    }
    if !training {
        running.look_at_training();
    }
    // Credit is not saved up: a later refresh would stall the training with it.
    running.credit = running.credit.min(SLICE.as_secs_f64());
}
