//! What a person fills in to sweep: two settings and their values, over how many seeds, how long.

use toml::Value;

use super::steps::{even, ratios, round_range, short};
use crate::{
    knob::{Knob, Spread},
    loss::{self, BoundKind},
    sweep::{Axis, Plan, SweepError},
    text::{t, tf},
    train::{Experiment, LaneSpec, Session},
};

/// More runs than this are for the command line: the files of all of them are kept until they are saved.
pub const MOST_RUNS: usize = 300;
/// The most values of a key, seeds, and steps.
pub const MOST_VALUES: usize = 24;
/// Over so many seeds at most.
pub const MOST_SEEDS: usize = 10;
/// A run is no longer than that at first, however long the experiment is.
const STEPS: u64 = 2_000;
/// The values that a margin and a scale have at first.
const MARGINS: usize = 6;
const SCALES: [f64; 2] = [4.0, 32.0];
/// Settings beside those of the loss that are worth a sweep.
const OTHERS: [&str; 3] = [
    "optimizer.learning_rate",
    "optimizer.batch",
    "model.feature_dim",
];

/// A key and its values.
#[derive(Clone, Debug, PartialEq)]
pub struct Side {
    /// As in experiment files.
    pub key: String,
    /// The first value.
    pub from: f64,
    /// The last one.
    pub to: f64,
    /// How many there are.
    pub count: usize,
}

/// What is filled in.
#[derive(Clone, Debug, PartialEq)]
pub struct Filled {
    /// The lane that is swept, by its place; all of them otherwise.
    pub lane: Option<usize>,
    /// From left to right.
    pub x: Side,
    /// From below upwards; one row only otherwise.
    pub y: Option<Side>,
    /// Over so many seeds.
    pub seeds: usize,
    /// How long each run is.
    pub steps: u64,
}

/// A form and what it is filled in about.
pub struct Form {
    session: Session,
    /// The lanes, by what they are called.
    lanes: Vec<(String, Experiment)>,
    /// How many classes their data have.
    classes: usize,
    /// What is filled in.
    pub filled: Filled,
    /// What was planned last, of which filling in.
    planned: Option<(Filled, Result<Plan, String>)>,
}

impl Form {
    /// A form about a session, whose lanes are called so, for the lane at this place or all of them; nothing where no lane has
    /// anything to sweep.
    pub fn new(
        session: Session,
        titles: &[String],
        classes: usize,
        lane: Option<usize>,
    ) -> Option<Self> {
        let experiments = session.experiments().ok()?;
        let lanes = titles.iter().cloned().zip(experiments);
        let lanes: Vec<(String, Experiment)> = lanes
            .map(|(title, (_, experiment))| (title, experiment))
            .collect();
        let steps = lanes.first()?.1.steps.min(STEPS);
        let nothing = Side {
            key: String::new(),
            from: 0.0,
            to: 1.0,
            count: 2,
        };
        let mut form = Self {
            session,
            lanes,
            classes,
            filled: Filled {
                lane: lane.or(Some(0)),
                x: nothing,
                y: None,
                seeds: 1,
                steps,
            },
            planned: None,
        };
        let common = form.keys_of(None);
        if lane.is_none() && common.iter().any(|key| key.starts_with("loss.")) {
            form.filled.lane = None;
        }
        form.choose_keys().then_some(form)
    }

    /// The lanes by what they are called.
    pub fn lanes(&self) -> impl Iterator<Item = &str> {
        self.lanes.iter().map(|(title, _)| title.as_str())
    }

    /// The lanes that are swept.
    pub fn swept(&self) -> Vec<&Experiment> {
        self.chosen(self.filled.lane)
    }

    fn chosen(&self, lane: Option<usize>) -> Vec<&Experiment> {
        let own = self.lanes.iter().enumerate();
        let own = own.filter(|(place, _)| lane.is_none_or(|lane| lane == *place));
        own.map(|(_, (_, experiment))| experiment).collect()
    }

    /// The keys that can be swept, those of the loss first.
    pub fn keys(&self) -> Vec<String> {
        self.keys_of(self.filled.lane)
    }

    fn keys_of(&self, lane: Option<usize>) -> Vec<String> {
        let lanes = self.chosen(lane);
        let Some(first) = lanes.first() else {
            return Vec::new();
        };
        let all = first.keys().into_iter();
        let all = all.filter(|key| key.starts_with("loss.") || OTHERS.contains(&key.as_str()));
        all.filter(|key| {
            let knob = first.number(key).map(|(knob, _)| knob);
            let same = |lane: &&Experiment| lane.number(key).map(|(knob, _)| knob) == knob;
            knob.is_some() && lanes.iter().all(same)
        })
        .collect()
    }

    /// The declaration of a key.
    pub fn knob(&self, key: &str) -> Option<&'static Knob> {
        Some(self.swept().first()?.number(key)?.0)
    }

    /// Puts the first two keys that are worth it, with their usual values, where those that are there cannot be swept; whether
    /// there is one.
    pub fn choose_keys(&mut self) -> bool {
        let keys = self.keys();
        let first = |wanted: &[&str], but: &str| {
            let wanted = wanted.iter().map(|key| (*key).to_owned());
            let of_loss = keys.iter().filter(|key| key.starts_with("loss."));
            let all = wanted.chain(of_loss.cloned());
            let all = all.chain(OTHERS.map(str::to_owned));
            all.into_iter().find(|key| keys.contains(key) && key != but)
        };
        if !keys.contains(&self.filled.x.key) {
            let Some(key) = first(&["loss.m", "loss.m2", "loss.s"], "") else {
                return false;
            };
            self.filled.x = self.usual(&key);
        }
        let x = self.filled.x.key.clone();
        let known = self.filled.y.as_ref().map(|side| side.key.clone());
        if known.is_none_or(|key| key == x || !keys.contains(&key)) {
            let key = first(&["loss.s", "optimizer.learning_rate"], &x);
            self.filled.y = key.map(|key| self.usual(&key));
        }
        true
    }

    /// A key with the values that are usual for it.
    pub fn usual(&self, key: &str) -> Side {
        let side = |from, to, count| Side {
            key: key.to_owned(),
            from,
            to,
            count,
        };
        let Some(knob) = self.knob(key) else {
            return side(0.0, 1.0, 2);
        };
        let within = |value: f64| value.clamp(knob.min, knob.max);
        match knob.spread {
            _ if key == "loss.s" => side(within(SCALES[0]), within(SCALES[1]), 4),
            Spread::Whole => {
                let (from, to) = match key {
                    "model.feature_dim" => (2.0, 4.0),
                    "optimizer.batch" => (32.0, 256.0),
                    _ => (knob.min, knob.min + (MARGINS - 1) as f64),
                };
                let (from, to) = (within(from), within(to));
                let count = if key == "optimizer.batch" {
                    4
                } else {
                    (to - from) as usize + 1
                };
                side(from, to, count.clamp(1, MARGINS))
            }
            Spread::Logarithmic => {
                let value = self.swept().first().and_then(|lane| lane.number(key));
                let value = value.map_or(knob.default, |(_, value)| value);
                side(within(short(value / 3.0)), within(short(value * 3.0)), 3)
            }
            Spread::Linear => {
                let (from, to) = round_range(knob, self.bound(key), MARGINS);
                side(from, to, MARGINS)
            }
        }
    }

    /// What a knob of the loss should not exceed in any of the lanes.
    fn bound(&self, key: &str) -> Option<f64> {
        let id = key.strip_prefix("loss.")?;
        let of_lane = |lane: &Experiment| {
            let (dim, knobs) = (lane.model.feature_dim, &lane.loss.knobs);
            let bound = loss::find(&lane.loss.id)?.bounds(id, self.classes, dim, knobs)?;
            let at_most = bound.kind == BoundKind::AtMost && bound.value.is_finite();
            at_most.then_some(bound.value)
        };
        let all = self.swept().into_iter().filter_map(of_lane);
        all.reduce(f64::max)
    }

    /// The values of a side, in as few digits as they need.
    pub fn values(&self, side: &Side) -> Vec<f64> {
        let Some(knob) = self.knob(&side.key) else {
            return Vec::new();
        };
        let by_ratios = side.key == "loss.s"
            || side.key == "optimizer.batch"
            || knob.spread == Spread::Logarithmic;
        let ends = (side.from, side.to);
        let mut values = match by_ratios && side.from > 0.0 && side.to > 0.0 {
            true => ratios(ends, side.count),
            false => even(ends, side.count),
        };
        if knob.spread == Spread::Whole {
            values.iter_mut().for_each(|value| *value = value.round());
        }
        values
    }

    /// What is planned, or why nothing can be, in words for a person.
    pub fn plan(&mut self) -> &Result<Plan, String> {
        let known = self.planned.take().filter(|(of, _)| *of == self.filled);
        let planned = known.unwrap_or_else(|| (self.filled.clone(), self.planned_now()));
        &self.planned.insert(planned).1
    }

    fn planned_now(&self) -> Result<Plan, String> {
        let filled = &self.filled;
        let sides = [Some(&filled.x), filled.y.as_ref()];
        let axes: Result<Vec<Axis>, String> = sides
            .into_iter()
            .flatten()
            .map(|side| self.axis(side))
            .collect();
        let axes = axes?;
        let cells: usize = axes.iter().map(|axis| axis.values.len()).product();
        let runs = cells * self.swept().len() * filled.seeds;
        if runs > MOST_RUNS {
            let (runs, most) = (runs.to_string(), MOST_RUNS.to_string());
            return Err(tf("sweep-too-many", &[("runs", &runs), ("most", &most)]));
        }
        let mut session = self.session_of(filled.lane);
        let steps = Value::from(i64::try_from(filled.steps).unwrap_or(i64::MAX));
        let set = session.set_everywhere("steps", &steps);
        set.map_err(|error| error.to_string())?;
        let plan = Plan::new(session, axes, &[], filled.seeds);
        plan.map_err(|SweepError(why)| why)
    }

    fn axis(&self, side: &Side) -> Result<Axis, String> {
        let values = self.values(side);
        let twice = |(place, value): (usize, &f64)| values[..place].contains(value);
        if values.iter().enumerate().any(twice) {
            let name = self.knob(&side.key).map_or("", Knob::name);
            return Err(tf("sweep-twice", &[("name", name)]));
        }
        let written: Vec<String> = values.iter().map(f64::to_string).collect();
        Axis::parse(&format!("{}={}", side.key, written.join(",")))
    }

    /// What is swept: all lanes, or the one that is chosen, alone.
    fn session_of(&self, lane: Option<usize>) -> Session {
        let found =
            lane.and_then(|lane| Some((&self.lanes.get(lane)?.1, &self.session.lanes[lane])));
        let Some((experiment, spec)) = found else {
            return self.session.truly_named();
        };
        let alone = Session {
            id: self.session.id.clone(),
            ..Session::of(experiment, &self.session.look)
        };
        let name = match self.session.lanes.len() {
            1 => return alone,
            _ => spec.name.clone(),
        };
        Session {
            lanes: vec![LaneSpec {
                name,
                overrides: Vec::new(),
            }],
            ..alone
        }
    }

    /// What the experiment is called.
    pub fn of(&self) -> &str {
        match self.session.id.is_empty() {
            true => t("sweep-experiment"),
            false => &self.session.id,
        }
    }
}

#[cfg(test)]
mod tests;
