//! The panel while an earlier run is looked at: its settings, which nobody can turn any more.

use eframe::egui::{self, Button, Frame, Margin, Panel, RichText, Ui, Vec2};

use super::{WIDTH, sections_ui};
use crate::app::{
    notices,
    settings::Draft,
    text::{t, tf},
    theme::palette,
};

/// What a person asks for at an earlier run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Back to the present.
    Live,
    /// Train with the settings of then.
    Take,
}

/// Draws the settings of `draft`, which were in force at `step`, and what can be done with them.
pub fn past_ui(ui: &mut Ui, draft: &mut Draft<'_>, step: &str) -> Option<Asked> {
    let fill = palette(ui.visuals()).panel;
    let panel = Panel::left("controls")
        .exact_size(WIDTH)
        .resizable(false)
        .frame(Frame::new().fill(fill));
    let shown = panel.show(ui, |ui| {
        notices::room_ui(ui);
        let banner = Panel::top("past")
            .resizable(false)
            .frame(Frame::new().inner_margin(Margin::symmetric(12, 10)));
        let asked = banner.show(ui, |ui| banner_ui(ui, step)).inner;
        egui::CentralPanel::no_frame().show(ui, |ui| {
            ui.disable();
            sections_ui(ui, draft);
        });
        asked
    });
    shown.inner
}

fn banner_ui(ui: &mut Ui, step: &str) -> Option<Asked> {
    ui.add(egui::Label::new(RichText::new(tf("past-title", &[("step", step)])).strong()).wrap());
    ui.add_space(6.0);
    let width = ui.available_width();
    let mut asked = None;
    let button = |name| Button::new(name).min_size(Vec2::new(width, 24.0));
    let take = ui.add(button(t("past-take")));
    if take.on_hover_text(t("past-take-help")).clicked() {
        asked = Some(Asked::Take);
    }
    if ui.add(button(t("past-live"))).clicked() {
        asked = Some(Asked::Live);
    }
    asked
}
