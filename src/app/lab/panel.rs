//! The laboratory's controls: where it starts, the loss with its knobs, the vectors in numbers.

use eframe::egui::{
    Align, Button, Frame, Id, Layout, Margin, Panel, Role, ScrollArea, Ui, UiBuilder, Vec2,
    WidgetInfo,
};

use super::rows::slider_row_ui;
use crate::{
    app::{
        controls::{
            Entry, formula_ui, knob_help, knob_name, knob_ui, menu_ui, note_ui, row_ui, section_ui,
        },
        notices, number, spots,
        text::{declared, t, tf},
        theme::palette,
    },
    draw::Words,
    figure::{
        chart::ChartFigure,
        lab::{self, FEATURE_LENGTH, Lab, OFF_PLANE, WEIGHT_LENGTH},
    },
    knob::{Knob, Spread},
    lesson::Hide,
    look::Style,
    loss::{self, Loss, references},
    render::chart::chart_ui,
};

const WIDTH: f32 = 272.0;
/// Height of the curves of ψ, and the size of the type in them, points.
const PSI: f32 = 118.0;
const PSI_TYPE: f64 = 10.5;
/// Width of the button beside the presets.
const RESET: f32 = 56.0;
/// So many knobs have the large slider; more stand in a line each.
const PROMINENT: usize = 2;

/// Draws the panel, with `psi` where that stands nowhere else; the controls change `lab`.
pub fn panel_ui(ui: &mut Ui, lab: &mut Lab, psi: Option<&ChartFigure>, hidden: &[Hide]) {
    let fill = palette(ui.visuals()).panel;
    Panel::left("lab-controls")
        .exact_size(WIDTH)
        .resizable(false)
        .frame(Frame::new().fill(fill))
        .show(ui, |ui| {
            spots::mark(ui, "lab.panel", ui.max_rect());
            notices::room_ui(ui);
            ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
                let margin = Margin {
                    left: 14,
                    right: 14,
                    top: 2,
                    bottom: 14,
                };
                Frame::new().inner_margin(margin).show(ui, |ui| {
                    section(ui, "preset", |ui| preset_ui(ui, lab));
                    section(ui, "loss", |ui| loss_ui(ui, lab, psi, hidden));
                    section(ui, "vectors", |ui| vectors_ui(ui, lab));
                });
            });
        });
}

/// A group of controls whose ids depend on nothing above it: a loss with fewer knobs must not end a drag.
fn section(ui: &mut Ui, name: &str, content: impl FnOnce(&mut Ui)) {
    let id = Id::unique(("lab-section", name));
    ui.scope_builder(UiBuilder::new().scope_id(id), content);
}

/// The state that `lab` began as.
pub fn start(lab: &Lab) -> Lab {
    Lab::preset(lab.preset).unwrap_or_else(|_| lab.clone())
}

fn preset_ui(ui: &mut Ui, lab: &mut Lab) {
    section_ui(ui, t("lab"));
    ui.horizontal(|ui| {
        let changed = *lab != start(lab);
        let entries = lab::preset_ids().map(|id| {
            let mark = if changed && id == lab.preset {
                t("preset-changed")
            } else {
                ""
            };
            Entry::new(
                id,
                format!("{}{mark}", declared(&format!("lab-preset-{id}"), id)),
            )
        });
        // In a box of its own, so that a longer name moves nothing.
        let width = ui.available_width() - RESET - ui.spacing().item_spacing.x;
        let size = Vec2::new(width, ui.spacing().interact_size.y);
        let left = Layout::left_to_right(Align::Center);
        let menu = ui.allocate_ui_with_layout(size, left, |ui| {
            ui.set_max_width(width);
            menu_ui(ui, "lab-preset", width, &lab.preset, entries.collect())
        });
        let (response, picked) = menu.inner;
        response
            .accessible_name(t("lab-preset"))
            .on_hover_text(t("lab-preset-help"));
        if let Some(found) = picked.and_then(|id| Lab::preset(id).ok()) {
            *lab = found;
        }
        let button = Button::new(t("lab-reset")).min_size(Vec2::new(RESET, 0.0));
        let reset = ui.add_enabled(changed, button);
        if reset.on_hover_text(t("lab-reset-help")).clicked() {
            *lab = start(lab);
        }
    });
}

/// ψ of the losses whose boundaries are shown, with the feature on it.
fn psi_ui(ui: &mut Ui, lab: &Lab, psi: &ChartFigure) {
    if psi.is_empty() {
        return;
    }
    let palette = palette(ui.visuals());
    let style = Style::new(palette.theme()).on(palette.look().panel);
    let size = Vec2::new(ui.available_width() - 8.0, PSI);
    ui.add_space(4.0);
    curves_ui(ui, lab, psi, (style, PSI_TYPE), size);
}

/// The curves of ψ in a chart of `size` points.
pub fn curves_ui(
    ui: &mut Ui,
    lab: &Lab,
    psi: &ChartFigure,
    (style, font): (Style, f64),
    size: Vec2,
) {
    let drawn = chart_ui(ui, psi, style, (font, Words::spoken()), size);
    let name = lab.chosen().map_or("", |loss| loss.spoken_name());
    let name = tf("lab-psi-of", &[("loss", name)]);
    let response = drawn.response;
    // With its place, which a name alone does not tell.
    response.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, &name));
    response.on_hover_text(t("lab-psi"));
}

fn loss_ui(ui: &mut Ui, lab: &mut Lab, psi: Option<&ChartFigure>, hidden: &[Hide]) {
    section_ui(ui, t("loss"));
    let entries = loss::registry()
        .iter()
        .map(|loss| Entry::new(loss.id(), loss.spoken_name()));
    let width = ui.available_width();
    let (response, picked) = menu_ui(ui, "lab-loss", width, &lab.loss, entries.collect());
    response
        .accessible_name(t("loss"))
        .on_hover_text(t("lab-loss-help"));
    lab.loss = picked.unwrap_or(lab.loss);
    let Some(loss) = lab.chosen() else {
        return;
    };
    if !hidden.contains(&Hide::Formula) {
        spots::marked(ui, "lab.formula", |ui| definition_ui(ui, lab, loss));
    }
    if !lab::is_class_level(loss) {
        note_ui(ui, t("lab-means"), false);
    }
    knobs_ui(ui, lab, loss);
    class_ui(ui, lab);
    if let Some(psi) = psi.filter(|_| !hidden.contains(&Hide::Psi)) {
        spots::marked(ui, "lab.psi", |ui| psi_ui(ui, lab, psi));
    }
}

fn definition_ui(ui: &mut Ui, lab: &Lab, loss: &dyn Loss) {
    let knobs = lab.knobs(loss);
    let value = |knob: &Knob| {
        let value = knobs.or(knob.id, knob.default);
        (knob.symbol.to_owned(), number::plain(value))
    };
    let values: Vec<_> = lab::knobs(loss).iter().map(value).collect();
    Frame::new()
        .fill(palette(ui.visuals()).canvas)
        .corner_radius(5)
        .inner_margin(Margin::symmetric(10, 7))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            let args = [
                ("formula", loss.spoken_formula()),
                ("paper", &references::cite(loss)),
                ("boundary", loss.spoken_boundary()),
            ];
            // The letters, and below them the same with what the letters are now.
            let paper = tf("loss-paper", &args);
            formula_ui(ui, loss.spoken_formula(), &[], 13.0).on_hover_text(&paper);
            if !values.is_empty() {
                ui.add_space(5.0);
                // What a formula says behind a semicolon, where it does not hold, is said once.
                let formula = loss.spoken_formula().split("; ").next();
                let formula = formula.unwrap_or_default();
                formula_ui(ui, formula, &values, 13.0).on_hover_text(paper);
            }
        });
}

fn knobs_ui(ui: &mut Ui, lab: &mut Lab, loss: &dyn Loss) {
    let declared_knobs = lab::knobs(loss);
    let (values, starts) = (lab.knobs(loss), start(lab).knobs(loss));
    for (place, knob) in declared_knobs.iter().enumerate() {
        let before = values.or(knob.id, knob.default);
        let mut value = before;
        let name = knob_name(knob);
        spots::marked(ui, &format!("knob:lab.{}", knob.id), |ui| {
            if declared_knobs.len() <= PROMINENT {
                if place == 0 {
                    ui.add_space(4.0);
                }
                knob_ui(ui, knob, name, &mut value, &[]);
            } else {
                let start = starts.or(knob.id, knob.default);
                slider_row_ui(ui, knob, name, knob_help(knob), &mut value, start);
            }
        });
        if value != before {
            lab.set_knob(loss.id(), knob.id, value);
        }
    }
    for id in ["m", "s"] {
        if let Some(why) = loss.spoken_why_no_knob(id) {
            note_ui(ui, why, false);
        }
    }
}

/// The label of the feature.
fn class_ui(ui: &mut Ui, lab: &mut Lab) {
    row_ui(ui, t("lab-class"), t("lab-class-help"), |ui| {
        let both = ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            ui.spacing_mut().button_padding.x = 6.0;
            for (label, name) in [t("lab-class-1"), t("lab-class-2")].into_iter().enumerate() {
                let button = Button::selectable(lab.label == label, name).frame_when_inactive(true);
                if ui.add(button).clicked() {
                    lab.label = label;
                }
            }
        });
        both.response
    });
}

/// A number of a vector, as a knob declares it.
const fn number(id: &'static str, min: f64, max: f64, unit: &'static str, spread: Spread) -> Knob {
    Knob {
        id,
        label: id,
        symbol: id,
        unit,
        min,
        max,
        default: min,
        spread,
        larger: "",
    }
}

fn vectors_ui(ui: &mut Ui, lab: &mut Lab) {
    section_ui(ui, t("lab-vectors"));
    ui.spacing_mut().item_spacing.y = 3.0;
    let start = start(lab);
    let help = t("lab-angle-help");
    let angle = |id| number(id, -180.0, 180.0, "°", Spread::Linear);
    let names = [
        ("angle-w1", t("lab-angle-w1")),
        ("angle-w2", t("lab-angle-w2")),
    ];
    for (i, (id, name)) in names.into_iter().enumerate() {
        let (value, start) = (&mut lab.weights[i].angle, start.weights[i].angle);
        degrees_ui(ui, &angle(id), (name, help), value, start);
    }
    let (value, from) = (&mut lab.feature.angle, start.feature.angle);
    degrees_ui(ui, &angle("angle-x"), (t("lab-angle-x"), help), value, from);
    let most = OFF_PLANE.to_degrees();
    let off = number("off-plane", -most, most, "°", Spread::Linear);
    let words = (t("lab-off-plane"), t("lab-off-plane-help"));
    degrees_ui(
        ui,
        &off,
        words,
        &mut lab.feature.off_plane,
        start.feature.off_plane,
    );
    lengths_ui(ui, lab, &start);
}

fn degrees_ui(ui: &mut Ui, knob: &Knob, (name, help): (&str, &str), radians: &mut f64, start: f64) {
    let before = radians.to_degrees();
    let mut value = before;
    slider_row_ui(ui, knob, name, help, &mut value, start.to_degrees());
    // Only what was turned is written back: degrees of radians of degrees are not always the same number.
    if value != before {
        *radians = value.to_radians();
    }
}

fn lengths_ui(ui: &mut Ui, lab: &mut Lab, start: &Lab) {
    let (least, most) = WEIGHT_LENGTH;
    let names = [
        ("length-w1", t("lab-length-w1")),
        ("length-w2", t("lab-length-w2")),
    ];
    for (i, (id, name)) in names.into_iter().enumerate() {
        let knob = number(id, least, most, "", Spread::Linear);
        let (value, start) = (&mut lab.weights[i].length, start.weights[i].length);
        slider_row_ui(ui, &knob, name, t("lab-length-w-help"), value, start);
    }
    let (least, most) = FEATURE_LENGTH;
    let knob = number("length-x", least, most, "", Spread::Logarithmic);
    let value = &mut lab.feature.length;
    let help = t("lab-length-x-help");
    slider_row_ui(
        ui,
        &knob,
        t("lab-length-x"),
        help,
        value,
        start.feature.length,
    );
}
