//! Where in the history the window stands: at the present, or at an earlier moment, perhaps playing on from there.

use super::run::THEN;
use super::{History, Moment, Run};
use crate::app::lanes::Lane;

/// The place that is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Scrub {
    /// The run's number and the seconds into it; `None` is the present.
    at: Option<(usize, f64)>,
    playing: bool,
    /// Times as fast as it was trained.
    pub speed: f64,
    /// The present is shown too.
    pub beside: bool,
}

impl Default for Scrub {
    fn default() -> Self {
        Self {
            at: None,
            playing: false,
            speed: 1.0,
            beside: false,
        }
    }
}

impl Scrub {
    /// Whether the present is shown.
    pub fn is_live(&self) -> bool {
        self.at.is_none()
    }

    /// Whether it plays on by itself.
    pub fn is_playing(&self) -> bool {
        self.playing
    }

    /// Back to the present.
    pub fn live(&mut self) {
        (self.at, self.playing) = (None, false);
    }

    /// The run that is looked at: the present one while it is live.
    pub fn run<'a>(&self, history: &'a History) -> Option<&'a Run> {
        let number = self.at.map(|(number, _)| number);
        let chosen = number.and_then(|number| history.run(number));
        chosen.or(history.runs().last())
    }

    /// What is shown in place of the present.
    pub fn moment<'a>(&self, history: &'a History) -> Option<&'a Moment> {
        let (number, seconds) = self.at?;
        let run = history.run(number)?;
        run.moments.get(run.at_time(seconds))
    }

    /// The step that is shown.
    pub fn step(&self, history: &History) -> u64 {
        let live = || self.run(history).map_or(0, Run::last_step);
        self.moment(history).map_or_else(live, Moment::step)
    }

    /// Holds at the newest moment of `run` that is not after `step`.
    pub fn go(&mut self, run: &Run, step: u64) {
        let moment = run.moments.get(run.at_step(step));
        self.at = moment.map(|moment| (run.number, moment.at));
        self.playing = false;
    }

    /// Plays on from the place shown, or from the beginning where nothing is left; or stands still.
    pub fn play_or_pause(&mut self, history: &History) {
        if self.playing {
            self.playing = false;
            return;
        }
        let Some(run) = self.run(history) else {
            return;
        };
        let end = run.moments.last().map_or(0.0, |moment| moment.at);
        let from = self.at.map(|(_, seconds)| seconds).filter(|at| *at < end);
        self.at = Some((run.number, from.unwrap_or(0.0)));
        self.playing = true;
    }

    /// So many `seconds` have gone by on the clock.
    pub fn pass(&mut self, history: &History, seconds: f64) {
        let Some((number, at)) = self.at.filter(|_| self.playing) else {
            return;
        };
        let Some(run) = history.run(number) else {
            return self.live();
        };
        let end = run.moments.last().map_or(0.0, |moment| moment.at);
        let at = (at + seconds * self.speed).min(end);
        self.at = Some((number, at));
        self.playing = at < end;
    }

    /// What is shown, given the `live` lanes.
    pub fn shown(&self, history: &History, live: Vec<Lane>) -> Vec<Lane> {
        let Some(moment) = self.moment(history) else {
            return live;
        };
        if !self.beside {
            return moment.lanes("");
        }
        live.into_iter().chain(moment.lanes(THEN)).collect()
    }
}
