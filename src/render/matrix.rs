//! A [`MatrixFigure`] on the screen, whose cells can be pointed at.

use eframe::egui::{Response, Sense, Ui};

use super::{Layers, Screen, frame_of, ink::point, paint};
use crate::{
    draw::{List, Pen, Target, Words, matrix},
    figure::matrix::MatrixFigure,
    look::{Style, size},
};

/// What a drawn matrix tells the window.
pub struct Matrix {
    /// What egui says of its room: clicks, pointer, focus.
    pub response: Response,
    /// Row and column under the pointer.
    pub hovered: Option<(usize, usize)>,
}

/// Draws `figure` into all space that `ui` has.
pub fn matrix_ui(ui: &mut Ui, figure: &MatrixFigure, style: Style, words: Words) -> Matrix {
    let room = ui.available_rect_before_wrap();
    let response = ui.allocate_rect(room, Sense::click());
    let painter = ui.painter_at(room);
    let measure = Screen(&painter);
    let pen = Pen {
        live: true,
        words,
        ..Pen::new(
            style,
            &measure,
            size::type_in(f64::from(room.width().min(room.height()))),
        )
    };
    let mut list = List::default();
    matrix::draw(&mut list, &pen, &frame_of(room), figure);
    let hovered = response
        .hover_pos()
        .and_then(|at| match list.at(point(at)) {
            Some(Target::Cell(row, column)) => Some((row, column)),
            _ => None,
        });
    if let Some((row, column)) = hovered {
        let cell = Target::Cell(row, column);
        let found = list.hits.iter().find(|(_, target)| *target == cell);
        if let Some((frame, _)) = found.copied() {
            list.rect("pointed", frame, matrix::outline(&pen, 1.5));
        }
    }
    paint(&painter, &list, &mut Layers::default());
    Matrix { response, hovered }
}
