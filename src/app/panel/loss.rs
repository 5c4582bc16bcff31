//! Which loss, its formula, and its knobs with what they do now and how far they can go.

use eframe::egui::{CollapsingHeader, Frame, Margin, Ui};

use super::{limits, posterior};
use crate::app::{
    controls::{
        Entry, LaneValue, Mark, Playable, Several, disabled_ui, explain, formula_ui, key_row_ui,
        knob_name, lanes_knob_ui, lanes_note_ui, mixed_menu_ui, mixed_text, note_ui, section_ui,
        together,
    },
    lanes::Lane,
    number,
    settings::Draft,
    spots,
    text::{t, tf},
    theme::palette,
};
use crate::{
    figure,
    knob::Knob,
    loss::{self, Loss, references},
    train::Scope,
};

/// The two knobs that every loss is asked for.
const PROMINENT: [&str; 2] = ["m", "s"];

/// So many losses of several lanes stand open; more are a list of names to open.
const OPEN: usize = 2;

/// The section of the loss.
pub fn loss_ui(ui: &mut Ui, draft: &mut Draft<'_>) {
    section_ui(ui, t("loss"));
    let entries = loss::registry()
        .iter()
        .map(|loss| Entry::new(loss.id().to_owned(), loss.spoken_name()));
    let width = ui.available_width();
    let chosen = draft.distinct(|lane| lane.loss.id.clone());
    let (response, picked) = mixed_menu_ui(ui, "loss", width, &chosen, entries.collect());
    response.accessible_name(t("loss"));
    if let Some(id) = picked {
        draft.set("loss.id", id);
    }
    let losses = draft.distinct(|lane| lane.loss.id.clone());
    let losses: Vec<&dyn Loss> = losses.iter().filter_map(|id| loss::find(id)).collect();
    match losses[..] {
        [] => {}
        [loss] => of_loss_ui(ui, loss, &[], draft),
        _ => losses_ui(ui, &losses, draft),
    }
}

/// Lanes of several losses: the knobs that all of these declare in the same words, then each loss with its own.
fn losses_ui(ui: &mut Ui, losses: &[&'static dyn Loss], draft: &mut Draft<'_>) {
    let shared = shared(losses);
    if !shared.is_empty() {
        note_ui(ui, t("loss-shared"), false);
    }
    for knob in &shared {
        ui.push_id(("shared", knob.id), |ui| slider_ui(ui, knob, &[], draft));
    }
    for loss in losses {
        let open = losses.len() <= OPEN;
        let header = CollapsingHeader::new(loss.spoken_name()).id_salt(loss.id());
        header.default_open(open).show(ui, |ui| {
            draft.within(Scope::Loss(loss.id()), |draft| {
                of_loss_ui(ui, *loss, &shared, draft);
            });
        });
    }
}

/// The knobs that all of several losses declare in the same words.
fn shared(losses: &[&'static dyn Loss]) -> Vec<Knob> {
    let Some((first, others)) = losses.split_first() else {
        return Vec::new();
    };
    let knobs = first.knobs().iter();
    let of_all = |knob: &&Knob| others.iter().all(|other| other.knobs().contains(knob));
    knobs.filter(of_all).copied().collect()
}

/// A loss with its knobs but for those that stand above, `shared` with others.
fn of_loss_ui(ui: &mut Ui, loss: &'static dyn Loss, shared: &[Knob], draft: &mut Draft<'_>) {
    definition_ui(ui, loss, &draft.lanes());
    if !figure::has_posterior(&draft.experiment().loss) {
        note_ui(ui, t("loss-means"), false);
    }
    for id in PROMINENT {
        prominent_ui(ui, loss, id, shared, draft);
    }
    let prominent = PROMINENT.map(|id| prominent(loss, id).map(|knob| knob.id));
    let others = loss.knobs().iter();
    for knob in others.filter(|knob| !prominent.contains(&Some(knob.id)) && !shared.contains(knob))
    {
        key_row_ui(ui, &format!("loss.{}", knob.id), draft);
    }
    lambda_ui(ui, &draft.lanes());
}

/// λ as annealing has it at each lane's step.
fn lambda_ui(ui: &mut Ui, lanes: &[Lane]) {
    let lambda = |lane: &Lane| {
        let loss = loss::find(&lane.loss().id)?;
        let now = loss.at_step(&lane.loss().knobs, lane.snapshot.schedule_step());
        Some(number::fixed(now.get("lambda")?, 1))
    };
    if lanes.iter().any(|lane| lambda(lane).is_some()) {
        let note = lanes_note_ui(ui, t("lambda-now"), &by_lane(lanes, lambda));
        explain(ui, note, t("lambda-now-help"));
    }
}

/// The letters of the formula that have a value now: the loss's knobs, and λ where it is annealed. A letter for which lanes
/// have several values stays a letter.
fn values(loss: &dyn Loss, lanes: &[Lane]) -> Vec<(String, String)> {
    let common = |value: &dyn Fn(&Lane) -> Option<String>| {
        let first = value(lanes.first()?)?;
        let same = lanes
            .iter()
            .all(|lane| value(lane).as_ref() == Some(&first));
        same.then_some(first)
    };
    let own = loss.knobs().iter().filter_map(|knob| {
        let value = |lane: &Lane| Some(lane.loss().knobs.or(knob.id, knob.default));
        let value = common(&|lane| value(lane).map(number::plain))?;
        Some((knob.symbol.to_owned(), value))
    });
    let lambda = common(&|lane| {
        let now = loss.at_step(&lane.loss().knobs, lane.snapshot.schedule_step());
        Some(number::fixed(now.get("lambda")?, 1))
    });
    let lambda = lambda.map(|value| ("λ".to_owned(), value));
    own.chain(lambda).collect()
}

fn definition_ui(ui: &mut Ui, loss: &dyn Loss, lanes: &[Lane]) {
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
                    ("formula", loss.spoken_formula()),
                    ("paper", &references::cite(loss)),
                    ("boundary", loss.spoken_boundary()),
                ],
            );
            let values = values(loss, lanes);
            let formula = formula_ui(ui, loss.spoken_formula(), &values, 13.0);
            explain(ui, formula, &paper);
        });
}

/// m or s: the slider, unless it stands above, with its two lines; or the slider that this loss has not.
fn prominent_ui(ui: &mut Ui, loss: &dyn Loss, id: &str, shared: &[Knob], draft: &mut Draft<'_>) {
    ui.add_space(4.0);
    let Some(knob) = prominent(loss, id) else {
        if let Some((knob, why)) = stand_in(id).zip(loss.spoken_why_no_knob(id)) {
            disabled_ui(ui, knob, knob_name(knob), why);
        }
        return;
    };
    together(ui, id, |ui| {
        if !shared.contains(knob) {
            let marks = match draft.veiled {
                true => Vec::new(),
                false => limits::marks(ui, &limits::limits(loss, knob, &draft.lanes())),
            };
            slider_ui(ui, knob, &marks, draft);
        }
        if draft.veiled {
            return;
        }
        let lanes = draft.lanes();
        match id {
            "m" => gap_ui(ui, &lanes),
            _ => posterior_ui(ui, &lanes),
        }
        limits::limits_ui(ui, (loss, knob), &lanes);
    });
}

/// The slider of a knob of the loss, for all lanes of `draft`.
fn slider_ui(ui: &mut Ui, knob: &Knob, marks: &[Mark], draft: &mut Draft<'_>) {
    let key = format!("loss.{}", knob.id);
    let value = draft.experiment().loss.knobs.or(knob.id, knob.default);
    let lanes = draft.lanes().into_iter();
    let palette = palette(ui.visuals());
    let at = |lane: Lane| {
        let value = lane.loss().knobs.or(knob.id, knob.default);
        (value, palette.lane(lane.place))
    };
    let several = mixed_text(&draft.numbers(&key)).map(|text| Several {
        text,
        lanes: lanes.map(at).collect(),
    });
    let shown = (value, several.as_ref());
    let mut of = Playable {
        play: &mut draft.play,
        key: &key,
    };
    let turned = spots::marked(ui, &format!("knob:{key}"), |ui| {
        lanes_knob_ui(ui, knob, knob_name(knob), shown, marks, Some(&mut of))
    });
    match turned {
        Some(turned) if turned.played => draft.play_number(&key, turned.value),
        Some(turned) => draft.set_number(&key, turned.value),
        None => {}
    }
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
    let value = |lane: &Lane| LaneValue {
        lane: several.then(|| (lane.place, lane.title.clone())),
        value: value(lane).unwrap_or_else(|| number::NONE.to_owned()),
        wrong: false,
    };
    lanes.iter().map(value).collect()
}

/// The gap that the margin opens between the two nearest classes.
fn gap_ui(ui: &mut Ui, lanes: &[Lane]) {
    let gaps = by_lane(lanes, |lane| {
        let loss = loss::find(&lane.loss().id)?;
        let theta = lane.snapshot.metrics.nearest_classes_deg.to_radians();
        let knobs = loss.at_step(&lane.loss().knobs, lane.snapshot.schedule_step());
        let gap = loss.wedge(theta, &knobs).filter(|_| theta > 0.0)?;
        Some(number::degrees(gap.to_degrees()))
    });
    let note = lanes_note_ui(ui, t("gap"), &gaps);
    explain(ui, note, t("gap-help"));
}

/// The posterior that a feature exactly on its class direction has, the lowest over classes.
fn posterior_ui(ui: &mut Ui, lanes: &[Lane]) {
    let ctx = ui.ctx().clone();
    let posteriors = by_lane(lanes, |lane| {
        let lowest = posterior::lowest(&ctx, &lane.snapshot, lane.loss())?;
        Some(number::fixed(lowest, 3))
    });
    let note = lanes_note_ui(ui, t("posterior"), &posteriors);
    explain(ui, note, t("posterior-help"));
}
