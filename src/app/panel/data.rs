//! Which data: source, classes and the source's own knobs.

use eframe::egui::Ui;

use super::classes::classes_ui;
use crate::app::{
    controls::{Effect, Entry, knob_name, knob_row_ui, menu_ui, row_ui, section_ui, text_row_ui},
    lanes::Lane,
    number,
    text::{declared, t},
};
use crate::{data, train::Experiment};

/// Width of the button that opens the list of classes.
const CLASSES: f32 = 112.0;

pub fn data_ui(ui: &mut Ui, edited: &mut Experiment, lanes: &[Lane]) {
    section_ui(ui, t("data"));
    let ids = data::registry().iter().map(|source| source.id());
    let entries = ids.map(|id| Entry::new(id.to_owned(), source_name(id)));
    let width = ui.available_width();
    let (response, picked) = menu_ui(ui, "source", width, &edited.data.source, entries.collect());
    response.accessible_name(t("data-source"));
    if let Some(id) = picked {
        edited.set_source(&id);
    }
    let Some(source) = data::find(&edited.data.source) else {
        return;
    };
    if source.reads_path() {
        text_row_ui(
            ui,
            t("data-path"),
            t("data-path-help"),
            &mut edited.data.path,
        );
    }
    let names = class_names(edited, lanes);
    row_ui(ui, t("classes"), t("classes-help"), |ui| {
        classes_ui(ui, &names, &mut edited.data.classes, CLASSES)
    });
    for knob in source.knobs() {
        let mut value = edited.data.knobs.or(knob.id, knob.default);
        knob_row_ui(ui, knob, knob_name(knob), &mut value, Effect::Settled);
        edited.data.knobs.set(knob.id, value);
    }
}

/// All classes of the source; what was read where the source does not know beforehand.
fn class_names(edited: &Experiment, lanes: &[Lane]) -> Vec<String> {
    let declared = data::find(&edited.data.source).map(|s| s.class_names(&edited.data.knobs));
    let read = || {
        lanes
            .first()
            .map(|lane| lane.snapshot.dataset.class_names.clone())
    };
    let known = declared.filter(|names| !names.is_empty());
    known.or_else(read).unwrap_or_default()
}

/// What a person calls the source of this id.
pub fn source_name(id: &str) -> &'static str {
    let english = data::find(id).map_or(number::NONE, |source| source.name());
    declared(&format!("source-{id}"), english)
}
