//! The palette (Ctrl+P): a list of names in which one is found by typing a part of it.

use eframe::egui::{
    Button, Context, Id, Key, Modal, Modifiers, RichText, ScrollArea, TextEdit, Ui, Vec2,
};

use super::{escape::clicked_away, text::t, theme::palette};

/// What is typed into the palette.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    sought: String,
    /// The row that Enter takes.
    at: usize,
}

/// A row of the palette.
pub struct Entry {
    /// By which it is found.
    pub name: String,
    /// The key that does the same, or nothing.
    pub key: String,
    /// It can be chosen now.
    pub open: bool,
}

/// What came of the palette in a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// The entry at this place.
    Entry(usize),
    /// A click beside the palette closes it.
    Nothing,
}

const SIZE: Vec2 = Vec2::new(440.0, 360.0);

/// Shows the palette over the window; returns what closes it.
pub fn palette_ui(ctx: &Context, typed: &mut Typed, entries: &[Entry]) -> Option<Chosen> {
    let found: Vec<(usize, &Entry)> = entries
        .iter()
        .enumerate()
        .filter(|(_, entry)| fits(&entry.name, &typed.sought))
        .collect();
    let by_key = typed.keys(ctx, &found);
    let modal = Modal::new(Id::unique("commands")).show(ctx, |ui| {
        ui.set_width(SIZE.x);
        typed.list_ui(ui, &found)
    });
    let away = clicked_away(&modal).then_some(Chosen::Nothing);
    by_key.or(modal.inner).map(Chosen::Entry).or(away)
}

/// Whether every word of `sought` is somewhere in `name`.
fn fits(name: &str, sought: &str) -> bool {
    let name = name.to_lowercase();
    let sought = sought.to_lowercase();
    sought.split_whitespace().all(|word| name.contains(word))
}

impl Typed {
    /// Up, down and Enter, which the text field must not see.
    fn keys(&mut self, ctx: &Context, found: &[(usize, &Entry)]) -> Option<usize> {
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
            let (place, entry) = found.get(self.at).filter(|_| enter)?;
            entry.open.then_some(*place)
        })
    }

    fn list_ui(&mut self, ui: &mut Ui, found: &[(usize, &Entry)]) -> Option<usize> {
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
            rows.filter_map(|(row, (place, entry))| {
                row_ui(ui, row == self.at, entry).then_some(*place)
            })
            .last()
        });
        rows.inner
    }
}

/// Whether the row was clicked; `here` is the one that Enter takes.
fn row_ui(ui: &mut Ui, here: bool, entry: &Entry) -> bool {
    let quiet = palette(ui.visuals()).quiet;
    let key = RichText::new(&entry.key).size(12.0).color(quiet);
    let button = Button::selectable(here, entry.name.as_str())
        .right_text(key)
        .min_size(Vec2::new(ui.available_width(), 0.0));
    let response = ui.add_enabled(entry.open, button);
    if here && ui.input(|input| !input.pointer.is_moving()) {
        response.scroll_to_me(None);
    }
    response.clicked()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_found_by_any_part_of_its_name() {
        fn check(sought: &str, name: &str, expect: bool) {
            assert_eq!(fits(name, sought), expect, "{sought}");
        }
        check("ARC", "Loss: ArcFace", true);
        check("petal open", "Open: L-Softmax: petals", true);
        check("", "Undo", true);
        check("arc open", "Loss: ArcFace", false);
    }
}
