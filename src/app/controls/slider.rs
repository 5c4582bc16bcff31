//! The large slider of a knob, with marks where it stops being feasible.

use eframe::egui::{
    self, Color32, Layout, Pos2, Rect, Response, RichText, Sense, Slider, Stroke, Ui, Vec2,
    accesskit, style::HandleShape,
};

use super::{Effect, knob_help, mixed_number_ui, note_ui};
use crate::app::{text::t, theme::palette};
use crate::{
    knob::{Knob, Spread, written},
    loss::BoundKind,
};

/// A place on the slider worth seeing.
pub struct Mark {
    /// Where, in the unit of the knob.
    pub value: f64,
    /// Of its line.
    pub colour: Color32,
    /// What is there, shown on hovering.
    pub text: String,
    /// On which side of it the knob should stay.
    pub beyond: BoundKind,
}

const HEIGHT: f32 = 26.0;
const RAIL: f32 = 5.0;
const NUMBER: f32 = 64.0;

/// What several lanes have, where they differ.
pub struct Several {
    /// In the number field: `0.15 / 0.4`.
    pub text: String,
    /// Where each stands, in its colour.
    pub lanes: Vec<(f64, Color32)>,
}

/// Name, number field and slider of `knob`; a double-click on the slider returns to the default.
pub fn knob_ui(ui: &mut Ui, knob: &Knob, name: &str, value: &mut f64, marks: &[Mark]) {
    if let Some(turned) = lanes_knob_ui(ui, knob, name, (*value, None), marks) {
        *value = turned;
    }
}

/// The same for lanes that may have several values, which it then shows; returns what it was turned to.
pub fn lanes_knob_ui(
    ui: &mut Ui,
    knob: &Knob,
    name: &str,
    (value, several): (f64, Option<&Several>),
    marks: &[Mark],
) -> Option<f64> {
    let text = several.map(|several| several.text.as_str());
    let mut written = None;
    ui.horizontal(|ui| {
        let label = title_ui(ui, knob, name);
        ui.with_layout(Layout::right_to_left(egui::Align::Center), |ui| {
            let id = ui.scope_id().with(("number", knob.id));
            let range = (knob.min..=knob.max, knob.spread);
            let shown = (value, text);
            let (field, turned) = mixed_number_ui(ui, id, shown, range, Effect::Live, NUMBER);
            field.labelled_by(label.id);
            written = turned;
        });
    });
    let mut slid = value;
    let mut response = slider_ui(ui, knob, name, &mut slid);
    let now = written.unwrap_or(slid);
    for mark in marks {
        mark_ui(ui, knob, response.rect, now, mark);
    }
    match several {
        Some(several) => {
            response = response.on_hover_text(t("mixed-help"));
            let spoken = |node: &mut accesskit::Node| node.set_value(several.text.as_str());
            ui.ctx().accesskit_node_builder(response.id, spoken);
            for (value, colour) in several.lanes.iter().rev() {
                paint_handle(ui, knob, &response, *value, *colour);
            }
        }
        None => paint_handle(ui, knob, &response, now, palette(ui.visuals()).accent),
    }
    written.or((slid != value).then_some(slid))
}

/// The slider of a knob that this loss does not have, with the reason.
pub fn disabled_ui(ui: &mut Ui, knob: &Knob, name: &str, why: &str) {
    ui.add_enabled_ui(false, |ui| {
        ui.horizontal(|ui| title_ui(ui, knob, name));
        slider_ui(ui, knob, name, &mut knob.min.clone());
    });
    note_ui(ui, why, false);
}

fn title_ui(ui: &mut Ui, knob: &Knob, name: &str) -> Response {
    let label = ui.label(RichText::new(name).size(14.0));
    if knob.symbol != knob.label {
        ui.label(
            RichText::new(written(knob.symbol))
                .size(14.0)
                .italics()
                .weak(),
        );
    }
    label
}

fn slider_ui(ui: &mut Ui, knob: &Knob, name: &str, value: &mut f64) -> Response {
    let response = ui
        .scope(|ui| {
            ui.spacing_mut().slider_width = ui.available_width();
            ui.spacing_mut().interact_size.y = HEIGHT;
            ui.spacing_mut().slider_rail_height = RAIL;
            // Its handle is painted below, over the marks.
            let widgets = &mut ui.visuals_mut().widgets;
            let rail = widgets.inactive.bg_fill;
            for visuals in [
                &mut widgets.inactive,
                &mut widgets.hovered,
                &mut widgets.active,
            ] {
                visuals.bg_fill = rail;
                visuals.fg_stroke = Stroke::NONE;
            }
            let slider = Slider::new(value, knob.min..=knob.max)
                .logarithmic(knob.spread == Spread::Logarithmic)
                .smallest_positive(knob.min.max(1e-6))
                .max_decimals(if knob.spread == Spread::Whole { 0 } else { 4 })
                .handle_shape(HandleShape::Circle)
                .show_value(false);
            ui.add(slider)
        })
        .inner;
    let response = response
        .accessible_name(name)
        .on_hover_text(knob_help(knob));
    if response.drag_started() || response.clicked() {
        // So that the arrow keys work after the slider was touched.
        response.request_focus();
    }
    let twice = ui.input(|input| {
        input
            .pointer
            .button_double_clicked(egui::PointerButton::Primary)
    });
    if twice && response.contains_pointer() && ui.is_enabled() {
        *value = knob.default;
    }
    response
}

/// The rail on the far side of the mark, as a warning; what lacks to the mark, where the knob should pass it.
fn paint_beyond(ui: &Ui, rect: Rect, (handle, at): (Pos2, Pos2), mark: &Mark) {
    let mut beyond = Rect::from_center_size(rect.center(), Vec2::new(rect.width(), RAIL));
    match mark.beyond {
        BoundKind::AtMost => beyond.set_left(at.x),
        BoundKind::AtLeast => beyond = beyond.with_min_x(handle.x.min(at.x)).with_max_x(at.x),
    }
    let warning = palette(ui.visuals()).warning.gamma_multiply(0.3);
    ui.painter().rect_filled(beyond, RAIL / 2.0, warning);
}

/// Radius of the handle's travel short of the rail's ends, as egui's slider has it.
fn inset(rect: Rect) -> f32 {
    rect.height() / 2.5
}

fn place(knob: &Knob, rect: Rect, value: f64) -> Pos2 {
    let share = match knob.spread {
        Spread::Logarithmic => (value / knob.min).ln() / (knob.max / knob.min).ln(),
        Spread::Linear | Spread::Whole => (value - knob.min) / (knob.max - knob.min),
    };
    let travel = rect.x_range().shrink(inset(rect));
    Pos2::new(
        egui::lerp(travel.min..=travel.max, share as f32),
        rect.center().y,
    )
}

/// A handle that is seen on any rail, over egui's own.
fn paint_handle(ui: &Ui, knob: &Knob, response: &Response, value: f64, colour: Color32) {
    let palette = palette(ui.visuals());
    let lively = response.hovered() || response.dragged() || response.has_focus();
    let radius = if lively { 9.0 } else { 8.0 };
    let centre = place(knob, response.rect, value);
    ui.painter()
        .circle(centre, radius, palette.handle, Stroke::new(2.0, colour));
}

/// A short line through the rail, with its text on hovering.
fn mark_ui(ui: &mut Ui, knob: &Knob, rect: Rect, value: f64, mark: &Mark) {
    if !(knob.min..=knob.max).contains(&mark.value) {
        return;
    }
    let at = place(knob, rect, mark.value);
    paint_beyond(ui, rect, (place(knob, rect, value), at), mark);
    let half = Vec2::new(0.0, rect.height() / 2.0);
    ui.painter()
        .line_segment([at - half, at + half], Stroke::new(2.0, mark.colour));
    let zone = Rect::from_center_size(at, Vec2::new(9.0, rect.height()));
    let id = ui.scope_id().with((knob.id, mark.text.as_str()));
    ui.interact(zone, id, Sense::hover())
        .on_hover_text(&mark.text);
}
