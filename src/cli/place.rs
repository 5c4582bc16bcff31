//! The folder that a command makes: what is wrong with the place is told before the work, and all of it is there at once.

pub mod pages;

use std::path::{Path, PathBuf};

use super::Failure;
use crate::export::files::Making;

/// A folder of results that is made.
pub struct Place(Making);

/// What a command writes, in a folder or in one of each lane: what of it is there already is its own, and may go.
pub struct Results {
    /// Every folder of old results has these.
    pub marks: &'static [&'static str],
    /// The names that its files may have, by their paths in such a folder.
    pub names: Vec<&'static str>,
    /// What several lanes have in common, beside their folders.
    pub common: &'static [&'static str],
}

impl Results {
    /// Whether old results are in this very folder.
    pub fn are_in(&self, folder: &Path) -> bool {
        self.marks.iter().all(|mark| folder.join(mark).is_file())
    }

    /// Whether a file, by its path in `folder`, is one of old results there.
    pub fn have(&self, folder: &Path, file: &Path) -> bool {
        let mut parts = file.components();
        let lane = parts.next().map(|lane| folder.join(lane));
        let below = parts.as_path();
        let of_lane = lane.is_some_and(|lane| is_one_of(&self.names, below) && self.are_in(&lane));
        of_lane
            || is_one_of(&self.names, file) && self.are_in(folder)
            || is_one_of(self.common, file) && self.are_of_lanes(folder)
    }

    fn are_of_lanes(&self, folder: &Path) -> bool {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        entries.map(|entry| entry.path()).any(|at| self.are_in(&at))
    }

    /// Holds that whatever has the name of one of these lanes' files in `folder` is of old results: other people's files stay.
    ///
    /// # Errors
    /// When something is not, with its name.
    pub fn check(&self, folder: &Path, lanes: &[&str]) -> Result<(), Failure> {
        let names = |below: &str| -> Vec<PathBuf> {
            let names = self.names.iter();
            names.map(|name| Path::new(below).join(name)).collect()
        };
        let coming: Vec<PathBuf> = match lanes {
            [_] => names(""),
            _ => {
                let all = lanes.iter().flat_map(|lane| names(lane));
                all.chain(self.common.iter().map(PathBuf::from)).collect()
            }
        };
        let is_there = |file: &&PathBuf| folder.join(file).symlink_metadata().is_ok();
        let mut there = coming.iter().filter(is_there);
        match there.find(|file| !self.have(folder, file)) {
            None => Ok(()),
            Some(file) => Err(Failure::Failed(format!(
                "{}: found a file that is of no older results, without {} beside it, expected such results or none; choose another \
                 folder",
                folder.join(file).display(),
                self.marks.join(" and ")
            ))),
        }
    }
}

impl Place {
    /// The folder `wanted`, which must be new or empty unless `force`, or a new `marginscope-out`.
    ///
    /// # Errors
    /// When it holds something already, another process is writing it, or it cannot be made: before the training, since an
    /// hour's work must not end in a folder that cannot be written.
    pub fn new(wanted: Option<&Path>, force: bool) -> Result<Self, Failure> {
        let Some(folder) = wanted else {
            return Self::unused();
        };
        let making = Making::begin(folder).map_err(Failure::Failed)?;
        let taken = making.is_taken();
        let taken =
            taken.map_err(|error| Failure::Failed(format!("{}: {error}", folder.display())))?;
        if taken && !force {
            return Err(Failure::Failed(format!(
                "{}: the folder is not empty; choose another one, or add --force to overwrite",
                folder.display()
            )));
        }
        Ok(Self(making))
    }

    /// `marginscope-out`, or the first of `marginscope-out-2`, `-3` … that is new and that nobody is making.
    fn unused() -> Result<Self, Failure> {
        let names = std::iter::once("marginscope-out".to_owned());
        let names = names.chain((2..10_000).map(|number| format!("marginscope-out-{number}")));
        let mut last = "marginscope-out: there are 9,999 of them; remove some".to_owned();
        for folder in names.map(PathBuf::from) {
            if folder.symlink_metadata().is_ok() {
                continue;
            }
            match Making::begin(&folder) {
                // Another one may have ended a moment ago.
                Ok(making) if !folder.exists() => return Ok(Self(making)),
                Ok(_) => {}
                Err(why) if why.contains("another process") => last = why,
                Err(why) => return Err(Failure::Failed(why)),
            }
        }
        Err(Failure::Failed(last))
    }

    /// The folder as the person named it, in which nothing is yet.
    pub fn folder(&self) -> &Path {
        self.0.shown()
    }

    /// Has `fill` put something into the folder, which has its place only when all is in it.
    ///
    /// # Errors
    /// What `fill` says.
    pub fn put(&self, fill: impl FnOnce(&Path) -> Result<(), Failure>) -> Result<(), Failure> {
        // A person knows the folder by the name that it will have.
        let (making, shown) = (self.0.at().display(), self.folder().display());
        fill(self.0.at()).map_err(|why| match why {
            Failure::Failed(text) => {
                Failure::Failed(text.replace(&making.to_string(), &shown.to_string()))
            }
            other => other,
        })
    }

    /// Puts the folder into its place, for what was there. Files of old `results` are removed where no new one has their name;
    /// all else stays.
    ///
    /// # Errors
    /// When that cannot be done; nothing is changed then.
    pub fn finish(self, results: &Results) -> Result<PathBuf, Failure> {
        let folder = self.folder().to_owned();
        self.finish_by(|file| results.have(&folder, file))
    }

    /// The same, but `ours` knows which files are to be removed, by their paths in the folder.
    ///
    /// # Errors
    /// As [`Place::finish`].
    pub fn finish_by(self, ours: impl Fn(&Path) -> bool) -> Result<PathBuf, Failure> {
        self.0.finish(&ours).map_err(Failure::Failed)
    }
}

fn is_one_of(names: &[&str], file: &Path) -> bool {
    names.iter().any(|name| file == Path::new(name))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_used_folder_is_refused_unless_forced() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("new/out");
        let write = |name: &'static str| {
            move |at: &Path| {
                fs::write(at.join(name), name).unwrap();
                Ok(())
            }
        };
        let place = |force| Place::new(Some(&out), force);
        fs::create_dir_all(&out).unwrap();
        // An empty folder is as good as new.
        let made = place(false).unwrap();
        made.put(write("summary.json")).unwrap();
        assert_eq!(made.finish_by(|_| false).as_deref(), Ok(&*out));
        let refused = place(false).err().unwrap().to_string();
        assert!(
            refused.contains("not empty") && refused.contains("--force"),
            "{refused}"
        );
        let failing = place(true).unwrap();
        let told = failing.put(|at| Err(Failure::Failed(format!("{}/a.npy: full", at.display()))));
        let told = told.unwrap_err().to_string();
        assert_eq!(told, format!("{}/a.npy: full", out.display()));
        drop(failing);
        assert!(out.join("summary.json").exists());
        let again = place(true).unwrap();
        again.put(write("other")).unwrap();
        let again = again.finish_by(|_| true);
        assert!(again.is_ok() && !out.join("summary.json").exists() && out.join("other").exists());
    }
}
