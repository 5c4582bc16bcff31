//! What is wrong now, and which knob to turn.

use super::limits;
use crate::app::{
    controls::knob_name,
    lanes::Lane,
    number,
    text::{t, tf},
};
use crate::{
    loss::{self, BoundKind, Loss, Turn},
    train::Status,
};

/// A sentence for everything that is wrong, the worst first.
pub fn warnings(lanes: &[Lane]) -> Vec<String> {
    let mut found = failed(lanes);
    found.extend(lanes.iter().filter_map(diverged));
    found.extend(for_lanes(lanes, rising));
    found.extend(for_lanes(lanes, collapsed));
    for (place, lane) in lanes.iter().enumerate() {
        let id = &lane.loss().id;
        // Once for each loss: a sentence names all lanes that have it.
        if lanes[..place].iter().all(|before| before.loss().id != *id) {
            found.extend(loss::find(id).map_or_else(Vec::new, |loss| infeasible(loss, lanes)));
        }
    }
    found.extend(for_lanes(lanes, beyond_pi));
    found
}

/// The loss rises at times, while a margin grows; so much only where the run comes apart.
const RISEN: f64 = 10.0;

/// Features closer to one direction than this have collapsed, degrees.
const COLLAPSED_DEG: f64 = 5.0;

/// An untrained network's features lie close together too.
const FIRST_STEPS: u64 = 100;

/// A few misplaced samples are far from their class in any run.
const BEYOND_PI: f64 = 0.05;

/// A sentence about the lanes in which there is this problem, as it is in the worst of them.
fn for_lanes(lanes: &[Lane], problem: fn(&Lane) -> Option<Problem>) -> Option<String> {
    let found: Vec<(&Lane, Problem)> = lanes
        .iter()
        .filter(|lane| lane.snapshot.step >= FIRST_STEPS && lane.snapshot.metrics.loss.is_finite())
        .filter_map(|lane| Some((lane, problem(lane)?)))
        .collect();
    let (_, worst) = found
        .iter()
        .max_by(|(_, a), (_, b)| a.badness.total_cmp(&b.badness))?;
    let names: Vec<&str> = found.iter().map(|(lane, _)| lane.title.as_str()).collect();
    Some((worst.sentence)(&names.join(", "), worst))
}

/// Something wrong in a lane, in numbers.
struct Problem {
    badness: f64,
    /// The knob to turn, and which way; none where it is the learning rate.
    turn: Option<(&'static str, Turn)>,
    sentence: fn(&str, &Problem) -> String,
}

/// The loss is many times what it began with.
fn rising(lane: &Lane) -> Option<Problem> {
    let curve = &lane.snapshot.curve;
    let first = curve
        .iter()
        .map(|point| point.loss)
        .find(|loss| loss.is_finite())?;
    (lane.snapshot.metrics.loss > RISEN * first).then_some(Problem {
        badness: lane.snapshot.metrics.loss / first,
        turn: None,
        sentence: |lanes, _| {
            let factor = number::plain(RISEN);
            tf("warn-rising", &[("lanes", lanes), ("factor", &factor)])
        },
    })
}

/// All features have fallen into one direction.
fn collapsed(lane: &Lane) -> Option<Problem> {
    let spread = lane.snapshot.metrics.spread_deg;
    (spread < COLLAPSED_DEG).then(|| Problem {
        badness: -spread,
        turn: against_collapse(lane),
        sentence: |lanes, problem| {
            let spread = number::degrees(COLLAPSED_DEG);
            let advice = advice(problem.turn);
            let args = [("lanes", lanes), ("spread", &spread), ("advice", &advice)];
            tf("warn-collapsed", &args)
        },
    })
}

/// What the knob is called, and which way to turn it.
fn against_collapse(lane: &Lane) -> Option<(&'static str, Turn)> {
    let loss = loss::find(&lane.loss().id)?;
    let (id, turn) = loss.against_collapse()?;
    let knob = loss.knobs().iter().find(|knob| knob.id == id)?;
    Some((knob_name(knob), turn))
}

fn advice(turn: Option<(&'static str, Turn)>) -> String {
    match turn {
        None => t("advice-rate").to_owned(),
        Some((knob, Turn::Up)) => tf("advice-up", &[("knob", knob)]),
        Some((knob, Turn::Down)) => tf("advice-down", &[("knob", knob)]),
    }
}

/// A share of the samples is where an added angle passes π.
fn beyond_pi(lane: &Lane) -> Option<Problem> {
    let share = lane.snapshot.metrics.beyond_pi;
    let loss = loss::find(&lane.loss().id)?;
    // The knob in radians is the angle that is added.
    let angle = loss.knobs().iter().find(|knob| knob.unit == "rad")?;
    (share > BEYOND_PI).then_some(Problem {
        badness: share,
        turn: Some((knob_name(angle), Turn::Down)),
        sentence: |lanes, problem| {
            let share = number::percent(problem.badness);
            let knob = problem.turn.map_or("", |(knob, _)| knob);
            let args = [("lanes", lanes), ("share", &share), ("knob", knob)];
            tf("warn-beyond-pi", &args)
        },
    })
}

/// One sentence for all lanes that stopped for the same reason.
fn failed(lanes: &[Lane]) -> Vec<String> {
    let mut reasons: Vec<(&str, bool, Vec<&str>)> = Vec::new();
    for lane in lanes {
        let Status::Failed(why) = &lane.snapshot.status else {
            continue;
        };
        match reasons.iter_mut().find(|(known, ..)| known == why) {
            Some((.., names)) => names.push(&lane.title),
            None => reasons.push((why, lane.snapshot.step > 0, vec![&lane.title])),
        }
    }
    let sentence = |(why, trained, names): (&str, bool, Vec<&str>)| {
        let args = [("lanes", &*names.join(", ")), ("why", why)];
        if trained {
            tf("warn-failed", &args)
        } else {
            tf("warn-not-started", &args)
        }
    };
    reasons.into_iter().map(sentence).collect()
}

fn diverged(lane: &Lane) -> Option<String> {
    let running = !matches!(lane.snapshot.status, Status::Failed(_) | Status::Loading);
    let bad = lane.snapshot.step > 0 && !lane.snapshot.metrics.loss.is_finite();
    (running && bad).then(|| tf("warn-diverged", &[("lane", &lane.title)]))
}

/// A sentence for each knob of `loss` that stands beyond its limit in some lane.
fn infeasible(loss: &dyn Loss, lanes: &[Lane]) -> Vec<String> {
    let sentence = |knob: &crate::knob::Knob| {
        let limits = limits::limits(loss, knob, lanes);
        let passed: Vec<_> = limits.iter().filter(|limit| limit.passed).collect();
        let first = passed.first()?;
        let names: Vec<&str> = passed.iter().map(|limit| limit.lane.as_str()).collect();
        let names = if lanes.len() == 1 {
            t("this-run").to_owned()
        } else {
            names.join(", ")
        };
        let args = [
            ("knob", knob_name(knob)),
            ("value", &number::plain(first.value)),
            ("lanes", &names),
            ("limit", &number::fixed(first.bound.value, 3)),
        ];
        Some(match first.bound.kind {
            BoundKind::AtMost => tf("warn-most", &args),
            BoundKind::AtLeast if first.bound.id == limits::SCALE => tf("warn-scale", &args),
            BoundKind::AtLeast => tf("warn-least", &args),
        })
    };
    loss.knobs().iter().filter_map(sentence).collect()
}

#[cfg(test)]
mod tests;
