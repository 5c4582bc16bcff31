//! The runs that a figure is made of.

use std::path::Path;
use std::sync::Arc;

use super::super::runs::RunArgs;
use super::super::{Failure, opened, reopen, train};
use super::classes::Classes;
use super::folder;
use crate::export::carry::Carried;
use crate::export::open::Opened;
use crate::train::{Session, Snapshot, Status, lane};

/// One run as it stands, with what its session asks to show.
pub struct Shot {
    /// The lane's name.
    pub name: String,
    pub snapshot: Arc<Snapshot>,
    pub show: Vec<String>,
    /// Hash of the data set, where it is not in the snapshot.
    pub sha256: Option<String>,
}

/// What a picture of these runs carries.
pub fn carried(shots: &[Shot]) -> Option<Carried> {
    let first = shots.first()?;
    let session = Session {
        id: String::new(),
        base: first.snapshot.experiment.as_ref().clone(),
        lanes: Vec::new(),
        show: first.show.clone(),
    };
    let snapshots: Vec<&Snapshot> = shots.iter().map(|shot| shot.snapshot.as_ref()).collect();
    let mut carried = Carried::of(&session, &snapshots);
    for (lane, shot) in carried.lanes.iter_mut().zip(shots) {
        if let Some(sha256) = &shot.sha256 {
            lane.sha256 = sha256.clone().into();
        }
    }
    Some(carried)
}

/// All runs that the arguments name, trained where they have to be.
pub fn all(args: &RunArgs) -> Result<Vec<Shot>, Failure> {
    all_with(args, &Classes::default())
}

/// The same, of runs that have these classes.
pub fn all_with(args: &RunArgs, classes: &Classes) -> Result<Vec<Shot>, Failure> {
    let trained: Vec<&Path> = args.runs.iter().map(|run| run.as_path()).collect();
    if trained.is_empty() && args.preset.is_empty() {
        let problem =
            "found no run, expected a folder of results, an experiment file or --preset ID";
        return Err(Failure::WrongArguments(problem.to_owned()));
    }
    let mut shots = Vec::new();
    for run in trained {
        match run.is_dir() {
            true => shots.extend(from_folder(run, args)?),
            false => shots.extend(to_train(
                &opened(Some(run), None)?,
                &run.display().to_string(),
                args,
                classes,
            )?),
        }
    }
    for preset in &args.preset {
        let opened = opened(None, Some(preset))?;
        shots.extend(to_train(&opened, preset, args, classes)?);
    }
    Ok(shots)
}

fn from_folder(run: &Path, args: &RunArgs) -> Result<Vec<Shot>, Failure> {
    if !args.set.is_empty() || args.steps.is_some() {
        return Err(Failure::WrongArguments(format!(
            "{}: --set and --steps change what is trained, and this run is there already",
            run.display()
        )));
    }
    folder::read(run, &args.lane)
}

/// The one session to train that the arguments name, with what they change in it.
pub fn session(args: &RunArgs) -> Result<Session, Failure> {
    match (&args.runs[..], &args.preset[..]) {
        ([run], []) => settled(&opened(Some(run), None)?, &run.display().to_string(), args),
        ([], [preset]) => settled(&opened(None, Some(preset))?, preset, args),
        (runs, presets) => Err(Failure::WrongArguments(format!(
            "found {} runs, expected one experiment file or one --preset ID",
            runs.len() + presets.len()
        ))),
    }
}

/// What was opened, with what the arguments change in it.
fn settled(opened: &Opened, name: &str, args: &RunArgs) -> Result<Session, Failure> {
    let mut session = reopen::to_train(opened, name, args.steps)?;
    for setting in &args.set {
        train::set(&mut session, setting)?;
    }
    if let Some(steps) = args.steps {
        train::set(&mut session, &format!("steps={steps}"))?;
    }
    reopen::check_data(opened, &session, name, &args.set)?;
    Ok(session)
}

/// Trains what was opened.
fn to_train(
    opened: &Opened,
    name: &str,
    args: &RunArgs,
    classes: &Classes,
) -> Result<Vec<Shot>, Failure> {
    let session = settled(opened, name, args)?;
    let experiments = session.experiments();
    let experiments = experiments.map_err(|error| Failure::WrongArguments(error.to_string()))?;
    let experiments = chosen(experiments, &args.lane, &session.id)?;
    if classes.pair.is_some() || classes.label.is_some() {
        // Before the training: an hour's work must not end in a class that is not there.
        for (name, experiment) in &experiments {
            let dataset = lane::load(experiment);
            let dataset = dataset.map_err(|error| Failure::Failed(format!("{name}: {error}")))?;
            classes.check(name, &dataset.class_names)?;
        }
    }
    let threads = args.threads.map(|threads| threads as usize);
    let runs = train::to_their_ends(&experiments, threads);
    let mut shots = Vec::new();
    for ((name, _), run) in experiments.into_iter().zip(runs) {
        let failed = |why: String| Failure::Failed(format!("{name}: {why}"));
        let run = run.map_err(|error| failed(error.to_string()))?;
        if let Some(why) = run.stopped {
            return Err(failed(why.to_string()));
        }
        let mut snapshot = run.lane.snapshot(&name, 0, Status::Done);
        snapshot.curve = Arc::new(run.rows.iter().map(|row| row.curve_point()).collect());
        shots.push(Shot {
            name,
            snapshot: Arc::new(snapshot),
            show: session.show.clone(),
            sha256: None,
        });
    }
    Ok(shots)
}

/// The lanes of these names in this order, or all.
pub fn chosen<T>(
    mut all: Vec<(String, T)>,
    names: &[String],
    of: &str,
) -> Result<Vec<(String, T)>, Failure> {
    if names.is_empty() {
        return Ok(all);
    }
    let mut found = Vec::new();
    for name in names {
        let Some(place) = all.iter().position(|(known, _)| known == name) else {
            let known: Vec<&str> = all.iter().map(|(name, _)| name.as_str()).collect();
            return Err(Failure::WrongArguments(format!(
                "--lane: found \"{name}\", expected a lane of {of}: {}",
                known.join(", ")
            )));
        };
        found.push(all.remove(place));
    }
    Ok(found)
}
