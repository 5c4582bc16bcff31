//! What a pointer takes hold of in a figure: borders of regions, the heads of class directions, the thresholds of charts.

use super::{List, Point};
use crate::figure::plane::Grip;

/// A pointer takes hold of a border that is nearer than this, and of the head of a class direction, px.
const GRASP: (f64, f64) = (5.0, 8.0);
/// Borders that are as near as each other, up to so many px, are taken hold of together.
const TOGETHER: f64 = 0.75;

/// What a pointer can take hold of where it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grasp {
    /// What it is.
    pub grip: Grip,
    /// The point of it that is nearest to the pointer.
    pub at: Point,
    /// Its outer end.
    pub end: Point,
}

impl List {
    /// What a pointer at `at` can take hold of: of the lines within reach, the nearest for its reach.
    pub fn grip_at(&self, at: Point) -> Option<Grasp> {
        let near = |(line, grip): &([Point; 2], Grip)| {
            let nearest = nearest_on(*line, at);
            let off = (nearest[0] - at[0]).hypot(nearest[1] - at[1]);
            let grasp = Grasp {
                grip: *grip,
                at: nearest,
                end: line[1],
            };
            (off < reach(*grip)).then_some((off, grasp))
        };
        let near: Vec<(f64, Grasp)> = self.grips.iter().filter_map(near).collect();
        let part = |(off, grasp): &&(f64, Grasp)| off / reach(grasp.grip);
        let (off, found) = near.iter().min_by(|a, b| part(a).total_cmp(&part(b)))?;
        let beside = near.iter().filter(|(other, _)| other - off < TOGETHER);
        let grip = beside.fold(found.grip, |grip, (_, other)| match (grip, other.grip) {
            (Grip::Border(one), Grip::Border(other)) if one != other => {
                Grip::Border(one.with(other))
            }
            _ => grip,
        });
        Some(Grasp { grip, ..*found })
    }

    /// The heads of class directions that a person can take hold of, each with its class.
    pub fn heads(&self) -> Vec<(u16, Point)> {
        let heads = self.grips.iter().filter_map(|([_, end], grip)| match grip {
            Grip::Class(class) => Some((*class, *end)),
            Grip::Border(_) | Grip::Threshold(_) => None,
        });
        heads.collect()
    }
}

/// How near a pointer must be to take hold of something, px.
fn reach(grip: Grip) -> f64 {
    match grip {
        Grip::Border(_) => GRASP.0,
        Grip::Class(_) | Grip::Threshold(_) => GRASP.1,
    }
}

/// The point of a line that is nearest to a place.
fn nearest_on([from, to]: [Point; 2], at: Point) -> Point {
    let way = [to[0] - from[0], to[1] - from[1]];
    let square = way[0] * way[0] + way[1] * way[1];
    let along = (at[0] - from[0]) * way[0] + (at[1] - from[1]) * way[1];
    let part = (along / square.max(f64::MIN_POSITIVE)).clamp(0.0, 1.0);
    [0, 1].map(|i| from[i] + part * way[i])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::plane::Border;

    #[test]
    fn the_nearest_line_within_reach_is_taken_hold_of() {
        let mut list = List::default();
        let line = |y: f64| [[10.0, y], [90.0, y]];
        let end = |before, after| Grip::Border(Border { before, after });
        let (one, other) = (end(None, Some(1)), end(None, Some(2)));
        list.grips.push((line(20.0), one));
        list.grips.push((line(26.0), other));
        let grip = |list: &List, at| list.grip_at(at).map(|grasp| grasp.grip);
        assert_eq!(grip(&list, [50.0, 22.0]), Some(one));
        assert_eq!(grip(&list, [50.0, 24.0]), Some(other));
        assert_eq!(grip(&list, [50.0, 32.0]), None);
        assert_eq!(grip(&list, [2.0, 20.0]), None);
        let grasp = list.grip_at([50.0, 22.0]).unwrap();
        assert_eq!((grasp.at, grasp.end), ([50.0, 20.0], [90.0, 20.0]));
        // Two regions that end on one line are moved by either.
        assert_eq!(grip(&list, [50.0, 23.0]), Some(end(Some(1), Some(2))));
        // The head of a direction is larger than a line.
        list.grips.push(([[50.0, 60.0]; 2], Grip::Class(7)));
        assert_eq!(grip(&list, [50.0, 67.0]), Some(Grip::Class(7)));
        assert_eq!(grip(&list, [50.0, 69.0]), None);
        list.grips.push((line(64.0), one));
        assert_eq!(grip(&list, [50.0, 61.0]), Some(Grip::Class(7)));
        assert_eq!(grip(&list, [50.0, 64.0]), Some(one));
    }
}
