//! What a sweep has come to so far.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::news::{Classes, Files, News};
use crate::{
    figure::{
        Figure,
        grid::{Grid, Metric, Sides, grids},
    },
    runs::{
        Failure,
        sweep::{Folder, write_results},
        write_contents,
    },
    sweep::{Job, Plan, Table},
};

/// A sweep with what is known of its runs.
pub struct Swept {
    /// What is swept.
    pub plan: Arc<Plan>,
    /// What its experiment is called.
    pub of: String,
    /// What its runs came to.
    pub table: Table,
    /// It is trained here.
    pub own: bool,
    /// The folder that it is in.
    pub place: Option<PathBuf>,
    /// Goes up whenever something is known more.
    pub revision: u64,
    pictures: BTreeMap<usize, Figure>,
    classes: Vec<Classes>,
    files: BTreeMap<usize, Arc<Files>>,
    /// How many of them some folder holds.
    saved: usize,
}

impl Swept {
    /// One of which no run is known yet; it is trained here unless it is in a folder.
    pub fn new(plan: Plan, of: String, place: Option<PathBuf>) -> Self {
        Self {
            own: place.is_none(),
            plan: Arc::new(plan),
            of,
            place,
            table: Table::default(),
            revision: 0,
            pictures: BTreeMap::new(),
            classes: Vec::new(),
            files: BTreeMap::new(),
            saved: 0,
        }
    }

    /// Takes up what is new; a problem is given back, in words for a person.
    pub fn take(&mut self, news: News) -> Option<(Option<Job>, String)> {
        self.revision += 1;
        match news {
            News::Rows(rows) => rows.into_iter().for_each(|row| self.table.add(row)),
            News::Classes(classes) => self.know(classes),
            News::Picture(number, figure) => drop(self.pictures.insert(number, figure)),
            News::Files(number, files) => drop(self.files.insert(number, Arc::new(files))),
            News::Problem(number, why) => {
                return Some((number.map(|number| self.plan.job(number)), why));
            }
        }
        None
    }

    /// So many classes are in these data.
    pub fn know(&mut self, classes: Classes) {
        if !self.classes.contains(&classes) {
            self.classes.push(classes);
            self.revision += 1;
        }
    }

    /// Its grids of a metric, with the first runs in their cells.
    pub fn grids(&self, sides: Sides, metric: &Metric) -> Vec<Grid> {
        let classes = |job: &Job| {
            let data = self.plan.experiment(job).ok()?.data;
            let found = self.classes.iter().find(|known| known.data == data);
            found.map(|known| known.count)
        };
        let mut all = grids(&self.plan, &self.table, (sides, metric), &classes);
        for grid in &mut all {
            let picture = |job: &Option<Job>| self.pictures.get(&job.as_ref()?.number).cloned();
            grid.figure.pictures = grid.first.iter().map(picture).collect();
        }
        all
    }

    /// The runs that are there of the cell that this one is in, seed by seed.
    pub fn seeds_of(&self, job: &Job) -> Vec<Job> {
        // Seeds change fastest from run to run.
        let first = job.number + 1 - job.seed;
        let all = (first..first + self.plan.seeds()).filter_map(|number| self.table.row(number));
        all.map(|row| row.job.clone()).collect()
    }

    /// Whether there are runs that no folder holds.
    pub fn is_unsaved(&self) -> bool {
        self.files.len() > self.saved
    }

    /// So many of its runs are in the folder at `place` now.
    pub fn is_saved(&mut self, runs: usize, place: PathBuf) {
        self.saved = runs;
        self.place = Some(place);
    }

    /// What is to be written of it, as it is now.
    pub fn kept(&self) -> Kept {
        Kept {
            plan: Arc::clone(&self.plan),
            of: self.of.clone(),
            files: self.files.clone(),
        }
    }
}

/// The runs of a sweep that are to be written.
pub struct Kept {
    plan: Arc<Plan>,
    of: String,
    files: BTreeMap<usize, Arc<Files>>,
}

impl Kept {
    /// How many they are.
    pub fn runs(&self) -> usize {
        self.files.len()
    }

    /// Writes the folder of the sweep, as `marginscope sweep` has it, which goes on with it where runs are missing.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, place: &Path) -> Result<(), Failure> {
        let mut folder = Folder::open(place, &self.plan, &self.of, false, None)?;
        for (number, files) in &self.files {
            let job = self.plan.job(*number);
            let run = folder.run(&job);
            let metrics = Folder::add(&run, |at| write_contents(at, files))?;
            folder.take(crate::sweep::Row { job, metrics });
        }
        write_results(&mut folder, &self.plan)
    }
}
