//! A [`PlaneFigure`] on the screen, with equal axes, pan, zoom and reset.
//!
//! egui_plot keeps the view and the pointer; the marks are painted as meshes through its transform, since an item of
//! the plot for each of some thousand dots is slow where the CPU draws.

use std::sync::Arc;

use eframe::egui::{
    self, Color32, FontId, Galley, Mesh, Painter, Pos2, Response, Shape, Stroke, Ui, Vec2,
};
use egui_plot::{Plot, PlotPoint, PlotTransform};

use super::names::{self, Name};
use super::notes::{self, Notes};
use super::point::{self, Marked};
use crate::figure::plane::{Dot, Mark, PlaneFigure, Role};
use crate::figure::shape::crowd;

/// How roles look.
pub struct PlaneStyle<'a> {
    pub colour: &'a dyn Fn(Role) -> Color32,
    /// Colour of a class's name.
    pub name: &'a dyn Fn(u16) -> Color32,
    pub font: FontId,
    /// Radius of a dot in points.
    pub dot: f32,
    /// Thickness of class directions in points.
    pub direction: f32,
    /// What marks a sample, and what sets it off.
    pub text: Color32,
    pub ground: Color32,
}

/// What a plane was asked.
pub struct Plane {
    pub response: Response,
    /// The sample under the pointer.
    pub hovered: Option<u32>,
    /// From the figure's coordinates to the screen's, and back.
    pub transform: PlotTransform,
}

/// Draws `figure` into all space that `ui` has. `reset` goes back to the first view, like a double-click.
pub fn plane_ui(
    ui: &mut Ui,
    id: egui::Id,
    figure: &PlaneFigure,
    style: &PlaneStyle<'_>,
    reset: bool,
    marked: Option<&Marked>,
) -> Plane {
    let plane = held_plane_ui(ui, id, figure, style, reset, false);
    if let Some(marked) = marked {
        let view = View {
            transform: plane.transform,
            painter: ui.painter_at(*plane.transform.frame()),
        };
        paint_marked(&view, figure, style, marked);
    }
    plane
}

/// The same without a sample that is looked at. While it is `held`, something over it has the pointer: a drag does not
/// move the view, nor does a double-click reset it.
pub fn held_plane_ui(
    ui: &mut Ui,
    id: egui::Id,
    figure: &PlaneFigure,
    style: &PlaneStyle<'_>,
    reset: bool,
    held: bool,
) -> Plane {
    let half = first_view(ui, figure, style);
    let plot = Plot::new(id)
        .data_aspect(1.0)
        .default_x_bounds(-half.0, half.0)
        .default_y_bounds(-half.1, half.1)
        .show_background(false)
        .show_axes(false)
        .show_grid(false)
        .show_x(false)
        .show_y(false)
        .allow_scroll(false)
        .allow_drag(!held)
        .allow_double_click_reset(!held)
        .allow_boxed_zoom(false)
        .set_margin_fraction(Vec2::ZERO);
    let kept: Option<Kept> = ui.data(|data| data.get_temp(id));
    let moved = kept.is_some_and(|kept| kept.moved) && !reset;
    // A view that nobody moved fits its room, whatever becomes of that.
    let fits = kept.is_some_and(|kept| kept.half == half);
    let refit = reset || !moved && !fits;
    let plot = if refit { plot.reset() } else { plot };
    let plotted = plot.show(ui, |plot| {
        let scrolled = plot.ctx().input(|input| input.smooth_scroll_delta.y);
        if plot.response().hovered() && scrolled != 0.0 {
            let factor = (scrolled / 200.0).exp();
            plot.zoom_bounds_around_hovered(Vec2::splat(factor));
        }
    });
    let response = &plotted.response;
    let scrolled = response.hovered() && ui.input(|input| input.smooth_scroll_delta.y != 0.0);
    let moved = (moved || scrolled || response.dragged()) && !response.double_clicked();
    ui.data_mut(|data| data.insert_temp(id, Kept { half, moved }));
    let view = View {
        transform: plotted.transform,
        painter: ui.painter_at(*plotted.transform.frame()),
    };
    paint(&view, figure, style);
    let pointer = plotted.response.hover_pos();
    Plane {
        hovered: pointer.and_then(|pointer| {
            let places = dots(figure).map(|dot| (dot.sample, view.dot(dot)));
            point::nearest(pointer, places)
        }),
        transform: plotted.transform,
        response: plotted.response,
    }
}

/// What is kept of a view from frame to frame.
#[derive(Clone, Copy)]
struct Kept {
    /// Half the width and height of the first view.
    half: (f64, f64),
    /// A person has moved it since.
    moved: bool,
}

fn dots(figure: &PlaneFigure) -> impl Iterator<Item = &Dot> {
    figure.marks.iter().flat_map(|mark| match mark {
        Mark::Dots(dots) => dots.as_slice(),
        _ => &[],
    })
}

fn paint_marked(view: &View, figure: &PlaneFigure, style: &PlaneStyle<'_>, marked: &Marked) {
    let Some(dot) = dots(figure).find(|dot| dot.sample == marked.sample) else {
        return;
    };
    let at = view.dot(dot);
    if let Some([x, y]) = marked.pull.as_deref().map(|pull| {
        let long = point::drawn_length(pull);
        [0, 1].map(|i| pull.get(i).copied().unwrap_or(0.0) * long)
    }) {
        let to = view.at(f64::from(dot.at[0]) + x, f64::from(dot.at[1]) + y);
        point::arrow(&view.painter, at, to, style.text, style.ground);
    }
    point::ring(&view.painter, at, style.text, style.ground);
}

/// Space kept free between the names and the edge of the view, in points.
const EDGE: f32 = 5.0;
/// A name of several words that is wider, in points, gets several lines.
const LONG_NAME: f32 = 56.0;

/// Half the width and height of the first view: the figure as large as its names leave room for.
fn first_view(ui: &Ui, figure: &PlaneFigure, style: &PlaneStyle<'_>) -> (f64, f64) {
    let room = ui.available_size_before_wrap() / 2.0;
    let names = figure.marks.iter().filter_map(|mark| match mark {
        Mark::Name { text, class, .. } => Some(name_galley(ui.painter(), text, *class, style)),
        _ => None,
    });
    let sizes = names.map(|galley| galley.size());
    let widest = sizes.fold(Vec2::ZERO, Vec2::max);
    let free = (room - widest - Vec2::splat(EDGE)).max(Vec2::splat(20.0));
    let scale = f64::from(free.min_elem()) / figure.half_width;
    (f64::from(room.x) / scale, f64::from(room.y) / scale)
}

fn name_galley(painter: &Painter, text: &str, class: u16, style: &PlaneStyle<'_>) -> Arc<Galley> {
    let colour = (style.name)(class);
    let line = painter.layout_no_wrap(text.to_owned(), style.font.clone(), colour);
    if line.size().x <= LONG_NAME || !text.contains(' ') {
        return line;
    }
    painter.layout_no_wrap(text.replace(' ', "\n"), style.font.clone(), colour)
}

/// From the figure's coordinates to the screen's.
pub(super) struct View {
    transform: PlotTransform,
    pub painter: Painter,
}

impl View {
    fn at(&self, x: f64, y: f64) -> Pos2 {
        self.transform.position_from_point(&PlotPoint::new(x, y))
    }

    fn dot(&self, dot: &Dot) -> Pos2 {
        self.at(f64::from(dot.at[0]), f64::from(dot.at[1]))
    }

    fn polar(&self, angle: f64, radius: f64) -> Pos2 {
        self.at(radius * angle.cos(), radius * angle.sin())
    }

    /// Points of the screen in one unit of the figure.
    fn scale(&self) -> f32 {
        self.at(1.0, 0.0).distance(self.at(0.0, 0.0))
    }
}

fn paint(view: &View, figure: &PlaneFigure, style: &PlaneStyle<'_>) {
    let mut wanted = Vec::new();
    let mut notes = Notes::default();
    for mark in &figure.marks {
        match mark {
            Mark::Sector {
                role,
                from,
                to,
                inner,
                outer,
            } => paint_sector(view, (style.colour)(*role), (*from, *to), (*inner, *outer)),
            Mark::Ring { role, radius } => paint_ring(view, (style.colour)(*role), *radius),
            Mark::Ray {
                role,
                angle,
                inner,
                outer,
            } => {
                let ends = [view.polar(*angle, *inner), view.polar(*angle, *outer)];
                let width = match role {
                    Role::Class(_) => style.direction,
                    Role::Loss(_) => 1.5,
                    _ => 1.0,
                };
                view.painter
                    .line_segment(ends, Stroke::new(width, (style.colour)(*role)));
            }
            Mark::Dots(dots) => paint_dots(view, dots, style, figure.shapes),
            Mark::Arrow { role, at, by } => paint_arrow(view, style, *role, *at, *by),
            Mark::Angle {
                from,
                to,
                radius,
                text,
            } => {
                paint_arc(view, style, (*from, *to), *radius);
                let middle = 0.5 * (from + to);
                notes.add(view, style, text, view.polar(middle, *radius), middle, true);
            }
            Mark::Spot {
                text,
                angle,
                radius,
            } => {
                let at = view.polar(*angle, *radius);
                view.painter.circle_filled(at, 3.2, style.text);
                let outside = at + Vec2::angled(-*angle as f32) * notes::ASIDE;
                notes.add(view, style, text, outside, *angle, false);
            }
            Mark::Name {
                class,
                text,
                angle,
                radius,
            } => wanted.push(Name {
                galley: name_galley(&view.painter, text, *class, style),
                colour: (style.colour)(Role::Class(*class)),
                angle: *angle,
                radius: *radius,
            }),
        }
    }
    let taken = names::paint(&view.painter, wanted, |angle, radius| {
        view.polar(angle, radius)
    });
    notes.paint(view, style, taken);
}

/// Chords of so many radians look like an arc at any zoom that is of use.
const CHORD: f64 = 0.01;

/// Half the width in points over which the edge of a ring fades.
const FEATHER: f32 = 0.6;

fn paint_sector(view: &View, colour: Color32, (from, to): (f64, f64), (inner, outer): (f64, f64)) {
    let chords = (((to - from) / CHORD).ceil() as u32).clamp(1, 1_024);
    let soft = f64::from(FEATHER / view.scale());
    // A sector that starts at the centre has no inner edge.
    let hole = if inner > soft { soft } else { 0.0 };
    let rings = [
        (inner - hole, Color32::TRANSPARENT),
        (inner + hole, colour),
        (outer - soft, colour),
        (outer + soft, Color32::TRANSPARENT),
    ];
    let mut mesh = Mesh::default();
    for i in 0..=chords {
        let angle = from + (to - from) * f64::from(i) / f64::from(chords);
        for (radius, colour) in rings {
            mesh.colored_vertex(view.polar(angle, radius), colour);
        }
        for ring in (0..3).filter(|_| i < chords) {
            let a = 4 * i + ring;
            mesh.add_triangle(a, a + 1, a + 5);
            mesh.add_triangle(a, a + 5, a + 4);
        }
    }
    view.painter.add(mesh);
}

fn paint_ring(view: &View, colour: Color32, radius: f64) {
    let centre = view.at(0.0, 0.0);
    let radius = radius as f32 * view.scale();
    view.painter
        .circle_stroke(centre, radius, Stroke::new(1.0, colour));
}

/// A thin arc.
fn paint_arc(view: &View, style: &PlaneStyle<'_>, (from, to): (f64, f64), radius: f64) {
    const CHORDS: usize = 48;
    let at = |i: usize| view.polar(from + (to - from) * i as f64 / CHORDS as f64, radius);
    let line: Vec<Pos2> = (0..=CHORDS).map(at).collect();
    view.painter
        .add(Shape::line(line, Stroke::new(1.0, style.text)));
}

/// All dots in the order given, so that no class always covers another.
fn paint_dots(view: &View, dots: &[Dot], style: &PlaneStyle<'_>, shapes: bool) {
    let radius = style.dot * crowd(dots.len()) as f32;
    let clip = view.painter.clip_rect().expand(style.dot);
    let colours = class_colours(dots, style);
    let seen = dots.iter().filter_map(|dot| {
        let centre = view.dot(dot);
        let colour = colours[usize::from(dot.class)];
        clip.contains(centre).then_some((centre, dot.class, colour))
    });
    if !shapes {
        // egui draws small discs from its atlas: four vertices each.
        let disc = |(centre, _, colour)| Shape::circle_filled(centre, radius, colour);
        view.painter.extend(seen.map(disc));
        return;
    }
    let corners: Vec<Vec<Vec2>> = (0..point::SHAPES).map(point::corners).collect();
    let mut mesh = Mesh::default();
    for (centre, class, colour) in seen {
        let corners = &corners[usize::from(class) % point::SHAPES];
        point::add_dot(&mut mesh, centre, 1.35 * radius, corners, colour);
    }
    view.painter.add(Shape::mesh(mesh));
}

/// The colour of every class up to the last one, looked up once for all dots.
fn class_colours(dots: &[Dot], style: &PlaneStyle<'_>) -> Vec<Color32> {
    let last = dots.iter().map(|dot| dot.class).max();
    let classes = last.map_or(0, |last| u32::from(last) + 1);
    let colour = |class| (style.colour)(Role::Class(class as u16));
    (0..classes).map(colour).collect()
}

/// A thin arrow, unless it is too short to be one.
fn paint_arrow(view: &View, style: &PlaneStyle<'_>, role: Role, at: [f64; 2], by: [f64; 2]) {
    let from = view.at(at[0], at[1]);
    let to = view.at(at[0] + by[0], at[1] + by[1]);
    let along = to - from;
    if along.length() < 1.5 {
        return;
    }
    let colour = (style.colour)(role).lerp_to_gamma(style.text, 0.25);
    let stroke = Stroke::new(1.5, colour);
    let back = -along.normalized() * (0.4 * along.length()).min(5.0);
    view.painter.line_segment([from, to], stroke);
    for barb in [back + 0.55 * back.rot90(), back - 0.55 * back.rot90()] {
        view.painter.line_segment([to, to + barb], stroke);
    }
}
