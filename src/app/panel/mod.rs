//! The left panel: everything of the experiment that a person can turn, and what is wrong now.

use eframe::egui::{self, Frame, Id, Margin, Panel, ScrollArea, Ui, UiBuilder};

mod classes;
pub mod data;
pub mod data_source;
mod lane_menu;
mod lane_values;
mod lanes;
mod limits;
mod loss;
mod model;
pub mod past;
mod posterior;
mod run;
mod warning_box;
mod warnings;

use crate::{
    app::{
        controls::{fold_ui, note_ui},
        lanes::Lane,
        notices,
        settings::Draft,
        spots,
        text::t,
        theme::palette,
    },
    train::{Experiment, ModelKind},
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
            spots::mark(ui, "panel", ui.max_rect());
            notices::room_ui(ui);
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

/// A group that is folded at first: its name, its title, its summary, and what is in it.
type Folded = (
    &'static str,
    fn() -> &'static str,
    fn(&Experiment) -> String,
    fn(&mut Ui, &mut Draft<'_>),
);

/// In their order below the loss and the data, which are what a person turns first.
const FOLDED: [Folded; 3] = [
    ("model", || t("model"), model::summary, model::model_ui),
    (
        "optimizer",
        || t("optimizer"),
        run::optimizer_summary,
        run::optimizer_ui,
    ),
    ("seeds", || t("seeds"), run::seeds_summary, run::seeds_ui),
];

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
                    section(ui, "lane", |ui| lanes::lanes_ui(ui, draft));
                }
                let given = draft.distinct(|lane| lane.model.kind) == [ModelKind::Features];
                if given {
                    section(ui, "given", |ui| {
                        note_ui(ui, t("given-help"), false);
                    });
                }
                section(ui, "loss", |ui| loss::loss_ui(ui, draft));
                section(ui, "data", |ui| data::data_ui(ui, draft));
                for (name, title, summary, content) in FOLDED {
                    let summary = draft.distinct(summary).join(" / ");
                    section(ui, name, |ui| {
                        if given && name != "model" {
                            ui.disable();
                        }
                        fold_ui(ui, name, title(), &summary, |ui| content(ui, draft));
                    });
                }
                match draft.settings.experiments().len() {
                    1 if !given && !draft.fixed => {
                        section(ui, "compare", |ui| lanes::alone_ui(ui, draft));
                    }
                    0 | 1 => {}
                    _ => section(ui, "equal", |ui| lane_values::equal_ui(ui, draft)),
                }
            });
    });
}

/// A group of controls whose ids depend on nothing above it: a warning that comes up must not end a drag.
fn section(ui: &mut Ui, name: &str, content: impl FnOnce(&mut Ui)) {
    let id = Id::unique(("section", name));
    let scope = ui.scope_builder(UiBuilder::new().scope_id(id), content);
    let spot = match name {
        "lane" => "lanes".to_owned(),
        name => format!("panel.{name}"),
    };
    spots::mark(ui, spot, scope.response.rect);
}

/// A list of whole numbers as an edit has it.
fn in_toml(list: &[usize]) -> toml::Value {
    let numbers = list.iter().map(|number| toml::Value::from(*number as i64));
    toml::Value::Array(numbers.collect())
}
