//! What runs are called. Those of one name are taken together as a mean over seeds, so that nothing else may set them apart.

use toml::Value;

use super::runs::Measured;
use crate::{
    text::shortened,
    train::{Experiment, ModelKind},
};

/// A name says so many settings.
const MOST: usize = 3;

/// Names all runs: a lane by its name, a run alone in its folder by its loss, features of another program by their folder. Where
/// runs of such a name differ by more than their seeds, it says in what, too.
pub fn call(runs: &mut [Measured]) {
    let bases: Vec<String> = runs.iter().map(base).collect();
    let mut names: Vec<(String, usize)> = Vec::new();
    for (place, run) in runs.iter().enumerate() {
        let alike = |other: &usize| bases[*other] == bases[place];
        let rivals: Vec<&Measured> = (0..runs.len())
            .filter(alike)
            .map(|other| &runs[other])
            .collect();
        let first = (0..runs.len()).find(|other| alike(other) && is_same(&runs[*other], run));
        let name = bases[place].clone() + &apart(run, &rivals);
        names.push((name, first.unwrap_or(place)));
    }
    for place in 0..runs.len() {
        let (name, first) = &names[place];
        // Settings that no name has room for.
        let taken = names.iter().any(|(other, of)| other == name && of != first);
        runs[place].called = match taken {
            true => format!("{name} ({})", runs[*first].folder.display()),
            false => name.clone(),
        };
    }
}

fn base(run: &Measured) -> String {
    match run.alone {
        _ if run.experiment.model.kind == ModelKind::Features => run.folder.display().to_string(),
        true => run.loss.clone(),
        false => run.name.clone(),
    }
}

/// Whether they differ by their seeds alone. The same data may lie elsewhere.
fn is_same(a: &Measured, b: &Measured) -> bool {
    let mut seeded = Experiment {
        seeds: b.experiment.seeds,
        ..(*a.experiment).clone()
    };
    if a.sha256.is_some() && a.sha256 == b.sha256 {
        seeded.data.path.clone_from(&b.experiment.data.path);
    }
    seeded == *b.experiment
}

/// What sets a run apart from others of its name: `, loss.m=0.3`; nothing where its seeds do.
fn apart(run: &Measured, rivals: &[&Measured]) -> String {
    let others = rivals.iter().filter(|other| !is_same(other, run));
    let others: Vec<&Experiment> = others.map(|other| &*other.experiment).collect();
    let experiment = &run.experiment;
    let mut keys = experiment.keys();
    for key in others.iter().flat_map(|other| other.keys()) {
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    let differs = |key: &&String| {
        !key.starts_with("seeds.")
            && others
                .iter()
                .any(|other| other.get(key) != experiment.get(key))
    };
    let said = keys.iter().filter(differs).take(MOST);
    said.map(|key| format!(", {key}={}", shortened(&value(experiment, key))))
        .collect()
}

fn value(experiment: &Experiment, key: &str) -> String {
    match experiment.get(key) {
        Some(Value::String(text)) => text,
        Some(value) => value.to_string(),
        None => "–".to_owned(),
    }
}
