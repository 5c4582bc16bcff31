//! What can be reached at all with so many classes in so many dimensions, by the papers' formulas.

use super::{LaneNow, Read, Reading};
use crate::{
    knob::Knobs,
    loss::{self, bound},
};

/// The table.
pub static READINGS: &[Reading] = &[
    Reading {
        name: "bound.m",
        about: "the margin up to which a class direction itself can meet it, with the classes spread as far apart as they can be",
        read: Read::Setting(|lane| knob_bound(lane, "m")),
    },
    Reading {
        name: "bound.s",
        about: "the scale from which the posterior of a perfect feature can reach 0.999",
        read: Read::Setting(|lane| knob_bound(lane, "s")),
    },
    Reading {
        name: "bound.loss",
        about: "the least loss that the scale allows in any number of dimensions: ln(1 + (C − 1) e^(−s C/(C − 1)))",
        read: Read::Setting(least_loss),
    },
    Reading {
        name: "bound.posterior",
        about: "the largest posterior that the scale allows in any number of dimensions: e to the minus bound.loss",
        read: Read::Setting(|lane| Some((-least_loss(lane)?).exp())),
    },
];

fn knobs(lane: &LaneNow) -> &Knobs {
    &lane.experiment.loss.knobs
}

fn classes(lane: &LaneNow) -> Option<usize> {
    Some(lane.snapshot.as_ref()?.dataset.classes())
}

fn knob_bound(lane: &LaneNow, knob: &str) -> Option<f64> {
    let loss = loss::find(&lane.experiment.loss.id)?;
    let dim = lane.experiment.model.feature_dim;
    let bound = loss.bounds(knob, classes(lane)?, dim, knobs(lane))?;
    Some(bound.value)
}

fn least_loss(lane: &LaneNow) -> Option<f64> {
    bound::loss_floor(knobs(lane).get("s")?, classes(lane)?)
}
