//! Why a file of cases cannot be answered, and where in it.

use serde_json::Value;

/// Why a file of cases cannot be answered.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CasesError {
    /// It is no JSON.
    #[error("line {line}, column {column}{}: {what}", near(.case))]
    Syntax {
        /// Where, from 1.
        line: usize,
        /// Where in the line, in bytes from 1.
        column: usize,
        /// What is wrong there.
        what: String,
        /// The name that was read last before it.
        case: Option<String>,
    },
    /// It is JSON without a list of cases.
    #[error("found no \"cases\", expected {{\"cases\": [...]}}")]
    NoCases,
    /// A case makes no sense.
    #[error("case \"{name}\": {problem}")]
    Case {
        /// The case's name, or its number.
        name: String,
        /// What was found and what was expected.
        problem: String,
    },
}

fn near(case: &Option<String>) -> String {
    case.as_ref()
        .map_or_else(String::new, |name| format!(", in or after case \"{name}\""))
}

impl CasesError {
    /// The `error` in `text` with its place.
    pub fn syntax(text: &str, error: &serde_json::Error) -> Self {
        let before: Vec<&str> = text.lines().take(error.line()).collect();
        let mut read = before.join("\n");
        let last = before.last().map_or(0, |line| line.len());
        let behind = last - char_boundary(before.last().unwrap_or(&""), error.column());
        read.truncate(read.len() - behind);
        let what = error.to_string();
        Self::Syntax {
            line: error.line(),
            column: error.column(),
            // serde_json repeats the place at the end.
            what: what.split(" at line ").next().unwrap_or(&what).to_owned(),
            case: last_name(&read),
        }
    }
}

/// The largest place in `line` at or before `column` where it can be cut.
fn char_boundary(line: &str, column: usize) -> usize {
    (0..=column.min(line.len()))
        .rev()
        .find(|at| line.is_char_boundary(*at))
        .unwrap_or(0)
}

/// The value of the last complete `"name": "…"` in a text that may end anywhere.
fn last_name(text: &str) -> Option<String> {
    let names = text.rmatch_indices("\"name\"").filter_map(|(at, key)| {
        let rest = text[at + key.len()..].trim_start().strip_prefix(':')?;
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
        values.next()?.ok()?.as_str().map(str::to_owned)
    });
    names.into_iter().next()
}
