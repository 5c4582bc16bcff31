//! The session that the controls describe, with its lanes resolved; and the draft that the controls of a frame change.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use toml::Value;

use super::{
    lanes::{self, Lane},
    play::Play,
};
use crate::{
    export::carry::as_trained,
    text::Spoken,
    train::{
        DataConfig, Edit, Experiment, KeyError, Scope, Session, Setting, Snapshot, State, in_toml,
        settings,
    },
};

/// A session and what each of its lanes trains. Lanes are resolved when the session changes, and at no other time.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    session: Session,
    experiments: Vec<(String, Experiment)>,
    titles: Spoken<Vec<String>>,
    other_title: Spoken<Option<String>>,
    values: Spoken<Vec<Setting>>,
}

impl Settings {
    /// Resolves the lanes of `session`; there are none where they do not resolve.
    pub fn new(session: Session) -> Self {
        let experiments = session.experiments().unwrap_or_default();
        Self {
            values: values(&experiments),
            experiments,
            titles: Spoken::new(|| session.titles()),
            other_title: Spoken::new(|| session.other_title()),
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

    /// Every setting with the value of each lane, where there are several.
    pub fn values(&self) -> &[Setting] {
        self.values.now()
    }

    /// The lanes that something was chosen for, where each still reads what it read then; none otherwise.
    pub fn chosen_for(&self, asked: &Asked) -> Vec<Scope> {
        let place = |lane: &AskedLane| {
            let place = self.place(&lane.name)?;
            let data = &self.experiments[place].1.data;
            lane.is_of(data).then_some(Scope::One(place))
        };
        let all: Option<Vec<Scope>> = asked.lanes.iter().map(place).collect();
        match all.unwrap_or_default() {
            all if all.len() == self.experiments.len() => vec![Scope::All],
            some => some,
        }
    }

    /// The place of the lane of this name.
    pub fn place(&self, lane: &str) -> Option<usize> {
        self.experiments.iter().position(|(name, _)| name == lane)
    }

    /// What the session trains, where what it was opened as says something else by now.
    pub fn other_title(&self) -> Option<&str> {
        self.other_title.now().as_deref()
    }

    /// What each of these lanes trains.
    pub fn within(&self, scope: Scope) -> impl Iterator<Item = &Experiment> {
        let lanes = self.experiments.iter().enumerate();
        let held = lanes.filter(move |(place, (_, lane))| scope.holds(*place, lane));
        held.map(|(_, (_, experiment))| experiment)
    }

    /// What the controls show for these lanes: the lane they are for, or the first of all.
    pub fn experiment(&self, scope: Scope) -> &Experiment {
        let found = self.within(scope).next();
        let found = found.or(self.experiments.first().map(|(_, first)| first));
        found.unwrap_or(&self.session.base)
    }

    /// The lanes of `state` that the session has, with what it asks of them now.
    pub fn lanes(&self, state: &State) -> Vec<Lane> {
        lanes::now(&self.experiments, &self.titles, state)
    }

    /// The settings that these lanes were trained with, where they are others.
    pub fn as_trained(&self, lanes: &[Arc<Snapshot>]) -> Option<Self> {
        let lanes: Vec<&Snapshot> = lanes.iter().map(Arc::as_ref).collect();
        let then = Self::new(lifted(as_trained(&self.session, &lanes)));
        (then.experiments != self.experiments).then_some(then)
    }

    fn apply(&mut self, edit: &Edit) -> Result<(), KeyError> {
        self.session.apply(edit)?;
        self.experiments = self.session.experiments().unwrap_or_default();
        self.values = values(&self.experiments);
        self.titles = Spoken::new(|| self.session.titles());
        self.other_title = Spoken::new(|| self.session.other_title());
        Ok(())
    }
}

fn values(experiments: &[(String, Experiment)]) -> Spoken<Vec<Setting>> {
    Spoken::new(|| match experiments {
        [] | [_] => Vec::new(),
        several => settings(several),
    })
}

/// The same session with what all lanes have in common where that belongs.
fn lifted(session: Session) -> Session {
    let mut lifted = session.clone();
    let (first, others) = session
        .lanes
        .split_first()
        .map_or((&[][..], &[][..]), |all| (&all.0.overrides[..], all.1));
    for pair in first {
        if others.iter().all(|lane| lane.overrides.contains(pair)) {
            // What does not fit by itself stays with the lanes.
            let _ = lifted.set_everywhere(&pair.0, &pair.1);
        }
    }
    match (lifted.experiments(), session.experiments()) {
        (Ok(a), Ok(b)) if a == b => lifted,
        _ => session,
    }
}

/// A file or a folder that is to be chosen for a setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The setting's key.
    pub key: String,
    /// A file, not a folder.
    pub file: bool,
    /// What it is now.
    pub now: String,
    /// The lanes that it is chosen for.
    pub lanes: Vec<AskedLane>,
}

/// A lane that something is chosen for, and the data that it read then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedLane {
    /// Its name.
    pub name: String,
    source: String,
    path: String,
}

impl AskedLane {
    /// Whether these are its data.
    pub fn is_of(&self, data: &DataConfig) -> bool {
        (&data.source, &data.path) == (&self.source, &self.path)
    }
}

impl Asked {
    /// The folder in which the chooser opens.
    pub fn folder(&self) -> PathBuf {
        let now = Path::new(&self.now);
        match self.file {
            true => now.parent().unwrap_or(now).to_owned(),
            false => now.to_owned(),
        }
    }
}

/// What a person asks of the lanes of the session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LaneChange {
    /// The chosen one beside a copy, both from their start.
    Compare,
    /// One more like the one at this place.
    Duplicate(usize),
    /// Another name for the one at this place.
    Rename(usize, String),
    /// Without the one at this place.
    Remove(usize),
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
    /// What follows from the knobs is not told: somebody is to say it first.
    pub veiled: bool,
    /// The chooser was asked for a file or a folder.
    pub asks: Option<Asked>,
    /// What is asked of the lanes once the draft is taken over.
    pub lane_change: Option<LaneChange>,
    /// No lane can be added.
    pub full: bool,
    /// A lesson says which lanes there are.
    pub fixed: bool,
    /// Lanes are turned onto each other before they are drawn.
    pub aligned: bool,
    /// The knobs that move by themselves.
    pub play: Play,
    /// So many of the edits are theirs.
    played: usize,
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
            veiled: false,
            asks: None,
            lane_change: None,
            full: false,
            fixed: false,
            aligned: false,
            play: Play::default(),
            played: 0,
        }
    }

    /// Has a chooser asked for the file, or the folder, that the setting `key` names.
    pub fn ask(&mut self, key: &str, file: bool, now: &str) {
        let all = self.settings.experiments.iter().enumerate();
        let chosen = all.filter(|(place, (_, lane))| self.scope.holds(*place, lane));
        let lanes = chosen.map(|(_, (name, lane))| AskedLane {
            name: name.clone(),
            source: lane.data.source.clone(),
            path: lane.data.path.clone(),
        });
        self.asks = Some(Asked {
            key: key.to_owned(),
            file,
            now: now.to_owned(),
            lanes: lanes.collect(),
        });
    }

    /// What the controls show.
    pub fn experiment(&self) -> &Experiment {
        self.settings.experiment(self.scope)
    }

    /// The lanes that the controls are for, with the changes so far.
    pub fn lanes(&self) -> Vec<Lane> {
        let mut lanes = self.settings.lanes(self.state);
        let all = &self.settings.experiments;
        lanes.retain(|lane| {
            let place = all.iter().position(|(name, _)| *name == lane.name);
            place.is_some_and(|place| self.scope.holds(place, &lane.experiment))
        });
        lanes
    }

    /// What the lanes that the controls are for have, each once.
    pub fn distinct<T: PartialEq>(&self, of: impl Fn(&Experiment) -> T) -> Vec<T> {
        let mut found = Vec::new();
        for lane in self.settings.within(self.scope) {
            let value = of(lane);
            if !found.contains(&value) {
                found.push(value);
            }
        }
        found
    }

    /// The numbers under `key` that these lanes have, each once.
    pub fn numbers(&self, key: &str) -> Vec<f64> {
        let number = |lane: &Experiment| lane.number(key).map(|(_, value)| value);
        self.distinct(number).into_iter().flatten().collect()
    }

    /// Each of these lanes alone.
    pub fn each(&self) -> Vec<Scope> {
        let lanes = self.settings.experiments.iter().enumerate();
        let held = lanes.filter(|(place, (_, lane))| self.scope.holds(*place, lane));
        held.map(|(place, _)| Scope::One(place)).collect()
    }

    /// Draws `controls` for the lanes of `scope` alone.
    pub fn within<T>(&mut self, scope: Scope, controls: impl FnOnce(&mut Self) -> T) -> T {
        let outer = std::mem::replace(&mut self.scope, scope);
        let found = controls(self);
        self.scope = outer;
        found
    }

    /// Sets a key in the lanes that the controls are for; nothing where they show that value already.
    pub fn set(&mut self, key: &str, value: impl Into<Value>) {
        self.set_of(self.scope, key, value);
    }

    /// The same in other lanes than those that the controls are for.
    pub fn set_of(&mut self, scope: Scope, key: &str, value: impl Into<Value>) {
        self.make(Edit::new(scope, key, value));
    }

    /// The same for a number.
    pub fn set_number(&mut self, key: &str, value: f64) {
        match self.experiment().number(key) {
            Some((knob, _)) if self.holds(self.scope, key, &in_toml(knob, value)) => {}
            Some((knob, _)) => self.make(Edit::number(self.scope, key, knob, value)),
            None => self.set(key, value),
        }
    }

    /// Whether all lanes of `scope` have this value already.
    fn holds(&self, scope: Scope, key: &str, value: &Value) -> bool {
        let mut lanes = self.settings.within(scope);
        lanes.all(|lane| lane.get(key).as_ref() == Some(value))
    }

    /// The same for a number that moves by itself.
    pub fn play_number(&mut self, key: &str, value: f64) {
        let before = self.edits.len();
        self.set_number(key, value);
        self.played += self.edits.len() - before;
    }

    /// Whether no person has changed anything, but knobs have moved by themselves.
    pub fn only_played(&self) -> bool {
        self.played > 0 && self.played == self.edits.len()
    }

    /// Makes a change, of whichever lanes.
    pub fn make(&mut self, edit: Edit) {
        if self.holds(edit.scope, &edit.key, &edit.value) {
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

    /// A file is chosen for the lanes of `scope`; meanwhile the session changes. Returns the lanes that it goes to.
    fn chosen(scope: Scope, meanwhile: impl FnOnce(&mut Session)) -> Vec<Scope> {
        let mut session = Session::preset("cosface-toy").unwrap();
        // Each lane has data of its own.
        for (place, path) in ["a.csv", "b.csv", "c.csv"].into_iter().enumerate() {
            let edit = Edit::new(Scope::One(place), "data.path", path);
            session.apply(&edit).unwrap();
        }
        let settings = Settings::new(session.clone());
        let state = State {
            playing: false,
            lanes: Vec::new(),
            revision: 0,
            turns: crate::train::Turns::default(),
            moments: Vec::new(),
        };
        let mut draft = Draft::new(&settings, &state, scope);
        draft.ask("data.path", true, "");
        let asked = draft.asks.take().unwrap();
        meanwhile(&mut session);
        Settings::new(session).chosen_for(&asked)
    }

    #[test]
    fn a_file_goes_to_the_lanes_that_it_was_chosen_for() {
        assert_eq!(chosen(Scope::All, |_| {}), [Scope::All]);
        let one = Scope::One(1);
        assert_eq!(chosen(one, |_| {}), [one]);
        let removed = chosen(one, |session| {
            session.lanes.remove(0);
        });
        assert_eq!(removed, [Scope::One(0)], "it has moved up");
        let gone = chosen(one, |session| {
            session.lanes.remove(1);
        });
        assert_eq!(gone, []);
        let others = chosen(one, |session| {
            session
                .apply(&Edit::new(one, "data.path", "other.csv"))
                .unwrap();
        });
        assert_eq!(others, []);
    }

    /// What a draft of `preset` comes to: the keys changed, and why others were not.
    fn check(scope: Scope, keys: &[(&str, f64)], edits: &[&str], refused: &[&str]) {
        let settings = Settings::new(Session::preset("cosface-toy").unwrap());
        let state = State {
            playing: false,
            lanes: Vec::new(),
            revision: 0,
            turns: crate::train::Turns::default(),
            moments: Vec::new(),
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
            &[("loss.s", 20.0), ("loss.s", 20.0)],
            &["loss.s"],
            &[],
        );
        // What the first lane has is an edit where others have something else.
        check(Scope::All, &[("loss.m", 0.0)], &["loss.m"], &[]);
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
            turns: crate::train::Turns::default(),
            moments: Vec::new(),
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
