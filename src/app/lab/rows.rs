//! A number of the laboratory in one line: its name, a slider, a field.

use eframe::egui::{self, Align, Layout, RichText, Slider, Ui, Vec2};

use crate::{
    app::controls::{Effect, Field, number_ui, refused_ui},
    knob::{Knob, Spread},
};

const NAME: f32 = 92.0;
const NUMBER: f32 = 56.0;
/// A field keeps nine decimals.
const ROUNDED: f64 = 1e-8;

/// The number `value` within what `knob` declares; a double-click on the slider returns to `start`.
pub fn slider_row_ui(
    ui: &mut Ui,
    knob: &Knob,
    name: &str,
    help: &str,
    value: &mut f64,
    start: f64,
) {
    let id = ui.scope_id().with(("number", knob.id, name));
    ui.horizontal(|ui| {
        let height = ui.spacing().interact_size.y;
        let left = Layout::left_to_right(Align::Center);
        let label = ui
            .allocate_ui_with_layout(Vec2::new(NAME, height), left, |ui| {
                ui.set_width(NAME);
                let text = RichText::new(name).color(ui.visuals().weak_text_color());
                ui.add(egui::Label::new(text).truncate())
            })
            .inner;
        let mut draft = *value;
        let slider = slider(ui, knob, &mut draft);
        let response = ui.add(slider).accessible_name(name).on_hover_text(help);
        if response.drag_started() || response.clicked() {
            // So that the arrow keys work after the slider was touched.
            response.request_focus();
        }
        if response.double_clicked() {
            draft = start;
        }
        let of = Field {
            name,
            ends: (knob.min, knob.max),
            spread: knob.spread,
        };
        number_ui(ui, id, &mut draft, &of, Effect::Live, NUMBER).labelled_by(label.id);
        label.on_hover_text(help);
        // The field rounds what it shows; that alone moves nothing.
        if (draft - *value).abs() > ROUNDED {
            *value = draft;
        }
    });
    refused_ui(ui, id);
}

fn slider<'a>(ui: &mut Ui, knob: &Knob, value: &'a mut f64) -> Slider<'a> {
    let gaps = ui.spacing().item_spacing.x;
    ui.spacing_mut().interact_size.y = 18.0;
    ui.spacing_mut().slider_width = (ui.available_width() - NUMBER - gaps).max(40.0);
    Slider::new(value, knob.min..=knob.max)
        .logarithmic(knob.spread == Spread::Logarithmic)
        .smallest_positive(knob.min.max(1e-6))
        .show_value(false)
}
