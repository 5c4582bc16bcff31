//! Number fields, made from the declaration of a knob.

use std::cell::RefCell;

use eframe::egui::{DragValue, Id, Response, Ui, Vec2};

use super::{
    CONTROL, Entry, menu_row_ui,
    refused::{Field, accept, refuse, refused_ui},
    row_ui,
};
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

/// A number field. What is typed and does not fit goes back, and [`refused_ui`] under the field says why.
pub fn number_ui(
    ui: &mut Ui,
    id: Id,
    value: &mut f64,
    of: &Field<'_>,
    effect: Effect,
    width: f32,
) -> Response {
    let mut draft = ui.data(|data| data.get_temp(id)).unwrap_or(*value);
    let (least, most) = of.ends;
    let speed = match of.spread {
        Spread::Whole => (most - least).min(400.0) / 200.0,
        Spread::Linear => (most - least) / 400.0,
        Spread::Logarithmic => draft.abs().max(least) * 0.01,
    };
    let whole = of.spread == Spread::Whole;
    let (now, read) = (draft, RefCell::new(None));
    let field = DragValue::new(&mut draft)
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
        .custom_formatter(|value, _| number::plain(value));
    let response = ui.add(field);
    match read.into_inner() {
        Some(Err(why)) => refuse(ui, id, why),
        None if draft == now => {}
        Some(Ok(_)) | None => accept(ui, id),
    }
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
    let of = Field {
        name: label,
        ends: (knob.min, knob.max),
        spread: knob.spread,
    };
    row_ui(ui, label, knob_help(knob), |ui| {
        number_ui(ui, id, value, &of, effect, CONTROL)
    });
    refused_ui(ui, id);
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
