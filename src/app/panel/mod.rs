//! The left panel: everything of the experiment that a person can turn, and what is wrong now.

use eframe::egui::{self, Frame, Id, Margin, Panel, ScrollArea, Ui, UiBuilder};

mod classes;
pub mod data;
mod limits;
mod loss;
mod model;
pub mod past;
mod run;
mod warning_box;
mod warnings;

use crate::{
    app::{
        controls::{Entry, menu_row_ui},
        lanes::Lane,
        settings::Draft,
        text::t,
        theme::palette,
    },
    train::Scope,
};

const WIDTH: f32 = 272.0;

/// Draws the panel. What a person turns is an edit of `draft`, and everything drawn after it shows it. The warnings are
/// of the `lanes` as they were trained.
pub fn panel_ui(ui: &mut Ui, draft: &mut Draft<'_>, lanes: &[Lane]) {
    let fill = palette(ui.visuals()).panel;
    Panel::left("controls")
        .exact_size(WIDTH)
        .resizable(false)
        .frame(Frame::new().fill(fill))
        .show(ui, |ui| {
            let problems = warnings::warnings(lanes);
            if !problems.is_empty() {
                Panel::bottom("warnings")
                    .resizable(false)
                    .show_separator_line(false)
                    .frame(Frame::new().inner_margin(Margin::symmetric(12, 10)))
                    .show(ui, |ui| warning_box::warnings_ui(ui, &problems));
            }
            egui::CentralPanel::no_frame().show(ui, |ui| {
                sections_ui(ui, draft);
            });
        });
}

fn sections_ui(ui: &mut Ui, draft: &mut Draft<'_>) {
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        Frame::new()
            .inner_margin(Margin {
                left: 14,
                right: 14,
                top: 2,
                bottom: 14,
            })
            .show(ui, |ui| {
                if draft.settings.experiments().len() > 1 {
                    section(ui, "lane", |ui| lane_ui(ui, draft));
                }
                section(ui, "loss", |ui| loss::loss_ui(ui, draft));
                section(ui, "data", |ui| data::data_ui(ui, draft));
                section(ui, "model", |ui| model::model_ui(ui, draft));
                section(ui, "optimizer", |ui| run::optimizer_ui(ui, draft));
                section(ui, "seeds", |ui| run::seeds_ui(ui, draft));
            });
    });
}

/// Which lane the controls are for.
fn lane_ui(ui: &mut Ui, draft: &mut Draft<'_>) {
    ui.add_space(6.0);
    let all = Entry::new(Scope::All, t("controls-all"));
    let lanes = draft.settings.experiments().iter().enumerate();
    let each = lanes.map(|(place, (name, _))| Entry::new(Scope::One(place), name.clone()));
    let entries = std::iter::once(all).chain(each).collect();
    let help = t("controls-help");
    menu_row_ui(ui, t("controls"), help, &mut draft.scope, entries);
}

/// A group of controls whose ids depend on nothing above it: a warning that comes up must not end a drag.
fn section(ui: &mut Ui, name: &str, content: impl FnOnce(&mut Ui)) {
    let id = Id::unique(("section", name));
    ui.scope_builder(UiBuilder::new().scope_id(id), content);
}

/// A list of whole numbers as an edit has it.
fn in_toml(list: &[usize]) -> toml::Value {
    let numbers = list.iter().map(|number| toml::Value::from(*number as i64));
    toml::Value::Array(numbers.collect())
}
