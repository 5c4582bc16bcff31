//! Which loss, its formula, and its knobs with what they do now and how far they can go.

use eframe::egui::{Frame, Margin, Ui};

use super::limits;
use crate::app::{
    controls::{
        Entry, LaneValue, Playable, disabled_ui, explain, formula_ui, key_row_ui, knob_name,
        lanes_note_ui, menu_ui, note_ui, played_knob_ui, section_ui,
    },
    lanes::Lane,
    number,
    settings::Draft,
    text::{declared, t, tf},
    theme::palette,
};
use crate::{
    figure,
    knob::{Knob, Knobs},
    loss::{self, Loss, references},
};

/// The two knobs that every loss is asked for.
const PROMINENT: [&str; 2] = ["m", "s"];

/// The section of the loss.
pub fn loss_ui(ui: &mut Ui, draft: &mut Draft<'_>) {
    section_ui(ui, t("loss"));
    let entries = loss::registry()
        .iter()
        .map(|loss| Entry::new(loss.id().to_owned(), name(*loss)));
    let width = ui.available_width();
    let chosen = &draft.experiment().loss.id;
    let (response, picked) = menu_ui(ui, "loss", width, chosen, entries.collect());
    response.accessible_name(t("loss"));
    if let Some(id) = picked {
        draft.set("loss.id", id);
    }
    let Some(loss) = loss::find(&draft.experiment().loss.id) else {
        return;
    };
    definition_ui(ui, loss, &draft.experiment().loss.knobs, &draft.lanes());
    if !figure::has_posterior(&draft.experiment().loss) {
        note_ui(ui, t("loss-means"), false);
    }
    for id in PROMINENT {
        prominent_ui(ui, loss, id, draft);
    }
    let prominent = PROMINENT.map(|id| prominent(loss, id).map(|knob| knob.id));
    let others = loss.knobs().iter();
    for knob in others.filter(|knob| !prominent.contains(&Some(knob.id))) {
        key_row_ui(ui, &format!("loss.{}", knob.id), draft);
    }
    lambda_ui(ui, &draft.lanes());
}

/// λ as annealing has it at each lane's step.
fn lambda_ui(ui: &mut Ui, lanes: &[Lane]) {
    let lambda = |lane: &Lane| {
        let loss = loss::find(&lane.loss().id)?;
        let now = loss.at_step(&lane.loss().knobs, lane.snapshot.step);
        Some(number::fixed(now.get("lambda")?, 1))
    };
    if lanes.iter().any(|lane| lambda(lane).is_some()) {
        let note = lanes_note_ui(ui, t("lambda-now"), &by_lane(lanes, lambda));
        explain(ui, note, t("lambda-now-help"));
    }
}

fn name(loss: &dyn Loss) -> &'static str {
    declared(&format!("loss-{}", loss.id()), loss.name())
}

/// The letters of the formula that have a value now: the loss's knobs, and λ where it is annealed.
fn values(loss: &dyn Loss, knobs: &Knobs, lanes: &[Lane]) -> Vec<(String, String)> {
    let own = loss.knobs().iter().map(|knob| {
        let value = knobs.or(knob.id, knob.default);
        (knob.symbol.to_owned(), number::plain(value))
    });
    let lane = lanes.iter().find(|lane| lane.loss().id == loss.id());
    let lambda = lane.and_then(|lane| {
        let now = loss.at_step(knobs, lane.snapshot.step).get("lambda")?;
        Some(("λ".to_owned(), number::fixed(now, 1)))
    });
    own.chain(lambda).collect()
}

fn definition_ui(ui: &mut Ui, loss: &dyn Loss, knobs: &Knobs, lanes: &[Lane]) {
    let palette = palette(ui.visuals());
    Frame::new()
        .fill(palette.canvas)
        .corner_radius(5)
        .inner_margin(Margin::symmetric(10, 7))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            let paper = tf(
                "loss-paper",
                &[
                    ("formula", loss.formula()),
                    ("paper", &references::cite(loss)),
                    ("boundary", loss.boundary()),
                ],
            );
            let values = values(loss, knobs, lanes);
            let formula = formula_ui(ui, loss.formula(), &values, 13.0);
            explain(ui, formula, &paper);
        });
}

/// m or s: the slider with its two lines, or the slider that this loss has not.
fn prominent_ui(ui: &mut Ui, loss: &dyn Loss, id: &str, draft: &mut Draft<'_>) {
    ui.add_space(4.0);
    let Some(knob) = prominent(loss, id) else {
        if let Some((knob, why)) = stand_in(id).zip(loss.why_no_knob(id)) {
            let key = format!("loss-{}-no-{id}", loss.id());
            disabled_ui(ui, knob, knob_name(knob), declared(&key, why));
        }
        return;
    };
    let mut value = draft.experiment().loss.knobs.or(knob.id, knob.default);
    let marks = limits::marks(ui, &limits::limits(loss, knob, &draft.lanes()));
    let key = format!("loss.{}", knob.id);
    let mut of = Playable {
        play: &mut draft.play,
        key: &key,
    };
    let played = played_knob_ui(ui, knob, knob_name(knob), &mut value, &marks, &mut of);
    match played {
        true => draft.play_number(&key, value),
        false => draft.set_number(&key, value),
    }
    let lanes = draft.lanes();
    match id {
        "m" => gap_ui(ui, &lanes),
        _ => posterior_ui(ui, &lanes),
    }
    limits::limits_ui(ui, &limits::limits(loss, knob, &lanes));
}

/// The loss's own knob of this id, or the one that it calls by the same name: γ of circle loss is its scale.
fn prominent(loss: &dyn Loss, id: &str) -> Option<&'static Knob> {
    let own = |same: &dyn Fn(&Knob) -> bool| loss.knobs().iter().find(|knob| same(knob));
    let label = stand_in(id)?.label;
    own(&|knob| knob.id == id).or_else(|| own(&|knob| knob.label == label))
}

/// Another loss's knob of this id, to show what is missing.
fn stand_in(id: &str) -> Option<&'static Knob> {
    let mut knobs = loss::registry().iter().flat_map(|loss| loss.knobs());
    knobs.find(|knob| knob.id == id)
}

/// A value for each lane that has one.
fn by_lane(lanes: &[Lane], value: impl Fn(&Lane) -> Option<String>) -> Vec<LaneValue> {
    let several = lanes.len() > 1;
    let value = |(place, lane): (usize, &Lane)| LaneValue {
        lane: several.then(|| (place, lane.name.clone())),
        value: value(lane).unwrap_or_else(|| number::NONE.to_owned()),
        wrong: false,
    };
    lanes.iter().enumerate().map(value).collect()
}

/// The gap that the margin opens between the two nearest classes.
fn gap_ui(ui: &mut Ui, lanes: &[Lane]) {
    let gaps = by_lane(lanes, |lane| {
        let loss = loss::find(&lane.loss().id)?;
        let theta = lane.snapshot.metrics.nearest_classes_deg.to_radians();
        let knobs = loss.at_step(&lane.loss().knobs, lane.snapshot.step);
        let gap = loss.wedge(theta, &knobs).filter(|_| theta > 0.0)?;
        Some(number::degrees(gap.to_degrees()))
    });
    let note = lanes_note_ui(ui, t("gap"), &gaps);
    explain(ui, note, t("gap-help"));
}

/// The posterior that a feature exactly on its class direction has, the lowest over classes.
fn posterior_ui(ui: &mut Ui, lanes: &[Lane]) {
    let posteriors = by_lane(lanes, |lane| {
        let field = figure::has_posterior(lane.loss())
            .then(|| figure::field(&lane.snapshot, lane.loss()))??;
        let rows = field.unit().rows().into_iter();
        let lowest = rows
            .map(|w| field.confidence(&w.to_vec()))
            .reduce(f64::min)?;
        Some(number::fixed(lowest, 3))
    });
    let note = lanes_note_ui(ui, t("posterior"), &posteriors);
    explain(ui, note, t("posterior-help"));
}
