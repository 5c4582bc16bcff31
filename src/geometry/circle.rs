//! Regions on the unit circle, as arcs. Directions are angles φ from the first axis, counter-clockwise, radians.

use std::f64::consts::{PI, TAU};

use super::{
    Field,
    alive::Alive,
    bounds::{self, Cap, Ranges},
    partition::{Precision, Probe, Run, Stretch, partition},
};
use crate::math::softmax;

/// Nothing wider than 0.005° is missed, and ends are where they are to 1e−13.
const ARCS: Precision = Precision {
    finest: 0.005 * PI / 180.0,
    exact: 1e-13,
};

/// A class whose logit is so far below the largest adds nothing to the posterior in `f64`.
const UNHEARD: f64 = 50.0;

/// A stretch of the circle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Arc {
    /// The class it belongs to; `None` for the margin zone.
    pub class: Option<usize>,
    /// Radians, counter-clockwise; `from` in \[0, 2π), `to` above it by at most 2π.
    pub from: f64,
    /// Radians; see `from`.
    pub to: f64,
}

/// The regions with their margins and the margin zone: arcs that cover the circle, by increasing `from`. Empty when the
/// field is not in two dimensions.
pub fn arcs(field: &Field) -> Vec<Arc> {
    if field.dim() != 2 {
        return Vec::new();
    }
    let runs = partition(&mut Owner::new(field), 0.0, TAU, ARCS);
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
    let runs = partition(&mut Doubt::new(field, p), 0.0, TAU, ARCS);
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

fn direction(phi: f64) -> [f64; 2] {
    [phi.cos(), phi.sin()]
}

/// Asks which class owns a direction.
struct Owner<'a> {
    field: &'a Field,
    alive: Alive,
    ranges: Vec<Ranges>,
    matter: Vec<usize>,
}

impl<'a> Owner<'a> {
    fn new(field: &'a Field) -> Self {
        Self {
            field,
            alive: Alive::new(field.classes()),
            ranges: Vec::new(),
            matter: Vec::new(),
        }
    }
}

impl Probe for Owner<'_> {
    type Label = Option<usize>;
    type Sample = [f64; 2];

    fn sample(&self, phi: f64) -> [f64; 2] {
        direction(phi)
    }

    fn settle(&mut self, stretch: &Stretch<[f64; 2]>, depth: usize) -> Option<Option<usize>> {
        self.ranges.clear();
        let cap = Cap::new(&stretch.middle.sample, stretch.width() / 2.0);
        for &class in self.alive.at(depth) {
            let cosines = cap.cosines(self.field, class);
            self.ranges.push(Ranges::new(self.field, class, cosines));
        }
        let verdict = bounds::judge(&self.ranges, self.field.slack(), &mut self.matter);
        let verdict =
            bounds::judge_pairs(self.field, &cap, &self.ranges, &mut self.matter, verdict);
        self.alive.leave(depth, &self.matter);
        verdict.owner
    }

    fn at(&self, u: &[f64; 2], depth: usize) -> Option<usize> {
        let matter = self.alive.below(depth).iter().copied();
        self.field.region_among(matter, |j| self.field.cosine(j, u))
    }
}

/// Asks whether the largest posterior is below `p`.
struct Doubt<'a> {
    field: &'a Field,
    p: f64,
    alive: Alive,
    ranges: Vec<(f64, f64)>,
}

impl<'a> Doubt<'a> {
    fn new(field: &'a Field, p: f64) -> Self {
        Self {
            field,
            p,
            alive: Alive::new(field.classes()),
            ranges: Vec::new(),
        }
    }
}

impl Probe for Doubt<'_> {
    type Label = bool;
    type Sample = [f64; 2];

    fn sample(&self, phi: f64) -> [f64; 2] {
        direction(phi)
    }

    fn settle(&mut self, stretch: &Stretch<[f64; 2]>, depth: usize) -> Option<bool> {
        self.ranges.clear();
        let cap = Cap::new(&stretch.middle.sample, stretch.width() / 2.0);
        for &class in self.alive.at(depth) {
            let (low, high) = cap.cosines(self.field, class);
            self.ranges.push(self.field.plain_range(class, low, high));
        }
        let (low, high) = bounds::confidence(&self.ranges);
        let floor = self
            .ranges
            .iter()
            .fold(f64::NEG_INFINITY, |m, r| m.max(r.0));
        let mut ranges = self.ranges.iter();
        self.alive.narrow(depth, |_| {
            ranges.next().is_some_and(|r| r.1 >= floor - UNHEARD)
        });
        match (high < self.p, low >= self.p) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => None,
        }
    }

    fn at(&self, u: &[f64; 2], depth: usize) -> bool {
        let logit = |&j: &usize| self.field.plain_logit(j, self.field.cosine(j, u));
        softmax::confidence(self.alive.below(depth).iter().map(logit)) < self.p
    }
}
