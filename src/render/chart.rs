//! A [`ChartFigure`] on the screen: small, with few and readable ticks.

use std::ops::RangeInclusive;

use eframe::egui::{self, Color32, FontId, Rangef, Response, Stroke, Ui, Vec2};
use egui_plot::{AxisHints, GridInput, GridMark, Line, Plot, PlotPoint, PlotPoints};

use crate::figure::chart::{ChartFigure, Unit};

/// How a chart looks.
pub struct ChartStyle<'a> {
    pub lane: &'a dyn Fn(usize) -> Color32,
    pub grid: Color32,
    /// Numbers at the axes.
    pub text: Color32,
    pub font: FontId,
    /// Writes a number of the horizontal axis.
    pub step: &'a dyn Fn(f64) -> String,
}

/// Draws `figure` into a chart of `size`. It can be read, not moved.
pub fn chart_ui(
    ui: &mut Ui,
    id: egui::Id,
    figure: &ChartFigure,
    style: &ChartStyle<'_>,
    size: Vec2,
) -> Response {
    let unit = figure.unit;
    let plot = Plot::new(id)
        .width(size.x)
        .height(size.y)
        .show_background(false)
        .show_x(false)
        .show_y(false)
        .allow_drag(false)
        .allow_zoom(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .allow_axis_zoom_drag(false)
        .allow_double_click_reset(false)
        .grid_color(style.grid)
        .include_x(0.0)
        .include_y(0.0)
        .set_margin_fraction(Vec2::new(0.0, 0.06))
        .x_grid_spacer(|input| ticks(input, 4.0))
        .y_grid_spacer(|input| ticks(input, 3.0))
        .custom_x_axes(vec![axis(AxisHints::new_x(), style, |mark, _| {
            (style.step)(mark.value)
        })])
        .custom_y_axes(vec![axis(AxisHints::new_y(), style, move |mark, _| {
            written(unit, mark.value)
        })]);
    let plot = match unit {
        Unit::Percent => plot.include_y(1.0),
        Unit::Number => plot,
    };
    let plotted = plot.show(ui, |plot| {
        for series in &figure.series {
            // It only says what must be in view; see below.
            let points: PlotPoints<'_> = series.points.iter().copied().collect();
            plot.line(Line::new(series.name.clone(), points).width(0.0));
        }
    });
    let painter = ui.painter_at(*plotted.transform.frame());
    for series in &figure.series {
        let at = |[x, y]: &[f64; 2]| {
            plotted
                .transform
                .position_from_point(&PlotPoint::new(*x, *y))
        };
        let stroke = Stroke::new(1.5, (style.lane)(series.lane));
        // Segment by segment: as one path, egui thins steep parts until they break up.
        for ends in series.points.windows(2) {
            painter.line_segment([at(&ends[0]), at(&ends[1])], stroke);
        }
    }
    plotted.response
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

fn written(unit: Unit, value: f64) -> String {
    match unit {
        Unit::Number => format!("{}", (value * 1_000.0).round() / 1_000.0),
        Unit::Percent => format!("{} %", (value * 100.0).round()),
    }
}

/// About `wanted` marks at multiples of 1, 2 or 5 times a power of ten.
fn ticks(input: GridInput, wanted: f64) -> Vec<GridMark> {
    let (low, high) = input.bounds;
    let step = round_step((high - low) / wanted);
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
}
