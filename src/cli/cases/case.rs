//! One case of a file: its fields, checked as they are read.

use ndarray::{Array1, Array2};
use serde_json::{Map, Value};

use super::error::CasesError;
use crate::{
    knob::Knobs,
    loss::{self, Loss},
    text::kind,
    train::{budget::shown, cut},
};

/// What answering a case may take, in bytes.
const LARGEST: u64 = 2_000_000_000;

/// One case of a file.
pub struct Case<'a> {
    /// Its name, or which one it is.
    pub name: String,
    fields: &'a Map<String, Value>,
}

impl<'a> Case<'a> {
    /// The `index`-th of a file, from 0, of which these `fields` are read. Others are notes of whoever wrote the file, unless they
    /// are spelt as one of these nearly is, which is not there: its absence would have a meaning that nobody meant.
    ///
    /// # Errors
    /// When it is no object, or a field is misspelt.
    pub fn new(index: usize, value: &'a Value, fields: &[&str]) -> Result<Self, CasesError> {
        let name = value.get("name").and_then(Value::as_str);
        let name = name.map_or_else(
            || format!("number {}, which has no name", index + 1),
            str::to_owned,
        );
        let Some(object) = value.as_object() else {
            let problem = format!("found {}, expected an object", kind(value));
            return Err(CasesError::Case { name, problem });
        };
        let case = Self {
            name,
            fields: object,
        };
        match misspelt(object, fields) {
            Some((found, meant)) => Err(case.problem(format!(
                "found the unknown field \"{}\"; did you mean \"{meant}\"?",
                cut(found)
            ))),
            None => Ok(case),
        }
    }

    /// Says what is wrong with it.
    pub fn problem(&self, problem: impl Into<String>) -> CasesError {
        CasesError::Case {
            name: self.name.clone(),
            problem: problem.into(),
        }
    }

    fn field(&self, key: &str) -> &'a Value {
        self.fields.get(key).unwrap_or(&Value::Null)
    }

    fn wrong(&self, key: &str, found: &Value, expected: &str) -> CasesError {
        self.problem(format!("{key}: found {}, expected {expected}", kind(found)))
    }

    /// Holds the memory that answering takes, about, against what a case may take: before any of it is reserved.
    ///
    /// # Errors
    /// When it is more; names what takes so much.
    pub fn afford(&self, bytes: u64, what: &str) -> Result<(), CasesError> {
        match bytes <= LARGEST {
            true => Ok(()),
            false => Err(self.problem(format!(
                "{what} take about {} of memory, expected at most {} for a case",
                shown(bytes),
                shown(LARGEST)
            ))),
        }
    }

    /// The loss that it names.
    ///
    /// # Errors
    /// When it names none that there is.
    pub fn loss(&self) -> Result<&'static dyn Loss, CasesError> {
        let found = self.field("loss");
        let id = found
            .as_str()
            .ok_or_else(|| self.wrong("loss", found, "the id of a loss"))?;
        loss::find(id).ok_or_else(|| {
            let known: Vec<_> = loss::registry().iter().map(|loss| loss.id()).collect();
            self.problem(format!(
                "found no loss \"{id}\", expected one of {}",
                known.join(", ")
            ))
        })
    }

    /// `params`: every value that `loss` reads, and no other.
    ///
    /// # Errors
    /// When one is missing, is no number or out of its knob's range, or is not read.
    pub fn knobs(&self, loss: &dyn Loss) -> Result<Knobs, CasesError> {
        let wanted = loss.parameters();
        let expected = match wanted.is_empty() {
            true => "none".to_owned(),
            false => wanted.join(", "),
        };
        let none = Map::new();
        let params = match self.field("params") {
            Value::Null => &none,
            found => found
                .as_object()
                .ok_or_else(|| self.wrong("params", found, "an object"))?,
        };
        if let Some(id) = params.keys().find(|id| !wanted.contains(&id.as_str())) {
            let problem = format!(
                "params: found \"{id}\", which {} does not read; expected {expected}",
                loss.id()
            );
            return Err(self.problem(problem));
        }
        let knob = |id: &str| loss.knobs().iter().find(|knob| knob.id == id);
        let value = |&id: &&'static str| {
            let found = params.get(id);
            let found = found.ok_or_else(|| {
                self.problem(format!("params: found no \"{id}\", expected {expected}"))
            })?;
            let number = found.as_f64().filter(|value| value.is_finite());
            let number =
                number.ok_or_else(|| self.wrong(&format!("params: {id}"), found, "a number"))?;
            // What training refuses is refused here too.
            if let Some(Err(problem)) = knob(id).map(|knob| knob.check(number)) {
                return Err(self.problem(format!("params: {id}: {problem}")));
            }
            // The λ in force is no knob of its own: a part of a mixture.
            if id == "lambda" && number < 0.0 {
                return Err(self.wrong("params: lambda", found, "0 or more"));
            }
            Ok((id, number))
        };
        let values = wanted
            .iter()
            .map(value)
            .collect::<Result<Vec<_>, CasesError>>()?;
        Ok(values.into_iter().collect())
    }

    /// A number; None where there is none.
    ///
    /// # Errors
    /// When there is something else.
    pub fn number(&self, key: &str) -> Result<Option<f64>, CasesError> {
        match self.field(key) {
            Value::Null => Ok(None),
            found => match found.as_f64() {
                Some(number) => Ok(Some(number)),
                None => Err(self.wrong(key, found, "a number")),
            },
        }
    }

    /// A whole number of at least `least`; None where there is none.
    ///
    /// # Errors
    /// When there is something else.
    pub fn count(&self, key: &str, least: usize) -> Result<Option<usize>, CasesError> {
        let found = self.field(key);
        if found.is_null() {
            return Ok(None);
        }
        let count = found.as_u64().and_then(|count| usize::try_from(count).ok());
        let count = count.filter(|count| *count >= least);
        let expected = format!("a whole number from {least} on");
        count
            .map(Some)
            .ok_or_else(|| self.wrong(key, found, &expected))
    }

    /// A list of numbers; empty where there is none.
    ///
    /// # Errors
    /// When there is something else.
    pub fn list(&self, key: &str) -> Result<Vec<f64>, CasesError> {
        match self.field(key) {
            Value::Null => Ok(Vec::new()),
            found => self.numbers(key, found),
        }
    }

    /// Pairs of numbers below `n`; None where there are none.
    ///
    /// # Errors
    /// When there is something else.
    pub fn pairs(&self, key: &str, n: usize) -> Result<Option<Vec<(usize, usize)>>, CasesError> {
        let found = self.field(key);
        if found.is_null() {
            return Ok(None);
        }
        let expected = format!("pairs of whole numbers below {n}");
        let items = found.as_array();
        let items = items.ok_or_else(|| self.wrong(key, found, &expected))?;
        let pair = |(place, item): (usize, &Value)| {
            let end = |end: &Value| {
                let end = end.as_u64().and_then(|end| usize::try_from(end).ok());
                end.filter(|end| *end < n)
            };
            let pair = match item.as_array().map(Vec::as_slice) {
                Some([first, second]) => end(first).zip(end(second)),
                _ => None,
            };
            pair.ok_or_else(|| {
                self.problem(format!(
                    "{key}: pair {place}: found {item}, expected {expected}"
                ))
            })
        };
        let pairs = items.iter().enumerate().map(pair);
        pairs.collect::<Result<Vec<_>, _>>().map(Some)
    }

    /// Rows of numbers, all of one length, `(n, d)`; `(0, 0)` for no rows.
    ///
    /// # Errors
    /// When they are something else or of different lengths.
    pub fn matrix(&self, key: &str) -> Result<Array2<f64>, CasesError> {
        let found = self.field(key);
        let rows = found
            .as_array()
            .ok_or_else(|| self.wrong(key, found, "rows of numbers"))?;
        let rows = rows
            .iter()
            .enumerate()
            .map(|(i, row)| self.numbers(&format!("{key}: row {i}"), row))
            .collect::<Result<Vec<_>, _>>()?;
        let columns = rows.first().map_or(0, Vec::len);
        if let Some((i, row)) = rows
            .iter()
            .enumerate()
            .find(|(_, row)| row.len() != columns)
        {
            let problem = format!(
                "{key}: found {} numbers in row {i}, expected {columns} as in row 0",
                row.len()
            );
            return Err(self.problem(problem));
        }
        let shape = (rows.len(), columns);
        Array2::from_shape_vec(shape, rows.concat())
            .map_err(|error| self.problem(format!("{key}: {error}")))
    }

    /// `bias` for so many classes, `(classes)`; `None` where it is null.
    ///
    /// # Errors
    /// When it has another length, or the loss takes none.
    pub fn bias(
        &self,
        takes_bias: bool,
        classes: usize,
    ) -> Result<Option<Array1<f64>>, CasesError> {
        let found = self.field("bias");
        if found.is_null() {
            return Ok(None);
        }
        if !takes_bias {
            return Err(self.wrong("bias", found, "null: this loss has no bias"));
        }
        let bias = self.numbers("bias", found)?;
        match bias.len() == classes {
            true => Ok(Some(bias.into())),
            false => Err(self.problem(format!(
                "bias: found {} numbers, expected {classes}, one a class",
                bias.len()
            ))),
        }
    }

    /// `labels` of `n` features, each below `classes` where that is known.
    ///
    /// # Errors
    /// When there are not so many, or they are something else.
    pub fn labels(&self, n: usize, classes: Option<usize>) -> Result<Vec<usize>, CasesError> {
        let found = self.field("labels");
        let labels = found
            .as_array()
            .ok_or_else(|| self.wrong("labels", found, "whole numbers"))?;
        if labels.len() != n {
            return Err(self.problem(format!(
                "labels: found {}, expected {n}, one a feature",
                labels.len()
            )));
        }
        let below = classes.map_or_else(String::new, |classes| format!(" below {classes}"));
        let label = |label: &Value| {
            let number = label.as_u64().and_then(|label| usize::try_from(label).ok());
            let number = number.filter(|label| classes.is_none_or(|classes| *label < classes));
            number.ok_or_else(|| {
                self.problem(format!(
                    "labels: found {label}, expected whole numbers{below}"
                ))
            })
        };
        labels.iter().map(label).collect()
    }

    fn numbers(&self, key: &str, found: &Value) -> Result<Vec<f64>, CasesError> {
        let items = found
            .as_array()
            .ok_or_else(|| self.wrong(key, found, "numbers"))?;
        let number = |item: &Value| {
            item.as_f64()
                .ok_or_else(|| self.wrong(key, item, "a number"))
        };
        items.iter().map(number).collect()
    }
}

/// A field that is spelt nearly as one of `known` which is not there, with that one.
fn misspelt<'a, 'b>(
    fields: &'a Map<String, Value>,
    known: &[&'b str],
) -> Option<(&'a str, &'b str)> {
    let letters = |word: &str| {
        let mut letters: Vec<char> = word.chars().collect();
        letters.sort_unstable();
        letters
    };
    let near = |found: &str, known: &str| {
        let length = found.chars().count();
        let (short, slips) = if known.len() < 6 {
            (true, 1)
        } else {
            (false, 2)
        };
        if length.abs_diff(known.len()) > slips {
            return false;
        }
        let found = found.to_lowercase();
        // Another letter makes another word of a short one: "tar" is no "far".
        let word = short && length == known.len() && letters(&found) != letters(known);
        !word && strsim::damerau_levenshtein(&found, known) <= slips
    };
    let unknown = fields.keys().filter(|key| !known.contains(&key.as_str()));
    let absent = |key: &&&'b str| !fields.contains_key(**key);
    let absent: Vec<&'b str> = known.iter().filter(absent).copied().collect();
    unknown.into_iter().find_map(|found| {
        let meant = absent.iter().find(|known| near(found, known))?;
        Some((found.as_str(), *meant))
    })
}
