//! What is under the pointer, explained beside the panel: the lines below a control are what the explanation is about.

use eframe::egui::{RectAlign, Response, RichText, Tooltip, Ui};

use crate::app::text::t;

/// Between the end of a row and its explanation, in points: past the margin of the panel.
const AWAY: f32 = 18.0;

/// Where it goes: beside the row, to the left of it where the window ends there, below it at worst.
const PLACES: [RectAlign; 3] = [
    RectAlign::RIGHT_START,
    RectAlign::LEFT_START,
    RectAlign::BOTTOM_START,
];

/// Shows `text` while the pointer rests on what `response` is of, beside the row that it stands in.
pub fn explain(ui: &Ui, response: Response, text: &str) -> Response {
    // Whoever drags looks at the figures, over which it would lie.
    if text.is_empty() || response.is_pointer_button_down_on() {
        return response;
    }
    let mut tooltip = Tooltip::for_enabled(&response);
    let row = ui.max_rect();
    let rect = response.rect;
    let whole = rect
        .with_min_x(rect.left().min(row.left()))
        .with_max_x(rect.right().max(row.right()));
    tooltip.popup = tooltip
        .popup
        .anchor(whole)
        .gap(AWAY)
        .align(PLACES[0])
        .align_alternatives(&PLACES);
    tooltip.width(300.0).show(|ui| ui.label(text));
    response
}

/// `text` with the sign that begins whatever warns.
pub fn warned(text: &str) -> RichText {
    RichText::new(format!("{} {text}", t("warning-sign")))
}
