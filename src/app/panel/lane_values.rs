//! What sets lanes apart, each setting with the value of each lane; what they have in common is folded away.

use eframe::egui::{Label, RichText, TextFormat, TextStyle, Ui, text::LayoutJob};

use crate::{
    app::{
        controls::fold_ui,
        settings::Draft,
        text::{t, tf},
        theme::palette,
    },
    train::Setting,
};

/// The settings in which lanes differ.
pub fn differ_ui(ui: &mut Ui, draft: &Draft<'_>) {
    let all = draft.settings.values().iter();
    let differ: Vec<&Setting> = all.filter(|setting| setting.differs).collect();
    if differ.is_empty() {
        ui.label(RichText::new(t("lanes-alike")).small().weak());
    }
    for setting in differ {
        differs_ui(ui, setting);
    }
}

/// The fold with the settings that all lanes have in common.
pub fn equal_ui(ui: &mut Ui, draft: &Draft<'_>) {
    let all = draft.settings.values().iter();
    let equal: Vec<&Setting> = all.filter(|setting| !setting.differs).collect();
    let count = tf("lanes-equal-count", &[("count", &equal.len().to_string())]);
    fold_ui(ui, "lanes-equal", t("lanes-equal"), &count, |ui| {
        for setting in equal {
            let value = setting.values.first().map_or("", String::as_str);
            let text = tf("lanes-value", &[("key", &setting.label), ("value", value)]);
            let label = Label::new(RichText::new(text).small().weak()).truncate();
            ui.add(label);
        }
    });
}

/// A setting, and its value in each lane in the lane's colour.
fn differs_ui(ui: &mut Ui, setting: &Setting) {
    let palette = palette(ui.visuals());
    let font = TextStyle::Small.resolve(ui.style());
    let format = |colour| TextFormat::simple(font.clone(), colour);
    let mut job = LayoutJob::default();
    job.wrap.max_width = ui.available_width();
    let label = tf("lanes-value", &[("key", &setting.label), ("value", "")]);
    job.append(label.trim_end(), 0.0, format(palette.quiet));
    for (place, value) in setting.values.iter().enumerate() {
        if place > 0 {
            job.append(" /", 0.0, format(palette.quiet));
        }
        job.append(&format!(" {value}"), 0.0, format(palette.lane(place)));
    }
    ui.label(job);
}
