//! Puts a folder that is whole into its place, for one that is there.

use std::{
    fs,
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};

use super::beside::{Beside, is_own};

/// Results lie at most so deep: the folder of a lane, a folder in it.
const DEEPEST: usize = 3;

/// These say that a folder is whole: they go first and come last.
const MARKS: [&str; 3] = ["summary.json", "index.html", "experiment.toml"];

/// Whether another folder can get the name of this one: not where a disk is mounted, nor where a process stands.
pub fn is_movable(place: &Path) -> bool {
    let stands = std::env::current_dir().and_then(fs::canonicalize);
    !stands.is_ok_and(|at| at.starts_with(place)) && !is_mounted(place)
}

#[cfg(unix)]
fn is_mounted(place: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let device = |path: &Path| fs::metadata(path).ok().map(|found| found.dev());
    let above = place.parent().and_then(device);
    device(place).is_some_and(|own| above != Some(own))
}

#[cfg(not(unix))]
fn is_mounted(_: &Path) -> bool {
    false
}

/// Puts `new` into its `place`; of what is there, files that `ours` knows or that have the name of a new one are gone then.
///
/// # Errors
/// When that cannot be done; what was there is there still.
pub fn put(new: &mut Beside, place: &Path, ours: &dyn Fn(&Path) -> bool) -> io::Result<()> {
    let mut coming = Vec::new();
    survey(new.path(), Path::new(""), &mut coming)?;
    let mut there = Vec::new();
    let seen = survey(place, Path::new(""), &mut there)?;
    let goes = |file: &PathBuf| coming.contains(file) || ours(file);
    let (going, foreign): (Vec<PathBuf>, Vec<PathBuf>) = there.into_iter().partition(goes);
    let beside = new.path().parent() != Some(place);
    if beside && seen == Seen::Nothing {
        return new.take_name(place);
    }
    if beside && seen == Seen::All && foreign.is_empty() && exchanged(new.path(), place) {
        // What is hidden beside it now is the old one, and removed.
        return Ok(());
    }
    one_by_one(new, place, (going, coming))
}

/// What a survey has seen of a folder.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Seen {
    /// There is none.
    Nothing,
    /// All of its files.
    All,
    /// There is more, deeper than results lie.
    Part,
}

/// The files of a folder, by their paths in it.
fn survey(top: &Path, below: &Path, found: &mut Vec<PathBuf>) -> io::Result<Seen> {
    let entries = match fs::read_dir(top.join(below)) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Seen::Nothing),
        entries => entries?,
    };
    let mut seen = Seen::All;
    for entry in entries {
        let entry = entry?;
        let path = below.join(entry.file_name());
        match entry.file_type()?.is_dir() {
            false => found.push(path),
            true if is_own(&entry.file_name().to_string_lossy()) => {}
            true if path.components().count() < DEEPEST => {
                // One that is closed to us is not ours.
                if survey(top, &path, found).unwrap_or(Seen::Part) != Seen::All {
                    seen = Seen::Part;
                }
            }
            true => seen = Seen::Part,
        }
    }
    Ok(seen)
}

/// Gives each of two folders the other's name at one moment, where the system can.
fn exchanged(new: &Path, place: &Path) -> bool {
    if let Ok(old) = fs::metadata(place) {
        // A folder that was closed to others stays so.
        fs::set_permissions(new, old.permissions()).ok();
    }
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        renameat_with(CWD, new, CWD, place, RenameFlags::EXCHANGE).is_ok()
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = (new, place);
        false
    }
}

/// Moves the files that go into a hidden folder, then those that come into the place; back again where one cannot be moved.
fn one_by_one(
    new: &Beside,
    place: &Path,
    (mut going, mut coming): (Vec<PathBuf>, Vec<PathBuf>),
) -> io::Result<()> {
    let mark = |file: &PathBuf| {
        let name = file.file_name().unwrap_or_default();
        MARKS.iter().any(|mark| name == *mark)
    };
    going.sort_by_key(|file| (!mark(file), file.clone()));
    coming.sort_by_key(|file| (mark(file), file.clone()));
    let old = Beside::folder(&place.join("old"))?;
    let mut done: Vec<(PathBuf, PathBuf)> = Vec::new();
    let out = going
        .iter()
        .map(|file| (place.join(file), old.path().join(file)));
    let into = coming
        .iter()
        .map(|file| (new.path().join(file), place.join(file)));
    for (from, to) in out.chain(into) {
        if let Err(error) = moved(&from, &to) {
            for (from, to) in done.iter().rev() {
                // As far as that goes: this is a system that does not do what it did a moment ago.
                moved(to, from).ok();
            }
            return Err(error);
        }
        done.push((from, to));
    }
    for file in &going {
        for folder in file
            .ancestors()
            .skip(1)
            .filter(|path| !path.as_os_str().is_empty())
        {
            // Those in which nothing is left.
            fs::remove_dir(place.join(folder)).ok();
        }
    }
    Ok(())
}

fn moved(from: &Path, to: &Path) -> io::Result<()> {
    if let Some(above) = to.parent() {
        fs::create_dir_all(above)?;
    }
    fs::rename(from, to)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Puts files that hold `content` into a folder.
    pub fn put(folder: &Path, names: &[&str], content: &str) {
        for name in names {
            let file = folder.join(name);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, content).unwrap();
        }
    }

    /// The files of a folder and what is in each, sorted.
    pub fn files(folder: &Path) -> Vec<String> {
        let mut found = Vec::new();
        survey(folder, Path::new(""), &mut found).unwrap();
        let read = |file: &PathBuf| fs::read_to_string(folder.join(file)).unwrap();
        let mut all: Vec<String> = found
            .iter()
            .map(|file| format!("{}={}", file.display(), read(file)))
            .collect();
        all.sort();
        all
    }

    #[test]
    fn moving_one_by_one_puts_everything_back_where_one_cannot_be_moved() {
        let top = tempfile::tempdir().unwrap();
        let place = top.path().join("out");
        super::tests::put(&place, &["a", "b"], "old");
        // A folder with something in it has the name of a new file.
        super::tests::put(&place, &["summary.json/mine"], "old");
        let mut new = Beside::folder(&place).unwrap();
        super::tests::put(new.path(), &["a", "summary.json"], "new");
        assert!(super::put(&mut new, &place, &|_| false).is_err());
        drop(new);
        assert_eq!(files(&place), ["a=old", "b=old", "summary.json/mine=old"]);
        assert_eq!(fs::read_dir(top.path()).unwrap().count(), 1);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_folder_that_is_all_ours_is_another_folder_at_once() {
        use std::os::unix::fs::MetadataExt as _;
        let top = tempfile::tempdir().unwrap();
        let place = top.path().join("out");
        let inode = || fs::metadata(&place).unwrap().ino();
        for (old, whole) in [(&["a", "b"][..], true), (&["a", "mine"], false)] {
            super::tests::put(&place, old, "old");
            let before = inode();
            let mut new = Beside::folder(&place).unwrap();
            super::tests::put(new.path(), &["a"], "new");
            super::put(&mut new, &place, &|path| path == Path::new("b")).unwrap();
            drop(new);
            assert_eq!(inode() != before, whole, "{old:?}");
        }
    }
}
