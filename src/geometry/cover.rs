//! The sphere cut into ever smaller triangles until bounds settle who owns each.

use super::{
    Field,
    alive::Alive,
    bounds::{Cap, Ranges, judge, judge_pairs},
};
use crate::math::vector;

/// A unit vector.
pub type Point = vector::Space;

/// A spherical triangle.
#[derive(Clone, Copy, Debug)]
pub struct Cell {
    /// Its corners, as unit vectors.
    pub corners: [Point; 3],
}

impl Cell {
    /// The eight faces of the octahedron.
    fn faces() -> impl Iterator<Item = Self> {
        (0..8).map(|i| {
            let sign = |bit: usize| if i >> bit & 1 == 0 { 1.0 } else { -1.0 };
            Self {
                corners: [
                    [sign(0), 0.0, 0.0],
                    [0.0, sign(1), 0.0],
                    [0.0, 0.0, sign(2)],
                ],
            }
        })
    }

    /// The direction of the sum of its corners.
    pub fn centre(&self) -> Point {
        let [a, b, c] = self.corners;
        vector::unit([0, 1, 2].map(|i| a[i] + b[i] + c[i]))
    }

    /// The four triangles between its corners and the middles of its sides.
    pub fn quarters(&self) -> [Self; 4] {
        let [a, b, c] = self.corners;
        let (ab, bc, ca) = (halfway(a, b), halfway(b, c), halfway(c, a));
        [[a, ab, ca], [ab, b, bc], [ca, bc, c], [ab, bc, ca]].map(|corners| Self { corners })
    }

    /// Solid angle, steradian (Van Oosterom and Strackee).
    pub fn area(&self) -> f64 {
        let [a, b, c] = self.corners;
        let triple = vector::dot(&a, &vector::cross(b, c)).abs();
        let sum = 1.0 + vector::dot(&a, &b) + vector::dot(&b, &c) + vector::dot(&c, &a);
        2.0 * triple.atan2(sum)
    }

    /// Largest angle between the centre and a point of the cell.
    fn radius(&self, centre: Point) -> f64 {
        let angle = |corner: &Point| vector::angle_between(corner, &centre);
        self.corners.iter().map(angle).fold(0.0, f64::max)
    }
}

/// What is known about a cell that is not cut further.
pub enum Verdict<'a> {
    /// One class, or none, owns all of it.
    Settled(Option<usize>),
    /// The classes that can own a part of it, and all that matter there.
    Open {
        /// The classes that can own a part of it.
        owners: &'a [usize],
        /// Those and the classes that can keep them from it.
        matter: &'a [usize],
    },
}

/// What a cell must be to be settled.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Until {
    /// Owned by one class, or none.
    Owned,
    /// The same, and no second class reaches its margin there, as one can with a negative margin.
    Reached,
}

/// Visits cells that cover the sphere, each with a cap around it: settled ones of any size and open ones that were cut
/// `depth` times.
pub fn cover(
    field: &Field,
    until: Until,
    depth: usize,
    mut visit: impl FnMut(&Cell, &Cap<'_>, Verdict<'_>),
) {
    let mut walk = Walk {
        field,
        until,
        depth,
        alive: Alive::new(field.classes()),
        ranges: Vec::new(),
        matter: Vec::new(),
    };
    for face in Cell::faces() {
        walk.cell(&face, 0, &mut visit);
    }
}

struct Walk<'a> {
    field: &'a Field,
    until: Until,
    depth: usize,
    alive: Alive,
    ranges: Vec<Ranges>,
    matter: Vec<usize>,
}

impl Walk<'_> {
    fn cell(
        &mut self,
        cell: &Cell,
        depth: usize,
        visit: &mut impl FnMut(&Cell, &Cap<'_>, Verdict<'_>),
    ) {
        let centre = cell.centre();
        let radius = cell.radius(centre);
        self.ranges.clear();
        let cap = Cap::new(&centre, radius);
        for &class in self.alive.at(depth) {
            let cosines = cap.cosines(self.field, class);
            self.ranges.push(Ranges::new(self.field, class, cosines));
        }
        let verdict = judge(&self.ranges, self.field.slack(), &mut self.matter);
        let verdict = judge_pairs(self.field, &cap, &self.ranges, &mut self.matter, verdict);
        let shared = self.until == Until::Reached && verdict.owners > 1;
        match verdict.owner.filter(|_| !shared) {
            Some(owner) => visit(cell, &cap, Verdict::Settled(owner)),
            None if depth == self.depth => {
                let (owners, matter) = (&self.matter[..verdict.owners], &self.matter[..]);
                visit(cell, &cap, Verdict::Open { owners, matter });
            }
            None => {
                self.alive.leave(depth, &self.matter);
                for quarter in cell.quarters() {
                    self.cell(&quarter, depth + 1, visit);
                }
            }
        }
    }
}

fn halfway(a: Point, b: Point) -> Point {
    vector::unit(vector::combine(1.0, a, 1.0, b))
}

#[cfg(test)]
mod tests {
    use std::f64::consts::PI;

    use super::*;

    #[test]
    fn cells_cover_the_sphere_once() {
        let mut cells: Vec<Cell> = Cell::faces().collect();
        for _ in 0..4 {
            let whole: f64 = cells.iter().map(Cell::area).sum();
            assert!((whole - 4.0 * PI).abs() < 1e-12);
            cells = cells.iter().flat_map(Cell::quarters).collect();
        }
    }
}
