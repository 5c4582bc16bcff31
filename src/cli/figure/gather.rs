//! From the names of runs to the runs: read back, or trained.

use std::path::Path;
use std::sync::Arc;

use super::{
    classes::Classes,
    folder,
    runs::RunArgs,
    shot::{Shot, chosen},
};
use crate::{
    cli::{Failure, opening, train, unsound},
    export::open::Opened,
    runs::Run,
    train::{Session, Status, TrainError, lane},
};

/// All runs that the arguments name, trained where they have to be. Before that, whether they have these `classes`.
///
/// # Errors
/// When a run cannot be read or trained, or has no such class or lane.
pub fn shots(args: &RunArgs, classes: &Classes) -> Result<Vec<Shot>, Failure> {
    let trained: Vec<&Path> = args.runs.iter().map(|run| run.as_path()).collect();
    if trained.is_empty() && args.preset.is_empty() {
        let problem =
            "found no run, expected a folder of results, an experiment file or --preset ID";
        return Err(Failure::WrongArguments(problem.to_owned()));
    }
    let mut shots = Vec::new();
    for run in trained {
        match run.is_dir() && !folder::is_given(run) {
            true => shots.extend(from_folder(run, args)?),
            false => shots.extend(to_train(
                &opening::opened(Some(run), None, &args.training.set)?,
                &run.display().to_string(),
                args,
                classes,
            )?),
        }
    }
    for preset in &args.preset {
        let opened = opening::opened(None, Some(preset), &[])?;
        shots.extend(to_train(&opened, preset, args, classes)?);
    }
    // A figure of a run that came to nothing looks like any other.
    for shot in &shots {
        if let Some(problem) = unsound::problem(&shot.snapshot) {
            say!("{}: {problem}", shot.name);
        }
    }
    Ok(shots)
}

fn from_folder(run: &Path, args: &RunArgs) -> Result<Vec<Shot>, Failure> {
    if !args.training.set.is_empty() || args.training.steps.is_some() {
        return Err(Failure::WrongArguments(format!(
            "{}: --set and --steps change what is trained, and this run is there already",
            run.display()
        )));
    }
    folder::read(run, &args.lane)
}

/// The one session to train that the arguments name, with what they change in it.
///
/// # Errors
/// When they name another number of sessions than one, or it cannot be opened or changed so.
pub fn session(args: &RunArgs) -> Result<Session, Failure> {
    let set = &args.training.set;
    let (opened, name) = match (&args.runs[..], &args.preset[..]) {
        ([run], []) if run.is_dir() => {
            let file = folder::experiment(run)?;
            say!(
                "{}: the folder keeps the run's last state, so its way there is trained once more",
                run.display()
            );
            (
                opening::opened(Some(&file), None, set)?,
                run.display().to_string(),
            )
        }
        ([run], []) => (
            opening::opened(Some(run), None, set)?,
            run.display().to_string(),
        ),
        ([], [preset]) => (opening::opened(None, Some(preset), set)?, preset.clone()),
        (runs, presets) => {
            return Err(Failure::WrongArguments(format!(
                "found {} runs, expected one experiment file or one --preset ID",
                runs.len() + presets.len()
            )));
        }
    };
    args.training.session(&opened, &name)
}

/// Holds the data of a lane that is trained once more against those that its folder was trained on.
///
/// # Errors
/// When they are others.
pub fn check_folder(args: &RunArgs, lane: &str, sha256: &str) -> Result<(), Failure> {
    let folder = args.runs.iter().find(|run| run.is_dir());
    // Who asks for other settings asks for another run.
    let Some(folder) = folder.filter(|_| args.training.set.is_empty()) else {
        return Ok(());
    };
    match folder::sha256(folder, lane) {
        Some(known) if known != sha256 => Err(Failure::Failed(format!(
            "{}: the data of lane \"{lane}\" are not those that the run was trained on: found SHA-256 {sha256}, expected \
             {known}; --set data.path=DIR names another folder",
            folder.display()
        ))),
        _ => Ok(()),
    }
}

/// Trains what was opened.
fn to_train(
    opened: &Opened,
    name: &str,
    args: &RunArgs,
    classes: &Classes,
) -> Result<Vec<Shot>, Failure> {
    let session = args.training.session(opened, name)?;
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
    let called = session.truly_named();
    let called = |lane: &str| {
        let mut pairs = session.lanes.iter().zip(&called.lanes);
        pairs
            .find(|(own, _)| own.name == lane)
            .map_or(lane.to_owned(), |(_, called)| called.name.clone())
    };
    let done = |lane: usize, run: Run, _: usize| {
        let name = called(&experiments[lane].0);
        let mut snapshot = run.lane.snapshot(&name, 0, Status::Done);
        snapshot.curve = Arc::new(run.rows.iter().map(|row| row.curve_point()).collect());
        match run.stopped {
            Some(why) => Err(why),
            None => Ok((name, snapshot)),
        }
    };
    let runs = train::to_their_ends(&experiments, args.training.threads(), &done);
    let mut shots = Vec::new();
    for ((name, _), run) in experiments.iter().zip(runs) {
        let failed = |why: TrainError| Failure::Failed(format!("{}: {why}", called(name)));
        let (name, snapshot) = run.and_then(|run| run).map_err(failed)?;
        shots.push(Shot {
            name,
            snapshot: Arc::new(snapshot),
            show: session.show.clone(),
            look: session.look.clone(),
            sha256: None,
        });
    }
    Ok(shots)
}
