//! Regions on the unit circle, as arcs. Directions are angles φ from the first axis, counter-clockwise, radians.

use std::f64::consts::{PI, TAU};

use super::{
    Field,
    bounds::{self, Alive, Ranges},
    partition::{Probe, Run, partition},
};

/// Nothing wider than this is missed: 0.005°.
const FINEST: f64 = 0.005 * PI / 180.0;

/// A stretch of the circle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Arc {
    /// The class it belongs to; `None` for the margin zone.
    pub class: Option<usize>,
    /// Radians, counter-clockwise; `from` in \[0, 2π), `to` above it by at most 2π.
    pub from: f64,
    pub to: f64,
}

/// The regions with their margins and the margin zone: arcs that cover the circle, by increasing `from`. Empty when the
/// field is not in two dimensions.
pub fn arcs(field: &Field) -> Vec<Arc> {
    if field.dim() != 2 {
        return Vec::new();
    }
    let runs = partition(&mut Owner::new(field), 0.0, TAU, FINEST);
    let arc = |run: Run<Option<usize>>| Arc {
        class: run.label,
        from: run.from,
        to: run.to,
    };
    around(runs).into_iter().map(arc).collect()
}

/// The regions without margins: the class with the largest plain logit.
pub fn plain_arcs(field: &Field) -> Vec<Arc> {
    arcs(&field.plain())
}

/// The arcs (from, to) where the largest posterior is below `p`, radians.
pub fn uncertain_arcs(field: &Field, p: f64) -> Vec<(f64, f64)> {
    if field.dim() != 2 || field.classes() == 0 {
        return Vec::new();
    }
    let runs = partition(&mut Doubt::new(field, p), 0.0, TAU, FINEST);
    let doubtful = around(runs).into_iter().filter(|run| run.label);
    doubtful.map(|run| (run.from, run.to)).collect()
}

/// Joins the run that ends at 2π with the one that starts at 0.
fn around<L: Copy + PartialEq>(mut runs: Vec<Run<L>>) -> Vec<Run<L>> {
    if let [first, .., last] = runs.as_mut_slice()
        && first.label == last.label
    {
        last.to = first.to + TAU;
        runs.remove(0);
    }
    runs
}

/// Angles of the class directions, `None` for a class without one.
fn headings(field: &Field) -> Vec<Option<f64>> {
    let heading = |j| {
        let w = field.direction(j);
        field.has_direction(j).then(|| w[1].atan2(w[0]))
    };
    (0..field.classes()).map(heading).collect()
}

/// Range of θ between a heading and the directions in \[a, b\].
fn thetas(heading: Option<f64>, a: f64, b: f64) -> (f64, f64) {
    let Some(heading) = heading else {
        return (PI / 2.0, PI / 2.0);
    };
    let off = ((a + b) / 2.0 - heading).rem_euclid(TAU);
    let (middle, half) = (off.min(TAU - off), (b - a) / 2.0);
    ((middle - half).max(0.0), (middle + half).min(PI))
}

fn direction(phi: f64) -> [f64; 2] {
    [phi.cos(), phi.sin()]
}

/// Asks which class owns a direction.
struct Owner<'a> {
    field: &'a Field,
    headings: Vec<Option<f64>>,
    alive: Alive,
    ranges: Vec<Ranges>,
}

impl<'a> Owner<'a> {
    fn new(field: &'a Field) -> Self {
        Self {
            field,
            headings: headings(field),
            alive: Alive::new(field.classes()),
            ranges: Vec::new(),
        }
    }
}

impl Probe for Owner<'_> {
    type Label = Option<usize>;

    fn settle(&mut self, a: f64, b: f64, depth: usize) -> Option<Option<usize>> {
        self.ranges.clear();
        let (alive, below) = self.alive.at(depth);
        for &class in alive {
            let (from, to) = thetas(self.headings[class], a, b);
            self.ranges.push(Ranges::new(self.field, class, from, to));
        }
        bounds::judge(&self.ranges, self.field.slack(), below).owner
    }

    fn at(&mut self, phi: f64) -> Option<usize> {
        self.field.region(&direction(phi))
    }
}

/// Asks whether the largest posterior is below `p`.
struct Doubt<'a> {
    field: &'a Field,
    p: f64,
    headings: Vec<Option<f64>>,
    alive: Alive,
    ranges: Vec<(f64, f64)>,
}

impl<'a> Doubt<'a> {
    fn new(field: &'a Field, p: f64) -> Self {
        Self {
            field,
            p,
            headings: headings(field),
            alive: Alive::new(field.classes()),
            ranges: Vec::new(),
        }
    }
}

impl Probe for Doubt<'_> {
    type Label = bool;

    fn settle(&mut self, a: f64, b: f64, depth: usize) -> Option<bool> {
        self.ranges.clear();
        let (alive, below) = self.alive.at(depth);
        for &class in alive {
            let (from, to) = thetas(self.headings[class], a, b);
            self.ranges.push(self.field.plain_range(class, from, to));
        }
        let (low, high) = bounds::confidence(&self.ranges);
        below.clear();
        below.extend(bounds::heard(&self.ranges).map(|i| alive[i]));
        match (high < self.p, low >= self.p) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => None,
        }
    }

    fn at(&mut self, phi: f64) -> bool {
        self.field.confidence(&direction(phi)) < self.p
    }
}
