//! What lanes are called. A name that a person gave says something about the lane; once that is no longer so, the lane is
//! called by what it trains.
//!
//! The rule: lanes are named for the keys in which they differ, with the loss and the source that these keys belong to. A
//! given name stands as long as the lane's values of these keys are what they were when it was named.

use std::collections::BTreeSet;

use toml::Value;

use super::experiment::Experiment;
use super::lane_names::{fitting, numbered};
use super::named::SUBJECT;
use super::number;
use super::session::{ONLY_LANE, Session};
use crate::{
    data, loss,
    text::{Language, language, slug, t, tf, translated, within},
};

/// More other settings than this make a title no clearer.
const MOST_OTHERS: usize = 2;

/// What a person calls the lane of this name: those that presets have are translated, `circle`; any other stays as it is.
pub fn spoken_lane(name: &str) -> String {
    translated(&format!("lane-{name}"))
        .unwrap_or(name)
        .to_owned()
}

impl Session {
    /// What each lane is called: its name while that is true, else what sets it apart, `A-Softmax · m = 4`.
    pub fn titles(&self) -> Vec<String> {
        self.titles_of(&self.experiments().unwrap_or_default())
    }

    /// The same of lanes as they were at another time.
    pub fn titles_of(&self, lanes: &[(String, Experiment)]) -> Vec<String> {
        let all: Vec<&Experiment> = lanes.iter().map(|(_, lane)| lane).collect();
        let mut taken = BTreeSet::new();
        let title = |(name, lane): &(String, Experiment)| match self.is_true_name(name, lane) {
            true => spoken_lane(name),
            false => title(lane, &all),
        };
        lanes
            .iter()
            .map(|lane| unlike(title(lane), &mut taken))
            .collect()
    }

    /// What the session trains, in a few words, where what it was opened as says something else by now.
    pub fn other_title(&self) -> Option<String> {
        let lanes = self.experiments().unwrap_or_default();
        let true_still = |(name, lane): &(String, Experiment)| {
            let Some(then) = self.named.lane(name) else {
                return true;
            };
            let same = |key: &str| lane.get(key) == then.get(key);
            SUBJECT.iter().all(|key| same(key)) && self.named.keys.iter().all(|key| same(key))
        };
        let all: Vec<&Experiment> = lanes.iter().map(|(_, lane)| lane).collect();
        (!lanes.iter().all(true_still)).then(|| subject(&all))
    }

    /// The same session with names that are true, in the letters that names of lanes may have: for files, which are read
    /// without knowing what was changed.
    pub fn truly_named(&self) -> Self {
        let mut session = self.clone();
        let mut taken = BTreeSet::new();
        let titles = within(Language::English, || self.titles());
        for (lane, title) in session.lanes.iter_mut().zip(titles) {
            let wanted = if title == lane.name {
                title
            } else {
                file_name(&title)
            };
            let more = (2_u32..).map(|number| numbered(&wanted, number));
            let mut names = std::iter::once(wanted.clone()).chain(more);
            let free = names.find(|name| taken.insert(name.to_ascii_lowercase()));
            lane.name = free.unwrap_or(wanted);
        }
        session.remember_names();
        session
    }

    fn is_true_name(&self, name: &str, lane: &Experiment) -> bool {
        if self.lanes.len() > 1 && self.named.is_plain(name) {
            return false;
        }
        let Some(then) = self.named.lane(name) else {
            return true;
        };
        let mut keys = self.named.keys.iter();
        keys.all(|key| lane.get(key) == then.get(key))
    }
}

/// `wanted`, with a number where another lane is called so.
fn unlike(wanted: String, taken: &mut BTreeSet<String>) -> String {
    let numbered = (2_u32..).map(|number| format!("{wanted} ({number})"));
    let mut names = std::iter::once(wanted.clone()).chain(numbered);
    let name = names.find(|name| taken.insert(name.clone()));
    name.unwrap_or(wanted)
}

/// `ArcFace · m = 0.3` as `arcface-m-0_3`, as long as a lane's name may be.
fn file_name(title: &str) -> String {
    let plain = title.to_lowercase().replace('.', "_");
    let words = plain.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    match words.is_empty() {
        true => ONLY_LANE.to_owned(),
        false => fitting(&words.join("-")).to_owned(),
    }
}

/// What sets `lane` apart from `all`; its loss and margin, where nothing does.
fn title(lane: &Experiment, all: &[&Experiment]) -> String {
    let differs = |key: &str| all.iter().any(|other| other.get(key) != lane.get(key));
    let mut parts = Vec::new();
    if differs("loss.id") {
        parts.push(loss_name(lane));
        parts.extend(knob_text(lane, "m"));
    }
    for part in own_knobs(lane, all) {
        // The margin of a loss that others do not have stands there already.
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
    if differs("model.feature_dim") {
        parts.push(dimension(lane));
    }
    if differs("data.source") {
        parts.push(source_name(lane));
    }
    let others = lane.keys().into_iter();
    let others = others.filter(|key| is_other(key) && differs(key));
    parts.extend(others.take(MOST_OTHERS).filter_map(|key| other(lane, &key)));
    if parts.is_empty() {
        parts.push(loss_name(lane));
        parts.extend(knob_text(lane, "m"));
    }
    parts.join(" · ")
}

/// The knobs in which the lanes of the same loss differ.
fn own_knobs<'a>(
    lane: &'a Experiment,
    all: &'a [&Experiment],
) -> impl Iterator<Item = String> + 'a {
    let value = |of: &Experiment, id: &str| of.loss.knobs.get(id);
    let same_loss = all.iter().filter(|other| other.loss.id == lane.loss.id);
    let same_loss: Vec<_> = same_loss.collect();
    let knobs = loss::find(&lane.loss.id).map_or(&[][..], |loss| loss.knobs());
    knobs
        .iter()
        .filter(move |knob| {
            let mine = value(lane, knob.id);
            same_loss.iter().any(|other| value(other, knob.id) != mine)
        })
        .filter_map(|knob| knob_text(lane, knob.id))
}

/// `m = 4`, where the lane's loss has this knob.
fn knob_text(lane: &Experiment, id: &str) -> Option<String> {
    let (knob, value) = lane.number(&format!("loss.{id}"))?;
    Some(format!("{} = {}", knob.letter(), written(value)))
}

/// Whether a title has no words of its own for this key. The number of steps is no setting of the lane but its end.
fn is_other(key: &str) -> bool {
    let known = SUBJECT.contains(&key) || key == "steps" || key.starts_with("loss.");
    !known || key == "loss.init"
}

fn other(lane: &Experiment, key: &str) -> Option<String> {
    if key == "data.classes" {
        let chosen = lane.data.classes.len();
        return (chosen > 0).then(|| tf("title-classes", &[("count", &chosen.to_string())]));
    }
    if key == "data.unseen" {
        let out = lane.data.unseen.count();
        return (out > 0).then(|| tf("title-unseen", &[("count", &out.to_string())]));
    }
    let label = label(lane, key);
    let value = match lane.number(key) {
        Some((_, value)) => written(value),
        None => match lane.get(key)? {
            Value::String(word) => word,
            value => value.to_string(),
        },
    };
    Some(format!("{label} {value}"))
}

/// What a person calls a setting, in the language that is spoken: its key in English.
pub(super) fn label(lane: &Experiment, key: &str) -> String {
    if let Some(name) = translated(&format!("setting-{}", slug(key))) {
        return name.to_owned();
    }
    if language() != Language::English
        && let Some((knob, _)) = lane.number(key)
    {
        return knob.name().to_owned();
    }
    let last = key.rsplit('.').next().unwrap_or(key).replace('_', " ");
    match number(key).is_some() && key.starts_with("seeds.") {
        true => format!("{last} seed"),
        false => last,
    }
}

/// What all lanes train, in a few words.
fn subject(all: &[&Experiment]) -> String {
    let distinct = |name: fn(&Experiment) -> String, many: &'static str| {
        let names: BTreeSet<String> = all.iter().map(|lane| name(lane)).collect();
        let order = all.iter().map(|lane| name(lane));
        let mut left = names.clone();
        let order: Vec<String> = order.filter(|name| left.remove(name)).collect();
        match order.len() {
            0..=2 => order.join(" / "),
            count => tf(many, &[("count", &count.to_string())]),
        }
    };
    let parts = [
        distinct(source_name, "title-data-sets"),
        distinct(loss_name, "title-losses"),
        distinct(dimension, "title-dimensions"),
    ];
    parts.join(" · ")
}

/// Without the other names that some have in brackets.
pub(super) fn loss_name(lane: &Experiment) -> String {
    loss::find(&lane.loss.id)
        .map_or(&*lane.loss.id, |loss| loss.short_name())
        .to_owned()
}

pub(super) fn source_name(lane: &Experiment) -> String {
    let id = &lane.data.source;
    data::find(id).map_or(id.clone(), |source| source.spoken_name().to_owned())
}

fn dimension(lane: &Experiment) -> String {
    match lane.model.feature_dim {
        2 => t("title-circle").to_owned(),
        3 => t("title-sphere").to_owned(),
        dim => tf("title-dimension", &[("dim", &dim.to_string())]),
    }
}

/// A number in as few digits as it needs, four behind the point at most unless it is smaller than these tell.
pub(super) fn written(value: f64) -> String {
    match value.abs() {
        small if small > 0.0 && small < 1e-3 => format!("{value:e}"),
        _ => format!("{}", (value * 1e4).round() / 1e4),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Edit, Scope};
    use super::*;

    fn check(preset: &str, edits: &[Edit], expect: &[&str]) -> Session {
        let mut session = Session::preset(preset).unwrap();
        edits.iter().for_each(|edit| session.apply(edit).unwrap());
        assert_eq!(session.titles(), expect);
        session
    }

    fn all(key: &str, value: impl Into<Value>) -> Edit {
        Edit::new(Scope::All, key, value)
    }

    fn one(place: usize, key: &str, value: impl Into<Value>) -> Edit {
        Edit::new(Scope::One(place), key, value)
    }

    #[test]
    fn given_names_stand_while_what_they_speak_of_does() {
        check("fashion", &[], &["circle", "sphere"]);
        let edits = [all("loss.m", 0.3), all("data.source", "blobs")];
        let session = check("fashion", &edits, &["circle", "sphere"]);
        let other = session.other_title().unwrap();
        assert!(!other.contains("Fashion"), "{other}");
        assert!(other.contains("blobs"), "{other}");
        assert_eq!(Session::preset("fashion").unwrap().other_title(), None);
    }

    #[test]
    fn a_name_that_became_false_gives_way_to_what_is_trained() {
        let edits = [one(1, "model.feature_dim", 8)];
        check("fashion", &edits, &["circle", "8-D"]);
        let edits = [one(0, "loss.id", "arcface")];
        let names = ["ArcFace · m = 0.15", "modified", "a-softmax"];
        let found = check("sphereface-circle", &edits, &names);
        let m = found.experiments().unwrap()[0].1.loss.knobs.get("m");
        assert_eq!(m, Some(0.15));
        let edits = [one(1, "loss.m", 0.25)];
        check("cosface-toy", &edits, &["m-0", "m = 0.25", "m-02"]);
    }

    #[test]
    fn a_name_is_true_again_when_the_setting_is() {
        let edits = [one(1, "loss.m", 0.25), one(1, "loss.m", 0.1)];
        check("cosface-toy", &edits, &["m-0", "m-01", "m-02"]);
    }

    #[test]
    fn lanes_that_became_alike_are_still_told_apart() {
        let edits = [all("loss.id", "normface")];
        check(
            "cosface-toy",
            &edits,
            &[
                "Normalized softmax",
                "Normalized softmax (2)",
                "Normalized softmax (3)",
            ],
        );
    }

    #[test]
    fn a_file_names_its_lanes_for_what_they_train() {
        let edits = [one(0, "loss.id", "arcface")];
        let names = ["ArcFace · m = 0.15", "modified", "a-softmax"];
        let session = check("sphereface-circle", &edits, &names).truly_named();
        let read = Session::parse("again", &session.to_toml(), "again.toml").unwrap();
        let names: Vec<&str> = read.lanes.iter().map(|lane| lane.name.as_str()).collect();
        assert_eq!(names, ["arcface-m-0_15", "modified", "a-softmax"]);
        assert_eq!(read.titles(), names);
    }

    #[test]
    fn names_that_are_made_of_long_settings_are_cut_and_stay_apart() {
        let mut session = Session::preset("fashion-circle").unwrap();
        for end in ["a.csv", "b.csv"] {
            let path = "folder/".repeat(100) + end;
            let place = session.duplicate(0).unwrap();
            for (key, value) in [("data.source", "table"), ("data.path", path.as_str())] {
                session.apply(&one(place, key, value)).unwrap();
            }
        }
        let session = session.truly_named();
        let names: Vec<&str> = session
            .lanes
            .iter()
            .map(|lane| lane.name.as_str())
            .collect();
        let long = |name: &str| name.contains("-folder-folder-") && name.len() == 100;
        assert!(long(names[1]) && long(names[2]), "{names:?}");
        assert!(
            names[2].ends_with("-2") && names[1] != names[2],
            "{names:?}"
        );
        assert!(Session::parse("again", &session.to_toml(), "again.toml").is_ok());
    }
}
