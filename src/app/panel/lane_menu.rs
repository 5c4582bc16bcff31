//! What can be done with one lane of the list: one more like it, another name, without it.

use eframe::egui::{Button, Id, Key, TextEdit, Ui};

use crate::app::{
    lanes::Lane,
    settings::{Draft, LaneChange},
    text::{t, tf},
};

/// The menu at the end of the lane's row; returns what was picked.
pub fn menu_ui(ui: &mut Ui, draft: &Draft<'_>, lane: &Lane) -> Option<LaneChange> {
    let menu = ui.menu_button("…", |ui| {
        let copy = ui.add_enabled(!draft.full, Button::new(t("lane-duplicate")));
        let copy = copy.on_disabled_hover_text(t("lanes-full"));
        let copy = copy.on_hover_text(t("lane-duplicate-help"));
        if ui.button(t("lane-rename")).clicked() {
            ui.data_mut(|data| data.insert_temp(typed(lane), lane.name.clone()));
        }
        let last = draft.settings.experiments().len() < 2;
        let gone = ui.add_enabled(!last, Button::new(t("lane-remove")));
        match (copy.clicked(), gone.clicked()) {
            (true, _) => Some(LaneChange::Duplicate(lane.place)),
            (_, true) => Some(LaneChange::Remove(lane.place)),
            _ => None,
        }
    });
    let name = tf("lane-menu", &[("lane", &lane.title)]);
    let response = menu.response.accessible_name(name);
    response.on_hover_text(t("lane-menu-help"));
    menu.inner.flatten()
}

/// Where the name that is being written is kept.
fn typed(lane: &Lane) -> Id {
    Id::unique(("lane-name", &lane.name))
}

/// The field for the lane's name, while it is being written; what was written, once the field is left.
#[expect(
    clippy::option_option,
    reason = "there may be no field, and nothing written yet"
)]
pub fn name_ui(ui: &mut Ui, lane: &Lane) -> Option<Option<String>> {
    let id = typed(lane);
    let mut text: String = ui.data(|data| data.get_temp(id))?;
    let begun = id.with("begun");
    let width = ui.available_width() - 12.0;
    let field = ui.add(TextEdit::singleline(&mut text).desired_width(width));
    let field = field.accessible_name(t("lane-name"));
    let is_new = ui.data(|data| data.get_temp::<bool>(begun)).is_none();
    if is_new {
        field.request_focus();
        ui.data_mut(|data| data.insert_temp(begun, true));
    }
    let left = !is_new && !field.has_focus();
    field.on_hover_text(t("lane-name-help"));
    if !left {
        ui.data_mut(|data| data.insert_temp(id, text));
        return Some(None);
    }
    ui.data_mut(|data| {
        data.remove::<String>(id);
        data.remove::<bool>(begun);
    });
    let given_up = ui.input(|input| input.key_pressed(Key::Escape));
    // Names become folders, which have no blanks here.
    let name = text.trim().replace(' ', "-");
    Some(Some(name).filter(|_| !given_up))
}
