//! Quiet lines under a control that say what its value means.

use eframe::egui::{self, Response, RichText, TextFormat, Ui, text::LayoutJob};

use super::warned;
use crate::app::{text::t, theme};

/// A quiet line under a control, in the colour of warnings where something is wrong.
pub fn note_ui(ui: &mut Ui, text: &str, wrong: bool) -> Response {
    let visuals = ui.visuals();
    let colour = if wrong {
        visuals.warn_fg_color
    } else {
        visuals.weak_text_color()
    };
    let text = match wrong {
        true => warned(text),
        false => RichText::new(text),
    };
    ui.label(text.small().color(colour))
}

/// A value in a note, with the lane that it is of.
pub struct LaneValue {
    /// Place in the session, and name; none where the value holds for all.
    pub lane: Option<(usize, String)>,
    /// As it is written.
    pub value: String,
    /// It stands in the colour of warnings.
    pub wrong: bool,
}

/// A quiet line that gives a value for each lane, its name in its colour.
pub fn lanes_note_ui(ui: &mut Ui, prefix: &str, values: &[LaneValue]) -> Response {
    let palette = theme::palette(ui.visuals());
    let font = egui::TextStyle::Small.resolve(ui.style());
    let mut job = LayoutJob::default();
    let mut add = |text: &str, space, colour| {
        job.append(text, space, TextFormat::simple(font.clone(), colour));
    };
    add(prefix, 0.0, palette.quiet);
    for value in values {
        let mut space = 7.0;
        if let Some((place, name)) = &value.lane {
            add(name, space, palette.lane(*place));
            space = 4.0;
        }
        let colour = if value.wrong {
            palette.warning
        } else {
            palette.text
        };
        let sign = match value.wrong {
            true => format!("{} ", t("warning-sign")),
            false => String::new(),
        };
        add(&format!("{sign}{}", value.value), space, colour);
    }
    ui.label(job)
}
