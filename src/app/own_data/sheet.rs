//! What is in the dialog: on the left how the data are read, on the right what they are, below what to do with them.

use eframe::egui::{Button, RichText, ScrollArea, Spinner, Ui, UiBuilder, Vec2};

use super::{
    Found, Press,
    numbers::{classes_ui, facts_ui, faults_ui},
    reading::Reading,
};
use crate::{
    app::{
        controls::{fact_ui, note_ui, section_ui},
        panel::data_source::{knobs_ui, path_ui, texts_ui},
        settings::Draft,
        text::{t, tf},
        theme::palette,
    },
    data,
};

/// Width of the dialog and of its left part, and what a window leaves free around it and keeps for title and buttons, in points.
const WIDTH: f32 = 860.0;
const LEFT: f32 = 290.0;
const AROUND: f32 = 80.0;
const ABOVE_AND_BELOW: f32 = 190.0;

/// What is known of the data.
pub struct About<'a> {
    /// What they came to last.
    pub found: Option<&'a Result<Found, String>>,
    /// Of which settings that is.
    pub reading: &'a Reading,
}

impl About<'_> {
    /// What they are, where that is known of the settings in `draft`.
    fn ready(&self, draft: &Draft<'_>) -> Option<&Found> {
        let known = self.reading.is_of(draft.experiment());
        self.found?.as_ref().ok().filter(|_| known)
    }
}

/// Draws it; what was pressed.
pub fn sheet_ui(ui: &mut Ui, draft: &mut Draft<'_>, about: &About<'_>) -> Option<Press> {
    let room = ui.ctx().content_rect().size();
    let width = WIDTH.min(room.x - AROUND);
    ui.set_width(width);
    let id = draft.settings.session().id.clone();
    ui.label(RichText::new(tf("own-title", &[("name", &id)])).size(17.0));
    ScrollArea::vertical()
        .id_salt("own-data")
        .max_height((room.y - ABOVE_AND_BELOW).max(120.0))
        .show(ui, |ui| {
            ui.horizontal_top(|ui| {
                column_ui(ui, "left", LEFT, |ui| reads_ui(ui, draft));
                ui.add_space(16.0);
                // The bar of a long list needs room beside the numbers.
                let rest = width - LEFT - 56.0;
                column_ui(ui, "right", rest, |ui| found_ui(ui, draft, about));
            });
        });
    ui.add_space(8.0);
    buttons_ui(ui, draft, about)
}

/// A column whose ids depend on nothing beside it: what is written in the left one stays while the right one changes.
fn column_ui(ui: &mut Ui, id: &str, width: f32, content: impl FnOnce(&mut Ui)) {
    ui.vertical(|ui| {
        ui.set_width(width);
        ui.scope_builder(UiBuilder::new().id_salt(("own-data", id)), content);
    });
}

/// How the data are read.
fn reads_ui(ui: &mut Ui, draft: &mut Draft<'_>) {
    section_ui(ui, t("own-settings"));
    let Some(source) = data::find(&draft.experiment().data.source) else {
        return;
    };
    fact_ui(ui, t("own-source"), source.spoken_name());
    path_ui(ui, draft, source);
    texts_ui(ui, draft, source);
    knobs_ui(ui, draft, source);
}

/// What they are.
fn found_ui(ui: &mut Ui, draft: &Draft<'_>, about: &About<'_>) {
    section_ui(ui, t("own-found"));
    if !about.reading.is_of(draft.experiment()) {
        ui.horizontal(|ui| {
            ui.add(Spinner::new().size(14.0));
            ui.label(t("own-reading"));
        });
    }
    match about.found {
        None => {}
        Some(Err(why)) => {
            note_ui(ui, why, true);
        }
        Some(Ok(found)) => {
            let preview = &found.read.preview;
            facts_ui(ui, &found.read);
            faults_ui(ui, preview);
            classes_ui(ui, preview);
            section_ui(ui, t("own-sample"));
            found.sample.ui(ui, preview);
        }
    }
}

/// What to do with them. Only what was read as it is to be read now can be used.
fn buttons_ui(ui: &mut Ui, draft: &Draft<'_>, about: &About<'_>) -> Option<Press> {
    let ready = about.ready(draft);
    let trains = ready.map(|found| &found.read.trains);
    let shows = ready.map(|found| &found.read.shows);
    if let Some(Err(why)) = trains {
        note_ui(ui, &tf("own-refused", &[("why", why)]), true);
    }
    let mut press = None;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing = Vec2::splat(8.0);
        let palette = palette(ui.visuals());
        let train = RichText::new(t("own-train"))
            .color(palette.on_accent)
            .strong();
        let train = Button::new(train).fill(palette.accent);
        let train = ui.add_enabled(matches!(trains, Some(Ok(_))), train);
        if train.on_hover_text(t("own-train-help")).clicked() {
            press = Some(Press::Train);
        }
        let features = Button::new(t("own-features"));
        let mut features = ui.add_enabled(matches!(shows, Some(Ok(()))), features);
        if let Some(Err(why)) = shows {
            let why = tf("own-features-refused", &[("why", why)]);
            features = features.on_disabled_hover_text(why);
        }
        if features.on_hover_text(t("own-features-help")).clicked() {
            press = Some(Press::Features);
        }
        if ui.button(t("own-cancel")).clicked() {
            press = Some(Press::Cancel);
        }
    });
    press
}
