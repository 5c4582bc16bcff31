//! A session: one experiment and the lanes that vary it. What an experiment file or a preset holds.

use toml::{Table, Value};

use super::experiment::Experiment;
use super::keys::KeyError;
use super::lines::Lines;

/// One experiment, and one or more lanes that train it with keys of their own.
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    /// Id of the preset, or the name of the file.
    pub id: String,
    pub base: Experiment,
    /// Never empty.
    pub lanes: Vec<LaneSpec>,
}

/// A lane: a name, and the keys in which it differs from the base.
#[derive(Clone, Debug, PartialEq)]
pub struct LaneSpec {
    pub name: String,
    pub overrides: Vec<(String, Value)>,
}

/// Why an experiment cannot be read: file, row, key, found and expected.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{file}{}: {problem}", line.map(|line| format!(", row {line}")).unwrap_or_default())]
pub struct SessionError {
    pub file: String,
    pub line: Option<usize>,
    pub problem: String,
}

/// The presets: id and content.
const PRESETS: [(&str, &str); 5] = [
    ("fashion", include_str!("../../assets/presets/fashion.toml")),
    (
        "fashion-sphere",
        include_str!("../../assets/presets/fashion-sphere.toml"),
    ),
    (
        "fashion-circle",
        include_str!("../../assets/presets/fashion-circle.toml"),
    ),
    ("blobs", include_str!("../../assets/presets/blobs.toml")),
    ("rings", include_str!("../../assets/presets/rings.toml")),
];

/// The preset that a plain start opens.
pub const DEFAULT_PRESET: &str = "fashion";

pub fn preset_ids() -> impl Iterator<Item = &'static str> {
    PRESETS.iter().map(|(id, _)| *id)
}

impl Session {
    /// A built-in session.
    ///
    /// # Errors
    /// When there is no preset of this id.
    pub fn preset(id: &str) -> Result<Self, SessionError> {
        let found = PRESETS.iter().find(|(known, _)| *known == id);
        let (_, text) = found.ok_or_else(|| {
            let known: Vec<&str> = preset_ids().collect();
            SessionError {
                file: "--preset".to_owned(),
                line: None,
                problem: format!("found \"{id}\", expected one of {}", known.join(", ")),
            }
        })?;
        Self::parse(id, text, &format!("preset {id}"))
    }

    /// Reads an experiment file. `id` names the session, `file` the text in messages. Keys that are not given keep their
    /// defaults.
    ///
    /// # Errors
    /// When the text is not TOML, a key is unknown, or a value does not fit.
    pub fn parse(id: &str, text: &str, file: &str) -> Result<Self, SessionError> {
        let lines = Lines::of(text);
        let fail = |line, problem: String| SessionError {
            file: file.to_owned(),
            line,
            problem,
        };
        let mut table: Table = toml::from_str(text).map_err(|error: toml::de::Error| {
            let line = error.span().map(|span| Lines::row(text, span.start));
            fail(line, error.message().to_owned())
        })?;
        let lanes = table.remove("lane");
        let mut base = Experiment::default();
        for (key, value) in flat(&table) {
            let set = base.set(&key, &value);
            set.map_err(|error| fail(lines.find(&key), error.to_string()))?;
        }
        let lanes = parse_lanes(lanes).map_err(|problem| fail(lines.find("lane"), problem))?;
        let session = Self {
            id: id.to_owned(),
            base,
            lanes,
        };
        session
            .check()
            .map_err(|(key, problem)| fail(lines.find(&key), problem))?;
        Ok(session)
    }

    /// Each lane's name and complete experiment.
    ///
    /// # Errors
    /// When a lane's key no longer fits the base, such as a knob of another loss.
    pub fn experiments(&self) -> Result<Vec<(String, Experiment)>, KeyError> {
        let resolve = |lane: &LaneSpec| {
            let mut experiment = self.base.clone();
            for (key, value) in ordered(lane.overrides.clone()) {
                experiment.set(&key, &value)?;
            }
            Ok((lane.name.clone(), experiment))
        };
        self.lanes.iter().map(resolve).collect()
    }

    /// Sets a key of the base and drops what lanes say about it, so that the value holds everywhere.
    ///
    /// # Errors
    /// When the key or the value does not fit.
    pub fn set_everywhere(&mut self, key: &str, value: &Value) -> Result<(), KeyError> {
        self.base.set(key, value)?;
        for lane in &mut self.lanes {
            lane.overrides.retain(|(own, _)| own != key);
        }
        Ok(())
    }

    /// The session as a complete experiment file.
    pub fn to_toml(&self) -> String {
        let mut text = String::new();
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
        let plain = self.lanes.len() == 1 && self.lanes[0].overrides.is_empty();
        for lane in self.lanes.iter().filter(|_| !plain) {
            text += &format!("\n[[lane]]\nname = {}\n", Value::from(lane.name.as_str()));
            for (key, value) in &lane.overrides {
                text += &format!("{key} = {value}\n");
            }
        }
        text
    }

    /// What no single key can know: every lane must resolve, with enough classes. Names the key to blame.
    fn check(&self) -> Result<(), (String, String)> {
        let blame = |key: &str, problem: String| (key.to_owned(), problem);
        let lanes = self
            .experiments()
            .map_err(|error| blame("lane", error.to_string()))?;
        for (_, experiment) in lanes {
            if experiment.data.classes.len() == 1 {
                let problem =
                    "data.classes: found 1 class, expected at least 2, or [] for all of them";
                return Err(blame("data.classes", problem.to_owned()));
            }
        }
        Ok(())
    }
}

/// The dotted keys of a table and their values, sources and losses first, since they decide which keys there are.
fn flat(table: &Table) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    for (key, value) in table {
        match value {
            Value::Table(inner) => {
                let inner = flat(inner).into_iter();
                all.extend(inner.map(|(rest, value)| (format!("{key}.{rest}"), value)));
            }
            value => all.push((key.clone(), value.clone())),
        }
    }
    ordered(all)
}

fn ordered(mut keys: Vec<(String, Value)>) -> Vec<(String, Value)> {
    keys.sort_by_key(|(key, _)| !matches!(key.as_str(), "data.source" | "loss.id"));
    keys
}

fn parse_lanes(lanes: Option<Value>) -> Result<Vec<LaneSpec>, String> {
    let Some(lanes) = lanes else {
        return Ok(vec![LaneSpec {
            name: "run".to_owned(),
            overrides: Vec::new(),
        }]);
    };
    let expected = "expected [[lane]] tables, each with a name of its own";
    let tables = lanes.as_array().filter(|lanes| !lanes.is_empty());
    let tables = tables.ok_or_else(|| format!("lane: found {lanes}, {expected}"))?;
    let mut specs: Vec<LaneSpec> = Vec::new();
    for table in tables {
        let mut table = table
            .as_table()
            .cloned()
            .ok_or_else(|| format!("lane: found {table}, {expected}"))?;
        let name = table.remove("name");
        let name = name.as_ref().and_then(Value::as_str).unwrap_or_default();
        // Names become folders.
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if name.is_empty() || !name.chars().all(fits) || specs.iter().any(|lane| lane.name == name)
        {
            return Err(format!(
                "lane.name: found \"{name}\", expected a name of its own of letters, digits, - and _"
            ));
        }
        specs.push(LaneSpec {
            name: name.to_owned(),
            overrides: flat(&table),
        });
    }
    Ok(specs)
}
