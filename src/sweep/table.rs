//! What the runs of a sweep came to: a row a run, as CSV too.

use serde_json::Value as Json;

use super::axis::written;
use super::plan::{Job, Plan};

/// What depends on the machine and not on the run; these columns come last.
pub const TIMES: [&str; 2] = ["seconds", "images_per_second"];
/// What a summary says that is no result: what lies in the folder, and what was done by hand, which is nothing.
const LEFT_OUT: [&str; 3] = ["files", "tuned", "touched"];

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
}

/// The leaves of a summary by their paths, in its order; times last.
pub fn flat(summary: &Json) -> Vec<(String, Json)> {
    let mut all = Vec::new();
    for (key, value) in summary.as_object().into_iter().flatten() {
        if !LEFT_OUT.contains(&key.as_str()) {
            push(&mut all, key.clone(), value);
        }
    }
    // A stable sort leaves the rest as it is.
    all.sort_by_key(|(name, _)| TIMES.contains(&name.as_str()));
    all
}

fn push(all: &mut Vec<(String, Json)>, path: String, value: &Json) {
    match value {
        Json::Object(fields) => {
            for (key, value) in fields {
                push(all, format!("{path}.{key}"), value);
            }
        }
        Json::Array(items) => {
            for (place, value) in items.iter().enumerate() {
                push(all, format!("{path}.{place}"), value);
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

    /// The names of all metrics, in the order of the summaries, times last.
    pub fn metrics(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for row in &self.rows {
            // What only some runs say stands behind what comes before it there.
            let mut at = 0;
            for (name, _) in &row.metrics {
                match names.iter().position(|known| known == name) {
                    Some(known) => at = known + 1,
                    None => {
                        names.insert(at, name);
                        at += 1;
                    }
                }
            }
        }
        names.sort_by_key(|name| TIMES.contains(name));
        names
    }

    /// Metrics that are numbers in some run.
    pub fn numbers(&self) -> Vec<&str> {
        let all = self.metrics().into_iter();
        let is_number = |name: &&str| self.rows.iter().any(|row| row.number(name).is_some());
        all.filter(is_number).collect()
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
            fields.extend(metrics.iter().map(|name| {
                let found = own.iter().find(|(own, _)| own == name);
                found.map_or_else(String::new, |(_, value)| field(value))
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
