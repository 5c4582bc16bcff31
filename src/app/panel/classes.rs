//! The choice of classes: a button that says how many, and a list to tick.

use eframe::egui::{Button, Checkbox, Popup, PopupCloseBehavior, Response, ScrollArea, Ui, Vec2};

use crate::app::text::{t, tf};

/// Two classes at least: there is no margin without a second one.
const FEWEST: usize = 2;

/// A button over a list of `names`. `choices` holds the indices that lanes have chosen, each choice once; empty means all.
/// Returns its response, and the new choice when the list is closed; where lanes differ, only one that a person has made.
pub fn classes_ui(
    ui: &mut Ui,
    names: &[String],
    choices: &[Vec<usize>],
    width: f32,
) -> (Response, Option<Vec<usize>>) {
    let id = ui.scope_id().with("classes");
    let chosen = choices.first().map_or(&[][..], Vec::as_slice);
    let count = |chosen: &Vec<usize>| match chosen.is_empty() {
        true => names.len().to_string(),
        false => chosen.len().to_string(),
    };
    let counts: Vec<String> = choices.iter().map(count).collect();
    let text = tf(
        "classes-of",
        &[
            ("n", &counts.join(" / ")),
            ("all", &names.len().to_string()),
        ],
    );
    let button = Button::new(text).min_size(Vec2::new(width, 0.0));
    let response = ui.add(button);
    let list = Popup::menu(&response)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .accessible_name(t("classes"));
    let shown = list.show(|ui| {
        let draft = ui.data(|data| data.get_temp::<Vec<bool>>(id));
        let mut ticked = draft.unwrap_or_else(|| ticks(chosen, names.len()));
        list_ui(ui, names, &mut ticked);
        ui.data_mut(|data| data.insert_temp(id, ticked));
    });
    let closed = shown.is_none();
    let ticked = closed.then(|| ui.data_mut(|data| data.remove_temp::<Vec<bool>>(id)));
    let picked = ticked.flatten().map(|ticked| indices(&ticked));
    let picked = picked.filter(|picked| choices.len() < 2 || picked != chosen);
    (response, picked)
}

fn list_ui(ui: &mut Ui, names: &[String], ticked: &mut [bool]) {
    if ui.button(t("classes-all")).clicked() {
        ticked.fill(true);
    }
    ui.separator();
    let count = ticked.iter().filter(|on| **on).count();
    ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
        for (name, on) in names.iter().zip(ticked) {
            let free = count > FEWEST || !*on;
            ui.add_enabled(free, Checkbox::new(on, name))
                .on_disabled_hover_text(t("classes-fewest"));
        }
    });
}

fn ticks(chosen: &[usize], count: usize) -> Vec<bool> {
    let on = |class| chosen.is_empty() || chosen.contains(&class);
    (0..count).map(on).collect()
}

/// The indices of what is ticked; none where all are, which means the same.
fn indices(ticked: &[bool]) -> Vec<usize> {
    let on: Vec<usize> = (0..ticked.len()).filter(|i| ticked[*i]).collect();
    if on.len() == ticked.len() {
        Vec::new()
    } else {
        on
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(chosen: &[usize], ticked: &[bool]) {
        assert_eq!(ticks(chosen, ticked.len()), ticked);
        assert_eq!(indices(ticked), chosen);
    }

    #[test]
    fn no_index_means_every_class() {
        check(&[], &[true, true, true]);
    }

    #[test]
    fn a_choice_is_kept_in_the_order_of_the_source() {
        check(&[0, 2], &[true, false, true]);
    }
}
