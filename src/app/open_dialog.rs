//! The dialog that takes the path of what is to be opened, where the system has no chooser of files.

use std::path::PathBuf;

use eframe::egui::{Context, Id, Key, Modal, Modifiers, RichText, TextEdit};

use super::{escape::clicked_away, text::t};

const WIDTH: f32 = 460.0;

/// Shows the dialog with the path that is `typed` so far. `None` while it stays open; then what is to be opened, if anything.
pub fn open_ui(ctx: &Context, typed: &mut String) -> Option<Option<PathBuf>> {
    let enter = ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter));
    let modal = Modal::new(Id::unique("open")).show(ctx, |ui| {
        ui.set_width(WIDTH);
        ui.label(RichText::new(t("open-title")).size(17.0));
        ui.label(RichText::new(t("open-no-chooser")).weak());
        ui.add_space(6.0);
        let field = TextEdit::singleline(typed)
            .hint_text(t("open-hint"))
            .desired_width(f32::INFINITY);
        ui.add(field)
            .accessible_name(t("open-path"))
            .request_focus();
        ui.add_space(6.0);
        ui.horizontal(|ui| {
            let there = !typed.trim().is_empty();
            let open = ui.add_enabled(there, eframe::egui::Button::new(t("open-open")));
            let pressed = open.clicked() || (enter && there);
            let closed = ui.button(t("help-close")).clicked();
            (pressed, closed)
        })
        .inner
    });
    let (pressed, closed) = modal.inner;
    match pressed {
        true => Some(Some(path(typed))),
        false => (closed || clicked_away(&modal)).then_some(None),
    }
}

/// The path that was typed; `~` is the home folder.
fn path(typed: &str) -> PathBuf {
    let typed = typed.trim();
    let home = typed.strip_prefix("~/").and_then(|rest| {
        let home = dirs::home_dir()?;
        Some(home.join(rest))
    });
    home.unwrap_or_else(|| PathBuf::from(typed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_taken_as_it_is_but_for_the_home_folder() {
        assert_eq!(path(" a/b.toml "), PathBuf::from("a/b.toml"));
        let home = dirs::home_dir().map(|home| home.join("b.toml"));
        assert_eq!(Some(path("~/b.toml")), home.or(Some("~/b.toml".into())));
    }
}
