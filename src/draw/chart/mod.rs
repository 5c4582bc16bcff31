//! A [`ChartFigure`] as a display list: axes with marks at round numbers, histograms, curves, and a legend where it hides
//! nothing.

mod ends;
mod hover;
mod key;
mod said;
mod series;

pub use hover::hover;

use super::{Anchor, Frame, List, Paint, Pen, Point, Text, shortened};
use crate::figure::chart::{ChartFigure, Hold, Series, Title, Unit};
use crate::figure::plane::Grip;
use crate::figure::scale;
use crate::look::{Tone, size};
use crate::text;

/// The room of the curves, and how values become places in it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// The part of the page that the curves have.
    pub room: Frame,
    x: (f64, f64),
    y: (f64, f64),
    /// Whether curves that are there for comparison are named at their ends.
    labelled: bool,
    /// Whether they are grey until a pointer is on them.
    grey: bool,
    /// Where the legend is that stands among the curves.
    legend: Option<Frame>,
}

impl View {
    /// Where on the page a value of both axes is.
    pub fn at(&self, [x, y]: Point) -> Point {
        let part = |value: f64, (low, high): (f64, f64)| (value - low) / (high - low);
        [
            self.room.x + self.room.width * part(x, self.x),
            self.room.bottom() - self.room.height * part(y, self.y),
        ]
    }

    fn x(&self, value: f64) -> f64 {
        self.at([value, self.y.0])[0]
    }

    /// The value of the horizontal axis at a place.
    pub fn value(&self, x: f64) -> f64 {
        let part = (x - self.room.x) / self.room.width;
        self.x.0 + part * (self.x.1 - self.x.0)
    }
}

/// A chart lower than this, in sizes of the type, does not name its axes where a pointer tells what they are; without one, those
/// lower than the second.
const ROOM_FOR_AXIS: (f64, f64) = (13.0, 8.0);

/// Where everything of a chart is.
struct Laid<'a> {
    /// Values of the vertical axis with their text.
    rows: Vec<(f64, String)>,
    /// The title below the curves.
    below: Option<&'static str>,
    /// The title beside them.
    beside: Option<&'static str>,
    /// Height of the axis below the curves, px.
    axis: f64,
    labels: ends::Labels<'a>,
    /// With the room for the legend below it left out.
    view: View,
    key: key::Key<'a>,
    /// What is said below the legend: rows of it that fit the width.
    said: Vec<String>,
}

/// Places everything of the figure in `frame`.
fn laid<'a>(pen: &Pen<'_>, frame: &Frame, figure: &'a ChartFigure) -> Laid<'a> {
    let said = said::rows(pen, frame, figure);
    let frame = &Frame {
        height: (frame.height - said::height(pen, &said)).max(1.0),
        ..*frame
    };
    let (x, y) = scale::bounds(figure);
    let wanted = frame.height / (4.0 * pen.font);
    let (rows, _) = scale::ticks(y, wanted, figure.y.unit);
    let rows: Vec<(f64, String)> = rows
        .into_iter()
        .map(|value| (value, written(figure.y.unit, value)))
        .collect();
    let least = if pen.live {
        ROOM_FOR_AXIS.0
    } else {
        ROOM_FOR_AXIS.1
    };
    let named = |title: Option<Title>| {
        let title = title.filter(|_| frame.height >= least * pen.font);
        title.map(|title| pen.words.title(title))
    };
    let (below, beside) = (named(figure.x.title), named(figure.y.title));
    let axis = axis_height(pen, below.is_some());
    let mut room = room(pen, frame, figure, &rows, axis);
    if beside.is_some() {
        room.x += BESIDE * pen.font;
        room.width = (room.width - BESIDE * pen.font).max(1.0);
    }
    let labels = ends::Labels::new(pen, figure, &room);
    room.width -= labels.width;
    let mut view = View {
        room,
        x,
        y,
        labelled: labels.width > 0.0,
        // Where all are there to be compared with each other, none is behind another.
        grey: pen.live && labels.width <= 0.0 && !figure.series.iter().all(is_behind),
        legend: None,
    };
    let key = key::Key::new(figure, pen, &view);
    view.room.height = (view.room.height - key.below).max(1.0);
    view.legend = key.among();
    Laid {
        rows,
        below,
        beside,
        axis,
        labels,
        view,
        key,
        said,
    }
}

/// Height of the axis below the curves with its numbers, and its title where it is `named`, px.
fn axis_height(pen: &Pen<'_>, named: bool) -> f64 {
    if named {
        2.9 * pen.font
    } else {
        1.7 * pen.font
    }
}

/// Draws the figure into `frame`. Returns where its curves are.
pub fn draw(list: &mut List, pen: &Pen<'_>, frame: &Frame, figure: &ChartFigure) -> View {
    let Laid {
        rows,
        below,
        beside,
        axis,
        labels,
        view,
        key,
        said,
    } = laid(pen, frame, figure);
    let first = list.items.len();
    list.open("chart");
    draw_axes(
        list,
        pen,
        figure,
        &view,
        &rows,
        (below, beside.map(|title| (title, frame.x))),
    );
    series::draw(list, pen, &view, figure);
    labels.draw(list, pen, figure, &view);
    let within = said::long_note(pen, frame, figure).is_none();
    if let Some(note) = figure.note.as_ref().filter(|_| within) {
        let at = [view.room.centre()[0], view.room.y + pen.font];
        let note = shortened(pen.measure, note, pen.font, view.room.width);
        let text = Text::new(note, at, pen.font, pen.style.quiet());
        list.text("note", text.halo(pen.halo));
    }
    key.draw(list, pen, figure, &view, axis);
    said::draw(list, pen, frame, &said);
    take_hold(list, &view, figure);
    // A legend loses no entry; what its texts would meet was placed clear of it.
    list.give_way(first, pen.measure, frame, |name| name == "entry");
    list.close();
    view
}

/// What a pointer can drag: a line over the whole height, or a dot.
fn take_hold(list: &mut List, view: &View, figure: &ChartFigure) {
    let room = view.room;
    for handle in &figure.threshold.handles {
        let line = match handle.at {
            Hold::Line(x) => [[view.x(x), room.y], [view.x(x), room.bottom()]],
            Hold::Dot(at) => [view.at(at); 2],
        };
        if let Ok(lane) = u16::try_from(handle.lane)
            && line.iter().all(|end| room.shrunk(-1.0).holds(*end))
        {
            list.grips.push((line, Grip::Threshold(lane)));
        }
    }
}

/// Height in px of a chart of this width with its axis and its whole legend, whose curves have a height of at least `plot`.
pub fn height(pen: &Pen<'_>, width: f64, figure: &ChartFigure, plot: f64) -> f64 {
    let around = 0.5 * pen.font + axis_height(pen, figure.x.title.is_some());
    let frame = Frame::new(0.0, 0.0, width, plot + around);
    let said = said::height(pen, &said::rows(pen, &frame, figure));
    let frame = Frame {
        height: frame.height + said,
        ..frame
    };
    plot + around + said + laid(pen, &frame, figure).key.below
}

/// The part of `frame` that is left for the curves beside and above the numbers of the axes.
fn room(
    pen: &Pen<'_>,
    frame: &Frame,
    figure: &ChartFigure,
    rows: &[(f64, String)],
    axis: f64,
) -> Frame {
    let widths = rows.iter().map(|(_, text)| pen.width(text));
    let left = match figure.y.unit {
        Unit::None => 0.5 * pen.font,
        _ => widths.fold(0.0, f64::max) + 0.8 * pen.font,
    };
    let (top, right) = (0.5 * pen.font, 1.2 * pen.font);
    Frame {
        x: frame.x + left,
        y: frame.y + top,
        width: (frame.width - left - right).max(1.0),
        height: (frame.height - top - axis).max(1.0),
    }
}

/// The room that the name of the vertical axis takes, in sizes of the type.
const BESIDE: f64 = 1.25;

/// Whether a curve is there for comparison only.
fn is_behind(series: &Series) -> bool {
    matches!(series.tone, Tone::Family(_))
}

fn written(unit: Unit, value: f64) -> String {
    scale::written(unit, value, &|steps| grouped(steps.round() as i64))
}

/// A whole number with its digits in threes, `12,000`.
fn grouped(number: i64) -> String {
    let text = text::grouped(number.unsigned_abs());
    if number < 0 { format!("-{text}") } else { text }
}

fn draw_axes(
    list: &mut List,
    pen: &Pen<'_>,
    figure: &ChartFigure,
    view: &View,
    rows: &[(f64, String)],
    (below, beside): (Option<&str>, Option<(&str, f64)>),
) {
    let width = size::line::GRID * pen.unit();
    let grid = Paint::stroke(pen.style.grid(), width);
    let (room, quiet) = (view.room, pen.style.quiet());
    list.open("axes");
    for (value, text) in rows {
        let y = view.at([view.x.0, *value])[1];
        list.line("grid", &[[room.x, y], [room.right(), y]], grid);
        let at = [room.x - 0.5 * pen.font, y];
        let text = Text::new(text, at, pen.font, quiet);
        list.text("tick", text.anchor(Anchor::End));
    }
    let wanted = room.width / (5.0 * pen.font);
    let mut free = f64::NEG_INFINITY;
    for value in scale::ticks(view.x, wanted, figure.x.unit).0 {
        let x = view.x(value);
        list.line("grid", &[[x, room.y], [x, room.bottom()]], grid);
        let text = written(figure.x.unit, value);
        let half = pen.width(&text) / 2.0;
        if x - half < free {
            continue;
        }
        free = x + half + 0.5 * pen.font;
        let at = [x, room.bottom() + 0.95 * pen.font];
        list.text("tick", Text::new(text, at, pen.font, quiet));
    }
    let middle = [room.centre()[0], room.bottom() + 2.1 * pen.font];
    let name = Text::new(below.unwrap_or_default(), middle, pen.font, quiet);
    list.text("axis", name);
    if let Some((name, left)) = beside {
        let at = [left + 0.6 * pen.font, room.centre()[1]];
        let name = shortened(pen.measure, name, pen.font, room.height);
        list.text("axis", Text::new(name, at, pen.font, quiet).upwards());
    }
    let corner = [
        [room.x, room.y],
        [room.x, room.bottom()],
        [room.right(), room.bottom()],
    ];
    list.line("axis", &corner, Paint::stroke(quiet, width));
    list.close();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_grouped_by_thousands() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(12_000), "12,000");
        assert_eq!(grouped(1_234_567), "1,234,567");
    }
}
