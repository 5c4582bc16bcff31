//! The button that shows a figure or a chart alone, or puts it back.

use eframe::egui::{Button, Response, Ui, Vec2};

use super::icons::{self, Icon};
use crate::app::{shortcut, text::tf};

/// Returns whether it was clicked. `of` is what it belongs to, `large` whether that stands alone now.
pub fn enlarge_ui(ui: &mut Ui, large: bool, of: &str) -> bool {
    let (icon, word) = if large {
        let key = shortcut::written(&shortcut::BACK);
        (Icon::Restore, tf("restore", &[("key", &key)]))
    } else {
        let key = shortcut::written(&shortcut::LARGE);
        (Icon::Enlarge, tf("enlarge", &[("what", of), ("key", &key)]))
    };
    icon_button_ui(ui, icon, &word).clicked()
}

/// A small button that is only a picture; pointing at it says its name.
pub fn icon_button_ui(ui: &mut Ui, icon: Icon, name: &str) -> Response {
    picture_button_ui(ui, icon, name).on_hover_text(name)
}

/// The same where something else explains it.
pub fn picture_button_ui(ui: &mut Ui, icon: Icon, name: &str) -> Response {
    let button = Button::new("").min_size(Vec2::new(22.0, 20.0));
    let response = ui.add(button.frame_when_inactive(false));
    let visuals = ui.style().interact(&response);
    let (colour, behind) = (visuals.text_color(), visuals.weak_bg_fill);
    icons::paint(ui.painter(), icon, response.rect, colour, behind);
    response.accessible_name(name)
}
