//! Number fields, made from the declaration of a knob.

use std::cell::RefCell;

use eframe::egui::{DragValue, Id, Response, Ui, Vec2};

use super::{
    CONTROL, Entry, mixed_row_ui,
    refused::{Field, accept, refuse, refused_ui},
    row_ui,
};
use crate::{
    app::{number, settings::Draft, spots, text::t},
    knob::{Knob, Spread},
    train,
};

/// When a change of a number takes effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// At once, while dragging.
    Live,
    /// When the pointer lets go: it makes the lane start again.
    Settled,
}

/// The longest text of several values, in letters.
const LONGEST: usize = 15;

/// Several values in one field: `0.15 / 0.4`, or from where to where they are; nothing where there is one.
pub fn mixed_text(values: &[f64]) -> Option<String> {
    if values.len() < 2 {
        return None;
    }
    let texts: Vec<String> = values.iter().map(|value| number::plain(*value)).collect();
    let all = texts.join(" / ");
    let ends = || {
        let least = values.iter().copied().fold(f64::INFINITY, f64::min);
        let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        format!("{} … {}", number::plain(least), number::plain(most))
    };
    Some(match all.chars().count() <= LONGEST {
        true => all,
        false => ends(),
    })
}

/// A number field. What is typed and does not fit goes back, and [`refused_ui`] under the field says why.
pub fn number_ui(
    ui: &mut Ui,
    id: Id,
    value: &mut f64,
    of: &Field<'_>,
    effect: Effect,
    width: f32,
) -> Response {
    let (response, turned) = mixed_number_ui(ui, id, (*value, None), of, effect, width);
    *value = turned.unwrap_or(*value);
    response
}

/// A number field that shows a text instead of its `value` until it is turned; returns what it was turned to, which may be
/// the same value.
pub fn mixed_number_ui(
    ui: &mut Ui,
    id: Id,
    (value, mixed): (f64, Option<&str>),
    of: &Field<'_>,
    effect: Effect,
    width: f32,
) -> (Response, Option<f64>) {
    let mut draft = ui.data(|data| data.get_temp(id)).unwrap_or(value);
    let (least, most) = of.ends;
    let speed = match of.spread {
        Spread::Whole => (most - least).min(400.0) / 200.0,
        Spread::Linear => (most - least) / 400.0,
        Spread::Logarithmic => draft.abs().max(least) * 0.01,
    };
    let whole = of.spread == Spread::Whole;
    let (now, read) = (draft, RefCell::new(None));
    let mut given = false;
    let get_set = |new: Option<f64>| {
        if let Some(new) = new {
            draft = new;
            given = true;
        }
        draft
    };
    let field = DragValue::from_get_set(get_set)
        .range(least..=most)
        .speed(speed)
        .custom_parser(|text| {
            let found = of.read(text, now);
            let value = found.as_ref().ok().copied();
            *read.borrow_mut() = Some(found);
            value
        })
        .update_while_editing(false)
        .max_decimals(if whole { 0 } else { 9 })
        .min_size(Vec2::new(width, ui.spacing().interact_size.y))
        .custom_formatter(move |now, _| match mixed {
            Some(text) if now == value => text.to_owned(),
            _ => number::plain(now),
        });
    let mut response = ui.add(field);
    if mixed.is_some() {
        response = response.on_hover_text(t("mixed-help"));
    }
    match read.into_inner() {
        Some(Err(why)) => refuse(ui, id, why),
        None if draft == now => {}
        Some(Ok(_)) | None => accept(ui, id),
    }
    if effect == Effect::Settled && response.dragged() {
        ui.data_mut(|data| data.insert_temp(id, draft));
        return (response, None);
    }
    ui.data_mut(|data| data.remove::<f64>(id));
    let turned = (given || draft != value).then_some(draft);
    (response, turned)
}

/// A row with the number that `knob` declares; returns what it was turned to.
fn knob_row_ui(
    ui: &mut Ui,
    knob: &Knob,
    value: (f64, Option<&str>),
    effect: Effect,
) -> Option<f64> {
    let id = ui.scope_id().with(("knob", knob.id));
    let of = Field {
        name: knob_name(knob),
        ends: (knob.min, knob.max),
        spread: knob.spread,
    };
    let mut turned = None;
    row_ui(ui, knob_name(knob), knob_help(knob), |ui| {
        let (response, new) = mixed_number_ui(ui, id, value, &of, effect, CONTROL);
        turned = new;
        response
    });
    refused_ui(ui, id);
    turned
}

/// A row with the number that `draft` has under `key`.
pub fn key_row_ui(ui: &mut Ui, key: &str, draft: &mut Draft<'_>) {
    let Some((knob, value)) = draft.experiment().number(key) else {
        return;
    };
    let effect = if train::is_live(key) {
        Effect::Live
    } else {
        Effect::Settled
    };
    let mixed = mixed_text(&draft.numbers(key));
    let turned = spots::marked(ui, &format!("knob:{key}"), |ui| {
        knob_row_ui(ui, knob, (value, mixed.as_deref()), effect)
    });
    if let Some(value) = turned {
        draft.set_number(key, value);
    }
}

/// A row with the word that `draft` has under `key`, one of `entries`; `words` are its label and its help.
pub fn choice_row_ui(
    ui: &mut Ui,
    key: &str,
    (label, help): (&str, &str),
    entries: Vec<Entry<&'static str>>,
    draft: &mut Draft<'_>,
) {
    let words: Vec<_> = draft
        .distinct(|lane| lane.word(key))
        .into_iter()
        .flatten()
        .collect();
    if let Some(word) = mixed_row_ui(ui, (label, help), &words, entries) {
        draft.set(key, word);
    }
}

/// What a larger value of `knob` does.
pub fn knob_help(knob: &Knob) -> &'static str {
    knob.help()
}

/// What a person calls `knob`.
pub fn knob_name(knob: &Knob) -> &'static str {
    knob.name()
}
