//! A sweep over two keys: a metric in each cell of the grid, the mean over its seeds, with the bounds of the keys as curves.

mod bounds;
mod metric;

use toml::Value;

pub use bounds::Curve;
pub use metric::{Metric, metric};

use super::Figure;
use crate::{
    loss,
    sweep::{Axis, Job, Plan, Spread, Table, written},
};

/// One side of a grid.
#[derive(Clone, Debug, PartialEq)]
pub struct Side {
    /// What it is called: a knob's letter where it is one, the key otherwise; empty for a side of one cell.
    pub name: String,
    /// What stands at each cell.
    pub values: Vec<String>,
}

/// A heat map over two keys of a sweep.
#[derive(Clone, Debug)]
pub struct GridFigure {
    /// From left to right.
    pub x: Side,
    /// From below upwards.
    pub y: Side,
    /// What is shown.
    pub metric: Metric,
    /// Of each cell, row by row from below; n is 0 where no run is there yet.
    pub cells: Vec<Spread>,
    /// The least and the greatest mean, in all grids that are made together: the ends of the colours.
    pub range: (f64, f64),
    /// Where a key should stay on one side of a bound.
    pub bounds: Vec<Curve>,
    /// What the first run of a cell looks like, row by row, for cells with the room for it; may be empty.
    pub pictures: Vec<Option<Figure>>,
}

/// One grid of a sweep: which runs are in it, and what it looks like.
pub struct Grid {
    /// What its runs have in common that other grids have not: `loss.id=arcface · circle`. Empty where there is one grid.
    pub title: String,
    /// The figure.
    pub figure: GridFigure,
    /// The first run of each cell that has one, row by row.
    pub first: Vec<Option<Job>>,
}

/// The places of the two keys among the axes of a plan; the second one may be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sides {
    /// From left to right.
    pub x: usize,
    /// From below upwards.
    pub y: Option<usize>,
}

impl Sides {
    /// The keys that are named, or the first two of the grid.
    ///
    /// # Errors
    /// When there is no such key, or no key at all; in words for a person.
    pub fn new(plan: &Plan, keys: &[String]) -> Result<Self, String> {
        let known: Vec<&str> = plan.axes().iter().map(|axis| axis.key.as_str()).collect();
        let place = |key: &String| {
            let found = known.iter().position(|known| known == key);
            let all = known.join(", ");
            found.ok_or_else(|| format!("found \"{key}\", expected among {all}"))
        };
        match keys {
            [] if known.is_empty() => Err("the sweep has no grid".to_owned()),
            [] => Ok(Self {
                x: 0,
                y: (known.len() > 1).then_some(1),
            }),
            [x] => Ok(Self {
                x: place(x)?,
                y: None,
            }),
            [x, y] if x != y => Ok(Self {
                x: place(x)?,
                y: Some(place(y)?),
            }),
            _ => Err(format!(
                "found {}, expected one key or two different ones",
                keys.join(",")
            )),
        }
    }

    /// What remains fixed within one grid: the values of all other axes, and the lane.
    fn rest(self, job: &Job) -> (Vec<(usize, Value)>, String) {
        let others = job.values.iter().cloned().enumerate();
        let others = others.filter(|(place, _)| *place != self.x && Some(*place) != self.y);
        (others.collect(), job.lane.clone())
    }
}

/// The grids of a metric: one for each value of the other keys and each lane. `classes` says how many classes a run has, for
/// the bounds; none are drawn where it does not know.
pub fn grids(
    plan: &Plan,
    table: &Table,
    (sides, metric): (Sides, &Metric),
    classes: &dyn Fn(&Job) -> Option<usize>,
) -> Vec<Grid> {
    let mut kinds: Vec<(Vec<(usize, Value)>, String)> = Vec::new();
    let jobs: Vec<Job> = (0..plan.runs()).map(|number| plan.job(number)).collect();
    for job in &jobs {
        let kind = sides.rest(job);
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    let several = kinds.len() > 1;
    let grid = |kind: &(Vec<(usize, Value)>, String)| {
        let own: Vec<&Job> = jobs.iter().filter(|job| sides.rest(job) == *kind).collect();
        let title = if several {
            title(plan, kind)
        } else {
            String::new()
        };
        one(plan, table, (sides, metric, classes), (title, &own))
    };
    let mut all: Vec<Grid> = kinds.iter().map(grid).collect();
    // One colour is one value in all of them.
    let ends = all.iter().map(|grid| grid.figure.range);
    let range = ends.fold(NO_RANGE, |(low, high), (least, most)| {
        (low.min(least), high.max(most))
    });
    all.iter_mut().for_each(|grid| grid.figure.range = range);
    all
}

fn title(plan: &Plan, (others, lane): &(Vec<(usize, Value)>, String)) -> String {
    let pairs = others.iter();
    let mut words: Vec<String> = pairs
        .map(|(place, value)| {
            let name = key_name(plan, &plan.axes()[*place].key);
            format!("{name} = {}", written(value))
        })
        .collect();
    if plan.lanes().len() > 1 {
        words.push(crate::train::spoken_lane(lane));
    }
    words.join(" · ")
}

/// The range of no number.
const NO_RANGE: (f64, f64) = (f64::INFINITY, f64::NEG_INFINITY);

/// How to count the classes of a run.
type Classes<'a> = &'a dyn Fn(&Job) -> Option<usize>;

fn one(
    plan: &Plan,
    table: &Table,
    (sides, metric, classes): (Sides, &Metric, Classes<'_>),
    (title, own): (String, &[&Job]),
) -> Grid {
    let axis = |place: Option<usize>| place.map(|place| &plan.axes()[place]);
    let (x, y) = (axis(Some(sides.x)), axis(sides.y));
    let count = |axis: Option<&Axis>| axis.map_or(1, |axis| axis.values.len());
    let (columns, rows) = (count(x), count(y));
    let place = |axis: Option<&Axis>, at: Option<usize>, job: &Job| {
        let both = axis.zip(at);
        let found = both.and_then(|(a, at)| a.values.iter().position(|v| *v == job.values[at]));
        found.unwrap_or(0)
    };
    let mut values: Vec<Vec<f64>> = vec![Vec::new(); rows * columns];
    let mut first: Vec<Option<Job>> = vec![None; rows * columns];
    let mut any: Vec<Option<Job>> = vec![None; rows * columns];
    for job in own {
        let cell = place(y, sides.y, job) * columns + place(x, Some(sides.x), job);
        any[cell].get_or_insert_with(|| (*job).clone());
        let row = table.row(job.number);
        if let Some(row) = row {
            values[cell].extend(row.shown(&metric.column, plan));
            first[cell].get_or_insert_with(|| (*job).clone());
        }
    }
    let cells: Vec<Spread> = values
        .into_iter()
        .map(|own| Spread::of(own.into_iter()))
        .collect();
    let means = cells.iter().map(|cell| cell.mean).filter(|m| m.is_finite());
    let range = means.fold(NO_RANGE, |(low, high), mean| {
        (low.min(mean), high.max(mean))
    });
    let bounds = bounds::curves(plan, (x, y), &any, classes);
    Grid {
        title,
        figure: GridFigure {
            x: side(plan, x),
            y: side(plan, y),
            metric: metric.clone(),
            cells,
            range,
            bounds,
            pictures: Vec::new(),
        },
        first,
    }
}

/// What a key is called: by its letter where it is a knob of the loss.
pub fn key_name(plan: &Plan, key: &str) -> String {
    let loss = loss::find(&plan.session().base.loss.id);
    let knob = key
        .strip_prefix("loss.")
        .and_then(|id| loss?.knobs().iter().find(|knob| knob.id == id));
    knob.map_or_else(
        || key.to_owned(),
        |knob| crate::knob::written(knob.letter()),
    )
}

fn side(plan: &Plan, axis: Option<&Axis>) -> Side {
    let Some(axis) = axis else {
        return Side {
            name: String::new(),
            values: vec![String::new()],
        };
    };
    Side {
        name: key_name(plan, &axis.key),
        values: axis.values.iter().map(written).collect(),
    }
}

impl GridFigure {
    /// Cells in a row.
    pub fn columns(&self) -> usize {
        self.x.values.len()
    }

    /// Cells in a column.
    pub fn rows(&self) -> usize {
        self.y.values.len()
    }

    /// The cell in this row, from below, and column; a pointer reads mean, spread and n there.
    pub fn cell(&self, row: usize, column: usize) -> Option<&Spread> {
        let inside = column < self.columns();
        self.cells
            .get(row * self.columns() + column)
            .filter(|_| inside)
    }

    /// How far between the least and the greatest mean a value is, 0 to 1.
    pub fn share(&self, value: f64) -> f64 {
        let (low, high) = self.range;
        match high > low {
            true => ((value - low) / (high - low)).clamp(0.0, 1.0),
            false => 0.5,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        sweep::{Row, flat},
        train::Session,
    };

    /// The grids of a sweep in which a run's accuracy is its number.
    fn drawn(grid: &[&str], keys: &[&str], seeds: usize) -> Vec<Grid> {
        let session = Session::preset("fashion-circle").unwrap();
        let axes = grid.iter().map(|text| Axis::parse(text).unwrap());
        let plan = Plan::new(session, axes.collect(), &[], seeds).unwrap();
        let mut table = Table::default();
        for number in 0..plan.runs() - 1 {
            let (job, metrics) = (plan.job(number), flat(&json!({"test_accuracy": number})));
            table.add(Row { job, metrics });
        }
        let keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
        let sides = Sides::new(&plan, &keys).unwrap();
        let metric = metric("test_accuracy");
        grids(&plan, &table, (sides, &metric), &|_| Some(10))
    }

    fn means(grid: &Grid) -> Vec<f64> {
        grid.figure.cells.iter().map(|cell| cell.mean).collect()
    }

    #[test]
    fn a_cell_is_the_mean_over_its_seeds() {
        let grids = drawn(&["loss.m=0,0.1", "loss.s=4,8"], &[], 2);
        let [grid] = &grids[..] else { panic!() };
        // Runs 0 and 1 are m = 0, s = 4; 4 and 5 stand right of them; of the last cell one run is missing.
        assert_eq!(means(grid), [0.5, 4.5, 2.5, 6.0]);
        assert_eq!(grid.figure.cells[3].n, 1);
        assert_eq!(grid.figure.range, (0.5, 6.0));
        assert_eq!((&*grid.figure.x.name, &*grid.figure.y.name), ("m", "s"));
        assert_eq!(grid.figure.y.values, ["4", "8"]);
        let first = grid.first.iter().flatten().map(|job| job.number);
        assert_eq!(first.collect::<Vec<_>>(), [0, 4, 2, 6]);
    }

    #[test]
    fn any_two_keys_are_sides_and_others_are_grids_of_their_own() {
        let grid = ["loss.m=0,0.1", "loss.s=4,8", "steps=10,20"];
        let grids = drawn(&grid, &["steps", "loss.m"], 1);
        let titles: Vec<&str> = grids.iter().map(|grid| grid.title.as_str()).collect();
        assert_eq!(titles, ["s = 4", "s = 8"]);
        assert_eq!(means(&grids[0]), [0.0, 1.0, 4.0, 5.0]);
        let alone = drawn(&["loss.m=0,0.1"], &[], 1);
        assert_eq!((alone[0].figure.rows(), alone[0].figure.columns()), (1, 2));
        let session = Session::preset("fashion-circle").unwrap();
        let plan = Plan::new(session, vec![Axis::parse("loss.m=0,0.1").unwrap()], &[], 1);
        let why = Sides::new(&plan.unwrap(), &["loss.s".to_owned()]).unwrap_err();
        assert_eq!(why, "found \"loss.s\", expected among loss.m");
    }
}
