//! What lanes train, as plainly as it can be said: a lane is a name and all of its settings, and shares nothing with another.

use std::collections::BTreeMap;

use marginscope::{
    data,
    knob::Knob,
    loss,
    train::{Experiment, Session, in_toml},
};

/// A name or a value; `None` where the program may choose.
type Free<T> = Option<T>;

/// A lane: its name, and what each key is, as files write it.
#[derive(Clone, Debug, PartialEq)]
pub struct Lane {
    pub name: Free<String>,
    pub keys: BTreeMap<String, Free<String>>,
}

/// All lanes.
#[derive(Clone, Debug, PartialEq)]
pub struct Lanes {
    pub all: Vec<Lane>,
    /// Lanes have had losses or sources of their own: what one of them takes over from which other is then the program's affair.
    apart: bool,
}

/// What a running trainer takes over, beside the numbers of a loss.
const LIVE: [&str; 7] = [
    "steps",
    "optimizer.learning_rate",
    "optimizer.momentum",
    "optimizer.weight_decay",
    "optimizer.schedule",
    "optimizer.schedule_steps",
    "optimizer.schedule_floor",
];

/// Whether a change of this key makes a lane start again.
pub fn restarts(key: &str) -> bool {
    let number = key.starts_with("loss.") && key != "loss.id" && key != "loss.init";
    !number && !LIVE.contains(&key)
}

/// Every key of an experiment as files write it.
pub fn keys(experiment: &Experiment) -> BTreeMap<String, String> {
    let keys = experiment.keys().into_iter();
    keys.map(|key| (key.clone(), experiment.get(&key).unwrap().to_string()))
        .collect()
}

/// Whether a lane that trained `before` starts again for `after`.
pub fn starts_again(before: &Experiment, after: &Experiment) -> bool {
    let (before, after) = (keys(before), keys(after));
    let mut all = before.keys().chain(after.keys());
    all.any(|key| restarts(key) && before.get(key) != after.get(key))
}

impl Lane {
    /// What stands under a key, where that is known.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.keys.get(key)?.as_deref()
    }

    /// The same of a word, without its quotes.
    pub fn word(&self, key: &str) -> &str {
        self.get(key).unwrap_or_default().trim_matches('"')
    }

    fn set(&mut self, key: &str, value: impl Into<toml::Value>) {
        let value: toml::Value = value.into();
        self.keys.insert(key.to_owned(), Some(value.to_string()));
    }

    /// The numbers that the loss declares.
    pub fn loss_knobs(&self) -> &'static [Knob] {
        loss::find(self.word("loss.id")).map_or(&[], |loss| loss.knobs())
    }

    /// The numbers that the source declares.
    pub fn data_knobs(&self) -> &'static [Knob] {
        data::find(self.word("data.source")).map_or(&[], |source| source.knobs())
    }

    /// The file that it reads, where it reads one.
    pub fn path(&self) -> Option<&str> {
        let source = data::find(self.word("data.source"))?;
        source.reads_path().then(|| self.word("data.path"))
    }

    /// Another loss: what both declare in the same words stays, the rest is as the new one declares it.
    fn change_loss(&mut self, id: &str, apart: bool) {
        let old = self.loss_knobs();
        let new = loss::find(id).unwrap().knobs();
        let mut known = BTreeMap::new();
        for knob in new {
            let key = format!("loss.{}", knob.id);
            let value = match old.contains(knob) {
                true => self.keys.get(&key).cloned().flatten(),
                false if apart => None,
                false => Some(in_toml(knob, knob.default).to_string()),
            };
            known.insert(key, value);
        }
        for knob in old {
            self.keys.remove(&format!("loss.{}", knob.id));
        }
        self.keys.extend(known);
        self.set("loss.id", id);
    }

    /// Another source: its settings are as it declares them, and all classes are used.
    fn change_source(&mut self, id: &str, apart: bool) {
        let source = data::find(id).unwrap();
        let stays = |key: &String| !key.starts_with("data.") || key == "data.path";
        self.keys.retain(|key, _| stays(key));
        self.keys.entry("data.path".to_owned()).or_insert_with(|| {
            let empty: toml::Value = "".into();
            Some(empty.to_string())
        });
        let plain = Experiment::default();
        for key in ["data.classes", "data.unseen"] {
            self.set(key, plain.get(key).unwrap());
        }
        for text in source.texts() {
            self.set(&format!("data.{}", text.id), text.default);
        }
        for knob in source.knobs() {
            let value = Some(in_toml(knob, knob.default).to_string()).filter(|_| !apart);
            self.keys.insert(format!("data.{}", knob.id), value);
        }
        self.set("data.source", id);
    }
}

impl Lanes {
    /// The lanes of a session that was opened.
    pub fn of(session: &Session) -> Self {
        let lanes = session.experiments().unwrap().into_iter();
        let lane = |(name, experiment): (String, Experiment)| Lane {
            name: Some(name),
            keys: keys(&experiment)
                .into_iter()
                .map(|(key, value)| (key, Some(value)))
                .collect(),
        };
        let differ = session.lanes.iter().flat_map(|lane| &lane.overrides);
        let apart = |key: &str| key == "loss.id" || key == "data.source";
        Self {
            all: lanes.map(lane).collect(),
            apart: differ.map(|(key, _)| key.as_str()).any(apart),
        }
    }

    /// Whether all that they are is known.
    pub fn is_known(&self) -> bool {
        let known = |lane: &Lane| lane.name.is_some() && lane.keys.values().all(Option::is_some);
        self.all.iter().all(known)
    }

    /// The place that a number stands for, whatever the number of lanes.
    pub fn place(&self, number: usize) -> usize {
        number % self.all.len()
    }

    /// The places that `of` stands for: one, or all.
    pub fn places(&self, of: Option<usize>) -> Vec<usize> {
        match of {
            Some(one) => vec![self.place(one)],
            None => (0..self.all.len()).collect(),
        }
    }

    /// Sets a key of these lanes, which all have it.
    pub fn set(&mut self, of: Option<usize>, key: &str, value: toml::Value) {
        for place in self.places(of) {
            self.all[place].set(key, value.clone());
        }
    }

    /// Another loss for these lanes.
    pub fn change_loss(&mut self, of: Option<usize>, id: &str) {
        self.part("loss.id", of);
        for place in self.places(of) {
            if self.all[place].word("loss.id") != id {
                self.all[place].change_loss(id, self.apart);
            }
        }
    }

    /// Another source for these lanes.
    pub fn change_source(&mut self, of: Option<usize>, id: &str) {
        self.part("data.source", of);
        for place in self.places(of) {
            if self.all[place].word("data.source") != id {
                self.all[place].change_source(id, self.apart);
            }
        }
    }

    fn part(&mut self, key: &str, of: Option<usize>) {
        let first = self.all[0].word(key).to_owned();
        self.apart |= of.is_some() || self.all.iter().any(|lane| lane.word(key) != first);
    }

    /// One more that trains what the one at `place` does.
    pub fn duplicate(&mut self, place: usize) {
        let copy = Lane {
            name: None,
            ..self.all[place].clone()
        };
        self.all.push(copy);
    }

    /// Lanes that a file gave back: their settings, under names that it chose.
    pub fn unnamed(&self) -> Self {
        let mut lanes = self.clone();
        lanes.apart = true;
        lanes.all.iter_mut().for_each(|lane| lane.name = None);
        lanes
    }

    /// Says what `session` has that these lanes have not.
    pub fn differ(&self, session: &Session) -> Option<String> {
        let found = match session.experiments() {
            Ok(found) => found,
            Err(why) => return Some(format!("the session does not resolve: {why}")),
        };
        if found.len() != self.all.len() {
            return Some(format!(
                "found {} lanes, expected {}",
                found.len(),
                self.all.len()
            ));
        }
        let mut lanes = self.all.iter().zip(&found);
        lanes.find_map(|(lane, (name, experiment))| {
            if lane.name.as_ref().is_some_and(|expect| expect != name) {
                return Some(format!("found a lane {name}, expected {:?}", lane.name));
            }
            let why = lane.differs(experiment)?;
            Some(format!("lane {name}: {why}"))
        })
    }
}

impl Lane {
    fn differs(&self, experiment: &Experiment) -> Option<String> {
        let mut found = keys(experiment);
        let unread = self.path().is_none();
        found.retain(|key, value| !(unread && key == "data.path" && value == "\"\""));
        for (key, expect) in &self.keys {
            let value = found.remove(key);
            let none = key == "data.path" && unread && expect.as_deref() == Some("\"\"");
            match (value, expect) {
                (None, _) if none => {}
                (Some(value), Some(expect)) if value == *expect => {}
                (Some(_), None) => {}
                (value, expect) => {
                    return Some(format!("found {key} = {value:?}, expected {expect:?}"));
                }
            }
        }
        let more = found.into_iter().next()?;
        Some(format!(
            "found {} = {}, expected no such key",
            more.0, more.1
        ))
    }
}
