//! The starts of the laboratory, from `assets/lab.toml`.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use serde::{Deserialize, Serialize};

use super::{FEATURE_LENGTH, Feature, Lab, OFF_PLANE, WEIGHT_LENGTH, Weight, knobs, wrapped};
use crate::{
    knob::Knobs,
    loss::{self, Loss},
};

const FILE: &str = include_str!("../../../assets/lab.toml");

/// Why there is no such preset. One line for a person.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PresetError {
    /// No preset has this id.
    #[error("no laboratory preset {found:?}; there are {known}")]
    Unknown {
        /// The id that was asked for.
        found: String,
        /// The ids that there are, separated by commas.
        known: String,
    },
    /// The built-in file is not valid; says where.
    #[error("assets/lab.toml: {0}")]
    Broken(String),
}

/// Every preset, or what is wrong with the file. It is built in, so a test catches that before anybody else does.
static PRESETS: LazyLock<Result<Vec<Preset>, String>> = LazyLock::new(|| parse(FILE));

/// A start of the laboratory. Its name is among the window's texts.
pub struct Preset {
    /// Stable id.
    pub id: &'static str,
    lab: Lab,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    knobs: BTreeMap<String, Knobs>,
    preset: Vec<Entry>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    pub(super) id: String,
    pub(super) loss: String,
    /// Of the feature: 1 or 2.
    pub(super) label: usize,
    pub(super) w1: Place,
    pub(super) w2: Place,
    pub(super) x: Place,
    /// Ids of losses; every loss where there is no list.
    pub(super) shown: Option<Vec<String>>,
    /// How the plane stands in space; upright where there is nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) frame: Option<[[f64; 3]; 3]>,
    #[serde(default)]
    pub(super) knobs: BTreeMap<String, Knobs>,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Place {
    /// Degrees.
    pub(super) angle: f64,
    #[serde(default)]
    pub(super) off_plane: f64,
    pub(super) length: f64,
}

/// Upright, so that the sphere shows the plane as the circle does: W1 left, W2 right.
const UPRIGHT: [[f64; 3]; 3] = [[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0]];

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
    let preset = |entry: Entry| {
        // Leaked once a run: ids are `'static`, as those of losses are.
        let id: &'static str = Box::leak(entry.id.clone().into_boxed_str());
        let lab = entry.lab(id, common.clone())?;
        Ok(Preset { id, lab })
    };
    file.preset.into_iter().map(preset).collect()
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
    /// The laboratory of this entry, begun as the preset `id`; knobs that the entry does not set have these `values`.
    pub(super) fn lab(
        self,
        id: &'static str,
        mut values: BTreeMap<&'static str, Knobs>,
    ) -> Result<Lab, String> {
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
        let weight = |name: &str, place: Place| -> Result<Weight, String> {
            within(name, place, (0.0, 0.0), WEIGHT_LENGTH)?;
            Ok(Weight {
                angle: wrapped(place.angle.to_radians()),
                length: place.length,
            })
        };
        let off_plane = OFF_PLANE.to_degrees();
        within("x", self.x, (-off_plane, off_plane), FEATURE_LENGTH)?;
        Ok(Lab {
            preset: id,
            weights: [weight("w1", self.w1)?, weight("w2", self.w2)?],
            feature: Feature {
                angle: wrapped(self.x.angle.to_radians()),
                off_plane: self.x.off_plane.to_radians(),
                length: self.x.length,
            },
            label: self.label - 1,
            loss: known(&self.loss)?.id(),
            shown,
            knobs: values,
            frame: self.frame.map_or(Ok(UPRIGHT), orthonormal)?,
        })
    }
}

/// What rounding may add to degrees on their way through radians.
const DUST: f64 = 1e-9;

fn within(
    name: &str,
    place: Place,
    off_plane: (f64, f64),
    length: (f64, f64),
) -> Result<(), String> {
    let all = [
        ("angle", place.angle, (-360.0, 360.0)),
        ("off_plane", place.off_plane, off_plane),
        ("length", place.length, length),
    ];
    for (key, found, (low, high)) in all {
        if !(low - DUST..=high + DUST).contains(&found) {
            return Err(format!(
                "{name}.{key}: found {found}, expected a number from {low} to {high}"
            ));
        }
    }
    Ok(())
}

fn orthonormal(frame: [[f64; 3]; 3]) -> Result<[[f64; 3]; 3], String> {
    let dot = |i: usize, j: usize| -> f64 { (0..3).map(|k| frame[i][k] * frame[j][k]).sum() };
    let off = |(i, j): (usize, usize)| (dot(i, j) - f64::from(u8::from(i == j))).abs();
    let pairs = (0..3).flat_map(|i| (i..3).map(move |j| (i, j)));
    match pairs.map(off).all(|off| off < 1e-6) {
        true => Ok(frame),
        false => Err("frame: expected three unit vectors at right angles".to_owned()),
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
        check(
            "length = 1.0",
            "length = 9.0",
            "w1.length: found 9, expected a number from 0.25 to 1.6",
        );
        check(
            "label = 1",
            "label = 1\nframe = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 1.0, 0.0]]",
            "frame: expected three unit vectors",
        );
    }
}
