//! The small controls that all panels share: a label on the left, what can be changed on the right.

use std::ops::RangeInclusive;

use eframe::egui::{
    self, Align, ComboBox, DragValue, Id, Layout, Response, RichText, TextFormat, Ui, Vec2,
    accesskit, text::LayoutJob,
};

use super::{number, text::declared, theme};
use crate::{
    knob::{Knob, Spread},
    train::{self, Experiment},
};

/// Width of what stands at the right of a row.
const CONTROL: f32 = 112.0;

/// A heading above a group of rows.
pub fn section_ui(ui: &mut Ui, title: &str) {
    ui.add_space(8.0);
    let text = RichText::new(title.to_uppercase())
        .text_style(theme::section_style())
        .extra_letter_spacing(1.2);
    let response = ui.label(text.color(ui.visuals().weak_text_color()));
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_role(accesskit::Role::Heading);
    });
    ui.add_space(1.0);
}

/// A row: `label` names what `control` draws in the space at the right.
pub fn row_ui(ui: &mut Ui, label: &str, help: &str, control: impl FnOnce(&mut Ui) -> Response) {
    ui.horizontal(|ui| {
        let room = ui.available_width() - CONTROL;
        let height = ui.spacing().interact_size.y;
        let left = Layout::left_to_right(Align::Center);
        let label = ui
            .allocate_ui_with_layout(Vec2::new(room - 8.0, height), left, |ui| {
                ui.set_width(room - 8.0);
                let text = RichText::new(label).color(ui.visuals().weak_text_color());
                ui.add(egui::Label::new(text).truncate())
            })
            .inner;
        let response = control(ui);
        // The control's name is the label in front of it.
        let response = response.labelled_by(label.id);
        if !help.is_empty() {
            response.on_hover_text(help);
            label.on_hover_text(help);
        }
    });
}

/// A row that only tells.
pub fn fact_ui(ui: &mut Ui, label: &str, value: &str) {
    ui.horizontal(|ui| {
        ui.set_min_height(ui.spacing().interact_size.y);
        ui.label(RichText::new(label).color(ui.visuals().weak_text_color()));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| ui.label(value));
    });
}

/// A quiet line under a control, in the colour of warnings where something is wrong.
pub fn note_ui(ui: &mut Ui, text: &str, wrong: bool) -> Response {
    let visuals = ui.visuals();
    let colour = if wrong {
        visuals.warn_fg_color
    } else {
        visuals.weak_text_color()
    };
    ui.label(RichText::new(text).small().color(colour))
}

/// A value in a note, with the lane that it is of.
pub struct LaneValue {
    /// Place in the session, and name; none where the value holds for all.
    pub lane: Option<(usize, String)>,
    pub value: String,
    pub wrong: bool,
}

/// A quiet line that gives a value for each lane, its name in its colour.
pub fn lanes_note_ui(ui: &mut Ui, prefix: &str, values: &[LaneValue]) -> Response {
    let palette = theme::palette(ui.visuals());
    let font = egui::TextStyle::Small.resolve(ui.style());
    let mut job = LayoutJob::default();
    let mut add = |text: &str, space, colour| {
        job.append(text, space, TextFormat::simple(font.clone(), colour));
    };
    add(prefix, 0.0, palette.quiet);
    for value in values {
        let mut space = 7.0;
        if let Some((place, name)) = &value.lane {
            add(name, space, palette.lane(*place));
            space = 4.0;
        }
        let colour = if value.wrong {
            palette.warning
        } else {
            palette.text
        };
        add(&value.value, space, colour);
    }
    ui.label(job)
}

/// One entry of a menu.
pub struct Entry<T> {
    pub value: T,
    pub name: String,
    /// Why it cannot be chosen.
    pub barred: Option<String>,
}

impl<T> Entry<T> {
    pub fn new(value: T, name: impl Into<String>) -> Self {
        Self {
            value,
            name: name.into(),
            barred: None,
        }
    }
}

/// A menu of `entries` with `chosen` on it; returns the response and what was picked.
pub fn menu_ui<T: PartialEq>(
    ui: &mut Ui,
    id: &str,
    width: f32,
    chosen: &T,
    entries: Vec<Entry<T>>,
) -> (Response, Option<T>) {
    let shown = entries.iter().find(|entry| entry.value == *chosen);
    let shown = shown.map_or_else(|| number::NONE.to_owned(), |entry| entry.name.clone());
    let menu = ComboBox::from_id_salt(id)
        .width(width)
        .truncate()
        .height(420.0)
        .selected_text(shown)
        .show_ui(ui, |ui| {
            let mut picked = None;
            for entry in entries {
                let open = entry.barred.is_none();
                let button = egui::Button::selectable(entry.value == *chosen, entry.name);
                let mut response = ui.add_enabled(open, button);
                if let Some(why) = entry.barred {
                    response = response.on_disabled_hover_text(why);
                }
                if response.clicked() {
                    picked = Some(entry.value);
                }
            }
            picked
        });
    (menu.response, menu.inner.flatten())
}

/// A row with a menu.
pub fn menu_row_ui<T: PartialEq>(
    ui: &mut Ui,
    label: &str,
    help: &str,
    value: &mut T,
    entries: Vec<Entry<T>>,
) {
    row_ui(ui, label, help, |ui| {
        let (response, picked) = menu_ui(ui, label, CONTROL, value, entries);
        if let Some(picked) = picked {
            *value = picked;
        }
        response
    });
}

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
pub fn knob_row_ui(ui: &mut Ui, knob: &Knob, label: &str, value: &mut f64, effect: Effect) {
    let id = ui.scope_id().with(("knob", knob.id));
    row_ui(ui, label, knob.larger, |ui| {
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

/// A row with the number of `experiment` that is kept under `key`.
pub fn key_row_ui(ui: &mut Ui, key: &'static str, experiment: &mut Experiment) {
    let Some(number) = train::number(key) else {
        return;
    };
    let before = (number.get)(experiment);
    let mut value = before;
    let name = knob_name(&number.knob);
    let effect = if train::is_live(key) {
        Effect::Live
    } else {
        Effect::Settled
    };
    knob_row_ui(ui, &number.knob, name, &mut value, effect);
    if value != before {
        (number.set)(experiment, value);
    }
}

/// What a person calls `knob`.
pub fn knob_name(knob: &Knob) -> &'static str {
    declared(&format!("knob-{}", knob.id), knob.label)
}

/// A row with a text that takes effect when the field is left.
pub fn text_row_ui(ui: &mut Ui, label: &str, help: &str, value: &mut String) {
    let id = ui.scope_id().with(("text", label));
    row_ui(ui, label, help, |ui| {
        let draft = ui.data(|data| data.get_temp::<String>(id));
        let mut text = draft.unwrap_or_else(|| value.clone());
        let response = ui.add(field(&mut text));
        if response.has_focus() {
            ui.data_mut(|data| data.insert_temp(id, text));
        } else {
            ui.data_mut(|data| data.remove::<String>(id));
            if response.lost_focus() {
                *value = text;
            }
        }
        response
    });
}

fn field(text: &mut String) -> egui::TextEdit<'_> {
    egui::TextEdit::singleline(text).desired_width(CONTROL)
}

/// A row with numbers separated by commas, `256, 128`; what cannot be read is put back.
pub fn list_row_ui(ui: &mut Ui, label: &str, help: &str, value: &mut Vec<usize>) {
    let texts: Vec<String> = value.iter().map(usize::to_string).collect();
    let mut text = texts.join(", ");
    text_row_ui(ui, label, help, &mut text);
    if let Some(list) = parse_list(&text) {
        *value = list;
    }
}

/// Whole numbers above 0, at least one.
fn parse_list(text: &str) -> Option<Vec<usize>> {
    let parts = text
        .split([',', ' '])
        .map(str::trim)
        .filter(|part| !part.is_empty());
    let list: Option<Vec<usize>> = parts
        .map(|part| {
            part.parse()
                .ok()
                .filter(|width| (1..=4_096).contains(width))
        })
        .collect();
    list.filter(|list| !list.is_empty() && list.len() <= 8)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: Option<&[usize]>) {
        assert_eq!(parse_list(text).as_deref(), expect);
    }

    #[test]
    fn widths_are_read_with_commas_or_spaces() {
        check("256, 128", Some(&[256, 128]));
        check(" 64 32,", Some(&[64, 32]));
    }

    #[test]
    fn what_is_no_list_of_widths_is_refused() {
        for text in ["", "0", "-3", "many", "12.5", "5000", "1 1 1 1 1 1 1 1 1"] {
            check(text, None);
        }
    }
}
