//! The grid of a sweep on the screen.

use eframe::egui::{Rect, Ui};

use super::{Layers, Screen, frame_of, ink::rect_of, paint};
use crate::{
    draw::{List, Pen, Target, Words, grid},
    figure::grid::GridFigure,
    look::{Style, size},
};

/// Draws a figure into `rect`; returns where its cells are, by row and column, rows from below.
pub fn paint_grid(
    ui: &Ui,
    rect: Rect,
    figure: &GridFigure,
    style: Style,
) -> Vec<((usize, usize), Rect)> {
    let painter = ui.painter_at(rect);
    let measure = Screen(&painter);
    let font = size::type_in(f64::from(rect.width().min(rect.height())));
    let pen = Pen {
        words: Words::spoken(),
        ..Pen::new(style, &measure, font)
    };
    let mut list = List::default();
    grid::draw(&mut list, &pen, &frame_of(rect), figure);
    paint(&painter, &list, &mut Layers::default());
    let cell = |(frame, target): &(_, Target)| match target {
        Target::Cell(row, column) => Some(((*row, *column), rect_of(frame))),
        _ => None,
    };
    list.hits.iter().filter_map(cell).collect()
}
