//! What a run is trained on is never replaced by what comes of it.

use std::{fs, path::Path};

use crate::{
    cli::{Failure, place::Results},
    data,
    train::{DataConfig, Experiment},
};

/// Holds that nothing that is read lies where the results in `folder` are put, or where old ones go.
///
/// # Errors
/// When something does, with its name.
pub fn check(
    folder: &Path,
    results: &Results,
    lanes: &[(String, Experiment)],
) -> Result<(), Failure> {
    let Ok(place) = fs::canonicalize(folder) else {
        // A folder that is new has nothing in it.
        return Ok(());
    };
    let taken = |read: &&str| {
        let file = fs::canonicalize(read).ok()?;
        let within = file.strip_prefix(&place).ok()?;
        let goes = match file.is_dir() {
            true => {
                let lane = lanes.iter().any(|(name, _)| within == Path::new(name));
                within == Path::new("") || lane || results.are_in(&file)
            }
            false => results.have(&place, within),
        };
        goes.then_some(())
    };
    let mut read = lanes.iter().flat_map(|(_, lane)| paths(&lane.data));
    match read.find(|read| taken(read).is_some()) {
        None => Ok(()),
        Some(read) => Err(Failure::Failed(format!(
            "{}: found {read}, which is trained on, expected a folder without it; choose another one",
            folder.display()
        ))),
    }
}

/// The files and folders that the data are read from.
fn paths(data: &DataConfig) -> Vec<&str> {
    let texts = data::find(&data.source).map_or(&[][..], |source| source.texts());
    let beside = texts.iter().filter(|text| text.is_path);
    let mut paths: Vec<&str> = beside.map(|text| data.texts.get(text.id)).collect();
    paths.insert(0, &data.path);
    paths.retain(|path| !path.is_empty());
    paths
}
