//! Curves on the sphere on which the border of a class's region can lie.

use std::f64::consts::TAU;

use super::cover::Point;
use crate::math::vector::{self, cross, unit};

/// Circle of angular `radius` around `axis`: u(s), s in \[0, 2π\].
#[derive(Clone, Copy, Debug)]
pub struct Ring {
    axis: Point,
    across: [Point; 2],
    height: f64,
    /// Radius of the circle in space, sin of its angular radius: |du/ds|.
    pub breadth: f64,
}

impl Ring {
    /// The points where axis·u = `height`, or nothing where there are none.
    pub fn new(axis: Point, height: f64) -> Option<Self> {
        let inside = height.abs() < 1.0 && axis != [0.0; 3];
        inside.then(|| Self {
            axis,
            across: frame(axis),
            height,
            breadth: ((1.0 - height) * (1.0 + height)).sqrt(),
        })
    }

    /// The point at s.
    pub fn at(&self, s: f64) -> Point {
        let (x, y) = (self.breadth * s.cos(), self.breadth * s.sin());
        let [e, f] = &self.across;
        [0, 1, 2].map(|i| self.height * self.axis[i] + x * e[i] + y * f[i])
    }
}

/// Two unit vectors that make a right-handed frame with `axis`.
fn frame(axis: Point) -> [Point; 2] {
    let small = (0..3)
        .min_by(|&a, &b| axis[a].abs().total_cmp(&axis[b].abs()))
        .unwrap_or(0);
    let mut helper = [0.0; 3];
    helper[small] = 1.0;
    let e = unit(cross(axis, helper));
    [e, cross(axis, e)]
}

/// Points by their angles to two directions.
///
/// For x in \[`from`, `to`\], the angle to the first, there must be a triangle with the wanted angle to the second. s in
/// \[0, π\] runs through these x, and x is a square of s near both ends, so that u stays smooth where the triangle becomes
/// flat and the two sides meet.
pub struct Triangle {
    frame: [Point; 3],
    /// cos and sin of the angle between the two directions.
    between: (f64, f64),
    from: f64,
    to: f64,
}

/// A side of the plane of two directions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Side {
    /// Where first × second points to.
    Left,
    /// The opposite side.
    Right,
}

impl Triangle {
    /// Points at angles `from` to `to`, radians, from `first`, seen together with `second`; both are unit vectors.
    pub fn new(first: Point, second: Point, from: f64, to: f64) -> Self {
        let normal = unit(cross(first, second));
        let angle = vector::angle_between(&first, &second);
        Self {
            frame: [first, cross(normal, first), normal],
            between: (angle.cos(), angle.sin()),
            from,
            to,
        }
    }

    /// The angle to the first direction at s.
    pub fn x(&self, s: f64) -> f64 {
        let (middle, half) = ((self.from + self.to) / 2.0, (self.to - self.from) / 2.0);
        middle - half * s.cos()
    }

    /// The point in the plane of both at the angle x to the first direction, on the second's side for `cos_beta` = 1 and
    /// on the other for −1.
    pub fn flat_point(&self, x: f64, cos_beta: f64) -> Point {
        let (sin, cos) = x.sin_cos();
        let [a, b, _] = &self.frame;
        vector::combine(cos, *a, sin * cos_beta, *b)
    }

    /// The point at the angle x to the first direction whose cosine to the second is `cos_second`.
    pub fn point(&self, side: Side, x: f64, cos_second: f64) -> Point {
        let (sin, cos) = x.sin_cos();
        let flat = cos_second - cos * self.between.0;
        let span = sin * self.between.1;
        let cos_beta = if span == 0.0 {
            1.0
        } else {
            (flat / span).clamp(-1.0, 1.0)
        };
        let sin_beta = ((1.0 - cos_beta) * (1.0 + cos_beta)).sqrt();
        let sin_beta = if side == Side::Left {
            sin_beta
        } else {
            -sin_beta
        };
        let [a, b, c] = &self.frame;
        [0, 1, 2].map(|i| cos * a[i] + sin * (cos_beta * b[i] + sin_beta * c[i]))
    }
}

/// A polyline along `at` from `a` to `b` that stays within `tolerance` of the curve.
pub fn trace(at: &impl Fn(f64) -> Point, a: f64, b: f64, tolerance: f64) -> Vec<Point> {
    // Enough first steps that no curve folds back unseen between two of them.
    let steps = ((b - a) / TAU * 16.0).ceil().max(2.0) as usize;
    let s = |i: usize| a + (b - a) * i as f64 / steps as f64;
    let mut line = vec![at(a)];
    for i in 0..steps {
        let (from, to) = (s(i), s(i + 1));
        let start = line[line.len() - 1];
        refine(at, (from, start), (to, at(to)), tolerance, &mut line);
    }
    line
}

fn refine(
    at: &impl Fn(f64) -> Point,
    a: (f64, Point),
    b: (f64, Point),
    tolerance: f64,
    line: &mut Vec<Point>,
) {
    let s = (a.0 + b.0) / 2.0;
    let middle = at(s);
    let off = [0, 1, 2].map(|i| middle[i] - (a.1[i] + b.1[i]) / 2.0);
    // Halving a chord takes a quarter of its distance from the curve, and the middle is known already.
    if vector::dot(&off, &off) <= 16.0 * tolerance * tolerance || b.0 - a.0 < 1e-9 {
        line.extend([middle, b.1]);
        return;
    }
    refine(at, a, (s, middle), tolerance, line);
    refine(at, (s, middle), b, tolerance, line);
}
