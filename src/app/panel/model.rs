//! Which model: kind, widths, activation.

use eframe::egui::Ui;

use crate::app::{
    controls::{Entry, fact_ui, key_row_ui, list_row_ui, menu_row_ui, section_ui},
    lanes::Lane,
    number,
    text::t,
};
use crate::{
    data::Shape,
    train::{Activation, Experiment, ModelKind, WeightInit},
};

pub fn model_ui(ui: &mut Ui, edited: &mut Experiment, lanes: &[Lane]) {
    section_ui(ui, t("model"));
    let model = &mut edited.model;
    menu_row_ui(
        ui,
        t("model-kind"),
        t("model-kind-help"),
        &mut model.kind,
        kinds(lanes),
    );
    match model.kind {
        ModelKind::Linear => {}
        ModelKind::Mlp => {
            list_row_ui(
                ui,
                t("model-hidden"),
                t("model-hidden-help"),
                &mut model.hidden,
                1,
            );
        }
        ModelKind::Cnn => {
            list_row_ui(
                ui,
                t("model-channels"),
                t("model-channels-help"),
                &mut model.channels,
                1,
            );
            list_row_ui(
                ui,
                t("model-dense"),
                t("model-dense-help"),
                &mut model.dense,
                0,
            );
            key_row_ui(ui, "model.convs", edited);
            kernel_row_ui(ui, edited);
        }
    }
    let model = &mut edited.model;
    if model.kind != ModelKind::Linear {
        let entries = vec![
            Entry::new(Activation::Prelu, t("activation-prelu")),
            Entry::new(Activation::Relu, t("activation-relu")),
            Entry::new(Activation::Tanh, t("activation-tanh")),
        ];
        menu_row_ui(
            ui,
            t("model-activation"),
            "",
            &mut model.activation,
            entries,
        );
    }
    let entries = vec![
        Entry::new(WeightInit::Means, t("init-means")),
        Entry::new(WeightInit::Random, t("init-random")),
    ];
    menu_row_ui(
        ui,
        t("init"),
        t("init-help"),
        &mut edited.loss.init,
        entries,
    );
    // Several lanes differ in it, and each tile says which it has.
    if lanes.len() == 1 {
        key_row_ui(ui, "model.feature_dim", edited);
    }
    let counts: Vec<String> = lanes
        .iter()
        .map(|lane| number::short(lane.snapshot.parameters as f64))
        .collect();
    if !counts.is_empty() {
        fact_ui(ui, t("model-parameters"), &counts.join(" · "));
    }
}

fn kernel_row_ui(ui: &mut Ui, edited: &mut Experiment) {
    let entries = vec![Entry::new(3, t("kernel-3")), Entry::new(5, t("kernel-5"))];
    menu_row_ui(
        ui,
        t("model-kernel"),
        t("model-kernel-help"),
        &mut edited.model.kernel,
        entries,
    );
}

fn kinds(lanes: &[Lane]) -> Vec<Entry<ModelKind>> {
    let image = |lane: &Lane| matches!(lane.snapshot.dataset.shape, Shape::Image { .. });
    let barred = (!lanes.iter().all(image)).then(|| t("model-cnn-barred").to_owned());
    vec![
        Entry::new(ModelKind::Linear, t("model-linear")),
        Entry::new(ModelKind::Mlp, t("model-mlp")),
        Entry {
            barred,
            ..Entry::new(ModelKind::Cnn, t("model-cnn"))
        },
    ]
}
