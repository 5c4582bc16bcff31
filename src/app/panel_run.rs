//! How the model is trained: optimizer, seeds, number of steps.

use std::ops::RangeInclusive;

use eframe::egui::Ui;

use super::{
    controls::{Effect, Entry, float_row_ui, menu_row_ui, section_ui, whole_row_ui},
    text::t,
};
use crate::{
    knob::Spread,
    train::{Experiment, OptimizerKind, ScheduleKind},
};

const LEARNING_RATE: RangeInclusive<f64> = 1e-5..=10.0;
const WEIGHT_DECAY: RangeInclusive<f64> = 0.0..=0.1;
const MOMENTUM: RangeInclusive<f64> = 0.0..=0.999;
const BATCH: RangeInclusive<f64> = 2.0..=4_096.0;
const STEPS: RangeInclusive<f64> = 1.0..=1e6;
/// Seeds that a number field can hold exactly.
const SEEDS: RangeInclusive<f64> = 0.0..=999_999.0;

pub fn optimizer_ui(ui: &mut Ui, edited: &mut Experiment) {
    section_ui(ui, t("optimizer"));
    let optimizer = &mut edited.optimizer;
    let kinds = vec![
        Entry::new(OptimizerKind::Sgd, t("optimizer-sgd")),
        Entry::new(OptimizerKind::Adam, t("optimizer-adam")),
    ];
    menu_row_ui(ui, t("optimizer-kind"), "", &mut optimizer.kind, kinds);
    let rate = (LEARNING_RATE, Spread::Logarithmic);
    let help = t("learning-rate-help");
    float_row_ui(ui, t("learning-rate"), help, &mut optimizer.learning_rate, rate, Effect::Live);
    let schedules = vec![
        Entry::new(ScheduleKind::Constant, t("schedule-constant")),
        Entry::new(ScheduleKind::Step, t("schedule-step")),
        Entry::new(ScheduleKind::Cosine, t("schedule-cosine")),
    ];
    menu_row_ui(ui, t("schedule"), t("schedule-help"), &mut optimizer.schedule, schedules);
    let mut batch = optimizer.batch as f64;
    whole_row_ui(ui, t("batch"), "", &mut batch, BATCH, Effect::Settled);
    optimizer.batch = batch as usize;
    let decay = (WEIGHT_DECAY, Spread::Linear);
    float_row_ui(ui, t("weight-decay"), "", &mut optimizer.weight_decay, decay, Effect::Settled);
    if optimizer.kind == OptimizerKind::Sgd {
        let momentum = (MOMENTUM, Spread::Linear);
        float_row_ui(ui, t("momentum"), "", &mut optimizer.momentum, momentum, Effect::Settled);
    }
    let mut steps = edited.steps as f64;
    whole_row_ui(ui, t("steps"), t("steps-help"), &mut steps, STEPS, Effect::Settled);
    edited.steps = steps as u64;
}

pub fn seeds_ui(ui: &mut Ui, edited: &mut Experiment) {
    section_ui(ui, t("seeds"));
    let seeds = &mut edited.seeds;
    for (label, seed) in [
        (t("seed-data"), &mut seeds.data),
        (t("seed-init"), &mut seeds.init),
        (t("seed-order"), &mut seeds.order),
    ] {
        let mut value = *seed as f64;
        whole_row_ui(ui, label, "", &mut value, SEEDS, Effect::Settled);
        // A larger seed, from a file, is kept as long as nobody turns this.
        if value != *seed as f64 && *seed as f64 <= *SEEDS.end() {
            *seed = value as u64;
        }
    }
}
