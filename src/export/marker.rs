//! Dots of samples: few elements for many dots, in an order in which no class always covers another.

use std::collections::BTreeMap;

use super::Rgba;
use super::canvas::{Canvas, Paint, Path, num};
use super::frame::Point;
use crate::figure::shape;

/// A dot on the page.
#[derive(Clone, Copy, Debug)]
pub struct Dot {
    pub at: Point,
    pub class: u16,
}

/// How dots look.
pub struct Look<'a> {
    pub radius: f64,
    pub colour: &'a dyn Fn(u16) -> Rgba,
    /// A line around each dot, within its radius: colour by class, and width.
    pub edge: Option<(&'a dyn Fn(u16) -> Rgba, f64)>,
    pub shapes: bool,
}

/// Layers of dots one over the other; within a layer the classes take turns in which is above.
const LAYERS: usize = 24;
/// Shapes look smaller than discs.
const LARGER: f64 = 1.35;

/// Draws the dots, the later ones above.
pub fn dots(canvas: &mut Canvas, dots: &[Dot], look: &Look<'_>) {
    let layer = dots.len().div_ceil(LAYERS).max(1);
    for (turn, dots) in dots.chunks(layer).enumerate() {
        let mut classes: BTreeMap<u16, Vec<Point>> = BTreeMap::new();
        for dot in dots {
            classes.entry(dot.class).or_default().push(dot.at);
        }
        let mut order: Vec<u16> = classes.keys().copied().collect();
        let count = order.len();
        order.rotate_left(turn % count.max(1));
        for class in order {
            let places = classes.remove(&class).unwrap_or_default();
            of_class(canvas, class, &places, look);
        }
    }
}

fn of_class(canvas: &mut Canvas, class: u16, places: &[Point], look: &Look<'_>) {
    let colour = (look.colour)(class);
    let name = format!("class-{class}");
    if look.shapes && !usize::from(class).is_multiple_of(shape::SHAPES) {
        let mut path = Path::default();
        let radius = LARGER * look.radius;
        places
            .iter()
            .for_each(|at| outline(&mut path, *at, radius, usize::from(class)));
        let mut paint = Paint::fill(colour);
        if let Some((edge, width)) = look.edge {
            paint = paint.edged(edge(class), width);
        }
        return canvas.path(&name, &path, &paint);
    }
    let radius = look.radius * if look.shapes { LARGER } else { 1.0 };
    let path = points(places);
    if let Some((edge, width)) = look.edge {
        canvas.path(
            "edge",
            &path,
            &Paint::stroke(edge(class), 2.0 * radius).round(),
        );
        let core = 2.0 * (radius - width).max(0.0);
        return canvas.path(&name, &path, &Paint::stroke(colour, core).round());
    }
    canvas.path(&name, &path, &Paint::stroke(colour, 2.0 * radius).round());
}

/// A path whose line with round ends is a disc at every place. Of no length at all, some programs would not draw it.
fn points(places: &[Point]) -> Path {
    let mut path = String::new();
    for [x, y] in places.iter().map(|at| at.map(num)) {
        path += &format!("M{x} {y}h.01");
    }
    Path(path)
}

fn outline(path: &mut Path, [x, y]: Point, radius: f64, shape: usize) {
    let mut at = [0.0; 2];
    for (i, corner) in shape::corners(shape).into_iter().enumerate() {
        let [dx, dy] = corner.map(|c| radius * f64::from(c));
        let to = [dx, dy];
        match i {
            0 => path.push('M', [x + dx, y + dy]),
            _ => path.push('l', [dx - at[0], dy - at[1]]),
        }
        at = to;
    }
    path.0.push('z');
}

/// One dot, as a legend shows it.
pub fn single(canvas: &mut Canvas, at: Point, radius: f64, shape: usize, colour: Rgba) {
    if shape.is_multiple_of(shape::SHAPES) {
        return canvas.circle("", at, radius, &Paint::fill(colour));
    }
    let mut path = Path::default();
    outline(&mut path, at, radius * 1.15, shape);
    canvas.path("", &path, &Paint::fill(colour));
}
