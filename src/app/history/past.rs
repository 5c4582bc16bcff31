//! What led to the moment that is shown: the moments kept of its run up to there.

use std::sync::Arc;

use super::{History, Moment, Run, Scrub};
use crate::{
    app::{lanes::Lane, text::t},
    export::animation,
};

/// Moments of one run, from its first one to the one that is shown; at least two.
#[derive(Clone, Debug)]
pub struct Past(Vec<Moment>);

impl Past {
    /// What led to `shown`.
    ///
    /// # Errors
    /// Says to a person why there is nothing to tell.
    pub fn leading_to(
        history: &History,
        scrub: &Scrub,
        shown: &[Lane],
    ) -> Result<Self, &'static str> {
        let run = scrub.run(history).ok_or(t("export-too-few"))?;
        if !scrub.is_live() && scrub.beside {
            return Err(t("export-beside"));
        }
        let moments = match scrub.moment(history) {
            Some(moment) => run
                .moments
                .iter()
                .filter(|m| m.step() <= moment.step())
                .cloned()
                .collect(),
            None => up_to(run, shown),
        };
        match moments.len() {
            0 | 1 => Err(t("export-too-few")),
            _ => Ok(Self(moments)),
        }
    }

    /// Steps of the first and of the last moment.
    pub fn ends(&self) -> (u64, u64) {
        let step = |moment: Option<&Moment>| moment.map_or(0, Moment::step);
        (step(self.0.first()), step(self.0.last()))
    }

    /// The moment of the `number`-th of so many `pictures` that are evenly apart in steps: the newest one that is not after
    /// its step. Returns its place too.
    pub fn picture(&self, number: usize, pictures: usize) -> (usize, &Moment) {
        let step = animation::step_at(self.ends(), number, pictures);
        let after = self.0.partition_point(|moment| moment.step() <= step);
        let place = after.clamp(1, self.0.len()) - 1;
        (place, &self.0[place])
    }
}

/// All moments of `run`, and the present one where that is not among them yet.
fn up_to(run: &Run, shown: &[Lane]) -> Vec<Moment> {
    let mut moments = run.moments.clone();
    let lanes: Vec<_> = shown
        .iter()
        .map(|lane| Arc::clone(&lane.snapshot))
        .collect();
    let Some(last) = moments.last().filter(|_| run.goes_on(&lanes)) else {
        // What is shown has begun again, and nothing of it is kept yet.
        return Vec::new();
    };
    let now = Moment { lanes, at: last.at };
    if now.step() > last.step() {
        moments.push(now);
    }
    moments
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::history::tests::{at, state};
    use crate::train::State;

    fn lanes(state: &State) -> Vec<Lane> {
        Moment {
            lanes: state.lanes.clone(),
            at: 0.0,
        }
        .lanes("")
    }

    /// A history that was recorded at these steps.
    fn history(state: &State, steps: &[u64]) -> History {
        let mut history = History::default();
        steps
            .iter()
            .for_each(|step| history.record(&at(state, 1, *step), 0.0));
        history
    }

    /// The steps of so many pictures of a run that was kept at `kept` and stands at `now`.
    fn check(kept: &[u64], now: u64, pictures: usize, expect: Result<&[u64], &str>) {
        let state = state();
        let shown = lanes(&at(&state, 1, now));
        let past = Past::leading_to(&history(&state, kept), &Scrub::default(), &shown);
        let steps = |past: Past| -> Vec<u64> {
            let step = |number| past.picture(number, pictures).1.step();
            (0..pictures).map(step).collect()
        };
        assert_eq!(
            past.map(steps),
            expect.map(<[u64]>::to_vec).map_err(|key| match key {
                "few" => t("export-too-few"),
                _ => t("export-beside"),
            })
        );
    }

    #[test]
    fn pictures_are_even_in_steps_and_end_with_what_is_shown() {
        check(&[0, 10, 20, 30, 40], 40, 5, Ok(&[0, 10, 20, 30, 40]));
        check(&[0, 10, 20, 30, 40], 44, 3, Ok(&[0, 20, 44]));
        // A moment stays until the next one that was kept.
        check(&[0, 30], 40, 5, Ok(&[0, 0, 0, 30, 40]));
    }

    #[test]
    fn one_moment_is_no_history() {
        check(&[0], 0, 5, Err("few"));
        check(&[], 0, 5, Err("few"));
        check(&[0], 7, 2, Ok(&[0, 7]));
    }

    #[test]
    fn a_run_that_began_again_has_no_history_yet() {
        let state = state();
        let old = history(&state, &[0, 10, 20]);
        let shown = lanes(&at(&state, 2, 0));
        let past = Past::leading_to(&old, &Scrub::default(), &shown);
        assert_eq!(past.err(), Some(t("export-too-few")));
    }

    #[test]
    fn at_an_earlier_moment_the_history_ends_there() {
        let state = state();
        let history = history(&state, &[0, 10, 20, 30]);
        let mut scrub = Scrub::default();
        // Moments differ in their seconds too where a person scrubs to them.
        let mut run = history.runs()[0].clone();
        run.moments
            .iter_mut()
            .enumerate()
            .for_each(|(i, moment)| moment.at = i as f64);
        let history = History {
            runs: vec![run.clone()],
            ..History::default()
        };
        scrub.go(&run, 20);
        let shown = scrub.shown(&history, Vec::new());
        let past = Past::leading_to(&history, &scrub, &shown).unwrap();
        assert_eq!((past.ends(), past.0.len()), ((0, 20), 3));
        scrub.beside = true;
        let past = Past::leading_to(&history, &scrub, &shown);
        assert_eq!(past.err(), Some(t("export-beside")));
    }
}
