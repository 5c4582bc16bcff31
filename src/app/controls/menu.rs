//! Menus: one of several entries.

use eframe::egui::{self, ComboBox, Response, Ui};

use super::{CONTROL, row_ui};
use crate::app::number;

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
    let shown = entries.iter().find(|entry| entry.value == *chosen);
    let shown = shown.map_or_else(|| number::NONE.to_owned(), |entry| entry.name.clone());
    let menu = ComboBox::from_id_salt(id)
        .width(width)
        .truncate()
        .height(420.0)
        .selected_text(shown)
        .show_ui(ui, |ui| {
            let mut picked = None;
            for entry in entries {
                let open = entry.barred.is_none();
                let button = egui::Button::selectable(entry.value == *chosen, entry.name);
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
    (menu.response, menu.inner.flatten())
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
