//! Figure → vertex data: finite numbers on the unit sphere, whatever the figure holds.

use crate::figure::globe::{Direction, GlobeArrow, GlobeAxis, GlobeFigure, GlobePoint};

/// How far the axes' tips are from the centre, in radii.
pub const TIP: f32 = 1.13;

/// Radians between the points of a drawn curve: a chord leaves its arc by less than 1e-4 radii.
const STEP: f32 = 0.02;
/// A shorter arrow, in radii, has no direction to see.
const SHORTEST_ARROW: f32 = 0.004;
/// Cosine of the turn, 3 degrees, from which a point is a corner.
const CORNER: f32 = 0.9986;

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
    /// Position of the point after (the same at the end), and the side towards which the line is shifted by half its width:
    /// 1 left as seen from outside, −1 right, 0 for a centred line.
    pub after: Vec<[f32; 4]>,
    pub indices: Vec<u32>,
}

/// Border curves, each within its region (where borders coincide both show); broken where a point has no direction.
pub fn curves(figure: &GlobeFigure) -> Ribbons {
    let mut ribbons = Ribbons::default();
    for curve in &figure.curves {
        let directions: Vec<_> = curve.points.iter().map(|&at| unit(at)).collect();
        for run in directions.split(Option::is_none) {
            let mut line: Vec<Direction> = run.iter().flatten().copied().collect();
            line.dedup_by(|a, b| distance(*a, *b) < 1e-6);
            let line = thinned(&line);
            ribbons.add(&line, curve.class, inner_side(&line, curve.class, figure));
        }
    }
    ribbons
}

/// Without points that change nothing to see: neighbours nearer than `STEP` on a line that does not turn there.
fn thinned(line: &[Direction]) -> Vec<Direction> {
    let mut kept: Vec<Direction> = line.first().copied().into_iter().collect();
    for around in line.windows(3) {
        let [before, at, after] = [around[0], around[1], around[2]];
        let into = std::array::from_fn(|i| at[i] - before[i]);
        let away = std::array::from_fn(|i| after[i] - at[i]);
        let lengths = (dot(into, into) * dot(away, away)).sqrt();
        let corner = dot(into, away) < CORNER * lengths;
        let far = kept.last().is_none_or(|&last| distance(last, after) > STEP);
        if corner || far {
            kept.push(at);
        }
    }
    kept.extend((line.len() > 1).then(|| line[line.len() - 1]));
    kept
}

/// On which side of a border its class's region is: 1 left, −1 right, 0 unknown.
fn inner_side(line: &[Direction], class: u16, figure: &GlobeFigure) -> f32 {
    if line.len() < 2 {
        return 0.0;
    }
    let middle = (line.len() - 1) / 2;
    let (a, b) = (line[middle], line[middle + 1]);
    let at = std::array::from_fn(|i| (a[i] + b[i]) / 2.0);
    let left = cross(at, std::array::from_fn(|i| b[i] - a[i]));
    let step = 1e-3 / distance(left, [0.0; 3]).max(1e-9);
    let beside = |sign: f32| std::array::from_fn(|i| at[i] + sign * step * left[i]);
    let lead = |u: Direction| match &figure.regions {
        Some(tint) => tint.lead(usize::from(class), u),
        None => figure
            .axes
            .iter()
            .find(|axis| axis.class == class)
            .map(|axis| dot(axis.to, u)),
    };
    match (lead(beside(1.0)), lead(beside(-1.0))) {
        (Some(l), Some(r)) if l > r => 1.0,
        (Some(l), Some(r)) if l < r => -1.0,
        _ => 0.0,
    }
}

/// Every arrow: its shaft on the sphere, and two barbs at its end.
pub fn arrows(arrows: &[GlobeArrow]) -> Ribbons {
    let mut ribbons = Ribbons::default();
    for arrow in arrows {
        let sum = |by: Direction| std::array::from_fn(|i| arrow.at[i] + by[i]);
        let (Some(from), Some(to)) = (unit(arrow.at), unit(sum(arrow.by))) else {
            continue;
        };
        if distance(from, to) < SHORTEST_ARROW {
            continue;
        }
        let back: Direction = std::array::from_fn(|i| from[i] - to[i]);
        let side = cross(to, back);
        for sign in [1.0, -1.0] {
            let barb = std::array::from_fn(|i| to[i] + 0.3 * back[i] + sign * 0.2 * side[i]);
            if let Some(barb) = unit(barb) {
                ribbons.add(&[to, barb], arrow.class, 0.0);
            }
        }
        ribbons.add(&[from, to], arrow.class, 0.0);
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
                0.0,
            );
        }
    }
    ribbons
}

/// Meridians and parallels every 30 degrees, without the fans at the poles.
pub fn graticule() -> Ribbons {
    let mut ribbons = Ribbons::default();
    let at = |longitude: i32, latitude: i32| {
        let (sin, cos) = (latitude as f32).to_radians().sin_cos();
        let (east, front) = (longitude as f32).to_radians().sin_cos();
        [cos * front, cos * east, sin]
    };
    for longitude in (0..360).step_by(30) {
        let line: Vec<_> = (-78..=78).step_by(6).map(|l| at(longitude, l)).collect();
        ribbons.add(&line, 0, 0.0);
    }
    for latitude in [-60, -30, 0, 30, 60] {
        let line: Vec<_> = (0..=360).step_by(6).map(|l| at(l, latitude)).collect();
        ribbons.add(&line, 0, 0.0);
    }
    ribbons
}

impl Ribbons {
    fn add(&mut self, line: &[Direction], class: u16, shift: f32) {
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
                let [x, y, z] = line[after];
                self.after.push([x, y, z, shift]);
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

fn dot(a: Direction, b: Direction) -> f32 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

fn cross(a: Direction, b: Direction) -> Direction {
    [
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    ]
}

fn distance(a: Direction, b: Direction) -> f32 {
    (0..3).map(|i| (a[i] - b[i]).powi(2)).sum::<f32>().sqrt()
}

#[cfg(test)]
#[path = "vertices_tests.rs"]
mod tests;
