//! What a step points at: a line around it, and, where nothing but looking is asked for, the rest steps back.

use eframe::egui::{Color32, Context, Id, LayerId, Order, Painter, Rect, Stroke, StrokeKind};

use crate::{
    app::{spots, theme::palette},
    lesson::{Kind, Place, Step, Target},
};

/// How far the line stands from what it is around, in points.
const AROUND: f32 = 2.0;
/// From this height on something is large, points.
const LARGE: f32 = 160.0;
/// How much of the rest is hidden.
const DIMMED: f32 = 0.45;

/// Points at what the step speaks of; the panel of the lesson stays as it is.
pub fn pointing_ui(ctx: &Context, step: &Step) {
    let name = step.at.as_ref().map(ToString::to_string);
    let Some(rect) = name.and_then(|name| spots::find(ctx, &name)) else {
        return;
    };
    let figure = matches!(
        step.at,
        Some(
            Target::View(_)
                | Target::Lane(_)
                | Target::Place(
                    Place::Figure
                        | Place::LabFigure
                        | Place::LabCircle
                        | Place::LabSphere
                        | Place::LabPsi
                )
        )
    );
    point_at(ctx, rect, matches!(step.kind, Kind::Look), !figure);
}

/// Draws a line around `rect`, and dims the rest of the window but for the lesson where it `dims`. Of something `written` the
/// line keeps away from the letters; figures have air at their edges, but neighbours.
pub fn point_at(ctx: &Context, rect: Rect, dims: bool, written: bool) {
    let palette = palette(&ctx.global_style().visuals);
    // Over the figures, under dialogs and menus.
    let painter = ctx.layer_painter(LayerId::new(Order::Middle, Id::unique("pointing")));
    let window = ctx.content_rect();
    // Around something small, within the edge of something large.
    let around = match (written, rect.height() < LARGE) {
        (true, true) => 2.0 * AROUND,
        (true, false) => 3.0 * AROUND,
        (false, true) => AROUND,
        (false, false) => -AROUND,
    };
    let rect = rect.expand(around).intersect(window.shrink(1.0));
    if dims {
        let bottom = spots::find(ctx, "lesson").map_or(window.bottom(), |panel| panel.top());
        let seen = window.with_max_y(bottom);
        dim(&painter, seen, rect, palette.canvas.gamma_multiply(DIMMED));
    }
    let line = Stroke::new(2.5, palette.accent);
    painter.rect_stroke(rect, 6.0, line, StrokeKind::Inside);
}

/// Covers `all` but for `but`.
fn dim(painter: &Painter, all: Rect, but: Rect, colour: Color32) {
    let but = but.intersect(all);
    let parts = [
        all.with_max_y(but.top()),
        all.with_min_y(but.bottom()),
        but.with_min_x(all.left()).with_max_x(but.left()),
        but.with_min_x(but.right()).with_max_x(all.right()),
    ];
    for part in parts.into_iter().filter(|part| part.is_positive()) {
        painter.rect_filled(part, 0.0, colour);
    }
}
