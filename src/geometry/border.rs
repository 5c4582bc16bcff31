//! The border of one class's region on the sphere: the parts of its pairwise curves that no third class cuts off.
//!
//! Against class k, class j's side ends where T's logit of j equals the other-logit of k. That is a circle when T is affine
//! in cos θ, and otherwise a curve of points known by their angles to ŵ_j and ŵ_k. Where T jumps, the border can also run
//! along the circle of that θ_j.

use std::f64::consts::{PI, TAU};

use super::{
    Field,
    bounds::Alive,
    cover::Point,
    partition::{Precision, Probe, partition},
    path::{Ring, Side, Triangle, trace},
};
use crate::math::vector;

/// Nothing wider than 0.01° is missed, and corners are where they are to 1e−10.
const BORDER: Precision = Precision {
    finest: 0.01 * PI / 180.0,
    exact: 1e-10,
};

/// Polylines stay this close to the curves, radians: 0.003°.
const TOLERANCE: f64 = 5e-5;

/// Directions closer than this to one line count as on it.
const COAXIAL: f64 = 1e-9;

/// The border of class `j`, as polylines that end at corners; `rivals` are the classes that can cut its region.
pub fn pieces(field: &Field, j: usize, rivals: &[usize]) -> Vec<Vec<Point>> {
    let mut border = Border {
        field,
        j,
        rivals: distinct(field, j, rivals),
        pieces: Vec::new(),
    };
    for k in border.rivals.clone() {
        border.against(k);
    }
    border.along_jumps();
    border.pieces
}

/// Drops classes that read exactly like an earlier one, which would cut twice at the same place.
fn distinct(field: &Field, j: usize, rivals: &[usize]) -> Vec<usize> {
    let plain = field.margin().affine() == Some((1.0, 0.0));
    let mut kept: Vec<usize> = Vec::with_capacity(rivals.len());
    for &k in rivals
        .iter()
        .filter(|&&k| k != j && !(plain && field.same(j, k)))
    {
        if !kept.iter().any(|&l| field.same(k, l)) {
            kept.push(k);
        }
    }
    kept
}

struct Border<'a> {
    field: &'a Field,
    j: usize,
    rivals: Vec<usize>,
    pieces: Vec<Vec<Point>>,
}

/// What bounds class j along a path.
#[derive(Clone, Copy)]
enum Bound {
    /// Class k: T's logit of j equals k's.
    Class(usize),
    /// A jump of T: inside on one side of the path, outside on the other.
    Jump,
}

impl Border<'_> {
    fn against(&mut self, k: usize) {
        let (j, field) = (self.j, self.field);
        let flat = |i: usize| !field.has_direction(i) || field.amplitude()[i] == 0.0;
        if flat(j) && flat(k) {
            return;
        }
        if let Some((p, q)) = field.margin().affine() {
            return self.on_plane(k, p, q);
        }
        let between = field.angle(j, k);
        if flat(j) || flat(k) || !(COAXIAL..=PI - COAXIAL).contains(&between) {
            return self.on_common_axis(k);
        }
        for part in field.profile().target.parts() {
            for other in field.profile().other.parts() {
                self.on_curve(k, part, other);
            }
        }
    }

    /// T = p cos θ + q: the curve is where (A_j p ŵ_j − A_k ŵ_k)·u = b_k − b_j − A_j q.
    fn on_plane(&mut self, k: usize, p: f64, q: f64) {
        let (j, field) = (self.j, self.field);
        let (a, b) = (field.amplitude(), field.offset());
        let (w, v) = (field.direction3(j), field.direction3(k));
        let normal = [0, 1, 2].map(|i| a[j] * p * w[i] - a[k] * v[i]);
        let height = b[k] - b[j] - a[j] * q;
        let mut axis = [0.0; 3];
        let length = vector::normalize_into(normal.iter(), &mut axis);
        if length <= field.slack() {
            return;
        }
        if let Some(ring) = Ring::new(axis, height / length) {
            let level = |u: &Point| field.target_logit(j, field.cosine(j, u));
            let sample = |s: f64| {
                let u = ring.at(s);
                (u, [level(&u); 2])
            };
            self.clip(Bound::Class(k), sample, TAU, Some(ring.breadth));
        }
    }

    /// One of the two has no direction, or both are on one line: the curve is a circle around the one that has.
    fn on_common_axis(&mut self, k: usize) {
        let (j, field) = (self.j, self.field);
        let axis = if field.has_direction(j) { j } else { k };
        let ring = |theta: f64| Ring::new(field.direction3(axis), theta.cos());
        let turned = |i: usize, theta: f64| match field.has_direction(i) {
            true => vector::dot(field.direction(i), field.direction(axis)).signum() * theta.cos(),
            false => 0.0,
        };
        let level = |theta: f64| field.target_logit(j, turned(j, theta));
        let ahead = |theta: f64| level(theta) - field.other_logit(k, turned(k, theta));
        let runs = partition(&mut Sign(&ahead), 0.0, PI, BORDER);
        for theta in runs.iter().skip(1).map(|run| run.from) {
            // Larger where T jumps, and then the border runs along the jump.
            let meets =
                ahead(theta).abs() <= 1e-6 * (field.largest_amplitude() + level(theta).abs());
            if let Some(ring) = ring(theta).filter(|_| meets) {
                let level = field.other_logit(k, turned(k, theta));
                let sample = |s: f64| (ring.at(s), [level; 2]);
                self.clip(Bound::Class(k), sample, TAU, Some(ring.breadth));
            }
        }
    }

    /// The curve against k where θ_j is in `part` and θ_k in `other`, parts on which T and the other-curve are monotone.
    fn on_curve(&mut self, k: usize, part: (f64, f64), other: (f64, f64)) {
        let (j, field) = (self.j, self.field);
        let logit = |x: f64| field.target_logit(j, x.cos());
        let inverse = Inverse::new(field, other);
        let cosine = |x: f64| inverse.cosine((logit(x) - field.offset()[k]) / field.amplitude()[k]);
        let mut triangle = Exists {
            between: field.angle(j, k),
            cosine: &cosine,
        };
        // A part ends just before a jump, so that T is continuous on it.
        let end = part.1 - if part.1 < PI { 1e-12 } else { 0.0 };
        for run in partition(&mut triangle, part.0, end, BORDER) {
            if run.label != Fit::Exists {
                continue;
            }
            let (w, v) = (field.direction3(j), field.direction3(k));
            let path = Triangle::new(w, v, run.from, run.to, &cosine);
            for side in [Side::Left, Side::Right] {
                let sample = |s: f64| (path.at(side, s), [logit(path.x(s)); 2]);
                self.clip(Bound::Class(k), sample, PI, None);
            }
        }
    }

    fn along_jumps(&mut self) {
        let (j, field) = (self.j, self.field);
        if !field.has_direction(j) || field.amplitude()[j] == 0.0 {
            return;
        }
        for cut in field
            .profile()
            .target
            .breaks
            .iter()
            .filter(|cut| cut.jumps())
        {
            let logit = |value: f64| field.amplitude()[j] * value + field.offset()[j];
            let levels = [logit(cut.before), logit(cut.after)];
            if let Some(ring) = Ring::new(field.direction3(j), cut.theta.cos()) {
                self.clip(
                    Bound::Jump,
                    |s| (ring.at(s), levels),
                    TAU,
                    Some(ring.breadth),
                );
            }
        }
    }

    /// Keeps the parts of a path, s in \[0, `end`\], that are border. `sample` gives the point and T's logit on either
    /// side; `speed` is |du/ds| where it is constant.
    fn clip(
        &mut self,
        bound: Bound,
        sample: impl Fn(f64) -> (Point, [f64; 2]),
        end: f64,
        speed: Option<f64>,
    ) {
        let rivals = self.steepness(bound);
        let mut inside = Inside {
            field: self.field,
            bound,
            alive: Alive::new(rivals.len()),
            rivals,
            sample: &sample,
            speed,
        };
        for run in partition(&mut inside, 0.0, end, BORDER) {
            if run.label && self.is_border(bound, sample((run.from + run.to) / 2.0)) {
                let at = |s: f64| sample(s).0;
                self.pieces.push(trace(&at, run.from, run.to, TOLERANCE));
            }
        }
    }

    /// The rivals beside the bound, each with the steepest slope along the path of its logit's distance to T's.
    fn steepness(&self, bound: Bound) -> Vec<(usize, f64)> {
        let field = self.field;
        let steepest = field.profile().other.steepest;
        let alone = |l: usize| field.amplitude()[l].abs() * steepest;
        let slope = |l: usize| match bound {
            Bound::Jump => alone(l),
            Bound::Class(k) if field.profile().other_is_cosine => field.difference(k, l),
            Bound::Class(k) => alone(k) + alone(l),
        };
        let beside = |l: &&usize| !matches!(bound, Bound::Class(k) if k == **l);
        self.rivals
            .iter()
            .filter(beside)
            .map(|&l| (l, slope(l)))
            .collect()
    }

    /// Whether a point found with the rivals alone is border when all classes are asked.
    fn is_border(&self, bound: Bound, (u, levels): (Point, [f64; 2])) -> bool {
        let field = self.field;
        let slack = 1e-9 * field.largest_amplitude();
        let skip = |l: usize| l == self.j || matches!(bound, Bound::Class(k) if k == l);
        let logits = (0..field.classes()).filter(|&l| !skip(l));
        let most = logits
            .map(|l| field.other_logit(l, field.cosine(l, &u)))
            .fold(f64::NEG_INFINITY, f64::max);
        match bound {
            Bound::Class(_) => levels[0] >= most - slack,
            Bound::Jump => (levels[0] >= most) != (levels[1] >= most),
        }
    }
}

/// Asks whether a path is border at s, as far as the rivals tell.
struct Inside<'a, S> {
    field: &'a Field,
    bound: Bound,
    rivals: Vec<(usize, f64)>,
    /// Positions in `rivals` of those that are not beaten all along a stretch.
    alive: Alive,
    sample: &'a S,
    speed: Option<f64>,
}

impl<S: Fn(f64) -> (Point, [f64; 2])> Inside<'_, S> {
    /// How far points of \[a, b\] are from its middle, u.
    fn reach(&self, u: &Point, a: f64, b: f64, depth: usize) -> f64 {
        match self.speed {
            Some(speed) => speed * (b - a) / 2.0,
            // Below this depth a path can fold back, and its reach is not known from its ends.
            None if depth < 3 => 2.0,
            None => 1.5 * far(u, &(self.sample)(a).0).max(far(u, &(self.sample)(b).0)),
        }
    }
}

/// What is known of "T's logit beats every rival" after one more rival, which it beats by `ahead` ± `doubt`.
fn and(all: Option<bool>, ahead: f64, doubt: f64) -> Option<bool> {
    if ahead < -doubt {
        Some(false)
    } else if ahead < doubt && all == Some(true) {
        None
    } else {
        all
    }
}

impl<S: Fn(f64) -> (Point, [f64; 2])> Probe for Inside<'_, S> {
    type Label = bool;

    fn settle(&mut self, a: f64, b: f64, depth: usize) -> Option<bool> {
        let (u, levels) = (self.sample)((a + b) / 2.0);
        let reach = self.reach(&u, a, b, depth);
        let (mut first, mut second) = (Some(true), Some(true));
        let (field, rivals) = (self.field, &self.rivals);
        self.alive.narrow(depth, |i| {
            let (class, slope) = rivals[i];
            let logit = field.other_logit(class, field.cosine(class, &u)) - field.slack();
            let (ahead, doubt) = (levels.map(|level| level - logit), slope * reach);
            first = and(first, ahead[0], doubt);
            second = and(second, ahead[1], doubt);
            ahead[0] < doubt || ahead[1] < doubt
        });
        match self.bound {
            Bound::Class(_) => first,
            Bound::Jump => Some(first? != second?),
        }
    }

    fn at(&mut self, s: f64, depth: usize) -> bool {
        let (u, levels) = (self.sample)(s);
        let [first, second] = levels.map(|level| {
            let mut alive = self.alive.below(depth).iter().map(|&i| self.rivals[i].0);
            alive.all(|class| {
                let logit = self.field.other_logit(class, self.field.cosine(class, &u));
                level >= logit - self.field.slack()
            })
        });
        match self.bound {
            Bound::Class(_) => first,
            Bound::Jump => first != second,
        }
    }
}

fn far(u: &Point, v: &Point) -> f64 {
    let off = [0, 1, 2].map(|i| u[i] - v[i]);
    vector::dot(&off, &off).sqrt()
}

/// Asks for the sign of a function.
struct Sign<F>(F);

impl<F: Fn(f64) -> f64> Probe for Sign<F> {
    type Label = bool;

    fn settle(&mut self, _: f64, _: f64, _: usize) -> Option<bool> {
        None
    }

    fn at(&mut self, s: f64, _: usize) -> bool {
        (self.0)(s) >= 0.0
    }
}

/// How a third side fits two sides of a triangle.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fit {
    TooShort,
    Exists,
    TooLong,
}

/// Asks whether a triangle exists with sides x, `between` and the one whose cosine is `cosine(x)`, monotone in x.
struct Exists<'a, F> {
    between: f64,
    cosine: &'a F,
}

impl<F: Fn(f64) -> f64> Probe for Exists<'_, F> {
    type Label = Fit;

    fn settle(&mut self, a: f64, b: f64, _: usize) -> Option<Fit> {
        let (c, d) = ((self.cosine)(a), (self.cosine)(b));
        let (low, high) = (c.min(d), c.max(d));
        let near = cosine_range(a - self.between, b - self.between);
        let far = cosine_range(a + self.between, b + self.between);
        if low > near.1 {
            Some(Fit::TooShort)
        } else if high < far.0 {
            Some(Fit::TooLong)
        } else if high <= near.0 && low >= far.1 {
            Some(Fit::Exists)
        } else {
            None
        }
    }

    fn at(&mut self, x: f64, _: usize) -> Fit {
        let cos = (self.cosine)(x);
        if cos > (x - self.between).cos() {
            Fit::TooShort
        } else if cos < (x + self.between).cos() {
            Fit::TooLong
        } else {
            Fit::Exists
        }
    }
}

/// Range of cos over \[a, b\], for −π ≤ a ≤ b ≤ 2π.
fn cosine_range(a: f64, b: f64) -> (f64, f64) {
    let (x, y) = (a.cos(), b.cos());
    let low = if a <= PI && PI <= b || a <= -PI {
        -1.0
    } else {
        x.min(y)
    };
    let high = if a <= 0.0 && 0.0 <= b || b >= TAU {
        1.0
    } else {
        x.max(y)
    };
    (low, high)
}

/// cos θ from the other-curve's value, on a part of θ where it is monotone.
struct Inverse<'a> {
    field: &'a Field,
    part: (f64, f64),
    ends: (f64, f64),
}

impl<'a> Inverse<'a> {
    fn new(field: &'a Field, part: (f64, f64)) -> Self {
        let value = |theta: f64| field.margin().other(theta.cos()).value;
        Self {
            field,
            part,
            ends: (value(part.0), value(part.1)),
        }
    }

    /// Beyond ±1 where no θ of the part has this value, on the side where the curve leaves the part.
    fn cosine(&self, value: f64) -> f64 {
        if self.field.profile().other_is_cosine {
            return value;
        }
        let (first, last) = self.ends;
        let falls = first > last;
        if value > first.max(last) {
            return if falls { 2.0 } else { -2.0 };
        }
        if value < first.min(last) {
            return if falls { -2.0 } else { 2.0 };
        }
        let (mut low, mut high) = self.part;
        for _ in 0..52 {
            let middle = (low + high) / 2.0;
            if (self.field.margin().other(middle.cos()).value > value) == falls {
                low = middle;
            } else {
                high = middle;
            }
        }
        ((low + high) / 2.0).cos()
    }
}
