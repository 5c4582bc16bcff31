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
        let value = edited
            .get(&key)
            .filter(|value| shown.get(&key).as_ref() != Some(value));
        if let Some(value) = value {
            // A control that offers what its key does not take leaves the key as it was.
            let _ = session.set_everywhere(&key, &value);
        }
    }
    for lane in &mut session.lanes {
        lane.overrides
            .retain(|(key, _)| session.base.get(key).is_some());
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The default session, circle and sphere, after a change of what the controls show.
    fn changed(change: impl FnOnce(&mut Experiment)) -> (Session, Session) {
        let before = Session::preset("fashion").unwrap();
        let (_, shown) = before.experiments().unwrap().remove(0);
        let mut edited = shown.clone();
        change(&mut edited);
        let mut after = before.clone();
        apply(&mut after, &shown, &edited);
        (before, after)
    }

    fn lanes(session: &Session) -> Vec<Experiment> {
        let lanes = session.experiments().unwrap();
        lanes
            .into_iter()
            .map(|(_, experiment)| experiment)
            .collect()
    }

    #[test]
    fn a_changed_value_holds_in_every_lane_and_the_lanes_keep_their_difference() {
        let (_, after) = changed(|experiment| experiment.loss.knobs.set("m", 0.1));
        let lanes = lanes(&after);
        assert!(
            lanes
                .iter()
                .all(|lane| lane.loss.knobs.get("m") == Some(0.1))
        );
        assert_eq!(lanes[0].model.feature_dim, 2);
        assert_eq!(lanes[1].model.feature_dim, 3);
    }

    #[test]
    fn another_loss_keeps_the_knobs_that_both_have() {
        let (_, after) = changed(|experiment| {
            experiment.loss.knobs.set("s", 20.0);
            experiment.set_loss("normface");
        });
        for lane in lanes(&after) {
            assert_eq!(lane.loss.id, "normface");
            assert_eq!(lane.loss.knobs.get("s"), Some(20.0));
            assert_eq!(lane.loss.knobs.get("m"), None);
        }
    }

    #[test]
    fn nothing_changed_changes_nothing() {
        let (before, after) = changed(|_| {});
        assert_eq!(before, after);
    }

    #[test]
    fn the_sliders_are_live_and_the_model_is_not() {
        let (before, after) = changed(|experiment| experiment.loss.knobs.set("s", 30.0));
        assert!(restarts(&before, &after).is_empty());
        let (before, after) = changed(|experiment| experiment.model.hidden = vec![8]);
        let restarts = restarts(&before, &after);
        assert_eq!(restarts.len(), 2, "both lanes start again");
        assert_eq!(section_text(&restarts[0].1), "the model");
    }
}
