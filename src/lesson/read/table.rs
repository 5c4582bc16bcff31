//! The tables of a lesson's file, read key by key. Whatever is wrong is told with file, row, key, found and expected.

use toml::{Table, Value};

use crate::{
    lesson::{nearest, words::Words},
    train::{Lines, SessionError, shown},
};

/// Why a lesson cannot be read. One line for a person.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{file}{}: {problem}", line.map(|line| format!(", row {line}")).unwrap_or_default())]
pub struct LessonError {
    /// The file at fault, as the person named it.
    pub file: String,
    /// The row in it, from 1, where there is one.
    pub line: Option<usize>,
    /// What was found and what is expected.
    pub problem: String,
}

impl From<SessionError> for LessonError {
    fn from(
        SessionError {
            file,
            line,
            problem,
        }: SessionError,
    ) -> Self {
        Self {
            file,
            line,
            problem,
        }
    }
}

/// The file that is read.
pub struct File<'a> {
    /// As the person named it.
    pub name: &'a str,
    /// Where its keys stand.
    pub lines: Lines<'a>,
}

/// A table of the file, from which keys are taken.
pub struct Section<'a> {
    /// The file.
    pub file: &'a File<'a>,
    /// Its own key, such as `step.2`; empty for the file as a whole.
    path: String,
    /// What messages call it; may be empty.
    name: String,
    table: Table,
}

type Read<T> = Result<T, LessonError>;

impl<'a> Section<'a> {
    /// The file as a whole.
    pub fn whole(file: &'a File<'a>, table: Table) -> Self {
        Self {
            file,
            path: String::new(),
            name: String::new(),
            table,
        }
    }

    /// Calls it by this name in messages from here on.
    pub fn call(&mut self, name: String) {
        self.name = name;
    }

    /// The full key of one of its own.
    pub fn key(&self, key: &str) -> String {
        match self.path.as_str() {
            "" => key.to_owned(),
            path => format!("{path}.{key}"),
        }
    }

    /// What is wrong with one of its keys, or with itself where it has no such key.
    pub fn wrong(&self, key: &str, problem: impl std::fmt::Display) -> LessonError {
        let row = |key: &str| self.file.lines.find(key);
        let name = match self.name.as_str() {
            "" => String::new(),
            name => format!("{name}: "),
        };
        let key = match key {
            "" => String::new(),
            key => format!("{key}: "),
        };
        LessonError {
            file: self.file.name.to_owned(),
            line: row(&self.key(key.trim_end_matches(": "))).or_else(|| row(&self.path)),
            problem: format!("{name}{key}{problem}"),
        }
    }

    fn found(&self, key: &str, value: &Value, expected: &str) -> LessonError {
        self.wrong(key, format!("found {}, expected {expected}", shown(value)))
    }

    /// Holds that it has no other keys than these.
    ///
    /// # Errors
    /// Names the first other one, and the known one that is most like it.
    pub fn only(&self, known: &[&str]) -> Read<()> {
        let Some(key) = self.table.keys().find(|key| !known.contains(&key.as_str())) else {
            return Ok(());
        };
        let problem = nearest::unknown("key", key, known.iter().map(|key| (*key).to_owned()));
        let mut error = self.wrong(key, "");
        error.problem = match self.name.as_str() {
            "" => problem,
            name => format!("{name}: {problem}"),
        };
        Err(error)
    }

    /// Whether it has this key still.
    pub fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// Takes a value as it is.
    pub fn value(&mut self, key: &str) -> Option<Value> {
        self.table.remove(key)
    }

    /// Takes what must be there.
    fn needed(&mut self, key: &str, expected: &str) -> Read<Value> {
        let missing = self.wrong("", format!("found no {key}, expected {expected}"));
        self.value(key).ok_or(missing)
    }

    /// Takes a text; `None` where there is none.
    pub fn text(&mut self, key: &str) -> Read<Option<String>> {
        match self.value(key) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(other) => Err(self.found(key, &other, "a text")),
        }
    }

    /// Takes a text that must be there.
    pub fn needed_text(&mut self, key: &str, expected: &str) -> Read<String> {
        match self.needed(key, expected)? {
            Value::String(text) => Ok(text),
            other => Err(self.found(key, &other, expected)),
        }
    }

    /// Takes a number.
    pub fn number(&mut self, key: &str) -> Read<Option<f64>> {
        let value = self.value(key);
        let number = value.as_ref().and_then(as_number);
        match (value, number) {
            (None, _) => Ok(None),
            (_, Some(number)) => Ok(Some(number)),
            (Some(other), None) => Err(self.found(key, &other, "a number")),
        }
    }

    /// Takes a whole number within a range.
    pub fn whole_number(&mut self, key: &str, (low, high): (i64, i64)) -> Read<Option<u64>> {
        let Some(value) = self.value(key) else {
            return Ok(None);
        };
        let number = value
            .as_integer()
            .filter(|found| (low..=high).contains(found));
        let number = number.and_then(|number| u64::try_from(number).ok());
        let expected = format!("a whole number from {low} to {high}");
        number
            .map(Some)
            .ok_or_else(|| self.found(key, &value, &expected))
    }

    /// Takes the least and the greatest of something.
    pub fn range(&mut self, key: &str) -> Read<Option<(f64, f64)>> {
        let Some(value) = self.value(key) else {
            return Ok(None);
        };
        let numbers: Option<Vec<f64>> = match &value {
            Value::Array(all) => all.iter().map(as_number).collect(),
            _ => None,
        };
        match numbers.as_deref() {
            Some([low, high]) if low < high => Ok(Some((*low, *high))),
            _ => Err(self.found(key, &value, "the least and the greatest, such as [0, 90]")),
        }
    }

    /// Takes what is true or false.
    pub fn flag(&mut self, key: &str) -> Read<Option<bool>> {
        match self.value(key) {
            None => Ok(None),
            Some(Value::Boolean(flag)) => Ok(Some(flag)),
            Some(other) => Err(self.found(key, &other, "true or false")),
        }
    }

    /// Takes a list of texts, each made into something; empty where there is none.
    pub fn list<T>(&mut self, key: &str, make: impl Fn(&str) -> Result<T, String>) -> Read<Vec<T>> {
        let Some(value) = self.value(key) else {
            return Ok(Vec::new());
        };
        let texts = value.as_array().map(|all| all.iter().map(Value::as_str));
        let texts: Option<Vec<&str>> = texts.and_then(Iterator::collect);
        let Some(texts) = texts else {
            return Err(self.found(key, &value, "a list of texts, such as [\"loss.m = 0.3\"]"));
        };
        let made = texts.into_iter().map(make).collect::<Result<_, _>>();
        made.map_err(|problem| self.wrong(key, problem))
    }

    /// Takes what is said in each language, each made into something: a text for all of them, or `en` and `zh`.
    pub fn words<T: Clone>(
        &mut self,
        key: &str,
        make: impl Fn(&str) -> Result<T, String>,
    ) -> Read<Option<Words<T>>> {
        let expected = "a text, or one in each language: { en = \"…\", zh = \"…\" }";
        let Some(value) = self.value(key) else {
            return Ok(None);
        };
        let table = match &value {
            Value::String(text) => {
                let made = make(text).map_err(|problem| self.wrong(key, problem))?;
                return Ok(Some(Words::same(made)));
            }
            Value::Table(table) if !table.is_empty() => table,
            other => return Err(self.found(key, other, expected)),
        };
        let mut said = [None, None];
        for (language, text) in table {
            let inner = format!("{key}.{language}");
            let place = ["en", "zh"].iter().position(|known| known == language);
            let place = place.ok_or_else(|| {
                self.wrong(
                    &inner,
                    format!("found the language \"{language}\", expected en or zh"),
                )
            })?;
            let text = text
                .as_str()
                .ok_or_else(|| self.found(&inner, text, "a text"))?;
            said[place] = Some(make(text).map_err(|problem| self.wrong(&inner, problem))?);
        }
        let [english, chinese] = said;
        let first = english.clone().or_else(|| chinese.clone());
        Ok(first.map(|first| Words {
            english: english.unwrap_or_else(|| first.clone()),
            chinese: chinese.unwrap_or(first),
        }))
    }

    /// The same where it must be there.
    pub fn needed_words<T: Clone>(
        &mut self,
        key: &str,
        make: impl Fn(&str) -> Result<T, String>,
    ) -> Read<Words<T>> {
        let missing = self.wrong("", format!("found no {key}, expected a text"));
        self.words(key, make)?.ok_or(missing)
    }

    /// Takes a table of its own.
    pub fn section(&mut self, key: &str) -> Read<Option<Section<'a>>> {
        let path = self.key(key);
        match self.value(key) {
            None => Ok(None),
            Some(Value::Table(table)) => Ok(Some(self.inner(path, table))),
            Some(other) => Err(self.found(key, &other, &format!("keys of its own below [{path}]"))),
        }
    }

    /// Takes a list of tables.
    pub fn sections(&mut self, key: &str) -> Read<Vec<Section<'a>>> {
        let Some(value) = self.value(key) else {
            return Ok(Vec::new());
        };
        let tables: Option<Vec<Table>> = match &value {
            Value::Array(all) => all.iter().map(|one| one.as_table().cloned()).collect(),
            _ => None,
        };
        let path = self.key(key);
        let wrong = || self.found(key, &value, &format!("tables of their own below [[{key}]]"));
        let tables = tables.ok_or_else(wrong)?.into_iter().enumerate();
        let inner = |(at, table)| self.inner(format!("{path}.{at}"), table);
        Ok(tables.map(inner).collect())
    }

    fn inner(&self, path: String, table: Table) -> Section<'a> {
        Section {
            file: self.file,
            path,
            name: self.name.clone(),
            table,
        }
    }

    /// Takes the table of a key as TOML has it.
    pub fn table(&mut self, key: &str) -> Read<Option<Table>> {
        match self.value(key) {
            None => Ok(None),
            Some(Value::Table(table)) => Ok(Some(table)),
            Some(other) => Err(self.found(key, &other, "an experiment with keys of its own")),
        }
    }
}

fn as_number(value: &Value) -> Option<f64> {
    let number = match value {
        Value::Integer(number) => *number as f64,
        Value::Float(number) => *number,
        _ => return None,
    };
    number.is_finite().then_some(number)
}
