//! What the runs of a sweep came to: a row a run, as CSV too.

use std::collections::{HashMap, HashSet};

use serde_json::Value as Json;

use super::axis::written;
use super::plan::{Job, Plan};

/// What depends on the machine and not on the run; these columns come last.
pub const TIMES: [&str; 2] = ["seconds", "images_per_second"];
/// What a summary says that is no result: what lies in the folder, and what was done by hand, which is nothing.
const LEFT_OUT: [&str; 3] = ["files", "tuned", "touched"];

/// A summary has some hundred metrics. So many are read of one, and a table has so many columns of them.
pub const MOST_METRICS: usize = 1_000;
/// Paths of metrics have some thirty bytes. What lies deeper than this is none.
const LONGEST_PATH: usize = 200;

/// The part of the samples that reach their margin, which of a loss without one is the accuracy.
const MARGIN: &str = "margin_satisfied";

/// The state of a run that went back to its last good state, as [`crate::train::Health::id`] has it.
const NOT_FINITE: &str = "not-finite";

/// A run and what it came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The run.
    pub job: Job,
    /// Every number and word of its `summary.json` by its path: `angle_to_own_deg.mean`.
    pub metrics: Vec<(String, Json)>,
}

/// The rows of a sweep, by their numbers; some may be missing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// In the order of their numbers.
    pub rows: Vec<Row>,
}

impl Row {
    /// A number among the metrics.
    pub fn number(&self, metric: &str) -> Option<f64> {
        let found = self.metrics.iter().find(|(name, _)| name == metric);
        found.and_then(|(_, value)| value.as_f64())
    }

    /// The same as it is shown: none of a margin where the loss has none.
    pub fn shown(&self, metric: &str, plan: &Plan) -> Option<f64> {
        let has_margin = || {
            plan.experiment(&self.job)
                .is_ok_and(|of| of.loss.has_margin())
        };
        self.number(metric)
            .filter(|_| metric != MARGIN || has_margin())
    }

    /// What is wrong with the run, if anything is.
    pub fn problem(&self) -> Option<&str> {
        self.word("problem")
    }

    /// The step that all numbers are of, where the run stopped being numbers and went back to it.
    pub fn went_back_to(&self) -> Option<u64> {
        let went_back = self.word("health.state")? == NOT_FINITE;
        let steps = self.number("steps").filter(|_| went_back)?;
        Some(steps as u64)
    }

    fn word(&self, metric: &str) -> Option<&str> {
        let found = self.metrics.iter().find(|(name, _)| name == metric);
        found.and_then(|(_, value)| value.as_str())
    }
}

/// The leaves of a summary by their paths, in its order; times last. More than [`MOST_METRICS`], and what has a path of more
/// than 200 bytes, is none of ours and left out.
pub fn flat(summary: &Json) -> Vec<(String, Json)> {
    let mut all = Vec::new();
    for (key, value) in summary.as_object().into_iter().flatten() {
        if !LEFT_OUT.contains(&key.as_str()) {
            push(&mut all, "", key, value);
        }
    }
    // A stable sort leaves the rest as it is.
    all.sort_by_key(|(name, _)| TIMES.contains(&name.as_str()));
    all
}

/// Adds what is below `key`, which stands below `above`, a path with its point.
fn push(all: &mut Vec<(String, Json)>, above: &str, key: &str, value: &Json) {
    // Before a path is made: each of those below it holds it again.
    if above.len() + key.len() > LONGEST_PATH || all.len() >= MOST_METRICS {
        return;
    }
    let path = format!("{above}{key}");
    match value {
        Json::Object(fields) => {
            let above = path + ".";
            for (key, value) in fields {
                push(all, &above, key, value);
            }
        }
        Json::Array(items) => {
            let above = path + ".";
            for (place, value) in items.iter().enumerate() {
                push(all, &above, &place.to_string(), value);
            }
        }
        leaf => all.push((path, leaf.clone())),
    }
}

impl Table {
    /// Adds a row in its place; one of the same number is replaced.
    pub fn add(&mut self, row: Row) {
        let place = |known: &Row| known.job.number.cmp(&row.job.number);
        match self.rows.binary_search_by(place) {
            Ok(at) => self.rows[at] = row,
            Err(at) => self.rows.insert(at, row),
        }
    }

    /// The row of the run of this number.
    pub fn row(&self, number: usize) -> Option<&Row> {
        let place = |known: &Row| known.job.number.cmp(&number);
        let at = self.rows.binary_search_by(place).ok()?;
        self.rows.get(at)
    }

    /// The names of all metrics, in the order of the summaries, times last; [`MOST_METRICS`] at most.
    pub fn metrics(&self) -> Vec<&str> {
        // Each name with the one behind it; nothing stands before the first.
        let mut next: HashMap<Option<&str>, Option<&str>> = HashMap::from([(None, None)]);
        for row in &self.rows {
            // What only some runs say stands behind what comes before it there.
            let mut before = None;
            for (name, _) in &row.metrics {
                let name = Some(name.as_str());
                if !next.contains_key(&name) {
                    if next.len() > MOST_METRICS {
                        continue;
                    }
                    let behind = next.insert(before, name).flatten();
                    next.insert(name, behind);
                }
                before = name;
            }
        }
        let behind = |name: Option<&str>| next.get(&name).copied().flatten();
        let all = std::iter::successors(behind(None), |name| behind(Some(name)));
        let mut names: Vec<&str> = all.collect();
        names.sort_by_key(|name| TIMES.contains(name));
        names
    }

    /// Metrics that are numbers in some run.
    pub fn numbers(&self) -> Vec<&str> {
        let metrics = self.rows.iter().flat_map(|row| &row.metrics);
        let numbers = metrics.filter(|(_, value)| value.as_f64().is_some());
        let numbers: HashSet<&str> = numbers.map(|(name, _)| name.as_str()).collect();
        let all = self.metrics().into_iter();
        all.filter(|name| numbers.contains(name)).collect()
    }

    /// The whole as CSV: the keys of the grid, the lane where there are several, the seed, the run's folder, and all metrics.
    pub fn csv(&self, plan: &Plan) -> String {
        let metrics = self.metrics();
        let lanes = plan.lanes().len() > 1;
        let mut head: Vec<&str> = plan.axes().iter().map(|axis| axis.key.as_str()).collect();
        head.extend(lanes.then_some("lane"));
        head.extend(["seed", "run"]);
        head.extend(&metrics);
        let mut text = line(head.into_iter().map(str::to_owned));
        for Row { job, metrics: own } in &self.rows {
            let mut fields: Vec<String> = job.values.iter().map(written).collect();
            fields.extend(lanes.then(|| job.lane.clone()));
            fields.extend([job.seed.to_string(), job.folder()]);
            // Of two of one name the first counts.
            let own = own.iter().rev();
            let own: HashMap<&str, &Json> =
                own.map(|(name, value)| (name.as_str(), value)).collect();
            fields.extend(metrics.iter().map(|name| {
                let found = own.get(name);
                found.map_or_else(String::new, |value| field(value))
            }));
            text += &line(fields.into_iter());
        }
        text
    }
}

impl Job {
    /// The name of its folder, which sorts as its number does.
    pub fn folder(&self) -> String {
        format!("{:05}", self.number)
    }
}

fn field(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn line(fields: impl Iterator<Item = String>) -> String {
    let fields: Vec<String> = fields.map(|field| quoted(&field)).collect();
    fields.join(",") + "\n"
}

/// A field as RFC 4180 has it.
fn quoted(field: &str) -> String {
    match field.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", field.replace('"', "\"\"")),
        false => field.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::sweep::Axis;
    use crate::train::Session;

    fn table(summaries: &[(usize, Json)]) -> (Plan, Table) {
        let session = Session::preset("fashion-circle").unwrap();
        let axes = vec![Axis::parse("model.hidden=[64,64],[32]").unwrap()];
        let plan = Plan::new(session, axes, &[], 2).unwrap();
        let mut table = Table::default();
        for (number, summary) in summaries {
            let job = plan.job(*number);
            let metrics = flat(summary);
            table.add(Row { job, metrics });
        }
        (plan, table)
    }

    #[test]
    fn a_summary_is_flat_with_its_times_last() {
        let (plan, table) = table(&[
            (
                3,
                json!({"seconds": 2.5, "loss": null, "health": {"state": "dead, long", "since": 7}}),
            ),
            (
                0,
                json!({"seconds": 1.5, "loss": 0.25, "health": {"state": "sound"}, "files": {"a": 1}}),
            ),
        ]);
        let expect = "model.hidden,seed,run,loss,health.state,health.since,seconds\n\
             \"[64, 64]\",1,00000,0.25,sound,,1.5\n\
             [32],2,00003,,\"dead, long\",7,2.5\n";
        assert_eq!(table.csv(&plan), expect);
        assert_eq!(table.numbers(), ["loss", "health.since", "seconds"]);
    }

    #[test]
    fn what_only_some_runs_say_stands_behind_what_comes_before_it_there() {
        fn check(summaries: &[Json], expect: &[&str]) {
            let numbered: Vec<_> = summaries.iter().cloned().enumerate().collect();
            assert_eq!(table(&numbered).1.metrics(), expect);
        }
        check(
            &[
                json!({"a": 1, "seconds": 1, "d": 1}),
                json!({"z": 1, "a": 1, "b": 1, "c": 1, "d": 1}),
            ],
            &["z", "a", "b", "c", "d", "seconds"],
        );
        check(
            &[
                json!({"a": {"x": 1}, "a.x": 2, "b": 3}),
                json!({"b": 1, "c": 1}),
                json!({"b": 1, "y": 1, "c": 1}),
            ],
            &["a.x", "b", "y", "c"],
        );
    }

    #[test]
    fn what_is_no_summary_of_ours_is_left_out_and_takes_no_time() {
        let long = |n: usize| "k".repeat(n);
        let check = |summary: Json, leaves: usize| {
            let found = flat(&summary);
            assert_eq!(found.len(), leaves);
            let room: usize = found.iter().map(|(path, _)| path.len()).sum();
            assert!(room <= MOST_METRICS * LONGEST_PATH, "{room} bytes of paths");
        };
        check(json!({"a": vec![0; 2_000_000]}), MOST_METRICS);
        check(json!({long(100_000): vec![0; 100_000], "b": 1}), 1);
        check(json!({long(100): {long(99): 1, long(100): 1}, "b": 1}), 2);
        check(json!({long(198): [1, 2]}), 2);
        check(json!({long(199): [1, 2]}), 0);
    }

    #[test]
    fn a_table_has_columns_up_to_a_limit() {
        let of = |run: usize| json!({"loss": run, format!("x{run}"): vec![run; 600], "seconds": 1});
        let (plan, table) = table(&[(0, of(0)), (1, of(1)), (2, of(2))]);
        let metrics = table.metrics();
        assert_eq!(metrics.len(), MOST_METRICS);
        assert_eq!(metrics[0], "loss");
        assert_eq!(metrics[MOST_METRICS - 1], "seconds");
        assert_eq!(table.numbers(), metrics);
        // Before them stand the key of the grid, the seed and the run.
        let head = table.csv(&plan).lines().next().unwrap().to_owned();
        assert_eq!(head.split(',').count(), 3 + MOST_METRICS);
    }

    #[test]
    fn a_row_of_the_same_run_takes_its_place() {
        let (_, table) = table(&[
            (1, json!({"loss": 1})),
            (1, json!({"loss": 2})),
            (0, json!({"tar": [0.5, 0.25]})),
        ]);
        let numbers: Vec<usize> = table.rows.iter().map(|row| row.job.number).collect();
        assert_eq!(numbers, [0, 1]);
        assert_eq!(table.rows[1].number("loss"), Some(2.0));
        assert_eq!(table.rows[0].number("tar.1"), Some(0.25));
    }
}
