//! The grids on the page, side by side, with what can be done with their cells.

use eframe::egui::{
    Color32, CornerRadius, Id, Rect, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo,
    accesskit,
};

use crate::{
    app::{
        text::{t, tf},
        theme::palette,
    },
    figure::grid::{Grid, GridFigure},
    look::Style,
    render::grid::{Kept, paint_grid},
    sweep::Job,
};

/// The title of a grid and what is free around it, in points.
const TITLE: f32 = 22.0;
const GAP: f32 = 12.0;
/// What the values beside and below a grid take, in points.
const SIDES: Vec2 = Vec2::new(90.0, 60.0);
/// A cell is not much wider than high, nor higher than wide.
const WIDEST: f32 = 1.7;
const HIGHEST: f32 = 1.25;

/// What was asked of a cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Asked {
    /// Its first run as a lane.
    First(Job),
    /// A run of it that was chosen by its seed.
    Seed(Job),
}

/// What grids are drawn with.
pub struct With<'a> {
    /// Their colours.
    pub style: Style,
    /// The runs of a cell.
    pub seeds: &'a dyn Fn(&Job) -> Vec<Job>,
    /// A dialog lies over them.
    pub covered: bool,
}

/// Draws grids into the room of `ui`, each with its title where there are several; what is drawn is `kept`. Returns what was
/// asked of a cell.
pub fn grids_ui(
    ui: &mut Ui,
    (grids, titled): (&[(usize, &Grid)], bool),
    with: &With<'_>,
    kept: &mut [Kept],
) -> Option<Asked> {
    let room = ui.available_rect_before_wrap().shrink(GAP);
    let (_, first) = grids.first()?;
    let cells = Vec2::new(first.figure.columns() as f32, first.figure.rows() as f32);
    let mut asked = None;
    for (rect, (place, grid)) in rects(room, grids.len(), cells).into_iter().zip(grids) {
        let head = if titled { TITLE } else { 0.0 };
        let rect = fitted(rect.with_min_y(rect.top() + head), cells);
        if titled {
            let above = rect.with_max_y(rect.top()).with_min_y(rect.top() - head);
            title_ui(ui, above, &grid.title);
        }
        let salt = ui.scope_id().with(("grid", place));
        let Some(kept) = kept.get_mut(*place) else {
            continue;
        };
        asked = grid_ui(ui, (rect, kept), (salt, grid), with).or(asked);
    }
    asked
}

/// The places of so many grids of so many cells: as large as they can be.
fn rects(room: Rect, count: usize, cells: Vec2) -> Vec<Rect> {
    let side = |columns: usize| {
        let rows = count.div_ceil(columns);
        Vec2::new(room.width() / columns as f32, room.height() / rows as f32)
    };
    let score = |columns: &usize| {
        let cell = (side(*columns) - SIDES) / cells;
        cell.min_elem()
    };
    let best = (1..=count).max_by(|a, b| score(a).total_cmp(&score(b)));
    let columns = best.unwrap_or(1);
    let size = side(columns);
    let rect = |place: usize| {
        let at = Vec2::new((place % columns) as f32, (place / columns) as f32);
        Rect::from_min_size(room.min + at * size, size).shrink(0.5 * GAP)
    };
    (0..count).map(rect).collect()
}

/// The part of `rect` in which cells have a pleasant shape.
fn fitted(rect: Rect, cells: Vec2) -> Rect {
    let inner = (rect.size() - SIDES).max(Vec2::splat(1.0));
    let cell = inner / cells;
    let cell = Vec2::new(
        cell.x.min(WIDEST * cell.y),
        cell.y.min(HIGHEST * cell.x.min(WIDEST * cell.y)),
    );
    let size = (cell * cells + SIDES).min(rect.size());
    let free = rect.size() - size;
    Rect::from_min_size(rect.min + Vec2::new(0.5 * free.x, 0.5 * free.y), size)
}

fn title_ui(ui: &Ui, rect: Rect, title: &str) {
    let font = eframe::egui::FontId::proportional(13.0);
    let middle = eframe::egui::Align2::CENTER_CENTER;
    let colour = palette(ui.visuals()).text;
    ui.painter()
        .text(rect.center(), middle, title, font, colour);
}

fn grid_ui(
    ui: &mut Ui,
    (rect, kept): (Rect, &mut Kept),
    (salt, grid): (Id, &Grid),
    with: &With<'_>,
) -> Option<Asked> {
    let figure = &grid.figure;
    let canvas = ui.interact(rect, salt, Sense::hover());
    let name = match grid.title.is_empty() {
        true => figure.metric.name().to_owned(),
        false => format!("{} · {}", figure.metric.name(), grid.title),
    };
    canvas.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, &name));
    let mut asked = None;
    for (place, rect) in paint_grid(ui, rect, (figure, with.style), kept) {
        let id = salt.with(place);
        asked = cell_ui(ui, (id, rect), (&name, grid, place), with).or(asked);
    }
    ui.ctx().accesskit_node_builder(canvas.id, |node| {
        node.set_role(accesskit::Role::Canvas);
        node.set_description(described(figure));
    });
    asked
}

/// What can be done with a cell, and what pointing at it says.
fn cell_ui(
    ui: &mut Ui,
    (id, rect): (Id, Rect),
    (name, grid, (row, column)): (&str, &Grid, (usize, usize)),
    with: &With<'_>,
) -> Option<Asked> {
    let job = grid.first.get(row * grid.figure.columns() + column);
    let job = job.and_then(Option::as_ref);
    let text = cell_text(&grid.figure, row, column);
    let sense = match job {
        Some(_) => Sense::click(),
        None => Sense::hover(),
    };
    let response = ui.interact(rect, id, sense);
    let cell = text.replace('\n', ", ");
    let words = tf("sweep-cell", &[("grid", name), ("cell", &cell)]);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, job.is_some(), &words));
    if with.covered {
        return None;
    }
    let Some(job) = job else {
        response.on_hover_text_at_pointer(format!("{text}\n{}", t("sweep-not-yet")));
        return None;
    };
    if response.hovered() || response.has_focus() {
        outline(ui, rect);
    }
    let mut asked = response.clicked().then(|| Asked::First(job.clone()));
    let own = (with.seeds)(job);
    let several = own.len() > 1;
    if several {
        response.context_menu(|ui| asked = seeds_ui(ui, &own).or(asked.take()));
    }
    let help = if several {
        t("sweep-open-seeds")
    } else {
        t("sweep-open")
    };
    response.on_hover_text_at_pointer(format!("{text}\n{help}"));
    asked
}

fn outline(ui: &Ui, rect: Rect) {
    let colour: Color32 = palette(ui.visuals()).text;
    let stroke = Stroke::new(1.5, colour);
    let inside = StrokeKind::Inside;
    ui.painter()
        .rect_stroke(rect, CornerRadius::ZERO, stroke, inside);
}

/// The runs of a cell by their seeds.
fn seeds_ui(ui: &mut Ui, own: &[Job]) -> Option<Asked> {
    let mut asked = None;
    for job in own {
        let seed = job.seed.to_string();
        if ui.button(tf("sweep-seed", &[("seed", &seed)])).clicked() {
            asked = Some(Asked::Seed(job.clone()));
            ui.close();
        }
    }
    asked
}

/// Where a cell is and what it came to: mean, spread, and over how many runs.
pub fn cell_text(figure: &GridFigure, row: usize, column: usize) -> String {
    let sides = [(&figure.x, column), (&figure.y, row)];
    let values = sides.into_iter().filter(|(side, _)| !side.name.is_empty());
    let value = |(side, place): (&crate::figure::grid::Side, usize)| {
        let value = side.values.get(place).map_or("", String::as_str);
        format!("{} = {value}", side.name)
    };
    let place: Vec<String> = values.map(value).collect();
    let place = place.join(", ");
    let Some(cell) = figure.cell(row, column).filter(|cell| cell.n > 0) else {
        return place;
    };
    let mean = figure.metric.written(cell.mean);
    let value = match cell.std.is_finite() {
        true => format!("{mean} ± {}", figure.metric.written(cell.std)),
        false => mean,
    };
    let n = cell.n.to_string();
    let args = [
        ("metric", figure.metric.name()),
        ("value", &value),
        ("n", &n),
    ];
    format!("{place}\n{}", tf("sweep-value", &args))
}

/// What assistive technology reads of a grid.
fn described(figure: &GridFigure) -> String {
    let there = figure.cells.iter().filter(|cell| cell.n > 0).count();
    let (there, all) = (there.to_string(), figure.cells.len().to_string());
    let ends = [figure.range.0, figure.range.1].map(|end| figure.metric.written(end));
    let bounds: Vec<&str> = figure.bounds.iter().map(|bound| &*bound.text).collect();
    let args = [
        ("there", &*there),
        ("all", &*all),
        ("least", &*ends[0]),
        ("most", &*ends[1]),
    ];
    let text = tf("sweep-described", &args);
    match bounds.is_empty() {
        true => text,
        false => format!("{text} {}", bounds.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grids_are_as_large_as_they_can_be_and_within_the_room() {
        let room = Rect::from_min_size(Default::default(), Vec2::new(1_000.0, 500.0));
        for (count, cells, expect) in [
            (1, Vec2::new(6.0, 4.0), 1),
            (2, Vec2::new(6.0, 4.0), 2),
            (2, Vec2::new(12.0, 1.0), 1),
            (6, Vec2::new(4.0, 4.0), 3),
        ] {
            let rects = rects(room, count, cells);
            assert_eq!(rects.len(), count);
            let first_row = rects.iter().filter(|rect| rect.top() == rects[0].top());
            assert_eq!(first_row.count(), expect, "{count} of {cells:?}");
            for rect in rects {
                assert!(room.contains_rect(rect));
                let fitted = fitted(rect, cells);
                assert!(rect.expand(0.01).contains_rect(fitted));
                let cell = (fitted.size() - SIDES) / cells;
                assert!(cell.x <= 1.01 * WIDEST * cell.y && cell.y <= 1.01 * HIGHEST * cell.x);
            }
        }
    }
}
