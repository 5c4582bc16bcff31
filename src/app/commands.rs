//! The sheet of commands (Ctrl+P): everything that a button or a menu does, found by typing a part of its name.

use eframe::egui::{
    Button, Context, Id, Key, Modal, Modifiers, RichText, ScrollArea, TextEdit, Ui, Vec2,
};

use super::{
    text::{declared, t, tf},
    theme::palette,
    top_bar::Click,
};
use crate::{loss, train::preset_ids};

/// The sheet while it is open.
#[derive(Default)]
pub struct Commands {
    open: bool,
    /// What was typed.
    sought: String,
    /// The entry that Enter takes.
    at: usize,
}

/// A command by its name, with the key that does the same.
struct Entry {
    name: String,
    key: &'static str,
    click: Click,
}

const SIZE: Vec2 = Vec2::new(440.0, 360.0);

fn entries() -> Vec<Entry> {
    let one = |name: &str, key: &'static str, click: Click| Entry {
        name: name.to_owned(),
        key,
        click,
    };
    let mut all = vec![
        one(t("command-play"), t("help-key-play"), Click::PlayPause),
        one(t("command-step"), t("help-key-step"), Click::Step),
        one(t("command-replay"), "", Click::Replay),
        one(t("command-new-seed"), "", Click::NewSeed),
        one(t("undo"), t("help-key-undo"), Click::Undo),
        one(t("redo"), t("help-key-redo"), Click::Redo),
        one(t("command-reset"), "", Click::ResetSettings),
        one(t("screenshot"), t("help-key-screenshot"), Click::Screenshot),
        one(t("export"), t("help-key-export"), Click::Export),
        one(t("command-copy"), t("help-key-copy"), Click::CopyFigure),
        one(t("command-lab"), t("help-key-lab"), Click::Lab),
        one(t("theme"), "", Click::Theme),
        one(t("help"), t("help-key-help"), Click::Help),
    ];
    all.extend(loss::registry().iter().map(|loss| {
        let name = declared(&format!("loss-{}", loss.id()), loss.name());
        let click = Click::Loss(loss.id());
        one(&tf("command-loss", &[("name", name)]), "", click)
    }));
    all.extend(preset_ids().map(|id| {
        let name = declared(&format!("preset-{id}"), id);
        let click = Click::Preset(id.to_owned());
        one(&tf("command-preset", &[("name", name)]), "", click)
    }));
    all
}

/// Whether every word of `sought` is somewhere in `name`.
fn fits(name: &str, sought: &str) -> bool {
    let name = name.to_lowercase();
    let sought = sought.to_lowercase();
    sought.split_whitespace().all(|word| name.contains(word))
}

impl Commands {
    /// Opens the sheet, empty, or closes it.
    pub fn toggle(&mut self) {
        *self = Self {
            open: !self.open,
            ..Self::default()
        };
    }

    /// Shows the sheet while it is open; returns what was chosen, which closes it.
    pub fn ui(&mut self, ctx: &Context) -> Option<Click> {
        if !self.open {
            return None;
        }
        let mut found = entries();
        found.retain(|entry| fits(&entry.name, &self.sought));
        let chosen = self.keys(ctx, &found);
        let modal = Modal::new(Id::unique("commands")).show(ctx, |ui| {
            ui.set_width(SIZE.x);
            self.sheet_ui(ui, &found)
        });
        let escape = ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
        let closed = modal.should_close();
        let chosen = chosen.or(modal.inner);
        if chosen.is_some() || escape || closed {
            self.open = false;
        }
        chosen
    }

    /// Up, down and Enter, which the text field must not see.
    fn keys(&mut self, ctx: &Context, found: &[Entry]) -> Option<Click> {
        let last = found.len().saturating_sub(1);
        ctx.input_mut(|input| {
            if input.consume_key(Modifiers::NONE, Key::ArrowDown) {
                self.at = (self.at + 1).min(last);
            }
            if input.consume_key(Modifiers::NONE, Key::ArrowUp) {
                self.at = self.at.saturating_sub(1);
            }
            self.at = self.at.min(last);
            let enter = input.consume_key(Modifiers::NONE, Key::Enter);
            let entry = found.get(self.at).filter(|_| enter);
            entry.map(|entry| entry.click.clone())
        })
    }

    fn sheet_ui(&mut self, ui: &mut Ui, found: &[Entry]) -> Option<Click> {
        let field = TextEdit::singleline(&mut self.sought)
            .hint_text(t("commands-hint"))
            .desired_width(f32::INFINITY);
        let field = ui.add(field).accessible_name(t("commands"));
        field.request_focus();
        if field.changed() {
            self.at = 0;
        }
        ui.add_space(4.0);
        if found.is_empty() {
            ui.label(RichText::new(t("commands-none")).weak());
        }
        let scroll = ScrollArea::vertical()
            .max_height(SIZE.y)
            .auto_shrink([false, true]);
        let rows = scroll.show(ui, |ui| {
            let rows = found.iter().enumerate();
            rows.filter_map(|(place, entry)| self.row_ui(ui, place, entry))
                .last()
        });
        rows.inner
    }

    fn row_ui(&self, ui: &mut Ui, place: usize, entry: &Entry) -> Option<Click> {
        let here = place == self.at;
        let quiet = palette(ui.visuals()).quiet;
        let key = RichText::new(entry.key).size(12.0).color(quiet);
        let button = Button::selectable(here, entry.name.as_str())
            .right_text(key)
            .min_size(Vec2::new(ui.available_width(), 0.0));
        let response = ui.add(button);
        if here && ui.input(|input| !input.pointer.is_moving()) {
            response.scroll_to_me(None);
        }
        response.clicked().then(|| entry.click.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(sought: &str, expect: &str) {
        let found: Vec<String> = entries()
            .into_iter()
            .map(|entry| entry.name)
            .filter(|name| fits(name, sought))
            .collect();
        assert!(
            found.iter().any(|name| name == expect),
            "{sought}: {found:?}"
        );
    }

    #[test]
    fn a_command_is_found_by_any_part_of_its_name() {
        check("ARC", "Loss: ArcFace");
        check("petal open", "Open: L-Softmax: petals");
        check("", "Undo");
    }

    #[test]
    fn every_loss_and_every_preset_is_a_command() {
        let all = entries();
        let count = |of: fn(&Click) -> bool| all.iter().filter(|entry| of(&entry.click)).count();
        assert_eq!(
            count(|click| matches!(click, Click::Loss(_))),
            loss::registry().len()
        );
        assert_eq!(
            count(|click| matches!(click, Click::Preset(_))),
            preset_ids().count()
        );
    }
}
