//! How the model is trained: optimizer, number of steps, seeds.

use eframe::egui::Ui;

use crate::app::{
    controls::{Entry, choice_row_ui, key_row_ui},
    number,
    settings::Draft,
    text::{t, tf},
};
use crate::{
    nn::Schedule,
    train::{Experiment, OptimizerKind},
};

/// The section of the optimizer, with the number of steps.
pub fn optimizer_ui(ui: &mut Ui, draft: &mut Draft<'_>) {
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

/// The optimizer in a line: `Adam, rate 0.003, batch 128`.
pub fn optimizer_summary(experiment: &Experiment) -> String {
    let optimizer = &experiment.optimizer;
    let kind = match optimizer.kind {
        OptimizerKind::Sgd => t("optimizer-sgd"),
        OptimizerKind::Adam => t("optimizer-adam"),
    };
    let rate = number::plain(optimizer.learning_rate);
    let batch = optimizer.batch.to_string();
    let args = [("kind", kind), ("rate", &rate), ("batch", &batch)];
    tf("optimizer-summary", &args)
}

/// The seeds in a line: `1 each`, or all three.
pub fn seeds_summary(experiment: &Experiment) -> String {
    let seeds = experiment.seeds;
    let [data, init, order] = [seeds.data, seeds.init, seeds.order].map(|seed| seed.to_string());
    if data == init && init == order {
        return tf("seeds-same", &[("seed", &data)]);
    }
    let args = [("data", &*data), ("init", &*init), ("order", &*order)];
    tf("seeds-summary", &args)
}

/// The section of the seeds.
pub fn seeds_ui(ui: &mut Ui, draft: &mut Draft<'_>) {
    for key in ["seeds.data", "seeds.init", "seeds.order"] {
        key_row_ui(ui, key, draft);
    }
}
