//! Angles between class directions, as data: all of them in an order in which neighbours stand together, or the nearest ones of
//! one class where they are too many.

use crate::look::Classes;

/// More classes than this have no matrix: its cells would be too small to read.
pub const MOST: usize = 64;
/// So many neighbours of one class are listed instead.
pub const LISTED: usize = 20;

/// What of the angles is shown.
#[derive(Clone, Debug, PartialEq)]
pub enum Shown {
    /// All, `(K, K)` row by row.
    All(Vec<f64>),
    /// Those from one class to its neighbours, which [`BetweenFigure::order`] lists, the nearest first.
    Nearest {
        /// The class.
        of: usize,
        /// Its name.
        name: String,
        /// The angle to each neighbour.
        degrees: Vec<f64>,
    },
}

/// Angles in degrees between class directions.
#[derive(Clone, Debug, PartialEq)]
pub struct BetweenFigure {
    /// What is shown.
    pub shown: Shown,
    /// The classes that are shown, by number, in the order of rows.
    pub order: Vec<usize>,
    /// Their names, in the same order.
    pub names: Vec<String>,
    /// Which classes of their data set they are.
    pub classes: Classes,
    /// The smallest angle, between the first class and the second.
    pub smallest: (usize, usize, f64),
    /// What is said of it, and of classes that have no room.
    pub notes: Vec<String>,
    /// The class that is chosen, or the two of a cell.
    pub chosen: Option<usize>,
}

impl BetweenFigure {
    /// The number of rows, K.
    pub fn rows(&self) -> usize {
        self.order.len()
    }

    /// The angle of a cell of the matrix; NaN outside of it.
    pub fn degrees(&self, row: usize, column: usize) -> f64 {
        match &self.shown {
            Shown::All(degrees) => {
                let place = row * self.rows() + column;
                degrees.get(place).copied().unwrap_or(f64::NAN)
            }
            Shown::Nearest { degrees, .. } => degrees.get(row).copied().unwrap_or(f64::NAN),
        }
    }

    /// The smallest angle between two classes that are shown, and the largest.
    pub fn range(&self) -> (f64, f64) {
        let all = match &self.shown {
            Shown::All(degrees) => degrees,
            Shown::Nearest { degrees, .. } => degrees,
        };
        let rows = self.rows().max(1);
        let off = |place: &usize| {
            matches!(self.shown, Shown::Nearest { .. }) || place / rows != place % rows
        };
        let each = (0..all.len()).filter(off).map(|place| all[place]);
        each.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), angle| {
            (low.min(angle), high.max(angle))
        })
    }
}

/// An order of `count` classes in which near ones stand together: a path that always goes on, at either end, to the nearest
/// class that is left, then improved by turning pieces of it around while that makes it shorter. The same angles give the
/// same order.
pub fn order(count: usize, angle: &dyn Fn(usize, usize) -> f64) -> Vec<usize> {
    let mut path = greedy(count, angle);
    // Each pass makes the path shorter; a few are enough, and the number is bounded whatever the angles are.
    for _ in 0..count {
        if !shorten(&mut path, angle) {
            break;
        }
    }
    if path.first() > path.last() {
        path.reverse();
    }
    path
}

fn greedy(count: usize, angle: &dyn Fn(usize, usize) -> f64) -> Vec<usize> {
    let Some((a, b)) = smallest(count, angle) else {
        return (0..count).collect();
    };
    let mut path = std::collections::VecDeque::from([a, b]);
    let mut left: Vec<usize> = (0..count).filter(|class| ![a, b].contains(class)).collect();
    while !left.is_empty() {
        let (front, back) = (path[0], path[path.len() - 1]);
        let reach = |place: &usize| {
            let class = left[*place];
            angle(front, class).min(angle(back, class))
        };
        let by = |a: &usize, b: &usize| reach(a).total_cmp(&reach(b));
        let place = (0..left.len()).min_by(by).unwrap_or(0);
        let class = left.remove(place);
        match angle(front, class) < angle(back, class) {
            true => path.push_front(class),
            false => path.push_back(class),
        }
    }
    path.into()
}

/// Turns around every piece of the path whose turning makes it shorter. Returns whether there was one.
fn shorten(path: &mut [usize], angle: &dyn Fn(usize, usize) -> f64) -> bool {
    const LEAST: f64 = 1e-9;
    let last = path.len().saturating_sub(1);
    let mut shorter = false;
    for from in 0..last {
        for to in from + 1..=last {
            let step = |a: Option<usize>, b: usize| a.map_or(0.0, |a| angle(path[a], path[b]));
            let (before, after) = (from.checked_sub(1), (to < last).then_some(to + 1));
            let now = step(before, from) + step(after, to);
            let turned = step(before, to) + step(after, from);
            if turned < now - LEAST {
                path[from..=to].reverse();
                shorter = true;
            }
        }
    }
    shorter
}

/// The two classes with the smallest angle, the smaller number first; the first of several.
pub fn smallest(count: usize, angle: &dyn Fn(usize, usize) -> f64) -> Option<(usize, usize)> {
    let pairs = (1..count).flat_map(|b| (0..b).map(move |a| (a, b)));
    let pairs = pairs.filter(|(a, b)| !angle(*a, *b).is_nan());
    pairs.min_by(|(a, b), (c, d)| angle(*a, *b).total_cmp(&angle(*c, *d)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Classes at these degrees of a circle stand in this order.
    fn check(degrees: &[f64], expect: &[usize]) {
        let angle = |a: usize, b: usize| {
            let apart = (degrees[a] - degrees[b]).abs() % 360.0;
            apart.min(360.0 - apart)
        };
        assert_eq!(order(degrees.len(), &angle), expect, "{degrees:?}");
    }

    #[test]
    fn classes_of_a_circle_stand_in_its_order_from_its_widest_gap_on() {
        check(&[], &[]);
        check(&[5.0], &[0]);
        check(&[5.0, 1.0], &[0, 1]);
        check(&[0.0, 90.0, 30.0, 60.0], &[0, 2, 3, 1]);
        check(&[100.0, 0.0, 180.0, 50.0, 140.0, 20.0], &[1, 5, 3, 0, 4, 2]);
    }

    #[test]
    fn two_bundles_stay_apart_and_each_together() {
        let degrees = [0.0_f64, 180.0, 3.0, 183.0, 6.0, 186.0, 9.0];
        let angle = |a: usize, b: usize| (degrees[a] - degrees[b]).abs();
        let found = order(degrees.len(), &angle);
        let changes = found.windows(2).filter(|two| two[0] % 2 != two[1] % 2);
        assert_eq!(changes.count(), 1, "{found:?}");
    }
}
