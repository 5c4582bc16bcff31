//! What stands over a figure.

use eframe::egui::{Align, Frame, Layout, Rect, RichText, Sense, Ui, UiBuilder, Vec2};

use super::words::{classes_text, dimension_text};
use crate::{
    app::{text::t, theme::palette},
    figure::{View, WhyNot},
};

/// A row over the figure, on a ground that keeps it legible where the figure's names reach it.
pub fn over_figure_ui(ui: &mut Ui, id: &str, rect: Rect, content: impl FnOnce(&mut Ui)) {
    let ground = palette(ui.visuals()).canvas.gamma_multiply(0.85);
    let builder = UiBuilder::new().id_salt(id).max_rect(rect);
    ui.scope_builder(builder.layout(Layout::left_to_right(Align::Center)), |ui| {
        ui.spacing_mut().button_padding = Vec2::new(6.0, 1.0);
        ui.spacing_mut().interact_size.y = 20.0;
        Frame::new().fill(ground).corner_radius(4).show(ui, content);
    });
}

/// The reason for an empty tile, in its middle.
pub fn why_ui(ui: &mut Ui, view: &dyn View, why: WhyNot) {
    let text = match why {
        WhyNot::Empty => t("tile-empty").to_owned(),
        WhyNot::Classes { most, found } => classes_text(view, most, found),
        WhyNot::Dimension { wants, found } => dimension_text(view, wants, found),
    };
    let rect = ui.available_rect_before_wrap();
    let room = Rect::from_center_size(rect.center(), Vec2::new(rect.width() * 0.7, 60.0));
    ui.scope_builder(UiBuilder::new().max_rect(room), |ui| {
        ui.vertical_centered(|ui| ui.label(RichText::new(text).weak()));
    });
    ui.allocate_rect(rect, Sense::hover());
}
