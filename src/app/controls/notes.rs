//! Quiet lines under a control that say what its value means.

use eframe::egui::{self, Response, RichText, TextFormat, Ui, text::LayoutJob};

use super::warned;
use crate::app::{
    text::{one_line, t},
    theme,
};

/// A quiet line under a control, in the colour of warnings where something is wrong.
pub fn note_ui(ui: &mut Ui, text: &str, wrong: bool) -> Response {
    // Why something is refused may show what was typed, or what is in a file.
    let told = wrong.then(|| told(text));
    let text = told.as_deref().unwrap_or(text);
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

/// Letters of a message that the window shows.
const MOST: usize = 600;

/// A message as the window shows it: others have written in it, and whatever is long takes long to lay out.
pub fn told(message: &str) -> String {
    one_line(&message.replace('\n', " "), MOST)
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

/// Between a prefix or a value and the next lane, and between a lane and its value, in points.
const APART: f32 = 7.0;
const WITHIN: f32 = 4.0;

/// Quiet lines that give a value for each lane, its name in its colour. A line ends between lanes, never within a name.
pub fn lanes_note_ui(ui: &mut Ui, prefix: &str, values: &[LaneValue]) -> Response {
    let palette = theme::palette(ui.visuals());
    let font = egui::TextStyle::Small.resolve(ui.style());
    let format = |colour| TextFormat::simple(font.clone(), colour);
    let mut job = LayoutJob::default();
    // What is wider than the whole room is still broken.
    job.wrap.max_width = ui.available_width();
    job.append(prefix, 0.0, format(palette.quiet));
    let (mut used, room) = (width(ui, &job), ui.available_width());
    for value in values {
        let parts = pieces(value, palette);
        let mut own = LayoutJob::default();
        for (text, space, colour) in &parts {
            own.append(text, *space, format(*colour));
        }
        let wide = width(ui, &own);
        let breaks = used > 0.0 && used + APART + wide > room;
        if breaks {
            job.append("\n", 0.0, format(palette.quiet));
        }
        for (place, (text, space, colour)) in parts.iter().enumerate() {
            let first = if breaks { 0.0 } else { APART };
            let space = if place == 0 { first } else { *space };
            job.append(text, space, format(*colour));
        }
        used = wide + if breaks { 0.0 } else { used + APART };
    }
    ui.label(job)
}

/// A lane and its value, with the space before each and its colour.
fn pieces(value: &LaneValue, palette: &theme::Palette) -> Vec<(String, f32, egui::Color32)> {
    let lane = value.lane.as_ref();
    let lane = lane.map(|(place, name)| (name.clone(), 0.0, palette.lane(*place)));
    let (colour, sign) = match value.wrong {
        true => (palette.warning, format!("{} ", t("warning-sign"))),
        false => (palette.text, String::new()),
    };
    let value = (format!("{sign}{}", value.value), WITHIN, colour);
    lane.into_iter().chain([value]).collect()
}

fn width(ui: &Ui, job: &LayoutJob) -> f32 {
    let mut job = job.clone();
    job.wrap.max_width = f32::INFINITY;
    ui.painter().layout_job(job).size().x
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_a_line_that_can_be_laid_out() {
        fn check(message: &str, expect: &str) {
            assert_eq!(told(message), expect);
        }
        check("found a\nexpected “b”", "found a expected “b”");
        check("a\u{202e}b\u{1b}c", "a\\u{202e}b\\u{1b}c");
        let long = "x".repeat(1_000_000);
        let half = "x".repeat(MOST / 2);
        check(&long, &format!("{half} … (999400 letters) … {half}"));
    }
}
