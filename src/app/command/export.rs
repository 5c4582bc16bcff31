//! Opens the dialog that writes figures.

use eframe::egui::Key;

use super::{Button, Declaration, Face, Place};
use crate::app::{escape::Dialog, shortcut, text::t};

/// What the command says of itself.
pub const COMMAND: Declaration = Declaration {
    id: "export",
    name: "Export a figure",
    help: "A figure for a report: SVG, PDF or PNG, caption and LaTeX",
    keys: &[shortcut::ctrl(Key::E)],
    button: Some(Button::new(Place::Window, |_| {
        Face::Word(t("export-button"))
    })),
    perform: |app, _| {
        let (shown, subject) = app.exported();
        app.export.open(shown, subject);
        app.dialogs.retain(|open| *open != Dialog::Export);
        app.dialogs
            .extend(app.export.is_open().then_some(Dialog::Export));
    },
    ..Declaration::PLAIN
};
