//! Which model: kind, widths, activation.

use eframe::egui::Ui;

use super::in_toml;
use crate::app::{
    controls::{Entry, choice_row_ui, fact_ui, key_row_ui, list_row_ui, mixed_row_ui},
    lanes::Lane,
    number,
    settings::Draft,
    text::t,
};
use crate::{
    data::Shape,
    train::{Activation, Experiment, ModelKind},
};

/// The section of the model.
pub fn model_ui(ui: &mut Ui, draft: &mut Draft<'_>) {
    let words = (t("model-kind"), t("model-kind-help"));
    let kinds = kinds(&draft.lanes());
    choice_row_ui(ui, "model.kind", words, kinds, draft);
    if draft.distinct(|lane| lane.model.kind) == [ModelKind::Features] {
        return;
    }
    layers_ui(ui, draft);
    if draft.distinct(|lane| lane.model.kind) != [ModelKind::Linear] {
        let entries = vec![
            Entry::new("prelu", t("activation-prelu")),
            Entry::new("relu", t("activation-relu")),
            Entry::new("tanh", t("activation-tanh")),
        ];
        let words = (t("model-activation"), "");
        choice_row_ui(ui, "model.activation", words, entries, draft);
    }
    let entries = vec![
        Entry::new("means", t("init-means")),
        Entry::new("random", t("init-random")),
    ];
    choice_row_ui(ui, "loss.init", (t("init"), t("init-help")), entries, draft);
    let lanes = draft.lanes();
    key_row_ui(ui, "model.feature_dim", draft);
    let counts: Vec<String> = lanes
        .iter()
        .map(|lane| number::short(lane.snapshot.parameters as f64))
        .collect();
    if !counts.is_empty() {
        fact_ui(ui, t("model-parameters"), &counts.join(" · "));
    }
}

/// The model in a line: `MLP 256-128, PReLU`.
pub fn summary(experiment: &Experiment) -> String {
    let model = &experiment.model;
    let widths = |widths: &[usize]| {
        let texts: Vec<String> = widths.iter().map(usize::to_string).collect();
        texts.join("-")
    };
    let activation = match model.activation {
        Activation::Prelu => t("activation-prelu"),
        Activation::Relu => t("activation-relu"),
        Activation::Tanh => t("activation-tanh"),
    };
    let (kind, widths) = match model.kind {
        ModelKind::Linear => return t("model-linear").to_owned(),
        ModelKind::Features => return t("model-features").to_owned(),
        ModelKind::Mlp => (t("model-mlp"), widths(&model.hidden)),
        ModelKind::Cnn => (t("model-cnn"), widths(&model.channels)),
    };
    format!("{kind} {widths}, {activation}")
}

/// The layers that a model of this kind has.
fn layers_ui(ui: &mut Ui, draft: &mut Draft<'_>) {
    let kinds = draft.distinct(|lane| lane.model.kind);
    kinds.into_iter().for_each(|kind| kind_ui(ui, kind, draft));
}

fn kind_ui(ui: &mut Ui, kind: ModelKind, draft: &mut Draft<'_>) {
    match kind {
        ModelKind::Linear | ModelKind::Features => {}
        ModelKind::Mlp => {
            let words = (t("model-hidden"), t("model-hidden-help"));
            widths_ui(ui, "model.hidden", words, |e| &e.model.hidden, 1, draft);
        }
        ModelKind::Cnn => {
            let words = (t("model-channels"), t("model-channels-help"));
            widths_ui(ui, "model.channels", words, |e| &e.model.channels, 1, draft);
            let words = (t("model-dense"), t("model-dense-help"));
            widths_ui(ui, "model.dense", words, |e| &e.model.dense, 0, draft);
            key_row_ui(ui, "model.convs", draft);
            kernel_row_ui(ui, draft);
        }
    }
}

/// The widths of layers under `key`; `fewest` layers at least.
fn widths_ui(
    ui: &mut Ui,
    key: &str,
    (label, help): (&str, &str),
    now: fn(&Experiment) -> &Vec<usize>,
    fewest: usize,
    draft: &mut Draft<'_>,
) {
    let lists = draft.distinct(|lane| now(lane).clone());
    if let Some(list) = list_row_ui(ui, label, help, &lists, fewest) {
        draft.set(key, in_toml(&list));
    }
}

fn kernel_row_ui(ui: &mut Ui, draft: &mut Draft<'_>) {
    let entries = vec![Entry::new(3, t("kernel-3")), Entry::new(5, t("kernel-5"))];
    let kernels = draft.distinct(|lane| lane.model.kernel);
    let words = (t("model-kernel"), t("model-kernel-help"));
    if let Some(kernel) = mixed_row_ui(ui, words, &kernels, entries) {
        draft.set_number("model.kernel", kernel as f64);
    }
}

fn kinds(lanes: &[Lane]) -> Vec<Entry<&'static str>> {
    let image = |lane: &Lane| matches!(lane.snapshot.dataset.shape, Shape::Image { .. });
    let barred = (!lanes.iter().all(image)).then(|| t("model-cnn-barred").to_owned());
    vec![
        Entry::new("linear", t("model-linear")),
        Entry::new("mlp", t("model-mlp")),
        Entry {
            barred,
            ..Entry::new("cnn", t("model-cnn"))
        },
        Entry::new("features", t("model-features")),
    ]
}
