//! What is inside a chart: histograms, marks, curves, values in force.

use super::View;
use crate::draw::{Frame, List, Paint, Path, Pen, Point};
use crate::figure::chart::{Band, Bars, ChartFigure, Dot, Mark, Series, Stroke};
use crate::look::{Tone, size};

/// Draws everything between the axes and the legend.
pub fn draw(list: &mut List, pen: &Pen<'_>, view: &View, figure: &ChartFigure) {
    let bars = figure.bars.iter();
    let highest = figure.highest_density();
    bars.for_each(|bars| draw_bars(list, pen, view, bars, highest));
    let bands = figure.bands.iter();
    bands.for_each(|band| draw_band(list, pen, view, band));
    let marks = figure.marks.iter();
    marks.for_each(|mark| draw_mark(list, pen, view, mark));
    let series = figure.series.iter();
    series.for_each(|series| draw_series(list, pen, view, series));
    let dots = figure.dots.iter();
    dots.for_each(|dot| draw_dot(list, pen, view, dot));
}

/// The place on the page that a density of a histogram reaches up to: on the vertical axis, or in parts of the highest of all
/// histograms of the chart, so that lanes can be compared.
pub fn bar_top(view: &View, bars: &Bars, highest: f64, density: f64) -> f64 {
    let room = view.room;
    match bars.height {
        Some(height) => room.bottom() - room.height * height * density / highest,
        None => view.at([bars.start, density])[1].max(room.y),
    }
}

/// Bars on the ground of the chart.
fn draw_bars(list: &mut List, pen: &Pen<'_>, view: &View, bars: &Bars, highest: f64) {
    if highest <= 0.0 {
        return;
    }
    let room = view.room;
    let edge = |x: f64| view.x(x).clamp(room.x, room.right());
    let left = |i: usize| edge(bars.start + i as f64 * bars.width);
    let mut top = Vec::new();
    for (i, density) in bars.densities().enumerate() {
        let y = bar_top(view, bars, highest, density);
        top.extend([[left(i), y], [left(i + 1), y]]);
    }
    top.dedup();
    let colour = pen.style.tone(bars.tone);
    let mut outline = vec![[left(0), room.bottom()]];
    outline.extend_from_slice(&top);
    outline.push([left(bars.shares.len()), room.bottom()]);
    outline.dedup();
    if bars.filled {
        list.area(
            bars.tone.name("bars"),
            top,
            room.bottom(),
            colour.faded(0.34),
        );
    }
    let strength = if bars.filled { 0.55 } else { 1.0 };
    let line = Paint::stroke(colour.faded(strength), size::line::BARS * pen.unit());
    list.line(bars.tone.name("bars"), &outline, line);
}

/// How far curves are spread, as far as that is in view.
fn draw_band(list: &mut List, pen: &Pen<'_>, view: &View, band: &Band) {
    let (low, high) = view.y;
    let side = |which: usize| -> Vec<Point> {
        let points = band.points.iter();
        points
            .map(|point| view.at([point[0], point[which].clamp(low, high)]))
            .collect()
    };
    let fill = pen.style.tone(band.tone).faded(BAND);
    list.band(band.tone.name("band"), (side(2), side(1)), fill);
}

/// How strong the colour of a band is: several that lie over each other can be told apart.
const BAND: f64 = 0.18;

fn draw_mark(list: &mut List, pen: &Pen<'_>, view: &View, mark: &Mark) {
    let colour = pen.style.tone(mark.tone);
    let room = view.room;
    let [from, to] = [mark.from, mark.to].map(|x| view.x(x).clamp(room.x, room.right()));
    if to > from {
        let stripe = Frame::new(from, room.y, to - from, room.height);
        list.rect(
            mark.tone.name("mark"),
            stripe,
            Paint::fill(colour.faded(0.16)),
        );
    }
    let line = [[from, room.y], [from, room.bottom()]];
    let paint = Paint::stroke(colour.faded(0.8), size::line::MARK * pen.unit());
    list.line(mark.tone.name("mark"), &line, paint);
}

/// How a curve is drawn, in a chart and in its legend.
pub fn paint(pen: &Pen<'_>, tone: Tone, stroke: Stroke) -> Paint {
    let width = match (stroke, tone) {
        (Stroke::Bold, _) => size::line::BOLD,
        (_, Tone::Family(_)) => size::line::FAMILY,
        _ => size::line::CURVE,
    };
    let unit = pen.unit();
    let paint = Paint::stroke(pen.style.tone(tone), width * unit).round();
    let [on, off] = size::line::DASH.map(|length| length * unit);
    match (stroke, tone) {
        (Stroke::Dashed, _) => paint.dashed(on, off),
        (_, Tone::Lane(lane)) => {
            let dashes = size::line::LANES[lane % size::line::LANES.len()];
            // Thick lines have longer gaps: their round ends reach into them.
            let factor = unit * width / size::line::CURVE;
            paint.dashed_as(dashes.map(|all| all.map(|length| length * factor)))
        }
        _ => paint,
    }
}

fn draw_series(list: &mut List, pen: &Pen<'_>, view: &View, series: &Series) {
    if !series.stroke.is_line() {
        let places = series.points.iter().map(|point| view.at(*point));
        for at in places.filter(|at| view.room.holds(*at)) {
            draw_point(list, pen, (series.tone, series.stroke), at);
        }
        return;
    }
    let mut paint = paint(pen, series.tone, series.stroke);
    if view.grey && matches!(series.tone, Tone::Family(_)) {
        // The pointer tells which it is.
        paint.stroke = paint
            .stroke
            .map(|(_, width)| (pen.style.quiet().faded(0.6), width));
    }
    list.path(series.tone.name("curve"), path(view, series), paint);
}

/// A dot, or a ring, of a series without a line.
pub fn draw_point(list: &mut List, pen: &Pen<'_>, (tone, stroke): (Tone, Stroke), at: Point) {
    let (colour, radius) = (pen.style.tone(tone), size::dot::VALUE * pen.unit());
    let paint = match stroke {
        Stroke::Rings => Paint::stroke(colour, size::line::CURVE * pen.unit()),
        _ => Paint::fill(colour.faded(0.85)),
    };
    list.circle(tone.name("point"), at, 0.8 * radius, paint);
}

/// The line of a curve, as far as it is in view.
pub fn path(view: &View, series: &Series) -> Path {
    let runs = clipped(&series.points, view.y);
    runs.into_iter().fold(Path::default(), |path, run| {
        path.line(run.into_iter().map(|point| view.at(point)))
    })
}

/// Where a curve ends that is seen, in the units of the axes; `None` where nothing of it is.
pub fn end(view: &View, series: &Series) -> Option<Point> {
    clipped(&series.points, view.y).last()?.last().copied()
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

fn draw_dot(list: &mut List, pen: &Pen<'_>, view: &View, dot: &Dot) {
    let at = view.at(dot.at);
    if view.room.holds(at) {
        let paint = Paint::fill(pen.style.tone(dot.tone));
        list.circle(
            dot.tone.name("dot"),
            at,
            size::dot::VALUE * pen.unit(),
            paint,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(points: &[Point], expect: &[&[Point]]) {
        assert_eq!(clipped(points, (0.0, 1.0)), expect);
    }

    #[test]
    fn ten_lanes_have_ten_kinds_of_line() {
        let kinds = size::line::LANES;
        let differ = |i: usize| kinds[..i].iter().all(|other| *other != kinds[i]);
        assert!((0..kinds.len()).all(differ));
        // Ends are round: a gap must be wider than the thickest line, or it closes.
        let gaps = kinds.iter().flatten().flat_map(|[_, a, _, b]| [*a, *b]);
        assert!(gaps.fold(f64::INFINITY, f64::min) > size::line::BOLD);
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
}
