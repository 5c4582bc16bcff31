//! The sheet of commands with their keys, and of what the mouse does.

use eframe::egui::{Context, Frame, Grid, Id, Margin, Modal, RichText, ScrollArea, Ui, Vec2};

use super::{
    command::Command, controls::section_ui, escape::clicked_away, text::t, theme::palette,
};

/// Width of the sheet, and the least that a window leaves free beside it; what its title and its buttons take with what is
/// free above and below, in points.
const WIDTH: f32 = 940.0;
const AROUND: f32 = 60.0;
const ABOVE_AND_BELOW: f32 = 170.0;

/// What is pressed or moved, and what it does.
type Row = (String, String);

/// Every command, with its key.
fn commands() -> Vec<Row> {
    let one = |command: &Command| command.choice().is_none();
    let commands = Command::all().into_iter().filter(one);
    let key = |command: Command| command.key().unwrap_or_default();
    commands
        .map(|command| (key(command), command.name()))
        .collect()
}

/// What the mouse does, and keys that belong to a control.
fn gestures() -> Vec<Row> {
    [
        (t("help-orbit"), t("help-orbit-does")),
        (t("help-pan"), t("help-pan-does")),
        (t("help-zoom"), t("help-zoom-does")),
        (t("help-focus"), t("help-focus-does")),
        (t("help-number"), t("help-number-does")),
        (t("help-type"), t("help-type-does")),
        (t("help-arrows"), t("help-arrows-does")),
        (t("help-tab"), t("help-tab-does")),
        (t("help-border"), t("help-border-does")),
        (t("help-turn"), t("help-turn-does")),
        (t("help-nudge"), t("help-nudge-does")),
        (t("help-inspect"), t("help-inspect-does")),
        (t("help-hover"), t("help-hover-does")),
    ]
    .map(|(gesture, does)| (gesture.to_owned(), does.to_owned()))
    .into()
}

/// What was chosen on the sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// To close it.
    Close,
    /// Something that shows more than keys: the course, or the tour.
    Command(Command),
}

/// Shows the sheet; returns what was chosen.
pub fn help_ui(ctx: &Context) -> Option<Chosen> {
    let modal = Modal::new(Id::unique("help")).show(ctx, |ui| {
        ui.set_width(WIDTH.min(ctx.content_rect().width() - AROUND));
        let margin = Frame::new().inner_margin(Margin::symmetric(10, 6));
        margin.show(ui, sheet_ui).inner
    });
    let closes = clicked_away(&modal).then_some(Chosen::Close);
    modal.inner.or(closes)
}

/// What is on the sheet, and the buttons below.
fn sheet_ui(ui: &mut Ui) -> Option<Chosen> {
    ui.label(RichText::new(Command::Help.name()).size(17.0));
    ui.add_space(6.0);
    let commands = commands();
    // In one column they would be higher than a window.
    let (first, second) = commands.split_at(commands.len().div_ceil(2));
    let columns = [
        ("keys", t("help-keys"), first),
        ("more-keys", "", second),
        ("mouse", t("help-mouse"), &gestures()),
    ];
    let most = ui.ctx().content_rect().height() - ABOVE_AND_BELOW;
    ScrollArea::both().max_height(most).show(ui, |ui| {
        ui.horizontal_top(|ui| {
            for (id, title, rows) in columns {
                ui.vertical(|ui| column_ui(ui, (id, title), rows));
                ui.add_space(20.0);
            }
        });
    });
    ui.add_space(8.0);
    let mut chosen = None;
    ui.horizontal(|ui| {
        for command in [Command::Course, Command::Tour] {
            let button = ui.button(command.name());
            if button.on_hover_text(command.help()).clicked() {
                chosen = Some(Chosen::Command(command));
            }
        }
        if ui.button(t("help-close")).clicked() {
            chosen = Some(Chosen::Close);
        }
    });
    chosen
}

fn column_ui(ui: &mut Ui, (id, title): (&str, &str), rows: &[Row]) {
    ui.scope(|ui| {
        if title.is_empty() {
            // Its rows stand beside those of the column before, which has the title.
            ui.set_invisible();
        }
        section_ui(ui, title);
    });
    Grid::new(id)
        .num_columns(2)
        .spacing(Vec2::new(14.0, 5.0))
        .show(ui, |ui| {
            for (key, does) in rows {
                ui.label(RichText::new(key).strong().size(12.5));
                let quiet = palette(ui.visuals()).quiet;
                ui.label(RichText::new(does).color(quiet).size(12.5));
                ui.end_row();
            }
        });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_is_in_the_sheet_with_its_key() {
        let rows = commands();
        for command in Command::all() {
            if command.choice().is_some() {
                continue;
            }
            let row = rows.iter().find(|(_, name)| *name == command.name());
            let (key, _) = row.unwrap_or_else(|| panic!("{command:?} is not in the sheet"));
            assert_eq!(
                Some(key.clone()).filter(|key| !key.is_empty()),
                command.key()
            );
        }
    }
}
