//! Lines and regions on one side of the horizon.

use std::f64::consts::TAU;

use super::camera::{View, facing};
use super::space::{Space, unit};

/// A side of the globe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Behind the horizon.
    Far,
    /// What faces the eye.
    Near,
}

impl Side {
    /// How far a turned point is inside this side: above 0 on it.
    fn ahead(self, seen: Space) -> f64 {
        match self {
            Self::Near => facing(seen),
            Self::Far => -facing(seen),
        }
    }

    /// Whether a turned point is on this side.
    pub fn holds(self, seen: Space) -> bool {
        self.ahead(seen) > 0.0
    }
}

/// The parts of a polyline of turned points that lie on a side, cut exactly at the horizon.
pub fn runs(line: &[Space], side: Side) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut open: Option<Run> = None;
    for (i, &at) in line.iter().enumerate() {
        let here = side.holds(at);
        let before = i.checked_sub(1).map(|i| line[i]);
        let passed = before.filter(|before| side.holds(*before) != here);
        let cut = passed.map(|before| crossing(before, at));
        if here {
            let run = open.get_or_insert_with(|| Run {
                enters: cut,
                leaves: None,
                points: cut.into_iter().collect(),
            });
            run.points.push(at);
        } else if let Some(mut run) = open.take() {
            run.points.extend(cut);
            run.leaves = cut;
            runs.push(run);
        }
    }
    runs.extend(open);
    join_ends(&mut runs, line);
    runs
}

/// A part of a line on one side.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// The point of the horizon where it comes onto the side; `None` where the line begins on it.
    pub enters: Option<Space>,
    /// The point of the horizon where it leaves the side; `None` where the line ends on it.
    pub leaves: Option<Space>,
    /// Its turned points in order, those on the horizon included.
    pub points: Vec<Space>,
}

/// Joins the last part of a closed line to its first, where the line begins and ends on the side.
fn join_ends(runs: &mut Vec<Run>, line: &[Space]) {
    let closed = line.len() > 2 && line.first() == line.last();
    let open = runs.len() > 1
        && runs.first().is_some_and(|run| run.enters.is_none())
        && runs.last().is_some_and(|run| run.leaves.is_none());
    if let Some(last) = runs.pop_if(|_| closed && open)
        && let Some(first) = runs.first_mut()
    {
        first.enters = last.enters;
        let rest = first.points.iter().skip(1);
        first.points = last.points.iter().chain(rest).copied().collect();
    }
}

/// The point between two on the sphere that lies on the horizon.
fn crossing(a: Space, b: Space) -> Space {
    let at = |t: f64| {
        let mixed = [0, 1, 2].map(|i| a[i] + (b[i] - a[i]) * t);
        unit(mixed).unwrap_or(a)
    };
    let (mut low, mut high) = (0.0, 1.0);
    let begins = facing(a) > 0.0;
    for _ in 0..50 {
        let middle = (low + high) / 2.0;
        match (facing(at(middle)) > 0.0) == begins {
            true => low = middle,
            false => high = middle,
        }
    }
    at((low + high) / 2.0)
}

/// Radians between points of the horizon where a region ends there.
const STEP: f64 = 0.02;

/// The outlines of a region on a side, to be filled by the even-odd rule. `lines` are the turned, closed borders of the
/// region; `owns` tells whether a turned direction belongs to it.
pub fn outlines(
    view: &View,
    lines: &[Vec<Space>],
    side: Side,
    owns: impl Fn(Space) -> bool,
) -> Vec<Vec<Space>> {
    let (cut, mut whole): (Vec<Run>, Vec<Run>) = lines
        .iter()
        .flat_map(|line| runs(line, side))
        .partition(|run| run.enters.is_some() && run.leaves.is_some());
    // A run that ends in the middle of the side bounds nothing. Borders have no such runs; filling one would be wrong.
    whole.retain(|run| run.enters.is_none() && run.leaves.is_none());
    let mut outlines: Vec<Vec<Space>> = whole.into_iter().map(|run| run.points).collect();
    let ends: Vec<f64> = cut
        .iter()
        .flat_map(|run| [run.enters, run.leaves])
        .flatten()
        .map(around)
        .collect();
    if ends.is_empty() {
        if owns(inward(view.horizon(0.0), side)) {
            outlines.push(arc(view, 0.0, TAU));
        }
        return outlines;
    }
    outlines.extend(chained(view, &cut, &ends, side, owns));
    outlines
}

fn around([x, y, _]: Space) -> f64 {
    y.atan2(x).rem_euclid(TAU)
}

/// A direction next to one on the horizon, moved just onto the side.
fn inward([x, y, z]: Space, side: Side) -> Space {
    let by = match side {
        Side::Near => 1e-6,
        Side::Far => -1e-6,
    };
    unit([x, y, z + by]).unwrap_or([x, y, z])
}

fn arc(view: &View, from: f64, to: f64) -> Vec<Space> {
    let steps = ((to - from).abs() / STEP).ceil().max(1.0);
    let at = |i: usize| view.horizon(from + (to - from) * i as f64 / steps);
    (0..=steps as usize).map(at).collect()
}

/// Closed outlines made of the cut borders and of those arcs of the horizon between their ends that the region owns. Along
/// the horizon owned arcs and others alternate, so that asking in the middle of the widest one decides for all.
fn chained(
    view: &View,
    cut: &[Run],
    ends: &[f64],
    side: Side,
    owns: impl Fn(Space) -> bool,
) -> Vec<Vec<Space>> {
    // Ends by angle. End 2i is where run i enters, 2i + 1 where it leaves.
    let mut order: Vec<usize> = (0..ends.len()).collect();
    order.sort_by(|a, b| ends[*a].total_cmp(&ends[*b]));
    let count = order.len();
    let width = |i: usize| {
        let next = (i + 1) % count;
        (ends[order[next]] - ends[order[i]]).rem_euclid(TAU)
    };
    let widest = (0..count).max_by(|a, b| width(*a).total_cmp(&width(*b)));
    let widest = widest.unwrap_or(0);
    let middle = ends[order[widest]] + width(widest) / 2.0;
    let inside = owns(inward(view.horizon(middle), side));
    // Arc i, from place i to the next, is inside where it is an even number of arcs away from one that is.
    let owned = |i: usize| (i.abs_diff(widest) % 2 == 0) == inside;
    let mut place = vec![0; count];
    order
        .iter()
        .enumerate()
        .for_each(|(i, end)| place[*end] = i);
    let mut done = vec![false; cut.len()];
    let mut outlines = Vec::new();
    for start in 0..cut.len() {
        let mut outline = Vec::new();
        let mut end = 2 * start;
        while !done[end / 2] {
            done[end / 2] = true;
            let points = cut[end / 2].points.iter().copied();
            match end % 2 == 0 {
                true => outline.extend(points),
                false => outline.extend(points.rev()),
            }
            // Out at the other end, along the owned arc beside it, to the end of the next border.
            let here = place[end ^ 1];
            let from = ends[order[here]];
            let (next, to) = match owned(here) {
                true => ((here + 1) % count, from + width(here)),
                false => {
                    let before = (here + count - 1) % count;
                    (before, from - width(before))
                }
            };
            outline.extend(arc(view, from, to));
            end = order[next];
        }
        if !outline.is_empty() {
            outlines.push(outline);
        }
    }
    outlines
}
