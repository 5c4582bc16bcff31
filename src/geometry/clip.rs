//! Which parts of a path on the sphere are border of class j. Along the path T's logit of j equals that of one other class;
//! the path is border where it also beats all the rest.

use std::f64::consts::PI;

use super::{
    Field,
    alive::Alive,
    bounds::Cap,
    cover::Point,
    partition::{Mark, Probe, Stretch},
};
use crate::math::vector;

/// A point of a path, and T's logit of class j on either side of the path.
pub type Sample = (Point, [f64; 2]);

/// What bounds class j along a path.
#[derive(Clone, Copy)]
pub enum Bound {
    /// Class k: T's logit of j equals k's.
    Class(usize),
    /// Class k, whose other-curve is level: only where cos θ_k lies in \[low, high\].
    Level { k: usize, low: f64, high: f64 },
    /// A jump of T: inside on one side of the path, outside on the other.
    Jump,
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

/// A class that T's logit must beat along a path.
struct Rival {
    class: usize,
    /// How fast T's logit minus the rival's can change along the path, apart from what the range of the rival's own curve
    /// tells.
    slope: f64,
    /// Whether a tie is lost.
    strict: bool,
}

impl Rival {
    fn new(field: &Field, bound: Bound, l: usize) -> Self {
        let profile = field.profile();
        let slope = match bound {
            Bound::Class(k) if profile.other_is_cosine => field.difference(k, l),
            Bound::Class(k) => field.amplitude()[k].abs() * profile.other.steepest,
            _ if profile.other_is_cosine => field.amplitude()[l].abs(),
            _ => 0.0,
        };
        Self {
            class: l,
            slope,
            // Where two classes are level together, the border is drawn for the first.
            strict: matches!(bound, Bound::Level { k, .. } if l < k),
        }
    }
}

/// Asks whether a path is border at s, as far as the rivals tell.
pub struct Inside<'a, S> {
    field: &'a Field,
    bound: Bound,
    rivals: Vec<Rival>,
    /// Positions in `rivals` of those that are not beaten all along a stretch.
    alive: Alive,
    sample: &'a S,
    speed: Option<f64>,
}

impl<'a, S> Inside<'a, S> {
    /// `rivals` are the classes that can cut class j's region; `speed` is |du/ds| where it is constant.
    pub fn new(
        field: &'a Field,
        bound: Bound,
        rivals: &[usize],
        sample: &'a S,
        speed: Option<f64>,
    ) -> Self {
        let beside = rivals.iter().filter(|l| bound.class() != Some(**l));
        let rivals: Vec<Rival> = beside.map(|&l| Rival::new(field, bound, l)).collect();
        Self {
            field,
            bound,
            alive: Alive::new(rivals.len()),
            rivals,
            sample,
            speed,
        }
    }

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

fn far(u: &Point, v: &Point) -> f64 {
    let off = vector::combine(1.0, *u, -1.0, *v);
    vector::dot(&off, &off).sqrt()
}

/// Whether a point found with the rivals alone is border of class j when all classes are asked.
pub fn is_border(field: &Field, j: usize, bound: Bound, (u, levels): Sample) -> bool {
    let slack = 1e-9 * field.largest_amplitude();
    let logits = (0..field.classes()).filter(|&l| l != j && bound.class() != Some(l));
    let most = logits
        .map(|l| field.other_logit(l, field.cosine(l, &u)))
        .fold(f64::NEG_INFINITY, f64::max);
    match bound {
        Bound::Class(_) | Bound::Level { .. } => levels[0] >= most - slack,
        Bound::Jump => (levels[0] >= most) != (levels[1] >= most),
    }
}
