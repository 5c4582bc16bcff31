//! A folder of results while it is made: beside the place that it is to have, and there as a whole at the end. Whatever ends
//! the making before, an old folder in that place stays as it was.

use std::{
    fs,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};

use super::{
    beside::{Beside, is_own},
    lock::Lock,
    swap,
};

/// A file system takes names of 255 bytes.
const LONG: usize = 200;

/// A folder that is being made. Dropped, it leaves nothing.
pub struct Making {
    /// The place that it is to have, as the person named it.
    shown: PathBuf,
    /// The same with its links followed.
    place: PathBuf,
    beside: Beside,
    _lock: Lock,
    _parents: Parents,
}

impl Making {
    /// Begins a folder for this place, which nobody else makes one for meanwhile.
    ///
    /// # Errors
    /// When none can be there, with the place and the reason: before anything else was done.
    pub fn begin(shown: &Path) -> Result<Self, String> {
        let told = |why: String| format!("{}: {why}", shown.display());
        let place = usable(shown).map_err(told)?;
        let failed = |error: io::Error| told(error.to_string());
        let above = place.parent().unwrap_or(Path::new("/"));
        let parents = Parents::made(above).map_err(failed)?;
        let (lock, inside) = hold(&place).map_err(failed)?;
        let lock = lock.ok_or_else(|| {
            told(
                "another process is writing into this folder; wait for it, or choose another one"
                    .to_owned(),
            )
        })?;
        let of = match inside || !swap::is_movable(&place) {
            // Such as where a disk is mounted: its name cannot be given to another folder.
            true => place.join("new"),
            false => place.clone(),
        };
        Ok(Self {
            shown: shown.to_owned(),
            beside: Beside::folder(&of).map_err(failed)?,
            place,
            _lock: lock,
            _parents: parents,
        })
    }

    /// Where its files are put until it is whole.
    pub fn at(&self) -> &Path {
        self.beside.path()
    }

    /// The place that it is to have, as the person named it.
    pub fn shown(&self) -> &Path {
        &self.shown
    }

    /// Whether something is in that place that this folder would take the place of, or come beside.
    ///
    /// # Errors
    /// When that cannot be looked at.
    pub fn is_taken(&self) -> io::Result<bool> {
        let entries = match fs::read_dir(&self.place) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
            entries => entries?,
        };
        let mut names = entries.flatten().map(|entry| entry.file_name());
        Ok(names.any(|name| !is_own(&name.to_string_lossy())))
    }

    /// Puts it into its place. Of what is there the files that `ours` knows, by their paths in the folder, are gone then, and
    /// those that have the name of a new one; all else stays.
    ///
    /// # Errors
    /// When that cannot be done; what was there is there still, and what was made has another name, which is told.
    pub fn finish(mut self, ours: &dyn Fn(&Path) -> bool) -> Result<PathBuf, String> {
        let Err(error) = swap::put(&mut self.beside, &self.place, ours) else {
            return Ok(self.shown);
        };
        let told = format!("{}: {error}", self.shown.display());
        match self.kept() {
            Some(kept) => Err(format!("{told}; what was made is in {}", kept.display())),
            None => Err(told),
        }
    }

    /// Gives what was made a name that is free: an hour's work is not lost for one that cannot be had.
    fn kept(&mut self) -> Option<PathBuf> {
        let of = self.place.file_name()?.to_string_lossy().into_owned();
        let mut names =
            (2..100).map(|number| self.beside.path().with_file_name(format!("{of}-{number}")));
        let free = names.find(|name| name.symlink_metadata().is_err())?;
        self.beside.take_name(&free).ok().map(|()| free)
    }
}

/// The place with its links followed.
fn usable(shown: &Path) -> Result<PathBuf, String> {
    match fs::metadata(shown) {
        Ok(found) if found.is_dir() => fs::canonicalize(shown).map_err(|error| error.to_string()),
        Ok(_) => Err("found a file, expected a folder or a name that is free".to_owned()),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            if fs::symlink_metadata(shown).is_ok() {
                return Err("found a link to a folder that is not there".to_owned());
            }
            match shown.file_name() {
                Some(_) => std::path::absolute(shown).map_err(|error| error.to_string()),
                None => Err("found no name for a folder".to_owned()),
            }
        }
        Err(error) => Err(error.to_string()),
    }
}

/// The lock of a place, which is beside it, or where no file can be beside it, in it.
fn hold(place: &Path) -> io::Result<(Option<Lock>, bool)> {
    let name = lock_name(&place.file_name().unwrap_or_default().to_string_lossy());
    match Lock::hold(&place.with_file_name(&name)) {
        Err(_) if place.is_dir() => Ok((Lock::hold(&place.join(&name))?, true)),
        held => Ok((held?, false)),
    }
}

/// The name of a lock for a folder of this name, which is not too long either.
fn lock_name(name: &str) -> String {
    if name.len() <= LONG {
        return format!(".{name}.lock");
    }
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    let short: String = name.chars().take(20).collect();
    format!(".{short}.{:016x}.lock", hasher.finish())
}

/// Folders that were made for another one to lie in; those that are empty in the end are removed again.
struct Parents(Vec<PathBuf>);

impl Parents {
    fn made(folder: &Path) -> io::Result<Self> {
        let missing: Vec<PathBuf> = folder
            .ancestors()
            .take_while(|above| !above.exists())
            .map(Path::to_owned)
            .collect();
        let made = Self(missing);
        fs::create_dir_all(folder)?;
        Ok(made)
    }
}

impl Drop for Parents {
    fn drop(&mut self) {
        for folder in &self.0 {
            // One that has something in it stays.
            fs::remove_dir(folder).ok();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::swap::tests::{files, put};
    use super::*;

    /// Makes a folder of the files `new`, over one of the files `old`, of which everything in `figures/` is ours.
    fn check(old: &[&str], new: &[&str], expect: &[&str]) {
        let top = tempfile::tempdir().unwrap();
        let place = top.path().join("out");
        put(&place, old, "old");
        let making = Making::begin(&place).unwrap();
        assert_eq!(making.is_taken().unwrap(), !old.is_empty());
        put(making.at(), new, "new");
        making.finish(&|path| path.starts_with("figures")).unwrap();
        assert_eq!(files(&place), expect);
        assert_eq!(fs::read_dir(top.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_is_ours_is_replaced_as_a_whole_and_nothing_else_is_touched() {
        check(&[], &["a", "b/c"], &["a=new", "b/c=new"]);
        check(&["a", "figures/x"], &["a"], &["a=new"]);
        check(
            &["a", "figures/x", "mine", "b/mine"],
            &["a", "b/c"],
            &["a=new", "b/c=new", "b/mine=old", "mine=old"],
        );
    }

    #[test]
    fn what_is_given_up_leaves_nothing_and_touches_nothing() {
        let top = tempfile::tempdir().unwrap();
        let place = top.path().join("new/deep/out");
        drop(Making::begin(&place).unwrap());
        assert_eq!(fs::read_dir(top.path()).unwrap().count(), 0);
        put(&place, &["a"], "old");
        let making = Making::begin(&place).unwrap();
        put(making.at(), &["a"], "new");
        drop(making);
        assert_eq!(files(&place), ["a=old"]);
    }

    #[test]
    fn two_do_not_make_one_folder() {
        let top = tempfile::tempdir().unwrap();
        let place = top.path().join("out");
        let first = Making::begin(&place).unwrap();
        let refused = Making::begin(&place).err().unwrap();
        assert!(refused.contains("out: another process"), "{refused}");
        assert!(Making::begin(&top.path().join("other")).is_ok());
        let long = |end: &str| top.path().join("x".repeat(250) + end);
        let _held = Making::begin(&long("1")).unwrap();
        assert!(Making::begin(&long("2")).is_ok());
        assert!(Making::begin(&long("1")).is_err());
        drop(first);
        assert!(Making::begin(&place).is_ok());
    }

    #[test]
    fn what_cannot_get_its_name_is_kept_under_another() {
        let top = tempfile::tempdir().unwrap();
        let place = top.path().join("out");
        put(&place, &["a/mine"], "old");
        let making = Making::begin(&place).unwrap();
        // A folder with something in it has the name of a new file.
        put(making.at(), &["a"], "new");
        let told = making.finish(&|_| false).unwrap_err();
        assert!(
            told.contains("what was made is in ") && told.ends_with("out-2"),
            "{told}"
        );
        assert_eq!(files(&place), ["a/mine=old"]);
        assert_eq!(files(&top.path().join("out-2")), ["a=new"]);
    }

    /// What a place that cannot be had is told as.
    fn check_refused(place: &Path, expect: &str) {
        let refused = Making::begin(place).err().unwrap();
        assert!(refused.contains(expect), "{refused}");
    }

    #[test]
    fn a_place_that_cannot_be_had_is_told_at_once() {
        let top = tempfile::tempdir().unwrap();
        let at = |name: &str| top.path().join(name);
        fs::write(at("file"), "").unwrap();
        check_refused(&at("file"), "found a file");
        check_refused(&at("file/out"), "Not a directory");
        check_refused(&at(&"x".repeat(300)), "name too long");
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(at("none"), at("link")).unwrap();
            check_refused(&at("link"), "link to a folder that is not there");
        }
        assert_eq!(
            fs::read_dir(top.path()).unwrap().count(),
            if cfg!(unix) { 2 } else { 1 }
        );
    }
}
