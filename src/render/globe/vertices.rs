//! Figure → vertex data: finite numbers on the unit sphere, whatever the figure holds.

use crate::figure::globe::{Direction, GlobeAxis, GlobeCurve, GlobePoint};

/// How far the axes' tips are from the centre, in radii.
pub const TIP: f32 = 1.13;

/// Position and class of every point that has a direction.
pub fn points(points: &[GlobePoint]) -> Vec<[f32; 4]> {
    points
        .iter()
        .filter_map(|point| Some(with(unit(point.at)?, point.class)))
        .collect()
}

/// Position and class of every axis's tip.
pub fn tips(axes: &[GlobeAxis]) -> Vec<[f32; 4]> {
    axes.iter()
        .filter_map(|axis| Some(with(scaled(unit(axis.to)?, TIP), axis.class)))
        .collect()
}

/// Lines that the vertex shader widens on screen: two vertices a point, which knows its neighbours, and six indices a segment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ribbons {
    /// Position and class.
    pub at: Vec<[f32; 4]>,
    /// Position of the point before (the same at the start) and the side, −1 or 1.
    pub before: Vec<[f32; 4]>,
    /// Position of the point after (the same at the end).
    pub after: Vec<[f32; 3]>,
    pub indices: Vec<u32>,
}

/// Border curves; broken where a point has no direction.
pub fn curves(curves: &[GlobeCurve]) -> Ribbons {
    let mut ribbons = Ribbons::default();
    for curve in curves {
        let directions: Vec<_> = curve.points.iter().map(|&at| unit(at)).collect();
        for run in directions.split(Option::is_none) {
            let mut line: Vec<Direction> = run.iter().flatten().copied().collect();
            line.dedup_by(|a, b| distance(*a, *b) < 1e-6);
            ribbons.add(&line, curve.class);
        }
    }
    ribbons
}

/// The part of every axis between two distances from the centre.
pub fn axes(axes: &[GlobeAxis], from: f32, to: f32) -> Ribbons {
    let mut ribbons = Ribbons::default();
    for axis in axes {
        if let Some(direction) = unit(axis.to) {
            ribbons.add(
                &[scaled(direction, from), scaled(direction, to)],
                axis.class,
            );
        }
    }
    ribbons
}

impl Ribbons {
    fn add(&mut self, line: &[Direction], class: u16) {
        let [first, .., last] = line else { return };
        let closed = line.len() > 2 && distance(*first, *last) < 1e-4;
        let start = self.at.len() as u32;
        let end = line.len() - 1;
        for (i, &at) in line.iter().enumerate() {
            let before = if i > 0 {
                i - 1
            } else if closed {
                end - 1
            } else {
                i
            };
            let after = if i < end {
                i + 1
            } else if closed {
                1
            } else {
                i
            };
            for side in [-1.0, 1.0] {
                let [x, y, z] = line[before];
                self.at.push(with(at, class));
                self.before.push([x, y, z, side]);
                self.after.push(line[after]);
            }
        }
        for segment in 0..end as u32 {
            let i = start + 2 * segment;
            self.indices.extend([i, i + 1, i + 2, i + 2, i + 1, i + 3]);
        }
    }
}

/// `at` at length 1; None when it is not finite or has no direction.
pub fn unit(at: Direction) -> Option<Direction> {
    let length = at.iter().map(|x| x * x).sum::<f32>().sqrt();
    (length.is_finite() && length > 1e-12).then(|| scaled(at, 1.0 / length))
}

pub fn scaled(at: Direction, by: f32) -> Direction {
    at.map(|x| x * by)
}

fn with([x, y, z]: Direction, class: u16) -> [f32; 4] {
    [x, y, z, f32::from(class)]
}

fn distance(a: Direction, b: Direction) -> f32 {
    (0..3).map(|i| (a[i] - b[i]).powi(2)).sum::<f32>().sqrt()
}

#[cfg(test)]
#[path = "vertices_tests.rs"]
mod tests;
