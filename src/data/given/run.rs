//! What a run that was made elsewhere says of itself, in `run.json`.

use std::path::Path;

use serde_json::Value;

use crate::arrays::regular;
use crate::data::{DataError, classes};
use crate::platform::files::exists;
use crate::text::{kind, shortened};

/// The file beside the moments.
pub const RUN: &str = "run.json";
/// It is a few kilobytes; with many long names a few megabytes.
const LARGEST: u64 = 64 << 20;

/// What a run says of itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct About {
    /// Id of the loss.
    pub loss: Option<String>,
    /// Its knobs.
    pub knobs: Vec<(String, f64)>,
    /// The names of its classes; empty where it has none.
    names: Vec<String>,
    /// What is wrong with them: nobody is told where others are used.
    unfit: Option<String>,
    /// The dimension of its features.
    pub dim: Option<usize>,
}

impl About {
    /// What `run.json` in a folder says; nothing where there is none.
    ///
    /// # Errors
    /// When it cannot be read or is something else.
    pub fn read(folder: &Path) -> Result<Self, DataError> {
        let file = folder.join(RUN);
        if !exists(&file) {
            return Ok(Self::default());
        }
        let told = |problem: String| wrong(folder, problem);
        let (_, length) = regular::open(&file).map_err(told)?;
        if length > LARGEST {
            return Err(told(format!(
                "found {length} bytes, expected at most {LARGEST}"
            )));
        }
        let bytes = regular::read(&file).map_err(told)?;
        let json = serde_json::from_slice(&bytes);
        let json: Value = json.map_err(|error| told(format!("{error}")))?;
        Self::of(&json).map_err(told)
    }

    /// The names of the classes that `run.json` in a folder says; none where there is no such file.
    ///
    /// # Errors
    /// When it cannot be read, or they are no names.
    pub fn names(folder: &Path) -> Result<Vec<String>, DataError> {
        let about = Self::read(folder)?;
        match about.unfit {
            Some(problem) => Err(wrong(folder, problem)),
            None => Ok(about.names),
        }
    }

    fn of(json: &Value) -> Result<Self, String> {
        let all = json.as_object();
        let all = all.ok_or("found no object, expected one with loss, knobs, class_names")?;
        let wrong = |key: &str, expected: &str| {
            format!("{key}: found {}, expected {expected}", kind(&all[key]))
        };
        let there = |key: &str| all.get(key).filter(|value| !value.is_null());
        let mut about = Self::default();
        if let Some(loss) = there("loss") {
            let loss = loss
                .as_str()
                .ok_or_else(|| wrong("loss", "the id of a loss"))?;
            about.loss = Some(loss.to_owned());
        }
        if let Some(knobs) = there("knobs") {
            let expected = || wrong("knobs", "numbers by their names");
            for (name, value) in knobs.as_object().ok_or_else(expected)? {
                let number = value.as_f64().ok_or_else(|| {
                    let (name, found) = (shortened(name), kind(value));
                    format!("knobs: {name}: found {found}, expected a number")
                })?;
                about.knobs.push((name.clone(), number));
            }
        }
        if let Some(found) = there("class_names") {
            let expected = || wrong("class_names", "a list of names");
            match names(found).unwrap_or_else(|| Err(expected())) {
                Ok(names) => about.names = names,
                Err(problem) => about.unfit = Some(problem),
            }
        }
        if let Some(dim) = there("feature_dim") {
            let found = dim.as_u64().and_then(|dim| usize::try_from(dim).ok());
            about.dim = Some(found.ok_or_else(|| wrong("feature_dim", "a whole number"))?);
        }
        Ok(about)
    }
}

fn wrong(folder: &Path, problem: String) -> DataError {
    DataError::File {
        file: folder.join(RUN).display().to_string(),
        problem,
    }
}

/// The names in a list, or what is wrong with one of them; `None` where it is no list of names.
fn names(found: &Value) -> Option<Result<Vec<String>, String>> {
    let words = found.as_array()?.iter();
    let words = words.map(|name| name.as_str().map(str::to_owned));
    let names = classes::names(&words.collect::<Option<Vec<_>>>()?);
    let told = |(place, problem): (usize, String)| format!("class_names: name {place}: {problem}");
    Some(names.map_err(told))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: Result<About, &str>) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(RUN), text).unwrap();
        match (About::read(folder.path()), expect) {
            (Ok(found), Ok(expect)) => assert_eq!(found, expect),
            (Err(found), Err(expect)) => {
                let found = found.to_string();
                assert!(
                    found.contains("run.json: ") && found.contains(expect),
                    "{found}"
                );
            }
            (found, expect) => panic!("{found:?}, not {expect:?}"),
        }
    }

    #[test]
    fn a_run_says_its_loss_knobs_names_and_dimension() {
        check("{}", Ok(About::default()));
        let text = r#"{"loss": "arcface", "knobs": {"m": 0.5}, "class_names": ["a", "b"], "feature_dim": 3, "text": "x"}"#;
        check(
            text,
            Ok(About {
                loss: Some("arcface".to_owned()),
                knobs: vec![("m".to_owned(), 0.5)],
                names: vec!["a".to_owned(), "b".to_owned()],
                dim: Some(3),
                unfit: None,
            }),
        );
        check("[]", Err("found no object"));
        check("{", Err("EOF"));
        check(
            r#"{"loss": 3}"#,
            Err("loss: found 3, expected the id of a loss"),
        );
        check(
            r#"{"knobs": {"m": "x"}}"#,
            Err("knobs: m: found \"x\", expected a number"),
        );
        check(
            r#"{"knobs": [1, 2]}"#,
            Err("knobs: found an array of 2, expected numbers by their names"),
        );
        let long = format!(r#"{{"feature_dim": "{}"}}"#, "x".repeat(1_000_000));
        let short = format!("feature_dim: found \"{}\", expected", "x".repeat(40));
        check(&long, Err(&short));
    }

    #[test]
    fn what_is_wrong_with_names_is_told_to_whoever_asks_for_them() {
        for (names, expect) in [
            (
                r#"[1]"#,
                "class_names: found an array of 1, expected a list of names",
            ),
            (
                r#""a""#,
                "class_names: found \"a\", expected a list of names",
            ),
            (
                r#"["a", "a"]"#,
                "class_names: name 1: found the name \"a\" again",
            ),
        ] {
            let folder = tempfile::tempdir().unwrap();
            let text = format!(r#"{{"loss": "arcface", "class_names": {names}}}"#);
            std::fs::write(folder.path().join(RUN), text).unwrap();
            let about = About::read(folder.path()).unwrap();
            assert_eq!(about.loss.as_deref(), Some("arcface"));
            let refused = About::names(folder.path()).unwrap_err().to_string();
            assert!(
                refused.contains(RUN) && refused.contains(expect),
                "{refused}"
            );
        }
    }
}
