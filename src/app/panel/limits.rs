//! How far a knob can be turned with the classes and the dimension of each lane.

use eframe::egui::Ui;

use crate::app::{
    controls::{LaneValue, Mark, explain, lanes_note_ui},
    lanes::Lane,
    number,
    text::t,
    theme::palette,
};
use crate::{
    knob::Knob,
    loss::{Bound, BoundKind, Loss},
};

/// Id of the bound below which no posterior can reach 0.999.
pub const SCALE: &str = "bound-scale";

/// A bound of one lane.
pub struct Limit {
    /// Its name.
    pub lane: String,
    /// Place of the lane in the session.
    place: usize,
    /// Where the knob stands.
    pub value: f64,
    /// How far the knob may go, and why.
    pub bound: Bound,
    /// The knob is beyond it.
    pub passed: bool,
}

/// The bounds of `knob` in each lane of this `loss` that has one.
pub fn limits(loss: &dyn Loss, knob: &Knob, lanes: &[Lane]) -> Vec<Limit> {
    let limit = |lane: &Lane| {
        let own = lane.loss().id == loss.id();
        let value = lane.loss().knobs.or(knob.id, knob.default);
        let bound = loss
            .bounds(knob.id, lane.classes(), lane.dim(), &lane.loss().knobs)
            .filter(|_| own)?;
        let slack = 1e-9;
        let passed = match bound.kind {
            BoundKind::AtMost => value > bound.value + slack,
            BoundKind::AtLeast => value < bound.value - slack,
        };
        Some(Limit {
            lane: lane.title.clone(),
            place: lane.place,
            value,
            bound,
            passed,
        })
    };
    lanes.iter().filter_map(limit).collect()
}

/// The limits as marks on the slider, one where they coincide.
pub fn marks(ui: &Ui, limits: &[Limit]) -> Vec<Mark> {
    let palette = palette(ui.visuals());
    let common = common(limits);
    let shown = if common { &limits[..1] } else { limits };
    let mark = |limit: &Limit| Mark {
        value: limit.bound.value,
        colour: if common {
            palette.quiet
        } else {
            palette.lane(limit.place)
        },
        text: words(limit, !common),
        beyond: limit.bound.kind,
    };
    shown.iter().map(mark).collect()
}

/// The line below the slider that says where the limits are.
pub fn limits_ui(ui: &mut Ui, limits: &[Limit]) {
    let Some(first) = limits.first() else {
        return;
    };
    let prefix = match first.bound.kind {
        BoundKind::AtMost => t("limit-most"),
        BoundKind::AtLeast if first.bound.id == SCALE => t("limit-scale"),
        BoundKind::AtLeast => t("limit-least"),
    };
    let common = common(limits);
    let shown = if common { &limits[..1] } else { limits };
    let value = |limit: &Limit| LaneValue {
        lane: (!common).then(|| (limit.place, limit.lane.clone())),
        value: written(limit),
        wrong: limit.passed,
    };
    let values: Vec<LaneValue> = shown.iter().map(value).collect();
    let why: Vec<String> = limits.iter().map(|limit| words(limit, true)).collect();
    let note = lanes_note_ui(ui, prefix, &values);
    explain(ui, note, &why.join("\n"));
}

fn common(limits: &[Limit]) -> bool {
    let first = limits.first().map(|limit| limit.bound);
    limits
        .iter()
        .all(|limit| Some(limit.bound.value) == first.map(|bound| bound.value))
        && !limits.is_empty()
}

fn written(limit: &Limit) -> String {
    let value = number::fixed(
        limit.bound.value,
        if limit.bound.value < 2.0 { 3 } else { 1 },
    );
    // The truth may be stricter than what is known.
    if limit.bound.exact {
        value
    } else {
        format!("≈{value}")
    }
}

/// The limit in a sentence.
fn words(limit: &Limit, named: bool) -> String {
    let why = limit.bound.spoken_why();
    if named {
        format!("{} {}: {why}", limit.lane, written(limit))
    } else {
        format!("{}: {why}", written(limit))
    }
}
