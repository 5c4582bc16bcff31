//! Features that were made elsewhere: a file or a folder of them, as `marginscope train` writes it, and folders of moments, into
//! which a run that goes on elsewhere drops one file after the other.

mod read;
mod run;

pub use read::{Moment, read};
pub use run::{About, RUN};

use std::io;
use std::path::{Path, PathBuf};

use ndarray::Array2;

use crate::arrays;
use crate::platform::files;

/// What came with features that are shown as they are.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Given {
    /// Class weights `(C, d)`, where there are any.
    pub weights: Option<Array2<f32>>,
    /// The step that the run had reached, where it says so.
    pub step: Option<u64>,
}

/// The endings of files of arrays.
const ENDINGS: [&str; 3] = ["npy", "npz", "safetensors"];

/// What is at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A file with features and labels.
    File(PathBuf),
    /// A folder with a file of features.
    Folder(PathBuf),
    /// A folder of moments, of which there may be none yet.
    Moments(PathBuf),
}

/// What of this is at `path`; `None` where it is nothing of the kind.
pub fn place(path: &Path) -> Option<Place> {
    let own = path.to_owned();
    if path.is_dir() {
        return if features_file(path).is_some() {
            Some(Place::Folder(own))
        } else {
            is_watched(path).then_some(Place::Moments(own))
        };
    }
    let ending = path.extension()?.to_str()?;
    // One array alone has no labels beside it.
    if !ENDINGS[1..].contains(&ending) {
        return None;
    }
    let all = arrays::open(path).ok()?;
    let has = |name: &str| all.names().contains(&name);
    (has("features") && has("labels")).then_some(Place::File(own))
}

/// Whether a run drops its moments here, or says that it will.
fn is_watched(folder: &Path) -> bool {
    files::is_file(&folder.join(RUN)) || moments(folder).is_ok_and(|moments| !moments.is_empty())
}

/// The file of features in a folder.
fn features_file(folder: &Path) -> Option<PathBuf> {
    one_of(folder, "features")
}

/// The file of this stem in a folder, whatever its ending.
fn one_of(folder: &Path, stem: &str) -> Option<PathBuf> {
    let mut files = ENDINGS
        .iter()
        .map(|ending| folder.join(format!("{stem}.{ending}")));
    files.find(|file| files::exists(file))
}

/// The moments in a folder, by rising step.
///
/// # Errors
/// When the folder cannot be read.
pub fn moments(folder: &Path) -> io::Result<Vec<(u64, PathBuf)>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if let Some(step) = entry.file_name().to_str().and_then(step_of) {
            found.push((step, entry.path()));
        }
    }
    found.sort();
    Ok(found)
}

/// The dimension of the features at a place, as the file says; `None` where it cannot be read.
pub fn dimension(place: &Place) -> Option<usize> {
    let file = match place {
        Place::File(file) => file.clone(),
        Place::Folder(folder) => features_file(folder)?,
        Place::Moments(folder) => moments(folder).ok()?.pop()?.1,
    };
    let all = arrays::open(&file).ok()?;
    let own = |entry: &&arrays::Entry| entry.name.is_empty() || entry.name == "features";
    match all.entries().iter().find(own)?.shape[..] {
        [_, dim] => Some(dim),
        _ => None,
    }
}

/// The step in the name of a moment, `step-00000123.npz`.
pub fn step_of(name: &str) -> Option<u64> {
    let (step, ending) = name.strip_prefix("step-")?.split_once('.')?;
    let digits = !step.is_empty() && step.bytes().all(|byte| byte.is_ascii_digit());
    (digits && ENDINGS[1..].contains(&ending)).then(|| step.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_known_by_their_names() {
        let check = |name: &str, expect: Option<u64>| assert_eq!(step_of(name), expect, "{name}");
        check("step-00000123.npz", Some(123));
        check("step-7.safetensors", Some(7));
        check("step-.npz", None);
        check("step-12.npy", None);
        check(".step-00000123.npz.77", None);
        check("step-99999999999999999999.npz", None);
        check("step-+1.npz", None);
    }

    #[test]
    fn a_folder_is_what_it_holds() {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path().to_owned();
        assert_eq!(place(&at), None);
        std::fs::write(at.join("step-3.npz"), b"").unwrap();
        std::fs::write(at.join("step-20.npz"), b"").unwrap();
        assert_eq!(place(&at), Some(Place::Moments(at.clone())));
        let steps = moments(&at).unwrap().into_iter().map(|(step, _)| step);
        assert_eq!(steps.collect::<Vec<_>>(), [3, 20]);
        std::fs::write(at.join("features.npy"), b"").unwrap();
        assert_eq!(place(&at), Some(Place::Folder(at)));
    }
}
