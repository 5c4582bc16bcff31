//! What is under the pointer, explained where it covers neither the lines that it is about nor the figures that it speaks of.

use eframe::egui::{Id, Rect, RectAlign, Response, RichText, Tooltip, Ui};

use crate::app::text::t;

/// Between the end of a row and its explanation, in points: past the margin of the panel.
const AWAY: f32 = 18.0;
/// Between lines that belong together and their explanation.
const NEAR: f32 = 4.0;
/// Width of an explanation beside the panel.
const WIDTH: f32 = 300.0;

/// Where it goes: beside the row, to the left of it where the window ends there, below it at worst.
const BESIDE: [RectAlign; 3] = [
    RectAlign::RIGHT_START,
    RectAlign::LEFT_START,
    RectAlign::BOTTOM_START,
];
/// The same of lines that belong together: the figures beside them show what they are about.
const BELOW: [RectAlign; 3] = [
    RectAlign::BOTTOM_START,
    RectAlign::TOP_START,
    RectAlign::RIGHT_START,
];

/// Shows `text` while the pointer rests on what `response` is of, beside the row that it stands in, or below the lines that it
/// stands [`together`] with.
pub fn explain(ui: &Ui, response: Response, text: &str) -> Response {
    match text.is_empty() {
        true => response,
        false => explain_by(ui, response, || text.to_owned()),
    }
}

/// The same with a text that is worked out when it is read.
pub fn explain_by(ui: &Ui, response: Response, text: impl FnOnce() -> String) -> Response {
    // Whoever drags looks at the figures, over which it would lie.
    if response.is_pointer_button_down_on() {
        return response;
    }
    let mut tooltip = Tooltip::for_enabled(&response);
    let lines: Option<Rect> = ui.data(|data| data.get_temp(lines_id()));
    let (anchor, places, gap) = match lines {
        Some(lines) => (lines, BELOW, NEAR),
        None => (row(ui, &response), BESIDE, AWAY),
    };
    tooltip.popup = tooltip
        .popup
        .anchor(anchor)
        .gap(gap)
        .align(places[0])
        .align_alternatives(&places);
    let width = lines.map_or(WIDTH, |lines| lines.width());
    tooltip.width(width).show(|ui| ui.label(text()));
    response
}

/// The row in which something stands.
fn row(ui: &Ui, response: &Response) -> Rect {
    let (row, rect) = (ui.max_rect(), response.rect);
    rect.with_min_x(rect.left().min(row.left()))
        .with_max_x(rect.right().max(row.right()))
}

/// Where it is kept which lines are being drawn.
fn lines_id() -> Id {
    Id::unique("lines that are explained together")
}

/// Draws lines that belong together, a slider and what it does now: no explanation of one of them covers another.
pub fn together(ui: &mut Ui, name: &str, content: impl FnOnce(&mut Ui)) {
    // How high they are is known when they have been drawn once.
    let id = ui.scope_id().with(("together", name));
    let before: Option<Rect> = ui.data(|data| data.get_temp(id));
    if let Some(before) = before {
        ui.data_mut(|data| data.insert_temp(lines_id(), before));
    }
    let drawn = ui.vertical(content).response.rect;
    ui.data_mut(|data| {
        data.remove::<Rect>(lines_id());
        data.insert_temp(id, drawn);
    });
}

/// `text` with the sign that begins whatever warns.
pub fn warned(text: &str) -> RichText {
    RichText::new(format!("{} {text}", t("warning-sign")))
}
