//! What a run is called: by the settings in which it differs from the other runs.

use std::collections::BTreeSet;

use super::Run;
use crate::{
    app::{
        number,
        panel::data::source_name,
        text::{t, tf},
    },
    loss,
    train::Experiment,
};

/// A name says so many differences; the rest is seen where the run is looked at.
const MOST: usize = 3;
/// What says most about a run comes first; other keys follow in the order of files.
const FIRST: [&str; 5] = [
    "loss.id",
    "loss.m",
    "loss.s",
    "data.source",
    "model.feature_dim",
];
const SEEDS: [&str; 3] = ["seeds.data", "seeds.init", "seeds.order"];

/// The names of `runs`, in their order: what differs between them, and the steps that each was trained. No two are the
/// same.
pub fn names(runs: &[Run]) -> Vec<String> {
    let all: Vec<Vec<&Experiment>> = runs.iter().map(experiments).collect();
    let keys = differing(&all);
    let mut taken = BTreeSet::new();
    let named = runs.iter().zip(&all).map(|(run, lanes)| {
        let mut parts: Vec<String> = said(&keys, lanes).take(MOST).collect();
        let steps = number::count(run.last_step());
        parts.push(tf("history-steps", &[("steps", &steps)]));
        parts.join(" · ")
    });
    named.map(|name| free(name, &mut taken)).collect()
}

/// `name`, with a number behind it where another run has it already.
fn free(name: String, taken: &mut BTreeSet<String>) -> String {
    let again = (2_u32..).map(|number| format!("{name} ({number})"));
    let mut wanted = std::iter::once(name.clone()).chain(again);
    let free = wanted.find(|name| taken.insert(name.clone()));
    free.unwrap_or(name)
}

/// What each lane of a run was trained with at last.
fn experiments(run: &Run) -> Vec<&Experiment> {
    let last = run.moments.last();
    let lanes = last.into_iter().flat_map(|moment| &moment.lanes);
    lanes.map(|lane| lane.experiment.as_ref()).collect()
}

/// The keys whose values are not the same in all runs, what says most first.
fn differing(runs: &[Vec<&Experiment>]) -> Vec<String> {
    let mut keys: Vec<String> = FIRST.map(str::to_owned).into();
    for experiment in runs.iter().flatten() {
        for key in experiment.keys() {
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
    }
    let texts = |key: &String| {
        let values: BTreeSet<Option<String>> = runs.iter().map(|run| value(key, run)).collect();
        values.len() > 1
    };
    keys.retain(|key| texts(key));
    keys
}

/// The values of these keys, each with its name; three equal seeds are one.
fn said<'a>(keys: &'a [String], lanes: &'a [&Experiment]) -> impl Iterator<Item = String> + 'a {
    let seed = |key: &str| value(key, lanes);
    let one_seed = SEEDS.iter().all(|key| seed(key) == seed(SEEDS[0]));
    let told = keys.iter().filter(move |key| {
        let seeds = SEEDS.contains(&key.as_str());
        let first = keys.iter().find(|key| SEEDS.contains(&key.as_str()));
        !(one_seed && seeds) || Some(*key) == first
    });
    told.filter_map(move |key| {
        let text = value(key, lanes)?;
        if one_seed && SEEDS.contains(&key.as_str()) {
            return Some(tf("history-seed", &[("seed", &text)]));
        }
        let name = lanes.iter().find_map(|lane| name(key, lane));
        Some(match name {
            Some(name) => format!("{name} {text}"),
            None => text,
        })
    })
}

/// The paper's letter of a number, or what a person calls it; words and lists say by themselves what they are.
fn name(key: &str, experiment: &Experiment) -> Option<String> {
    let (knob, _) = experiment.number(key)?;
    Some(match key.starts_with("loss.") {
        true => knob.letter().to_owned(),
        false => knob.name().to_owned(),
    })
}

/// The value of `key` in all lanes: one where they have the same, each otherwise; `None` where none has it.
fn value(key: &str, lanes: &[&Experiment]) -> Option<String> {
    let mut values: Vec<String> = Vec::new();
    for lane in lanes {
        let text = text(key, lane);
        values.extend(text.filter(|text| !values.contains(text)));
    }
    (!values.is_empty()).then(|| values.join(" / "))
}

fn text(key: &str, experiment: &Experiment) -> Option<String> {
    if let Some((_, value)) = experiment.number(key) {
        return Some(number::plain(value));
    }
    let value = experiment.get(key)?;
    Some(match (key, value.as_str()) {
        ("loss.id", Some(id)) => loss::find(id)
            .map_or(id, |loss| loss.spoken_name())
            .to_owned(),
        ("data.source", Some(id)) => source_name(id).to_owned(),
        ("data.path", Some("")) => t("history-no-path").to_owned(),
        (_, Some(word)) => word.to_owned(),
        (_, None) => value.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::app::history::{History, tests};

    /// The names of runs with these settings in every lane, each of 20 steps.
    fn check(runs: &[&[(&str, toml::Value)]], expect: &[&str]) {
        let (state, mut history) = (tests::state(), History::default());
        for (run, keys) in (1..).zip(runs) {
            let mut begun = tests::at(&state, run, 0);
            for lane in &mut begun.lanes {
                let lane = Arc::make_mut(lane);
                let experiment = Arc::make_mut(&mut lane.experiment);
                for (key, value) in *keys {
                    experiment.set(key, value).unwrap();
                }
            }
            history.record(&begun, 0.0);
            history.record(&tests::at(&begun, run, 20), 0.0);
        }
        assert_eq!(names(history.runs()), expect);
    }

    #[test]
    fn runs_are_named_by_what_differs() {
        check(
            &[
                &[("loss.id", "arcface".into()), ("loss.m", 0.5.into())],
                &[("loss.id", "arcface".into()), ("loss.m", 0.2.into())],
                &[("loss.id", "softmax".into())],
            ],
            &[
                "ArcFace · m 0.5 · s 10 · 20 steps",
                "ArcFace · m 0.2 · s 10 · 20 steps",
                "Softmax · 20 steps",
            ],
        );
        let seeds = |seed: i64| SEEDS.map(|key| (key, toml::Value::from(seed)));
        check(
            &[&seeds(1), &seeds(7)],
            &["seed 1 · 20 steps", "seed 7 · 20 steps"],
        );
    }

    #[test]
    fn what_is_the_same_is_counted() {
        check(&[&[], &[]], &["20 steps", "20 steps (2)"]);
        check(&[&[]], &["20 steps"]);
    }

    #[test]
    fn a_name_says_no_more_than_a_person_reads() {
        let one: &[(&str, toml::Value)] = &[
            ("loss.m", 0.1.into()),
            ("loss.s", 4.0.into()),
            ("model.feature_dim", 5.into()),
            ("optimizer.batch", 32.into()),
        ];
        check(
            &[&[("loss.m", 0.2.into())], one],
            &[
                "m 0.2 · s 10 · feature dimension 2 / 3 · 20 steps",
                "m 0.1 · s 4 · feature dimension 5 · 20 steps",
            ],
        );
    }
}
