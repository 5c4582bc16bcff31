//! The large slider of a knob, with marks where it stops being feasible.

use eframe::egui::{
    self, Color32, Layout, Pos2, Rect, Response, RichText, Sense, Slider, Stroke, Ui, Vec2,
    accesskit, style::HandleShape,
};

use super::{
    Effect, Field, explain, explain_by, icons::Icon, knob_help, mixed_number_ui, note_ui,
    picture_button_ui, refused_ui, warned,
};
use crate::app::{
    play::Play,
    text::{t, tf},
    theme::palette,
};
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
    /// Where the knob is beyond it: what happens there, worked out when it is read.
    pub passed: Option<Box<dyn Fn() -> String>>,
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

/// What moves a knob by itself, and the key that it knows it by.
pub struct Playable<'a> {
    /// Everything that moves.
    pub play: &'a mut Play,
    /// Of this knob.
    pub key: &'a str,
}

/// Name, number field and slider of `knob`; a double-click on the slider returns to the default.
pub fn knob_ui(ui: &mut Ui, knob: &Knob, name: &str, value: &mut f64, marks: &[Mark]) {
    let shown = (*value, None);
    if let Some(turned) = lanes_knob_ui(ui, knob, name, shown, marks, None) {
        *value = turned.value;
    }
}

/// What a knob was turned to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Turned {
    /// Its new value.
    pub value: f64,
    /// Nothing but its own moving has changed it.
    pub played: bool,
}

/// The same for lanes that may have several values, which it then shows, and with a button that moves it to and fro where
/// it can be played; returns what it was turned to.
pub fn lanes_knob_ui(
    ui: &mut Ui,
    knob: &Knob,
    name: &str,
    (value, several): (f64, Option<&Several>),
    marks: &[Mark],
    of: Option<&mut Playable<'_>>,
) -> Option<Turned> {
    let mut of = of.filter(|_| knob.spread != Spread::Whole);
    let seconds = f64::from(ui.input(|input| input.unstable_dt)).min(0.1);
    let moved = match &mut of {
        Some(of) => of.play.moved(of.key, knob, value, seconds),
        None => value,
    };
    let text = several.map(|several| several.text.as_str());
    let written = number_row_ui(ui, knob, name, (moved, text), of.as_deref_mut());
    let mut slid = moved;
    let (clicked, mut slider) = match &of {
        Some(of) => played_slider_ui(ui, knob, name, (&mut slid, marks), of),
        None => (false, slider_ui(ui, knob, name, &mut slid, marks)),
    };
    let now = written.unwrap_or(slid);
    for mark in marks {
        mark_ui(ui, knob, slider.rect, now, mark);
    }
    match several {
        Some(several) => {
            slider = slider.on_hover_text(t("mixed-help"));
            several_ui(ui, knob, &slider, several);
        }
        None => paint_handle(ui, knob, &slider, now, palette(ui.visuals()).accent),
    }
    let by_hand = written.is_some() || slid != moved;
    if let Some(of) = &mut of {
        if by_hand || slider.is_pointer_button_down_on() {
            of.play.hold(of.key);
        }
        if clicked {
            of.play.toggle(of.key, knob, now);
        }
    }
    (by_hand || moved != value).then_some(Turned {
        value: now,
        played: !by_hand,
    })
}

/// A handle for each lane, and what they are as text.
fn several_ui(ui: &Ui, knob: &Knob, slider: &Response, several: &Several) {
    let spoken = |node: &mut accesskit::Node| node.set_value(several.text.as_str());
    ui.ctx().accesskit_node_builder(slider.id, spoken);
    for (value, colour) in several.lanes.iter().rev() {
        paint_handle(ui, knob, slider, *value, *colour);
    }
}

/// The slider with its button; whether that was clicked.
fn played_slider_ui(
    ui: &mut Ui,
    knob: &Knob,
    name: &str,
    (value, marks): (&mut f64, &[Mark]),
    of: &Playable<'_>,
) -> (bool, Response) {
    let row = ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        let clicked = play_ui(ui, name, of.play.moves(of.key));
        (clicked, slider_ui(ui, knob, name, value, marks))
    });
    row.inner
}

/// The button that lets a knob go, or holds it.
fn play_ui(ui: &mut Ui, name: &str, moves: bool) -> bool {
    let (icon, word) = match moves {
        true => (Icon::Pause, tf("knob-hold", &[("knob", name)])),
        false => (Icon::Play, tf("knob-play", &[("knob", name)])),
    };
    let response = picture_button_ui(ui, icon, &word);
    explain(ui, response, t("knob-play-help")).clicked()
}

/// The line above the slider: name, number field, and while the knob moves, how fast. Returns what was written.
fn number_row_ui(
    ui: &mut Ui,
    knob: &Knob,
    name: &str,
    value: (f64, Option<&str>),
    of: Option<&mut Playable<'_>>,
) -> Option<f64> {
    let id = ui.scope_id().with(("number", knob.id));
    let titled = match knob.symbol == knob.label {
        true => name.to_owned(),
        false => format!("{name} {}", knob.letter()),
    };
    let field = Field {
        name: &titled,
        ends: (knob.min, knob.max),
        spread: knob.spread,
    };
    let mut written = None;
    ui.horizontal(|ui| {
        let label = title_ui(ui, knob, name);
        ui.with_layout(Layout::right_to_left(egui::Align::Center), |ui| {
            let (number, turned) = mixed_number_ui(ui, id, value, &field, Effect::Live, NUMBER);
            number.labelled_by(label.id);
            written = turned;
            if let Some(of) = of.filter(|of| of.play.moves(of.key)) {
                let pace = ui.button(of.play.pace.written());
                let pace = pace.accessible_name(tf("knob-pace", &[("knob", name)]));
                if explain(ui, pace, t("knob-pace-help")).clicked() {
                    of.play.turn_pace();
                }
            }
        });
    });
    refused_ui(ui, id);
    written
}

/// The slider of a knob that this loss does not have, with the reason.
pub fn disabled_ui(ui: &mut Ui, knob: &Knob, name: &str, why: &str) {
    ui.add_enabled_ui(false, |ui| {
        ui.horizontal(|ui| title_ui(ui, knob, name));
        slider_ui(ui, knob, name, &mut knob.min.clone(), &[]);
    });
    note_ui(ui, why, false);
}

fn title_ui(ui: &mut Ui, knob: &Knob, name: &str) -> Response {
    let label = ui.label(RichText::new(name).size(14.0));
    if knob.symbol != knob.label {
        ui.label(
            RichText::new(written(knob.letter()))
                .size(14.0)
                .italics()
                .weak(),
        );
    }
    label
}

fn slider_ui(ui: &mut Ui, knob: &Knob, name: &str, value: &mut f64, marks: &[Mark]) -> Response {
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
    let response = response.accessible_name(name);
    let speaks = !knob_help(knob).is_empty() || marks.iter().any(|mark| mark.passed.is_some());
    let response = match speaks {
        true => explain_by(ui, response, || help(knob, marks)),
        false => response,
    };
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

/// What a larger value does, and what happens beyond the marks that it has passed.
fn help(knob: &Knob, marks: &[Mark]) -> String {
    let passed = marks.iter().filter_map(|mark| mark.passed.as_ref());
    let passed = passed.map(|passed| warned(&passed()).text().to_owned());
    let own = Some(knob_help(knob).to_owned()).filter(|help| !help.is_empty());
    own.into_iter()
        .chain(passed)
        .collect::<Vec<_>>()
        .join("\n\n")
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
    let share = knob.share(value);
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
    let mark_seen = ui.interact(zone, id, Sense::hover());
    explain(ui, mark_seen, &mark.text);
}
