//! The experiment inside a picture: what is needed to make it again travels in the file itself.
//!
//! A [`Carried`] is a short text with its length and SHA-256 in front (`text.rs`). A PNG has it in a chunk, an SVG in its
//! metadata, a PDF as an attachment, a GIF in an extension; none of them looks any different for it.

mod gif;
mod hash;
mod pdf;
mod png;
mod svg;
mod text;

use std::{collections::BTreeSet, io::Read};

pub use hash::DataHash;
use serde::{Deserialize, Serialize};
use toml::Value;

use super::{Format, caption};
use crate::figure::lab::Lab;
use crate::train::{Experiment, LaneSpec, MOST_LANES, Session, SessionError, Snapshot};

/// What a picture says about how it was made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Carried {
    /// Version of the program that made it.
    pub version: String,
    /// What it shows, in a sentence or two.
    pub caption: String,
    /// The whole session as an experiment file (TOML).
    pub experiment: String,
    /// Its lanes at the moment of the picture, in order.
    #[serde(rename = "lane", default, skip_serializing_if = "Vec::is_empty")]
    pub lanes: Vec<CarriedLane>,
    /// The laboratory (TOML), where the picture shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub laboratory: Option<String>,
}

/// A lane at the moment of the picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CarriedLane {
    pub name: String,
    /// Training steps done.
    pub step: u64,
    /// The data set's id and the hash of its content; empty where it was not loaded yet.
    pub dataset: String,
    pub sha256: DataHash,
    /// The step at which a setting was last moved while it trained. Such a run cannot be had again from its settings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tuned: Option<u64>,
}

/// Why there is no experiment to be had from a file. One line, to stand after the file's name.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CarryError {
    #[error("found {0}, expected a PNG, SVG, PDF or GIF picture that marginscope made")]
    NoPicture(String),
    #[error(
        "the picture carries no experiment: marginscope did not make it, or another program left it out"
    )]
    None,
    #[error("the picture is incomplete: {0}")]
    Truncated(String),
    #[error("the picture is damaged: {0}")]
    Damaged(String),
    #[error(
        "the experiment in the picture was changed after it was made: found SHA-256 {found}, expected {expected}"
    )]
    Tampered { found: String, expected: String },
    #[error(
        "the picture was made by a newer version of marginscope: found an experiment of format {found}, expected at most {known}"
    )]
    Newer { found: u32, known: u32 },
    #[error(
        "the experiment is too large for a picture: found {found} bytes, expected at most {most}"
    )]
    TooLarge { found: usize, most: usize },
}

/// The kind of picture that `bytes` begin as.
pub fn kind(bytes: &[u8]) -> Option<Format> {
    let begins = |magic: &[u8]| {
        let shared = magic.len().min(bytes.len());
        shared > 0 && bytes[..shared] == magic[..shared]
    };
    if begins(png::SIGNATURE) {
        Some(Format::Png)
    } else if begins(b"%PDF-") {
        Some(Format::Pdf)
    } else {
        svg::begins(bytes).then_some(Format::Svg)
    }
}

/// Whether `bytes` begin as a picture of a kind that can carry an experiment.
pub fn is_picture(bytes: &[u8]) -> bool {
    kind(bytes).is_some() || gif::begins(bytes)
}

/// The picture with `carried` in it, in place of what it may carry already.
///
/// # Errors
/// When `bytes` are no whole picture of this `format`.
pub fn embed(bytes: &[u8], format: Format, carried: &Carried) -> Result<Vec<u8>, CarryError> {
    let text = text::encode(carried)?;
    match format {
        Format::Png => png::embed(bytes, &text),
        Format::Svg => svg::embed(bytes, &text),
        Format::Pdf => pdf::embed(bytes, &text),
    }
}

/// The same for an animated GIF, which is no format of a figure.
///
/// # Errors
/// When `bytes` are no whole GIF.
pub fn embed_gif(bytes: &[u8], carried: &Carried) -> Result<Vec<u8>, CarryError> {
    gif::embed(bytes, &text::encode(carried)?)
}

/// What a picture carries. Its kind is found by its first bytes, whatever its name is.
///
/// # Errors
/// When it is no picture, carries nothing, or is not what was written.
pub fn read(bytes: &[u8]) -> Result<Carried, CarryError> {
    match kind(bytes) {
        Some(Format::Png) => png::read(bytes),
        Some(Format::Svg) => svg::read(bytes),
        Some(Format::Pdf) => pdf::read(bytes),
        None if gif::begins(bytes) => gif::read(bytes),
        None if bytes.is_empty() => Err(CarryError::NoPicture("an empty file".to_owned())),
        None => Err(CarryError::NoPicture("something else".to_owned())),
    }
}

impl Carried {
    /// What a picture of these states says: the `session` with every lane as it was trained.
    pub fn of(session: &Session, shown: &[&Snapshot]) -> Self {
        let session = as_trained(session, shown);
        let lane = |(spec, snapshot): (&LaneSpec, &&Snapshot)| {
            // A run that was read back has no training part to hash.
            let loaded = !snapshot.dataset.train.labels.is_empty();
            CarriedLane {
                name: spec.name.clone(),
                step: snapshot.step,
                dataset: snapshot.dataset.id.clone(),
                sha256: if loaded {
                    DataHash::from(&snapshot.dataset)
                } else {
                    String::new().into()
                },
                tuned: snapshot.tuned,
            }
        };
        Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            caption: caption::caption(shown).plain(),
            experiment: session.to_toml(),
            lanes: session.lanes.iter().zip(shown).map(lane).collect(),
            laboratory: None,
        }
    }

    /// What a picture of the laboratory says: what is in it, and the `session` that trains behind it.
    pub fn of_lab(session: &Session, lab: &Lab) -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            caption: caption::of_lab(lab).plain(),
            experiment: session.to_toml(),
            lanes: Vec::new(),
            laboratory: Some(lab.to_toml()),
        }
    }

    /// The session as it was.
    ///
    /// # Errors
    /// When this version knows a key or a value of it no more. `id` names the session, `file` the message.
    pub fn session(&self, id: &str, file: &str) -> Result<Session, SessionError> {
        Session::parse(id, &self.experiment, file)
    }

    /// The session that trains every lane to the step of the picture, along the same schedules.
    ///
    /// # Errors
    /// As [`Carried::session`].
    pub fn to_repeat(&self, id: &str, file: &str) -> Result<Session, SessionError> {
        let mut session = self.session(id, file)?;
        for (name, experiment) in session.experiments().unwrap_or_default() {
            let Some(lane) = self.lanes.iter().find(|lane| lane.name == name) else {
                continue;
            };
            let mut set = |key: &str, number: u64| {
                let value = Value::Integer(i64::try_from(number).unwrap_or(i64::MAX));
                session.set_in_lane(&name, key, &value)
            };
            // A schedule that spans the whole run would be another one in a shorter run.
            let whole = experiment.optimizer.schedule_steps == 0;
            let span = if whole {
                experiment.steps
            } else {
                experiment.optimizer.schedule_steps
            };
            let set =
                set("optimizer.schedule_steps", span).and_then(|()| set("steps", lane.step.max(1)));
            set.map_err(|error| SessionError {
                file: file.to_owned(),
                line: None,
                problem: error.to_string(),
            })?;
        }
        Ok(session)
    }
}

/// The `session` with the lanes that are `shown`, each with the experiment that it was trained with: an earlier run or one
/// of a moment ago may have had other settings than the session has now.
fn as_trained(session: &Session, shown: &[&Snapshot]) -> Session {
    let wanted = session.experiments().unwrap_or_default();
    let pairs = || wanted.iter().zip(shown);
    let same =
        pairs().all(|((name, experiment), s)| *name == s.lane && *experiment == *s.experiment);
    if shown.is_empty() || same && wanted.len() == shown.len() {
        return session.clone();
    }
    let mut taken = BTreeSet::new();
    let lane = |snapshot: &&Snapshot| LaneSpec {
        name: free_name(&snapshot.lane, &mut taken),
        overrides: differences(&session.base, &snapshot.experiment),
    };
    let lanes = shown.iter().take(MOST_LANES).map(lane).collect();
    Session {
        lanes,
        ..session.clone()
    }
}

/// `wanted` in the letters that a lane's name may have, or `wanted-2` and so on where there is such a lane already.
fn free_name(wanted: &str, taken: &mut BTreeSet<String>) -> String {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let wanted: String = wanted
        .chars()
        .map(|c| if fits(c) { c } else { '-' })
        .collect();
    let wanted = if wanted.is_empty() { "run" } else { &wanted };
    let numbered = (2_u32..).map(|number| format!("{wanted}-{number}"));
    let mut names = std::iter::once(wanted.to_owned()).chain(numbered);
    let name = names.find(|name| taken.insert(name.to_ascii_lowercase()));
    name.unwrap_or_default()
}

/// The keys and values that make `base` into `experiment`.
fn differences(base: &Experiment, experiment: &Experiment) -> Vec<(String, Value)> {
    let mut now = base.clone();
    let mut keys = experiment.keys();
    // These two decide which keys there are.
    keys.sort_by_key(|key| !matches!(key.as_str(), "data.source" | "loss.id"));
    let mut found = Vec::new();
    for key in keys {
        let value = experiment
            .get(&key)
            .filter(|value| now.get(&key).as_ref() != Some(value));
        if let Some(value) = value
            && now.set(&key, &value).is_ok()
        {
            found.push((key, value));
        }
    }
    found
}

/// Another's words in one line of bounded length.
fn one_line(text: &str) -> String {
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    text.chars().map(plain).take(200).collect()
}

/// All of a stream, unless it fails or is longer than a text of ours can be.
fn bounded(stream: impl Read) -> Option<Vec<u8>> {
    let most = text::MOST as u64 + 1;
    let mut content = Vec::new();
    stream.take(most).read_to_end(&mut content).ok()?;
    (content.len() <= text::MOST).then_some(content)
}

#[cfg(test)]
mod damage_tests;
#[cfg(test)]
mod tests;
