//! The values under a pointer: a line, a dot on every curve, and their numbers beside it.

use super::{View, written};
use crate::draw::{Anchor, Frame, List, Paint, Pen, Point, Text};
use crate::figure::chart::ChartFigure;
use crate::look::{Rgba, Tone, size};

/// Height of a row and space around the rows, in sizes of the type.
const ROW: f64 = 1.2;
const PAD: f64 = 0.4;
/// From the pointer to the rows, in sizes of the type.
const ASIDE: f64 = 0.8;
/// More curves than this have no number.
const MOST_ROWS: usize = 9;

/// Draws what the curves are at `pointer`, if it is over the chart.
pub fn hover(list: &mut List, pen: &Pen<'_>, view: &View, figure: &ChartFigure, pointer: Point) {
    let room = view.room;
    if !room.holds(pointer) {
        return;
    }
    let x = view.value(pointer[0]);
    let quiet = pen.style.quiet();
    let line = [[pointer[0], room.y], [pointer[0], room.bottom()]];
    let paint = Paint::stroke(quiet.faded(0.6), size::line::THIN * pen.unit());
    list.line("pointer", &line, paint);
    let mut rows = vec![(written(figure.x.unit, x), quiet)];
    let mut name = "";
    for series in &figure.series {
        if matches!(series.tone, Tone::Family(_)) {
            continue;
        }
        // A curve without a name continues the one before.
        if !series.name.is_empty() {
            name = &series.name;
        }
        let Some(y) = value_at(&series.points, x) else {
            continue;
        };
        let colour = pen.style.tone(series.tone);
        let radius = size::dot::VALUE * pen.unit();
        list.circle("value", view.at([x, y]), radius, Paint::fill(colour));
        let number = (y * 1_000.0).round() / 1_000.0;
        let number = format!("{number}").replace('-', "−");
        rows.push((format!("{name} {number}").trim().to_owned(), colour));
    }
    rows.truncate(MOST_ROWS);
    draw_rows(list, pen, &rows, pointer, &room);
}

fn draw_rows(
    list: &mut List,
    pen: &Pen<'_>,
    rows: &[(String, Rgba)],
    pointer: Point,
    room: &Frame,
) {
    let widths = rows.iter().map(|(text, _)| pen.width(text));
    let size = [
        widths.fold(0.0, f64::max) + 2.0 * PAD * pen.font,
        (rows.len() as f64 * ROW + PAD) * pen.font,
    ];
    let aside = ASIDE * pen.font;
    let fits = pointer[0] + aside + size[0] <= room.right();
    let left = match fits {
        true => pointer[0] + aside,
        false => pointer[0] - aside - size[0],
    };
    let frame = Frame::new(left, pointer[1] - size[1] / 2.0, size[0], size[1]);
    let frame = Frame {
        x: left,
        ..frame.kept_in(room)
    };
    list.rect("", frame, Paint::fill(pen.style.ground().faded(0.92)));
    for (row, (text, colour)) in rows.iter().enumerate() {
        let y = frame.y + (PAD / 2.0 + (row as f64 + 0.5) * ROW) * pen.font;
        let at = [frame.x + PAD * pen.font, y];
        let text = Text::new(text, at, pen.font, *colour);
        list.text("value", text.anchor(Anchor::Start));
    }
}

/// The value of a curve at `x`, linear between its points; `None` outside of them.
fn value_at(points: &[[f64; 2]], x: f64) -> Option<f64> {
    let after = points.iter().position(|point| point[0] >= x)?;
    let [x1, y1] = points[after];
    let Some([x0, y0]) = after.checked_sub(1).map(|before| points[before]) else {
        return (x1 - x <= 1e-9).then_some(y1);
    };
    let part = if x1 > x0 { (x - x0) / (x1 - x0) } else { 1.0 };
    Some(y0 + part * (y1 - y0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(x: f64, expect: Option<f64>) {
        assert_eq!(value_at(&[[0.0, 1.0], [2.0, 3.0]], x), expect);
    }

    #[test]
    fn values_are_read_between_the_points() {
        check(0.0, Some(1.0));
        check(0.5, Some(1.5));
        check(2.0, Some(3.0));
    }

    #[test]
    fn outside_there_is_no_value() {
        check(-0.1, None);
        check(2.1, None);
    }
}
