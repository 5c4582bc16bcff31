//! A [`PlaneFigure`] as SVG: sectors are true arcs.

use std::f64::consts::{PI, TAU};

use super::ExportError;
use super::canvas::{Canvas, Paint, Path, Text};
use super::frame::{Frame, Point};
use super::marker::{Dot, Look};
use super::names::{self, Name};
use super::page::Pen;
use super::raster;
use crate::figure::plane::{Mark, PlaneFigure, Role};
use crate::figure::shape::crowd;

/// From the figure's coordinates to the page's.
struct View {
    centre: Point,
    scale: f64,
    /// The window's point in px, a little smaller in a small panel.
    unit: f64,
}

impl View {
    fn at(&self, [x, y]: Point) -> Point {
        [
            self.centre[0] + self.scale * x,
            self.centre[1] - self.scale * y,
        ]
    }

    fn polar(&self, angle: f64, radius: f64) -> Point {
        self.at([radius * angle.cos(), radius * angle.sin()])
    }
}

/// Radius in the window, in points, at which its lines and dots look as they are meant.
const USUAL: f64 = 170.0;
/// Radius of a dot and width of the lines, in points of the window.
const DOT: f64 = 2.1;
const LINE: f64 = 1.0;
const DIRECTION: f64 = 1.8;
const SIDE: f64 = 1.5;
/// From a spot to its name, in units of the figure.
const BESIDE: f64 = 0.045;

pub fn draw(
    canvas: &mut Canvas,
    pen: &Pen<'_>,
    frame: &Frame,
    figure: &PlaneFigure,
) -> Result<(), ExportError> {
    let mut named = wanted_names(pen, figure);
    let (view, angles) = fit(pen, frame, figure, &mut named);
    for mark in &figure.marks {
        draw_mark(canvas, pen, &view, frame, figure, mark)?;
    }
    names::draw(canvas, pen, &named, &angles, |angle, radius| {
        view.polar(angle, radius)
    });
    Ok(())
}

fn wanted_names(pen: &Pen<'_>, figure: &PlaneFigure) -> Vec<Name> {
    let name = |text: &str, colour, angle, radius| Name::new(text, pen.font, colour, angle, radius);
    let wanted = figure.marks.iter().filter_map(|mark| match mark {
        Mark::Name {
            class,
            text,
            angle,
            radius,
        } if pen.named => Some(name(text, (pen.style.name)(*class), *angle, *radius)),
        Mark::Spot {
            text,
            angle,
            radius,
        } => Some(name(text, pen.style.text, *angle, radius + BESIDE)),
        _ => None,
    });
    wanted.collect()
}

/// The figure as large as its names leave room for, and where those stand.
fn fit(pen: &Pen<'_>, frame: &Frame, figure: &PlaneFigure, named: &mut [Name]) -> (View, Vec<f64>) {
    let centre = frame.centre();
    let alone = frame.width.min(frame.height) / 2.0 / figure.half_width.max(1e-6);
    let view = |scale: f64| View {
        centre,
        scale,
        unit: pen.unit() * (scale / (USUAL * pen.unit())).powf(0.4).clamp(0.5, 1.4),
    };
    let mut scale = alone;
    let mut angles: Vec<f64> = Vec::new();
    // Smaller circles need names further apart, which changes what fits.
    for _ in 0..4 {
        let now = view(scale);
        angles = names::place(named, |angle, radius| now.polar(angle, radius));
        scale = names::largest_scale(named, &angles, frame).clamp(0.3 * alone, alone);
    }
    (view(scale), angles)
}

fn draw_mark(
    canvas: &mut Canvas,
    pen: &Pen<'_>,
    view: &View,
    frame: &Frame,
    figure: &PlaneFigure,
    mark: &Mark,
) -> Result<(), ExportError> {
    let colour = |role: &Role| (pen.style.role)(*role);
    let line = LINE * view.unit;
    match mark {
        Mark::Sector {
            role,
            from,
            to,
            inner,
            outer,
        } => {
            let path = sector(view, (*from, *to), (*inner, *outer));
            let paint = Paint::fill(colour(role)).even_odd();
            canvas.path(&class_of(*role), &path, &paint);
        }
        Mark::Ring { role, radius } => {
            let paint = Paint::stroke(colour(role), line);
            canvas.circle(&class_of(*role), view.centre, radius * view.scale, &paint);
        }
        Mark::Ray {
            role,
            angle,
            inner,
            outer,
        } => {
            let ends = [view.polar(*angle, *inner), view.polar(*angle, *outer)];
            let width = match role {
                Role::Class(_) => DIRECTION * view.unit,
                Role::Loss(_) => SIDE * view.unit,
                _ => line,
            };
            let paint = Paint::stroke(colour(role), width);
            canvas.line(&class_of(*role), &ends, &paint);
        }
        Mark::Dots(dots) => {
            let places: Vec<Dot> = dots
                .iter()
                .map(|dot| Dot {
                    at: view.at(dot.at.map(f64::from)),
                    class: dot.class,
                })
                .filter(|dot| frame.holds(dot.at))
                .collect();
            let look = Look {
                radius: DOT * crowd(dots.len()) * view.unit,
                colour: &|class| pen.style.class(class),
                edge: None,
                shapes: figure.shapes,
            };
            canvas.open("dots");
            raster::dots(canvas, pen, frame, &places, &look)?;
            canvas.close();
        }
        Mark::Arrow { role, at, by } => draw_arrow(canvas, pen, view, *role, *at, *by),
        Mark::Angle {
            from,
            to,
            radius,
            text,
        } => draw_angle(canvas, pen, view, (*from, *to), *radius, text),
        Mark::Spot { angle, radius, .. } => {
            let at = view.polar(*angle, *radius);
            canvas.circle("spot", at, 2.8 * view.unit, &Paint::fill(pen.style.text));
        }
        // Names come last.
        Mark::Name { .. } => {}
    }
    Ok(())
}

/// The role as the class of an element, so that one can find and recolour it in a drawing program.
fn class_of(role: Role) -> String {
    match role {
        Role::Class(class) => format!("class-{class}"),
        Role::Region(class) => format!("region-{class}"),
        Role::RegionShade(class) => format!("shade-{class}"),
        Role::Margin => "margin".to_owned(),
        Role::MarginShade => "margin-shade".to_owned(),
        Role::Uncertain => "uncertain".to_owned(),
        Role::Rim => "rim".to_owned(),
        Role::Border => "border".to_owned(),
        Role::Loss(place) => format!("loss-{place}"),
        Role::LossShade(place) => format!("loss-shade-{place}"),
    }
}

/// A part of a ring between two radii.
fn sector(view: &View, (from, to): (f64, f64), (inner, outer): (f64, f64)) -> Path {
    let radii = [inner, outer].map(|radius| radius * view.scale);
    if to - from >= TAU - 1e-9 {
        let whole = Path::default().circle(view.centre, radii[1]);
        return match inner > 0.0 {
            true => whole.circle(view.centre, radii[0]),
            false => whole,
        };
    }
    // Counter-clockwise with y upwards is counter-clockwise on the page too.
    let large = to - from > PI;
    let out = Path::default().to('M', view.polar(from, outer)).arc(
        radii[1],
        large,
        false,
        view.polar(to, outer),
    );
    match inner > 0.0 {
        true => out
            .to('L', view.polar(to, inner))
            .arc(radii[0], large, true, view.polar(from, inner))
            .close(),
        false => out.to('L', view.centre).close(),
    }
}

/// A thin arc with its text in the middle.
fn draw_angle(
    canvas: &mut Canvas,
    pen: &Pen<'_>,
    view: &View,
    (from, to): (f64, f64),
    radius: f64,
    text: &str,
) {
    let path = Path::default().to('M', view.polar(from, radius)).arc(
        radius * view.scale,
        to - from > PI,
        false,
        view.polar(to, radius),
    );
    let paint = Paint::stroke(pen.style.text, LINE * view.unit);
    canvas.path("angle", &path, &paint);
    // Beyond the arc, which would strike through it.
    let beyond = radius + 0.7 * pen.font / view.scale;
    let middle = view.polar(0.5 * (from + to), beyond);
    let text = Text::new(text, middle, pen.font, pen.style.text).halo(pen.halo);
    canvas.text("angle", &text);
}

/// A thin arrow, unless it is too short to be one.
fn draw_arrow(canvas: &mut Canvas, pen: &Pen<'_>, view: &View, role: Role, at: Point, by: Point) {
    let from = view.at(at);
    let to = view.at([at[0] + by[0], at[1] + by[1]]);
    let along = [to[0] - from[0], to[1] - from[1]];
    let length = along[0].hypot(along[1]);
    if length < 1.5 * view.unit {
        return;
    }
    let colour = (pen.style.role)(role).mix(pen.style.text, 0.25);
    let paint = Paint::stroke(colour, 1.3 * view.unit);
    let head = (0.4 * length).min(5.0 * view.unit) / length;
    let [x, y] = along.map(|x| -x * head);
    let barb = |side: f64| [to[0] + x - side * y, to[1] + y + side * x];
    let path = Path::default()
        .line([from, to])
        .line([barb(0.55), to, barb(-0.55)]);
    canvas.path("arrow", &path, &paint);
}
