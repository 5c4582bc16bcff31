//! A session: one experiment and the lanes that vary it. What an experiment file or a preset holds.

use std::cell::LazyCell;

use toml::{Table, Value};

use super::experiment::Experiment;
use super::keys::{KeyError, is_look};
use super::lane_names::LONGEST_NAME;
use super::lines::{LONGEST_KEY, Lines};
use super::look::Look;
use super::named::Named;
use super::toml_text::toml_of;
use super::values::shown;
use crate::knob::Knobs;

/// One experiment, and one or more lanes that train it with keys of their own.
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    /// Id of the preset, or the name of the file.
    pub id: String,
    /// What all lanes have in common.
    pub base: Experiment,
    /// Never empty.
    pub lanes: Vec<LaneSpec>,
    /// What its pictures show beyond the usual: ids of views, charts and switches, which the window knows.
    pub show: Vec<String>,
    /// How its pictures look, in all lanes.
    pub look: Look,
    /// What its lanes were when they were named.
    pub named: Named,
}

/// A lane: a name, and the keys in which it differs from the base.
#[derive(Clone, Debug, PartialEq)]
pub struct LaneSpec {
    /// Unique in its session; it names the lane's folder.
    pub name: String,
    /// Keys and values that differ from the base's.
    pub overrides: Vec<(String, Value)>,
}

/// Why an experiment cannot be read: file, row, key, found and expected.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{file}{}: {problem}", line.map(|line| format!(", row {line}")).unwrap_or_default())]
pub struct SessionError {
    /// The file at fault, as the person named it.
    pub file: String,
    /// The row in it, from 1, where there is one.
    pub line: Option<usize>,
    /// What was found and what is expected.
    pub problem: String,
}

/// The name of the lane of a file that names none.
pub(super) const ONLY_LANE: &str = "run";

/// Each lane is a thread and a model; a session has no more of them.
pub const MOST_LANES: usize = 16;

/// An experiment with sixteen lanes and a colour for each of a thousand classes takes some hundred kilobytes. Reading takes
/// a hundred times as much memory as the text has.
const LARGEST: usize = 4 << 20;

/// What is wrong, and the keys that may be to blame, the likeliest first.
struct Problem {
    keys: Vec<String>,
    text: String,
}

impl Problem {
    fn new(key: &str, text: String) -> Self {
        Self {
            keys: vec![key.to_owned()],
            text,
        }
    }
}

impl Session {
    /// A session of one lane, complete in itself: what a run's folder holds.
    pub fn of(experiment: &Experiment, look: &Look) -> Self {
        Self {
            id: String::new(),
            base: experiment.clone(),
            lanes: vec![LaneSpec {
                name: ONLY_LANE.to_owned(),
                overrides: Vec::new(),
            }],
            show: Vec::new(),
            look: look.clone(),
            named: Named::default(),
        }
    }

    /// Reads an experiment file. `id` names the session, `file` the text in messages. Keys that are not given keep their
    /// defaults.
    ///
    /// # Errors
    /// When the text is too large or not TOML, a key is unknown, or a value does not fit.
    pub fn parse(id: &str, text: &str, file: &str) -> Result<Self, SessionError> {
        let fail = |line, problem| SessionError {
            file: file.to_owned(),
            line,
            problem,
        };
        if text.len() > LARGEST {
            let found = text.len();
            let problem =
                format!("found {found} bytes, expected an experiment of at most {LARGEST}");
            return Err(fail(None, problem));
        }
        let table = toml_of(text).map_err(|error| fail(error.row, error.problem))?;
        // Only what is wrong is asked for its row.
        let lines = LazyCell::new(|| Lines::new(text));
        Self::from_table(id, table, file, &|key| lines.find(key))
    }

    /// The same of an experiment that is a part of another file; `row` gives the row of a key of the experiment.
    ///
    /// # Errors
    /// When a key is unknown, or a value does not fit.
    pub fn from_table(
        id: &str,
        mut table: Table,
        file: &str,
        row: &dyn Fn(&str) -> Option<usize>,
    ) -> Result<Self, SessionError> {
        let fail = |line, problem: String| SessionError {
            file: file.to_owned(),
            line,
            problem,
        };
        let lanes = table.remove("lane");
        let show = table.remove("show");
        if table.is_empty() && lanes.is_none() && show.is_none() {
            let problem = "found no key, expected an experiment with keys such as data.source";
            return Err(fail(None, problem.to_owned()));
        }
        let (base, look) =
            described(&table).map_err(|(key, error)| fail(row(&key), error.to_string()))?;
        let blamed = |problem: Problem| {
            let line = problem.keys.iter().find_map(|key| row(key));
            fail(line, problem.text)
        };
        let mut session = Self {
            id: id.to_owned(),
            base,
            lanes: parse_lanes(lanes).map_err(blamed)?,
            show: parse_show(show).map_err(blamed)?,
            look,
            named: Named::default(),
        };
        session.check().map_err(blamed)?;
        session.remember_names();
        Ok(session)
    }

    /// The lanes are called as they are for what they train now.
    pub(super) fn remember_names(&mut self) {
        let all = self.lanes.iter().flat_map(|lane| &lane.overrides);
        let company = self.lanes.len() > 1 || self.lanes.iter().any(|lane| lane.name == ONLY_LANE);
        let lanes = self.experiments().unwrap_or_default();
        self.named = Named::new(all.map(|(key, _)| key.as_str()), company, lanes);
    }

    /// Each lane's name and complete experiment.
    ///
    /// # Errors
    /// When a lane's key no longer fits the base, such as a knob of another loss.
    pub fn experiments(&self) -> Result<Vec<(String, Experiment)>, KeyError> {
        let resolve = |lane: &LaneSpec| Ok((lane.name.clone(), self.resolve(lane)?));
        self.lanes.iter().map(resolve).collect()
    }

    /// The base with what a lane overrides.
    fn resolve(&self, lane: &LaneSpec) -> Result<Experiment, KeyError> {
        let mut experiment = self.base.clone();
        for (key, value) in ordered(lane.overrides.clone()) {
            experiment.set(&key, &value)?;
        }
        Ok(experiment)
    }

    /// Sets a key of the base and drops what lanes say about it, so that the value holds everywhere; a lane whose own loss or
    /// source has such a key of its own says it itself. What else a lane says and no longer fits goes too, such as the margin
    /// of a loss that it no longer has: a session that resolved before resolves afterwards.
    ///
    /// # Errors
    /// When the key or the value does not fit; nothing is changed then.
    pub fn set_everywhere(&mut self, key: &str, value: &Value) -> Result<(), KeyError> {
        if is_look(key) {
            return self.look.set(key, value);
        }
        let mut base = self.base.clone();
        base.set(key, value)?;
        let mut lanes = self.lanes.clone();
        for lane in &mut lanes {
            let mut experiment = base.clone();
            let others = std::mem::take(&mut lane.overrides).into_iter();
            let others = ordered(others.filter(|(own, _)| own != key).collect());
            let fits = |(own, value): &(String, Value)| experiment.set(own, value).is_ok();
            lane.overrides = others.into_iter().filter(fits).collect();
            let own = experiment.get(key);
            if own.is_some() && own != base.get(key) {
                experiment.set(key, value)?;
                lane.overrides.push((key.to_owned(), value.clone()));
            }
        }
        if base.data.source != self.base.data.source {
            // Class 3 of another data set is another class.
            self.look = Look::default();
        }
        (self.base, self.lanes) = (base, lanes);
        Ok(())
    }

    /// Sets a key in the lane of this name alone. What else it says and no longer fits goes, as in
    /// [`Session::set_everywhere`].
    ///
    /// # Errors
    /// When the key or the value does not fit; nothing is changed then.
    pub fn set_in_lane(&mut self, name: &str, key: &str, value: &Value) -> Result<(), KeyError> {
        if is_look(key) {
            return self.look.set(key, value);
        }
        let Some(place) = self.lanes.iter().position(|lane| lane.name == name) else {
            return Ok(());
        };
        let others = self.lanes[place].overrides.iter();
        let mut wanted: Vec<_> = others.filter(|(own, _)| own != key).cloned().collect();
        wanted.push((key.to_owned(), value.clone()));
        let mut experiment = self.base.clone();
        let mut kept = Vec::new();
        for (own, value) in ordered(wanted) {
            match experiment.set(&own, &value) {
                Ok(()) => kept.push((own, value)),
                Err(error) if own == key => return Err(error),
                Err(_) => {}
            }
        }
        self.lanes[place].overrides = kept;
        Ok(())
    }

    /// The session as a complete experiment file.
    pub fn to_toml(&self) -> String {
        let mut text = String::new();
        if !self.show.is_empty() {
            text += &format!("show = {}\n", Value::from(self.show.clone()));
        }
        let mut section = String::new();
        for key in self.base.keys() {
            let (of, name) = key.split_once('.').unwrap_or(("", &key));
            if section != of {
                text += &format!("\n[{of}]\n");
                section = of.to_owned();
            }
            if let Some(value) = self.base.get(&key) {
                text += &format!("{name} = {value}\n");
            }
        }
        text += &self.look.to_toml();
        let plain = |lane: &LaneSpec| lane.name == ONLY_LANE && lane.overrides.is_empty();
        let plain = self.lanes.len() == 1 && self.lanes.iter().all(plain);
        for lane in self.lanes.iter().filter(|_| !plain) {
            text += &format!("\n[[lane]]\nname = {}\n", Value::from(lane.name.as_str()));
            for (key, value) in &lane.overrides {
                text += &format!("{key} = {value}\n");
            }
        }
        text
    }

    /// Every lane must resolve to an experiment that makes sense as a whole.
    fn check(&self) -> Result<(), Problem> {
        for (number, lane) in self.lanes.iter().enumerate() {
            let experiment = self.resolve(lane);
            let Err(error) = experiment.and_then(|experiment| experiment.check()) else {
                continue;
            };
            let own = lane.overrides.iter().any(|(key, _)| key == error.key());
            let lane_key = format!("lane.{number}");
            return Err(match own {
                true => Problem {
                    keys: vec![format!("{lane_key}.{}", error.key()), lane_key],
                    text: format!("lane \"{}\": {error}", lane.name),
                },
                false => Problem {
                    keys: vec![error.key().to_owned(), lane_key],
                    text: error.to_string(),
                },
            });
        }
        Ok(())
    }
}

/// What the keys of an experiment say, whether or not it makes sense as a whole; else the key that does not fit.
pub(super) fn described(table: &Table) -> Result<(Experiment, Look), (String, KeyError)> {
    let (mut base, mut look) = (Experiment::default(), Look::default());
    for (key, value) in flat(table)? {
        if key == "loss.id" {
            // What a file leaves out is its own loss's default, not what the default loss had.
            base.loss.knobs = Knobs::default();
        }
        let set = match is_look(&key) {
            true => look.set(&key, &value),
            false => base.set(&key, &value),
        };
        set.map_err(|error| (key, error))?;
    }
    Ok((base, look))
}

/// The dotted keys of a table and their values, sources and losses first, since they decide which keys there are.
fn flat(table: &Table) -> Result<Vec<(String, Value)>, (String, KeyError)> {
    let mut all = Vec::new();
    gather("", table, &mut all)?;
    Ok(ordered(all))
}

/// Adds what is in `table`, whose own key is `above`, with its point.
fn gather(
    above: &str,
    table: &Table,
    all: &mut Vec<(String, Value)>,
) -> Result<(), (String, KeyError)> {
    for (name, value) in table {
        let key = format!("{above}{name}");
        if key.len() > LONGEST_KEY {
            // Each key below it would hold it again.
            let found = key.len();
            let problem = format!("found a key of {found} bytes, expected at most {LONGEST_KEY}");
            return Err((key.clone(), KeyError::Value { key, problem }));
        }
        match value {
            // An empty table may stand for a section, but not for anything unknown.
            Value::Table(inner) if !inner.is_empty() => gather(&format!("{key}."), inner, all)?,
            value => all.push((key, value.clone())),
        }
    }
    Ok(())
}

fn ordered(mut keys: Vec<(String, Value)>) -> Vec<(String, Value)> {
    keys.sort_by_key(|(key, _)| !matches!(key.as_str(), "data.source" | "loss.id"));
    keys
}

fn parse_show(show: Option<Value>) -> Result<Vec<String>, Problem> {
    let wrong = |found: &Value| {
        let found = shown(found);
        let text = format!("show: found {found}, expected a list of names such as [\"norms\"]");
        Problem::new("show", text)
    };
    match show {
        None => Ok(Vec::new()),
        Some(Value::Array(ids)) => {
            let id = |id: &Value| Ok(id.as_str().ok_or_else(|| wrong(id))?.to_owned());
            ids.iter().map(id).collect()
        }
        Some(other) => Err(wrong(&other)),
    }
}

fn parse_lanes(lanes: Option<Value>) -> Result<Vec<LaneSpec>, Problem> {
    let Some(lanes) = lanes else {
        return Ok(vec![LaneSpec {
            name: ONLY_LANE.to_owned(),
            overrides: Vec::new(),
        }]);
    };
    let tables = match &lanes {
        Value::Array(tables) if (1..=MOST_LANES).contains(&tables.len()) => tables,
        Value::Array(tables) => {
            let found = tables.len();
            let text = format!("lane: found {found} of them, expected 1 to {MOST_LANES}");
            return Err(Problem::new("lane", text));
        }
        other => return Err(Problem::new("lane", no_lane(other))),
    };
    let mut specs: Vec<LaneSpec> = Vec::new();
    for (number, table) in tables.iter().enumerate() {
        let key = format!("lane.{number}");
        let table = table.as_table();
        let table = table.ok_or_else(|| Problem::new(&key, no_lane(&tables[number])))?;
        let spec = parse_lane(table, &specs).map_err(|(own, text)| Problem {
            keys: vec![format!("{key}.{own}"), key.clone()],
            text,
        })?;
        if let Some((own, _)) = spec.overrides.iter().find(|(own, _)| is_look(own)) {
            let text = format!(
                "lane \"{}\": {own}: a class has one colour in all lanes; set it above them",
                spec.name
            );
            return Err(Problem {
                keys: vec![format!("{key}.{own}"), key],
                text,
            });
        }
        specs.push(spec);
    }
    Ok(specs)
}

fn no_lane(found: &Value) -> String {
    format!(
        "lane: found {}, expected [[lane]] tables, each with a name of its own",
        shown(found)
    )
}

const A_NAME: &str = "a name of letters, digits, - and _";

/// What is expected where `name` cannot be that of a lane beside these others.
pub(super) fn check_name<'a>(
    name: &str,
    mut others: impl Iterator<Item = &'a LaneSpec>,
) -> Result<(), String> {
    // Names become folders.
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if name.is_empty() || !name.chars().all(fits) {
        return Err(A_NAME.to_owned());
    }
    if name.len() > LONGEST_NAME {
        return Err(format!("a name of at most {LONGEST_NAME} characters"));
    }
    match others.any(|lane| lane.name.eq_ignore_ascii_case(name)) {
        true => Err("a name that no other lane has".to_owned()),
        false => Ok(()),
    }
}

/// The lane of a table, or the key in it that is at fault and why.
fn parse_lane(table: &Table, known: &[LaneSpec]) -> Result<LaneSpec, (String, String)> {
    let mut table = table.clone();
    let name = table.remove("name");
    let found = name.as_ref().map_or("none".to_owned(), shown);
    let wrong = |expected: &str| {
        let text = format!("lane.name: found {found}, expected {expected}");
        ("name".to_owned(), text)
    };
    let name = name.as_ref().and_then(Value::as_str);
    let name = name.ok_or_else(|| wrong(A_NAME))?;
    check_name(name, known.iter()).map_err(|expected| wrong(&expected))?;
    let told = |(key, error): (String, KeyError)| (key, format!("lane \"{name}\": {error}"));
    Ok(LaneSpec {
        name: name.to_owned(),
        overrides: flat(&table).map_err(told)?,
    })
}
