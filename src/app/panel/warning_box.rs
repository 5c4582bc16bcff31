//! The box that says what is wrong now.

use eframe::egui::{Frame, Margin, Stroke, Ui};

use crate::app::{
    controls::{explain, warned},
    text::t,
    theme::palette,
};

/// The box at the foot of the panel.
pub fn warnings_ui(ui: &mut Ui, problems: &[String]) {
    let palette = palette(ui.visuals());
    Frame::new()
        .fill(palette.warning_fill)
        .stroke(Stroke::new(1.0, palette.warning.gamma_multiply(0.5)))
        .corner_radius(5)
        .inner_margin(Margin::symmetric(10, 8))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            for problem in problems {
                let text = warned(problem).size(12.0).color(palette.warning);
                let line = ui.label(text);
                explain(ui, line, t("warn-help"));
            }
        });
}
