//! The choice of classes: a button that says how many, and a list to tick.

use eframe::egui::{Button, Popup, PopupCloseBehavior, Response, ScrollArea, Ui, Vec2};

use crate::app::{
    controls::tick,
    text::{t, tf},
};

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
    let all: Vec<usize> = (0..names.len()).collect();
    let list = List {
        name: "classes",
        names,
        offered: &all,
        reset: t("classes-all"),
        starts: true,
        // Two classes at least: there is no margin without a second one.
        free: |on, count, _| count > FEWEST || !on,
    };
    let counts = choices.iter().map(|chosen| match chosen.is_empty() {
        true => names.len(),
        false => chosen.len(),
    });
    let text = text(counts, names.len());
    let chosen = choices.first().map_or(&[][..], Vec::as_slice);
    let ticked = ticks(chosen, names.len());
    let (response, picked) = list.ui(ui, &text, ticked, width);
    let picked = picked.map(|ticked| indices(&ticked));
    let picked = picked.filter(|picked| choices.len() < 2 || picked != chosen);
    (response, picked)
}

/// The same for classes that are left out of training, of the `used` ones: none of them where a choice is empty.
pub fn unseen_classes_ui(
    ui: &mut Ui,
    (names, used): (&[String], &[usize]),
    choices: &[Vec<usize>],
    width: f32,
) -> (Response, Option<Vec<usize>>) {
    let list = List {
        name: "unseen",
        names,
        offered: used,
        reset: t("classes-none-unseen"),
        starts: false,
        free: |on, count, all| on || count + FEWEST < all,
    };
    let text = text(choices.iter().map(Vec::len), used.len());
    let chosen = choices.first().map_or(&[][..], Vec::as_slice);
    let ticked = (0..names.len()).map(|class| chosen.contains(&class));
    let (response, picked) = list.ui(ui, &text, ticked.collect(), width);
    let on = |ticked: Vec<bool>| -> Vec<usize> {
        (0..ticked.len()).filter(|class| ticked[*class]).collect()
    };
    let picked = picked.map(on);
    let picked = picked.filter(|picked| choices.len() < 2 || picked != chosen);
    (response, picked)
}

/// `7 of 10`, with the count of each choice.
fn text(counts: impl Iterator<Item = usize>, all: usize) -> String {
    let counts: Vec<String> = counts.map(|count| count.to_string()).collect();
    let args = [("n", counts.join(" / ")), ("all", all.to_string())];
    tf(
        "classes-of",
        &args.each_ref().map(|(key, text)| (*key, text.as_str())),
    )
}

/// Classes to tick.
struct List<'a> {
    /// Tells it from others.
    name: &'static str,
    /// Names of all classes.
    names: &'a [String],
    /// The classes that can be ticked.
    offered: &'a [usize],
    /// What the button says that ticks all of them, or none.
    reset: &'static str,
    /// Whether that button ticks all.
    starts: bool,
    /// Whether a class that is ticked, or not, may be changed, of so many ticked and offered ones.
    free: fn(bool, usize, usize) -> bool,
}

impl List<'_> {
    /// The button and the list below it; what is ticked, by class, when the list is closed.
    fn ui(
        &self,
        ui: &mut Ui,
        text: &str,
        ticked: Vec<bool>,
        width: f32,
    ) -> (Response, Option<Vec<bool>>) {
        let id = ui.scope_id().with(self.name);
        let button = Button::new(text).min_size(Vec2::new(width, 0.0));
        let response = ui.add(button);
        let list = Popup::menu(&response)
            .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
            .accessible_name(t("classes"));
        let shown = list.show(|ui| {
            let draft = ui.data(|data| data.get_temp::<Vec<bool>>(id));
            let mut ticked = draft.unwrap_or(ticked);
            self.list_ui(ui, &mut ticked);
            ui.data_mut(|data| data.insert_temp(id, ticked));
        });
        let closed = shown.is_none();
        let ticked = closed.then(|| ui.data_mut(|data| data.remove_temp::<Vec<bool>>(id)));
        (response, ticked.flatten())
    }

    fn list_ui(&self, ui: &mut Ui, ticked: &mut [bool]) {
        if ui.button(self.reset).clicked() {
            ticked.fill(self.starts);
        }
        ui.separator();
        let count = ticked.iter().filter(|on| **on).count();
        ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
            for class in self.offered {
                let Some((name, on)) = self.names.get(*class).zip(ticked.get_mut(*class)) else {
                    continue;
                };
                let free = (self.free)(*on, count, self.offered.len());
                ui.add_enabled(free, tick(on, name))
                    .on_disabled_hover_text(t("classes-fewest"));
            }
        });
    }
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
