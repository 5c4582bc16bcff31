//! A [`MatrixFigure`] as a display list: a square of cells, the classes' names beside and above it.

use super::{Anchor, Frame, List, Paint, Pen, Target, Text, font};
use crate::figure::matrix::MatrixFigure;
use crate::look::Rgba;

/// In cells narrower than this, in sizes of the type, numbers get smaller; below three quarters of it there are none.
const NUMBER: f64 = 1.7;
/// How much of the full colour the smallest share gets, so that it can be seen at all.
const FAINTEST: f64 = 0.10;
/// Longer names are cut: the widest, as a part of the panel.
const WIDEST: f64 = 0.35;

/// Draws the figure into `frame`; a pointer hits its cells.
pub fn draw(list: &mut List, pen: &Pen<'_>, frame: &Frame, figure: &MatrixFigure) {
    let classes = figure.classes();
    if classes == 0 {
        return;
    }
    let first = list.items.len();
    let (grid, names) = grid(pen, frame, figure);
    let side = grid.width / classes as f64;
    list.open("matrix");
    for row in 0..classes {
        for column in 0..classes {
            let at = Frame::new(
                grid.x + column as f64 * side,
                grid.y + row as f64 * side,
                side,
                side,
            );
            draw_cell(list, pen, figure, (row, column), &at);
            list.hit(at, Target::Cell(row, column));
        }
    }
    if let Some((row, column)) = figure.chosen {
        let at = [grid.x + column as f64 * side, grid.y + row as f64 * side];
        list.rect(
            "chosen",
            Frame::new(at[0], at[1], side, side),
            outline(pen, 2.0),
        );
    }
    draw_names(list, pen, figure, &grid, names - 0.6 * pen.font);
    let size = pen.font;
    let top = [grid.centre()[0], grid.y - names - 0.7 * size];
    list.text(
        "axis",
        Text::new(pen.words.taken_for, top, size, pen.style.quiet()),
    );
    let left = [grid.x - names - 0.7 * size, grid.centre()[1]];
    list.text(
        "axis",
        Text::new(pen.words.class, left, size, pen.style.quiet()).upwards(),
    );
    // A number is no larger than its cell.
    list.give_way(first, pen.measure, frame, |name| name == "share");
    list.close();
}

/// The line around a cell that is chosen or pointed at; `width` in points of the window.
pub fn outline(pen: &Pen<'_>, width: f64) -> Paint {
    Paint::stroke(pen.style.text(), width * pen.unit())
}

/// The size of names beside cells of this side, px: no higher than a cell, but never too small to read.
fn name_size(pen: &Pen<'_>, side: f64) -> f64 {
    (0.95 * side).clamp(0.65 * pen.font, pen.font)
}

/// The square of the cells, as large as the names leave room for, and the room that names take.
fn grid(pen: &Pen<'_>, frame: &Frame, figure: &MatrixFigure) -> (Frame, f64) {
    let all = frame.width.min(frame.height);
    // Small cells make names smaller, which makes the cells larger again: start from a guess of the cells.
    let size = name_size(pen, 0.62 * all / figure.classes().max(1) as f64);
    let widths = figure
        .names
        .iter()
        .map(|name| pen.measure.width(name, size));
    let names = widths.fold(0.0, f64::max).min(WIDEST * all) + 0.6 * pen.font;
    let line = 1.5 * pen.font;
    let side = (all - names - line).max(1.0);
    let [x, y] = frame.centre();
    let shift = (names + line - side) / 2.0;
    (Frame::new(x + shift, y + shift, side, side), names)
}

fn draw_cell(
    list: &mut List,
    pen: &Pen<'_>,
    figure: &MatrixFigure,
    (row, column): (usize, usize),
    cell: &Frame,
) {
    let share = figure.share(row, column);
    let [empty, right, wrong] = pen.style.cells();
    let full = if row == column { right } else { wrong };
    // By the root, so that rare mistakes, which are what one looks for, can be seen.
    let strength = match share > 0.0 {
        true => FAINTEST + (1.0 - FAINTEST) * share.sqrt(),
        false => 0.0,
    };
    let fill = empty.mix(full, strength);
    list.rect("cell", cell.shrunk(0.02 * cell.width), Paint::fill(fill));
    if cell.width < NUMBER * pen.font * 0.75 || share <= 0.0 {
        return;
    }
    let text = format!("{:.0}", share * 100.0);
    let text = if text == "0" { "<1".to_owned() } else { text };
    let colour = match fill.intensity() < 0.55 {
        true => Rgba::WHITE,
        false => Rgba::BLACK,
    };
    let size = pen.font.min(cell.width / NUMBER);
    list.text("share", Text::new(text, cell.centre(), size, colour));
}

fn draw_names(list: &mut List, pen: &Pen<'_>, figure: &MatrixFigure, grid: &Frame, room: f64) {
    let side = grid.width / figure.classes().max(1) as f64;
    // Where cells are lower than a line, only every so many names are written.
    let size = name_size(pen, side);
    let every = (1.05 * size / side).ceil().max(1.0) as usize;
    let gap = 0.4 * pen.font;
    for (class, name) in figure.names.iter().enumerate().step_by(every) {
        let name = font::shortened(pen.measure, name, size, room);
        let middle = (class as f64 + 0.5) * side;
        let colour = pen.style.name(class as u16);
        let row = Text::new(name.clone(), [grid.x - gap, grid.y + middle], size, colour);
        list.text("name", row.anchor(Anchor::End));
        let foot = [grid.x + middle, grid.y - gap];
        let column = Text::new(name.clone(), foot, size, colour);
        list.text("name", column.anchor(Anchor::Start).upwards());
    }
}
