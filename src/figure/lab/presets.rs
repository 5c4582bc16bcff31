//! The starts of the laboratory, from `assets/lab.toml`.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use serde::Deserialize;

use super::{Feature, Lab, Weight, knobs, wrapped};
use crate::{
    knob::Knobs,
    loss::{self, Loss},
};

const FILE: &str = include_str!("../../../assets/lab.toml");

/// Why there is no such preset. One line for a person.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PresetError {
    #[error("no laboratory preset {found:?}; there are {known}")]
    Unknown { found: String, known: String },
    #[error("assets/lab.toml: {0}")]
    Broken(String),
}

/// Every preset, or what is wrong with the file: it is built in, so that a test finds it.
static PRESETS: LazyLock<Result<Vec<Preset>, String>> = LazyLock::new(|| parse(FILE));

/// A start, with its id; the window has its name.
pub struct Preset {
    pub id: &'static str,
    lab: Lab,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    knobs: BTreeMap<String, Knobs>,
    preset: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    loss: String,
    /// Of the feature: 1 or 2.
    label: usize,
    w1: Place,
    w2: Place,
    x: Place,
    /// Ids of losses; every loss where there is no list.
    shown: Option<Vec<String>>,
    #[serde(default)]
    knobs: BTreeMap<String, Knobs>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
struct Place {
    /// Degrees.
    angle: f64,
    #[serde(default)]
    off_plane: f64,
    length: f64,
}

/// Every preset, in the order of the menu.
pub fn presets() -> &'static [Preset] {
    PRESETS.as_deref().unwrap_or_default()
}

/// Ids of the presets, in the order of the menu.
pub fn preset_ids() -> impl Iterator<Item = &'static str> {
    presets().iter().map(|preset| preset.id)
}

pub(super) fn start(id: &str) -> Result<Lab, PresetError> {
    let all = PRESETS.as_ref();
    let all = all.map_err(|why| PresetError::Broken(why.clone()))?;
    let found = all.iter().find(|preset| preset.id == id);
    let known = || {
        all.iter()
            .map(|preset| preset.id)
            .collect::<Vec<_>>()
            .join(", ")
    };
    found
        .map(|preset| preset.lab.clone())
        .ok_or_else(|| PresetError::Unknown {
            found: id.to_owned(),
            known: known(),
        })
}

fn parse(text: &str) -> Result<Vec<Preset>, String> {
    let file: File = toml::from_str(text).map_err(|error| error.message().to_owned())?;
    let common = checked(&file.knobs)?;
    let entries = file.preset.into_iter();
    entries.map(|entry| entry.preset(common.clone())).collect()
}

/// Values of knobs by the id of their loss, each known and in range.
fn checked(knobs_of: &BTreeMap<String, Knobs>) -> Result<BTreeMap<&'static str, Knobs>, String> {
    let mut found = BTreeMap::new();
    for (id, values) in knobs_of {
        let loss = known(id)?;
        let declared = knobs(loss);
        for (knob, value) in values.iter() {
            let knob = declared.iter().find(|own| own.id == knob);
            let knob = knob.ok_or_else(|| format!("knobs.{id}: a knob that it does not have"))?;
            knob.check(value)
                .map_err(|why| format!("knobs.{id}.{}: {why}", knob.id))?;
        }
        found.insert(loss.id(), values.clone());
    }
    Ok(found)
}

fn known(id: &str) -> Result<&'static dyn Loss, String> {
    loss::find(id).ok_or_else(|| format!("no loss {id:?}"))
}

impl Entry {
    fn preset(self, mut values: BTreeMap<&'static str, Knobs>) -> Result<Preset, String> {
        for (id, own) in checked(&self.knobs)? {
            let known: &mut Knobs = values.entry(id).or_default();
            own.iter().for_each(|(knob, value)| known.set(knob, value));
        }
        if !matches!(self.label, 1 | 2) {
            return Err(format!(
                "{}: label: found {}, expected 1 or 2",
                self.id, self.label
            ));
        }
        let ids = |list: Vec<String>| -> Result<BTreeSet<_>, String> {
            list.iter().map(|id| Ok(known(id)?.id())).collect()
        };
        let all = || loss::registry().iter().map(|loss| loss.id()).collect();
        let shown = self.shown.map_or_else(|| Ok(all()), ids)?;
        // Once a run: the ids live as long as the file that they are in.
        let id: &'static str = Box::leak(self.id.into_boxed_str());
        let weight = |place: Place| Weight {
            angle: wrapped(place.angle.to_radians()),
            length: place.length,
        };
        let lab = Lab {
            preset: id,
            weights: [weight(self.w1), weight(self.w2)],
            feature: Feature {
                angle: wrapped(self.x.angle.to_radians()),
                off_plane: self.x.off_plane.to_radians(),
                length: self.x.length,
            },
            label: self.label - 1,
            loss: known(&self.loss)?.id(),
            shown,
            knobs: values,
            // Upright, so that the sphere shows the plane as the circle does: W1 left, W2 right.
            frame: [[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0]],
        };
        Ok(Preset { id, lab })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_file_is_whole() {
        assert_eq!(PRESETS.as_ref().err(), None);
        assert!(presets().len() >= 8);
        for id in preset_ids() {
            let lab = Lab::preset(id).unwrap();
            assert_eq!(lab.preset, id);
            assert!(lab.shows(lab.loss));
        }
    }

    #[test]
    fn an_unknown_id_is_told_with_those_that_there_are() {
        let told = Lab::preset("nothing").unwrap_err().to_string();
        assert!(
            told.contains("\"nothing\"") && told.contains("l-softmax-equal"),
            "{told}"
        );
        assert!(!told.contains('\n'));
    }

    fn check(from: &str, to: &str, expect: &str) {
        let text = FILE.replacen(from, to, 1);
        assert_ne!(text, FILE);
        let told = parse(&text).err().unwrap();
        assert!(told.contains(expect), "{told}");
    }

    #[test]
    fn what_is_wrong_in_the_file_is_told() {
        check("loss = \"am-softmax\"", "loss = \"am\"", "no loss \"am\"");
        check("label = 1", "label = 3", "expected 1 or 2");
        check(
            "m = 0.35",
            "m = 9.0",
            "knobs.am-softmax.m: found 9, expected a number from 0 to 1",
        );
        check("gamma = 8.0", "s = 8.0", "a knob that it does not have");
        check("length = 1.0", "size = 1.0", "unknown field");
    }
}
