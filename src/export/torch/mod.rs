//! An experiment as a program for PyTorch: a script to read and to change, with the data, the parameters and the order of
//! samples that the same run starts from here. Its templates are Python files, of which `template` keeps what the
//! experiment needs; the loss's own lines are declared beside each loss.

mod lines;
mod parts;
mod template;

use std::path::Path;
use std::sync::Arc;

use super::{
    arrays::{names, npy},
    files::{self, Existing},
};
use crate::{
    data::Dataset,
    loss::{self, Loss, Torch},
    platform::files::create_dir_all,
    train::{Experiment, Look, Session, Trainer},
};

/// The names that files of a program may have.
pub const NAMES: [&str; 14] = [
    "train.py",
    "run_log.py",
    "README.md",
    "experiment.toml",
    "names.txt",
    "run.json",
    "init.safetensors",
    "order.npy",
    "data/train_inputs.npy",
    "data/train_labels.npy",
    "data/test_inputs.npy",
    "data/test_labels.npy",
    "data/unseen_inputs.npy",
    "data/unseen_labels.npy",
];

/// A folder of files by their names, `data/train_inputs.npy`.
pub struct Program {
    /// Names and contents.
    pub files: Vec<(String, Vec<u8>)>,
}

impl Program {
    /// The program of an experiment with its data.
    ///
    /// # Errors
    /// When the loss has no lines in PyTorch yet, or the model does not fit the data; says so for a person.
    pub fn new(
        experiment: &Experiment,
        look: &Look,
        dataset: &Arc<Dataset>,
    ) -> Result<Self, String> {
        let loss = loss::find(&experiment.loss.id).ok_or_else(|| {
            format!(
                "loss.id: found \"{}\", which is no loss",
                experiment.loss.id
            )
        })?;
        written(loss)?;
        if dataset.train.labels.is_empty() {
            return Err(
                "data.source: found features that are given, expected samples to train on"
                    .to_owned(),
            );
        }
        let trainer = Trainer::new(experiment, Arc::clone(dataset));
        let trainer = trainer.map_err(|error| error.to_string())?;
        let parts = parts::Parts::new(&trainer);
        let [train, run_log, readme] = lines::scripts(loss, &trainer, &parts)?;
        let toml = Session::of(experiment, look).to_toml();
        let texts = [
            ("train.py", train),
            ("run_log.py", run_log),
            ("README.md", readme),
            ("experiment.toml", toml),
            ("names.txt", names(dataset)),
            ("run.json", parts::run(loss, experiment, dataset)),
        ];
        let texts = texts.map(|(name, text)| (name.to_owned(), text.into_bytes()));
        let mut files = texts.to_vec();
        files.push(("init.safetensors".to_owned(), parts::parameters(&trainer)?));
        files.push(("order.npy".to_owned(), npy(&parts.order)?));
        files.extend(parts::data(&trainer)?);
        Ok(Self { files })
    }

    /// Writes all files into `folder`, which is made if it is not there, in place of what may be there.
    ///
    /// # Errors
    /// When one cannot be written, with its name.
    pub fn write(&self, folder: &Path) -> Result<(), String> {
        let data = folder.join("data");
        create_dir_all(&data).map_err(|error| format!("{}: {error}", data.display()))?;
        for (name, content) in &self.files {
            let file = folder.join(name);
            let written = files::write(&file, content, Existing::Replace);
            written.map_err(|error| format!("{}: {error}", file.display()))?;
        }
        Ok(())
    }
}

/// A loss in PyTorch.
///
/// # Errors
/// When nobody has written it there yet; names those that are.
pub fn written(loss: &dyn Loss) -> Result<Torch, String> {
    loss.torch().ok_or_else(|| {
        let known = loss::registry().iter();
        let known = known.filter(|loss| loss.torch().is_some());
        let ids: Vec<&str> = known.map(|loss| loss.id()).collect();
        let (id, known) = (loss.id(), ids.join(", "));
        format!("loss.id: found \"{id}\", which nobody has written in PyTorch yet, expected one of {known}")
    })
}
