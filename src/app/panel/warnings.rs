//! What is wrong now, and which knob to turn.

use eframe::egui::{Frame, Margin, RichText, Stroke, Ui};

use super::limits;
use crate::app::{
    controls::knob_name,
    lanes::Lane,
    number,
    text::{t, tf},
    theme::palette,
};
use crate::{
    loss::{self, BoundKind},
    train::Status,
};

/// A sentence for everything that is wrong, the worst first.
pub fn warnings(lanes: &[Lane]) -> Vec<String> {
    let mut found = failed(lanes);
    found.extend(lanes.iter().filter_map(diverged));
    if let Some(lane) = lanes.first() {
        found.extend(infeasible(lane, lanes));
    }
    found
}

/// One sentence for all lanes that stopped for the same reason.
fn failed(lanes: &[Lane]) -> Vec<String> {
    let mut reasons: Vec<(&str, bool, Vec<&str>)> = Vec::new();
    for lane in lanes {
        let Status::Failed(why) = &lane.snapshot.status else {
            continue;
        };
        match reasons.iter_mut().find(|(known, ..)| known == why) {
            Some((.., names)) => names.push(&lane.name),
            None => reasons.push((why, lane.snapshot.step > 0, vec![&lane.name])),
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
    (running && bad).then(|| tf("warn-diverged", &[("lane", &lane.name)]))
}

/// A sentence for each knob that stands beyond its limit in some lane.
fn infeasible(lane: &Lane, lanes: &[Lane]) -> Vec<String> {
    let Some(loss) = loss::find(&lane.loss().id) else {
        return Vec::new();
    };
    let sentence = |knob: &crate::knob::Knob| {
        let value = lane.loss().knobs.or(knob.id, knob.default);
        let limits = limits::limits(loss, knob, value, lanes);
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
            ("value", &number::plain(value)),
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

/// The box at the foot of the panel.
pub fn warnings_ui(ui: &mut Ui, problems: &[String]) {
    let palette = palette(ui.visuals());
    Frame::new()
        .fill(palette.warning_fill)
        .stroke(Stroke::new(1.0, palette.warning.gamma_multiply(0.5)))
        .corner_radius(5)
        .inner_margin(Margin::symmetric(10, 8))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            for problem in problems {
                let text = RichText::new(problem).size(12.0).color(palette.warning);
                ui.label(text).on_hover_text(t("warn-help"));
            }
        });
}
