//! Bounds on the logits over a whole set of directions, and what they say about the owner of all of it at once.

use super::{Field, largest::Largest};

/// Bounds (low, high) on a class's logits over a set of directions.
#[derive(Clone, Copy, Debug)]
pub struct Ranges {
    class: usize,
    cos: (f64, f64),
    target: (f64, f64),
    other: (f64, f64),
    plain: (f64, f64),
}

impl Ranges {
    /// For directions whose cosine to the class lies in \[low, high\].
    pub fn new(field: &Field, class: usize, (low, high): (f64, f64)) -> Self {
        Self {
            class,
            cos: (low, high),
            target: field.target_range(class, low, high),
            other: field.other_range(class, low, high),
            plain: field.plain_range(class, low, high),
        }
    }
}

/// A set of directions: a cap.
#[derive(Clone, Copy, Debug)]
pub struct Cap<'a> {
    /// A unit vector `(d)`.
    pub centre: &'a [f64],
    /// Angle of the farthest direction from the centre, in \[0, π\].
    pub radius: f64,
    cos: f64,
    sin: f64,
}

impl<'a> Cap<'a> {
    /// All directions within `radius` radians of `centre`.
    pub fn new(centre: &'a [f64], radius: f64) -> Self {
        let (sin, cos) = radius.sin_cos();
        Self {
            centre,
            radius,
            cos,
            sin,
        }
    }

    /// Range of the cosine to class j: cos(θ ± r), without passing the poles.
    pub fn cosines(&self, field: &Field, j: usize) -> (f64, f64) {
        if !field.has_direction(j) {
            return (0.0, 0.0);
        }
        let c = field.cosine(j, self.centre);
        let s = ((1.0 - c) * (1.0 + c)).sqrt();
        let high = if c >= self.cos {
            1.0
        } else {
            c * self.cos + s * self.sin
        };
        let low = if c <= -self.cos {
            -1.0
        } else {
            c * self.cos - s * self.sin
        };
        (low, high)
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

/// So few classes are compared in pairs.
const PAIRS: usize = 12;

/// Judges again where [`judge`] left it open. Bounds on the difference of two logits are far tighter than those on each
/// where the two classes are near each other.
pub fn judge_pairs(
    field: &Field,
    cap: &Cap<'_>,
    ranges: &[Ranges],
    matter: &mut [usize],
    verdict: Verdict,
) -> Verdict {
    let open = verdict.owner.is_none() && matter.len() <= PAIRS;
    if !open || !field.profile().other_is_cosine {
        return verdict;
    }
    let pairs = Pairs { field, cap, ranges };
    let mut owners = 0;
    let mut certain = None;
    for i in 0..verdict.owners {
        let (j, (low, high)) = (matter[i], pairs.ahead(matter[i], matter));
        if high < -field.slack() {
            continue;
        }
        // Kept in front of those that cannot own.
        matter.swap(owners, i);
        owners += 1;
        if low >= -field.slack() && matter[..verdict.owners].iter().all(|&k| pairs.leads(j, k)) {
            certain = Some(j);
        }
    }
    let owner = if owners == 0 {
        Some(None)
    } else {
        certain.map(Some)
    };
    Verdict { owner, owners }
}

struct Pairs<'a> {
    field: &'a Field,
    cap: &'a Cap<'a>,
    ranges: &'a [Ranges],
}

impl Pairs<'_> {
    /// Bounds on class j's plain logit minus class k's.
    fn difference(&self, j: usize, k: usize) -> (f64, f64) {
        let plain = |i: usize| {
            self.field
                .plain_logit(i, self.field.cosine(i, self.cap.centre))
        };
        let middle = plain(j) - plain(k);
        let spread = self.field.difference(j, k) * self.cap.radius;
        (middle - spread, middle + spread)
    }

    /// Bounds on how far class j's logit with its margin is ahead of the best of `rivals`.
    fn ahead(&self, j: usize, rivals: &[usize]) -> (f64, f64) {
        let range = self.ranges.iter().find(|r| r.class == j);
        let (low, high) = range.map_or((-1.0, 1.0), |r| r.cos);
        let gap = self.field.gap_range(j, low, high);
        let mut ahead = (f64::INFINITY, f64::INFINITY);
        for &k in rivals.iter().filter(|&&k| k != j) {
            let (low, high) = self.difference(j, k);
            ahead = (ahead.0.min(gap.0 + low), ahead.1.min(gap.1 + high));
        }
        ahead
    }

    /// Whether j comes before k wherever both reach their margin.
    fn leads(&self, j: usize, k: usize) -> bool {
        let slack = self.field.slack();
        let (low, _) = self.difference(j, k);
        j == k || low > slack || (j < k && low >= -slack)
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
