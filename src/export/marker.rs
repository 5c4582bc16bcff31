//! Dots of samples in SVG: few elements for many dots, in an order in which no class always covers another.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::svg::{Writer, num};
use crate::draw::{Dots, Paint, Point};
use crate::figure::shape;
use crate::look::size;

/// Dots are written in so many layers, each with one element a class; from layer to layer another class is on top.
const LAYERS: usize = 24;

/// Writes the dots whose middle is inside their clip, the later layers above.
pub fn write(writer: &mut Writer, dots: &Dots) {
    let places = dots.dots.iter().map(|dot| (dots.place(dot), dot.class));
    let places: Vec<(Point, u16)> = places.filter(|(at, _)| dots.clip.holds(*at)).collect();
    let layer = places.len().div_ceil(LAYERS).max(1);
    for (turn, places) in places.chunks(layer).enumerate() {
        let mut classes: BTreeMap<u16, Vec<Point>> = BTreeMap::new();
        for (at, class) in places {
            classes.entry(*class).or_default().push(*at);
        }
        let mut order: Vec<u16> = classes.keys().copied().collect();
        let count = order.len();
        order.rotate_left(turn % count.max(1));
        for class in order {
            let places = classes.remove(&class).unwrap_or_default();
            of_class(writer, class, &places, dots);
        }
    }
}

fn of_class(writer: &mut Writer, class: u16, places: &[Point], dots: &Dots) {
    let colour = dots.colour(class);
    let edge = dots.edge.as_ref().map(|(width, _)| *width);
    let edge = edge.zip(dots.edge_colour(class));
    let name = format!("class-{class}");
    let shaped = dots.shapes.is_some();
    let radius = dots.radius * if shaped { size::dot::SHAPED } else { 1.0 };
    if dots.shape(class) != 0 {
        let mut paint = Paint::fill(colour);
        if let Some((width, edge)) = edge {
            paint = paint.edged(edge, width);
        }
        let outlines = places
            .iter()
            .map(|at| outline(*at, radius, dots.shape(class)));
        return writer.path(&name, outlines.collect(), &paint);
    }
    let places = points(places);
    let core = match edge {
        Some((width, edge)) => {
            let paint = Paint::stroke(edge, 2.0 * radius).round();
            writer.path("edge", places.clone(), &paint);
            (radius - width).max(0.0)
        }
        None => radius,
    };
    writer.path(&name, places, &Paint::stroke(colour, 2.0 * core).round());
}

/// A path of very short lines, which round ends turn into discs. Lines of no length at all some programs do not draw.
fn points(places: &[Point]) -> String {
    let mut path = String::new();
    for [x, y] in places.iter().map(|at| at.map(num)) {
        let _ = write!(path, "M{x} {y}h.01");
    }
    path
}

fn outline([x, y]: Point, radius: f64, shape: usize) -> String {
    let mut path = String::new();
    let mut at = [0.0; 2];
    for (i, corner) in shape::corners(shape).into_iter().enumerate() {
        let [dx, dy] = corner.map(|c| radius * f64::from(c));
        let _ = match i {
            0 => write!(path, "M{} {}", num(x + dx), num(y + dy)),
            _ => write!(path, "l{} {}", num(dx - at[0]), num(dy - at[1])),
        };
        at = [dx, dy];
    }
    path.push('z');
    path
}
