//! `--set KEY=VALUE`.

use toml::Value;

use super::Failure;
use crate::train::{Session, toml_of};

/// `key=value`, where the value is TOML or a bare word.
///
/// # Errors
/// When there is no such setting, or the value does not fit.
pub fn set(session: &mut Session, setting: &str) -> Result<(), Failure> {
    let wrong = |problem: String| Failure::WrongArguments(format!("--set {setting}: {problem}"));
    let (key, text) = setting
        .split_once('=')
        .ok_or_else(|| wrong("expected KEY=VALUE".to_owned()))?;
    let (key, text) = (key.trim(), text.trim());
    if text.contains(['\n', '\r']) {
        return Err(wrong(
            "found several lines, expected KEY=VALUE in one".to_owned(),
        ));
    }
    let parsed = toml_of::<toml::Table>(&format!("value = {text}"));
    let value = parsed.ok().and_then(|mut table| table.remove("value"));
    let value = value.unwrap_or_else(|| Value::from(text));
    session
        .set_everywhere(key, &value)
        .map_err(|error| wrong(error.to_string()))
}
