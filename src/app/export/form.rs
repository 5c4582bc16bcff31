//! What the forms of a figure and of an animation have in common.

use eframe::egui::Ui;

use super::{
    choice::{FigureChoice, SCALES, WIDTHS, Width},
    handed::Reader,
};
use crate::app::{
    controls::{Entry, menu_row_ui},
    text::t,
};
use crate::look::Theme;

/// What was pressed in the dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Press {
    Save,
    Copy,
    Latex,
    Toml,
    Report,
    /// The runs for another program.
    Hand(Reader),
    /// An animation instead of a figure, or a figure again.
    Moving(bool),
    Animate,
    /// The chooser of folders.
    Folder,
    Close,
}

/// Width of the column with the choices, in points.
pub const CHOICES: f32 = 260.0;

/// Size and colours.
pub fn size_ui(ui: &mut Ui, choice: &mut FigureChoice, help: &str) {
    let widths = WIDTHS.map(|width| Entry::new(width, width_name(width)));
    menu_row_ui(
        ui,
        t("export-width"),
        help,
        &mut choice.width,
        widths.into(),
    );
    let scales = SCALES.map(|scale| Entry::new(scale, format!("{scale} ×")));
    let help = t("export-scale-help");
    menu_row_ui(
        ui,
        t("export-scale"),
        help,
        &mut choice.scale,
        scales.collect(),
    );
    let themes = [
        Entry::new(Theme::Light, t("export-light")),
        Entry::new(Theme::Dark, t("export-dark")),
    ];
    menu_row_ui(ui, t("export-theme"), "", &mut choice.theme, themes.into());
}

fn width_name(width: Width) -> &'static str {
    match width {
        Width::Column => t("export-column"),
        Width::Text => t("export-text"),
        Width::Slide => t("export-slide"),
    }
}
