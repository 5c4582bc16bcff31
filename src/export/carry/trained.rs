//! A session as its lanes were trained, which may differ from what it says by now.

use std::collections::BTreeSet;

use toml::Value;

use crate::train::{Experiment, LaneSpec, MOST_LANES, Session, Snapshot, fitting, numbered};

/// The `session` with the lanes that are `shown`, each with the experiment that it was trained with: an earlier run or one
/// of a moment ago may have had other settings than the session has now.
pub fn as_trained(session: &Session, shown: &[&Snapshot]) -> Session {
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

/// `wanted` in the letters that a lane's name may have and as long as it may be, or `wanted-2` and so on where there is such a
/// lane already.
fn free_name(wanted: &str, taken: &mut BTreeSet<String>) -> String {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let wanted: String = wanted
        .chars()
        .map(|c| if fits(c) { c } else { '-' })
        .collect();
    let wanted = match fitting(&wanted) {
        "" => "run",
        wanted => wanted,
    };
    let more = (2_u32..).map(|number| numbered(wanted, number));
    let mut names = std::iter::once(wanted.to_owned()).chain(more);
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
