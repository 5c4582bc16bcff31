//! Every setting of an experiment under its key. Files, `--set`, sliders and the restart rule all go through this table.

use toml::Value;

use super::experiment::{Activation, Experiment, ModelKind, OptimizerKind, WeightInit};
use super::numbers::{NUMBERS, Number};
use super::unseen;
use super::values::{cut, once_each, shown, whole_numbers};
use crate::data::Text;
use crate::knob::{Knob, Knobs};
use crate::nn::Schedule;
use crate::{data, loss};

/// What is wrong with a key or its value, in words for a person.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum KeyError {
    /// There is no such key.
    #[error("unknown key \"{}\"{}", cut(.key), suggestion(.nearest))]
    Unknown {
        /// What was given.
        key: String,
        /// The known key that is spelt most like it, if one is.
        nearest: Option<String>,
    },
    /// The value does not fit the key.
    #[error("{}: {problem}", cut(.key))]
    Value {
        /// The key.
        key: String,
        /// What was found and what is expected.
        problem: String,
    },
}

/// Known keys have some thirty letters: a longer one than this is spelt like none of them, and comparing takes its length
/// times theirs.
const LONGEST_MEANT: usize = 64;

fn suggestion(nearest: &Option<String>) -> String {
    let ask = |key| format!("; did you mean \"{key}\"?");
    nearest.as_ref().map(ask).unwrap_or_default()
}

/// A setting that is one of a few words.
struct Choice {
    key: &'static str,
    words: &'static [&'static str],
    /// The position of the present word, and how to change it.
    get: fn(&Experiment) -> usize,
    set: fn(&mut Experiment, usize),
}

macro_rules! choice {
    ($key:literal, $($field:ident).+, $($word:literal => $value:expr),+) => {
        Choice {
            key: $key,
            words: &[$($word),+],
            get: |e| [$($value),+].iter().position(|value| *value == e.$($field).+).unwrap_or(0),
            set: |e, position| e.$($field).+ = [$($value),+][position],
        }
    };
}

const CHOICES: [Choice; 5] = [
    choice!("model.kind", model.kind,
        "linear" => ModelKind::Linear, "mlp" => ModelKind::Mlp, "cnn" => ModelKind::Cnn,
        "features" => ModelKind::Features),
    choice!("model.activation", model.activation,
        "relu" => Activation::Relu, "prelu" => Activation::Prelu, "tanh" => Activation::Tanh),
    choice!("loss.init", loss.init, "random" => WeightInit::Random, "means" => WeightInit::Means),
    choice!("optimizer.kind", optimizer.kind, "sgd" => OptimizerKind::Sgd, "adam" => OptimizerKind::Adam),
    choice!("optimizer.schedule", optimizer.schedule,
        "constant" => Schedule::Constant, "step" => Schedule::Step, "cosine" => Schedule::Cosine),
];

/// A setting that is a list of whole numbers.
struct List {
    key: &'static str,
    smallest: usize,
    largest: usize,
    longest: usize,
    get: fn(&Experiment) -> &Vec<usize>,
    set: fn(&mut Experiment, Vec<usize>),
}

const LISTS: [List; 4] = [
    List {
        key: "data.classes",
        smallest: 0,
        largest: 999,
        longest: 1000,
        get: |e| &e.data.classes,
        set: |e, list| e.data.classes = list,
    },
    List {
        key: "model.hidden",
        smallest: 1,
        largest: 4096,
        longest: 8,
        get: |e| &e.model.hidden,
        set: |e, list| e.model.hidden = list,
    },
    List {
        key: "model.channels",
        smallest: 1,
        largest: 512,
        longest: 4,
        get: |e| &e.model.channels,
        set: |e, list| e.model.channels = list,
    },
    List {
        key: "model.dense",
        smallest: 1,
        largest: 4096,
        longest: 8,
        get: |e| &e.model.dense,
        set: |e, list| e.model.dense = list,
    },
];

/// Settings whose change a running trainer takes over, beside the knobs of the loss; all others restart the lane.
const LIVE: [&str; 7] = [
    "optimizer.learning_rate",
    "optimizer.momentum",
    "optimizer.weight_decay",
    "optimizer.schedule",
    "optimizer.schedule_steps",
    "optimizer.schedule_floor",
    "steps",
];

/// Whether a running trainer takes over a change of this key. All others start the lane again.
pub fn is_live(key: &str) -> bool {
    let loss_knob = key.starts_with("loss.") && key != "loss.id" && key != "loss.init";
    loss_knob || is_look(key) || LIVE.contains(&key)
}

/// Whether a key is one of the look, which belongs to the session and to no lane.
pub fn is_look(key: &str) -> bool {
    key == "look" || key.starts_with("look.")
}

/// What keys belong to, in the order of files; `steps` belongs to none.
const SECTIONS: [&str; 5] = ["data", "model", "loss", "optimizer", "seeds"];

impl KeyError {
    /// The key at fault.
    pub fn key(&self) -> &str {
        match self {
            Self::Unknown { key, .. } | Self::Value { key, .. } => key,
        }
    }
}

impl Experiment {
    /// Every key, in the order of files.
    pub fn keys(&self) -> Vec<String> {
        let mut keys: Vec<String> = vec!["data.source".into()];
        let reads_path = data::find(&self.data.source).is_some_and(|source| source.reads_path());
        if reads_path || !self.data.path.is_empty() {
            keys.push("data.path".into());
        }
        keys.extend(self.data.texts.ids().map(|id| format!("data.{id}")));
        keys.extend(LISTS.iter().map(|list| list.key.to_owned()));
        keys.push(unseen::KEY.into());
        keys.extend(self.data.knobs.iter().map(|(id, _)| format!("data.{id}")));
        keys.push("loss.id".into());
        keys.extend(self.loss.knobs.iter().map(|(id, _)| format!("loss.{id}")));
        keys.extend(CHOICES.iter().map(|choice| choice.key.to_owned()));
        keys.extend(NUMBERS.iter().map(Number::key));
        // Keys that belong to no section come first: TOML reads them into the section above otherwise.
        let rank = |key: &String| {
            SECTIONS
                .iter()
                .position(|s| key.split('.').next() == Some(s))
        };
        keys.sort_by_key(rank);
        keys
    }

    /// The value of a key, or `None` for an unknown one.
    pub fn get(&self, key: &str) -> Option<Value> {
        match key {
            "data.source" => return Some(self.data.source.as_str().into()),
            "data.path" => return Some(self.data.path.as_str().into()),
            "loss.id" => return Some(self.loss.id.as_str().into()),
            unseen::KEY => return Some(unseen::in_toml(&self.data.unseen)),
            _ => {}
        }
        if let Some(word) = self.word(key) {
            return Some(word.into());
        }
        if let Some((_, value)) = self.text(key) {
            return Some(value.into());
        }
        if let Some(list) = LISTS.iter().find(|list| list.key == key) {
            let numbers = (list.get)(self).iter().map(|&n| Value::from(n as i64));
            return Some(Value::Array(numbers.collect()));
        }
        let (knob, value) = self.number(key)?;
        Some(in_toml(knob, value))
    }

    /// The number under a key, with its declaration; `None` where the key holds no number.
    pub fn number(&self, key: &str) -> Option<(&'static Knob, f64)> {
        if let Some(number) = super::number(key) {
            return Some((&number.knob, (number.get)(self)));
        }
        let (declared, knobs, id) = self.knobs_of(key)?;
        let knob = declared.iter().find(|knob| knob.id == id)?;
        Some((knob, knobs.or(id, knob.default)))
    }

    /// The text under a key of the source that holds one, with its declaration.
    pub fn text(&self, key: &str) -> Option<(&'static Text, &str)> {
        let id = key.strip_prefix("data.")?;
        let declared = data::find(&self.data.source)?.texts();
        let text = declared.iter().find(|text| text.id == id)?;
        Some((text, self.data.texts.get(id)))
    }

    /// The word under a key that takes one of a few, such as `"adam"` under `optimizer.kind`.
    pub fn word(&self, key: &str) -> Option<&'static str> {
        let choice = CHOICES.iter().find(|choice| choice.key == key)?;
        Some(choice.words[(choice.get)(self)])
    }

    /// Sets a key.
    ///
    /// # Errors
    /// When the key is unknown, or the value of another kind or out of range; nothing is changed then.
    pub fn set(&mut self, key: &str, value: &Value) -> Result<(), KeyError> {
        let set = match key {
            "data.source" => self.set_word(
                value,
                known(data::registry().iter().map(|s| s.id())),
                Self::set_source,
            ),
            "loss.id" => self.set_word(
                value,
                known(loss::registry().iter().map(|l| l.id())),
                Self::set_loss,
            ),
            "data.path" => text(value).map(|path| self.data.path = path.to_owned()),
            unseen::KEY => unseen::read(value).map(|unseen| self.data.unseen = unseen),
            section if SECTIONS.contains(&section) => check_section(section, value),
            _ => match self.set_other(key, value) {
                Some(set) => set,
                None => match self.why_no_knob(key) {
                    Some(why) => Err(why),
                    None => return Err(self.unknown(key)),
                },
            },
        };
        set.map_err(|problem| KeyError::Value {
            key: key.to_owned(),
            problem,
        })
    }

    /// The first key whose change from `self` to `new` needs a restart, or `None` when a running trainer can take it over.
    pub fn restart_key(&self, new: &Self) -> Option<String> {
        let mut keys = self.keys();
        keys.extend(new.keys());
        keys.into_iter()
            .filter(|key| !is_live(key))
            .find(|key| self.get(key) != new.get(key))
    }

    fn set_word(
        &mut self,
        value: &Value,
        known: Vec<&str>,
        set: fn(&mut Self, &str),
    ) -> Result<(), String> {
        let word = text(value)?;
        if !known.contains(&word) {
            return Err(format!(
                "found {}, expected one of {}",
                shown(value),
                known.join(", ")
            ));
        }
        set(self, word);
        Ok(())
    }

    fn set_other(&mut self, key: &str, value: &Value) -> Option<Result<(), String>> {
        if let Some(choice) = CHOICES.iter().find(|choice| choice.key == key) {
            return Some(set_choice(self, choice, value));
        }
        if let Some(list) = LISTS.iter().find(|list| list.key == key) {
            return Some(numbers(list, value).map(|numbers| (list.set)(self, numbers)));
        }
        if let Some(number) = NUMBERS.iter().find(|number| number.key() == key) {
            return Some(checked(&number.knob, value).map(|value| (number.set)(self, value)));
        }
        if let Some((declared, _)) = self.text(key) {
            // A column may be named by its number.
            let written = match value {
                Value::Integer(number) => Ok(number.to_string()),
                value => text(value).map(str::to_owned),
            };
            return Some(written.and_then(|written| {
                declared.check(&written)?;
                self.data.texts.set(declared.id, &written);
                Ok(())
            }));
        }
        let (declared, _, id) = self.knobs_of(key)?;
        let knob = declared.iter().find(|knob| knob.id == id)?;
        let knobs = if key.starts_with("loss.") {
            &mut self.loss.knobs
        } else {
            &mut self.data.knobs
        };
        Some(checked(knob, value).map(|value| knobs.set(knob.id, value)))
    }

    /// What declares `data.<id>` and `loss.<id>`, and where their values are.
    fn knobs_of<'a>(&self, key: &'a str) -> Option<(&'static [Knob], &Knobs, &'a str)> {
        match key.split_once('.')? {
            ("data", id) => Some((data::find(&self.data.source)?.knobs(), &self.data.knobs, id)),
            ("loss", id) => Some((loss::find(&self.loss.id)?.knobs(), &self.loss.knobs, id)),
            _ => None,
        }
    }

    /// Why the present loss or source has no such knob, where another one has.
    fn why_no_knob(&self, key: &str) -> Option<String> {
        let declares = |knobs: &[Knob], id: &str| knobs.iter().any(|knob| knob.id == id);
        match key.split_once('.')? {
            ("loss", id) => {
                let loss = loss::find(&self.loss.id)?;
                let elsewhere = loss::registry().iter().any(|l| declares(l.knobs(), id));
                let why = loss.why_no_knob(id).unwrap_or("other losses have it");
                elsewhere.then(|| format!("the loss \"{}\" has no {id}: {why}", loss.id()))
            }
            ("data", id) => {
                let mut others = data::registry().iter();
                let says = |source: &&&dyn data::Source| {
                    let mut texts = source.texts().iter();
                    declares(source.knobs(), id) || texts.any(|text| text.id == id)
                };
                let other = others.find(says)?;
                let (source, other) = (&self.data.source, other.id());
                Some(format!(
                    "the source \"{source}\" has no {id}; \"{other}\" has one"
                ))
            }
            _ => None,
        }
    }

    fn unknown(&self, key: &str) -> KeyError {
        let distance = |known: &String| strsim::damerau_levenshtein(known, key);
        let known = (key.len() <= LONGEST_MEANT).then(|| self.keys());
        let nearest = known.into_iter().flatten().min_by_key(distance);
        KeyError::Unknown {
            key: key.to_owned(),
            nearest: nearest.filter(|known| distance(known) <= known.len() / 2),
        }
    }
}

fn known<'a>(ids: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    ids.collect()
}

/// The value of `knob` as files and edits have it: a whole number is an integer.
pub fn in_toml(knob: &Knob, value: f64) -> Value {
    if knob.spread == crate::knob::Spread::Whole {
        Value::Integer(value as i64)
    } else {
        Value::Float(value)
    }
}

fn text(value: &Value) -> Result<&str, String> {
    value
        .as_str()
        .ok_or_else(|| format!("found {}, expected text", shown(value)))
}

/// A section without keys is fine, anything else in its place is not.
fn check_section(section: &str, value: &Value) -> Result<(), String> {
    match value {
        Value::Table(table) if table.is_empty() => Ok(()),
        other => Err(format!(
            "found {}, expected keys of their own below [{section}]",
            shown(other)
        )),
    }
}

fn checked(knob: &Knob, value: &Value) -> Result<f64, String> {
    let number = match value {
        Value::Integer(number) => *number as f64,
        Value::Float(number) => *number,
        _ => f64::NAN,
    };
    // The message shows what was written, not what a double makes of it.
    let wrong = |_| format!("found {}, expected {}", shown(value), knob.expected());
    knob.check(number).map(|()| number).map_err(wrong)
}

fn set_choice(experiment: &mut Experiment, choice: &Choice, value: &Value) -> Result<(), String> {
    let position = choice
        .words
        .iter()
        .position(|word| value.as_str() == Some(word));
    let expected = choice.words.join(", ");
    let wrong = || format!("found {}, expected one of {expected}", shown(value));
    let position = position.ok_or_else(wrong)?;
    (choice.set)(experiment, position);
    Ok(())
}

fn numbers(list: &List, value: &Value) -> Result<Vec<usize>, String> {
    let limits = (list.smallest, list.largest, list.longest);
    let numbers = whole_numbers(value, limits)?;
    match list.key {
        "data.classes" => once_each(numbers),
        _ => Ok(numbers),
    }
}
