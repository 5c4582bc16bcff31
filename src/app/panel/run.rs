//! How the model is trained: optimizer, number of steps, seeds.

use eframe::egui::Ui;

use crate::app::{
    controls::{Entry, choice_row_ui, key_row_ui, section_ui},
    settings::Draft,
    text::t,
};
use crate::{nn::Schedule, train::OptimizerKind};

/// The section of the optimizer, with the number of steps.
pub fn optimizer_ui(ui: &mut Ui, draft: &mut Draft<'_>) {
    section_ui(ui, t("optimizer"));
    let kinds = vec![
        Entry::new("sgd", t("optimizer-sgd")),
        Entry::new("adam", t("optimizer-adam")),
    ];
    choice_row_ui(
        ui,
        "optimizer.kind",
        (t("optimizer-kind"), ""),
        kinds,
        draft,
    );
    key_row_ui(ui, "optimizer.learning_rate", draft);
    let schedules = vec![
        Entry::new("constant", t("schedule-constant")),
        Entry::new("step", t("schedule-step")),
        Entry::new("cosine", t("schedule-cosine")),
    ];
    let words = (t("schedule"), t("schedule-help"));
    choice_row_ui(ui, "optimizer.schedule", words, schedules, draft);
    if draft.distinct(|lane| lane.optimizer.schedule) != [Schedule::Constant] {
        key_row_ui(ui, "optimizer.schedule_steps", draft);
        key_row_ui(ui, "optimizer.schedule_floor", draft);
    }
    key_row_ui(ui, "optimizer.batch", draft);
    key_row_ui(ui, "optimizer.weight_decay", draft);
    let kinds = draft.distinct(|lane| lane.optimizer.kind);
    if kinds.contains(&OptimizerKind::Sgd) {
        key_row_ui(ui, "optimizer.momentum", draft);
    }
    key_row_ui(ui, "steps", draft);
}

/// The section of the seeds.
pub fn seeds_ui(ui: &mut Ui, draft: &mut Draft<'_>) {
    section_ui(ui, t("seeds"));
    for key in ["seeds.data", "seeds.init", "seeds.order"] {
        key_row_ui(ui, key, draft);
    }
}
