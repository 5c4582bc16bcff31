//! A [`ChartFigure`] as SVG: axes with marks at round numbers, histograms, curves, and a legend where it covers least.

mod key;

use super::canvas::{Anchor, Canvas, Paint, Path, Text};
use super::font;
use super::frame::{Frame, Point};
use super::page::Pen;
use crate::figure::chart::{Bars, ChartFigure, Dot, Mark, Series, Stroke, Tone, Unit};
use crate::figure::scale;

/// The room of the curves, and how values become places in it.
pub(super) struct View {
    pub room: Frame,
    x: (f64, f64),
    y: (f64, f64),
}

impl View {
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
}

pub fn draw(canvas: &mut Canvas, pen: &Pen<'_>, frame: &Frame, figure: &ChartFigure) {
    let (x, y) = scale::bounds(figure);
    let wanted = frame.height / (4.0 * pen.font);
    let (rows, _) = scale::ticks(y, wanted, figure.y.unit);
    let rows: Vec<(f64, String)> = rows
        .into_iter()
        .map(|value| (value, written(figure.y.unit, value)))
        .collect();
    let widths = rows.iter().map(|(_, text)| font::width(text, pen.font));
    let left = match figure.y.unit {
        Unit::None => 0.5 * pen.font,
        _ => widths.fold(0.0, f64::max) + 0.8 * pen.font,
    };
    let (top, right) = (0.5 * pen.font, 1.2 * pen.font);
    let axis = match axis_name(figure.x.unit).is_empty() {
        true => 1.7 * pen.font,
        false => 2.9 * pen.font,
    };
    let room = |below: f64| Frame {
        x: frame.x + left,
        y: frame.y + top,
        width: (frame.width - left - right).max(1.0),
        height: (frame.height - top - axis - below).max(1.0),
    };
    let mut view = View {
        room: room(0.0),
        x,
        y,
    };
    let key = key::Key::of(figure, pen, &view);
    view.room = room(key.below);
    canvas.open("chart");
    draw_axes(canvas, pen, figure, &view, &rows);
    figure
        .bars
        .iter()
        .for_each(|bars| draw_bars(canvas, pen, &view, bars));
    figure
        .marks
        .iter()
        .for_each(|mark| draw_mark(canvas, pen, &view, mark));
    for series in &figure.series {
        draw_series(canvas, pen, &view, series);
    }
    figure
        .dots
        .iter()
        .for_each(|dot| draw_dot(canvas, pen, &view, dot));
    if let Some(note) = figure.note {
        let at = [view.room.centre()[0], view.room.y + pen.font];
        let text = Text::new(note, at, pen.font, pen.style.quiet).halo(pen.halo);
        canvas.text("note", &text);
    }
    key.draw(canvas, pen, figure, &view, axis);
    canvas.close();
}

/// What an axis counts, where its numbers do not say it.
fn axis_name(unit: Unit) -> &'static str {
    match unit {
        Unit::Steps => "training step",
        Unit::Degrees => "angle",
        Unit::Number | Unit::Percent | Unit::None => "",
    }
}

fn written(unit: Unit, value: f64) -> String {
    scale::written(unit, value, &|steps| grouped(steps.round() as i64))
}

/// 12,000.
fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if number < 0 { format!("-{text}") } else { text }
}

fn draw_axes(
    canvas: &mut Canvas,
    pen: &Pen<'_>,
    figure: &ChartFigure,
    view: &View,
    rows: &[(f64, String)],
) {
    let grid = Paint::stroke(pen.style.grid, 0.8 * pen.unit());
    let room = view.room;
    canvas.open("axes");
    for (value, text) in rows {
        let y = view.at([view.x.0, *value])[1];
        canvas.line("grid", &[[room.x, y], [room.right(), y]], &grid);
        let at = [room.x - 0.5 * pen.font, y];
        let text = Text::new(text, at, pen.font, pen.style.quiet);
        canvas.text("tick", &text.anchor(Anchor::End));
    }
    let wanted = room.width / (5.0 * pen.font);
    let mut free = f64::NEG_INFINITY;
    for value in scale::ticks(view.x, wanted, figure.x.unit).0 {
        let x = view.x(value);
        canvas.line("grid", &[[x, room.y], [x, room.bottom()]], &grid);
        let text = written(figure.x.unit, value);
        let half = font::width(&text, pen.font) / 2.0;
        if x - half < free {
            continue;
        }
        free = x + half + 0.5 * pen.font;
        let at = [x, room.bottom() + 0.95 * pen.font];
        canvas.text("tick", &Text::new(&text, at, pen.font, pen.style.quiet));
    }
    let below = [room.centre()[0], room.bottom() + 2.1 * pen.font];
    let name = axis_name(figure.x.unit);
    canvas.text("axis", &Text::new(name, below, pen.font, pen.style.quiet));
    let corner = [
        [room.x, room.y],
        [room.x, room.bottom()],
        [room.right(), room.bottom()],
    ];
    let axis = Paint::stroke(pen.style.quiet, 0.8 * pen.unit());
    canvas.line("axis", &corner, &axis);
    canvas.close();
}

/// Bars on the ground of the chart, in a scale of their own.
fn draw_bars(canvas: &mut Canvas, pen: &Pen<'_>, view: &View, bars: &Bars) {
    let highest = bars.shares.iter().copied().fold(0.0, f64::max);
    if highest <= 0.0 {
        return;
    }
    let room = view.room;
    let edge = |x: f64| view.x(x).clamp(room.x, room.right());
    let left = |i: usize| edge(bars.start + i as f64 * bars.width);
    let mut steps = vec![[left(0), room.bottom()]];
    for (i, share) in bars.shares.iter().enumerate() {
        let y = room.bottom() - room.height * bars.height * share / highest;
        steps.extend([[left(i), y], [left(i + 1), y]]);
    }
    steps.push([left(bars.shares.len()), room.bottom()]);
    steps.dedup();
    let colour = (pen.style.tone)(bars.tone);
    let path = Path::default().line(steps);
    if bars.filled {
        canvas.path("bars", &path, &Paint::fill(colour.faded(0.34)));
    }
    let strength = if bars.filled { 0.55 } else { 1.0 };
    let line = Paint::stroke(colour.faded(strength), 0.8 * pen.unit());
    canvas.path("bars", &path, &line);
}

fn draw_mark(canvas: &mut Canvas, pen: &Pen<'_>, view: &View, mark: &Mark) {
    let colour = (pen.style.tone)(mark.tone);
    let room = view.room;
    let [from, to] = [mark.from, mark.to].map(|x| view.x(x).clamp(room.x, room.right()));
    if to > from {
        let stripe = Frame::new(from, room.y, to - from, room.height);
        canvas.rect("mark", &stripe, &Paint::fill(colour.faded(0.16)));
    }
    let line = [[from, room.y], [from, room.bottom()]];
    let paint = Paint::stroke(colour.faded(0.8), 0.9 * pen.unit());
    canvas.line("mark", &line, &paint);
}

/// How a curve is drawn, in a chart and in its legend.
pub(super) fn paint(pen: &Pen<'_>, tone: Tone, stroke: Stroke) -> Paint {
    let width = match (stroke, tone) {
        (Stroke::Bold, _) => 2.2,
        (_, Tone::Family(_)) => 1.0,
        _ => 1.4,
    };
    let unit = pen.unit();
    let paint = Paint::stroke((pen.style.tone)(tone), width * unit).round();
    match stroke {
        Stroke::Dashed => paint.dashed(4.0 * unit, 3.5 * unit),
        _ => paint,
    }
}

fn draw_series(canvas: &mut Canvas, pen: &Pen<'_>, view: &View, series: &Series) {
    let runs = clipped(&series.points, view.y);
    let mut path = Path::default();
    for run in runs {
        path = path.line(run.into_iter().map(|point| view.at(point)));
    }
    canvas.path("curve", &path, &paint(pen, series.tone, series.stroke));
}

/// The parts of a curve that lie between `low` and `high`, cut where it crosses them.
fn clipped(points: &[Point], (low, high): (f64, f64)) -> Vec<Vec<Point>> {
    let mut runs: Vec<Vec<Point>> = Vec::new();
    for ends in points.windows(2) {
        let [a, b] = [ends[0], ends[1]];
        let Some((from, to)) = inside(a[1], b[1], (low, high)) else {
            continue;
        };
        let at = |t: f64| [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t];
        match runs.last_mut() {
            Some(run) if from <= 0.0 && run.last() == Some(&a) => run.push(at(to)),
            _ => runs.push(vec![at(from), at(to)]),
        }
    }
    runs
}

/// From where to where, 0 to 1, a line from `a` to `b` lies between `low` and `high`.
fn inside(a: f64, b: f64, (low, high): (f64, f64)) -> Option<(f64, f64)> {
    if !a.is_finite() || !b.is_finite() {
        return None;
    }
    if a == b {
        return (low..=high).contains(&a).then_some((0.0, 1.0));
    }
    let (s, t) = ((low - a) / (b - a), (high - a) / (b - a));
    let (from, to) = (s.min(t).max(0.0), s.max(t).min(1.0));
    (from < to).then_some((from, to))
}

fn draw_dot(canvas: &mut Canvas, pen: &Pen<'_>, view: &View, dot: &Dot) {
    let at = view.at(dot.at);
    if view.room.holds(at) {
        let paint = Paint::fill((pen.style.tone)(dot.tone));
        canvas.circle("dot", at, 2.6 * pen.unit(), &paint);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(points: &[Point], expect: &[&[Point]]) {
        assert_eq!(clipped(points, (0.0, 1.0)), expect);
    }

    #[test]
    fn curves_are_cut_where_they_leave_the_view() {
        check(&[[0.0, 0.5], [1.0, 1.0]], &[&[[0.0, 0.5], [1.0, 1.0]]]);
        check(
            &[[0.0, 0.5], [1.0, 1.5], [2.0, 0.5]],
            &[&[[0.0, 0.5], [0.5, 1.0]], &[[1.5, 1.0], [2.0, 0.5]]],
        );
        check(&[[0.0, 2.0], [1.0, 3.0]], &[]);
        check(
            &[[0.0, -1.0], [1.0, 2.0]],
            &[&[[1.0 / 3.0, 0.0], [2.0 / 3.0, 1.0]]],
        );
        check(&[[0.0, f64::NAN], [1.0, 0.5]], &[]);
    }

    #[test]
    fn steps_are_grouped_by_thousands() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(12_000), "12,000");
        assert_eq!(grouped(1_234_567), "1,234,567");
    }
}
