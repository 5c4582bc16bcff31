//! What is wrong now, and which knob to turn.

use super::limits;
use crate::app::{
    controls::{knob_name, told},
    lanes::Lane,
    number,
    text::{Language, listed, t, tf, within},
};
use crate::{
    data::{self, DataError},
    loss::{self, BoundKind, Loss, Turn},
    train::{Cause, Health, Snapshot, Status},
};

/// A sentence for everything that is wrong, the worst first.
pub fn warnings(lanes: &[Lane]) -> Vec<String> {
    let mut found = failed(lanes);
    // What could not be read is named by its file.
    let troubles = lanes
        .iter()
        .filter_map(|lane| lane.snapshot.trouble.as_ref());
    found.extend(troubles.map(|trouble| tf("warn-followed", &[("problem", &told(trouble))])));
    found.extend(unsound(lanes));
    for (place, lane) in lanes.iter().enumerate() {
        let id = &lane.loss().id;
        // Once for each loss: a sentence names all lanes that have it.
        if lanes[..place].iter().all(|before| before.loss().id != *id) {
            found.extend(loss::find(id).map_or_else(Vec::new, |loss| infeasible(loss, lanes)));
        }
    }
    found.extend(beyond_pi(lanes));
    found
}

/// An untrained network's features lie close together too.
const FIRST_STEPS: u64 = 100;

/// A few misplaced samples are far from their class in any run.
const BEYOND_PI: f64 = 0.05;

/// A sentence for each kind of trouble, about all lanes that have it and in the numbers of the first.
fn unsound(lanes: &[Lane]) -> Vec<String> {
    let mut kinds: Vec<(&Lane, Vec<&str>)> = Vec::new();
    // What ended a run is told with what stopped.
    let stopped = |lane: &&Lane| matches!(lane.snapshot.status, Status::Failed(_));
    for lane in lanes.iter().filter(|lane| !stopped(lane)) {
        let health = lane.snapshot.health;
        let alike = |(known, _): &&mut (&Lane, Vec<&str>)| {
            let known = known.snapshot.health;
            known.id() == health.id() && known.cause() == health.cause()
        };
        match kinds.iter_mut().find(alike) {
            Some((_, names)) => names.push(&lane.title),
            None => kinds.push((lane, vec![&lane.title])),
        }
    }
    let sentence = |(lane, names): (&Lane, Vec<&str>)| sentence(lane, &listed(&names));
    kinds.into_iter().filter_map(sentence).collect()
}

/// What has happened to a lane, since which step, and what to try.
fn sentence(lane: &Lane, lanes: &str) -> Option<String> {
    let health = lane.snapshot.health;
    let since = health.since()?.to_string();
    let advice = match health {
        // No margin has to be at fault.
        Health::Merged {
            cause: Cause::Loss, ..
        } => apart(lane),
        _ => advice(lane, health.cause()?),
    };
    let about = [("lanes", lanes), ("since", &since), ("advice", &advice)];
    match health {
        Health::Sound | Health::NotFinite { .. } => None,
        Health::Diverged { loss, start, .. } => {
            let [loss, start] = [loss, start].map(|value| number::fixed(value, 2));
            let words = with(&about, &[("loss", &loss), ("start", &start)]);
            Some(tf("warn-diverged", &words))
        }
        Health::OnePoint { spread_deg, .. } => {
            let spread = number::degrees(spread_deg);
            Some(tf("warn-one-point", &with(&about, &[("spread", &spread)])))
        }
        Health::Chance {
            accuracy,
            chance,
            best: (best, at),
            ..
        } => {
            let [accuracy, chance, best] = [accuracy, chance, best].map(number::percent);
            let at = at.to_string();
            let numbers = [
                ("accuracy", &*accuracy),
                ("chance", &*chance),
                ("best", &*best),
                ("at", &*at),
            ];
            Some(tf("warn-chance", &with(&about, &numbers)))
        }
        Health::Merged { lost, classes, .. } => {
            let [lost, classes] = [lost, classes].map(|count| count.to_string());
            let words = with(&about, &[("lost", &lost), ("classes", &classes)]);
            Some(tf("warn-merged", &words))
        }
    }
}

/// What to try where classes have become one for no other reason than the loss.
fn apart(lane: &Lane) -> String {
    match lane.dim() {
        2 => t("advice-apart-circle").to_owned(),
        _ => t("advice-apart").to_owned(),
    }
}

/// Both lists of arguments as one.
fn with<'a>(
    about: &[(&'static str, &'a str)],
    more: &[(&'static str, &'a str)],
) -> Vec<(&'static str, &'a str)> {
    [about, more].concat()
}

/// What to try against trouble that comes from there.
fn advice(lane: &Lane, cause: Cause) -> String {
    let optimizer = &lane.experiment.optimizer;
    match (cause, against_collapse(lane)) {
        (Cause::LargeSteps, _) => {
            let rate = number::plain(optimizer.learning_rate);
            tf("advice-rate", &[("rate", &rate)])
        }
        (Cause::Decay, _) => {
            let [rate, decay] =
                [optimizer.learning_rate, optimizer.weight_decay].map(number::plain);
            tf("advice-decay", &[("rate", &rate), ("decay", &decay)])
        }
        (Cause::Data, _) => t("advice-data").to_owned(),
        (Cause::Loss, None) => t("advice-seed").to_owned(),
        (Cause::Loss, Some((knob, Turn::Up))) => tf("advice-up", &[("knob", knob)]),
        (Cause::Loss, Some((knob, Turn::Down))) => tf("advice-down", &[("knob", knob)]),
    }
}

/// What the knob is called, and which way to turn it.
fn against_collapse(lane: &Lane) -> Option<(&'static str, Turn)> {
    let loss = loss::find(&lane.loss().id)?;
    let (id, turn) = loss.against_collapse()?;
    let knob = loss.knobs().iter().find(|knob| knob.id == id)?;
    Some((knob_name(knob), turn))
}

/// For a share of the samples an added angle passes π; the sentence is about all lanes in which it does.
fn beyond_pi(lanes: &[Lane]) -> Option<String> {
    let share = |lane: &Lane| lane.snapshot.metrics.beyond_pi;
    let passes = |lane: &&Lane| {
        let metrics = &lane.snapshot.metrics;
        lane.snapshot.step >= FIRST_STEPS && metrics.loss.is_finite() && share(lane) > BEYOND_PI
    };
    let found: Vec<&Lane> = lanes.iter().filter(passes).collect();
    let worst = found.iter().max_by(|a, b| share(a).total_cmp(&share(b)))?;
    let loss = loss::find(&worst.loss().id)?;
    // The knob in radians is the angle that is added.
    let angle = loss.knobs().iter().find(|knob| knob.unit == "rad")?;
    let names: Vec<&str> = found.iter().map(|lane| lane.title.as_str()).collect();
    let (names, share) = (listed(&names), number::percent(share(worst)));
    let args = [
        ("lanes", &*names),
        ("share", &*share),
        ("knob", knob_name(angle)),
    ];
    Some(tf("warn-beyond-pi", &args))
}

/// One sentence for all lanes that stopped for the same reason. The reason itself says what to try, if it knows.
fn failed(lanes: &[Lane]) -> Vec<String> {
    let mut reasons: Vec<(String, bool, Vec<&str>)> = Vec::new();
    for lane in lanes {
        let Status::Failed(why) = &lane.snapshot.status else {
            continue;
        };
        let why = reason(lane, why);
        match reasons.iter_mut().find(|(known, ..)| *known == why) {
            Some((.., names)) => names.push(&lane.title),
            None => reasons.push((why, began(&lane.snapshot), vec![&lane.title])),
        }
    }
    let sentence = |(why, trained, names): (String, bool, Vec<&str>)| {
        let args = [("lanes", &*listed(&names)), ("why", why.as_str())];
        if trained {
            tf("warn-failed", &args)
        } else {
            tf("warn-not-started", &args)
        }
    };
    reasons.into_iter().map(sentence).collect()
}

/// Whether a run got as far as training: one that diverged soon is back at its first step.
fn began(snapshot: &Snapshot) -> bool {
    let went_wrong_at = snapshot.health.since().unwrap_or_default();
    snapshot.step > 0 || went_wrong_at > 0
}

/// Why a lane stopped. The worker says it in English; what it says of the run's health is told in the language of the window,
/// what a file or a setting is refused for stays as it is.
fn reason(lane: &Lane, why: &str) -> String {
    let source = data::find(&lane.snapshot.experiment.data.source);
    let no_path = source.map(|source| DataError::NoPath(source.id()).to_string());
    if no_path.as_deref() == Some(why) {
        return t("warn-no-path").to_owned();
    }
    let rate = lane.snapshot.experiment.optimizer.learning_rate;
    let health = || lane.snapshot.health.told(Some(rate));
    match within(Language::English, health) == why {
        true => health(),
        false => told(why),
    }
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
            listed(&names)
        };
        let args = [
            ("knob", knob_name(knob)),
            ("value", &number::plain(first.value)),
            ("lanes", &names),
            ("limit", &limits::exactly(&first.bound)),
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
