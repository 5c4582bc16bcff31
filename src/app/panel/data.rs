//! Which data: source, classes and the source's own knobs.

use eframe::egui::Ui;

use super::{
    classes::{classes_ui, unseen_classes_ui},
    data_source::{knobs_ui, path_ui, texts_ui},
    in_toml,
};
use crate::app::{
    controls::{Entry, mixed_menu_ui, note_ui, row_ui, section_ui},
    number,
    settings::Draft,
    text::t,
};
use crate::data;

/// Width of the button that opens the list of classes.
const CLASSES: f32 = 112.0;

/// The section of the data.
pub fn data_ui(ui: &mut Ui, draft: &mut Draft<'_>) {
    section_ui(ui, t("data"));
    let ids = data::registry().iter().map(|source| source.id());
    let entries = ids.map(|id| Entry::new(id.to_owned(), source_name(id)));
    let width = ui.available_width();
    let chosen = draft.distinct(|lane| lane.data.source.clone());
    let (response, picked) = mixed_menu_ui(ui, "source", width, &chosen, entries.collect());
    response.accessible_name(t("data-source"));
    if let Some(id) = picked {
        draft.set("data.source", id);
    }
    if draft.distinct(|lane| lane.data.source.clone()).len() > 1 {
        note_ui(ui, t("data-mixed"), false);
        return;
    }
    let Some(source) = data::find(&draft.experiment().data.source) else {
        return;
    };
    path_ui(ui, draft, source);
    texts_ui(ui, draft, source);
    let names = class_names(draft);
    let mut picked = None;
    let chosen = draft.distinct(|lane| lane.data.classes.clone());
    row_ui(ui, t("classes"), t("classes-help"), |ui| {
        let (response, classes) = classes_ui(ui, &names, &chosen, CLASSES);
        picked = classes;
        response
    });
    if let Some(classes) = picked {
        let unseen = draft.distinct(|lane| lane.data.seen_and_unseen().unwrap_or_default().1);
        draft.set("data.classes", in_toml(&classes));
        if let Some(left) = still_unseen(&unseen, &classes) {
            draft.set("data.unseen", in_toml(&left));
        }
    }
    unseen_ui(ui, draft, &names);
    knobs_ui(ui, draft, source);
}

/// What is left of the classes that are left out, where all lanes leave out the same and some of them are not among the
/// `used` ones any more, or too few others; `None` where nothing has to change.
fn still_unseen(unseen: &[Vec<usize>], used: &[usize]) -> Option<Vec<usize>> {
    let [unseen] = unseen else { return None };
    if used.is_empty() {
        return None;
    }
    let mut left: Vec<usize> = unseen.clone();
    left.retain(|class| used.contains(class));
    left.truncate(used.len().saturating_sub(2));
    (left != *unseen).then_some(left)
}

/// Which of the classes that are used are left out of training.
fn unseen_ui(ui: &mut Ui, draft: &mut Draft<'_>, names: &[String]) {
    // By number, however they are chosen; none where the choice does not fit the classes.
    let chosen = draft.distinct(|lane| lane.data.seen_and_unseen().unwrap_or_default().1);
    let used = match draft.experiment().data.classes.clone() {
        all if all.is_empty() => (0..names.len()).collect(),
        used => used,
    };
    let mut picked = None;
    row_ui(ui, t("classes-unseen"), t("classes-unseen-help"), |ui| {
        let (response, classes) = unseen_classes_ui(ui, (names, &used), &chosen, CLASSES);
        picked = classes;
        response
    });
    if let Some(classes) = picked {
        draft.set("data.unseen", in_toml(&classes));
    }
}

/// All classes of the source; what was read where the source does not know beforehand.
fn class_names(draft: &Draft<'_>) -> Vec<String> {
    let data = &draft.experiment().data;
    let source = data::find(&data.source);
    let declared = source.map(|source| {
        let names = source.class_names(&data.knobs).into_iter();
        names.map(|name| source.spoken_class(&name)).collect()
    });
    let read = || {
        let lanes = draft.lanes();
        lanes
            .first()
            .map(|lane| lane.snapshot.dataset.spoken_names())
    };
    let known = declared.filter(|names: &Vec<String>| !names.is_empty());
    known.or_else(read).unwrap_or_default()
}

/// What a person calls the source of this id.
pub fn source_name(id: &str) -> &'static str {
    data::find(id).map_or(number::NONE, |source| source.spoken_name())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_that_are_used_no_more_are_not_left_out_either() {
        let check = |unseen: &[usize], used: &[usize], expect: Option<&[usize]>| {
            let found = still_unseen(&[unseen.to_vec()], used);
            assert_eq!(found.as_deref(), expect, "{unseen:?} of {used:?}");
        };
        check(&[7, 8], &[], None);
        check(&[7, 8], &[1, 2, 7, 8], None);
        check(&[7, 8], &[1, 2, 8], Some(&[8]));
        check(&[7, 8], &[1, 7, 8], Some(&[7]));
        check(&[], &[1, 2], None);
    }
}
