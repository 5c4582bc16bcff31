//! A [`MatrixFigure`] on the screen: a square of cells, the classes' names beside and above it.

use std::sync::Arc;

use eframe::egui::{
    Align2, Color32, FontId, Galley, Painter, Pos2, Rect, Response, Sense, Shape, Stroke,
    StrokeKind, Ui, Vec2, epaint::TextShape,
};

use crate::figure::matrix::MatrixFigure;

/// How a matrix looks.
pub struct MatrixStyle<'a> {
    /// Colour of a class's name.
    pub name: &'a dyn Fn(u16) -> Color32,
    pub font: FontId,
    pub text: Color32,
    pub quiet: Color32,
    /// Of an empty cell.
    pub ground: Color32,
    /// Of a full cell on the diagonal, and beside it.
    pub right: Color32,
    pub wrong: Color32,
}

/// What a matrix was asked.
pub struct Matrix {
    pub response: Response,
    /// Row and column under the pointer.
    pub hovered: Option<(usize, usize)>,
}

/// Narrower cells have no room for a number, in points.
const NUMBER: f32 = 25.0;
/// Narrower cells have no room for names.
const NAMED: f32 = 10.0;
/// The widest names.
const WIDEST: f32 = 110.0;
/// A share that is told apart from nothing, as a part of the full colour.
const FAINTEST: f32 = 0.10;

/// Draws `figure` into all space that `ui` has; `axes` are the words at the rows and at the columns.
pub fn matrix_ui(
    ui: &mut Ui,
    figure: &MatrixFigure,
    style: &MatrixStyle<'_>,
    axes: (&str, &str),
) -> Matrix {
    let room = ui.available_rect_before_wrap();
    let response = ui.allocate_rect(room, Sense::click());
    let painter = ui.painter_at(room);
    let (grid, names) = grid(&painter, room, figure, style);
    let side = grid.width() / figure.classes().max(1) as f32;
    let cell = |row: usize, column: usize| {
        let min = grid.min + Vec2::new(column as f32, row as f32) * side;
        Rect::from_min_size(min, Vec2::splat(side))
    };
    let classes = figure.classes();
    for (row, column) in (0..classes).flat_map(|row| (0..classes).map(move |c| (row, c))) {
        paint_cell(&painter, figure, style, (row, column), cell(row, column));
    }
    paint_names(&painter, figure, style, grid, side);
    paint_axes(&painter, style, grid, names, axes);
    let hovered = response.hover_pos().and_then(|at| {
        let place = (at - grid.min) / side;
        let (column, row) = (place.x.floor(), place.y.floor());
        let inside = |x: f32| x >= 0.0 && x < classes as f32;
        (inside(row) && inside(column)).then_some((row as usize, column as usize))
    });
    let outline = |(row, column), stroke| {
        let rect: Rect = cell(row, column);
        painter.rect_stroke(rect, 1.0, stroke, StrokeKind::Inside);
    };
    if let Some(chosen) = figure.chosen {
        outline(chosen, Stroke::new(2.5, style.text));
    }
    if let Some(hovered) = hovered {
        outline(hovered, Stroke::new(1.5, style.text));
    }
    Matrix { response, hovered }
}

/// The square of the cells, as large as the names leave room for, and the room that names take.
fn grid(
    painter: &Painter,
    room: Rect,
    figure: &MatrixFigure,
    style: &MatrixStyle<'_>,
) -> (Rect, f32) {
    let widest = figure.names.iter().map(|name| {
        let galley = name_galley(painter, name, style, style.text);
        galley.size().x
    });
    let names = widest.fold(0.0, f32::max).min(WIDEST) + 10.0;
    let line = style.font.size + 8.0;
    // Names along the columns run upwards, and need as much room as those beside the rows.
    let free = room.size() - Vec2::splat(names + line) - Vec2::new(8.0, 4.0);
    let side = free.min_elem().max(20.0);
    let all = Vec2::splat(side + names + line);
    let at = room.center() - all / 2.0 + Vec2::splat(names + line);
    (Rect::from_min_size(at, Vec2::splat(side)), names)
}

fn name_galley(
    painter: &Painter,
    name: &str,
    style: &MatrixStyle<'_>,
    colour: Color32,
) -> Arc<Galley> {
    let mut job = eframe::egui::text::LayoutJob::simple_singleline(
        name.to_owned(),
        style.font.clone(),
        colour,
    );
    job.wrap = eframe::egui::text::TextWrapping::truncate_at_width(WIDEST);
    painter.layout_job(job)
}

fn paint_cell(
    painter: &Painter,
    figure: &MatrixFigure,
    style: &MatrixStyle<'_>,
    (row, column): (usize, usize),
    rect: Rect,
) {
    let share = figure.share(row, column) as f32;
    let full = if row == column {
        style.right
    } else {
        style.wrong
    };
    // Few mistakes are what one looks for: they stand out more than their share.
    let strength = if share > 0.0 {
        FAINTEST + (1.0 - FAINTEST) * share.sqrt()
    } else {
        0.0
    };
    let gap = if rect.width() > NAMED { 0.5 } else { 0.0 };
    let fill = style.ground.lerp_to_gamma(full, strength);
    painter.rect_filled(rect.shrink(gap), 1.0, fill);
    let count = figure.count(row, column);
    if rect.width() >= NUMBER && count > 0 {
        let font = FontId::proportional((rect.width() * 0.34).clamp(9.0, 13.0));
        let text = format!("{:.0}", f64::from(share) * 100.0);
        let text = if text == "0" { "<1".to_owned() } else { text };
        let light = fill.intensity() < 0.55;
        let colour = if light {
            Color32::WHITE
        } else {
            Color32::BLACK
        };
        painter.text(rect.center(), Align2::CENTER_CENTER, text, font, colour);
    }
}

fn paint_names(
    painter: &Painter,
    figure: &MatrixFigure,
    style: &MatrixStyle<'_>,
    grid: Rect,
    side: f32,
) {
    if side < NAMED {
        return;
    }
    // No more names than there are lines for.
    let every = ((style.font.size + 1.0) / side).ceil().max(1.0) as usize;
    for (class, name) in figure.names.iter().enumerate().step_by(every) {
        let galley = name_galley(painter, name, style, (style.name)(class as u16));
        let size = galley.size();
        let middle = (class as f32 + 0.5) * side;
        let at = grid.min + Vec2::new(-6.0 - size.x, middle - size.y / 2.0);
        painter.galley(at, galley.clone(), style.text);
        let foot: Pos2 = grid.min + Vec2::new(middle - size.y / 2.0, -6.0);
        let upwards = TextShape::new(foot, galley, style.text);
        painter.add(Shape::Text(
            upwards.with_angle(-std::f32::consts::FRAC_PI_2),
        ));
    }
}

/// The words at the rows and at the columns, on the outer side of the names.
fn paint_axes(
    painter: &Painter,
    style: &MatrixStyle<'_>,
    grid: Rect,
    names: f32,
    (rows, columns): (&str, &str),
) {
    let font = FontId::proportional(style.font.size);
    let top = Pos2::new(grid.center().x, grid.top() - names);
    painter.text(
        top,
        Align2::CENTER_BOTTOM,
        columns,
        font.clone(),
        style.quiet,
    );
    let galley = painter.layout_no_wrap(rows.to_owned(), font, style.quiet);
    let left = grid.left() - names - galley.size().y;
    let at = Pos2::new(left, grid.center().y + galley.size().x / 2.0);
    let upwards = TextShape::new(at, galley, style.quiet);
    painter.add(Shape::Text(
        upwards.with_angle(-std::f32::consts::FRAC_PI_2),
    ));
}
