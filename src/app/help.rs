//! The sheet of keys and of what the mouse does.

use eframe::egui::{Context, Grid, Id, Key, Modal, Modifiers, RichText, Ui, Vec2};

use super::{controls::section_ui, text::t, theme::palette};

/// What is pressed or moved, and what it does.
type Row = (&'static str, &'static str);

/// Keys and gestures.
fn rows() -> [(&'static str, Vec<Row>); 2] {
    [
        (
            t("help-keys"),
            vec![
                (t("help-key-play"), t("help-play")),
                (t("help-key-step"), t("help-step")),
                (t("help-key-undo"), t("help-undo")),
                (t("help-key-redo"), t("help-redo")),
                (t("help-key-large"), t("help-large")),
                (t("help-key-back"), t("help-back")),
                (t("help-key-reset"), t("help-reset")),
                (t("help-key-lab"), t("help-lab")),
                (t("help-key-screenshot"), t("help-screenshot")),
                (t("help-key-export"), t("help-export")),
                (t("help-key-copy"), t("help-copy")),
                (t("help-key-commands"), t("help-commands")),
                (t("help-key-help"), t("help-help")),
            ],
        ),
        (
            t("help-mouse"),
            vec![
                (t("help-orbit"), t("help-orbit-does")),
                (t("help-pan"), t("help-pan-does")),
                (t("help-zoom"), t("help-zoom-does")),
                (t("help-focus"), t("help-focus-does")),
                (t("help-number"), t("help-number-does")),
                (t("help-type"), t("help-type-does")),
                (t("help-arrows"), t("help-arrows-does")),
                (t("help-tab"), t("help-tab-does")),
                (t("help-inspect"), t("help-inspect-does")),
                (t("help-hover"), t("help-hover-does")),
            ],
        ),
    ]
}

/// Shows the sheet while `open`; any click outside, Escape or the key that opened it closes it.
pub fn help_ui(ctx: &Context, open: &mut bool) {
    if !*open {
        return;
    }
    let modal = Modal::new(Id::unique("help")).show(ctx, |ui| {
        ui.set_width(620.0);
        ui.label(RichText::new(t("help")).size(17.0));
        ui.add_space(6.0);
        ui.horizontal_top(|ui| {
            for (title, rows) in rows() {
                ui.vertical(|ui| column_ui(ui, title, &rows));
                ui.add_space(20.0);
            }
        });
        ui.add_space(8.0);
        ui.button(t("help-close")).clicked()
    });
    let escape = ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    *open = !(modal.inner || escape || modal.should_close());
}

fn column_ui(ui: &mut Ui, title: &'static str, rows: &[Row]) {
    section_ui(ui, title);
    Grid::new(title)
        .num_columns(2)
        .spacing(Vec2::new(14.0, 5.0))
        .show(ui, |ui| {
            for (key, does) in rows {
                ui.label(RichText::new(*key).strong().size(12.5));
                let quiet = palette(ui.visuals()).quiet;
                ui.label(RichText::new(*does).color(quiet).size(12.5));
                ui.end_row();
            }
        });
}
