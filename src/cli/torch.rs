//! `marginscope torch`: an experiment as a program for PyTorch, a folder for each lane.

use std::path::{Path, PathBuf};

use super::{
    Failure, TrainingArgs, files, opening,
    place::{Place, Results},
};
use crate::{
    export::torch::{NAMES, Program, written},
    loss,
    train::lane,
};

/// What becomes a program, and where it goes.
#[derive(Debug, clap::Args)]
pub struct TorchArgs {
    /// Experiment file (TOML), or a picture whose run is meant (PNG, SVG, PDF, GIF).
    #[arg(required_unless_present = "preset")]
    pub experiment: Option<PathBuf>,
    /// Built-in experiment; `marginscope list` names them.
    #[arg(long, value_name = "ID", conflicts_with = "experiment")]
    pub preset: Option<String>,
    /// Settings that are changed, in every lane.
    #[arg(
        long = "set",
        value_name = "KEY=VALUE",
        help = "Change a setting, in every lane: loss.m=0.2, model.hidden=[64,64], data.source=blobs"
    )]
    pub set: Vec<String>,
    /// Train so many steps; short for --set steps=N.
    #[arg(long, value_name = "N")]
    pub steps: Option<u64>,
    /// Folder for the program, or for a folder of each lane where there are several.
    #[arg(short, long, value_name = "DIR")]
    pub out: PathBuf,
    /// Overwrite what is in the folder already.
    #[arg(long)]
    pub force: bool,
}

/// Writes the program of every lane.
///
/// # Errors
/// When what is named cannot be opened, a lane's loss is not written in PyTorch yet, or the folder cannot be written.
pub fn run(args: &TorchArgs) -> Result<(), Failure> {
    let opened = opening::opened(
        args.experiment.as_deref(),
        args.preset.as_deref(),
        &args.set,
    )?;
    let name = args.experiment.as_deref();
    let name = name.map_or_else(String::new, |file| file.display().to_string());
    let training = TrainingArgs {
        set: args.set.clone(),
        steps: args.steps,
        threads: None,
    };
    let session = training.session(&opened, &name)?.truly_named();
    let experiments = session.experiments();
    let experiments = experiments.map_err(|error| Failure::WrongArguments(error.to_string()))?;
    let told = |lane: &str, problem: String| Failure::Failed(format!("{lane}: {problem}"));
    for (lane, experiment) in &experiments {
        // Before anything is loaded or written.
        if let Some(loss) = loss::find(&experiment.loss.id) {
            written(loss).map_err(|problem| told(lane, problem))?;
        }
    }
    let place = Place::new(Some(&args.out), args.force)?;
    let results = Results {
        // What no folder of another kind has, both of them.
        marks: &["run_log.py", "init.safetensors"],
        names: NAMES.to_vec(),
        common: &["experiment.toml"],
    };
    let lanes: Vec<&str> = experiments.iter().map(|(name, _)| name.as_str()).collect();
    results.check(place.folder(), &lanes)?;
    let of_lane = |folder: &Path, lane: &str| match experiments.len() {
        1 => folder.to_owned(),
        _ => folder.join(lane),
    };
    place.put(|at| {
        for (lane, experiment) in &experiments {
            let dataset = lane::load(experiment).map_err(|error| told(lane, error.to_string()))?;
            let program = Program::new(experiment, &session.look, &dataset);
            let program = program.map_err(|problem| told(lane, problem))?;
            program.write(&of_lane(at, lane)).map_err(Failure::Failed)?;
        }
        if experiments.len() > 1 {
            // What belongs together, and in which order.
            let file = at.join("experiment.toml");
            files::write(&file, session.to_toml().as_bytes())?;
        }
        Ok(())
    })?;
    let folder = place.finish(&results)?;
    for (lane, _) in &experiments {
        say!(
            "{lane}: {}",
            of_lane(&folder, lane).join("train.py").display()
        );
    }
    Ok(())
}
