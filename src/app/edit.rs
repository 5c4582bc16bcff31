//! What a changed control means for a session of several lanes.

use super::text::t;
use crate::train::{Experiment, Session};

/// Makes `session` ask for `edited` wherever it differs from `shown`, the experiment of the first lane that the controls
/// were filled from. A changed key gets its new value in every lane; the other differences between lanes stay.
pub fn apply(session: &mut Session, shown: &Experiment, edited: &Experiment) {
    let mut keys = edited.keys();
    // These two decide which keys there are.
    keys.sort_by_key(|key| !matches!(key.as_str(), "data.source" | "loss.id"));
    for key in keys {
        let value = edited.get(&key).filter(|value| shown.get(&key).as_ref() != Some(value));
        if let Some(value) = value {
            // A control that offers what its key does not take leaves the key as it was.
            let _ = session.set_everywhere(&key, &value);
        }
    }
    for lane in &mut session.lanes {
        lane.overrides.retain(|(key, _)| session.base.get(key).is_some());
    }
}

/// The first key of each lane, by name, whose change from `before` to `after` makes the lane start again.
pub fn restarts(before: &Session, after: &Session) -> Vec<(String, String)> {
    let before = before.experiments().unwrap_or_default();
    let after = after.experiments().unwrap_or_default();
    let changed = after.into_iter().filter_map(|(name, new)| {
        let (_, old) = before.iter().find(|(lane, _)| *lane == name)?;
        Some((name, old.restart_key(&new)?))
    });
    changed.collect()
}

/// What a key belongs to, for a sentence.
pub fn section_text(key: &str) -> &'static str {
    match key.split('.').next() {
        Some("data") => t("changed-data"),
        Some("model") => t("changed-model"),
        Some("loss") => t("changed-loss"),
        Some("optimizer") => t("changed-optimizer"),
        Some("seeds") => t("changed-seeds"),
        _ => t("changed-other"),
    }
}
