//! The border of one class's region on the sphere: the parts of its pairwise curves that no third class cuts off.
//!
//! Against class k, class j's side ends where T's logit of j equals the other-logit of k. That is a circle when T is affine
//! in cos θ, and otherwise a curve of points known by their angles to ŵ_j and ŵ_k. Where T jumps, the border can also run
//! along the circle of that θ_j.

use std::f64::consts::{PI, TAU};

use super::{
    Field,
    clip::{Bound, Inside, Sample, is_border},
    cover::Point,
    fit::{Ahead, Exists, Fit, Inverse},
    partition::{Precision, partition},
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

/// Logits that differ by less than this share of the largest amplitude meet at the end of a path.
const MEETING: f64 = 1e-8;

/// Directions closer than this to one line count as on it.
const COAXIAL: f64 = 1e-9;

/// A class that can cut class j's region, and the range of cos θ_j within which it can.
#[derive(Clone, Copy, Debug)]
pub struct Meeting {
    /// The other class.
    pub class: usize,
    /// Smallest cos θ_j.
    pub low: f64,
    /// Largest cos θ_j.
    pub high: f64,
}

impl Meeting {
    /// Widens the range to that of `other` too.
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

struct Border<'a> {
    field: &'a Field,
    j: usize,
    rivals: Vec<usize>,
    pieces: Vec<Vec<Point>>,
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
                    None => self.on_curve((k, other), part, &inverse),
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
        let along = vector::dot(field.direction(j), field.direction(k));
        let mut ahead = Ahead {
            field,
            j,
            k,
            signs: match (field.has_direction(j), field.has_direction(k)) {
                (true, true) => (1.0, along.signum()),
                (own, other) => (f64::from(own), f64::from(other)),
            },
        };
        for run in partition(&mut ahead, 0.0, PI, BORDER).iter().skip(1) {
            let level = ahead.other(run.from);
            // T is elsewhere where it jumps, and then the border runs along the jump.
            let off = (ahead.level(run.from) - level).abs();
            let meets = off <= 1e-6 * (field.largest_amplitude() + level.abs());
            let ring = Ring::new(field.direction3(axis), run.from.cos());
            if let Some(ring) = ring.filter(|_| meets) {
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
    fn on_curve(
        &mut self,
        (k, other): (usize, (f64, f64)),
        part: (f64, f64),
        inverse: &Inverse<'_>,
    ) {
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
            let ends =
                [0.0, PI].map(|s| self.meeting_point(&path, s, (k, other), logit(path.x(s))));
            for side in [Side::Left, Side::Right] {
                let sample = |s: f64| {
                    let x = path.x(s);
                    let logit = logit(x);
                    // Where the run ends with the part, rounding must not carry the path beyond.
                    let cos = inverse.nearest(value(logit));
                    let end = [0.0, PI].iter().position(|end| *end == s);
                    let meeting = end.and_then(|end| ends[end]);
                    let point = meeting.unwrap_or_else(|| path.point(side, x, cos));
                    (point, [logit; 2])
                };
                self.clip(Bound::Class(k), sample, PI, None);
            }
        }
    }

    /// The point in the plane of j and k at an end of a path, if the curve reaches it: there both sides meet. x is exact
    /// at an end, but where the other-curve is flat the angle to k is not, and the sides would end apart.
    fn meeting_point(
        &self,
        path: &Triangle,
        s: f64,
        (k, other): (usize, (f64, f64)),
        logit: f64,
    ) -> Option<Point> {
        let field = self.field;
        let slack = MEETING * field.largest_amplitude();
        let points = [1.0, -1.0].map(|cos_beta| path.flat_point(path.x(s), cos_beta));
        let reaches = |u: &Point| {
            let cos = field.cosine(k, u);
            let within = (other.1.cos()..=other.0.cos()).contains(&cos);
            within && (field.other_logit(k, cos) - logit).abs() <= slack
        };
        points.into_iter().find(reaches)
    }

    fn along_jumps(&mut self) {
        let (j, field) = (self.j, self.field);
        if !field.has_direction(j) || field.amplitude()[j] == 0.0 {
            return;
        }
        let breaks = field.profile().target.breaks.iter();
        for cut in breaks.filter(|cut| cut.jumps()) {
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
        let mut inside = Inside::new(self.field, bound, &self.rivals, &sample, speed);
        for run in partition(&mut inside, 0.0, end, BORDER) {
            if run.label && is_border(self.field, self.j, bound, sample((run.from + run.to) / 2.0))
            {
                let at = |s: f64| sample(s).0;
                self.pieces.push(trace(&at, run.from, run.to, TOLERANCE));
            }
        }
    }
}

/// The end of a part of θ, just before a jump that may be there, so that T is continuous on the part.
fn before(end: f64) -> f64 {
    if end < PI { end - 1e-12 } else { end }
}
