//! A [`BetweenFigure`] as a display list: a matrix of angles, or bars to the neighbours of one class.

use super::{Anchor, Frame, List, Paint, Pen, Target, Text, font, matrix};
use crate::figure::between::{BetweenFigure, Shown};
use crate::look::Rgba;

/// How much of the full colour the largest angle gets.
const FAINTEST: f64 = 0.06;
/// Longer names are cut: the widest, as a part of the panel.
const WIDEST: f64 = 0.4;
/// Angles have no digit behind the point where a cell is narrower than this, in sizes of the type.
const WITH_TENTHS: f64 = 3.2;

/// Draws the figure into `frame`; a pointer hits its cells, or rows in column 0.
pub fn draw(list: &mut List, pen: &Pen<'_>, frame: &Frame, figure: &BetweenFigure) {
    let pen = &pen.of(figure.classes);
    let line = 1.5 * pen.font;
    list.open("between");
    let top = match figure.shown {
        Shown::All(_) => 0.0,
        Shown::Nearest { .. } => line,
    };
    let foot = line * figure.notes.len() as f64 - top;
    let (width, height) = (frame.width, (frame.height - top - foot).max(1.0));
    let inner = Frame::new(frame.x, frame.y + top, width, height);
    let mut notes = figure.notes.iter();
    if top > 0.0
        && let Some(many) = notes.next()
    {
        note(list, pen, frame, frame.y + 0.5 * line, many);
    }
    match &figure.shown {
        Shown::All(_) => cells(list, pen, &inner, figure),
        Shown::Nearest { .. } => bars(list, pen, &inner, figure),
    }
    for (row, text) in notes.enumerate() {
        let at = inner.y + inner.height + (0.6 + row as f64) * line;
        note(list, pen, frame, at, text);
    }
    list.close();
}

/// A line of text, cut where it is wider than the frame.
fn note(list: &mut List, pen: &Pen<'_>, frame: &Frame, y: f64, text: &str) {
    // Smaller before it is cut.
    let size = pen.font * (frame.width / pen.width(text).max(1.0)).clamp(0.75, 1.0);
    let text = font::shortened(pen.measure, text, size, frame.width);
    let at = [frame.x + frame.width / 2.0, y];
    list.text("note", Text::new(text, at, size, pen.style.quiet()));
}

/// How much of the full colour an angle gets: the nearer, the more.
fn strength(figure: &BetweenFigure, degrees: f64) -> f64 {
    let (low, high) = figure.range();
    let near = match high - low > 1e-6 {
        true => (high - degrees) / (high - low),
        false => 1.0,
    };
    FAINTEST + (1.0 - FAINTEST) * near.clamp(0.0, 1.0)
}

fn cells(list: &mut List, pen: &Pen<'_>, frame: &Frame, figure: &BetweenFigure) {
    let rows = figure.rows();
    if rows == 0 {
        return;
    }
    let whole = matrix::grid(pen, frame, &figure.names, 0.0);
    let grid = whole.cells;
    let side = grid.width / rows as f64;
    let at = |row: usize, column: usize| {
        let (x, y) = (column as f64 * side, row as f64 * side);
        Frame::new(grid.x + x, grid.y + y, side, side)
    };
    let first = list.items.len();
    for row in 0..rows {
        for column in 0..rows {
            let cell = at(row, column);
            draw_cell(list, pen, figure, (row, column), &cell);
            list.hit(cell, Target::Cell(row, column));
        }
    }
    let (a, b, _) = figure.smallest;
    let place = |class: usize| figure.order.iter().position(|known| *known == class);
    if let (Some(a), Some(b)) = (place(a), place(b)) {
        for (row, column) in [(a, b), (b, a)] {
            list.rect("smallest", at(row, column), matrix::outline(pen, 2.0));
        }
    }
    let colour = |row: usize| pen.style.name(figure.order[row] as u16);
    matrix::draw_names(list, pen, &figure.names, &whole, &colour);
    list.give_way(first, pen.measure, frame, |name| name == "angle");
}

fn draw_cell(
    list: &mut List,
    pen: &Pen<'_>,
    figure: &BetweenFigure,
    (row, column): (usize, usize),
    cell: &Frame,
) {
    let [empty, full, _] = pen.style.cells();
    let degrees = figure.degrees(row, column);
    let fill = match row == column {
        true => empty,
        false => empty.mix(full, strength(figure, degrees)),
    };
    list.rect("cell", cell.shrunk(0.02 * cell.width), Paint::fill(fill));
    if row == column {
        return;
    }
    let text = match cell.width > WITH_TENTHS * pen.font {
        true => format!("{degrees:.1}"),
        false => format!("{degrees:.0}"),
    };
    if let Some(size) = matrix::number_size(pen, &text, cell.width) {
        let colour = on(fill);
        list.text("angle", Text::new(text, cell.centre(), size, colour));
    }
}

/// The colour of letters on a ground of this colour.
fn on(fill: Rgba) -> Rgba {
    match fill.intensity() < 0.55 {
        true => Rgba::WHITE,
        false => Rgba::BLACK,
    }
}

fn bars(list: &mut List, pen: &Pen<'_>, frame: &Frame, figure: &BetweenFigure) {
    let rows = figure.rows();
    let height = (frame.height / rows.max(1) as f64).min(2.2 * pen.font);
    let size = (0.8 * height).clamp(0.65 * pen.font, pen.font);
    let gap = 0.5 * pen.font;
    let widths = figure
        .names
        .iter()
        .map(|name| pen.measure.width(name, size));
    let names = widths.fold(0.0, f64::max).min(WIDEST * frame.width) + gap;
    let numbers = pen.measure.width("180.0°", size) + gap;
    let room = (frame.width - names - numbers).max(1.0);
    // From zero, so that lengths can be compared; all of them fit.
    let scale = room / figure.range().1.max(1e-9);
    let [empty, full, _] = pen.style.cells();
    // Where rows are lower than a line, only every so many are written.
    let every = (1.05 * size / height).ceil().max(1.0) as usize;
    for row in 0..rows {
        let (y, degrees) = (frame.y + row as f64 * height, figure.degrees(row, 0));
        let middle = y + height / 2.0;
        let bar = Frame::new(
            frame.x + names,
            y + 0.14 * height,
            scale * degrees,
            0.72 * height,
        );
        let fill = empty.mix(full, strength(figure, degrees).max(0.35));
        list.rect("bar", bar, Paint::fill(fill));
        list.hit(
            Frame::new(frame.x, y, frame.width, height),
            Target::Cell(row, 0),
        );
        if row % every != 0 {
            continue;
        }
        let name = font::shortened(pen.measure, &figure.names[row], size, names - 0.8 * gap);
        let colour = pen.style.name(figure.order[row] as u16);
        let at = [frame.x + names - gap, middle];
        list.text(
            "name",
            Text::new(name, at, size, colour).anchor(Anchor::End),
        );
        let at = [bar.x + bar.width + 0.6 * gap, middle];
        let number = Text::new(format!("{degrees:.1}°"), at, size, pen.style.text());
        list.text("angle", number.anchor(Anchor::Start));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::{Measure as _, Outlines, Shape};
    use crate::look::{Classes, Style, Theme};

    fn figure(rows: usize, all: bool) -> BetweenFigure {
        let angle = |a: usize, b: usize| 10.0 * a.abs_diff(b) as f64;
        let cells = (0..rows).flat_map(|a| (0..rows).map(move |b| angle(a, b)));
        BetweenFigure {
            shown: match all {
                true => Shown::All(cells.collect()),
                false => Shown::Nearest {
                    of: 0,
                    name: "Class 0".to_owned(),
                    degrees: (1..=rows).map(|row| 5.0 * row as f64).collect(),
                },
            },
            order: (0..rows).collect(),
            names: (0..rows).map(|row| format!("Class {row}")).collect(),
            classes: Classes::default(),
            smallest: (0, 1, 10.0),
            notes: vec!["one".to_owned(); if all { 1 } else { 2 }],
            chosen: None,
        }
    }

    /// Everything is inside of the frame, and so many angles are written.
    fn check(figure: &BetweenFigure, width: f64, angles: usize) {
        let pen = Pen::new(Style::new(Theme::Light), &Outlines, 10.7);
        let (mut list, frame) = (List::default(), Frame::new(7.0, 3.0, width, 0.9 * width));
        draw(&mut list, &pen, &frame, figure);
        let mut found = 0;
        for item in &list.items {
            let Shape::Text(text) = &item.shape else {
                continue;
            };
            let own = text.frame(&Outlines);
            let inside = own.x >= frame.x - 1.0
                && own.x + own.width <= frame.x + frame.width + 1.0
                && own.y >= frame.y - 1.0
                && own.y + own.height <= frame.y + frame.height + 1.0;
            assert!(inside, "{width}: {text:?}");
            found += usize::from(item.name == "angle");
        }
        assert_eq!(found, angles, "{width}");
        assert!(Outlines.width("Class 0", 10.7) > 0.0);
    }

    #[test]
    fn a_matrix_names_its_rows_and_tells_its_angles_where_they_have_room() {
        check(&figure(10, true), 400.0, 90);
        check(&figure(60, true), 300.0, 0);
        check(&figure(2, true), 80.0, 2);
    }

    #[test]
    fn neighbours_are_bars_with_their_angles() {
        check(&figure(20, false), 400.0, 20);
        check(&figure(20, false), 120.0, 10);
    }
}
