//! Runs for other programs: as programs for PyTorch, and for the Embedding Projector. A new folder each, with a folder for
//! each run where there are several.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{figure_file::Place, shown::Shown};
use crate::{
    export::{projector::Projector, torch::Program},
    train::{Look, Session, Snapshot},
};

/// Who is to read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// PyTorch, which trains the same from the start.
    Torch,
    /// The Embedding Projector, which shows the features of this moment.
    Projector,
}

/// The runs of one moment, and how they look.
pub struct Handed {
    reader: Reader,
    runs: Vec<(String, Arc<Snapshot>)>,
    look: Look,
}

impl Handed {
    /// All runs of what is `shown`.
    pub fn new(shown: &Shown, reader: Reader) -> Self {
        let mut taken = BTreeSet::new();
        let runs = shown.runs.iter().map(|(name, snapshot)| {
            let wanted = folder_name(name);
            let numbered = (2_u32..).map(|number| format!("{wanted}-{number}"));
            let mut names = std::iter::once(wanted.clone()).chain(numbered);
            let free = names.find(|name| taken.insert(name.to_lowercase()));
            (free.unwrap_or(wanted), Arc::clone(snapshot))
        });
        let session = Session::parse("", &shown.carried.experiment, "");
        Self {
            reader,
            runs: runs.collect(),
            look: session.map(|session| session.look).unwrap_or_default(),
        }
    }

    /// Writes a new folder at `place`; nobody ever sees half of it. Returns its path.
    ///
    /// # Errors
    /// In words: when a run cannot be handed over, or something cannot be written.
    pub fn write(&self, place: &Place) -> Result<PathBuf, String> {
        let what = match self.reader {
            Reader::Torch => "pytorch",
            Reader::Projector => "projector",
        };
        place.new_folder(what, |folder| match &self.runs[..] {
            [(_, only)] => self.fill(only, folder),
            several => several
                .iter()
                .try_for_each(|(name, run)| self.fill(run, &folder.join(name))),
        })
    }

    fn fill(&self, run: &Snapshot, folder: &Path) -> Result<(), String> {
        match self.reader {
            Reader::Torch => Program::new(&run.experiment, &self.look, &run.dataset)?.write(folder),
            Reader::Projector => Projector::new(run, Some(&run.dataset), "")?.write(folder),
        }
    }
}

/// A name as every file system takes it.
fn folder_name(name: &str) -> String {
    let plain = |c: char| match c.is_alphanumeric() || "-_.".contains(c) {
        true => c,
        false => '-',
    };
    let name: String = name.chars().map(plain).collect();
    match name.trim_matches(['-', '.']) {
        "" => "run".to_owned(),
        name => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::folder_name;

    #[test]
    fn names_become_folders_that_every_file_system_takes() {
        for (name, expect) in [
            ("circle", "circle"),
            ("m = 0.2, s = 10", "m---0.2--s---10"),
            ("../up", "up"),
            ("圆", "圆"),
            ("?", "run"),
        ] {
            assert_eq!(folder_name(name), expect);
        }
    }
}
