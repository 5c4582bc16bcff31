//! The values under a pointer: a line at the nearest step, a dot on every curve, and their numbers beside it.

use super::{View, is_behind, series::path, written};
use crate::draw::{Anchor, Frame, List, Paint, Pen, Point, Text};
use crate::figure::chart::{ChartFigure, Series, Unit};
use crate::look::{Rgba, Tone, size};

/// Height of a row and space around the rows, in sizes of the type.
const ROW: f64 = 1.2;
const PAD: f64 = 0.4;
/// From the pointer to the rows, in sizes of the type.
const ASIDE: f64 = 0.8;
/// A curve that is there for comparison is meant where the pointer is so near to it, in sizes of the type.
const NEAR: f64 = 0.8;

/// Draws what the curves are at `pointer`, if it is over the chart.
pub fn hover(list: &mut List, pen: &Pen<'_>, view: &View, figure: &ChartFigure, pointer: Point) {
    let room = view.room;
    if !room.holds(pointer) {
        return;
    }
    let x = snapped(figure, view.value(pointer[0]));
    let at = view.x(x);
    let quiet = pen.style.quiet();
    let line = [[at, room.y], [at, room.bottom()]];
    let paint = Paint::stroke(quiet.faded(0.6), size::line::THIN * pen.unit());
    list.line("pointer", &line, paint);
    let head = match figure.x.unit {
        Unit::Steps => format!("{} {}", pen.words.step, written(Unit::Steps, x)),
        unit => written(unit, x),
    };
    let mut rows = vec![(head, quiet)];
    rows.extend(values(list, pen, view, figure, x));
    rows.extend(densities(pen, figure, x));
    rows.extend(pointed(list, pen, view, figure, [x, pointer[1]]));
    // What has no room is left out from below.
    let most = ((room.height / pen.font - PAD) / ROW).floor().max(2.0) as usize;
    rows.truncate(most);
    draw_rows(list, pen, &rows, [at, pointer[1]], view);
}

/// The step of a logged point that is nearest; on other axes the place itself.
fn snapped(figure: &ChartFigure, x: f64) -> f64 {
    if figure.x.unit != Unit::Steps {
        return x;
    }
    let points = figure.series.iter().flat_map(|series| &series.points);
    let places = points.map(|point| point[0]);
    let nearest = places.min_by(|a, b| (a - x).abs().total_cmp(&(b - x).abs()));
    nearest.unwrap_or(x)
}

/// A row for every curve that the chart is about, with a dot on it.
fn values(
    list: &mut List,
    pen: &Pen<'_>,
    view: &View,
    figure: &ChartFigure,
    x: f64,
) -> Vec<(String, Rgba)> {
    let mut rows = Vec::new();
    let mut name = "";
    for series in figure.series.iter().filter(|series| !is_behind(series)) {
        // A curve without a name continues the one before.
        if !series.name.is_empty() {
            name = &series.name;
        }
        let value = match series.stroke.is_line() {
            true => value_at(&series.points, x).map(|y| [x, y]),
            false => point_at(pen, view, series, x),
        };
        let Some([x, y]) = value else {
            continue;
        };
        let colour = pen.style.tone(series.tone);
        dot(list, pen, view, [x, y], colour);
        rows.push((row(name, figure.y.unit, y), colour));
    }
    rows
}

/// The point of a series without a line that the pointer is at.
fn point_at(pen: &Pen<'_>, view: &View, series: &Series, x: f64) -> Option<Point> {
    let off = |point: &&Point| (view.x(point[0]) - view.x(x)).abs();
    let nearest = series.points.iter();
    let nearest = nearest.min_by(|a, b| off(a).total_cmp(&off(b)))?;
    (off(&nearest) <= NEAR * pen.font).then_some(*nearest)
}

/// A row for every histogram that stands on the vertical axis.
fn densities<'a>(
    pen: &'a Pen<'_>,
    figure: &'a ChartFigure,
    x: f64,
) -> impl Iterator<Item = (String, Rgba)> + 'a {
    let bars = figure.bars.iter().filter(|bars| bars.height.is_none());
    bars.filter_map(move |bars| {
        let place = ((x - bars.start) / bars.width).floor();
        let density = bars
            .densities()
            .nth((place >= 0.0).then_some(place as usize)?)?;
        let colour = pen.style.tone(bars.tone);
        Some((row(&bars.name, figure.y.unit, density), colour))
    })
}

/// The curve for comparison that the pointer is on, drawn in its own colour, with its row.
fn pointed(
    list: &mut List,
    pen: &Pen<'_>,
    view: &View,
    figure: &ChartFigure,
    [x, height]: Point,
) -> Option<(String, Rgba)> {
    let mut name = "";
    let mut best: Option<(f64, &str, &Series, f64)> = None;
    for series in figure.series.iter().filter(|series| is_behind(series)) {
        if !series.name.is_empty() {
            name = &series.name;
        }
        let Some(y) = value_at(&series.points, x) else {
            continue;
        };
        let off = (view.at([x, y])[1] - height).abs();
        if off <= NEAR * pen.font && best.is_none_or(|(known, ..)| off < known) {
            best = Some((off, name, series, y));
        }
    }
    let (_, name, series, y) = best?;
    let colour = pen.style.tone(series.tone);
    // A curve that jumps is in several parts of one tone.
    let same = |other: &&Series| other.tone == series.tone && matches!(other.tone, Tone::Family(_));
    for part in figure.series.iter().filter(same) {
        let paint = Paint::stroke(colour, size::line::BOLD * pen.unit()).round();
        list.path("pointed", path(view, part), paint);
    }
    dot(list, pen, view, [x, y], colour);
    Some((
        row(name, figure.y.unit, y),
        pen.style.palette().legible(colour),
    ))
}

fn dot(list: &mut List, pen: &Pen<'_>, view: &View, at: Point, colour: Rgba) {
    let at = view.at(at);
    if view.room.holds(at) {
        let radius = size::dot::VALUE * pen.unit();
        list.circle("value", at, radius, Paint::fill(colour));
    }
}

fn row(name: &str, unit: Unit, value: f64) -> String {
    format!("{name} {}", written(unit, rounded(unit, value)))
        .trim()
        .to_owned()
}

/// A value with the digits that are worth reading.
fn rounded(unit: Unit, value: f64) -> f64 {
    let digits = match unit {
        Unit::Percent if value.abs() >= 0.01 => 1_000.0,
        Unit::Number => return value,
        _ => 10_000.0,
    };
    (value * digits).round() / digits
}

fn draw_rows(list: &mut List, pen: &Pen<'_>, rows: &[(String, Rgba)], pointer: Point, view: &View) {
    let widths = rows.iter().map(|(text, _)| pen.width(text));
    let size = [
        widths.fold(0.0, f64::max) + 2.0 * PAD * pen.font,
        (rows.len() as f64 * ROW + PAD) * pen.font,
    ];
    let (frame, free) = placed(size, pointer, ASIDE * pen.font, view);
    let ground = pen.style.ground();
    let ground = match free {
        true => ground.faded(0.92),
        // What has to lie over a legend hides it: two texts in one place are none.
        false => ground,
    };
    list.rect("values", frame, Paint::fill(ground));
    for (row, (text, colour)) in rows.iter().enumerate() {
        let y = frame.y + (PAD / 2.0 + (row as f64 + 0.5) * ROW) * pen.font;
        let at = [frame.x + PAD * pen.font, y];
        let text = Text::new(text, at, pen.font, *colour);
        list.text("value", text.anchor(Anchor::Start));
    }
}

/// Where rows of this size stand beside the pointer, and whether that is clear of the legend: at the height of the pointer on
/// the side that has the room, else on the other side, else above or below the legend.
fn placed(size: Point, pointer: Point, aside: f64, view: &View) -> (Frame, bool) {
    let room = view.room;
    let (right, left) = (pointer[0] + aside, pointer[0] - aside - size[0]);
    let fits = |at: &f64| *at >= room.x && at + size[0] <= room.right();
    let mut sides: Vec<f64> = [right, left].into_iter().filter(fits).collect();
    if sides.is_empty() {
        sides.push(left.max(room.x));
    }
    let at = |left: f64, top: f64| {
        let frame = Frame::new(left, top, size[0], size[1]);
        // What is wider than the chart begins where that begins.
        Frame {
            x: left,
            ..frame.kept_in(&room)
        }
    };
    let middle = pointer[1] - size[1] / 2.0;
    let usual = at(sides[0], middle);
    let Some(legend) = view.legend else {
        return (usual, true);
    };
    let mut tops = [middle, legend.y - size[1], legend.bottom()];
    tops.sort_by(|a, b| (a - middle).abs().total_cmp(&(b - middle).abs()));
    let places = tops
        .iter()
        .flat_map(|top| sides.iter().map(|left| at(*left, *top)));
    let clear = places.into_iter().find(|frame| !frame.meets(&legend));
    clear.map_or((usual, false), |frame| (frame, true))
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
    use crate::draw::{Outlines, Shape, chart};
    use crate::figure::chart::{Axis, Stroke};
    use crate::look::{Style, Theme};

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

    /// The texts that appear with the pointer at this step and share of the chart's height.
    fn read(figure: &ChartFigure, step: f64, height: f64) -> Vec<String> {
        let pen = Pen {
            live: true,
            ..Pen::new(Style::new(Theme::Dark), &Outlines, 12.0)
        };
        let mut list = List::default();
        let frame = Frame::new(0.0, 0.0, 400.0, 300.0);
        let view = chart::draw(&mut list, &pen, &frame, figure);
        let before = list.items.len();
        let pointer = [view.x(step), view.room.bottom() - height * view.room.height];
        hover(&mut list, &pen, &view, figure, pointer);
        let texts = list.items[before..]
            .iter()
            .filter_map(|item| match &item.shape {
                Shape::Text(text) => Some(text.text.clone()),
                _ => None,
            });
        texts.collect()
    }

    fn series(name: &str, tone: Tone, points: &[[f64; 2]]) -> Series {
        Series {
            name: name.to_owned(),
            tone,
            stroke: Stroke::Solid,
            points: points.to_vec(),
        }
    }

    #[test]
    fn a_pointer_reads_all_lanes_at_the_nearest_step() {
        let axis = Axis::showing(Unit::Percent, 0.0, 1.0);
        let mut figure = ChartFigure::new(Axis::free(Unit::Steps), axis);
        let a = [[0.0, 0.1], [1_000.0, 0.9081], [2_000.0, 0.91]];
        let b = [[0.0, 0.1], [1_000.0, 0.9157], [2_000.0, 0.92]];
        figure.series.push(series("a", Tone::Lane(0), &a));
        figure.series.push(series("b", Tone::Lane(1), &b));
        let expect = ["training step 1,000", "a 90.8 %", "b 91.6 %"];
        assert_eq!(read(&figure, 1_080.0, 0.5), expect);
    }

    /// The texts of this kind with the room that their letters take.
    fn boxes(list: &List, name: &str) -> Vec<Frame> {
        let named = list.items.iter().filter(|item| item.name == name);
        let texts = named.filter_map(|item| match &item.shape {
            Shape::Text(text) => Some(text.frame(&Outlines)),
            _ => None,
        });
        texts.collect()
    }

    /// In how many places of a chart of this size, with a legend of so many lanes (`among` the curves), a pointer's values are
    /// clear of the legend, and in how many they lie over it on a ground that hides it.
    fn clear_and_over(size: [f64; 2], lanes: usize, among: bool) -> [usize; 2] {
        let mut figure = ChartFigure::new(
            Axis::showing(Unit::Steps, 0.0, 1_000.0),
            Axis::showing(Unit::Percent, 0.0, 1.0),
        );
        for lane in 0..lanes {
            let low = 0.02 * lane as f64;
            let points = [[0.0, low], [500.0, low + 0.1], [1_000.0, low]];
            let name = format!("AM-Softmax m = 0.{lane}");
            figure.series.push(series(&name, Tone::Lane(lane), &points));
        }
        let pen = Pen {
            live: true,
            ..Pen::new(Style::new(Theme::Dark), &Outlines, 11.0)
        };
        let frame = Frame::new(0.0, 0.0, size[0], size[1]);
        let mut found = [0, 0];
        for (x, y) in (0..=20).flat_map(|x| (0..=20).map(move |y| (x, y))) {
            let mut list = List::default();
            let view = chart::draw(&mut list, &pen, &frame, &figure);
            let legend = boxes(&list, "entry");
            assert!(
                !among || legend.len() == lanes && view.legend.is_some(),
                "{size:?}"
            );
            let part = [x, y].map(|i| f64::from(i) / 20.0);
            let pointer = [
                view.room.x + part[0] * view.room.width,
                view.room.y + part[1] * view.room.height,
            ];
            hover(&mut list, &pen, &view, &figure, pointer);
            let values = boxes(&list, "value");
            assert!(values.len() > 1);
            let ground = list
                .items
                .iter()
                .find(|item| item.name == "values")
                .unwrap();
            let Shape::Rect(plate, paint) = &ground.shape else {
                panic!("{ground:?}");
            };
            assert!(values.iter().all(|text| plate.contains(&text.shrunk(0.5))));
            let over = legend.iter().any(|entry| plate.meets(&entry.shrunk(0.5)));
            let hides = paint.fill == Some(pen.style.ground());
            assert!(!over || hides, "{size:?} {lanes} at {part:?}");
            found[usize::from(over)] += 1;
        }
        found
    }

    #[test]
    fn the_values_under_a_pointer_keep_clear_of_the_legend_or_hide_it() {
        assert_eq!(clear_and_over([420.0, 260.0], 3, true), [441, 0]);
        assert_eq!(clear_and_over([900.0, 500.0], 6, true), [441, 0]);
        // In small charts there may be no other place; each place is looked at in there.
        for height in (9..20).map(|ten| 10.0 * f64::from(ten)) {
            for lanes in [2, 4] {
                clear_and_over([300.0, height], lanes, false);
            }
        }
    }

    #[test]
    fn a_curve_for_comparison_is_named_where_the_pointer_is_on_it() {
        let axis = Axis::showing(Unit::Number, 0.0, 1.0);
        let mut figure = ChartFigure::new(Axis::showing(Unit::Degrees, 0.0, 180.0), axis);
        let flat = |y: f64| [[0.0, y], [180.0, y]];
        figure.series.push(series("own", Tone::Lane(0), &flat(1.0)));
        figure
            .series
            .push(series("other", Tone::Family(3), &flat(0.5)));
        assert_eq!(read(&figure, 90.0, 0.5), ["90°", "own 1", "other 0.5"]);
        assert_eq!(read(&figure, 90.0, 0.2), ["90°", "own 1"]);
    }
}
