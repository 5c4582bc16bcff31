//! The part of the export dialog that says where files go and what they are called.

use std::path::{Path, PathBuf};

use eframe::egui::{TextEdit, Ui};

use super::form::Press;
use crate::app::{controls::section_ui, text::t};

/// Where files go and what they are called; it stays so until it is changed.
pub struct PlaceForm {
    /// As a person has written it; empty for the name that says what is shown.
    name: String,
    /// As a person has written it.
    folder: String,
}

/// Width of the button that opens the chooser of folders.
const CHOOSE: f32 = 74.0;

impl PlaceForm {
    /// Files go into `folder`.
    pub fn new(folder: &Path) -> Self {
        let whole = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
        Self {
            name: String::new(),
            folder: whole.display().to_string(),
        }
    }

    /// The folder.
    pub fn folder(&self) -> PathBuf {
        PathBuf::from(self.folder.trim())
    }

    /// Files go there from now on.
    pub fn set_folder(&mut self, folder: String) {
        self.folder = folder;
    }

    /// The name of a file without its ending; `usual` where none was written. A name is no path: it stays in the folder.
    pub fn stem(&self, usual: &str) -> String {
        let name = self.name.trim();
        let ending = [".svg", ".pdf", ".png", ".gif"];
        let bare = ending.iter().find_map(|end| name.strip_suffix(end));
        let bare = bare.unwrap_or(name).trim_start_matches('.');
        match bare.is_empty() {
            true => usual.to_owned(),
            false => bare.replace(['/', '\\', ':'], "-"),
        }
    }

    /// The fields; `usual` is the name where none is written.
    pub fn ui(&mut self, ui: &mut Ui, usual: &str) -> Option<Press> {
        section_ui(ui, t("export-where"));
        let name = TextEdit::singleline(&mut self.name)
            .hint_text(usual)
            .desired_width(f32::INFINITY);
        ui.add(name)
            .accessible_name(t("export-name"))
            .on_hover_text(t("export-name-help"));
        if cfg!(target_arch = "wasm32") {
            // A browser has a folder of its own for what is downloaded.
            return None;
        }
        let pressed = ui.horizontal(|ui| {
            let room = ui.available_width() - CHOOSE - ui.spacing().item_spacing.x;
            let folder = TextEdit::singleline(&mut self.folder).desired_width(room);
            ui.add(folder)
                .accessible_name(t("export-folder"))
                .on_hover_text(&self.folder);
            ui.button(t("choose")).clicked()
        });
        pressed.inner.then_some(Press::Folder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, expect: &str) {
        let form = PlaceForm {
            name: name.to_owned(),
            folder: String::new(),
        };
        assert_eq!(form.stem("usual"), expect);
    }

    #[test]
    fn a_name_is_no_path_and_has_no_ending() {
        check("", "usual");
        check("  ", "usual");
        check("sphere", "sphere");
        check("sphere.svg", "sphere");
        check("../up/figure", "-up-figure");
        check("v1.2", "v1.2");
    }
}
