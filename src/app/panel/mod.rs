//! The left panel: everything of the experiment that a person can turn, and what is wrong now.

use eframe::egui::{self, Frame, Id, Margin, Panel, ScrollArea, Ui, UiBuilder};

mod classes;
pub mod data;
mod limits;
mod loss;
mod model;
mod run;
mod warnings;

use crate::{
    app::{
        controls::{Entry, menu_row_ui},
        lanes::Lane,
        text::t,
        theme::palette,
    },
    train::Experiment,
};

const WIDTH: f32 = 272.0;

/// Draws the panel; the controls change `edited`, the experiment of the lane `controlled` or of all.
pub fn panel_ui(
    ui: &mut Ui,
    edited: &mut Experiment,
    lanes: &[Lane],
    controlled: &mut Option<String>,
) {
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
                    .show(ui, |ui| warnings::warnings_ui(ui, &problems));
            }
            egui::CentralPanel::no_frame().show(ui, |ui| {
                sections_ui(ui, edited, lanes, controlled);
            });
        });
}

fn sections_ui(
    ui: &mut Ui,
    edited: &mut Experiment,
    lanes: &[Lane],
    controlled: &mut Option<String>,
) {
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        Frame::new()
            .inner_margin(Margin {
                left: 14,
                right: 14,
                top: 2,
                bottom: 14,
            })
            .show(ui, |ui| {
                if lanes.len() > 1 {
                    section(ui, "lane", |ui| lane_ui(ui, lanes, controlled));
                }
                let own = |lane: &&Lane| controlled.as_ref().is_none_or(|name| lane.name == *name);
                let lanes: Vec<Lane> = lanes.iter().filter(own).cloned().collect();
                let lanes = lanes.as_slice();
                section(ui, "loss", |ui| loss::loss_ui(ui, edited, lanes));
                section(ui, "data", |ui| data::data_ui(ui, edited, lanes));
                section(ui, "model", |ui| model::model_ui(ui, edited, lanes));
                section(ui, "optimizer", |ui| run::optimizer_ui(ui, edited));
                section(ui, "seeds", |ui| run::seeds_ui(ui, edited));
            });
    });
}

/// Which lane the controls are for.
fn lane_ui(ui: &mut Ui, lanes: &[Lane], controlled: &mut Option<String>) {
    ui.add_space(6.0);
    let all = Entry::new(None, t("controls-all"));
    let each = lanes
        .iter()
        .map(|lane| Entry::new(Some(lane.name.clone()), lane.name.clone()));
    let entries = std::iter::once(all).chain(each).collect();
    let help = t("controls-help");
    menu_row_ui(ui, t("controls"), help, controlled, entries);
}

/// A group of controls whose ids depend on nothing above it: a warning that comes up must not end a drag.
fn section(ui: &mut Ui, name: &str, content: impl FnOnce(&mut Ui)) {
    let id = Id::unique(("section", name));
    ui.scope_builder(UiBuilder::new().scope_id(id), content);
}
