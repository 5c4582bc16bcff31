//! Where a smooth function on the sphere is zero, as closed lines.

use std::collections::BTreeMap;

use super::space::{Space, unit};

/// How often each face of an octahedron is cut into four: then edges span about 1.4°.
const DEPTH: usize = 6;

/// An edge of the net, by its ends.
type Edge = ([u64; 3], [u64; 3]);

/// The closed lines on which `f` is 0, with points exact to rounding on the edges of a net of about 1.4°.
pub fn zeros(f: &impl Fn(Space) -> f64) -> Vec<Vec<Space>> {
    let mut net = Net {
        f,
        points: BTreeMap::new(),
        links: BTreeMap::new(),
    };
    for i in 0..8 {
        let sign = |bit: usize| if i >> bit & 1 == 0 { 1.0 } else { -1.0 };
        let corners = [
            [sign(0), 0.0, 0.0],
            [0.0, sign(1), 0.0],
            [0.0, 0.0, sign(2)],
        ];
        net.face(corners, DEPTH);
    }
    net.lines()
}

struct Net<'a, F> {
    f: &'a F,
    points: BTreeMap<Edge, Space>,
    /// For each edge that a line crosses, the edges that it crosses before and after.
    links: BTreeMap<Edge, Vec<Edge>>,
}

impl<F: Fn(Space) -> f64> Net<'_, F> {
    fn face(&mut self, [a, b, c]: [Space; 3], depth: usize) {
        if depth == 0 {
            return self.triangle([a, b, c]);
        }
        let (ab, bc, ca) = (halfway(a, b), halfway(b, c), halfway(c, a));
        for face in [[a, ab, ca], [ab, b, bc], [ca, bc, c], [ab, bc, ca]] {
            self.face(face, depth - 1);
        }
    }

    fn triangle(&mut self, corners: [Space; 3]) {
        let above = corners.map(|at| (self.f)(at) >= 0.0);
        let lone =
            (0..3).find(|&i| above[i] != above[(i + 1) % 3] && above[i] != above[(i + 2) % 3]);
        let Some(lone) = lone else {
            return;
        };
        let [one, other] = [1, 2].map(|step| self.cut(corners[lone], corners[(lone + step) % 3]));
        self.links.entry(one).or_default().push(other);
        self.links.entry(other).or_default().push(one);
    }

    /// The edge between two corners on either side, with the point where the line crosses it.
    fn cut(&mut self, a: Space, b: Space) -> Edge {
        let [a_key, b_key] = [a, b].map(|at| at.map(|x| (x + 0.0).to_bits()));
        let ((key, from), to) = match a_key <= b_key {
            true => (((a_key, b_key), a), b),
            false => (((b_key, a_key), b), a),
        };
        let f = self.f;
        self.points.entry(key).or_insert_with(|| {
            let at = |t: f64| {
                let mixed = [0, 1, 2].map(|i| from[i] + (to[i] - from[i]) * t);
                unit(mixed).unwrap_or(from)
            };
            let (mut low, mut high) = (0.0, 1.0);
            let begins = f(from) >= 0.0;
            for _ in 0..40 {
                let middle = (low + high) / 2.0;
                match (f(at(middle)) >= 0.0) == begins {
                    true => low = middle,
                    false => high = middle,
                }
            }
            at((low + high) / 2.0)
        });
        key
    }

    /// Follows every line until it comes back.
    fn lines(mut self) -> Vec<Vec<Space>> {
        let mut lines = Vec::new();
        while let Some((start, _)) = self.links.first_key_value() {
            let start = *start;
            let mut line = Vec::new();
            let mut here = start;
            while let Some(ways) = self.links.remove(&here) {
                line.extend(self.points.get(&here));
                let next = ways.into_iter().find(|edge| self.links.contains_key(edge));
                here = next.unwrap_or(start);
            }
            line.extend(self.points.get(&start));
            lines.push(line);
        }
        lines
    }
}

fn halfway(a: Space, b: Space) -> Space {
    unit([0, 1, 2].map(|i| a[i] + b[i])).unwrap_or(a)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A circle around the third axis is found as one closed line, to 0.01°.
    fn check(cos: f64, lines: usize) {
        let found = zeros(&|u: Space| u[2] - cos);
        assert_eq!(found.len(), lines, "{cos}");
        for line in &found {
            assert_eq!(line.first(), line.last());
            for ends in line.windows(2) {
                let middle = halfway(ends[0], ends[1]);
                let off = middle[2].acos().to_degrees() - cos.acos().to_degrees();
                assert!(off.abs() < 0.02, "{off}");
            }
        }
    }

    #[test]
    fn circles_are_found_where_they_are() {
        check(0.3, 1);
        check(-0.9, 1);
        check(1.5, 0);
    }

    #[test]
    fn every_part_is_a_line_of_its_own() {
        let two = zeros(&|u: Space| u[2].abs() - 0.5);
        assert_eq!(two.len(), 2);
    }
}
