//! The grid of a sweep on the screen.

use eframe::egui::{Rect, Ui};

use super::{Layers, Screen, frame_of, ink::rect_of, paint};
use crate::{
    draw::{List, Pen, Target, Words, grid},
    figure::grid::GridFigure,
    look::{Style, Theme, size},
};

/// A figure as it was drawn last: many runs are in it, and it seldom changes.
#[derive(Default)]
pub struct Kept(Option<(Seen, List)>);

/// What it was drawn for.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Seen {
    rect: Rect,
    theme: Theme,
    pixels: f32,
}

/// Draws a figure into `rect`, as it is `kept` of this figure and style; returns where its cells are, by row and column, rows
/// from below.
pub fn paint_grid(
    ui: &Ui,
    rect: Rect,
    (figure, style): (&GridFigure, Style),
    kept: &mut Kept,
) -> Vec<((usize, usize), Rect)> {
    let painter = ui.painter_at(rect);
    let seen = Seen {
        rect,
        theme: style.palette().theme(),
        pixels: ui.ctx().pixels_per_point(),
    };
    let known = kept.0.take().filter(|(of, _)| *of == seen);
    let drawn = || {
        let measure = Screen(&painter);
        let font = size::type_in(f64::from(rect.width().min(rect.height())));
        let pen = Pen {
            words: Words::spoken(),
            ..Pen::new(style, &measure, font)
        };
        let mut list = List::default();
        grid::draw(&mut list, &pen, &frame_of(rect), figure);
        (seen, list)
    };
    let (_, list) = kept.0.insert(known.unwrap_or_else(drawn));
    paint(&painter, list, &mut Layers::default());
    let cell = |(frame, target): &(_, Target)| match target {
        Target::Cell(row, column) => Some(((*row, *column), rect_of(frame))),
        _ => None,
    };
    list.hits.iter().filter_map(cell).collect()
}
