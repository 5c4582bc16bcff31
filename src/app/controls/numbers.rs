//! Number fields, made from the declaration of a knob.

use std::ops::RangeInclusive;

use eframe::egui::{DragValue, Id, Response, Ui, Vec2};

use super::{CONTROL, Entry, menu_row_ui, row_ui};
use crate::{
    app::{number, settings::Draft, text::declared},
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

/// A number field over `range`.
pub fn number_ui(
    ui: &mut Ui,
    id: Id,
    value: &mut f64,
    (range, spread): (RangeInclusive<f64>, Spread),
    effect: Effect,
    width: f32,
) -> Response {
    let mut draft = ui.data(|data| data.get_temp(id)).unwrap_or(*value);
    let speed = match spread {
        Spread::Whole => (range.end() - range.start()).min(400.0) / 200.0,
        Spread::Linear => (range.end() - range.start()) / 400.0,
        Spread::Logarithmic => draft.abs().max(*range.start()) * 0.01,
    };
    let whole = spread == Spread::Whole;
    let field = DragValue::new(&mut draft)
        .range(range)
        .speed(speed)
        .update_while_editing(false)
        .max_decimals(if whole { 0 } else { 9 })
        .min_size(Vec2::new(width, ui.spacing().interact_size.y))
        .custom_formatter(|value, _| number::plain(value));
    let response = ui.add(field);
    if effect == Effect::Settled && response.dragged() {
        ui.data_mut(|data| data.insert_temp(id, draft));
    } else {
        ui.data_mut(|data| data.remove::<f64>(id));
        *value = draft;
    }
    response
}

/// A row with the number that `knob` declares.
fn knob_row_ui(ui: &mut Ui, knob: &Knob, label: &str, value: &mut f64, effect: Effect) {
    let id = ui.scope_id().with(("knob", knob.id));
    row_ui(ui, label, knob_help(knob), |ui| {
        number_ui(
            ui,
            id,
            value,
            (knob.min..=knob.max, knob.spread),
            effect,
            CONTROL,
        )
    });
}

/// A row with the number that `draft` has under `key`.
pub fn key_row_ui(ui: &mut Ui, key: &str, draft: &mut Draft<'_>) {
    let Some((knob, mut value)) = draft.experiment().number(key) else {
        return;
    };
    let effect = if train::is_live(key) {
        Effect::Live
    } else {
        Effect::Settled
    };
    knob_row_ui(ui, knob, knob_name(knob), &mut value, effect);
    draft.set_number(key, value);
}

/// A row with the word that `draft` has under `key`, one of `entries`; `words` are its label and its help.
pub fn choice_row_ui(
    ui: &mut Ui,
    key: &str,
    (label, help): (&str, &str),
    entries: Vec<Entry<&'static str>>,
    draft: &mut Draft<'_>,
) {
    let Some(mut word) = draft.experiment().word(key) else {
        return;
    };
    menu_row_ui(ui, label, help, &mut word, entries);
    draft.set(key, word);
}

/// What a larger value of `knob` does.
pub fn knob_help(knob: &Knob) -> &'static str {
    declared(&format!("knob-{}-larger", knob.id), knob.larger)
}

/// What a person calls `knob`.
pub fn knob_name(knob: &Knob) -> &'static str {
    declared(&format!("knob-{}", knob.id), knob.label)
}
