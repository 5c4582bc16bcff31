//! The readings: every number of a run or of the laboratory that a lesson can tell, wait for or ask about, by its name.
//!
//! A new reading is one entry in one of the tables here. Angles are degrees, shares are from 0 to 1. Beside those of the
//! tables every number of an experiment is one under its key (`loss.m`, `optimizer.batch`), and every knob of a loss in the
//! laboratory (`lab.m`, `lab.m[arcface]`).

mod bounds;
mod laboratory;
mod run;
mod verify;

use super::{
    expr::Name,
    scene::Scene,
    state::{LaneNow, State},
};
use crate::{
    figure::lab::{self, Lab},
    loss,
};

/// How a reading is had.
#[derive(Clone, Copy)]
pub enum Read {
    /// Of all lanes together.
    Run(fn(&State<'_>) -> Option<f64>),
    /// Of one lane, which is named where there are several: `accuracy[circle]`.
    Lane(fn(&LaneNow) -> Option<f64>),
    /// Of the settings of a lane; without a lane's name what all have in common.
    Setting(fn(&LaneNow) -> Option<f64>),
    /// Of the laboratory.
    Laboratory(fn(&Lab) -> Option<f64>),
    /// Of the laboratory under the chosen loss, or under the one that is named: `lab.loss[softmax]`.
    Loss(fn(&Lab) -> Option<f64>),
}

/// A number that can be read.
pub struct Reading {
    /// As lessons have it, without `[…]`.
    pub name: &'static str,
    /// What it is, a phrase.
    pub about: &'static str,
    /// How it is had.
    pub read: Read,
}

impl Reading {
    /// What its name may be followed by: `[lane]`, `[loss]` or nothing.
    pub fn of(&self) -> &'static str {
        match self.read {
            Read::Lane(_) | Read::Setting(_) => "[lane]",
            Read::Loss(_) => "[loss]",
            Read::Run(_) | Read::Laboratory(_) => "",
        }
    }
}

/// Every reading of the tables.
pub fn registry() -> impl Iterator<Item = &'static Reading> {
    [
        run::READINGS,
        bounds::READINGS,
        verify::READINGS,
        laboratory::READINGS,
    ]
    .into_iter()
    .flatten()
}

fn find(name: &str) -> Option<&'static Reading> {
    registry().find(|reading| reading.name == name)
}

/// Before what is read of the laboratory.
const LAB: &str = "lab.";

/// The value of a reading; NaN where it has none now.
pub fn read(name: &Name, state: &State<'_>) -> f64 {
    value(name, state).unwrap_or(f64::NAN)
}

fn value(name: &Name, state: &State<'_>) -> Option<f64> {
    let of = name.of.as_deref();
    let lab = || state.scene.lab.as_ref();
    let Some(reading) = find(&name.name) else {
        return match name.name.strip_prefix(LAB) {
            Some(knob) => lab_knob(lab()?, of, knob),
            None => setting(state, of, |lane| {
                Some(lane.experiment.number(&name.name)?.1)
            }),
        };
    };
    match reading.read {
        Read::Lane(_) if name.at.is_some() => then(name, state),
        _ if name.at.is_some() => None,
        Read::Run(read) => read(state),
        Read::Setting(read) => setting(state, of, read),
        Read::Lane(read) => read(lane(state, of)?),
        Read::Laboratory(read) => read(lab()?),
        Read::Loss(read) => match of {
            None => read(lab()?),
            Some(id) => read(&under(lab()?, id)?),
        },
    }
}

/// The lane of this name, or the only one.
fn lane<'a>(state: &'a State<'_>, of: Option<&str>) -> Option<&'a LaneNow> {
    match (of, state.lanes.as_slice()) {
        (None, [only]) => Some(only),
        (of, lanes) => lanes.iter().find(|lane| Some(&*lane.name) == of),
    }
}

/// What was logged last up to the step that is asked for.
fn then(name: &Name, state: &State<'_>) -> Option<f64> {
    let (step, logged) = (name.at?, run::logged(&name.name)?);
    let curve = &lane(state, name.of.as_deref())?.snapshot.as_ref()?.curve;
    let before = curve.iter().take_while(|point| point.step <= step);
    before.last().map(logged)
}

/// What the lane of this name has, or what all have in common.
fn setting(
    state: &State<'_>,
    of: Option<&str>,
    read: impl Fn(&LaneNow) -> Option<f64>,
) -> Option<f64> {
    let mut lanes = state
        .lanes
        .iter()
        .filter(|lane| of.is_none_or(|of| lane.name == of));
    let first = read(lanes.next()?);
    let same = lanes.all(|lane| read(lane) == first);
    first.filter(|_| same)
}

/// The same laboratory with another loss chosen.
fn under(lab: &Lab, id: &str) -> Option<Lab> {
    let mut lab = lab.clone();
    lab.loss = loss::find(id)?.id();
    Some(lab)
}

fn lab_knob(lab: &Lab, of: Option<&str>, knob: &str) -> Option<f64> {
    let loss = loss::find(of.unwrap_or(lab.loss))?;
    let declared = lab::knobs(loss).into_iter().any(|own| own.id == knob);
    lab.knobs(loss).get(knob).filter(|_| declared)
}

/// Holds that there is such a reading in this scene.
///
/// # Errors
/// Says what was found and what is expected, and names the nearest reading.
pub fn check(name: &Name, scene: &Scene) -> Result<(), String> {
    let of = name.of.as_deref();
    if name.name.starts_with(verify::PREFIX) {
        check_unseen(name, scene)?;
    }
    if name.at.is_some() && run::logged(&name.name).is_none() {
        let known = run::LOGGED.map(|(known, _)| format!("{known}@400"));
        return Err(format!(
            "found {name}, expected what is logged at every step, such as {}",
            known.join(", ")
        ));
    }
    match find(&name.name).map(|reading| reading.read) {
        Some(Read::Run(_)) => check_run(name, scene, Lanes::Together),
        Some(Read::Lane(_)) => check_run(name, scene, Lanes::One),
        Some(Read::Setting(_)) => check_run(name, scene, Lanes::Any),
        Some(Read::Laboratory(_)) if of.is_some() => Err(no_bracket(name)),
        Some(Read::Laboratory(_)) => check_lab(name, scene).map(|_| ()),
        Some(Read::Loss(_)) => {
            check_lab(name, scene)?;
            let unknown = of.filter(|id| loss::find(id).is_none());
            unknown.map_or(Ok(()), |id| Err(no_loss(name, id)))
        }
        None => match name.name.strip_prefix(LAB) {
            Some(knob) => check_knob(name, knob, scene),
            None => check_key(name, scene),
        },
    }
}

/// Holds that there are classes that are not trained on.
fn check_unseen(name: &Name, scene: &Scene) -> Result<(), String> {
    let lanes = scene
        .session
        .as_ref()
        .and_then(|session| session.experiments().ok());
    let lanes = lanes.unwrap_or_default();
    match lanes.iter().any(|(_, lane)| lane.data.unseen.is_none()) {
        true => Err(format!(
            "{name}: found no classes that are left out of training, expected some in data.unseen"
        )),
        false => Ok(()),
    }
}

/// Of which lanes a reading is.
enum Lanes {
    /// Of all together.
    Together,
    /// Of one, which is named where there are several.
    One,
    /// Of one that is named, or of what all have in common.
    Any,
}

fn check_run(name: &Name, scene: &Scene, of: Lanes) -> Result<(), String> {
    let Some(session) = &scene.session else {
        return Err(format!(
            "{name}: found no run, expected one that was opened before"
        ));
    };
    let lanes: Vec<&str> = session
        .lanes
        .iter()
        .map(|lane| lane.name.as_str())
        .collect();
    match (name.of.as_deref(), of) {
        (Some(_), Lanes::Together) => Err(no_bracket(name)),
        (None, Lanes::Together | Lanes::Any) => Ok(()),
        (None, Lanes::One) if lanes.len() == 1 => Ok(()),
        (Some(of), _) if lanes.contains(&of) => Ok(()),
        _ => {
            let known = lanes.iter().map(|lane| format!("{}[{lane}]", name.name));
            let known = known.collect::<Vec<_>>().join(", ");
            Err(format!("found {name}, expected one of {known}"))
        }
    }
}

fn check_lab<'a>(name: &Name, scene: &'a Scene) -> Result<&'a Lab, String> {
    let lab = scene.lab.as_ref();
    lab.ok_or_else(|| format!("{name}: found no laboratory, expected one that was opened before"))
}

fn check_knob(name: &Name, knob: &str, scene: &Scene) -> Result<(), String> {
    let known = |loss| lab::knobs(loss).into_iter().any(|own| own.id == knob);
    if !loss::registry().iter().any(|loss| known(*loss)) {
        return Err(unknown(name, Vec::new()));
    }
    let lab = check_lab(name, scene)?;
    let id = name.of.as_deref().unwrap_or(lab.loss);
    let loss = loss::find(id).ok_or_else(|| no_loss(name, id))?;
    match known(loss) {
        true => Ok(()),
        false => Err(format!(
            "{name}: the loss \"{id}\" has no {knob} in the laboratory"
        )),
    }
}

fn check_key(name: &Name, scene: &Scene) -> Result<(), String> {
    let session = scene.session.as_ref();
    let lanes = session
        .and_then(|session| session.experiments().ok())
        .unwrap_or_default();
    let numbers = |experiment: &crate::train::Experiment| {
        let keys = experiment.keys().into_iter();
        keys.filter(|key| experiment.number(key).is_some())
            .collect::<Vec<_>>()
    };
    let mut keys: Vec<String> = lanes.iter().flat_map(|(_, lane)| numbers(lane)).collect();
    keys.dedup();
    let of = name.of.as_deref();
    let mut asked = lanes
        .iter()
        .filter(|(lane, _)| of.is_none_or(|of| of == lane));
    match keys.contains(&name.name) {
        false => Err(unknown(name, keys)),
        true if asked.clone().next().is_none() => check_run(name, scene, Lanes::One),
        true if asked.all(|(_, lane)| lane.number(&name.name).is_some()) => Ok(()),
        true => Err(format!(
            "found {name}, which not every lane has, expected it of one: {}[lane]",
            name.name
        )),
    }
}

fn no_bracket(name: &Name) -> String {
    format!("found {name}, expected {} alone", name.name)
}

fn no_loss(name: &Name, id: &str) -> String {
    let known: Vec<&str> = loss::registry().iter().map(|loss| loss.id()).collect();
    format!(
        "{name}: found \"{id}\", expected one of {}",
        known.join(", ")
    )
}

/// `keys` are names that are known besides.
fn unknown(name: &Name, keys: Vec<String>) -> String {
    let known = registry()
        .map(|reading| reading.name.to_owned())
        .chain(keys);
    super::nearest::unknown("reading", &name.name, known)
}

#[cfg(test)]
mod tests;
