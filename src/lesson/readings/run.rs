//! What is measured of a run: on held-out data, on logits without the margin unless a name says otherwise.

use super::{LaneNow, Read, Reading};
use crate::{
    figure::{self, has_posterior},
    geometry::Field,
    loss,
    train::{CurvePoint, Metrics, Snapshot, metrics},
};

/// A posterior above it counts as sure, as the ring of the circle has it.
const SURE: f64 = 0.9;

const fn lane(
    name: &'static str,
    about: &'static str,
    read: fn(&LaneNow) -> Option<f64>,
) -> Reading {
    let read = Read::Lane(read);
    Reading { name, about, read }
}

const fn setting(
    name: &'static str,
    about: &'static str,
    read: fn(&LaneNow) -> Option<f64>,
) -> Reading {
    let read = Read::Setting(read);
    Reading { name, about, read }
}

/// The table.
pub static READINGS: &[Reading] = &[
    Reading {
        name: "steps",
        about: "training steps that every lane has made",
        read: Read::Run(|state| {
            state
                .lanes
                .iter()
                .map(|lane| lane.steps() as f64)
                .reduce(f64::min)
        }),
    },
    Reading {
        name: "steps_since",
        about: "the same since this step of the lesson was entered, and since all else that it waits for is so",
        read: Read::Run(|state| state.steps_since().map(|steps| steps as f64)),
    },
    Reading {
        name: "lanes",
        about: "how many lanes train",
        read: Read::Run(|state| Some(state.lanes.len() as f64)),
    },
    setting("classes", "how many classes there are", |lane| {
        Some(lane.snapshot.as_ref()?.dataset.classes() as f64)
    }),
    lane(
        "accuracy",
        "share of held-out samples that are right",
        |lane| measured(lane, |metrics| metrics.test_accuracy),
    ),
    lane(
        "train_accuracy",
        "share of the latest training samples that are right",
        |lane| measured(lane, |metrics| metrics.train_accuracy),
    ),
    lane(
        "train_loss",
        "mean loss over the latest training steps",
        |lane| measured(lane, |metrics| metrics.loss),
    ),
    lane(
        "meet",
        "share of held-out samples that meet the margin",
        |lane| measured(lane, |metrics| metrics.margin_satisfied),
    ),
    lane(
        "own_angle",
        "mean angle between a feature and its own class direction, degrees",
        |lane| measured(lane, |metrics| metrics.angle_to_own_deg.mean),
    ),
    lane(
        "nearest",
        "angle between the nearest two class directions, degrees",
        |lane| measured(lane, |metrics| metrics.nearest_classes_deg),
    ),
    lane(
        "spread",
        "median angle between a feature and the mean direction of all, degrees",
        |lane| measured(lane, |metrics| metrics.spread_deg),
    ),
    lane(
        "fisher",
        "angular Fisher score: spread within classes over spread between them",
        |lane| measured(lane, |metrics| metrics.fisher_score),
    ),
    lane(
        "zone",
        "width of the margin zone between the nearest two classes, degrees",
        zone,
    ),
    lane("length", "mean length of a feature", |lane| {
        let lengths = lengths(lane.snapshot.as_ref()?);
        (!lengths.is_empty()).then(|| lengths.iter().sum::<f64>() / lengths.len() as f64)
    }),
    lane(
        "posterior",
        "posterior of a feature exactly on its class direction, the lowest of all classes",
        |lane| {
            let field = posteriors(lane)?;
            let rows = field.unit().rows().into_iter();
            rows.map(|w| field.confidence(&w.to_vec())).reduce(f64::min)
        },
    ),
    lane(
        "uncertain",
        "share of held-out samples whose largest posterior is below 0.9",
        |lane| {
            let (field, snapshot) = (posteriors(lane)?, lane.snapshot.as_ref()?);
            let units = metrics::units(snapshot.features.view());
            let unsure = |u: &ndarray::ArrayView1<'_, f64>| field.confidence(&u.to_vec()) < SURE;
            let unsure = units.rows().into_iter().filter(unsure).count();
            Some(unsure as f64 / units.nrows() as f64)
        },
    ),
    lane("lambda", "λ in force", |lane| {
        let loss = loss::find(&lane.experiment.loss.id)?;
        loss.at_step(&lane.experiment.loss.knobs, lane.schedule_step())
            .get("lambda")
    }),
];

type Logged = fn(&CurvePoint) -> f64;

/// What can also be read of an earlier step: `own_angle@400`.
pub const LOGGED: [(&str, Logged); 4] = [
    ("accuracy", |point| point.test_accuracy),
    ("train_accuracy", |point| point.train_accuracy),
    ("train_loss", |point| point.loss),
    ("own_angle", |point| point.own_angle),
];

/// How the reading of this name is had of a logged step.
pub fn logged(name: &str) -> Option<Logged> {
    let found = LOGGED.iter().find(|(known, _)| *known == name);
    found.map(|(_, logged)| *logged)
}

/// A number of the newest measurement, where it is one.
fn measured(lane: &LaneNow, of: fn(&Metrics) -> f64) -> Option<f64> {
    Some(of(&lane.snapshot.as_ref()?.metrics))
}

fn zone(lane: &LaneNow) -> Option<f64> {
    let loss = loss::find(&lane.experiment.loss.id)?;
    let theta = measured(lane, |metrics| metrics.nearest_classes_deg)?.to_radians();
    let knobs = loss.at_step(&lane.experiment.loss.knobs, lane.schedule_step());
    let zone = loss.wedge(theta, &knobs).filter(|_| theta > 0.0)?;
    Some(zone.to_degrees())
}

fn lengths(snapshot: &Snapshot) -> Vec<f64> {
    let rows = snapshot.features.rows().into_iter();
    let length = |row: ndarray::ArrayView1<'_, f32>| {
        row.iter()
            .map(|x| f64::from(*x).powi(2))
            .sum::<f64>()
            .sqrt()
    };
    rows.map(length).collect()
}

fn posteriors(lane: &LaneNow) -> Option<Field> {
    let loss = &lane.experiment.loss;
    let snapshot = lane.snapshot.as_ref()?;
    has_posterior(loss).then(|| figure::field(snapshot, loss))?
}
