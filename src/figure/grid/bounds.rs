//! The bounds of a loss's knobs as curves over a grid.

use crate::{
    knob::written,
    loss::{self, BoundKind},
    sweep::{Axis, Job, Plan},
    text::tf,
};

use super::Classes;

/// Where a key should stay on one side of a bound. Places are in cells: the middle of the first one is 0.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// Which bound it is: `m ≤ 0.69`, or without the number where it is not one.
    pub text: String,
    /// Parts of the curve, `[x, y]`, within the cells.
    pub parts: Vec<Vec<[f64; 2]>>,
}

/// The bounds of both keys, where they are knobs of the loss.
pub fn curves(
    plan: &Plan,
    (x, y): (Option<&Axis>, Option<&Axis>),
    jobs: &[Option<Job>],
    classes: Classes<'_>,
) -> Vec<Curve> {
    let columns = x.map_or(1, |axis| axis.values.len());
    let rows = jobs.len() / columns.max(1);
    let at_row = |row: usize| jobs.get(row * columns)?.as_ref();
    let at_column = |column: usize| jobs.get(column)?.as_ref();
    let mut all = Vec::new();
    if let Some(axis) = x {
        let bounds = (0..rows).map(|row| bound(plan, axis, at_row(row)?, classes));
        all.extend(curve(axis, y, bounds.collect(), |along, at| [at, along]));
    }
    if let Some(axis) = y {
        let bounds = (0..columns).map(|column| bound(plan, axis, at_column(column)?, classes));
        all.extend(curve(axis, x, bounds.collect(), |along, at| [along, at]));
    }
    all
}

/// A bound at one value of the other key.
#[derive(Clone, Copy, PartialEq)]
struct At {
    value: f64,
    kind: BoundKind,
    letter: &'static str,
}

fn bound(plan: &Plan, axis: &Axis, job: &Job, classes: Classes<'_>) -> Option<At> {
    let id = axis.key.strip_prefix("loss.")?;
    let experiment = plan.experiment(job).ok()?;
    let loss = loss::find(&experiment.loss.id)?;
    let knob = loss.knobs().iter().find(|knob| knob.id == id)?;
    let dim = experiment.model.feature_dim;
    let bound = loss.bounds(id, classes(job)?, dim, &experiment.loss.knobs)?;
    bound.value.is_finite().then_some(At {
        value: bound.value,
        kind: bound.kind,
        letter: knob.letter(),
    })
}

/// The curve of a bound on `axis`, given at each value of the key on the `other` side.
fn curve(
    axis: &Axis,
    other: Option<&Axis>,
    bounds: Vec<Option<At>>,
    point: impl Fn(f64, f64) -> [f64; 2],
) -> Option<Curve> {
    let numbers = numbers(axis)?;
    let joined = other.is_some_and(|other| self::numbers(other).is_some());
    let end = numbers.len() as f64 - 0.5;
    let mut parts: Vec<Vec<[f64; 2]>> = Vec::new();
    let place = |at: &Option<At>| at.and_then(|at| position(&numbers, at.value));
    let places: Vec<Option<f64>> = bounds.iter().map(place).collect();
    for (cell, at) in places.iter().enumerate() {
        let Some(at) = at else { continue };
        let cell_at = cell as f64;
        let towards = |next: Option<&Option<f64>>| match next.copied().flatten() {
            Some(next) if joined => (at + next) / 2.0,
            _ => *at,
        };
        let before = towards(cell.checked_sub(1).and_then(|cell| places.get(cell)));
        let after = towards(places.get(cell + 1));
        let way = [
            (cell_at - 0.5, before),
            (cell_at, *at),
            (cell_at + 0.5, after),
        ];
        for ends in way.windows(2) {
            let Some([a, b]) = inside(ends[0], ends[1], end) else {
                continue;
            };
            let (a, b) = (point(a.0, a.1), point(b.0, b.1));
            match parts.last_mut() {
                Some(part) if part.last() == Some(&a) => part.push(b),
                _ => parts.push(vec![a, b]),
            }
        }
    }
    let known: Vec<At> = bounds.into_iter().flatten().collect();
    let first = known.first().filter(|_| !parts.is_empty())?;
    let letter = written(first.letter);
    let same = known.iter().all(|at| (at.value - first.value).abs() < 1e-9);
    let number = if same {
        format!(" {:.2}", first.value)
    } else {
        String::new()
    };
    let key = match first.kind {
        BoundKind::AtMost => "grid-at-most",
        BoundKind::AtLeast => "grid-at-least",
    };
    Some(Curve {
        text: tf(key, &[("letter", &letter), ("number", &number)]),
        parts,
    })
}

/// The values of an axis where they are numbers that rise or fall.
fn numbers(axis: &Axis) -> Option<Vec<f64>> {
    let number = |value: &toml::Value| value.as_float().or(value.as_integer().map(|n| n as f64));
    let numbers: Option<Vec<f64>> = axis.values.iter().map(number).collect();
    let numbers = numbers.filter(|numbers| numbers.len() > 1)?;
    let rises = numbers.windows(2).all(|pair| pair[0] < pair[1]);
    let falls = numbers.windows(2).all(|pair| pair[0] > pair[1]);
    (rises || falls).then_some(numbers)
}

/// Where a value is between the middles of the cells; `None` beyond the outermost ones.
fn position(numbers: &[f64], value: f64) -> Option<f64> {
    let last = numbers.len() - 2;
    let part = |i: usize| (value - numbers[i]) / (numbers[i + 1] - numbers[i]);
    let found = (0..=last).find(|&i| (0.0..=1.0).contains(&part(i)));
    let found = found.or_else(|| (part(0) < 0.0).then_some(0));
    let i = found.unwrap_or(last);
    let at = i as f64 + part(i);
    (at.is_finite() && at.abs() < 1e6).then_some(at)
}

/// The part of a stretch whose second coordinate lies within the cells.
fn inside(a: (f64, f64), b: (f64, f64), end: f64) -> Option<[(f64, f64); 2]> {
    let cut = |from: (f64, f64), to: (f64, f64)| {
        let limit = from.1.clamp(-0.5, end);
        if limit == from.1 {
            return Some(from);
        }
        let part = (limit - from.1) / (to.1 - from.1);
        (0.0..=1.0)
            .contains(&part)
            .then_some((from.0 + part * (to.0 - from.0), limit))
    };
    Some([cut(a, b)?, cut(b, a)?])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::Session;

    /// The bounds over a grid of the circle with AM-Softmax or another loss, of six classes.
    fn drawn(grid: &[&str], loss: &str) -> Vec<Curve> {
        let mut session = Session::preset("fashion-circle").unwrap();
        session.set_everywhere("loss.id", &loss.into()).unwrap();
        let axes: Vec<Axis> = grid.iter().map(|text| Axis::parse(text).unwrap()).collect();
        let plan = Plan::new(session, axes.clone(), &[], 1).unwrap();
        let (columns, rows) = (
            axes[0].values.len(),
            axes.get(1).map_or(1, |a| a.values.len()),
        );
        // The first key of a plan changes slowest.
        let job = |cell: usize| Some(plan.job((cell % columns) * rows + cell / columns));
        let jobs: Vec<Option<Job>> = (0..columns * rows).map(job).collect();
        curves(&plan, (axes.first(), axes.get(1)), &jobs, &|_| Some(6))
    }

    #[test]
    fn bounds_stand_where_their_formulas_say() {
        let found = drawn(&["loss.m=0:1:5", "loss.s=2,6,14"], "am-softmax");
        let [m, s] = &found[..] else {
            panic!("{found:?}");
        };
        // Six directions on the circle are 60° apart: 1 − cos 60° = 0.5, the middle of the third cell.
        assert_eq!(m.text, "m ≤ 0.50");
        let along = m.parts.concat();
        assert!(
            along.iter().all(|[x, _]| (x - 2.0).abs() < 1e-9),
            "{along:?}"
        );
        assert_eq!((along[0][1], along[along.len() - 1][1]), (-0.5, 2.5));
        // 5/6 ln(5 · 0.999 / 0.001) = 7.097, between the second and the third cell.
        let expect = 1.0 + (5.0 / 6.0 * (4_995.0_f64).ln() - 6.0) / 8.0;
        let along = s.parts.concat();
        assert!(
            along.iter().all(|[_, y]| (y - expect).abs() < 1e-9),
            "{along:?}"
        );
        assert!(s.text.starts_with("s ≥ 7.10"), "{}", s.text);
    }

    #[test]
    fn a_bound_that_depends_on_the_other_key_bends() {
        let found = drawn(&["loss.m=0:1:5", "model.feature_dim=2,3,5"], "am-softmax");
        let m = &found[0];
        let at = |row: f64| {
            let all = m.parts.concat();
            all.iter().find(|[_, y]| *y == row).map(|[x, _]| *x)
        };
        let bound = |dim| {
            let cos = loss::bound::nearest_cosine(6, dim).unwrap().0;
            4.0 * (1.0 - cos)
        };
        assert!((at(0.0).unwrap() - bound(2)).abs() < 1e-9);
        assert!((at(1.0).unwrap() - bound(3)).abs() < 1e-9);
        assert!(!m.text.contains(char::is_numeric), "{}", m.text);
    }

    #[test]
    fn what_is_no_knob_or_out_of_sight_has_no_curve() {
        assert!(drawn(&["loss.m=0:0.2:3", "steps=1,2"], "am-softmax").is_empty());
        assert!(drawn(&["steps=1,2", "optimizer.batch=1,2"], "am-softmax").is_empty());
        assert!(drawn(&["loss.s=40,60"], "normface").is_empty());
    }

    #[test]
    fn values_are_placed_between_the_cells() {
        for (numbers, value, expect) in [
            (&[0.0, 1.0, 3.0][..], 2.0, 1.5),
            (&[3.0, 1.0, 0.0], 2.0, 0.5),
            (&[0.0, 1.0], -0.25, -0.25),
            (&[0.0, 1.0, 3.0], 4.0, 2.5),
        ] {
            assert_eq!(position(numbers, value), Some(expect), "{numbers:?}");
        }
    }
}
