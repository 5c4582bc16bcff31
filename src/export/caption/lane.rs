//! A lane in words.

use std::path::Path;

use super::phrase::{Phrase, formula, listed_words, number};
use crate::{
    data, loss,
    math::share,
    text::{grouped, t, tf, without_brackets},
    train::{DataConfig, LossConfig, ModelConfig, ModelKind, Snapshot, spoken_lane},
};

/// What a caption can say of a lane; what is equal in all of them is said once.
pub struct LaneWords {
    /// As its session calls it.
    pub name: String,
    /// `Fashion-MNIST (6 of 10 classes)`.
    pub data: String,
    /// `in 2 dimensions`.
    pub dimensions: String,
    /// The loss's name.
    pub loss: String,
    /// m, s, and whatever knob is not at its default, with what is in force of those that a schedule moves.
    pub knobs: Vec<Phrase>,
    /// `a linear map`.
    pub model: String,
    /// `1,200 steps`.
    pub steps: String,
    /// `Seed 1`.
    pub seeds: String,
    /// Whether the features are given and shown as they are.
    pub given: bool,
    /// None before anything was measured.
    pub accuracy: Option<String>,
}

impl LaneWords {
    /// Of a lane in this state.
    pub fn new(snapshot: &Snapshot) -> Self {
        let experiment = &snapshot.experiment;
        let seeds = experiment.seeds;
        let seeds = match seeds.data == seeds.init && seeds.init == seeds.order {
            true => tf("caption-seed", &[("seed", &seeds.data.to_string())]),
            false => {
                let [data, init, order] = [seeds.data, seeds.init, seeds.order];
                let [data, init, order] = [data, init, order].map(|seed| seed.to_string());
                let all = [("data", &*data), ("init", &*init), ("order", &*order)];
                tf("caption-seeds", &all)
            }
        };
        let given = experiment.model.kind == ModelKind::Features;
        // Nothing was drawn.
        let seeds = if given { String::new() } else { seeds };
        let accuracy = snapshot.metrics.test_accuracy;
        Self {
            name: spoken_lane(&snapshot.lane),
            data: data_words(&experiment.data),
            dimensions: tf(
                "caption-dimensions",
                &[("dim", &experiment.model.feature_dim.to_string())],
            ),
            loss: loss::find(&experiment.loss.id).map_or(experiment.loss.id.clone(), |loss| {
                loss.spoken_name().to_owned()
            }),
            knobs: knobs(&experiment.loss, snapshot.schedule_step()),
            model: model_words(&experiment.model),
            given,
            steps: match snapshot.step {
                0 if given => String::new(),
                1 => t("caption-step").to_owned(),
                steps => tf("caption-steps", &[("count", &grouped(steps))]),
            },
            seeds,
            accuracy: accuracy
                .is_finite()
                .then(|| format!("{:.1} %", share::percent(accuracy, 1))),
        }
    }
}

/// `Fashion-MNIST (6 of 10 classes)`; data from files are called as their folder is.
fn data_words(data: &DataConfig) -> String {
    let Some(source) = data::find(&data.source) else {
        return data.source.clone();
    };
    let folder = Path::new(&data.path).file_name();
    let folder = folder.filter(|_| source.reads_path());
    let name = folder.map(|name| name.to_string_lossy().into_owned());
    // What stands in parentheses is about the source, not about the data.
    let plain = || without_brackets(source.spoken_name()).to_owned();
    let name = name.unwrap_or_else(plain);
    let all = source.class_names(&data.knobs).len();
    if !data.unseen.is_none() {
        let (seen, unseen) = data.seen_and_unseen().unwrap_or_default();
        let (seen, unseen) = (seen.len().to_string(), unseen.len().to_string());
        let args = [
            ("name", &*name),
            ("used", &*seen),
            ("all", &*all.to_string()),
            ("unseen", &*unseen),
        ];
        return tf("caption-classes-unseen", &args);
    }
    match data.classes.len() {
        // How many there are is known where the source knows them beforehand.
        _ if all == 0 => name,
        0 => name,
        used => {
            let (used, all) = (used.to_string(), all.to_string());
            let args = [("name", &*name), ("used", &*used), ("all", &*all)];
            tf("caption-classes", &args)
        }
    }
}

fn knobs(config: &LossConfig, step: u64) -> Vec<Phrase> {
    let Some(loss) = loss::find(&config.id) else {
        return Vec::new();
    };
    let now = loss.at_step(&config.knobs, step);
    let told = loss.knobs().iter().filter_map(|knob| {
        let value = config.knobs.or(knob.id, knob.default);
        let told = matches!(knob.id, "m" | "s") || value != knob.default;
        let mut shown = number(value);
        if let Some(moved) = now.get(knob.id).filter(|now| (now - value).abs() > 1e-9) {
            shown = format!("{shown} {}", knob.unit_name())
                .trim_end()
                .to_owned();
            let args = [("value", &*shown), ("now", &*short(moved))];
            shown = tf("caption-in-force", &args);
            return told.then(|| formula(knob.letter(), &shown, ""));
        }
        told.then(|| formula(knob.letter(), &shown, knob.unit_name()))
    });
    // λ is no knob where it is annealed: what it has come down to by this step.
    let annealed = now
        .get("lambda")
        .filter(|_| !loss.knobs().iter().any(|knob| knob.id == "lambda"));
    let annealed = annealed.map(|lambda| formula("λ", &short(lambda), ""));
    told.chain(annealed).collect()
}

/// A value in at most three digits behind the point.
fn short(value: f64) -> String {
    number((value * 1e3).round() / 1e3)
}

fn model_words(model: &ModelConfig) -> String {
    match model.kind {
        ModelKind::Linear => t("caption-linear").to_owned(),
        ModelKind::Features => String::new(),
        ModelKind::Mlp => match &model.hidden[..] {
            [only] => tf("caption-mlp-one", &[("units", &only.to_string())]),
            widths => tf("caption-mlp", &[("units", &listed_words(widths))]),
        },
        ModelKind::Cnn => tf(
            "caption-cnn",
            &[("channels", &listed_words(&model.channels))],
        ),
    }
}
