//! The file that `marginscope loss`, `boundary` and `verify` read: `{"cases": [{name, loss, params, weights, …}]}`.

mod case;
mod error;

use std::path::PathBuf;

use serde_json::{Value, json};

pub use case::Case;
pub use error::CasesError;

use super::{Failure, files, say};

/// Which file is answered.
#[derive(Debug, clap::Args)]
pub struct CasesArgs {
    /// File of cases (JSON).
    pub cases: PathBuf,
}

impl CasesArgs {
    /// Prints what the file asks for.
    ///
    /// # Errors
    /// When it cannot be read or answered, with its name.
    pub fn print(&self, answer: fn(&str) -> Result<String, CasesError>) -> Result<(), Failure> {
        let answer = answer(&files::read_cases(&self.cases)?);
        let failed = |error| Failure::Failed(format!("{}: {error}", self.cases.display()));
        say::print_json(&answer.map_err(failed)?)
    }
}

/// Answers each case of a file, which may have these `fields`, and gives `{"cases": [...]}` as text.
///
/// # Errors
/// When the text is no JSON or a case is wrong; the message names the line or the case.
pub fn answer(
    text: &str,
    fields: &[&str],
    one: impl Fn(&Case<'_>) -> Result<Value, CasesError>,
) -> Result<String, CasesError> {
    let file: Value =
        serde_json::from_str(text).map_err(|error| CasesError::syntax(text, &error))?;
    let cases = file
        .get("cases")
        .and_then(Value::as_array)
        .ok_or(CasesError::NoCases)?;
    let answers = cases
        .iter()
        .enumerate()
        .map(|(i, case)| one(&Case::new(i, case, fields)?));
    let answers = answers.collect::<Result<Vec<_>, _>>()?;
    Ok(json!({ "cases": answers }).to_string())
}
