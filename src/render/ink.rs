//! From the types of display lists to egui's.

use eframe::egui::{Color32, FontId, Painter, Pos2, Rect, pos2};

use crate::draw::{Frame, Measure, Point};
use crate::look::Rgba;

impl From<Rgba> for Color32 {
    fn from(Rgba([r, g, b, a]): Rgba) -> Self {
        Self::from_rgba_unmultiplied(r, g, b, a)
    }
}

/// A rectangle of the screen (points) as a frame of a display list.
pub fn frame_of(rect: Rect) -> Frame {
    let [x, y, width, height] =
        [rect.left(), rect.top(), rect.width(), rect.height()].map(f64::from);
    Frame::new(x, y, width, height)
}

/// A frame as egui has it.
pub(super) fn rect_of(frame: &Frame) -> Rect {
    Rect::from_min_max(
        place([frame.x, frame.y]),
        place([frame.right(), frame.bottom()]),
    )
}

/// A place as egui has it.
pub(super) fn place([x, y]: Point) -> Pos2 {
    pos2(x as f32, y as f32)
}

/// A place of the screen as display lists have it.
pub(super) fn point(at: Pos2) -> Point {
    [at.x, at.y].map(f64::from)
}

/// Measures text as egui lays it out.
pub struct Screen<'a>(pub &'a Painter);

impl Measure for Screen<'_> {
    fn width(&self, text: &str, size: f64) -> f64 {
        let font = FontId::proportional(size as f32);
        let galley = self
            .0
            .layout_no_wrap(text.to_owned(), font, Color32::PLACEHOLDER);
        f64::from(galley.size().x)
    }
}
