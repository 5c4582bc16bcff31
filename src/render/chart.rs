//! A [`ChartFigure`] on the screen, with the values under the pointer. What can be dragged in it is told to whoever drags.

use eframe::egui::{Response, Sense, Ui, Vec2};

use super::{Layers, Screen, frame_of, ink::point, paint};
use crate::{
    draw::{
        List, Pen, Point, Words,
        chart::{self, View},
    },
    figure::{chart::ChartFigure, plane::Grip},
    look::Style,
};

/// A chart as it was drawn.
pub struct ChartDrawn {
    /// Of the whole chart.
    pub response: Response,
    /// How values of its axes are places on the screen.
    pub view: View,
    /// What a pointer can take hold of in it.
    pub grips: Vec<([Point; 2], Grip)>,
}

/// Draws `figure` into a chart of `size` points, with type of `font` points and `words` at its axes.
pub fn chart_ui(
    ui: &mut Ui,
    figure: &ChartFigure,
    style: Style,
    (font, words): (f64, Words),
    size: Vec2,
) -> ChartDrawn {
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
    ChartDrawn {
        response,
        view,
        grips: list.grips,
    }
}
