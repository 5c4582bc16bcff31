//! Which losses' boundaries are shown, in which colour, and how wide each one's margin zone is.

use eframe::egui::{Align, Button, Checkbox, Label, Layout, RichText, Stroke, Ui, Vec2};

use super::drawn::Drawn;
use crate::{
    app::{
        controls::section_ui,
        number,
        text::{t, tf},
        theme::palette,
    },
    figure::lab::Lab,
    loss::{self, Loss},
};

const ROW: f32 = 20.0;
const COLUMNS: usize = 2;

/// Draws the legend; its boxes and names change `lab`.
pub fn legend_ui(ui: &mut Ui, lab: &mut Lab, drawn: &Drawn) {
    ui.horizontal(|ui| {
        section_ui(ui, t("lab-legend"));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| which_ui(ui, lab));
    });
    ui.spacing_mut().item_spacing.y = 0.0;
    let all = loss::registry();
    let rows = all.len().div_ceil(COLUMNS);
    let width = (ui.available_width() - 10.0) / COLUMNS as f32;
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 10.0;
        for (column, losses) in all.chunks(rows).enumerate() {
            ui.vertical(|ui| {
                ui.set_width(width);
                ui.spacing_mut().item_spacing.y = 0.0;
                for (row, loss) in losses.iter().enumerate() {
                    row_ui(ui, lab, drawn, (column * rows + row, *loss), width);
                }
            });
        }
    });
}

/// The losses that are shown, one below the other, with the widths of their zones.
pub fn shown_ui(ui: &mut Ui, lab: &mut Lab, drawn: &Drawn) {
    section_ui(ui, t("lab-legend"));
    let width = ui.available_width();
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for (place, loss) in loss::registry().iter().enumerate() {
            if lab.shows(loss.id()) {
                row_ui(ui, lab, drawn, (place, *loss), width);
            }
        }
    });
}

/// All at once, or one by one.
fn which_ui(ui: &mut Ui, lab: &mut Lab) {
    ui.spacing_mut().button_padding = Vec2::new(6.0, 0.0);
    ui.spacing_mut().interact_size.y = 18.0;
    ui.spacing_mut().item_spacing.x = 4.0;
    let button = |text: &str| Button::new(RichText::new(text).size(12.0));
    if ui
        .add(button(t("lab-one")))
        .on_hover_text(t("lab-one-help"))
        .clicked()
    {
        lab.shown.clear();
    }
    if ui
        .add(button(t("lab-all")))
        .on_hover_text(t("lab-all-help"))
        .clicked()
    {
        lab.shown = loss::registry().iter().map(|loss| loss.id()).collect();
    }
}

fn row_ui(
    ui: &mut Ui,
    lab: &mut Lab,
    drawn: &Drawn,
    (place, loss): (usize, &'static dyn Loss),
    width: f32,
) {
    let name = short_name(loss);
    ui.allocate_ui_with_layout(
        Vec2::new(width, ROW),
        Layout::left_to_right(Align::Center),
        |ui| {
            ui.set_min_size(Vec2::new(width, ROW));
            ui.spacing_mut().item_spacing.x = 4.0;
            ui.spacing_mut().interact_size.y = ROW;
            ui.spacing_mut().icon_width = 13.0;
            show_ui(ui, lab, (place, loss), name);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                wedge_ui(ui, drawn, place);
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    choose_ui(ui, lab, loss, name);
                });
            });
        },
    );
}

/// The name without what stands in brackets, AM-Softmax for AM-Softmax (CosFace); the whole name where two losses would
/// share the short one.
fn short_name(loss: &dyn Loss) -> &'static str {
    let short = |loss: &dyn Loss| loss.short_name();
    let own = short(loss);
    let all = loss::registry().iter();
    match all.filter(|other| short(**other) == own).count() {
        1 => own,
        _ => loss.spoken_name(),
    }
}

/// The box that shows or hides a loss's boundaries, in their colour.
fn show_ui(ui: &mut Ui, lab: &mut Lab, (place, loss): (usize, &'static dyn Loss), name: &str) {
    let mut on = lab.shows(loss.id());
    let chosen = lab.loss == loss.id();
    let palette = palette(ui.visuals());
    let colour = palette.loss(place as u16);
    ui.scope(|ui| {
        let visuals = ui.visuals_mut();
        // The chosen loss's box cannot be turned off, but its colour must not fade.
        visuals.disabled_alpha = 1.0;
        let widgets = &mut visuals.widgets;
        for look in [
            &mut widgets.noninteractive,
            &mut widgets.inactive,
            &mut widgets.hovered,
            &mut widgets.active,
        ] {
            look.bg_fill = if on { colour } else { palette.canvas };
            look.bg_stroke = Stroke::new(1.5, colour);
            look.fg_stroke.color = palette.ink_on_loss(place as u16);
        }
        let response = ui.add_enabled(!chosen, Checkbox::without_text(&mut on));
        let response = response.accessible_name(tf("lab-show", &[("loss", name)]));
        let response = response.on_disabled_hover_text(t("lab-show-always"));
        if response.changed() {
            match on {
                true => lab.shown.insert(loss.id()),
                false => lab.shown.remove(loss.id()),
            };
        }
    });
}

/// The name, which chooses the loss.
fn choose_ui(ui: &mut Ui, lab: &mut Lab, loss: &'static dyn Loss, name: &str) {
    ui.spacing_mut().button_padding = Vec2::new(4.0, 0.0);
    let text = RichText::new(name).size(12.0);
    let button = Button::selectable(lab.loss == loss.id(), text).truncate();
    let help = tf("lab-choose-help", &[("loss", loss.spoken_name())]);
    if ui.add(button).on_hover_text(help).clicked() {
        lab.loss = loss.id();
    }
}

fn wedge_ui(ui: &mut Ui, drawn: &Drawn, place: usize) {
    let borders = drawn.borders.get(place).copied().flatten();
    let wedge = borders.and_then(|borders| borders.wedge());
    let text = number::degrees(wedge.unwrap_or(f64::NAN).to_degrees());
    let text = RichText::new(text)
        .size(12.0)
        .color(palette(ui.visuals()).quiet);
    ui.add_sized(Vec2::new(38.0, ROW), Label::new(text).halign(Align::Max))
        .on_hover_text(t("lab-wedge-of"));
}
