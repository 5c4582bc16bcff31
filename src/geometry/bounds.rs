//! What bounds on the logits over a set of directions tell about all of it at once.

use super::{Field, field::Largest};

/// A class whose logit is so far below the largest adds nothing to the posterior in `f64`.
const UNHEARD: f64 = 50.0;

/// Bounds (low, high) on a class's logits over a set of directions.
#[derive(Clone, Copy, Debug)]
pub struct Ranges {
    class: usize,
    target: (f64, f64),
    other: (f64, f64),
    plain: (f64, f64),
}

impl Ranges {
    /// For directions whose θ to the class lies in \[from, to\].
    pub fn new(field: &Field, class: usize, from: f64, to: f64) -> Self {
        Self {
            class,
            target: field.target_range(class, from, to),
            other: field.other_range(class, from, to),
            plain: field.plain_range(class, from, to),
        }
    }
}

/// What bounds tell about a set of directions.
pub struct Verdict {
    /// The owner of all of the set, `Some(None)` where no class owns any of it, `None` where bounds do not tell.
    pub owner: Option<Option<usize>>,
    /// So many of the classes that matter, the first ones, can own a part of the set.
    pub owners: usize,
}

/// Judges a set of directions. Writes to `matter` the classes that can own a part of it, then those that can only keep
/// another class from it.
pub fn judge(ranges: &[Ranges], slack: f64, matter: &mut Vec<usize>) -> Verdict {
    let (mut low, mut high) = (Largest::default(), Largest::default());
    for (i, r) in ranges.iter().enumerate() {
        low.add(i, r.other.0);
        high.add(i, r.other.1);
    }
    let possible = |i: &usize| ranges[*i].target.1 >= low.without(*i) - slack;
    let rival = |i: &usize| !possible(i) && ranges[*i].other.1 >= low.second;
    let class = |i: usize| ranges[i].class;
    matter.clear();
    matter.extend((0..ranges.len()).filter(possible).map(class));
    let owners = matter.len();
    matter.extend((0..ranges.len()).filter(rival).map(class));
    if owners == 0 {
        return Verdict {
            owner: Some(None),
            owners,
        };
    }
    let mut plain = Largest::default();
    for i in (0..ranges.len()).filter(possible) {
        plain.add(i, ranges[i].plain.1);
    }
    let leader = &ranges[plain.index];
    let leads = leader.plain.0 > plain.second + slack;
    let certain = leader.target.0 >= high.without(plain.index) - slack;
    Verdict {
        owner: (leads && certain).then_some(Some(leader.class)),
        owners,
    }
}

/// Bounds on the largest posterior, from bounds on the plain logits.
pub fn confidence(ranges: &[(f64, f64)]) -> (f64, f64) {
    let floor = ranges.iter().fold(f64::NEG_INFINITY, |m, r| m.max(r.0));
    let mut bounds = (0.0_f64, 0.0_f64);
    for (i, leader) in ranges.iter().enumerate().filter(|(_, r)| r.1 >= floor) {
        let others = || {
            ranges
                .iter()
                .enumerate()
                .filter(move |(k, _)| *k != i)
                .map(|(_, r)| r)
        };
        let most: f64 = others().map(|r| (r.1 - leader.0).exp()).sum();
        let least: f64 = others().map(|r| (r.0 - leader.1).exp()).sum();
        bounds = (
            bounds.0.max(1.0 / (1.0 + most)),
            bounds.1.max(1.0 / (1.0 + least)),
        );
    }
    bounds
}

/// Positions of the classes whose plain logit is not far below the largest.
pub fn heard(ranges: &[(f64, f64)]) -> impl Iterator<Item = usize> {
    let floor = ranges.iter().fold(f64::NEG_INFINITY, |m, r| m.max(r.0));
    let heard = move |(i, r): (usize, &(f64, f64))| (r.1 >= floor - UNHEARD).then_some(i);
    ranges.iter().enumerate().filter_map(heard)
}

/// The classes that can still matter, at each depth of a subdivision that goes depth first.
pub struct Alive(Vec<Vec<usize>>);

impl Alive {
    pub fn new(classes: usize) -> Self {
        Self(vec![(0..classes).collect()])
    }

    /// Those at `depth`, and the list to fill for the parts of this set.
    pub fn at(&mut self, depth: usize) -> (&[usize], &mut Vec<usize>) {
        if self.0.len() < depth + 2 {
            self.0.resize(depth + 2, Vec::new());
        }
        let (above, below) = self.0.split_at_mut(depth + 1);
        (&above[depth], &mut below[0])
    }
}
