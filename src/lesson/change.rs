//! Edits that a lesson makes, in the words of experiment files and of the laboratory.

use toml::Value;

use super::scene::Scene;
use crate::train::{Edit, Scope, toml_of};

/// Before keys of the laboratory.
const LAB: &str = "lab.";

/// `loss.m = 0.35`, `loss.m[circle] = 0.1` in one lane, or `lab.w1.angle = 120` in the laboratory.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// A setting of the run, in all lanes or in the one of this name.
    Run {
        /// The lane's name; `None` for all.
        lane: Option<String>,
        /// As in experiment files.
        key: String,
        /// As in experiment files.
        value: Value,
    },
    /// A setting of the laboratory, `w1.angle=120`.
    Laboratory(String),
}

impl Change {
    /// Understands what a lesson says.
    ///
    /// # Errors
    /// When it is not of the form `KEY = VALUE`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = || format!("found \"{text}\", expected KEY = VALUE");
        let (key, value) = text.split_once('=').ok_or_else(wrong)?;
        let (key, value) = (key.trim(), value.trim());
        if key.is_empty() || value.is_empty() {
            return Err(wrong());
        }
        if let Some(key) = key.strip_prefix(LAB) {
            return Ok(Self::Laboratory(format!("{key}={value}")));
        }
        let parsed = toml_of::<toml::Table>(&format!("value = {value}"));
        let parsed = parsed.ok().and_then(|mut table| table.remove("value"));
        let lane = key.strip_suffix(']').and_then(|key| key.split_once('['));
        Ok(Self::Run {
            lane: lane.map(|(_, lane)| lane.to_owned()),
            key: lane.map_or(key, |(key, _)| key).to_owned(),
            value: parsed.unwrap_or_else(|| Value::from(value)),
        })
    }

    /// Makes the change.
    ///
    /// # Errors
    /// When there is nothing to change, or the key, the value or the lane does not fit; nothing is changed then.
    pub fn apply(&self, scene: &mut Scene) -> Result<(), String> {
        match self {
            Self::Laboratory(setting) => {
                let lab = scene.lab.as_mut();
                let lab = lab.ok_or("found no laboratory, expected one that was opened before")?;
                *lab = lab
                    .with(setting)
                    .map_err(|why| format!("lab.{setting}: {why}"))?;
            }
            Self::Run { lane, key, value } => {
                let session = scene.session.as_mut();
                let session = session.ok_or("found no run, expected one that was opened before")?;
                let scope = match lane {
                    None => Scope::All,
                    Some(name) => {
                        let found = session.lanes.iter().position(|lane| lane.name == *name);
                        let known = session.lanes.iter().map(|lane| lane.name.as_str());
                        Scope::One(found.ok_or_else(|| {
                            let known = known.collect::<Vec<_>>().join(", ");
                            format!("found lane \"{name}\", expected one of {known}")
                        })?)
                    }
                };
                let edit = Edit::new(scope, key.as_str(), value.clone());
                session.apply(&edit).map_err(|why| why.to_string())?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::lab::Lab;

    fn check(text: &str, expect: Result<(), &str>) -> Scene {
        let mut scene = Scene::preset("blobs").unwrap();
        scene.lab = Some(Lab::preset("two-losses").unwrap());
        let before = scene.clone();
        let made = Change::parse(text).and_then(|change| change.apply(&mut scene));
        match (made, expect) {
            (Ok(()), Ok(())) => assert_ne!(scene, before, "{text}"),
            (Err(why), Err(part)) => {
                assert!(why.contains(part), "{text}: {why}");
                assert_eq!(scene, before, "{text}");
            }
            (made, _) => panic!("{text}: {made:?}"),
        }
        scene
    }

    #[test]
    fn settings_of_run_lane_and_laboratory_are_changed() {
        let margins = |scene: &Scene| -> Vec<Option<f64>> {
            let lanes = scene.session.as_ref().unwrap().experiments().unwrap();
            lanes
                .iter()
                .map(|(_, lane)| lane.loss.knobs.get("m"))
                .collect()
        };
        assert_eq!(margins(&check("loss.m = 0.1", Ok(()))), [Some(0.1); 2]);
        let scene = check("loss.m[sphere] = 0.1", Ok(()));
        assert_eq!(margins(&scene), [Some(0.3), Some(0.1)]);
        check("data.source = rings", Ok(()));
        check("model.hidden = [8, 8]", Ok(()));
        let lab = check("lab.w1.angle = 120", Ok(())).lab.unwrap();
        assert_eq!(lab.weights[0].angle, 120_f64.to_radians());
        assert_eq!(check("lab.m = 0.3", Ok(())).lab.unwrap().loss, "arcface");
        assert_eq!(
            check("lab.loss = softmax", Ok(())).lab.unwrap().loss,
            "softmax"
        );
    }

    #[test]
    fn what_does_not_fit_is_told_and_changes_nothing() {
        for (text, expect) in [
            ("loss.m", "expected KEY = VALUE"),
            ("loss.m =", "expected KEY = VALUE"),
            (
                "loss.m = 7",
                "loss.m: found 7, expected a number from 0 to 1",
            ),
            ("loss.q = 1", "unknown key \"loss.q\""),
            (
                "loss.m[plane] = 0.1",
                "found lane \"plane\", expected one of circle, sphere",
            ),
            ("lab.w3.angle = 1", "expected loss, label"),
        ] {
            check(text, Err(expect));
        }
        let change = Change::parse("lab.m = 0.3").unwrap();
        let told = change
            .apply(&mut Scene::preset("blobs").unwrap())
            .unwrap_err();
        assert!(told.contains("found no laboratory"), "{told}");
    }
}
