//! The border of one class's region on the sphere: the parts of its pairwise curves that no third class cuts off.
//!
//! Against class k, class j's side ends where T's logit of j equals the other-logit of k. That is a circle when T is affine
//! in cos θ, and otherwise a curve of points known by their angles to ŵ_j and ŵ_k. Where T jumps, the border can also run
//! along the circle of that θ_j.

use std::f64::consts::{PI, TAU};

use super::{
    Field,
    bounds::{Alive, Cap},
    cover::Point,
    partition::{Mark, Precision, Probe, Stretch, partition},
    path::{Ring, Side, Triangle, trace},
};
use crate::math::{root::root, vector};

/// Nothing wider than 0.01° is missed, and corners are where they are to 1e−10.
const BORDER: Precision = Precision {
    finest: 0.01 * PI / 180.0,
    exact: 1e-10,
};

/// Polylines stay this close to the curves, radians: 0.005°.
const TOLERANCE: f64 = 8e-5;

/// Directions closer than this to one line count as on it.
const COAXIAL: f64 = 1e-9;

/// A class that can cut class j's region, and the range of cos θ_j within which it can.
#[derive(Clone, Copy, Debug)]
pub struct Meeting {
    pub class: usize,
    pub low: f64,
    pub high: f64,
}

impl Meeting {
    pub fn extend(&mut self, other: &Self) {
        self.low = self.low.min(other.low);
        self.high = self.high.max(other.high);
    }

    /// The part of a stretch of θ_j that lies in the range.
    fn within(&self, (from, to): (f64, f64)) -> (f64, f64) {
        (from.max(self.high.acos()), to.min(self.low.acos()))
    }
}

/// The border of class `j`, as polylines that end at corners; `rivals` are the classes that can cut its region.
pub fn pieces(field: &Field, j: usize, rivals: &[Meeting]) -> Vec<Vec<Point>> {
    let rivals = distinct(field, j, rivals);
    let mut border = Border {
        field,
        j,
        rivals: rivals.iter().map(|meeting| meeting.class).collect(),
        pieces: Vec::new(),
    };
    for meeting in &rivals {
        border.against(meeting);
    }
    border.along_jumps();
    border.pieces
}

/// Drops classes that read exactly like an earlier one, which would cut twice at the same place.
fn distinct(field: &Field, j: usize, rivals: &[Meeting]) -> Vec<Meeting> {
    let plain = field.margin().affine() == Some((1.0, 0.0));
    let mut kept: Vec<Meeting> = Vec::with_capacity(rivals.len());
    for rival in rivals {
        let k = rival.class;
        if k == j || (plain && field.same(j, k)) {
            continue;
        }
        match kept.iter_mut().find(|other| field.same(k, other.class)) {
            Some(twin) => twin.extend(rival),
            None => kept.push(*rival),
        }
    }
    kept
}

/// A point of a path, and T's logit of class j on either side of the path.
type Sample = (Point, [f64; 2]);

struct Border<'a> {
    field: &'a Field,
    j: usize,
    rivals: Vec<usize>,
    pieces: Vec<Vec<Point>>,
}

impl Bound {
    /// The class that bounds j.
    fn class(self) -> Option<usize> {
        match self {
            Self::Class(k) | Self::Level { k, .. } => Some(k),
            Self::Jump => None,
        }
    }
}

/// What bounds class j along a path.
#[derive(Clone, Copy)]
enum Bound {
    /// Class k: T's logit of j equals k's.
    Class(usize),
    /// Class k, whose other-curve is level: only where cos θ_k lies in \[low, high\].
    Level { k: usize, low: f64, high: f64 },
    /// A jump of T: inside on one side of the path, outside on the other.
    Jump,
}

impl Border<'_> {
    fn against(&mut self, rival: &Meeting) {
        let (j, k, field) = (self.j, rival.class, self.field);
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
            let part = rival.within((part.0, before(part.1)));
            if part.0 >= part.1 {
                continue;
            }
            for other in field.profile().other.parts() {
                let inverse = Inverse::new(field, other);
                match inverse.level() {
                    Some(value) => self.on_level(k, part, other, value),
                    None => self.on_curve(k, part, &inverse),
                }
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

    /// The other-curve has one value where θ_k is in `other`, so T's logit of j is level too: a circle around ŵ_j.
    fn on_level(&mut self, k: usize, part: (f64, f64), other: (f64, f64), value: f64) {
        let (j, field) = (self.j, self.field);
        let level = field.amplitude()[k] * value + field.offset()[k];
        let ahead = |x: f64| field.target_logit(j, x.cos()) - level;
        let bound = Bound::Level {
            k,
            low: other.1.cos(),
            high: other.0.cos(),
        };
        if ahead(part.0) * ahead(part.1) >= 0.0 {
            return;
        }
        let theta = root(ahead, part.0, part.1);
        if let Some(ring) = Ring::new(field.direction3(j), theta.cos()) {
            self.clip(bound, |s| (ring.at(s), [level; 2]), TAU, Some(ring.breadth));
        }
    }

    /// The curve against k where θ_j is in `part` and θ_k in that of `inverse`, parts on which T and the other-curve are
    /// monotone.
    fn on_curve(&mut self, k: usize, part: (f64, f64), inverse: &Inverse<'_>) {
        let (j, field) = (self.j, self.field);
        let logit = |x: f64| field.target_logit(j, x.cos());
        let value = |logit: f64| (logit - field.offset()[k]) / field.amplitude()[k];
        let cosine = |x: f64| inverse.cosine(value(logit(x)));
        let mut exists = Exists {
            between: field.angle(j, k),
            cosine: &cosine,
        };
        for run in partition(&mut exists, part.0, part.1, BORDER) {
            if run.label != Fit::Exists {
                continue;
            }
            let (w, v) = (field.direction3(j), field.direction3(k));
            let path = Triangle::new(w, v, run.from, run.to);
            for side in [Side::Left, Side::Right] {
                let sample = |s: f64| {
                    let x = path.x(s);
                    let logit = logit(x);
                    // Where the run ends with the part, rounding must not carry the path beyond.
                    let cos = inverse.nearest(value(logit));
                    (path.point(side, x, cos), [logit; 2])
                };
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
    fn clip(&mut self, bound: Bound, sample: impl Fn(f64) -> Sample, end: f64, speed: Option<f64>) {
        let rivals = self.beside(bound);
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

    /// The rivals beside the bound.
    fn beside(&self, bound: Bound) -> Vec<Rival> {
        let field = self.field;
        let steepest = field.profile().other.steepest;
        let rival = |&l: &usize| Rival {
            class: l,
            slope: match bound {
                Bound::Class(k) if field.profile().other_is_cosine => field.difference(k, l),
                Bound::Class(k) => field.amplitude()[k].abs() * steepest,
                Bound::Level { .. } | Bound::Jump if field.profile().other_is_cosine => {
                    field.amplitude()[l].abs()
                }
                Bound::Level { .. } | Bound::Jump => 0.0,
            },
            // Where two classes are level together, the border is drawn for the first.
            strict: matches!(bound, Bound::Level { k, .. } if l < k),
        };
        let rivals = self.rivals.iter().filter(|l| bound.class() != Some(**l));
        rivals.map(rival).collect()
    }

    /// Whether a point found with the rivals alone is border when all classes are asked.
    fn is_border(&self, bound: Bound, (u, levels): Sample) -> bool {
        let field = self.field;
        let slack = 1e-9 * field.largest_amplitude();
        let skip = |l: usize| l == self.j || bound.class() == Some(l);
        let logits = (0..field.classes()).filter(|&l| !skip(l));
        let most = logits
            .map(|l| field.other_logit(l, field.cosine(l, &u)))
            .fold(f64::NEG_INFINITY, f64::max);
        match bound {
            Bound::Class(_) | Bound::Level { .. } => levels[0] >= most - slack,
            Bound::Jump => (levels[0] >= most) != (levels[1] >= most),
        }
    }
}

/// A class that T's logit must beat along a path.
struct Rival {
    class: usize,
    /// How fast T's logit minus the rival's can change along the path, apart from what the range of the rival's own curve
    /// tells.
    slope: f64,
    /// Whether a tie is lost.
    strict: bool,
}

/// Asks whether a path is border at s, as far as the rivals tell.
struct Inside<'a, S> {
    field: &'a Field,
    bound: Bound,
    rivals: Vec<Rival>,
    /// Positions in `rivals` of those that are not beaten all along a stretch.
    alive: Alive,
    sample: &'a S,
    speed: Option<f64>,
}

impl<S> Inside<'_, S> {
    /// How far points of a stretch are from its middle.
    fn reach(&self, stretch: &Stretch<Sample>, depth: usize) -> f64 {
        let from_middle = |end: &Mark<Sample>| far(&stretch.middle.sample.0, &end.sample.0);
        match self.speed {
            Some(speed) => speed * stretch.width() / 2.0,
            // Below this depth a path can fold back, and its reach is not known from its ends.
            None if depth < 3 => 2.0,
            None => 1.5 * from_middle(&stretch.a).max(from_middle(&stretch.b)),
        }
    }
}

/// Bounds (low, high) on the logit that T's must reach to beat a rival in a cap.
fn threshold(field: &Field, rival: &Rival, cap: &Cap<'_>) -> (f64, f64) {
    let doubt = rival.slope * cap.radius;
    let slack = if rival.strict {
        field.slack()
    } else {
        -field.slack()
    };
    let (low, high) = if cap.radius == 0.0 || field.profile().other_is_cosine {
        let logit = field.other_logit(rival.class, field.cosine(rival.class, cap.centre));
        (logit, logit)
    } else {
        let (low, high) = cap.cosines(field, rival.class);
        field.other_range(rival.class, low, high)
    };
    (low - doubt + slack, high + doubt + slack)
}

/// What is known of "all of these hold" after one more, whose measure is in \[low, high\] and holds when not negative.
fn and(all: Option<bool>, low: f64, high: f64) -> Option<bool> {
    if high < 0.0 {
        Some(false)
    } else if low < 0.0 && all == Some(true) {
        None
    } else {
        all
    }
}

impl<S: Fn(f64) -> Sample> Probe for Inside<'_, S> {
    type Label = bool;
    type Sample = Sample;

    fn sample(&self, s: f64) -> Sample {
        (self.sample)(s)
    }

    fn settle(&mut self, stretch: &Stretch<Sample>, depth: usize) -> Option<bool> {
        let (u, levels) = stretch.middle.sample;
        let reach = self.reach(stretch, depth);
        let cap = Cap::new(&u, reach.min(PI));
        let (mut first, mut second) = (Some(true), Some(true));
        let (field, rivals) = (self.field, &self.rivals);
        self.alive.narrow(depth, |i| {
            let (low, high) = threshold(field, &rivals[i], &cap);
            first = and(first, levels[0] - high, levels[0] - low);
            second = and(second, levels[1] - high, levels[1] - low);
            levels[0] < high || levels[1] < high
        });
        match self.bound {
            Bound::Class(_) => first,
            Bound::Level { k, low, high } => {
                let (from, to) = cap.cosines(field, k);
                and(and(first, from - low, to - low), high - to, high - from)
            }
            Bound::Jump => Some(first? != second?),
        }
    }

    fn at(&self, &(u, levels): &Sample, depth: usize) -> bool {
        let point = Cap::new(&u, 0.0);
        let [first, second] = levels.map(|level| {
            let mut alive = self.alive.below(depth).iter().map(|&i| &self.rivals[i]);
            alive.all(|rival| level >= threshold(self.field, rival, &point).0)
        });
        match self.bound {
            Bound::Class(_) => first,
            Bound::Level { k, low, high } => {
                first && (low..=high).contains(&self.field.cosine(k, &u))
            }
            Bound::Jump => first != second,
        }
    }
}

/// The end of a part of θ, just before a jump that may be there, so that T is continuous on the part.
fn before(end: f64) -> f64 {
    if end < PI { end - 1e-12 } else { end }
}

fn far(u: &Point, v: &Point) -> f64 {
    let off = [0, 1, 2].map(|i| u[i] - v[i]);
    vector::dot(&off, &off).sqrt()
}

/// Asks for the sign of a function.
struct Sign<F>(F);

impl<F: Fn(f64) -> f64> Probe for Sign<F> {
    type Label = bool;
    type Sample = f64;

    fn sample(&self, s: f64) -> f64 {
        (self.0)(s)
    }

    fn settle(&mut self, _: &Stretch<f64>, _: usize) -> Option<bool> {
        None
    }

    fn at(&self, value: &f64, _: usize) -> bool {
        *value >= 0.0
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
    /// x and the cosine there.
    type Sample = (f64, f64);

    fn sample(&self, x: f64) -> (f64, f64) {
        (x, (self.cosine)(x))
    }

    fn settle(&mut self, stretch: &Stretch<(f64, f64)>, _: usize) -> Option<Fit> {
        let ((a, c), (b, d)) = (stretch.a.sample, stretch.b.sample);
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

    fn at(&self, &(x, cos): &(f64, f64), _: usize) -> Fit {
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

    /// The value, where it is one and the same on all of the part.
    fn level(&self) -> Option<f64> {
        let (first, last) = self.ends;
        ((first - last).abs() <= 1e-12 * (1.0 + first.abs())).then_some(first)
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
        self.nearest(value)
    }

    /// The same, at an end of the part where no θ of it has this value.
    fn nearest(&self, value: f64) -> f64 {
        if self.field.profile().other_is_cosine {
            return value;
        }
        let off = |theta: f64| self.field.margin().other(theta.cos()).value - value;
        root(off, self.part.0, self.part.1).cos()
    }
}
