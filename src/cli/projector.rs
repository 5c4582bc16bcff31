//! `marginscope projector`: the features of a run for the Embedding Projector, a folder for each lane.

use std::path::{Path, PathBuf};

use super::{
    Failure,
    figure::{folder, shot::Shot},
    place::{Place, Results},
};
use crate::{
    data::Dataset,
    export::projector::{NAMES, Projector},
    train::lane,
};

/// Which features, and where they go.
#[derive(Debug, clap::Args)]
pub struct ProjectorArgs {
    /// Folder that `marginscope train`, or a program of `marginscope torch`, wrote.
    #[arg(value_name = "RUN_DIR")]
    pub run: PathBuf,
    /// Folder for the files, or for a folder of each lane where there are several.
    #[arg(short, long, value_name = "DIR")]
    pub out: PathBuf,
    /// Lane of a folder that has several; all of them if not given.
    #[arg(long, value_name = "NAME")]
    pub lane: Vec<String>,
    /// Address that the folder will have, for projector.tensorflow.org/?config=URL/projector_config.json.
    #[arg(
        long,
        value_name = "URL",
        default_value = "",
        hide_default_value = true
    )]
    pub url: String,
    /// Overwrite what is in the folder already.
    #[arg(long)]
    pub force: bool,
}

/// Writes the files of every lane.
///
/// # Errors
/// When the run cannot be read, or the folder cannot be written.
pub fn run(args: &ProjectorArgs) -> Result<(), Failure> {
    let shots = folder::read(&args.run, &args.lane)?;
    let place = Place::new(Some(&args.out), args.force)?;
    let results = Results {
        marks: &["projector_config.json", "projector_config.pbtxt"],
        names: NAMES.to_vec(),
        common: &[],
    };
    let lanes: Vec<&str> = shots.iter().map(|shot| shot.name.as_str()).collect();
    results.check(place.folder(), &lanes)?;
    let out = place.folder().to_owned();
    let mut told = Vec::new();
    place.put(|at| {
        for shot in &shots {
            let (below_it, url) = match shots.len() {
                1 => (PathBuf::new(), args.url.clone()),
                _ => (PathBuf::from(&shot.name), below(&args.url, &shot.name)),
            };
            let line = write(shot, &at.join(&below_it), &url)?;
            told.push((line, out.join(below_it)));
        }
        Ok(())
    })?;
    place.finish(&results)?;
    for ((what, flat), folder) in told {
        say!("{what} → {}{flat}", folder.display());
    }
    Ok(())
}

/// Writes the files of a lane; what they are, and what to do where they are opened, for a person.
fn write(shot: &Shot, folder: &Path, url: &str) -> Result<(String, &'static str), Failure> {
    let pictures = pictures(shot);
    let projector = Projector::new(&shot.snapshot, pictures.as_ref(), url);
    let projector = projector.map_err(Failure::Failed)?;
    projector.write(folder).map_err(Failure::Failed)?;
    let without = match projector.has_pictures() {
        true => "",
        false => ", without pictures",
    };
    let (n, d) = shot.snapshot.features.dim();
    let flat = match d {
        // Of fewer than three dimensions its third axis is no number.
        1 | 2 => "; in the projector turn \"Component #3\" off",
        _ => "",
    };
    let what = format!("{}: {n} features of {d} dimensions{without}", shot.name);
    Ok((what, flat))
}

fn below(url: &str, name: &str) -> String {
    match url {
        "" => String::new(),
        url => format!("{}/{name}", url.trim_end_matches('/')),
    }
}

/// What the run was trained on, where it can be had here and is the same still.
fn pictures(shot: &Shot) -> Option<Dataset> {
    let dataset = lane::load(&shot.snapshot.experiment).ok()?;
    let same = shot.sha256.as_deref() == Some(dataset.sha256());
    same.then(|| dataset.as_ref().clone())
}
