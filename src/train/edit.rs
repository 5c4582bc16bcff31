//! A change of a setting as a value, and what it makes of a session. Whatever changes settings speaks it: controls,
//! commands, a folder that is dropped. It needs no window.

use toml::Value;

use super::experiment::Experiment;
use super::keys::{KeyError, in_toml, is_live};
use super::session::Session;
use crate::knob::Knob;
use crate::{data, loss};

/// The lanes that a change is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// Every lane.
    #[default]
    All,
    /// The lane at this place of the session, counted from 0.
    One(usize),
    /// Every lane that trains the loss of this id.
    Loss(&'static str),
}

impl Scope {
    /// Whether the lane at this `place`, which trains `experiment`, is one of them.
    pub fn holds(self, place: usize, experiment: &Experiment) -> bool {
        match self {
            Self::All => true,
            Self::One(one) => one == place,
            Self::Loss(id) => experiment.loss.id == id,
        }
    }
}

/// A change of one setting.
#[derive(Clone, Debug, PartialEq)]
pub struct Edit {
    /// Which lanes it is for.
    pub scope: Scope,
    /// The setting's key, as in experiment files: `loss.m`.
    pub key: String,
    /// What it is set to, as in experiment files; angles in radians.
    pub value: Value,
}

impl Edit {
    /// Sets `key` to `value` in the lanes of `scope`.
    pub fn new(scope: Scope, key: impl Into<String>, value: impl Into<Value>) -> Self {
        Self {
            scope,
            key: key.into(),
            value: value.into(),
        }
    }

    /// Sets the number that `knob` declares under `key`.
    pub fn number(scope: Scope, key: impl Into<String>, knob: &Knob, value: f64) -> Self {
        Self::new(scope, key, in_toml(knob, value))
    }

    /// Whether a running trainer takes it over; a lane starts again otherwise.
    pub fn is_live(&self) -> bool {
        is_live(&self.key)
    }
}

impl Session {
    /// Makes a change. Where it is for all lanes, no lane differs in this key afterwards. With another loss or another
    /// source, lanes also lose what they said about the old one's knobs: the m of AM-Softmax is a cosine, that of ArcFace
    /// an angle.
    ///
    /// # Errors
    /// When the key, the value or the lane does not fit; nothing is changed then.
    pub fn apply(&mut self, edit: &Edit) -> Result<(), KeyError> {
        let mut changed = self.clone();
        changed.forget_knobs(edit);
        match edit.scope {
            Scope::All => changed.set_in_all(&edit.key, &edit.value)?,
            Scope::Loss(id) => changed.set_in_loss(id, &edit.key, &edit.value)?,
            Scope::One(place) => {
                let Some(lane) = self.lanes.get(place) else {
                    return Err(KeyError::Value {
                        key: edit.key.clone(),
                        problem: format!(
                            "found lane {place}, expected one of {}",
                            self.lanes.len()
                        ),
                    });
                };
                changed.set_in_lane(&lane.name, &edit.key, &edit.value)?;
            }
        }
        *self = changed;
        Ok(())
    }

    /// Sets a key in every lane. Lanes of several losses may share a knob that the base, of another loss, has not: it is
    /// then each lane's own.
    fn set_in_all(&mut self, key: &str, value: &Value) -> Result<(), KeyError> {
        let Err(why) = self.set_everywhere(key, value) else {
            return Ok(());
        };
        let mut changed = self.clone();
        for lane in &self.lanes {
            let set = changed.set_in_lane(&lane.name, key, value);
            set.map_err(|_| why.clone())?;
        }
        *self = changed;
        Ok(())
    }

    /// Sets a key in the lanes that train the loss of this id.
    fn set_in_loss(&mut self, id: &str, key: &str, value: &Value) -> Result<(), KeyError> {
        let lanes = self.experiments()?;
        let of_loss = |(_, lane): &&(String, Experiment)| lane.loss.id == id;
        if lanes.iter().all(|lane| of_loss(&lane)) {
            return self.set_everywhere(key, value);
        }
        for (name, _) in lanes.iter().filter(of_loss) {
            self.set_in_lane(name, key, value)?;
        }
        Ok(())
    }

    /// The first key whose change to `new` makes a lane start again; lanes are the same where their names are.
    pub fn restart_key(&self, new: &Self) -> Option<String> {
        let before = self.experiments().unwrap_or_default();
        let after = new.experiments().unwrap_or_default();
        after.into_iter().find_map(|(name, experiment)| {
            let (_, old) = before.iter().find(|(lane, _)| *lane == name)?;
            old.restart_key(&experiment)
        })
    }

    /// Drops what the lanes of the edit say about knobs that mean something else, or nothing, after it.
    fn forget_knobs(&mut self, edit: &Edit) {
        let Some(id) = edit.value.as_str() else {
            return;
        };
        let experiments = self.experiments().unwrap_or_default();
        for (place, (lane, (_, experiment))) in self.lanes.iter_mut().zip(experiments).enumerate() {
            if !edit.scope.holds(place, &experiment) {
                continue;
            }
            match edit.key.as_str() {
                "loss.id" if experiment.loss.id != id => {
                    let old = loss::find(&experiment.loss.id).map_or(&[][..], |l| l.knobs());
                    let new = loss::find(id).map_or(&[][..], |l| l.knobs());
                    lane.overrides.retain(|(key, _)| !is_lost(key, old, new));
                }
                "data.source" if experiment.data.source != id => {
                    let old = data::find(&experiment.data.source).map_or(&[][..], |s| s.knobs());
                    let of_source = |key: &str| {
                        matches!(key, "data.classes" | "data.unseen") || is_knob(key, "data", old)
                    };
                    lane.overrides.retain(|(key, _)| !of_source(key));
                }
                _ => {}
            }
        }
    }
}

fn is_knob(key: &str, section: &str, knobs: &[Knob]) -> bool {
    let id = key
        .strip_prefix(section)
        .and_then(|id| id.strip_prefix('.'));
    id.is_some_and(|id| knobs.iter().any(|knob| knob.id == id))
}

/// Whether `key` is a knob of the `old` loss that the `new` one does not declare in the same words.
fn is_lost(key: &str, old: &[Knob], new: &[Knob]) -> bool {
    let shared = |knob: &&Knob| new.contains(knob);
    is_knob(key, "loss", old)
        && !old
            .iter()
            .filter(shared)
            .any(|knob| key.strip_prefix("loss.") == Some(knob.id))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `preset` after these changes.
    fn changed(preset: &str, edits: &[Edit]) -> (Session, Session) {
        let before = Session::preset(preset).unwrap();
        let mut after = before.clone();
        edits.iter().for_each(|edit| after.apply(edit).unwrap());
        (before, after)
    }

    fn all(key: &str, value: impl Into<Value>) -> Edit {
        Edit::new(Scope::All, key, value)
    }

    fn lanes(session: &Session) -> Vec<Experiment> {
        let lanes = session.experiments().unwrap();
        lanes.into_iter().map(|(_, lane)| lane).collect()
    }

    fn margins(session: &Session) -> Vec<Option<f64>> {
        let lanes = lanes(session).into_iter();
        lanes.map(|lane| lane.loss.knobs.get("m")).collect()
    }

    #[test]
    fn a_changed_value_holds_in_every_lane_and_the_lanes_keep_their_difference() {
        let (_, after) = changed("fashion", &[all("loss.m", 0.1)]);
        assert_eq!(margins(&after), [Some(0.1); 2]);
        let dims: Vec<usize> = lanes(&after).iter().map(|l| l.model.feature_dim).collect();
        assert_eq!(dims, [2, 3]);
    }

    #[test]
    fn another_loss_keeps_the_knobs_that_both_have() {
        let edits = [all("loss.s", 20.0), all("loss.id", "normface")];
        for lane in lanes(&changed("fashion", &edits).1) {
            assert_eq!(lane.loss.id, "normface");
            assert_eq!(lane.loss.knobs.get("s"), Some(20.0));
            assert_eq!(lane.loss.knobs.get("m"), None);
        }
    }

    #[test]
    fn a_margin_of_a_lane_goes_with_the_loss_that_it_was_of() {
        let (before, after) = changed("cosface-toy", &[all("loss.id", "arcface")]);
        assert_eq!(margins(&before), [0.0, 0.1, 0.2].map(Some));
        let declared = loss::find("arcface").unwrap().defaults().get("m");
        assert_eq!(margins(&after), [declared; 3], "a cosine is no angle");
        let (_, again) = changed("cosface-toy", &[all("loss.id", "am-softmax")]);
        assert_eq!(again, before, "the same loss again changes nothing");
    }

    #[test]
    fn classes_of_a_lane_go_with_the_source_that_they_were_of() {
        let edits = [
            Edit::new(Scope::One(0), "data.classes", vec![0, 1]),
            all("data.source", "rings"),
        ];
        let (_, after) = changed("blobs", &edits);
        assert!(
            lanes(&after)
                .iter()
                .all(|lane| lane.data.classes.is_empty())
        );
    }

    #[test]
    fn what_is_changed_in_one_lane_stays_there() {
        let one = |key: &str, value: Value| Edit::new(Scope::One(1), key, value);
        let (_, after) = changed("cosface-toy", &[one("loss.m", 0.25.into())]);
        assert_eq!(margins(&after), [0.0, 0.25, 0.2].map(Some));
        let edits = [one("loss.m", 0.25.into()), one("loss.id", "softmax".into())];
        let (_, after) = changed("cosface-toy", &edits);
        assert_eq!(margins(&after), [Some(0.0), None, Some(0.2)]);
    }

    #[test]
    fn lanes_of_other_losses_keep_their_own_knobs() {
        let edits = [all("optimizer.learning_rate", 2e-3)];
        let (_, after) = changed("am-softmax-spheres", &edits);
        let last = lanes(&after).pop().unwrap();
        assert_eq!(last.loss.knobs.get("m"), Some(0.5));
        assert_eq!(last.optimizer.learning_rate, 2e-3);
    }

    /// A lane of a loss and a source of its own.
    fn apart() -> Session {
        let text = "data.source = \"blobs\"\nloss.id = \"am-softmax\"\n[[lane]]\nname = \"a\"\n[[lane]]\nname = \"b\"\n\
                    loss.id = \"arcface\"\ndata.source = \"rings\"\n[[lane]]\nname = \"c\"\nloss.id = \"softmax\"\n";
        Session::parse("apart", text, "apart.toml").unwrap()
    }

    #[test]
    fn a_value_for_all_lanes_holds_in_those_of_a_loss_or_source_of_their_own() {
        let mut session = apart();
        for (key, value) in [("loss.m", 0.3), ("data.spread", 0.2)] {
            session.apply(&all(key, value)).unwrap();
        }
        assert_eq!(margins(&session), [Some(0.3), Some(0.3), None]);
        let spread = |lane: &Experiment| lane.data.knobs.get("spread");
        assert!(lanes(&session).iter().all(|lane| spread(lane) == Some(0.2)));
        // What not all of them can have, none gets.
        let edit = Edit::new(Scope::One(1), "loss.id", "a-softmax");
        session.apply(&edit).unwrap();
        let before = session.clone();
        let why = session.apply(&all("loss.m", 0.2)).unwrap_err().to_string();
        assert!(why.contains("loss.m: found 0.2"), "{why}");
        assert_eq!(session, before);
    }

    #[test]
    fn what_does_not_fit_says_why_and_changes_nothing() {
        fn check(edit: Edit, expect: &str) {
            let mut session = Session::preset("fashion").unwrap();
            let before = session.clone();
            let why = session.apply(&edit).unwrap_err().to_string();
            assert!(why.contains(expect), "{why}");
            assert_eq!(session, before);
        }
        check(all("loss.m", 7.0), "expected a number from");
        check(all("loss.margin", 0.1), "unknown key");
        check(all("loss.id", "arc"), "expected one of");
        check(Edit::new(Scope::One(9), "loss.m", 0.1), "found lane 9");
    }

    #[test]
    fn the_sliders_are_live_and_the_model_is_not() {
        let (before, after) = changed("fashion", &[all("loss.s", 30.0)]);
        assert_eq!(before.restart_key(&after), None);
        assert!(all("loss.s", 30.0).is_live() && !all("loss.id", "softmax").is_live());
        let (before, after) = changed("fashion", &[all("model.hidden", vec![8])]);
        assert_eq!(before.restart_key(&after).as_deref(), Some("model.hidden"));
    }
}
