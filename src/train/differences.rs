//! What sets lanes apart: every setting of a session's lanes, with the value of each.

use toml::Value;

use super::experiment::Experiment;
use super::titles::{label, loss_name, source_name, written};
use crate::text::t;

/// What stands for the value of a lane that has no such setting.
const NONE: &str = "–";

/// One setting of all lanes.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// As in experiment files.
    pub key: String,
    /// What a person calls it.
    pub label: String,
    /// The value of each lane as it is written, in their order.
    pub values: Vec<String>,
    /// Not all lanes have the same.
    pub differs: bool,
}

/// All settings of these lanes, in the order of experiment files. A setting that only some of them have differs.
pub fn settings(lanes: &[(String, Experiment)]) -> Vec<Setting> {
    let mut keys: Vec<String> = Vec::new();
    for (_, lane) in lanes {
        for key in lane.keys() {
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
    }
    let setting = |key: String| {
        let values: Vec<Option<Value>> = lanes.iter().map(|(_, lane)| lane.get(&key)).collect();
        let owner = lanes.iter().find(|(_, lane)| lane.get(&key).is_some());
        Some(Setting {
            label: name(&owner?.1, &key),
            differs: values.windows(2).any(|pair| pair[0] != pair[1]),
            values: lanes.iter().map(|(_, lane)| value(lane, &key)).collect(),
            key,
        })
    };
    keys.into_iter().filter_map(setting).collect()
}

fn name(lane: &Experiment, key: &str) -> String {
    match key {
        "loss.id" => t("loss").to_lowercase(),
        "data.source" => t("data").to_lowercase(),
        _ => label(lane, key),
    }
}

fn value(lane: &Experiment, key: &str) -> String {
    match key {
        "loss.id" => return loss_name(lane),
        "data.source" => return source_name(lane),
        _ => {}
    }
    match (lane.number(key), lane.get(key)) {
        (_, None) => NONE.to_owned(),
        (Some((_, number)), _) => written(number),
        (None, Some(Value::String(word))) => word,
        (None, Some(Value::Array(list))) if list.is_empty() => NONE.to_owned(),
        (None, Some(value)) => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Edit, Scope, Session};
    use super::*;

    /// What differs in a preset: key, label and values.
    fn check(preset: &str, expect: &[(&str, &str, &[&str])]) {
        let session = Session::preset(preset).unwrap();
        let all = settings(&session.experiments().unwrap());
        let differ = all.iter().filter(|setting| setting.differs);
        let found: Vec<(&str, &str, Vec<&str>)> = differ
            .map(|setting| {
                let values = setting.values.iter().map(String::as_str).collect();
                (&*setting.key, &*setting.label, values)
            })
            .collect();
        let expect: Vec<_> = expect
            .iter()
            .map(|(key, label, values)| (*key, *label, values.to_vec()))
            .collect();
        assert_eq!(found, expect);
        let equal = all.iter().filter(|setting| !setting.differs);
        for setting in equal {
            let first = &setting.values[0];
            assert!(setting.values.iter().all(|value| value == first));
        }
    }

    #[test]
    fn what_differs_has_the_value_of_each_lane() {
        check("cosface-toy", &[("loss.m", "m", &["0", "0.1", "0.2"])]);
        let dim = ("model.feature_dim", "feature dim", &["2", "3"][..]);
        check("fashion", &[dim]);
        check("fashion-circle", &[]);
    }

    #[test]
    fn a_setting_that_a_lane_does_not_have_differs() {
        let edit = Edit::new(Scope::One(1), "loss.id", "normface");
        let mut session = Session::preset("cosface-toy").unwrap();
        session.apply(&edit).unwrap();
        let all = settings(&session.experiments().unwrap());
        let of = |key: &str| all.iter().find(|setting| setting.key == key).unwrap();
        assert_eq!(of("loss.m").values, ["0", NONE, "0.2"]);
        assert!(of("loss.id").differs && of("loss.m").differs);
        assert_eq!(of("loss.id").values[1], "Normalized softmax");
    }
}
