//! Lanes that advance together: what is shown of them is of one step, and a slow lane slows the others.
//!
//! In every slice of time all lanes train up to the same step, and refresh the same number of parts of their held-out
//! features; a refresh begins in all of them at once. So lanes of the same data are also measured at the same steps. How far
//! a slice goes follows from how long the last one took. One that takes long, with large models, is done in pieces, between which
//! training looks at its commands.

use super::lanes::Lanes;
use super::running::Running;
use super::slice::{Look, REFRESH_SHARE, SLICE, refresh};
use crate::platform::clock::Duration;

/// What slices took so far.
#[derive(Debug)]
pub struct Together {
    /// Steps in a slice.
    steps: u64,
    /// Seconds that a part of a refresh takes, until all lanes have made theirs.
    part: f64,
    /// Seconds that refreshing may take.
    credit: f64,
}

impl Default for Together {
    fn default() -> Self {
        Self {
            steps: 1,
            part: 0.0,
            credit: 0.0,
        }
    }
}

/// What all lanes do in a slice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// They train up to this step.
    until: u64,
    /// Parts of a refresh.
    parts: u64,
    /// Whether those begin a refresh that are not amid one: nobody is.
    begin: bool,
}

/// More parts than a refresh has.
const ALL_PARTS: f64 = 1e6;

impl Together {
    /// The next slice. The lane that is furthest behind trains first: one that has started again catches up.
    pub fn plan(&self, lanes: &Lanes, playing: bool) -> Plan {
        let training = || lanes.iter().filter(|lane| lane.will_train(playing));
        let behind = training().map(Running::step_count).min().unwrap_or(0);
        let parts = match (self.credit > 0.0, self.part > 0.0) {
            (false, _) => 0,
            // Nobody knows yet how long one takes: of a large model it may be as long as a step.
            (true, false) => 1,
            (true, true) => (self.credit / self.part).clamp(1.0, ALL_PARTS) as u64,
        };
        // Nobody begins before all can.
        let ready = training().all(|lane| lane.trains(playing));
        Plan {
            until: behind + if ready { self.steps } else { 0 },
            parts,
            begin: !training().any(Running::refreshes) && training().all(Running::is_due),
        }
    }

    /// A lane begins, and may be of a model that takes a thousand times as long: what is known of slices holds no more.
    pub fn begin_anew(&mut self) {
        *self = Self::default();
    }

    /// Takes over how long a slice took, and the refresh in it, of lanes that train on. Steps that are asked for one by one, and
    /// what rests after them, say nothing of that.
    pub fn learn(&mut self, lanes: &mut Lanes, playing: bool, took: Duration, refreshed: Duration) {
        let (took, refreshed) = (took.as_secs_f64(), refreshed.as_secs_f64());
        if lanes.iter().all(|lane| lane.done.steps == 0) {
            return;
        }
        for lane in lanes.iter_mut().filter(|lane| lane.done.steps > 0) {
            lane.note_speed(lane.done.steps, took);
        }
        let parts = lanes.iter().filter(|lane| lane.trained_on(playing));
        let Some(parts) = parts.map(|lane| lane.done.parts).max() else {
            return;
        };
        // A refresh may have ended before all parts of the plan.
        if parts > 0 {
            self.part = (refreshed / parts as f64).max(0.9 * self.part);
        }
        let whole = (SLICE.as_secs_f64() / took.max(1e-6)).clamp(0.5, 2.0) * self.steps as f64;
        self.steps = (whole.round() as u64).max(1);
        // Credit is not saved up: a later refresh would stall the training with it.
        let credit = self.credit - refreshed + took * REFRESH_SHARE;
        self.credit = credit.min(SLICE.as_secs_f64());
    }
}

impl Plan {
    /// Whether a lane is to make a step in this round.
    pub fn awaits(&self, lane: &Running, playing: bool) -> bool {
        lane.trains(playing) && lane.step_count() < self.until
    }

    /// The step up to which all lanes train.
    pub fn until(&self) -> u64 {
        self.until
    }
}

/// Loads, trains up to the plan's step, or refreshes, or goes on with that. Returns whether it came to its end before the look.
pub fn slice(running: &mut Running, playing: bool, plan: &Plan, look: Look) -> bool {
    if running.load_if_new() {
        return true;
    }
    while plan.awaits(running, playing) {
        running.step();
        if look.is_due() {
            return false;
        }
    }
    // One that waits for others rests, and is refreshed as one that rests.
    if running.done.steps > 0 && running.trains(playing) {
        refresh_parts(running, plan, look)
    } else {
        refresh(running, false, look)
    }
}

/// Goes on with a refresh by the plan's parts, up to its end.
fn refresh_parts(running: &mut Running, plan: &Plan, look: Look) -> bool {
    let begins = plan.begin && running.done.parts == 0;
    while (begins || running.refreshes()) && running.done.parts < plan.parts {
        running.refresh_some(true);
        if !running.refreshes() {
            return true;
        }
        if look.is_due() {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::Session;

    #[test]
    fn a_slice_has_no_more_parts_of_a_refresh_than_it_is_known_to_have_time_for() {
        let lanes = Lanes::new(Session::preset("blobs").unwrap(), None, true);
        let check = |credit: f64, part: f64, expect: u64| {
            let together = Together {
                steps: 1,
                part,
                credit,
            };
            let found = together.plan(&lanes, true).parts;
            assert_eq!(found, expect, "{credit} s for parts of {part} s");
        };
        check(-0.001, 0.002, 0);
        check(0.015, 0.003, 5);
        check(0.001, 0.5, 1);
        // Of lanes that have just begun.
        check(0.015, 0.0, 1);
    }
}
