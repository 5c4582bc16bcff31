//! What lanes were when a person named them.

use std::collections::BTreeSet;

use super::experiment::Experiment;

/// What lanes were when they were named.
#[derive(Clone, Debug, Default)]
pub struct Named {
    /// The keys that the names speak of.
    pub(super) keys: BTreeSet<String>,
    lanes: Vec<(String, Experiment)>,
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
            let section = key.split('.').next().unwrap_or_default();
            let of = |deciding: &&str| deciding.split('.').next() == Some(section);
            keys.extend(DECIDING.into_iter().filter(of).map(str::to_owned));
            keys.insert(key.to_owned());
        }
        if !company {
            keys.extend(SUBJECT.map(str::to_owned));
        }
        Self { keys, lanes }
    }

    /// What the lane of this name was.
    pub(super) fn lane(&self, name: &str) -> Option<&Experiment> {
        let found = self.lanes.iter().find(|(lane, _)| lane == name);
        found.map(|(_, experiment)| experiment)
    }
}
