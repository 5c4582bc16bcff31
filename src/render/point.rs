//! A sample that is looked at: found under the pointer, ringed, with the arrow along which the loss pulls it.

use eframe::egui::{Color32, Mesh, Painter, Pos2, Stroke, Vec2};

/// What to mark of a sample in a figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Marked {
    pub sample: u32,
    /// The pull of the loss on its unit feature `(d)`.
    pub pull: Option<Vec<f64>>,
}

pub use crate::figure::shape::SHAPES;

/// Corners of a dot of radius 1, around its middle, which sees all of them; y points down.
pub fn corners(shape: usize) -> Vec<Vec2> {
    let corners = crate::figure::shape::corners(shape).into_iter();
    corners.map(Vec2::from).collect()
}

/// A polygon with a soft rim of one point.
pub fn add_dot(mesh: &mut Mesh, centre: Pos2, radius: f32, corners: &[Vec2], colour: Color32) {
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

/// How far from a dot the pointer may be, in points.
const REACH: f32 = 9.0;
/// Length on the unit sphere that the strongest pull is drawn with, and the pull that is drawn half as long.
const LONGEST: f64 = 0.45;
const HALF: f64 = 3.0;

/// The sample nearest to `pointer` among those that are seen at a place.
pub fn nearest(pointer: Pos2, places: impl Iterator<Item = (u32, Pos2)>) -> Option<u32> {
    let near = places.map(|(sample, at)| (sample, at.distance_sq(pointer)));
    let near = near.filter(|(_, distance)| *distance <= REACH * REACH);
    near.min_by(|a, b| a.1.total_cmp(&b.1))
        .map(|(sample, _)| sample)
}

/// Factor from a pull to what is drawn of it: long pulls stay in view, short ones visible.
pub fn drawn_length(pull: &[f64]) -> f64 {
    let size = pull.iter().map(|x| x * x).sum::<f64>().sqrt();
    LONGEST / (size + HALF)
}

pub fn ring(painter: &Painter, at: Pos2, colour: Color32, ground: Color32) {
    painter.circle_stroke(at, 6.5, Stroke::new(3.5, ground));
    painter.circle_stroke(at, 6.5, Stroke::new(1.8, colour));
}

/// An arrow, unless it is too short to be one.
pub fn arrow(painter: &Painter, from: Pos2, to: Pos2, colour: Color32, ground: Color32) {
    let along = to - from;
    if along.length() < 4.0 {
        return;
    }
    let unit = along.normalized();
    let side = Vec2::new(-unit.y, unit.x);
    let back = to - unit * 7.0;
    for (width, colour) in [(4.0, ground), (2.0, colour)] {
        let stroke = Stroke::new(width, colour);
        painter.line_segment([from, to], stroke);
        for barb in [back + side * 4.0, back - side * 4.0] {
            painter.line_segment([to, barb], stroke);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pointer: (f32, f32), expect: Option<u32>) {
        let places = [(3, Pos2::new(10.0, 10.0)), (8, Pos2::new(16.0, 10.0))];
        assert_eq!(nearest(pointer.into(), places.into_iter()), expect);
    }

    #[test]
    fn the_nearest_dot_within_reach_is_picked() {
        check((12.0, 10.0), Some(3));
        check((14.0, 10.0), Some(8));
        check((10.0, 18.0), Some(3));
        check((10.0, 30.0), None);
    }

    #[test]
    fn a_pull_is_drawn_shorter_than_it_is_long_but_never_out_of_view() {
        assert!(drawn_length(&[0.1, 0.0]) * 0.1 > 0.01);
        assert!(drawn_length(&[1e6, 0.0]) * 1e6 <= LONGEST);
    }
}
