//! A sweep in words that a file holds, so that no two are ever mixed: every setting of it, and a hash of all of them.

use sha2::{Digest, Sha256};
use toml::{Table, Value};

use super::axis::Axis;
use super::plan::{Plan, SweepError};
use crate::train::{Session, toml_of};

/// The file's name in the folder of a sweep.
pub const FILE: &str = "sweep.toml";
/// So many differences are told.
const MOST_TOLD: usize = 6;
const HEAD: &str = "# A sweep. `marginscope sweep` goes on with it, and refuses to mix another one into this folder.\n";

/// The file of a plan; `of` is what a person calls the experiment.
pub fn toml(plan: &Plan, of: &str) -> String {
    let content = content(plan);
    let hash = hash(&content);
    let head = Table::from_iter([
        ("hash".to_owned(), Value::from(hash)),
        ("of".to_owned(), Value::from(of)),
        ("runs".to_owned(), Value::from(plan.runs() as i64)),
    ]);
    format!("{HEAD}{head}{content}")
}

/// The hash of everything that makes this sweep what it is.
pub fn hash_of(plan: &Plan) -> String {
    hash(&content(plan))
}

fn hash(content: &Table) -> String {
    let digest = Sha256::digest(content.to_string());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Everything that makes a sweep what it is. Results may differ from version to version.
fn content(plan: &Plan) -> Table {
    let axis = |axis: &Axis| {
        let (key, values) = (axis.key.as_str().into(), Value::Array(axis.values.clone()));
        Value::Table(Table::from_iter([
            ("key".to_owned(), key),
            ("values".to_owned(), values),
        ]))
    };
    let experiment = toml::from_str::<Table>(&plan.session().to_toml()).unwrap_or_default();
    Table::from_iter([
        ("program".to_owned(), env!("CARGO_PKG_VERSION").into()),
        ("seeds".to_owned(), Value::from(plan.seeds() as i64)),
        ("lanes".to_owned(), Value::from(plan.lanes().to_vec())),
        (
            "grid".to_owned(),
            Value::Array(plan.axes().iter().map(axis).collect()),
        ),
        ("experiment".to_owned(), Value::Table(experiment)),
    ])
}

/// A sweep that a file describes.
#[derive(Clone, Debug, PartialEq)]
pub struct Described {
    /// The sweep.
    pub plan: Plan,
    /// What a person called the experiment.
    pub of: String,
}

/// Reads a file back.
///
/// # Errors
/// When it is no such file, is of another version of the program, or was changed since it was written.
pub fn read(text: &str, file: &str) -> Result<Described, SweepError> {
    let fail = |problem: String| SweepError(format!("{file}: {problem}"));
    let mut table: Table = toml_of(text).map_err(|error| {
        let row = error.row;
        let row = row.map_or_else(String::new, |row| format!("row {row}: "));
        fail(format!("{row}{}", error.problem))
    })?;
    let mut take = |key: &str| table.remove(key);
    let expected = |key: &str, what: &str| fail(format!("{key}: expected {what}"));
    let word = |key: &str, value: Option<Value>| {
        let found = value.as_ref().and_then(|value| value.as_str());
        found
            .map(str::to_owned)
            .ok_or_else(|| expected(key, "text"))
    };
    let (hash, of) = (word("hash", take("hash"))?, word("of", take("of"))?);
    let program = word("program", take("program"))?;
    let own = env!("CARGO_PKG_VERSION");
    if program != own {
        return Err(fail(format!(
            "program: found {program}, expected {own}: another version may give other results"
        )));
    }
    let seeds = take("seeds").and_then(|seeds| usize::try_from(seeds.as_integer()?).ok());
    let seeds = seeds.ok_or_else(|| expected("seeds", "a whole number"))?;
    let lanes = take("lanes").and_then(|lanes| lanes.try_into::<Vec<String>>().ok());
    let lanes = lanes.ok_or_else(|| expected("lanes", "a list of names"))?;
    let grid = take("grid").and_then(axes);
    let grid = grid.ok_or_else(|| expected("grid", "tables with a key and its values"))?;
    let Some(Value::Table(experiment)) = take("experiment") else {
        return Err(expected("experiment", "the experiment's keys"));
    };
    let session = Session::from_table(&of, experiment, file, &|_| None);
    let session = session.map_err(|error| SweepError(error.to_string()))?;
    let plan = Plan::new(session, grid, &lanes, seeds);
    let plan = plan.map_err(|error| fail(error.to_string()))?;
    match hash_of(&plan) == hash {
        true => Ok(Described { plan, of }),
        false => Err(fail(
            "it was changed after it was written: its hash is another one".to_owned(),
        )),
    }
}

fn axes(grid: Value) -> Option<Vec<Axis>> {
    let Value::Array(tables) = grid else {
        return None;
    };
    let axis = |table: Value| {
        let mut table = table.try_into::<Table>().ok()?;
        let Some(Value::Array(values)) = table.remove("values") else {
            return None;
        };
        let key = table.remove("key")?.as_str()?.to_owned();
        (!values.is_empty()).then_some(Axis { key, values })
    };
    tables.into_iter().map(axis).collect()
}

/// In what `found` differs from `expected`, in words for a person; `None` for the same sweep.
pub fn difference(found: &Plan, expected: &Plan) -> Option<String> {
    let (left, right) = (content(found), content(expected));
    if left.to_string() == right.to_string() {
        return None;
    }
    let (left, right) = (entries(left), entries(right));
    let value = |entries: &[(String, String)], key: &str| {
        let found = entries.iter().find(|(own, _)| own == key);
        found.map_or_else(|| "none".to_owned(), |(_, value)| value.clone())
    };
    let mut keys: Vec<&String> = left.iter().map(|(key, _)| key).collect();
    keys.extend(right.iter().map(|(key, _)| key));
    let mut told: Vec<String> = Vec::new();
    for key in keys {
        let (found, expected) = (value(&left, key), value(&right, key));
        let line = format!("{key}: found {found}, expected {expected}");
        if found != expected && !told.contains(&line) {
            told.push(line);
        }
    }
    let more = told.len().saturating_sub(MOST_TOLD);
    told.truncate(MOST_TOLD);
    if more > 0 {
        told.push(format!("and {more} more"));
    }
    // The same settings in another order are other runs of a number.
    let order = || "their keys come in another order".to_owned();
    Some(if told.is_empty() {
        order()
    } else {
        told.join("; ")
    })
}

/// Every setting by its path.
fn entries(table: Table) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for (key, value) in table {
        match value {
            Value::Array(axes) if key == "grid" => {
                for axis in axes.iter().filter_map(Value::as_table) {
                    let key = axis.get("key").and_then(Value::as_str);
                    let values = axis.get("values").map(Value::to_string);
                    let key = format!("--grid {}", key.unwrap_or_default());
                    all.push((key, values.unwrap_or_default()));
                }
            }
            Value::Table(inner) => all.extend(flat("", inner)),
            other => all.push((key, other.to_string())),
        }
    }
    all
}

fn flat(before: &str, table: Table) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for (key, value) in table {
        let path = match before.is_empty() {
            true => key,
            false => format!("{before}.{key}"),
        };
        match value {
            Value::Table(inner) => all.extend(flat(&path, inner)),
            other => all.push((path, other.to_string())),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(grid: &[&str], seeds: usize) -> Plan {
        let axes = grid.iter().map(|text| Axis::parse(text).unwrap());
        let session = Session::preset("blobs").unwrap();
        Plan::new(session, axes.collect(), &[], seeds).unwrap()
    }

    #[test]
    fn a_description_is_read_back_whole() {
        for preset in ["blobs", "am-softmax-spheres", "open-set-fashion"] {
            let session = Session::preset(preset).unwrap();
            let axes = [
                "optimizer.learning_rate=1e-3,0.01",
                "model.hidden=[8],[4,4]",
            ];
            let axes = axes.map(|text| Axis::parse(text).unwrap());
            let plan = Plan::new(session, axes.to_vec(), &[], 3).unwrap();
            let text = toml(&plan, preset);
            let read = read(&text, "sweep.toml").unwrap();
            assert_eq!(difference(&read.plan, &plan), None, "{text}");
            assert_eq!((read.plan.axes(), &*read.of), (plan.axes(), preset));
            let jobs = (0..plan.runs()).map(|number| plan.job(number));
            for job in jobs {
                assert_eq!(read.plan.experiment(&job), plan.experiment(&job));
            }
        }
    }

    #[test]
    fn a_description_that_was_changed_is_refused() {
        fn check(change: (&str, &str), expect: &str) {
            let text = toml(&plan(&["loss.m=0,0.1"], 2), "blobs");
            let changed = text.replacen(change.0, change.1, 1);
            assert_ne!(text, changed);
            let why = read(&changed, "sweep.toml").unwrap_err().to_string();
            assert!(
                why.starts_with("sweep.toml") && why.contains(expect),
                "{why}"
            );
        }
        check(("seeds = 2", "seeds = 3"), "it was changed");
        check(("seeds = 2", "seeds = two"), "row ");
        check(
            ("seeds = 2", "seeds = -2"),
            "seeds: expected a whole number",
        );
        check(("[0, 0.1]", "[0, 0.2]"), "it was changed");
        check(("[0, 0.1]", "[0, 7]"), "found 7");
        check(("[0, 0.1]", "[]"), "grid: expected");
        check(("hash = ", "hash_ = "), "hash: expected text");
        let version = format!("program = \"{}\"", env!("CARGO_PKG_VERSION"));
        check((&version, "program = \"9.9.9\""), "program: found 9.9.9");
    }

    #[test]
    fn what_differs_between_two_sweeps_is_told() {
        fn check(left: &Plan, right: &Plan, expect: &str) {
            let told = difference(left, right).unwrap();
            assert!(told.contains(expect), "{told}");
            assert_ne!(hash_of(left), hash_of(right));
        }
        let first = plan(&["loss.m=0,0.1", "loss.s=4,8"], 2);
        let other = plan(&["loss.m=0,0.2", "loss.s=4,8"], 2);
        check(
            &first,
            &other,
            "--grid loss.m: found [0, 0.1], expected [0, 0.2]",
        );
        let other = plan(&["loss.m=0,0.1", "loss.s=4,8"], 3);
        check(&first, &other, "seeds: found 2, expected 3");
        let other = plan(&["loss.m=0,0.1"], 2);
        check(&first, &other, "--grid loss.s: found [4, 8], expected none");
        let other = plan(&["loss.s=4,8", "loss.m=0,0.1"], 2);
        check(&first, &other, "another order");
        let mut session = Session::preset("blobs").unwrap();
        session.set_everywhere("steps", &7.into()).unwrap();
        let other = Plan::new(session, first.axes().to_vec(), &[], 2).unwrap();
        check(&first, &other, "steps: found ");
        assert_eq!(difference(&first, &first.clone()), None);
        assert_eq!(hash_of(&first), hash_of(&first.clone()));
    }
}
