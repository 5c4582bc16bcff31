//! What a changed control means for a session of several lanes.

use super::text::t;
use crate::train::{Experiment, Session};

/// Makes `session` ask for `edited` wherever it differs from `shown`, the experiment that the controls were filled from. A
/// changed key gets its new value in `lane`, or in every lane where there is none; other differences between lanes stay.
pub fn apply(session: &mut Session, lane: Option<&str>, shown: &Experiment, edited: &Experiment) {
    let mut keys = edited.keys();
    // These two decide which keys there are.
    keys.sort_by_key(|key| !matches!(key.as_str(), "data.source" | "loss.id"));
    for key in keys {
        let value = edited
            .get(&key)
            .filter(|value| shown.get(&key).as_ref() != Some(value));
        if let Some(value) = value {
            // A control that offers what its key does not take leaves the key as it was.
            let _ = match lane {
                Some(lane) => session.set_in_lane(lane, &key, &value),
                None => session.set_everywhere(&key, &value),
            };
        }
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
        apply(&mut after, None, &shown, &edited);
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
    fn what_is_changed_in_one_lane_stays_there() {
        let before = Session::preset("cosface-toy").unwrap();
        let (name, shown) = before.experiments().unwrap().remove(1);
        let mut edited = shown.clone();
        edited.loss.knobs.set("m", 0.25);
        let mut after = before.clone();
        apply(&mut after, Some(&name), &shown, &edited);
        let margins = |session: &Session| -> Vec<Option<f64>> {
            let lanes = lanes(session).into_iter();
            lanes.map(|lane| lane.loss.knobs.get("m")).collect()
        };
        assert_eq!(margins(&before), [0.0, 0.1, 0.2].map(Some));
        assert_eq!(margins(&after), [0.0, 0.25, 0.2].map(Some));
        edited.set_loss("softmax");
        apply(&mut after, Some(&name), &shown, &edited);
        assert_eq!(margins(&after), [Some(0.0), None, Some(0.2)]);
    }

    #[test]
    fn lanes_of_other_losses_keep_their_own_knobs() {
        let before = Session::preset("am-softmax-spheres").unwrap();
        let (_, shown) = before.experiments().unwrap().remove(0);
        let mut edited = shown.clone();
        edited.optimizer.learning_rate = 2e-3;
        let mut after = before.clone();
        apply(&mut after, None, &shown, &edited);
        let last = lanes(&after).pop().unwrap();
        assert_eq!(last.loss.knobs.get("m"), Some(0.5));
        assert_eq!(last.optimizer.learning_rate, 2e-3);
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
