//! How often training may repaint the window: often enough to look live, seldom enough to leave training its CPU.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use eframe::egui::{Context, Event, InputState};

use super::stillness::motion;
use crate::{
    platform::clock::{Duration, Instant},
    train::{GIVE_WAY_FOR, State, Wake},
};

/// The shortest time between two frames that new snapshots ask for.
const SHORTEST: Duration = Duration::from_millis(33);
/// The same where the processor draws: what it spends on a frame is lost to training, and is not in the time that a
/// frame is measured to take, since drawing goes on after it.
const SHORTEST_IN_SOFTWARE: Duration = Duration::from_millis(160);
/// The same where so many times in a row that it was looked nothing in the figures moved: numbers count on.
const STILL: (u32, Duration) = (6, Duration::from_millis(1000));
/// The same where it moved by a few pixels at most: features of a trained model tremble about their places.
const CALM: (u32, Duration) = (3, Duration::from_millis(500));
/// The same once it was not so at the slower pace: what drifts, unlike what trembles, goes as far as it has time to.
const CALM_AGAIN: u32 = 30;
/// So many times what nobody sees.
const CALM_BELOW: f32 = 4.0;
/// The longest where something moves, however slow drawing is.
const LONGEST: Duration = Duration::from_millis(250);

/// When frames were drawn, and how long they took.
pub struct Pacing {
    in_software: bool,
    frames: Mutex<Frames>,
    /// The window that is repainted; a browser may make another one of it.
    window: Mutex<Option<Context>>,
}

struct Frames {
    began: Instant,
    took: Duration,
    /// The state that was compared last, and when it was shown.
    seen: Option<(Instant, Arc<State>)>,
    /// How many times in a row nothing had moved since the one before, or little.
    still: u32,
    calm: u32,
    /// How many of the latter make the window slower.
    calm_from: u32,
    /// When training was last asked to give way to them.
    asked: Option<Instant>,
}

impl Pacing {
    /// `in_software`: the processor draws, not a graphics card.
    pub fn new(in_software: bool) -> Self {
        Self {
            in_software,
            frames: Mutex::new(Frames::new()),
            window: Mutex::default(),
        }
    }

    /// A frame begins; `took` is what the last one cost.
    pub fn begin(&self, took: Option<f32>) {
        let mut frames = self.frames();
        frames.began = Instant::now();
        // A single slow frame (a picture written, a window resized) says little.
        let took = Duration::try_from_secs_f32(took.unwrap_or(0.0)).unwrap_or_default();
        frames.took = (frames.took * 3 + took) / 4;
    }

    /// The frame shows this state. Where the processor draws, frames that show the same take from training what nobody gains: it is
    /// looked whether anything moves. Frames that a hand asks for come too soon after each other to tell that nothing does, and
    /// a state that is shown again says nothing.
    pub fn see(&self, state: &Arc<State>) {
        let mut frames = self.frames();
        let known = |(_, before): &(Instant, Arc<State>)| before.revision == state.revision;
        if !self.in_software || frames.seen.as_ref().is_some_and(known) {
            return;
        }
        let before = frames.seen.as_ref();
        let moved = before.map_or(f32::INFINITY, |(_, before)| motion(before, state));
        let apart = before.is_none_or(|(at, _)| frames.began - *at >= SHORTEST_IN_SOFTWARE);
        if moved <= CALM_BELOW && !apart {
            return;
        }
        frames.note(moved);
        frames.seen = Some((frames.began, Arc::clone(state)));
    }

    /// Whoever presses, types or drops something waits for an answer, whatever stood still before; who only looks around does not.
    pub fn hear(&self, ctx: &Context) {
        let looks = |event: &Event| {
            matches!(
                event,
                Event::PointerMoved(_) | Event::MouseMoved(_) | Event::PointerGone
            )
        };
        let dropped = |input: &InputState| !input.raw.dropped_files.is_empty();
        if ctx.input(|input| dropped(input) || !input.events.iter().all(looks)) {
            self.begin_anew();
        }
    }

    /// What comes next is waited for.
    pub fn begin_anew(&self) {
        let mut frames = self.frames();
        (frames.still, frames.calm, frames.calm_from) = (0, 0, CALM.0);
    }

    /// Whether training is to give way, and has not just been asked to: where the processor draws, what a hand drags follows it
    /// only where training leaves the processor to it.
    pub fn wants_way(&self, ctx: &Context) -> bool {
        let held = self.in_software && ctx.input(|input| input.pointer.any_down());
        let mut frames = self.frames();
        let due = |last: Instant| last.elapsed() > GIVE_WAY_FOR / 3;
        let wants = held && frames.asked.is_none_or(due);
        if wants {
            frames.asked = Some(Instant::now());
        }
        wants
    }

    /// Whether the processor draws, and what stands still is better drawn once.
    pub fn is_in_software(&self) -> bool {
        self.in_software
    }

    /// The time between two frames that training asks for.
    pub fn interval(&self) -> Duration {
        interval(self.frames().took, self.shortest())
    }

    fn shortest(&self) -> Duration {
        match self.in_software {
            true => SHORTEST_IN_SOFTWARE,
            false => SHORTEST,
        }
    }

    /// Repaints another window from now on; returns the one before.
    pub fn move_to(&self, ctx: &Context) -> Option<Context> {
        let mut window = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        window.replace(ctx.clone())
    }

    /// Repaints as soon as the pace allows: that of the window, or a slower one while little or nothing in the figures moves, where
    /// news `counts_on`, as that of training does. Called from the thread that has news.
    fn wake(&self, counts_on: bool) {
        let window = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(ctx) = window.clone() else { return };
        drop(window);
        let due = self.pace(counts_on);
        let due = due.saturating_sub(self.frames().began.elapsed());
        // At once would be two frames for egui; the second shows nothing new and costs training as much as the first.
        ctx.request_repaint_after(due.max(Duration::from_millis(1)));
    }

    /// From one frame to the next.
    fn pace(&self, counts_on: bool) -> Duration {
        let frames = self.frames();
        let slower = frames.slower().filter(|_| counts_on);
        slower.unwrap_or_else(|| interval(frames.took, self.shortest()))
    }

    fn frames(&self) -> MutexGuard<'_, Frames> {
        self.frames.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Frames {
    fn new() -> Self {
        Self {
            began: Instant::now(),
            took: Duration::ZERO,
            seen: None,
            still: 0,
            calm: 0,
            calm_from: CALM.0,
            asked: None,
        }
    }

    /// Something moved by so much since the frame before.
    fn note(&mut self, moved: f32) {
        // What was changed is no drift.
        let drifts = moved > CALM_BELOW && moved.is_finite();
        if drifts && self.calm >= self.calm_from {
            self.calm_from = CALM_AGAIN;
        }
        self.still = if moved <= 1.0 { self.still + 1 } else { 0 };
        self.calm = if moved <= CALM_BELOW {
            self.calm + 1
        } else {
            0
        };
    }

    /// The time between frames that show the same, or nearly so, once so many did.
    fn slower(&self) -> Option<Duration> {
        // The slowest pace comes after the slower one, at which a drift is seen.
        let still = self.still >= STILL.0 && self.calm >= self.calm_from + CALM.0;
        match (still, self.calm >= self.calm_from) {
            (true, _) => Some(STILL.1),
            (false, true) => Some(CALM.1),
            (false, false) => None,
        }
    }
}

/// At least as long between frames as a frame takes.
fn interval(took: Duration, shortest: Duration) -> Duration {
    (took * 2).clamp(shortest, LONGEST)
}

/// What wakes the window of `ctx` at the pace that it can draw.
pub fn waking(ctx: &Context, pacing: &Arc<Pacing>) -> Wake {
    wakes(ctx, pacing, false)
}

/// The same for training, whose numbers count on while little or nothing in the figures moves: fewer frames show them then.
pub fn waking_by_training(ctx: &Context, pacing: &Arc<Pacing>) -> Wake {
    wakes(ctx, pacing, true)
}

fn wakes(ctx: &Context, pacing: &Arc<Pacing>, counts_on: bool) -> Wake {
    let pace = Arc::clone(pacing);
    pace.move_to(ctx);
    Box::new(move || pace.wake(counts_on))
}

#[cfg(test)]
mod tests {
    use eframe::egui::{Pos2, RawInput};

    use super::*;

    fn check(took_ms: u64, expect_ms: u64) {
        let took = Duration::from_millis(took_ms);
        assert_eq!(interval(took, SHORTEST), Duration::from_millis(expect_ms));
    }

    #[test]
    fn fast_drawing_repaints_thirty_times_a_second() {
        check(0, 33);
        check(10, 33);
    }

    /// The pace after frames so far apart, of a state that changes where something moved.
    fn pace(in_software: bool, apart: Duration, moved: &[bool]) -> Option<Duration> {
        let pacing = Pacing::new(in_software);
        let (begun, mut playing) = (Instant::now(), true);
        for (frame, moved) in (0..).zip(moved) {
            pacing.frames().began = begun + apart * frame;
            playing ^= moved;
            pacing.see(&Arc::new(State {
                playing,
                lanes: Vec::new(),
                revision: u64::from(frame),
                turns: Default::default(),
                moments: Vec::new(),
            }));
        }
        pacing.frames().slower()
    }

    #[test]
    fn whoever_presses_something_is_answered_at_the_usual_pace_and_who_has_other_news_always() {
        let check = |event: Event, expect: u64| {
            let pacing = Pacing::new(true);
            (pacing.frames().still, pacing.frames().calm) = (100, 100);
            assert_eq!(pacing.pace(false), SHORTEST_IN_SOFTWARE);
            let ctx = Context::default();
            let mut input = RawInput::default();
            input.events.push(event);
            let output = ctx.run_ui(input, |ui| pacing.hear(ui.ctx()));
            output.drop_without_applying_deltas();
            assert_eq!(pacing.pace(true), Duration::from_millis(expect));
        };
        check(Event::Copy, 160);
        check(Event::Text("m".to_owned()), 160);
        check(Event::PointerMoved(Pos2::ZERO), 1000);
    }

    #[test]
    fn frames_that_show_the_same_become_fewer_until_something_moves() {
        let check = |moved: &[bool], expect: Option<u64>| {
            let expect = expect.map(Duration::from_millis);
            assert_eq!(pace(true, SHORTEST_IN_SOFTWARE, moved), expect, "{moved:?}");
            assert_eq!(pace(false, SHORTEST_IN_SOFTWARE, moved), None, "{moved:?}");
            // As often as a hand that moves asks for frames: none is far enough from one before.
            let often = SHORTEST_IN_SOFTWARE / 10;
            assert_eq!(pace(true, often, moved), None, "{moved:?}");
        };
        check(&[false; 3], None);
        check(&[false; 4], Some(500));
        check(&[false; 6], Some(500));
        check(&[false; 7], Some(1000));
        let mut moved = [false; 9];
        moved[8] = true;
        check(&moved, None);
    }

    #[test]
    fn what_trembles_is_drawn_more_seldom_and_what_drifts_is_not_for_long() {
        let check = |parts: &[&[f32]], expect: Option<u64>| {
            let mut frames = Frames::new();
            let moves = parts.concat();
            moves.iter().for_each(|moved| frames.note(*moved));
            assert_eq!(
                frames.slower(),
                expect.map(Duration::from_millis),
                "{moves:?}"
            );
        };
        check(&[&[2.0; 2]], None);
        check(&[&[2.0; 3]], Some(500));
        check(&[&[2.0; 30]], Some(500));
        check(&[&[0.5; 6]], Some(1000));
        check(&[&[2.0; 3], &[5.0]], None);
        check(&[&[2.0; 3], &[5.0], &[0.5; 29]], None);
        check(&[&[2.0; 3], &[5.0], &[0.5; 30]], Some(500));
        check(&[&[2.0; 3], &[5.0], &[0.5; 33]], Some(1000));
        check(&[&[2.0; 3], &[f32::INFINITY], &[2.0; 3]], Some(500));
    }

    #[test]
    fn slow_drawing_leaves_training_half_of_the_time() {
        check(60, 120);
    }

    #[test]
    fn the_window_never_looks_frozen() {
        check(5_000, 250);
    }
}
