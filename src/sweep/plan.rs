//! What a sweep runs: every run follows from the plan and its number alone.

use toml::Value;

use super::axis::{Axis, written};
use crate::train::{Experiment, Session, is_look};

/// More runs than this are not one sweep.
pub const MOST_RUNS: usize = 100_000;
/// An experiment has some sixty keys, and no more can change.
const MOST_AXES: usize = 100;
/// The seeds of an experiment.
const SEEDS: [&str; 3] = ["seeds.data", "seeds.init", "seeds.order"];

/// Why something is no sweep, in words for a person.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SweepError(pub String);

/// An experiment, what changes in it, and over how many seeds.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    session: Session,
    axes: Vec<Axis>,
    /// The lanes that are swept, by name.
    lanes: Vec<String>,
    seeds: usize,
}

/// One run of a sweep.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// Its number in the sweep, from 0.
    pub number: usize,
    /// The value of each axis.
    pub values: Vec<Value>,
    /// The lane's name.
    pub lane: String,
    /// Which of the seeds, from 1: the experiment's own seeds are the first.
    pub seed: usize,
}

impl Plan {
    /// A sweep of these `lanes` of the session, all of them where none is named.
    ///
    /// # Errors
    /// When a value does not fit, a cell of the grid is no experiment, lanes come to be equal, or there are too many runs.
    pub fn new(
        session: Session,
        axes: Vec<Axis>,
        lanes: &[String],
        seeds: usize,
    ) -> Result<Self, SweepError> {
        let known = session.lanes.iter().map(|lane| lane.name.clone());
        let known: Vec<String> = known.collect();
        if let Some(name) = lanes.iter().find(|name| !known.contains(name)) {
            let expected = known.join(", ");
            return Err(SweepError(format!(
                "--lane: found \"{name}\", expected among {expected}"
            )));
        }
        let chosen = |name: &String| lanes.is_empty() || lanes.contains(name);
        let plan = Self {
            lanes: known.into_iter().filter(chosen).collect(),
            session,
            axes,
            seeds,
        };
        plan.check_axes()?;
        plan.check_size()?;
        (0..plan.cells()).try_for_each(|cell| plan.check_cell(cell))?;
        Ok(plan)
    }

    /// The experiment that is swept.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// What changes, the slowest first.
    pub fn axes(&self) -> &[Axis] {
        &self.axes
    }

    /// The lanes that are swept, by name.
    pub fn lanes(&self) -> &[String] {
        &self.lanes
    }

    /// Over how many seeds.
    pub fn seeds(&self) -> usize {
        self.seeds
    }

    /// How many cells the grid has.
    pub fn cells(&self) -> usize {
        self.axes.iter().map(|axis| axis.values.len()).product()
    }

    /// How many runs there are.
    pub fn runs(&self) -> usize {
        self.cells() * self.lanes.len() * self.seeds
    }

    /// The run of this number, below [`Plan::runs`]: seeds change fastest, then lanes, then the last axis.
    pub fn job(&self, number: usize) -> Job {
        let (rest, seed) = (number / self.seeds, number % self.seeds);
        let (cell, lane) = (rest / self.lanes.len(), rest % self.lanes.len());
        Job {
            number,
            values: self.values(cell),
            lane: self.lanes[lane].clone(),
            seed: seed + 1,
        }
    }

    /// What a run trains.
    ///
    /// # Errors
    /// When a seed gets too large; anything else was found before.
    pub fn experiment(&self, job: &Job) -> Result<Experiment, SweepError> {
        let all = self.lanes_of(&job.values)?;
        let found = all.into_iter().find(|(name, _)| *name == job.lane);
        let (_, mut experiment) =
            found.ok_or_else(|| SweepError(format!("there is no lane \"{}\"", job.lane)))?;
        for key in SEEDS {
            let own = experiment.get(key).and_then(|seed| seed.as_integer());
            let seed = own.unwrap_or(0).saturating_add(job.seed as i64 - 1);
            let set = experiment.set(key, &Value::Integer(seed));
            set.map_err(|error| SweepError(format!("--seeds {}: {error}", self.seeds)))?;
        }
        Ok(experiment)
    }

    /// A run in a few words: `loss.m=0.1 loss.s=8 seed 2`.
    pub fn called(&self, job: &Job) -> String {
        let pairs = self.axes.iter().zip(&job.values);
        let mut words: Vec<String> = pairs
            .map(|(axis, value)| format!("{}={}", axis.key, written(value)))
            .collect();
        if self.lanes.len() > 1 {
            words.push(job.lane.clone());
        }
        if self.seeds > 1 || words.is_empty() {
            words.push(format!("seed {}", job.seed));
        }
        words.join(" ")
    }

    /// The values of a cell.
    fn values(&self, cell: usize) -> Vec<Value> {
        let mut rest = cell;
        let mut values: Vec<Value> = Vec::new();
        for axis in self.axes.iter().rev() {
            values.push(axis.values[rest % axis.values.len()].clone());
            rest /= axis.values.len();
        }
        values.reverse();
        values
    }

    /// Each lane that is swept with what it trains in the cell of these values, as `train --set` would have it.
    fn lanes_of(&self, values: &[Value]) -> Result<Vec<(String, Experiment)>, SweepError> {
        let mut session = self.session.clone();
        let pairs = || self.axes.iter().zip(values);
        // Sources and losses decide which other keys there are.
        let decides = |key: &str| matches!(key, "data.source" | "loss.id");
        let first = pairs().filter(|(axis, _)| decides(&axis.key));
        for (axis, value) in first.chain(pairs().filter(|(axis, _)| !decides(&axis.key))) {
            let set = session.set_everywhere(&axis.key, value);
            set.map_err(|error| wrong(axis, error.to_string()))?;
        }
        let all = session.experiments();
        let mut all = all.map_err(|error| SweepError(error.to_string()))?;
        all.retain(|(name, _)| self.lanes.contains(name));
        Ok(all)
    }

    fn check_axes(&self) -> Result<(), SweepError> {
        if self.axes.len() > MOST_AXES {
            return Err(SweepError(format!(
                "--grid: found {} keys, expected at most {MOST_AXES}",
                self.axes.len()
            )));
        }
        for (place, axis) in self.axes.iter().enumerate() {
            let key = axis.key.as_str();
            if self.axes[..place].iter().any(|other| other.key == key) {
                return Err(wrong(axis, "the key is on the grid twice".to_owned()));
            }
            if is_look(key) {
                let problem = "it changes how pictures look, not what is trained";
                return Err(wrong(axis, problem.to_owned()));
            }
            if SEEDS.contains(&key) && self.seeds > 1 {
                let problem = "--seeds counts the seeds up already; leave one of both";
                return Err(wrong(axis, problem.to_owned()));
            }
        }
        Ok(())
    }

    fn check_size(&self) -> Result<(), SweepError> {
        let axes = self.axes.iter().map(|axis| axis.values.len());
        let mut factors = axes.chain([self.lanes.len(), self.seeds]);
        let runs = factors.try_fold(1_usize, |runs, factor| runs.checked_mul(factor));
        match runs.filter(|runs| (1..=MOST_RUNS).contains(runs)) {
            Some(_) => Ok(()),
            None => Err(SweepError(format!(
                "--grid: expected 1 to {MOST_RUNS} runs in all"
            ))),
        }
    }

    fn check_cell(&self, cell: usize) -> Result<(), SweepError> {
        let values = self.values(cell);
        let lanes = self.lanes_of(&values)?;
        let pairs = self.axes.iter().zip(&values);
        let called: Vec<String> = pairs
            .map(|(axis, value)| format!("{}={}", axis.key, written(value)))
            .collect();
        let called = called.join(" ");
        for (place, (name, experiment)) in lanes.iter().enumerate() {
            let check = experiment.check();
            check.map_err(|error| SweepError(format!("{called}: lane \"{name}\": {error}")))?;
            let same = lanes[..place].iter().find(|(_, other)| other == experiment);
            if let Some((other, _)) = same {
                return Err(SweepError(format!(
                    "{called}: the lanes \"{other}\" and \"{name}\" train the same there; --lane NAME sweeps one of them"
                )));
            }
        }
        Ok(())
    }
}

fn wrong(axis: &Axis, problem: String) -> SweepError {
    SweepError(format!("--grid {}: {problem}", axis.key))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(preset: &str, grid: &[&str], seeds: usize) -> Result<Plan, SweepError> {
        let axes = grid.iter().map(|text| Axis::parse(text).unwrap());
        let session = Session::preset(preset).unwrap();
        Plan::new(session, axes.collect(), &[], seeds)
    }

    #[test]
    fn every_cell_lane_and_seed_is_one_run() {
        let plan = plan("blobs", &["loss.m=0,0.1", "loss.s=4,8,16"], 2).unwrap();
        let lanes = plan.lanes().len();
        assert_eq!(plan.runs(), 2 * 3 * lanes * 2);
        let jobs: Vec<Job> = (0..plan.runs()).map(|number| plan.job(number)).collect();
        let mut called: Vec<String> = jobs.iter().map(|job| plan.called(job)).collect();
        assert!(called[0].starts_with("loss.m=0 loss.s=4 "), "{called:?}");
        called.sort();
        called.dedup();
        assert_eq!(called.len(), plan.runs());
        for job in &jobs {
            let experiment = plan.experiment(job).unwrap();
            let number = |key: &str| experiment.number(key).unwrap().1;
            let pairs = [("loss.m", &job.values[0]), ("loss.s", &job.values[1])];
            for (key, value) in pairs {
                let wanted = value.as_float().or(value.as_integer().map(|n| n as f64));
                assert_eq!(Some(number(key)), wanted);
            }
            let own = plan.session().experiments().unwrap();
            let own = &own.iter().find(|(name, _)| *name == job.lane).unwrap().1;
            let up = job.seed as u64 - 1;
            assert_eq!(experiment.seeds.init, own.seeds.init + up);
            assert_eq!(experiment.seeds.data, own.seeds.data + up);
            assert_eq!(experiment.seeds.order, own.seeds.order + up);
        }
    }

    #[test]
    fn a_run_trains_what_train_with_these_settings_would() {
        let grid = ["loss.m=0.3", "loss.id=softmax,arcface"];
        let refused = plan("blobs", &grid, 1).unwrap_err().to_string();
        assert!(
            refused.contains("the loss \"softmax\" has no m"),
            "{refused}"
        );
        let plan = plan("blobs", &["loss.m=0.3", "loss.id=arcface"], 1).unwrap();
        let mut session = Session::preset("blobs").unwrap();
        session
            .set_everywhere("loss.id", &"arcface".into())
            .unwrap();
        session.set_everywhere("loss.m", &0.3.into()).unwrap();
        for (name, experiment) in session.experiments().unwrap() {
            let jobs = (0..plan.runs()).map(|number| plan.job(number));
            let job = jobs.into_iter().find(|job| job.lane == name).unwrap();
            assert_eq!(plan.experiment(&job), Ok(experiment));
        }
    }

    fn check_refused(preset: &str, grid: &[&str], seeds: usize, expect: &str) {
        let why = plan(preset, grid, seeds).unwrap_err().to_string();
        assert!(why.contains(expect), "{grid:?}: {why}");
    }

    #[test]
    fn what_makes_no_sense_is_refused_before_anything_trains() {
        check_refused("blobs", &["loss.q=1,2"], 1, "unknown key \"loss.q\"");
        check_refused(
            "blobs",
            &["loss.m=0,7"],
            1,
            "--grid loss.m: loss.m: found 7",
        );
        check_refused("blobs", &["loss.m=0,1", "loss.m=0.5"], 1, "twice");
        check_refused("blobs", &["seeds.init=1,2"], 2, "--seeds counts");
        check_refused("blobs", &["steps=1:9000:9000"], 9000, "expected 1 to");
        let zero = plan("blobs", &["loss.m=0,1"], 0).unwrap_err().to_string();
        assert!(zero.contains("expected 1 to"), "{zero}");
        check_refused(
            "blobs",
            &["data.unseen=[9]"],
            1,
            "data.unseen: found class 9",
        );
        check_refused("cosface-toy", &["loss.m=0,0.1"], 1, "train the same there");
        let many: Vec<String> = (0..101).map(|key| format!("a.{key}=1")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        check_refused("blobs", &many[..100], 1, "unknown key \"a.0\"");
        let expect = "--grid: found 101 keys, expected at most 100";
        let why = plan("blobs", &many, 1).unwrap_err().to_string();
        assert_eq!(why, expect);
        let look = "look.class_colours=1";
        check_refused("blobs", &[look], 1, "it changes how pictures look");
    }

    #[test]
    fn one_lane_of_several_can_be_swept() {
        let session = Session::preset("cosface-toy").unwrap();
        let axes = vec![Axis::parse("loss.m=0,0.1").unwrap()];
        let lane = session.lanes[1].name.clone();
        let plan = Plan::new(
            session.clone(),
            axes.clone(),
            std::slice::from_ref(&lane),
            1,
        );
        assert_eq!(plan.unwrap().lanes(), [lane]);
        let why = Plan::new(session, axes, &["none".to_owned()], 1).unwrap_err();
        assert!(why.to_string().contains("found \"none\", expected among"));
    }
}
