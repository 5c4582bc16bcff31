//! The folder of a sweep: what it is, its runs, and what they came to.

use std::collections::{BTreeMap, HashSet};
use std::ffi::OsStr;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::{
    super::{Failure, files},
    alone,
};
use crate::{
    export::{
        self,
        files::{Existing, Lock},
    },
    sweep::{Job, Plan, Row, Shard, SweepError, Table, description, flat},
};

const RUNS: &str = "runs";
const RESULTS: &str = "results.csv";
const PAGE: &str = "index.html";
const FIGURES: &str = "figures";
/// In a run's folder; where it is, the folder is whole.
const SUMMARY: &str = "summary.json";

/// The folder of a sweep, with the rows of its runs.
pub struct Folder {
    place: PathBuf,
    of: String,
    table: Table,
    /// Of the shard that is trained into it here, or of runs that are put into it.
    _alone: Option<Lock>,
}

impl Folder {
    /// The folder for this sweep: new, or with what was trained of it before. With `force` another sweep in it is removed, which
    /// nobody trains. Where a `shard` is to be trained into it nobody else trains that one until the folder is dropped; without one,
    /// runs from elsewhere are to be put into it, and nobody else does.
    ///
    /// # Errors
    /// When it holds another sweep or anything else, another process trains what this one would train or remove, or it cannot be
    /// written.
    pub fn open(
        place: &Path,
        plan: &Plan,
        of: &str,
        force: bool,
        shard: Option<Shard>,
    ) -> Result<Self, Failure> {
        fs::create_dir_all(place).map_err(|error| Failure::at(place, &error))?;
        let gate = alone::gate(place)?;
        let file = place.join(description::FILE);
        match check(&file, plan) {
            Ok(()) => {}
            Err(_) if force && file.exists() => {
                alone::nobody(place)?;
                remove(place)?;
            }
            Err(why) => return Err(why),
        }
        let held = match shard {
            Some(shard) => alone::shard(place, shard)?,
            None => alone::joining(place)?,
        };
        if !file.exists() {
            check_empty(place, force)?;
            let content = description::toml(plan, of);
            let written = export::files::write(&file, content.as_bytes(), Existing::Keep);
            match written {
                // Another shard may have written its own at the same moment.
                Err(error) if error.kind() == ErrorKind::AlreadyExists => check(&file, plan)?,
                other => other.map_err(|error| Failure::at(&file, &error))?,
            }
        }
        let runs = place.join(RUNS);
        fs::create_dir_all(&runs).map_err(|error| Failure::at(&runs, &error))?;
        // Others need not wait while many runs are read, which nobody removes now.
        drop(gate);
        Ok(Self {
            _alone: Some(held),
            ..Self::read(place, plan, of)?
        })
    }

    /// A folder that is there, with the rows of its runs.
    ///
    /// # Errors
    /// When a run in it cannot be read.
    pub fn read(place: &Path, plan: &Plan, of: &str) -> Result<Self, Failure> {
        let mut folder = Self::at(place, of);
        folder.look(plan)?;
        folder.check_data(plan)?;
        Ok(folder)
    }

    /// Takes up the runs that others have put there since.
    ///
    /// # Errors
    /// When a run in it cannot be read.
    fn look(&mut self, plan: &Plan) -> Result<(), Failure> {
        let mut found = Vec::new();
        // Asked for at once: there may be many that are not there yet, and the folder far away.
        let here = fs::read_dir(self.place.join(RUNS)).into_iter().flatten();
        let here: HashSet<_> = here.flatten().map(|entry| entry.file_name()).collect();
        for number in (0..plan.runs()).filter(|number| !self.has(*number)) {
            let job = plan.job(number);
            let file = self.run(&job).join(SUMMARY);
            if here.contains(OsStr::new(&job.folder())) && file.exists() {
                let metrics = summary(&file)?;
                found.push(Row { job, metrics });
            }
        }
        found.into_iter().for_each(|row| self.table.add(row));
        Ok(())
    }

    /// A folder that is there, of which no run is looked at.
    pub fn at(place: &Path, of: &str) -> Self {
        Self {
            place: place.to_owned(),
            of: of.to_owned(),
            table: Table::default(),
            _alone: None,
        }
    }

    /// What the runs came to that are here.
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// Where the results are.
    pub fn results(&self) -> PathBuf {
        self.place.join(RESULTS)
    }

    /// Where a run has its folder.
    pub fn run(&self, job: &Job) -> PathBuf {
        self.place.join(RUNS).join(job.folder())
    }

    /// Whether a run is here.
    pub fn has(&self, number: usize) -> bool {
        let place = |row: &Row| row.job.number.cmp(&number);
        self.table.rows.binary_search_by(place).is_ok()
    }

    /// Makes the folder of a run: `fill` puts everything into it before it gets its name. Of two that do the same run the first
    /// one counts.
    ///
    /// # Errors
    /// What `fill` says, or why the folder cannot be written or read back.
    pub fn add(
        place: &Path,
        fill: impl FnOnce(&Path) -> Result<(), Failure>,
    ) -> Result<Vec<(String, serde_json::Value)>, Failure> {
        let file = place.join(SUMMARY);
        let made = export::files::new_folder(place, |at| fill(at).map_err(|why| why.to_string()));
        match made {
            Err(why) if !file.exists() => Err(Failure::Failed(why)),
            _ => summary(&file),
        }
    }

    /// Takes a run up that is in its folder now.
    pub fn take(&mut self, row: Row) {
        self.table.add(row);
    }

    /// Writes the table alone, with what others have put there since.
    ///
    /// # Errors
    /// When it cannot be written, or a run cannot be read.
    pub fn write_table(&mut self, plan: &Plan) -> Result<(), Failure> {
        self.look(plan)?;
        files::write(&self.results(), self.table.csv(plan).as_bytes())
    }

    /// Waits until nobody else writes its results, and holds that.
    ///
    /// # Errors
    /// When nothing can be written there, or another process holds it for minutes.
    pub fn gate(&self) -> Result<Lock, Failure> {
        alone::gate(&self.place)
    }

    /// Where the report is, and what the sweep's experiment is called in it.
    pub fn page(&self) -> (PathBuf, &str) {
        (self.place.join(PAGE), &self.of)
    }

    /// Where the report's figures are.
    pub fn figures(&self) -> PathBuf {
        self.place.join(FIGURES)
    }

    /// Holds that runs which train on the same data have found the same.
    ///
    /// # Errors
    /// Names a run that has not.
    pub fn check_data(&self, plan: &Plan) -> Result<(), Failure> {
        let mut known: BTreeMap<String, (&str, &Job)> = BTreeMap::new();
        for row in &self.table.rows {
            let hash = row
                .metrics
                .iter()
                .find(|(name, _)| name == "dataset.sha256");
            let Some(hash) = hash.and_then(|(_, hash)| hash.as_str()) else {
                continue;
            };
            let experiment = plan.experiment(&row.job);
            let experiment = experiment.map_err(|SweepError(why)| Failure::Failed(why))?;
            let as_features = experiment.request().as_features;
            let of = (&experiment.data, experiment.seeds.data, as_features);
            let of = format!("{of:?}");
            let (first, job) = known.entry(of).or_insert((hash, &row.job));
            if *first != hash {
                return Err(Failure::Failed(format!(
                    "{}: the data are not those of run {}: found SHA-256 {hash}, expected {first}",
                    self.run(&row.job).display(),
                    job.folder()
                )));
            }
        }
        Ok(())
    }
}

/// Holds the sweep that a folder says it has, if it says one, against the one that is asked for.
fn check(file: &Path, plan: &Plan) -> Result<(), Failure> {
    if !file.exists() {
        return Ok(());
    }
    let found = described(file)?;
    match description::difference(&found.plan, plan) {
        None => Ok(()),
        Some(what) => Err(Failure::Failed(format!(
            "{}: the folder holds another sweep: {what}; choose another folder, or add --force to remove that one",
            file.display()
        ))),
    }
}

/// The folder of the sweep that a person names by it, or by the file in it that says what it is.
pub fn sweep_at(path: &Path) -> Option<PathBuf> {
    let is_file = path.is_file() && path.file_name()? == description::FILE;
    let place = if is_file { path.parent()? } else { path };
    let there = place.join(description::FILE).is_file();
    there.then(|| place.to_owned())
}

/// The sweep of a file.
///
/// # Errors
/// When it cannot be read.
pub fn described(file: &Path) -> Result<description::Described, Failure> {
    let text = files::read_text(file)?;
    let described = description::read(&text, &file.display().to_string());
    described.map_err(|SweepError(why)| Failure::Failed(why))
}

/// A folder with anything else in it is no place for a sweep.
fn check_empty(place: &Path, force: bool) -> Result<(), Failure> {
    let entries = fs::read_dir(place).map_err(|error| Failure::at(place, &error))?;
    // What another shard is writing at this moment is hidden.
    let seen = |entry: &fs::DirEntry| !entry.file_name().to_string_lossy().starts_with('.');
    if force && !place.join(description::FILE).exists() {
        // Runs would be taken for those of this sweep, and the others replaced.
        let taken = |name: &&'static str| place.join(name).symlink_metadata().is_ok();
        if let Some(name) = [RUNS, RESULTS, PAGE, FIGURES].into_iter().find(taken) {
            return Err(Failure::Failed(format!(
                "{}: found {name} in a folder that holds no sweep; choose another folder",
                place.display()
            )));
        }
    }
    match entries.flatten().any(|entry| seen(&entry)) && !force {
        true if place.join(description::FILE).exists() => Ok(()),
        true => Err(Failure::Failed(format!(
            "{}: the folder is not empty and holds no sweep; choose another one, or add --force to write beside what is there",
            place.display()
        ))),
        false => Ok(()),
    }
}

/// Removes what a sweep wrote, and nothing else.
fn remove(place: &Path) -> Result<(), Failure> {
    let gone = |path: PathBuf, removed: io::Result<()>| match removed {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(Failure::at(&path, &error)),
        _ => Ok(()),
    };
    for name in [RUNS, FIGURES] {
        let path = place.join(name);
        let removed = fs::remove_dir_all(&path);
        gone(path, removed)?;
    }
    // What says which sweep it is comes last: until then the folder is that of the old one, of which runs are missing.
    for name in [PAGE, RESULTS, description::FILE] {
        let path = place.join(name);
        let removed = fs::remove_file(&path);
        gone(path, removed)?;
    }
    Ok(())
}

fn summary(file: &Path) -> Result<Vec<(String, serde_json::Value)>, Failure> {
    let text = files::read_text(file)?;
    let read = serde_json::from_str(&text);
    let read = read.map_err(|error| Failure::Failed(format!("{}: {error}", file.display())))?;
    Ok(flat(&read))
}
