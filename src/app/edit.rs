//! What a changed control means for a session of several lanes.

use super::text::t;
use crate::train::{Experiment, Session};

/// Makes `session` ask for `edited` wherever it differs from `shown`, the experiment of the first lane that the controls
/// were filled from. A changed key gets its new value in every lane; the other differences between lanes stay.
pub fn apply(session: &mut Session, shown: &Experiment, edited: &Experiment) {
    let mut base = edited.clone();
    let overrides = session.lanes.first().map_or(&[][..], |lane| &lane.overrides);
    for (key, _) in overrides {
        let untouched = shown.get(key) == edited.get(key);
        if let Some(value) = session.base.get(key).filter(|_| untouched) {
            // The value comes from an experiment that had this key, so it is one that the key takes.
            let _ = base.set(key, &value);
        }
    }
    for lane in &mut session.lanes {
        lane.overrides.retain(|(key, _)| {
            let value = edited.get(key);
            value.is_some() && value == shown.get(key)
        });
    }
    session.base = base;
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
