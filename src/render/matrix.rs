//! A matrix on the screen, whose cells can be pointed at.

use eframe::egui::{Response, Sense, Ui};

use super::{Layers, Screen, frame_of, ink::point, paint};
use crate::{
    draw::{Frame, List, Pen, Target, Words, matrix},
    look::{Style, size},
};

/// What a drawn matrix tells the window.
pub struct Matrix {
    /// What egui says of its room: clicks, pointer, focus.
    pub response: Response,
    /// Row and column under the pointer.
    pub hovered: Option<(usize, usize)>,
}

/// Draws a figure by `draw` into all space that `ui` has.
pub fn matrix_ui(
    ui: &mut Ui,
    style: Style,
    words: Words,
    draw: &dyn Fn(&mut List, &Pen<'_>, &Frame),
) -> Matrix {
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
    draw(&mut list, &pen, &frame_of(room));
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
