//! What runs are called. Those of one name are taken together as a mean over seeds, so that nothing else may set them apart.

use std::collections::{BTreeMap, HashMap};

use super::runs::Measured;
use crate::{
    text::shortened,
    train::{Experiment, ModelKind, settings},
};

/// A name says so many settings.
const MOST: usize = 3;

/// Names all runs: a lane by its name, a run alone in its folder by its loss, features of another program by their folder. Where
/// runs of such a name differ by more than their seeds, it says in what, too.
pub fn call(runs: &mut [Measured]) {
    let mut known = HashMap::new();
    let mut firsts = Vec::new();
    let mut groups = Vec::new();
    for run in &*runs {
        let group = *known
            .entry((base(run), but_for_seeds(run)))
            .or_insert_with(|| {
                firsts.push(run);
                firsts.len() - 1
            });
        groups.push(group);
    }
    let names = names(&firsts);
    for (run, group) in runs.iter_mut().zip(groups) {
        run.called.clone_from(&names[group]);
    }
}

fn base(run: &Measured) -> String {
    match run.alone {
        _ if run.experiment.model.kind == ModelKind::Features => run.folder.display().to_string(),
        true => run.loss.clone(),
        false => run.name.clone(),
    }
}

/// All that was trained but the seeds, as a text. The same files may lie elsewhere.
fn but_for_seeds(run: &Measured) -> String {
    let mut experiment = Experiment::clone(&run.experiment);
    experiment.seeds = Experiment::default().seeds;
    if let (false, Some(sha256)) = (experiment.data.path.is_empty(), &run.sha256) {
        experiment.data.path.clone_from(sha256);
    }
    format!("{experiment:?}")
}

/// The names of runs of which no two differ by their seeds alone.
fn names(runs: &[&Measured]) -> Vec<String> {
    let mut bases: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (place, run) in runs.iter().enumerate() {
        bases.entry(base(run)).or_default().push(place);
    }
    let mut names = vec![String::new(); runs.len()];
    for (base, places) in &bases {
        let rivals: Vec<_> = places
            .iter()
            .map(|place| (base.clone(), Experiment::clone(&runs[*place].experiment)))
            .collect();
        let mut differing = settings(&rivals);
        differing.retain(|setting| setting.differs && !setting.key.starts_with("seeds."));
        for (rival, place) in places.iter().enumerate() {
            let said = differing.iter().take(MOST);
            let said = said.map(|of| format!(", {}={}", of.key, shortened(&of.values[rival])));
            names[*place] = base.clone() + &said.collect::<String>();
        }
    }
    told_apart(names, runs)
}

/// Adds the folder to names that are of several: by settings that no name has room for.
fn told_apart(names: Vec<String>, runs: &[&Measured]) -> Vec<String> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for name in &names {
        *counts.entry(name).or_default() += 1;
    }
    let told = names
        .iter()
        .zip(runs)
        .map(|(name, run)| match counts[&**name] {
            1 => name.clone(),
            _ => format!("{name} ({})", run.folder.display()),
        });
    told.collect()
}
