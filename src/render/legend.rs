//! What the curves of a chart are called, and their values under the pointer.

use eframe::egui::{self, Align2, Galley, Painter, Pos2, Rect, Response, Ui, Vec2, pos2};
use egui_plot::PlotTransform;
use std::sync::Arc;

use super::chart::{ChartStyle, place, written};
use crate::figure::chart::{ChartFigure, Mark, Series, Stroke, Tone};

const ROW: f32 = 14.0;
const SWATCH: f32 = 14.0;
const PAD: f32 = 5.0;
/// Part of a chart that its legend may take.
const LARGEST: f32 = 0.2;

/// One line of a legend.
struct Entry<'a> {
    name: &'a str,
    tone: Tone,
    stroke: Stroke,
    block: Block,
}

/// Its sample: a stroke, or a part of a histogram.
#[derive(Clone, Copy, PartialEq)]
enum Block {
    Line,
    Filled,
    Outlined,
}

/// Writes the legend where it covers least, and the words of the marks. Where there is not `all` the room, what stands
/// behind for comparison goes unnamed.
pub fn paint(
    painter: &Painter,
    figure: &ChartFigure,
    style: &ChartStyle<'_>,
    transform: &PlotTransform,
    all: bool,
) {
    let frame = *transform.frame();
    let entries = entries(figure, all);
    let galleys: Vec<Arc<Galley>> = entries
        .iter()
        .map(|entry| painter.layout_no_wrap(entry.name.to_owned(), style.font.clone(), style.text))
        .collect();
    let mut taken = Rect::NOTHING;
    let widest = galleys
        .iter()
        .map(|galley| galley.size().x)
        .fold(0.0, f32::max);
    let size = Vec2::new(
        widest + SWATCH + 3.0 * PAD,
        entries.len() as f32 * ROW + PAD,
    );
    // A legend that would hide the curves is left to the pointer.
    let fits = size.x * size.y <= LARGEST * frame.area() && size.y <= 0.6 * frame.height();
    if !entries.is_empty() && fits {
        taken = corner(figure, transform, size);
        painter.rect_filled(taken, 3.0, style.ground.gamma_multiply(0.8));
        for (row, (entry, galley)) in entries.iter().zip(galleys).enumerate() {
            let middle = taken.top() + PAD / 2.0 + (row as f32 + 0.5) * ROW;
            swatch(painter, entry, style, pos2(taken.left() + PAD, middle));
            let at = pos2(
                taken.left() + 2.0 * PAD + SWATCH,
                middle - galley.size().y / 2.0,
            );
            painter.galley(at, galley, style.text);
        }
    }
    let named = figure.marks.iter().filter(|mark| !mark.text.is_empty());
    for (row, mark) in named.enumerate() {
        let y = frame.bottom() - 4.0 - row as f32 * ROW;
        mark_text(painter, mark, style, transform, y, taken);
    }
}

fn entries(figure: &ChartFigure, all: bool) -> Vec<Entry<'_>> {
    let bars = figure.bars.iter().map(|bars| Entry {
        name: &bars.name,
        tone: bars.tone,
        stroke: Stroke::Solid,
        block: if bars.filled {
            Block::Filled
        } else {
            Block::Outlined
        },
    });
    let line = |series: &'_ Series| -> (Tone, Stroke) { (series.tone, series.stroke) };
    let series = figure.series.iter().map(|series| {
        let (tone, stroke) = line(series);
        Entry {
            name: &series.name,
            tone,
            stroke,
            block: Block::Line,
        }
    });
    let behind = |entry: &Entry<'_>| matches!(entry.tone, Tone::Family(_));
    let mut entries: Vec<Entry<'_>> = bars
        .chain(series)
        .filter(|entry| !entry.name.is_empty() && (all || !behind(entry)))
        .collect();
    // What the chart is about comes first.
    entries.sort_by_key(behind);
    entries
}

fn swatch(painter: &Painter, entry: &Entry<'_>, style: &ChartStyle<'_>, at: Pos2) {
    let colour = (style.tone)(entry.tone);
    let ends = [at, at + Vec2::new(SWATCH, 0.0)];
    let block = Rect::from_min_max(at - Vec2::new(0.0, 4.0), at + Vec2::new(SWATCH, 4.0));
    match (entry.block, entry.stroke) {
        (Block::Filled, _) => {
            painter.rect_filled(block, 1.0, colour.gamma_multiply(0.5));
        }
        (Block::Outlined, _) => {
            let stroke = egui::Stroke::new(1.0, colour);
            painter.rect_stroke(block, 1.0, stroke, egui::StrokeKind::Inside);
        }
        (Block::Line, Stroke::Dashed) => {
            let stroke = egui::Stroke::new(1.5, colour);
            painter.extend(egui::Shape::dashed_line(&ends, stroke, 4.0, 3.0));
        }
        (Block::Line, stroke) => {
            let width = if stroke == Stroke::Bold { 2.4 } else { 1.5 };
            painter.line_segment(ends, egui::Stroke::new(width, colour));
        }
    }
}

/// The corner in which a box of `size` covers the fewest points of curves.
fn corner(figure: &ChartFigure, transform: &PlotTransform, size: Vec2) -> Rect {
    let room = transform.frame().shrink(3.0);
    let at = |x: f32, y: f32| {
        let free = room.size() - size;
        Rect::from_min_size(room.min + Vec2::new(x * free.x, y * free.y), size)
    };
    let covered = |rect: &Rect| {
        let points = figure.series.iter().flat_map(|series| &series.points);
        let lines = points.filter(|point| rect.contains(place(transform, **point)));
        let bars = figure.bars.iter().flat_map(|bars| {
            let highest = bars
                .shares
                .iter()
                .copied()
                .fold(f64::MIN_POSITIVE, f64::max);
            bars.shares.iter().enumerate().map(move |(i, share)| {
                let x = bars.start + (i as f64 + 0.5) * bars.width;
                (x, bars.height * share / highest)
            })
        });
        let frame = transform.frame();
        let hidden = bars.filter(|(x, part)| {
            let x = place(transform, [*x, 0.0]).x;
            *part > 0.02
                && rect.x_range().contains(x)
                && frame.bottom() - frame.height() * *part as f32 <= rect.bottom()
        });
        lines.count() + 2 * hidden.count()
    };
    // The first of equals: the upper right corner is where one looks.
    let corners = [at(1.0, 0.0), at(0.0, 0.0), at(0.0, 1.0), at(1.0, 1.0)];
    let best = corners.into_iter().min_by_key(covered);
    best.unwrap_or(Rect::NOTHING)
}

/// A mark's words beside it, on the side that has the room.
fn mark_text(
    painter: &Painter,
    mark: &Mark,
    style: &ChartStyle<'_>,
    transform: &PlotTransform,
    y: f32,
    taken: Rect,
) {
    let frame = *transform.frame();
    let colour = (style.tone)(mark.tone);
    let galley = painter.layout_no_wrap(mark.text.clone(), style.font.clone(), colour);
    let x = place(transform, [mark.from, 0.0]).x;
    let size = galley.size();
    let left = if x + 4.0 + size.x <= frame.right() {
        x + 4.0
    } else {
        (x - 4.0 - size.x).max(frame.left())
    };
    let mut rect = Rect::from_min_size(pos2(left, y - size.y), size);
    if rect.intersects(taken) {
        rect = rect.translate(Vec2::new(0.0, taken.top() - rect.bottom() - 2.0));
    }
    painter.rect_filled(rect.expand(1.0), 2.0, style.ground.gamma_multiply(0.8));
    painter.galley(rect.min, galley, colour);
}

/// A line under the pointer, and what every named curve is there.
pub fn hover(
    ui: &Ui,
    figure: &ChartFigure,
    style: &ChartStyle<'_>,
    response: &Response,
    transform: &PlotTransform,
) {
    let frame = *transform.frame();
    let Some(pointer) = response.hover_pos().filter(|at| frame.contains(*at)) else {
        return;
    };
    let x = transform.value_from_position(pointer).x;
    let painter = ui.painter_at(frame);
    let line = [
        pos2(pointer.x, frame.top()),
        pos2(pointer.x, frame.bottom()),
    ];
    painter.line_segment(line, egui::Stroke::new(1.0, style.text.gamma_multiply(0.6)));
    let mut rows = vec![(written(figure.x.unit, x, style), style.text)];
    let lanes = figure
        .series
        .iter()
        .filter(|series| !matches!(series.tone, Tone::Family(_)));
    let mut name = "";
    for series in lanes {
        // A curve without a name goes on with the one before.
        if !series.name.is_empty() {
            name = &series.name;
        }
        let Some(y) = value_at(&series.points, x) else {
            continue;
        };
        let colour = (style.tone)(series.tone);
        painter.circle_filled(place(transform, [x, y]), 2.8, colour);
        let number = (y * 1_000.0).round() / 1_000.0;
        let number = format!("{number}").replace('-', "−");
        rows.push((format!("{name} {number}").trim().to_owned(), colour));
    }
    rows.truncate(9);
    tooltip(&painter, &rows, style, pointer, frame);
}

fn tooltip(
    painter: &Painter,
    rows: &[(String, egui::Color32)],
    style: &ChartStyle<'_>,
    pointer: Pos2,
    frame: Rect,
) {
    let galleys: Vec<Arc<Galley>> = rows
        .iter()
        .map(|(text, colour)| painter.layout_no_wrap(text.clone(), style.font.clone(), *colour))
        .collect();
    let widest = galleys
        .iter()
        .map(|galley| galley.size().x)
        .fold(0.0, f32::max);
    let size = Vec2::new(widest + 2.0 * PAD, rows.len() as f32 * ROW + PAD);
    let right = pointer.x + 10.0 + size.x <= frame.right();
    let left = if right {
        pointer.x + 10.0
    } else {
        pointer.x - 10.0 - size.x
    };
    let top =
        (pointer.y - size.y / 2.0).clamp(frame.top(), (frame.bottom() - size.y).max(frame.top()));
    let rect = Rect::from_min_size(pos2(left, top), size);
    painter.rect_filled(rect, 3.0, style.ground.gamma_multiply(0.92));
    for (row, galley) in galleys.into_iter().enumerate() {
        let at = rect.min + Vec2::new(PAD, PAD / 2.0 + (row as f32 + 0.5) * ROW);
        let at = Align2::LEFT_CENTER.anchor_size(at, galley.size()).min;
        painter.galley(at, galley, style.text);
    }
}

/// The value of a curve at `x`, between its points.
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
