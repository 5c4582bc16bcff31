//! A display list painted with egui.

use std::f32::consts::FRAC_PI_2;

use eframe::egui::{
    self, Color32, FontId, Galley, Mesh, Painter, Pos2, Rect, StrokeKind, Vec2, epaint::TextShape,
};

use super::Layers;
use super::ink::{place, rect_of};
use crate::draw::{Anchor, Dots, Glow, List, Paint, Path, Point, Shape, Surface, Text};
use crate::figure::shape;
use crate::look::size;

/// Paints `list` in points of the screen. Surfaces and dots are drawn by the graphics card into `layers`; without one egui
/// draws the dots, and a plain disc for a surface.
pub fn paint(painter: &Painter, list: &List, layers: &mut Layers) {
    let mut layer = 0;
    // Surfaces and dots that follow each other are one picture.
    let mut run: Vec<&Shape> = Vec::new();
    let mut flush = |run: &mut Vec<&Shape>| {
        if run.is_empty() {
            return;
        }
        if layers.show(painter, layer, run) {
            layer += 1;
        } else {
            run.iter()
                .for_each(|shape| paint_without_gpu(painter, shape));
        }
        run.clear();
    };
    for item in &list.items {
        let gathered = matches!(item.shape, Shape::Surface(_) | Shape::Dots(_));
        if !gathered && !matches!(item.shape, Shape::Open | Shape::Close) {
            flush(&mut run);
        }
        match &item.shape {
            // Groups matter to files alone.
            Shape::Open | Shape::Close => {}
            Shape::Path(path, paint) => paint_path(painter, path, paint),
            Shape::Circle(centre, radius, paint) => circle(painter, *centre, *radius, paint),
            Shape::Rect(frame, paint) => rect(painter, rect_of(frame), paint),
            Shape::Sector {
                centre,
                angles,
                radii,
                fill,
            } => sector(painter, *centre, *angles, *radii, (*fill).into()),
            Shape::Area { top, bottom, fill } => {
                let bottom: Vec<Point> = top.iter().map(|[x, _]| [*x, *bottom]).collect();
                band(painter, top, &bottom, (*fill).into());
            }
            Shape::Band { top, bottom, fill } => band(painter, top, bottom, (*fill).into()),
            Shape::Text(text) => paint_text(painter, text),
            Shape::Glow(centre, radius, glow) => paint_glow(painter, *centre, *radius, glow),
            Shape::Surface(_) | Shape::Dots(_) => run.push(&item.shape),
        }
    }
    flush(&mut run);
    layers.keep(layer);
}

/// What the graphics card would draw, without one: dots, and a plain disc for a surface.
fn paint_without_gpu(painter: &Painter, shape: &Shape) {
    match shape {
        Shape::Surface(surface) => disc(painter, surface),
        Shape::Dots(dots) => paint_dots(painter, dots),
        _ => {}
    }
}

fn stroke(paint: &Paint) -> egui::Stroke {
    paint.stroke.map_or(egui::Stroke::NONE, |(colour, width)| {
        egui::Stroke::new(width as f32, colour)
    })
}

/// Opaque lines segment by segment: as one path, egui thins sharp bends until the line breaks up.
fn paint_path(painter: &Painter, path: &Path, paint: &Paint) {
    let stroke = stroke(paint);
    for part in path.lines() {
        let points: Vec<Pos2> = part.into_iter().map(place).collect();
        if let Some(fill) = paint.fill {
            painter.add(fan(&points, fill.into()));
        }
        if stroke.width <= 0.0 {
            continue;
        }
        if let Some([a, b, c, d]) = paint.dashes.map(|all| all.map(|length| length as f32)) {
            let dashed = egui::Shape::dashed_line_with_offset;
            painter.extend(dashed(&points, stroke, &[a, c], &[b, d], 0.0));
        } else if stroke.color.is_opaque() && points.len() < LONG {
            for ends in points.windows(2) {
                painter.line_segment([ends[0], ends[1]], stroke);
            }
        } else {
            painter.add(egui::Shape::line(points, stroke));
        }
    }
}

/// An outline filled as a fan around the mean of its corners, which must see all of them.
fn fan(points: &[Pos2], colour: Color32) -> Mesh {
    let mut mesh = Mesh::default();
    let sum = points.iter().fold(Vec2::ZERO, |sum, at| sum + at.to_vec2());
    mesh.colored_vertex((sum / points.len().max(1) as f32).to_pos2(), colour);
    for (at, i) in points.iter().zip(1_u32..) {
        mesh.colored_vertex(*at, colour);
        if i > 1 {
            mesh.add_triangle(0, i - 1, i);
        }
    }
    mesh
}

/// A line of at least so many points bends so little at each that egui can draw it as one path.
const LONG: usize = 400;

fn circle(painter: &Painter, centre: Point, radius: f64, paint: &Paint) {
    let fill = paint.fill.map_or(Color32::TRANSPARENT, Color32::from);
    painter.circle(place(centre), radius as f32, fill, stroke(paint));
}

fn rect(painter: &Painter, rect: Rect, paint: &Paint) {
    let fill = paint.fill.map_or(Color32::TRANSPARENT, Color32::from);
    painter.rect(rect, 0.0, fill, stroke(paint), StrokeKind::Middle);
}

/// How far the chords of a ring may be from its arc, points: nobody sees it, and a processor that draws has few triangles.
const OFF: f64 = 0.04;
/// Half the width in points over which the edge of a ring fades.
const FEATHER: f64 = 0.6;

fn sector(
    painter: &Painter,
    [x, y]: Point,
    (from, to): (f64, f64),
    (inner, outer): (f64, f64),
    colour: Color32,
) {
    let chord = (8.0 * OFF / outer.max(1.0)).sqrt();
    let chords = (((to - from) / chord).ceil() as u32).clamp(1, 1_024);
    // A sector that starts at the centre has no inner edge.
    let hole = if inner > FEATHER { FEATHER } else { 0.0 };
    let rings = [
        (inner - hole, Color32::TRANSPARENT),
        (inner + hole, colour),
        (outer - FEATHER, colour),
        (outer + FEATHER, Color32::TRANSPARENT),
    ];
    let mut mesh = Mesh::default();
    for i in 0..=chords {
        let angle = from + (to - from) * f64::from(i) / f64::from(chords);
        let (sin, cos) = angle.sin_cos();
        for (radius, colour) in rings {
            mesh.colored_vertex(place([x + radius * cos, y - radius * sin]), colour);
        }
        for ring in (0..3).filter(|_| i < chords) {
            let a = 4 * i + ring;
            mesh.add_triangle(a, a + 1, a + 5);
            mesh.add_triangle(a, a + 5, a + 4);
        }
    }
    painter.add(mesh);
}

/// What lies between two lines of as many points.
fn band(painter: &Painter, top: &[Point], bottom: &[Point], colour: Color32) {
    let mut mesh = Mesh::default();
    for ((above, below), i) in top.iter().zip(bottom).zip(0_u32..) {
        mesh.colored_vertex(place(*above), colour);
        mesh.colored_vertex(place(*below), colour);
        if i > 0 {
            let a = 2 * (i - 1);
            mesh.add_triangle(a, a + 1, a + 2);
            mesh.add_triangle(a + 2, a + 1, a + 3);
        }
    }
    painter.add(mesh);
}

/// From the middle of the small letters down to the line they stand on, in sizes of the type.
const BASELINE: f32 = 0.34;
/// A halo is made of copies of the text: how many, and how far they are moved, in sizes of the type.
const HALO: f32 = 0.11;
const HALO_TURNS: u8 = 8;

fn paint_text(painter: &Painter, text: &Text) {
    let size = text.size as f32;
    let colour = Color32::from(text.colour);
    let galley = painter.layout_no_wrap(text.text.clone(), FontId::proportional(size), colour);
    let width = galley.size().x;
    let before = match text.anchor {
        Anchor::Start => 0.0,
        Anchor::Middle => 0.5 * width,
        Anchor::End => width,
    };
    // From the top of the text to its middle.
    let middle = baseline(&galley) - BASELINE * size;
    let at = place(text.at);
    if text.upwards {
        let corner = at + Vec2::new(-middle, before);
        let shape = TextShape::new(corner, galley, colour).with_angle(-FRAC_PI_2);
        painter.add(egui::Shape::Text(shape));
        return;
    }
    let corner = at - Vec2::new(before, middle);
    if let Some(halo) = text.halo.filter(|halo| halo.opacity() > 0.0) {
        for i in 0..HALO_TURNS {
            let turn = std::f32::consts::TAU * f32::from(i) / f32::from(HALO_TURNS);
            let aside = Vec2::angled(turn) * HALO * size;
            painter.galley_with_override_text_color(corner + aside, galley.clone(), halo.into());
        }
    }
    painter.galley(corner, galley, colour);
}

/// From the top of a line of text down to its baseline.
fn baseline(galley: &Galley) -> f32 {
    let row = galley.rows.first();
    let glyph = row.and_then(|row| Some((row.pos.y, row.row.glyphs.first()?.pos.y)));
    glyph.map_or(0.75 * galley.size().y, |(row, glyph)| row + glyph)
}

/// A disc of the mean opacity. Only surfaces have glows, and only as files have them: in the window the graphics card
/// shades them itself.
fn paint_glow(painter: &Painter, centre: Point, radius: f64, glow: &Glow) {
    let mean = glow.stops.iter().map(|stop| stop.1).sum::<f64>() / glow.stops.len().max(1) as f64;
    painter.circle_filled(place(centre), radius as f32, glow.colour.faded(mean));
}

/// The globe's outline where there is no graphics card.
fn disc(painter: &Painter, surface: &Surface) {
    let palette = surface.style.palette();
    let line = egui::Stroke::new(1.0, palette.rim);
    let fill = Color32::from(palette.globe.faded(0.5));
    let (centre, radius) = (place(surface.view.centre), surface.view.outline as f32);
    painter.circle(centre, radius, fill, line);
}

/// All dots in the order of the samples, so that no class always covers another.
fn paint_dots(painter: &Painter, dots: &Dots) {
    let larger = if dots.shapes.is_some() {
        size::dot::SHAPED
    } else {
        1.0
    };
    let radius = (dots.radius * larger) as f32;
    let colours: Vec<Color32> = dots.fill.iter().map(|colour| (*colour).into()).collect();
    let seen = dots.dots.iter().filter_map(|dot| {
        let at = dots.place(dot);
        let colour = colours.get(usize::from(dot.class))?;
        dots.clip
            .holds(at)
            .then_some((place(at), dot.class, *colour))
    });
    if dots.shapes.is_none() {
        // egui draws small discs from its atlas: four vertices each.
        let disc = |(centre, _, colour)| egui::Shape::circle_filled(centre, radius, colour);
        painter.extend(seen.map(disc));
        return;
    }
    let corners: Vec<Vec<Vec2>> = (0..shape::SHAPES)
        .map(|shape| shape::corners(shape).into_iter().map(Vec2::from).collect())
        .collect();
    let mut mesh = Mesh::default();
    for (centre, class, colour) in seen {
        let corners = &corners[dots.shape(class)];
        add_dot(&mut mesh, centre, radius, corners, colour);
    }
    painter.add(egui::Shape::mesh(mesh));
}

/// A polygon with a soft rim of one point.
fn add_dot(mesh: &mut Mesh, centre: Pos2, radius: f32, corners: &[Vec2], colour: Color32) {
    let first = mesh.vertices.len() as u32;
    let count = corners.len() as u32;
    mesh.colored_vertex(centre, colour);
    for (corner, i) in corners.iter().zip(0..) {
        let soft = corner.normalized() * 0.5;
        mesh.colored_vertex(centre + *corner * radius - soft, colour);
        mesh.colored_vertex(centre + *corner * radius + soft, Color32::TRANSPARENT);
        let here = first + 1 + 2 * i;
        let next = first + 1 + 2 * ((i + 1) % count);
        mesh.add_triangle(first, here, next);
        mesh.add_triangle(here, here + 1, next + 1);
        mesh.add_triangle(here, next + 1, next);
    }
}
