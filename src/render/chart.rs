//! A [`ChartFigure`] on the screen: few and readable ticks, a legend, and the values under the pointer.

use std::ops::RangeInclusive;

use eframe::egui::{self, Align2, Color32, FontId, Pos2, Rangef, Rect, Response, Ui, Vec2, pos2};
use egui_plot::{
    AxisHints, GridInput, GridMark, Line, Plot, PlotBounds, PlotPoint, PlotPoints, PlotTransform,
};

use super::legend;
use crate::figure::chart::{Axis, Bars, ChartFigure, Mark, Series, Stroke, Tone, Unit};

/// How a chart looks.
pub struct ChartStyle<'a> {
    pub tone: &'a dyn Fn(Tone) -> Color32,
    pub grid: Color32,
    /// Behind words that stand over curves.
    pub ground: Color32,
    /// Numbers at the axes.
    pub text: Color32,
    pub font: FontId,
    /// Writes a number of steps.
    pub step: &'a dyn Fn(f64) -> String,
}

/// A chart that is lower than this names only what it is about.
const ROOMY: f32 = 240.0;

/// Draws `figure` into a chart of `size`. It can be read, not moved.
pub fn chart_ui(
    ui: &mut Ui,
    id: egui::Id,
    figure: &ChartFigure,
    style: &ChartStyle<'_>,
    size: Vec2,
) -> Response {
    let bounds = bounds(figure);
    let (x, y) = (figure.x.unit, figure.y.unit);
    let (columns, rows) = (size.x / 70.0, size.y / 45.0);
    let plot = Plot::new(id)
        .width(size.x)
        .height(size.y)
        .show_background(false)
        .show_x(false)
        .show_y(false)
        .show_axes([true, y != Unit::None])
        .allow_drag(false)
        .allow_zoom(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .allow_axis_zoom_drag(false)
        .allow_double_click_reset(false)
        .grid_color(style.grid)
        .set_margin_fraction(Vec2::ZERO)
        .cursor_color(Color32::TRANSPARENT)
        .x_grid_spacer(move |input| ticks(input, columns, x))
        .y_grid_spacer(move |input| ticks(input, rows, y))
        .custom_x_axes(vec![axis(AxisHints::new_x(), style, |mark, _| {
            written(x, mark.value, style)
        })])
        .custom_y_axes(vec![axis(AxisHints::new_y(), style, |mark, _| {
            written(y, mark.value, style)
        })]);
    let plotted = plot.show(ui, |plot| {
        plot.set_plot_bounds(bounds);
        // Without an item the plot would take the bounds for unset; what is seen is painted below.
        let ends = [bounds.min(), bounds.max()].map(|[x, y]| [x, y]);
        plot.line(Line::new("", PlotPoints::from(ends.to_vec())).width(0.0));
    });
    paint(ui, figure, style, &plotted.transform);
    legend::hover(ui, figure, style, &plotted.response, &plotted.transform);
    plotted.response
}

fn paint(ui: &Ui, figure: &ChartFigure, style: &ChartStyle<'_>, transform: &PlotTransform) {
    let frame = *transform.frame();
    let painter = ui.painter_at(frame.expand(1.0));
    for bars in &figure.bars {
        paint_bars(&painter, bars, style, transform);
    }
    for mark in &figure.marks {
        paint_mark(&painter, mark, style, transform);
    }
    for series in &figure.series {
        paint_series(&painter, series, style, transform);
    }
    for dot in &figure.dots {
        painter.circle_filled(place(transform, dot.at), 3.0, (style.tone)(dot.tone));
    }
    if let Some(note) = figure.note {
        let at = frame.center_top() + Vec2::new(0.0, 4.0);
        let galley = painter.layout_no_wrap(note.to_owned(), style.font.clone(), style.text);
        let rect = Align2::CENTER_TOP.anchor_size(at, galley.size());
        painter.rect_filled(rect.expand(2.0), 2.0, style.ground.gamma_multiply(0.9));
        painter.galley(rect.min, galley, style.text);
    }
    legend::paint(&painter, figure, style, transform, frame.height() >= ROOMY);
}

pub(super) fn place(transform: &PlotTransform, [x, y]: [f64; 2]) -> Pos2 {
    transform.position_from_point(&PlotPoint::new(x, y))
}

/// Segment by segment: as one path, egui thins steep parts until they break up.
fn paint_series(
    painter: &egui::Painter,
    series: &Series,
    style: &ChartStyle<'_>,
    transform: &PlotTransform,
) {
    let width = match (series.stroke, series.tone) {
        (Stroke::Bold, _) => 2.4,
        (_, Tone::Family(_)) => 1.1,
        _ => 1.5,
    };
    let stroke = egui::Stroke::new(width, (style.tone)(series.tone));
    let points: Vec<Pos2> = series.points.iter().map(|p| place(transform, *p)).collect();
    if series.stroke == Stroke::Dashed {
        painter.extend(egui::Shape::dashed_line(&points, stroke, 5.0, 3.5));
        return;
    }
    for ends in points.windows(2) {
        painter.line_segment([ends[0], ends[1]], stroke);
    }
}

/// Bars on the ground of the chart, in a scale of their own.
fn paint_bars(
    painter: &egui::Painter,
    bars: &Bars,
    style: &ChartStyle<'_>,
    transform: &PlotTransform,
) {
    let frame = *transform.frame();
    let highest = bars.shares.iter().copied().fold(0.0, f64::max);
    if highest <= 0.0 {
        return;
    }
    let tall = frame.height() * bars.height as f32;
    let colour = (style.tone)(bars.tone);
    let top = |share: f64| frame.bottom() - tall * (share / highest) as f32;
    let left = |i: usize| place(transform, [bars.start + i as f64 * bars.width, 0.0]).x;
    let mut outline = vec![pos2(left(0), frame.bottom())];
    for (i, &share) in bars.shares.iter().enumerate() {
        let rect = Rect::from_min_max(pos2(left(i), top(share)), pos2(left(i + 1), frame.bottom()));
        if bars.filled && share > 0.0 {
            painter.rect_filled(rect, 0.0, colour.gamma_multiply(0.34));
        }
        outline.extend([rect.left_top(), rect.right_top()]);
    }
    outline.push(pos2(left(bars.shares.len()), frame.bottom()));
    let strength = if bars.filled { 0.55 } else { 1.0 };
    let stroke = egui::Stroke::new(1.0, colour.gamma_multiply(strength));
    for ends in outline.windows(2).filter(|ends| ends[0] != ends[1]) {
        let on_ground = ends.iter().all(|end| end.y >= frame.bottom());
        if !on_ground {
            painter.line_segment([ends[0], ends[1]], stroke);
        }
    }
}

fn paint_mark(
    painter: &egui::Painter,
    mark: &Mark,
    style: &ChartStyle<'_>,
    transform: &PlotTransform,
) {
    let frame = *transform.frame();
    let x = |value: f64| place(transform, [value, 0.0]).x;
    let colour = (style.tone)(mark.tone);
    if mark.to > mark.from {
        let stripe = Rect::from_x_y_ranges(x(mark.from)..=x(mark.to), frame.y_range());
        painter.rect_filled(stripe, 0.0, colour.gamma_multiply(0.16));
    }
    let line = [
        pos2(x(mark.from), frame.top()),
        pos2(x(mark.from), frame.bottom()),
    ];
    painter.line_segment(line, egui::Stroke::new(1.0, colour.gamma_multiply(0.8)));
}

/// What is in view: what the axes ask for and what the curves need, with a little room above and below.
fn bounds(figure: &ChartFigure) -> PlotBounds {
    // What stands behind for comparison may run out of view.
    let before = |series: &&Series| !matches!(series.tone, Tone::Family(_));
    let points = || {
        figure
            .series
            .iter()
            .filter(before)
            .flat_map(|series| &series.points)
    };
    let (x0, x1) = range(figure.x, points().map(|point| point[0]));
    let (y0, y1) = range(figure.y, points().map(|point| point[1]));
    let room = 0.05 * (y1 - y0);
    PlotBounds::from_min_max([x0, y0 - room], [x1, y1 + room])
}

fn range(axis: Axis, values: impl Iterator<Item = f64>) -> (f64, f64) {
    let start = axis.within.unwrap_or((f64::INFINITY, f64::NEG_INFINITY));
    let finite = values.filter(|value| value.is_finite());
    let (low, high) = finite.fold(start, |(low, high), value| {
        (low.min(value), high.max(value))
    });
    match high > low {
        true => (low, high),
        false if low.is_finite() => (low, low + 1.0),
        false => (0.0, 1.0),
    }
}

/// An axis with small, quiet numbers.
fn axis<'a>(
    hints: AxisHints<'a>,
    style: &ChartStyle<'_>,
    write: impl Fn(GridMark, &RangeInclusive<f64>) -> String + 'a,
) -> AxisHints<'a> {
    hints
        .formatter(write)
        .label_spacing(Rangef::new(12.0, 24.0))
        .tick_label_color(style.text)
        .tick_label_font(style.font.clone())
}

/// A number in its unit.
pub(super) fn written(unit: Unit, value: f64, style: &ChartStyle<'_>) -> String {
    let rounded = (value * 1_000.0).round() / 1_000.0;
    let text = match unit {
        Unit::Number => format!("{rounded}"),
        Unit::Percent => format!("{} %", (value * 100.0).round()),
        Unit::Steps => (style.step)(value),
        Unit::Degrees => format!("{}°", value.round()),
        Unit::None => String::new(),
    };
    text.replace('-', "−")
}

/// About `wanted` marks at round numbers: multiples of 1, 2 or 5 times a power of ten, or parts of a half turn.
fn ticks(input: GridInput, wanted: f32, unit: Unit) -> Vec<GridMark> {
    let (low, high) = input.bounds;
    let raw = (high - low) / f64::from(wanted).clamp(2.0, 8.0);
    let step = match unit {
        Unit::Degrees => [15.0, 30.0, 45.0, 60.0, 90.0]
            .into_iter()
            .find(|step| *step >= raw)
            .unwrap_or(180.0),
        _ => round_step(raw),
    };
    if !step.is_finite() || step <= 0.0 {
        return Vec::new();
    }
    let first = (low / step).ceil() as i64;
    let last = (high / step).floor() as i64;
    (first..=last.min(first + 32))
        .map(|i| GridMark {
            value: i as f64 * step,
            step_size: step,
        })
        .collect()
}

fn round_step(raw: f64) -> f64 {
    let power = 10_f64.powf(raw.log10().floor());
    let factor = [1.0, 2.0, 5.0, 10.0];
    let chosen = factor.into_iter().find(|factor| factor * power >= raw);
    chosen.unwrap_or(10.0) * power
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(raw: f64, expect: f64) {
        assert!((round_step(raw) - expect).abs() < 1e-12 * expect);
    }

    #[test]
    fn ticks_are_at_round_numbers() {
        check(0.23, 0.5);
        check(1.0, 1.0);
        check(130.0, 200.0);
        check(7_000.0, 10_000.0);
    }

    #[test]
    fn an_axis_shows_what_it_must_and_what_it_holds() {
        let axis = Axis::of(Unit::Number, 0.0, 1.0);
        assert_eq!(range(axis, [0.2, 3.0, f64::NAN].into_iter()), (0.0, 3.0));
        assert_eq!(
            range(Axis::free(Unit::Number), std::iter::empty()),
            (0.0, 1.0)
        );
        assert_eq!(
            range(Axis::free(Unit::Number), [2.0].into_iter()),
            (2.0, 3.0)
        );
    }
}
