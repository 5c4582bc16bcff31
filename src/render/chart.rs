//! A [`ChartFigure`] on the screen: few and readable ticks, a legend, and the values under the pointer.

use std::ops::RangeInclusive;

use eframe::egui::{self, Align2, Color32, FontId, Pos2, Rangef, Rect, Response, Ui, Vec2, pos2};
use egui_plot::{
    AxisHints, GridInput, GridMark, Line, Plot, PlotBounds, PlotPoint, PlotPoints, PlotTransform,
};

use super::legend;
use crate::figure::{
    chart::{Bars, ChartFigure, Mark, Series, Stroke, Tone, Unit},
    scale,
};

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

fn bounds(figure: &ChartFigure) -> PlotBounds {
    let ((left, right), (bottom, top)) = scale::bounds(figure);
    PlotBounds::from_min_max([left, bottom], [right, top])
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
    scale::written(unit, value, style.step)
}

/// About `wanted` marks at round numbers.
fn ticks(input: GridInput, wanted: f32, unit: Unit) -> Vec<GridMark> {
    let (places, step_size) = scale::ticks(input.bounds, f64::from(wanted), unit);
    let mark = |value| GridMark { value, step_size };
    places.into_iter().map(mark).collect()
}
