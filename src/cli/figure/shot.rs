//! The runs that a figure is made of.

use std::path::Path;
use std::sync::Arc;

use super::super::{Failure, session, train};
use super::{FigureArgs, folder};
use crate::train::{Session, Snapshot, Status};

/// One run as it stands, with what its session asks to show.
pub struct Shot {
    /// The lane's name.
    pub name: String,
    pub snapshot: Arc<Snapshot>,
    pub show: Vec<String>,
}

/// All runs that the arguments name, trained where they have to be.
pub fn all(args: &FigureArgs) -> Result<Vec<Shot>, Failure> {
    let trained: Vec<&Path> = args.runs.iter().map(|run| run.as_path()).collect();
    if trained.is_empty() && args.preset.is_empty() {
        let problem = "figure: found neither, expected a folder of results, an experiment file or --preset ID";
        return Err(Failure::WrongArguments(problem.to_owned()));
    }
    let mut shots = Vec::new();
    for run in trained {
        match run.is_dir() {
            true => shots.extend(from_folder(run, args)?),
            false => shots.extend(to_train(session(Some(run), None)?, args)?),
        }
    }
    for preset in &args.preset {
        shots.extend(to_train(session(None, Some(preset))?, args)?);
    }
    Ok(shots)
}

fn from_folder(run: &Path, args: &FigureArgs) -> Result<Vec<Shot>, Failure> {
    if !args.set.is_empty() || args.steps.is_some() {
        return Err(Failure::WrongArguments(format!(
            "{}: --set and --steps change what is trained, and this run is there already",
            run.display()
        )));
    }
    folder::read(run, &args.lane)
}

/// Trains what a session describes.
fn to_train(mut session: Session, args: &FigureArgs) -> Result<Vec<Shot>, Failure> {
    for setting in &args.set {
        train::set(&mut session, setting)?;
    }
    if let Some(steps) = args.steps {
        train::set(&mut session, &format!("steps={steps}"))?;
    }
    let experiments = session.experiments();
    let experiments = experiments.map_err(|error| Failure::WrongArguments(error.to_string()))?;
    let experiments = chosen(experiments, &args.lane, &session.id)?;
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
