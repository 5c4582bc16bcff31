//! A [`ChartFigure`] on the screen, with the values under the pointer. It can be read, not moved.

use eframe::egui::{Response, Sense, Ui, Vec2};

use super::{Layers, Screen, frame_of, ink::point, paint};
use crate::{
    draw::{List, Pen, Words, chart},
    figure::chart::ChartFigure,
    look::Style,
};

/// Draws `figure` into a chart of `size` points, with type of `font` points and `words` at its axes.
pub fn chart_ui(
    ui: &mut Ui,
    figure: &ChartFigure,
    style: Style,
    (font, words): (f64, Words),
    size: Vec2,
) -> Response {
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let painter = ui.painter_at(rect.expand(1.0));
    let measure = Screen(&painter);
    let pen = Pen {
        live: true,
        words,
        ..Pen::new(style, &measure, font)
    };
    let mut list = List::default();
    let view = chart::draw(&mut list, &pen, &frame_of(rect), figure);
    if let Some(pointer) = response.hover_pos() {
        chart::hover(&mut list, &pen, &view, figure, point(pointer));
    }
    paint(&painter, &list, &mut Layers::default());
    response
}
