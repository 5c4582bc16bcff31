//! How far an animation is, and the button that gives it up.

use eframe::egui::{Align, Button, Frame, Layout, Margin, Panel, ProgressBar, RichText, Ui};

use super::animation_job::AnimationJob;
use crate::app::{
    text::{t, tf},
    theme::palette,
};

const HEIGHT: f32 = 34.0;

/// The bar and the button, as wide as the room of `ui`.
pub fn progress_ui(ui: &mut Ui, job: &AnimationJob) {
    let (drawn, pictures) = job.progress();
    // The picture that is being drawn counts from 1.
    let number = (drawn + 1).min(pictures);
    let text = if drawn < pictures {
        let counts = [number.to_string(), pictures.to_string()];
        tf(
            "export-progress",
            &[("number", &counts[0]), ("pictures", &counts[1])],
        )
    } else {
        t("export-packing").to_owned()
    };
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        let cancel = ui.add_enabled(job.is_open(), Button::new(t("export-cancel")));
        if cancel.on_hover_text(t("export-cancel-help")).clicked() {
            job.cancel();
        }
        let palette = palette(ui.visuals());
        let bar = ProgressBar::new(drawn as f32 / pictures.max(1) as f32)
            .desired_width(ui.available_width())
            .desired_height(18.0)
            .fill(palette.accent.gamma_multiply(0.55))
            .text(RichText::new(text).size(12.0).color(palette.text));
        ui.add(bar).on_hover_text(t("export-progress-help"));
    });
}

/// A row below the figures.
pub fn row_ui(ui: &mut Ui, job: &AnimationJob) {
    let frame = Frame::new()
        .fill(palette(ui.visuals()).panel)
        .inner_margin(Margin::symmetric(14, 0));
    Panel::bottom("animation")
        .exact_size(HEIGHT)
        .resizable(false)
        .frame(frame)
        .show(ui, |ui| {
            ui.horizontal_centered(|ui| {
                ui.label(RichText::new(t("export-moving")).weak());
                progress_ui(ui, job);
            });
        });
}
