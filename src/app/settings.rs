//! The session that the controls describe, with its lanes resolved; and the draft that the controls of a frame change.

use std::sync::Arc;

use super::lanes::{self, Lane};
use crate::{
    export::carry::as_trained,
    train::{Edit, Experiment, KeyError, Scope, Session, Snapshot, State},
};

/// A session and what each of its lanes trains. Lanes are resolved when the session changes, and at no other time.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    session: Session,
    experiments: Vec<(String, Experiment)>,
}

impl Settings {
    /// Resolves the lanes of `session`; there are none where they do not resolve.
    pub fn new(session: Session) -> Self {
        Self {
            experiments: session.experiments().unwrap_or_default(),
            session,
        }
    }

    /// The session as it stands.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Each lane's name and what it trains, in the session's order.
    pub fn experiments(&self) -> &[(String, Experiment)] {
        &self.experiments
    }

    /// The place of the lane of this name.
    pub fn place(&self, lane: &str) -> Option<usize> {
        self.experiments.iter().position(|(name, _)| name == lane)
    }

    /// What the controls show for these lanes: the lane they are for, or the first of all.
    pub fn experiment(&self, scope: Scope) -> &Experiment {
        let place = match scope {
            Scope::All => 0,
            Scope::One(place) => place,
        };
        let found = self.experiments.get(place).or(self.experiments.first());
        found.map_or(&self.session.base, |(_, experiment)| experiment)
    }

    /// The lanes of `state` that the session has, with what it asks of them now.
    pub fn lanes(&self, state: &State) -> Vec<Lane> {
        lanes::now(&self.experiments, state)
    }

    /// The settings that these lanes were trained with, where they are others.
    pub fn as_trained(&self, lanes: &[Arc<Snapshot>]) -> Option<Self> {
        let lanes: Vec<&Snapshot> = lanes.iter().map(Arc::as_ref).collect();
        let then = Self::new(as_trained(&self.session, &lanes));
        (then.experiments != self.experiments).then_some(then)
    }

    fn apply(&mut self, edit: &Edit) -> Result<(), KeyError> {
        self.session.apply(edit)?;
        self.experiments = self.session.experiments().unwrap_or_default();
        Ok(())
    }
}

/// The settings while the controls of a frame change them: each change holds at once for what is drawn after it.
pub struct Draft<'a> {
    state: &'a State,
    /// With all changes so far.
    pub settings: Settings,
    /// The lanes that the controls are for.
    pub scope: Scope,
    /// What was changed, in its order.
    pub edits: Vec<Edit>,
    /// Why changes were not made.
    pub refused: Vec<KeyError>,
}

impl<'a> Draft<'a> {
    /// The `settings` before any change, over what was trained last.
    pub fn new(settings: &Settings, state: &'a State, scope: Scope) -> Self {
        Self {
            state,
            settings: settings.clone(),
            scope,
            edits: Vec::new(),
            refused: Vec::new(),
        }
    }

    /// What the controls show.
    pub fn experiment(&self) -> &Experiment {
        self.settings.experiment(self.scope)
    }

    /// The lanes that the controls are for, with the changes so far.
    pub fn lanes(&self) -> Vec<Lane> {
        let mut lanes = self.settings.lanes(self.state);
        if let Scope::One(place) = self.scope {
            let name = self.settings.experiments.get(place).map(|(name, _)| name);
            lanes.retain(|lane| Some(&lane.name) == name);
        }
        lanes
    }

    /// Sets a key in the lanes that the controls are for; nothing where they show that value already.
    pub fn set(&mut self, key: &str, value: impl Into<toml::Value>) {
        self.make(Edit::new(self.scope, key, value));
    }

    /// The same for a number.
    pub fn set_number(&mut self, key: &str, value: f64) {
        match self.experiment().number(key) {
            Some((_, now)) if now == value => {}
            Some((knob, _)) => self.make(Edit::number(self.scope, key, knob, value)),
            None => self.set(key, value),
        }
    }

    /// Makes a change, of whichever lanes.
    pub fn make(&mut self, edit: Edit) {
        let now = self.settings.experiment(edit.scope).get(&edit.key);
        if now.as_ref() == Some(&edit.value) {
            return;
        }
        match self.settings.apply(&edit) {
            Ok(()) => self.edits.push(edit),
            Err(why) => self.refused.push(why),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a draft of `preset` comes to: the keys changed, and why others were not.
    fn check(scope: Scope, keys: &[(&str, f64)], edits: &[&str], refused: &[&str]) {
        let settings = Settings::new(Session::preset("cosface-toy").unwrap());
        let state = State {
            playing: false,
            lanes: Vec::new(),
            revision: 0,
        };
        let mut draft = Draft::new(&settings, &state, scope);
        keys.iter()
            .for_each(|(key, value)| draft.set_number(key, *value));
        let made: Vec<&str> = draft.edits.iter().map(|edit| edit.key.as_str()).collect();
        assert_eq!(made, edits);
        let why: Vec<&str> = draft.refused.iter().map(KeyError::key).collect();
        assert_eq!(why, refused);
        assert_eq!(
            draft.settings,
            Settings::new(draft.settings.session.clone())
        );
    }

    #[test]
    fn only_what_differs_is_an_edit_and_what_does_not_fit_says_so() {
        check(
            Scope::All,
            &[("loss.m", 0.0), ("loss.s", 20.0)],
            &["loss.s"],
            &[],
        );
        check(Scope::One(2), &[("loss.m", 0.2)], &[], &[]);
        check(Scope::One(2), &[("loss.m", 0.0)], &["loss.m"], &[]);
        check(Scope::All, &[("loss.m", 9.0)], &[], &["loss.m"]);
    }

    #[test]
    fn a_change_holds_for_what_is_read_after_it() {
        let settings = Settings::new(Session::preset("cosface-toy").unwrap());
        let state = State {
            playing: false,
            lanes: Vec::new(),
            revision: 0,
        };
        let mut draft = Draft::new(&settings, &state, Scope::One(1));
        draft.set("loss.id", "softmax");
        assert_eq!(draft.experiment().loss.id, "softmax");
        assert_eq!(
            draft.settings.experiment(Scope::One(0)).loss.id,
            "am-softmax"
        );
    }
}
