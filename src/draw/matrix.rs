//! A [`MatrixFigure`] as a display list: a square of cells, the classes' names beside and above it.

use super::{Anchor, Frame, List, Paint, Pen, Target, Text, font};
use crate::figure::matrix::MatrixFigure;
use crate::look::Rgba;

/// A number takes at most this part of its cell's width; where it would be smaller than this, in sizes of the type, there is
/// none.
const NUMBER: f64 = 0.86;
const SMALLEST: f64 = 0.6;
/// How much of the full colour the smallest share gets, so that it can be seen at all.
const FAINTEST: f64 = 0.10;
/// Longer names are cut: the widest, as a part of the panel.
const WIDEST: f64 = 0.35;

/// Draws the figure into `frame`; a pointer hits its cells.
pub fn draw(list: &mut List, pen: &Pen<'_>, frame: &Frame, figure: &MatrixFigure) {
    let pen = &pen.of(figure.classes);
    let classes = figure.classes();
    if classes == 0 {
        return;
    }
    let first = list.items.len();
    let whole = grid(pen, frame, &figure.names, 1.5 * pen.font);
    let (grid, names) = (whole.cells, whole.names);
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
    let colour = |class: usize| pen.style.name(class as u16);
    draw_names(list, pen, &figure.names, &whole, &colour);
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

/// Where cells and names are.
pub(super) struct Grid {
    /// The square of the cells.
    pub cells: Frame,
    /// The room that names take, and the size of their letters, px.
    names: f64,
    letters: f64,
}

/// The square of the cells of classes with these names, as large as the names and a `line` of this height leave room for.
pub(super) fn grid(pen: &Pen<'_>, frame: &Frame, names: &[String], line: f64) -> Grid {
    let all = frame.width.min(frame.height);
    let classes = names.len().max(1) as f64;
    let gap = 0.6 * pen.font;
    let widest = |size: f64| {
        let widths = names.iter().map(|name| pen.measure.width(name, size));
        widths.fold(0.0, f64::max)
    };
    let most = WIDEST * all;
    let mut side = 0.62 * all;
    // Smaller cells make names smaller, which makes the cells larger again: half a step at a time they meet.
    for _ in 0..12 {
        let names = widest(name_size(pen, side / classes)).min(most);
        side = 0.5 * (side + (all - names - gap - line).max(1.0));
    }
    let letters = name_size(pen, side / classes);
    let names = widest(letters).min(most) + gap;
    let side = (all - names - line).max(1.0);
    let [x, y] = frame.centre();
    let shift = (names + line - side) / 2.0;
    Grid {
        cells: Frame::new(x + shift, y + shift, side, side),
        names,
        letters,
    }
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
    if share <= 0.0 {
        return;
    }
    let text = format!("{:.0}", share * 100.0);
    let text = match &*text {
        "0" => "<1".to_owned(),
        "100" if share < 1.0 => ">99".to_owned(),
        _ => text,
    };
    let Some(size) = number_size(pen, &text, cell.width) else {
        return;
    };
    let colour = match fill.intensity() < 0.55 {
        true => Rgba::WHITE,
        false => Rgba::BLACK,
    };
    list.text("share", Text::new(text, cell.centre(), size, colour));
}

/// The size of a number in a cell of this width; `None` where it has no room.
pub(super) fn number_size(pen: &Pen<'_>, text: &str, width: f64) -> Option<f64> {
    let size = pen.font * (NUMBER * width / pen.width(text)).min(1.0);
    (size >= SMALLEST * pen.font).then_some(size)
}

/// The names beside the rows and above the columns, each in the colour of its row.
pub(super) fn draw_names(
    list: &mut List,
    pen: &Pen<'_>,
    names: &[String],
    whole: &Grid,
    colour: &dyn Fn(usize) -> Rgba,
) {
    let (grid, size) = (whole.cells, whole.letters);
    // A little more, for what measuring and rounding leave.
    let room = whole.names - 0.55 * pen.font;
    let side = grid.width / names.len().max(1) as f64;
    // Where cells are lower than a line, only every so many names are written.
    let every = (1.05 * size / side).ceil().max(1.0) as usize;
    let gap = 0.4 * pen.font;
    for (class, name) in names.iter().enumerate().step_by(every) {
        let name = font::shortened(pen.measure, name, size, room);
        let middle = (class as f64 + 0.5) * side;
        let colour = colour(class);
        let row = Text::new(name.clone(), [grid.x - gap, grid.y + middle], size, colour);
        list.text("name", row.anchor(Anchor::End));
        let foot = [grid.x + middle, grid.y - gap];
        let column = Text::new(name.clone(), foot, size, colour);
        list.text("name", column.anchor(Anchor::Start).upwards());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::{Measure as _, Outlines, Shape};
    use crate::look::{Style, Theme};

    /// The names and the numbers of a matrix of so many classes, a quarter of each taken for the next, on a page of this width.
    fn check(classes: usize, width: f64, live: bool) {
        let list = drawn(classes, width, live);
        let names = texts(&list, "name");
        assert!(
            names.iter().all(|text| !text.text.contains('…')),
            "{names:?}"
        );
        assert_eq!(names.len(), 2 * classes);
        assert_eq!(names.iter().filter(|text| text.upwards).count(), classes);
        assert_eq!(texts(&list, "share").len(), 2 * classes);
    }

    fn texts<'a>(list: &'a List, name: &str) -> Vec<&'a Text> {
        let named = list.items.iter().filter(|item| item.name == name);
        let text = named.filter_map(|item| match &item.shape {
            Shape::Text(text) => Some(text),
            _ => None,
        });
        text.collect()
    }

    fn drawn(classes: usize, width: f64, live: bool) -> List {
        let mut counts = vec![0; classes * classes];
        for class in 0..classes {
            counts[class * classes + class] = 75;
            counts[class * classes + (class + 1) % classes] = 25;
        }
        let figure = MatrixFigure {
            names: (1..=classes)
                .map(|class| format!("Class {class}"))
                .collect(),
            counts,
            ..MatrixFigure::default()
        };
        let pen = Pen {
            live,
            ..Pen::new(Style::new(Theme::Light), &Outlines, 10.7)
        };
        let mut list = List::default();
        let frame = Frame::new(0.0, 0.0, width, width);
        draw(&mut list, &pen, &frame, &figure);
        list
    }

    #[test]
    fn twenty_classes_are_read_in_a_column_of_a_paper() {
        check(10, 317.0, false);
        check(20, 317.0, false);
        check(20, 500.0, true);
    }

    #[test]
    fn numbers_without_room_give_way() {
        let shares = |width: f64| {
            let list = drawn(20, width, false);
            let cells = list.hits.iter().map(|(cell, _)| cell.width);
            let cell = cells.fold(f64::INFINITY, f64::min);
            let shares = texts(&list, "share");
            for share in &shares {
                assert!(Outlines.width(&share.text, share.size) <= cell, "{share:?}");
            }
            shares.len()
        };
        let widths = [60.0, 90.0, 120.0, 180.0, 240.0, 317.0];
        let found = widths.map(shares);
        assert_eq!((found[0], found[5]), (0, 40), "{found:?}");
    }
}
