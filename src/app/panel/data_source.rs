//! How a source reads its data: what it reads, its words and texts, its numbers. The panel and the preview of data show the same.

use std::path::Path;

use eframe::egui::{Align, Layout, Ui, Vec2};

use crate::{
    app::{
        controls::{Entry, key_row_ui, mixed_row_ui, text_row_ui},
        settings::Draft,
        text::{t, tf},
    },
    data::{Source, Text},
};

/// What the source reads, where it reads files, with a button that chooses it.
pub fn path_ui(ui: &mut Ui, draft: &mut Draft<'_>, source: &dyn Source) {
    if !source.reads_path() {
        return;
    }
    let (label, help) = (t("data-path"), t("data-path-help"));
    let paths = draft.distinct(|lane| lane.data.path.clone()).join(" / ");
    if let Some(path) = text_row_ui(ui, label, help, &paths) {
        draft.set("data.path", path);
    }
    let now = draft.experiment().data.path.clone();
    choose_ui(ui, t("choose"), || {
        let file = source.reads_file() && !Path::new(&now).is_dir();
        draft.ask("data.path", file, &now);
    });
}

/// The settings that are words or texts.
pub fn texts_ui(ui: &mut Ui, draft: &mut Draft<'_>, source: &dyn Source) {
    for text in source.texts() {
        text_ui(ui, draft, text);
    }
}

/// The settings that are numbers.
pub fn knobs_ui(ui: &mut Ui, draft: &mut Draft<'_>, source: &dyn Source) {
    for knob in source.knobs() {
        key_row_ui(ui, &format!("data.{}", knob.id), draft);
    }
}

fn text_ui(ui: &mut Ui, draft: &mut Draft<'_>, text: &Text) {
    let key = format!("data.{}", text.id);
    let values = draft.distinct(|lane| lane.data.texts.get(text.id).to_owned());
    let (label, help) = (text.name(), text.help());
    let turned = match text.words {
        [] => text_row_ui(ui, label, help, &values.join(" / ")),
        words => {
            let entries = words.iter().map(|word| {
                let name = word_name(word).unwrap_or(word);
                Entry::new((*word).to_owned(), name)
            });
            mixed_row_ui(ui, (label, help), &values, entries.collect())
        }
    };
    if let Some(value) = turned {
        draft.set(&key, value);
    }
    if text.is_path {
        let now = draft.experiment().data.texts.get(text.id).to_owned();
        let what = tf("choose-what", &[("what", label)]);
        choose_ui(ui, &what, || draft.ask(&key, true, &now));
    }
}

/// A button that chooses; `name` says what, for those who do not see where it stands.
fn choose_ui(ui: &mut Ui, name: &str, mut clicked: impl FnMut()) {
    // One row high, also where the column has more room.
    let row = Vec2::new(ui.available_width(), ui.spacing().interact_size.y);
    ui.allocate_ui_with_layout(row, Layout::right_to_left(Align::Center), |ui| {
        let button = ui.button(t("choose")).accessible_name(name);
        if button.clicked() {
            clicked();
        }
    });
}

/// What a person calls a word of a source's settings.
fn word_name(word: &str) -> Option<&'static str> {
    Some(match word {
        "auto" => t("own-word-auto"),
        "yes" => t("own-word-yes"),
        "no" => t("own-word-no"),
        "refuse" => t("own-word-refuse"),
        "drop" => t("own-word-drop"),
        "columns" => t("own-word-columns"),
        "all" => t("own-word-all"),
        "none" => t("own-word-none"),
        "grey" => t("own-word-grey"),
        "colour" => t("own-word-colour"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data;

    #[test]
    fn every_word_of_every_source_has_a_name() {
        let texts = data::registry().iter().flat_map(|source| source.texts());
        let words: Vec<&str> = texts.flat_map(|text| text.words).copied().collect();
        assert!(words.len() > 5, "the sources have words");
        for word in words {
            assert!(word_name(word).is_some(), "{word}");
        }
    }
}
