//! What lanes were when a person named them.

use std::collections::BTreeSet;

use super::experiment::Experiment;

/// What lanes were when they were named.
#[derive(Clone, Debug, Default)]
pub struct Named {
    /// The keys that the names speak of.
    pub(super) keys: BTreeSet<String>,
    lanes: Vec<(String, Experiment)>,
    /// Lanes whose names no person gave: they are called by what they train.
    plain: BTreeSet<String>,
}

/// Two sessions that train the same are the same, wherever their names come from.
impl PartialEq for Named {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// Decided with the key of a knob: which knob it is.
const DECIDING: [&str; 2] = ["loss.id", "data.source"];
/// What a session's name speaks of, beside the keys of its lanes; so does the name of a lane without company.
pub(super) const SUBJECT: [&str; 3] = ["data.source", "loss.id", "model.feature_dim"];

impl Named {
    /// The lanes are these now, and just named: for the keys in which they differ. A lane that has a name but no `company`
    /// is named for what it trains at all.
    pub fn new<'a>(
        differ: impl Iterator<Item = &'a str>,
        company: bool,
        lanes: Vec<(String, Experiment)>,
    ) -> Self {
        let mut keys = BTreeSet::new();
        for key in differ {
            keys.extend(spoken_of(key).map(str::to_owned));
        }
        if !company {
            keys.extend(SUBJECT.map(str::to_owned));
        }
        Self {
            keys,
            lanes,
            plain: BTreeSet::new(),
        }
    }

    /// No person gave the lane this name, or one did and it is no longer meant.
    pub(super) fn forget(&mut self, lane: &str) {
        self.plain.insert(lane.to_owned());
    }

    /// Whether no person gave the lane this name.
    pub(super) fn is_plain(&self, lane: &str) -> bool {
        self.plain.contains(lane)
    }

    /// The lane of this name is no more.
    pub(super) fn remove(&mut self, lane: &str) {
        self.plain.remove(lane);
        self.lanes.retain(|(name, _)| name != lane);
    }

    /// A person has called the lane that was `old` `new`, which trains `now` and differs in these keys. Names of `others`
    /// that are true stay so: they were given without these keys in mind.
    pub(super) fn rename<'a>(
        &mut self,
        old: &str,
        (new, now): (&str, &Experiment),
        differ: impl Iterator<Item = &'a str>,
        others: &[(String, Experiment)],
    ) {
        self.remove(old);
        for key in differ.flat_map(spoken_of) {
            if !self.keys.insert(key.to_owned()) {
                continue;
            }
            for (name, then) in &mut self.lanes {
                let lane = others.iter().find(|(other, _)| other == name);
                if let Some(value) = lane.and_then(|(_, lane)| lane.get(key)) {
                    // What does not fit what the lane was then makes its name untrue.
                    let _ = then.set(key, &value);
                }
            }
        }
        self.lanes.push((new.to_owned(), now.clone()));
    }

    /// What the lane of this name was.
    pub(super) fn lane(&self, name: &str) -> Option<&Experiment> {
        let found = self.lanes.iter().find(|(lane, _)| lane == name);
        found.map(|(_, experiment)| experiment)
    }
}

/// A key with the one that decides which knob it is.
fn spoken_of(key: &str) -> impl Iterator<Item = &str> {
    let section = key.split('.').next().unwrap_or_default();
    let of = move |deciding: &&str| deciding.split('.').next() == Some(section);
    DECIDING.into_iter().filter(of).chain([key])
}
