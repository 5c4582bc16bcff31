//! Changes of settings that can be made of whatever is trained, and others that cannot.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use marginscope::{
    data, loss,
    train::{Experiment, in_toml, number},
};
use proptest::prelude::*;
use tempfile::TempDir;

use super::plain::{Lane, Lanes};

/// A change of one setting.
#[derive(Clone, Debug)]
pub enum Change {
    /// The number under this key becomes one of those that fit.
    Number(&'static str, usize),
    Word(&'static str, &'static str),
    Loss(&'static str),
    Source(&'static str),
    /// A table of numbers is read.
    Table(File),
}

/// A file of data.
#[derive(Clone, Copy, Debug)]
pub enum File {
    Whole,
    Missing,
    Damaged,
}

/// Where the files of data are.
static FOLDER: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let rows: String = (0..60)
        .map(|row| {
            let class = row % 3;
            let part = f64::from(row / 3) / 10.0;
            format!(
                "{part},{},{},c{class}\n",
                f64::from(class) + part,
                2.0 - part
            )
        })
        .collect();
    let text = format!("x,y,z,label\n{rows}");
    fs::write(folder.path().join("whole.csv"), &text).unwrap();
    fs::write(
        folder.path().join("damaged.csv"),
        text.replace("0.5", "half"),
    )
    .unwrap();
    folder
});

impl File {
    pub fn path(self) -> PathBuf {
        FOLDER.path().join(match self {
            Self::Whole => "whole.csv",
            Self::Missing => "missing.csv",
            Self::Damaged => "damaged.csv",
        })
    }
}

/// Why nothing can be trained, where that is so: what is to be read is not there or damaged, or a CNN has no images. It is a word
/// of what the window says.
pub fn why_fails(experiment: &Experiment) -> Option<String> {
    let kind = experiment.get("model.kind");
    let is_cnn = kind.is_some_and(|kind| kind.as_str() == Some("cnn"));
    fails_for(&experiment.data.source, &experiment.data.path, is_cnn)
}

/// The same of a plain lane.
pub fn fails_plainly(lane: &Lane) -> bool {
    let is_cnn = lane.word("model.kind") == "cnn";
    let path = lane.path().unwrap_or_default();
    fails_for(lane.word("data.source"), path, is_cnn).is_some()
}

fn fails_for(source: &str, path: &str, is_cnn: bool) -> Option<String> {
    match data::find(source).unwrap().reads_path() {
        true if path.is_empty() => Some("data.path".to_owned()),
        true if Path::new(path) != File::Whole.path() => Some(path.to_owned()),
        // Every source that is tried has plain coordinates.
        _ => is_cnn.then(|| "model.kind".to_owned()),
    }
}

/// Numbers with which no run diverges and none takes long.
const NUMBERS: &[(&str, &[f64])] = &[
    ("steps", &[15.0, 40.0, 60.0]),
    ("optimizer.learning_rate", &[1e-4, 3e-3, 0.02]),
    ("optimizer.weight_decay", &[0.0, 0.01, 0.5]),
    ("optimizer.schedule_floor", &[0.0, 0.2, 1.0]),
    ("optimizer.schedule_steps", &[0.0, 10.0, 1000.0]),
    ("optimizer.momentum", &[0.0, 0.5, 0.9]),
    ("optimizer.batch", &[8.0, 16.0, 64.0]),
    ("seeds.data", &[1.0, 2.0, 7.0]),
    ("seeds.init", &[1.0, 2.0, 7.0]),
    ("seeds.order", &[1.0, 2.0, 7.0]),
    ("model.feature_dim", &[2.0, 3.0, 5.0]),
    ("data.class_count", &[3.0, 4.0, 6.0]),
    ("data.spread", &[0.05, 0.2, 0.4]),
    ("data.train", &[40.0, 60.0, 90.0]),
    ("data.test", &[40.0, 60.0, 90.0]),
];

/// Numbers of losses, which fit where the loss says.
const OF_LOSSES: [&str; 5] = ["loss.m", "loss.s", "loss.gamma", "loss.warmup", "loss.ramp"];

const WORDS: &[(&str, &[&str])] = &[
    ("optimizer.kind", &["sgd", "adam"]),
    ("optimizer.schedule", &["constant", "step", "cosine"]),
    ("model.activation", &["relu", "prelu", "tanh"]),
    ("loss.init", &["random", "means"]),
];

pub const SOURCES: [&str; 3] = ["blobs", "rings", "spirals"];

pub fn any_loss() -> impl Strategy<Value = &'static str> {
    let ids: Vec<&str> = loss::registry().iter().map(|loss| loss.id()).collect();
    prop::sample::select(ids)
}

pub fn any_number() -> impl Strategy<Value = Change> {
    let of_losses = prop::sample::select(&OF_LOSSES[..]);
    let others = prop::sample::select(NUMBERS).prop_map(|(key, _)| key);
    let key = prop_oneof![of_losses, others];
    (key, 0_usize..9).prop_map(|(key, which)| Change::Number(key, which))
}

pub fn any_word() -> impl Strategy<Value = Change> {
    let word = |(key, words): (&'static str, &'static [&'static str])| {
        prop::sample::select(words).prop_map(move |word| Change::Word(key, word))
    };
    prop::sample::select(WORDS).prop_flat_map(word)
}

pub fn any_file() -> impl Strategy<Value = File> {
    prop::sample::select(&[File::Whole, File::Missing, File::Damaged][..])
}

pub fn any_change() -> impl Strategy<Value = Change> {
    prop_oneof![
        6 => any_number(),
        2 => any_word(),
        3 => any_loss().prop_map(Change::Loss),
        1 => prop::sample::select(&SOURCES[..]).prop_map(Change::Source),
        1 => any_file().prop_map(Change::Table),
    ]
}

impl Change {
    /// The keys that it sets and their values, in their order; none where these lanes do not all have what it is of.
    pub fn edits(&self, lanes: &Lanes, of: Option<usize>) -> Vec<(String, toml::Value)> {
        let one = |key: &str, value: toml::Value| vec![(key.to_owned(), value)];
        match *self {
            Self::Loss(id) => one("loss.id", id.into()),
            Self::Source(id) => one("data.source", id.into()),
            Self::Word(key, word) => one(key, word.into()),
            Self::Table(file) => {
                let path = file.path().display().to_string();
                [
                    one("data.source", "table".into()),
                    one("data.path", path.into()),
                ]
                .concat()
            }
            Self::Number(key, which) => {
                let value = number_of(lanes, of, key, which);
                value.map_or_else(Vec::new, |value| one(key, value))
            }
        }
    }

    /// Makes it in the plain lanes.
    pub fn make(&self, lanes: &mut Lanes, of: Option<usize>) {
        for (key, value) in self.edits(lanes, of) {
            match (key.as_str(), value.as_str()) {
                ("loss.id", Some(id)) => lanes.change_loss(of, id),
                ("data.source", Some(id)) => lanes.change_source(of, id),
                _ => lanes.set(of, &key, value),
            }
        }
    }
}

impl Change {
    /// Whether the panel has a control for it now, and what it shows is known.
    pub fn is_seen(&self, lanes: &Lanes, of: Option<usize>) -> bool {
        let places = lanes.places(of);
        let lanes: Vec<&Lane> = places.into_iter().map(|place| &lanes.all[place]).collect();
        let one = |key: &str| {
            lanes
                .iter()
                .all(|lane| lane.word(key) == lanes[0].word(key))
        };
        let any =
            |key: &str, words: &[&str]| lanes.iter().any(|lane| words.contains(&lane.word(key)));
        let Self::Number(key, _) = *self else {
            return true;
        };
        let shown = match key {
            "optimizer.momentum" => any("optimizer.kind", &["sgd"]),
            "optimizer.schedule_steps" | "optimizer.schedule_floor" => {
                any("optimizer.schedule", &["step", "cosine"])
            }
            of_loss if of_loss.starts_with("loss.") => one("loss.id"),
            of_data if of_data.starts_with("data.") => one("data.source"),
            _ => true,
        };
        shown && lanes.iter().all(|lane| lane.get(key).is_some())
    }
}

/// A number that fits this key in all of these lanes.
fn number_of(lanes: &Lanes, of: Option<usize>, key: &str, which: usize) -> Option<toml::Value> {
    let id = key.split('.').next_back()?;
    let declared = |place: usize| {
        let lane = &lanes.all[place];
        match key.split('.').next()? {
            "loss" => lane.loss_knobs().iter().find(|knob| knob.id == id),
            "data" => lane.data_knobs().iter().find(|knob| knob.id == id),
            _ => number(key).map(|number| &number.knob),
        }
    };
    let places = lanes.places(of);
    let knob = declared(places[0])?;
    let same = places.iter().all(|place| declared(*place) == Some(knob));
    let value = match NUMBERS.iter().find(|(known, _)| *known == key) {
        Some((_, values)) => values[which % values.len()],
        None => knob.at(which as f64 / 8.0),
    };
    (same && knob.check(value).is_ok()).then(|| in_toml(knob, value))
}

/// An edit that no experiment takes, and what is said of it.
pub fn refused(which: usize) -> (&'static str, toml::Value, &'static str) {
    let all: [(&str, toml::Value, &str); 8] = [
        ("optimizer.learning_rate", 1e9.into(), "found 1"),
        ("optimizer.learning_rate", "fast".into(), "found \"fast\""),
        ("optimizer.batch", 2.5.into(), "found 2.5"),
        ("model.feature_dim", 1.into(), "found 1"),
        ("model.hidden", vec![0_i64].into(), "found"),
        ("loss.id", "arc".into(), "found \"arc\""),
        ("data.source", "nothing".into(), "found \"nothing\""),
        ("loss.marginal", 0.1.into(), "unknown key \"loss.marginal\""),
    ];
    all[which % all.len()].clone()
}
