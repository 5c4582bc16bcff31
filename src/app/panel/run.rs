//! How the model is trained: optimizer, number of steps, seeds.

use eframe::egui::Ui;

use crate::app::{
    controls::{Entry, key_row_ui, menu_row_ui, section_ui},
    text::t,
};
use crate::{
    nn::Schedule,
    train::{Experiment, OptimizerKind},
};

pub fn optimizer_ui(ui: &mut Ui, edited: &mut Experiment) {
    section_ui(ui, t("optimizer"));
    let kinds = vec![
        Entry::new(OptimizerKind::Sgd, t("optimizer-sgd")),
        Entry::new(OptimizerKind::Adam, t("optimizer-adam")),
    ];
    menu_row_ui(
        ui,
        t("optimizer-kind"),
        "",
        &mut edited.optimizer.kind,
        kinds,
    );
    key_row_ui(ui, "optimizer.learning_rate", edited);
    let schedules = vec![
        Entry::new(Schedule::Constant, t("schedule-constant")),
        Entry::new(Schedule::Step, t("schedule-step")),
        Entry::new(Schedule::Cosine, t("schedule-cosine")),
    ];
    let (label, help) = (t("schedule"), t("schedule-help"));
    menu_row_ui(ui, label, help, &mut edited.optimizer.schedule, schedules);
    if edited.optimizer.schedule != Schedule::Constant {
        key_row_ui(ui, "optimizer.schedule_steps", edited);
        key_row_ui(ui, "optimizer.schedule_floor", edited);
    }
    key_row_ui(ui, "optimizer.batch", edited);
    key_row_ui(ui, "optimizer.weight_decay", edited);
    if edited.optimizer.kind == OptimizerKind::Sgd {
        key_row_ui(ui, "optimizer.momentum", edited);
    }
    key_row_ui(ui, "steps", edited);
}

pub fn seeds_ui(ui: &mut Ui, edited: &mut Experiment) {
    section_ui(ui, t("seeds"));
    for key in ["seeds.data", "seeds.init", "seeds.order"] {
        key_row_ui(ui, key, edited);
    }
}
