//! Menus: one of several entries.

use eframe::egui::{self, ComboBox, Response, Ui};

use super::{CONTROL, row_ui};
use crate::app::{number, text::t};

/// One entry of a menu.
pub struct Entry<T> {
    /// What choosing it means.
    pub value: T,
    /// What a person reads.
    pub name: String,
    /// Why it cannot be chosen.
    pub barred: Option<String>,
    /// What choosing it does, where its name does not say all.
    pub help: Option<String>,
}

impl<T> Entry<T> {
    /// An entry that can be chosen and whose name says all.
    pub fn new(value: T, name: impl Into<String>) -> Self {
        Self {
            value,
            name: name.into(),
            barred: None,
            help: None,
        }
    }
}

/// A menu of `entries` with `chosen` on it; returns the response and what was picked.
pub fn menu_ui<T: PartialEq>(
    ui: &mut Ui,
    id: &str,
    width: f32,
    chosen: &T,
    entries: Vec<Entry<T>>,
) -> (Response, Option<T>) {
    mixed_menu_ui(ui, id, width, std::slice::from_ref(chosen), entries)
}

/// A menu of `entries` with the names of all that are `chosen` on it: lanes may differ. None of them is then marked.
pub fn mixed_menu_ui<T: PartialEq>(
    ui: &mut Ui,
    id: &str,
    width: f32,
    chosen: &[T],
    entries: Vec<Entry<T>>,
) -> (Response, Option<T>) {
    let name = |chosen: &T| {
        let entry = entries.iter().find(|entry| entry.value == *chosen);
        entry.map_or(number::NONE, |entry| entry.name.as_str())
    };
    let names: Vec<&str> = chosen.iter().map(name).collect();
    let shown = match names.is_empty() {
        true => number::NONE.to_owned(),
        false => names.join(" / "),
    };
    titled_menu_ui(ui, id, width, (shown, chosen), entries)
}

/// A menu of `entries` with a text on it. The entry that is `chosen` is marked where it is the only one.
pub fn titled_menu_ui<T: PartialEq>(
    ui: &mut Ui,
    id: &str,
    width: f32,
    (shown, chosen): (String, &[T]),
    entries: Vec<Entry<T>>,
) -> (Response, Option<T>) {
    let menu = ComboBox::from_id_salt(id)
        .width(width)
        .truncate()
        // All of it where the window has the room.
        .height(ui.ctx().content_rect().height() - 96.0)
        .selected_text(shown)
        .show_ui(ui, |ui| {
            let mut picked = None;
            for entry in entries {
                let open = entry.barred.is_none();
                let button = egui::Button::selectable(
                    matches!(chosen, [only] if *only == entry.value),
                    entry.name,
                );
                let mut response = ui.add_enabled(open, button);
                if let Some(why) = entry.barred {
                    response = response.on_disabled_hover_text(why);
                }
                if let Some(help) = entry.help {
                    response = response.on_hover_text(help);
                }
                if response.clicked() {
                    picked = Some(entry.value);
                }
            }
            picked
        });
    let response = match chosen.len() > 1 {
        true => menu.response.on_hover_text(t("mixed-help")),
        false => menu.response,
    };
    (response, menu.inner.flatten())
}

/// A row with a menu on which stands all that is `chosen`; returns what was picked.
pub fn mixed_row_ui<T: PartialEq>(
    ui: &mut Ui,
    (label, help): (&str, &str),
    chosen: &[T],
    entries: Vec<Entry<T>>,
) -> Option<T> {
    let mut found = None;
    row_ui(ui, label, help, |ui| {
        let (response, picked) = mixed_menu_ui(ui, label, CONTROL, chosen, entries);
        found = picked;
        response
    });
    found
}

/// A row with a menu.
pub fn menu_row_ui<T: PartialEq>(
    ui: &mut Ui,
    label: &str,
    help: &str,
    value: &mut T,
    entries: Vec<Entry<T>>,
) {
    row_ui(ui, label, help, |ui| {
        let (response, picked) = menu_ui(ui, label, CONTROL, value, entries);
        if let Some(picked) = picked {
            *value = picked;
        }
        response
    });
}
