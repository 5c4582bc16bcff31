//! What a picture says about how it was made, and the session that makes it again.

use serde::{Deserialize, Serialize};
use toml::Value;

use super::{DataHash, trained::as_trained};
use crate::{
    export::caption,
    figure::lab::Lab,
    train::{LaneSpec, ModelKind, Session, SessionError, Snapshot},
};

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
    /// The lane's name in the session, or that of its run with a number where two are called alike.
    pub name: String,
    /// Training steps done.
    pub step: u64,
    /// The data set's id.
    pub dataset: String,
    /// The hash of its content; empty where it was not loaded.
    pub sha256: DataHash,
    /// The step at which a setting was last moved while it trained. Such a run cannot be had again from its settings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tuned: Option<u64>,
    /// The step at which a hand last turned a class direction. Neither can such a run be had again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub touched: Option<u64>,
}

impl Carried {
    /// What a picture of these states says: the `session` with every lane as it was trained.
    pub fn from_runs(session: &Session, shown: &[&Snapshot]) -> Self {
        let session = as_trained(session, shown).truly_named();
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
                touched: snapshot.touched,
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
    pub fn from_lab(session: &Session, lab: &Lab) -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            caption: caption::of_lab(lab).plain(),
            experiment: session.truly_named().to_toml(),
            lanes: Vec::new(),
            laboratory: Some(lab.to_toml()),
        }
    }

    /// The last steps at which a setting was moved while a lane trained, and at which a class direction was turned by hand.
    pub fn by_hand(&self) -> [Option<u64>; 2] {
        let last = |of: fn(&CarriedLane) -> Option<u64>| self.lanes.iter().filter_map(of).max();
        [last(|lane| lane.tuned), last(|lane| lane.touched)]
    }

    /// What it shows in a line: the beginning of the caption.
    pub fn title(&self) -> &str {
        let ends = [": ", ". ", "：", "。"]
            .iter()
            .filter_map(|end| self.caption.find(end));
        let end = ends.min().unwrap_or(self.caption.len());
        self.caption[..end].trim_end_matches(['.', '。'])
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
    /// As [`Carried::session`], and where a lane has no step that could be repeated.
    pub fn to_repeat(&self, id: &str, file: &str) -> Result<Session, SessionError> {
        let mut session = self.session(id, file)?;
        for (name, experiment) in session.experiments().unwrap_or_default() {
            let Some(lane) = self.lanes.iter().find(|lane| lane.name == name) else {
                continue;
            };
            // Features that are given are at step 0 for ever, and drawn again as they are.
            let given = experiment.model.kind == ModelKind::Features;
            if lane.step == 0 && !given {
                return Err(SessionError {
                    file: file.to_owned(),
                    line: None,
                    problem: format!(
                        "found lane \"{name}\" at step 0, where nothing is trained yet; --steps N trains it so far"
                    ),
                });
            }
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
