//! Features of a run for the Embedding Projector, the one in TensorBoard and the one that stands alone: vectors and what is
//! known of each as tables, the pictures of all samples as one, and both forms of its configuration.

mod config;
mod sprite;

use std::fmt::Display;
use std::path::Path;

use ndarray::Array2;

use self::config::Embedding;
use super::files::{self, Existing};
use crate::{
    data::Dataset,
    train::{Snapshot, predictions},
};

/// The names that these files may have.
pub const NAMES: [&str; 9] = [
    "tensors.tsv",
    "metadata.tsv",
    "weights.tsv",
    "weights_metadata.tsv",
    "sprite.png",
    "unseen_tensors.tsv",
    "unseen_metadata.tsv",
    "projector_config.json",
    "projector_config.pbtxt",
];

/// A folder of files by their names.
pub struct Projector {
    /// Names and contents.
    pub files: Vec<(&'static str, Vec<u8>)>,
}

impl Projector {
    /// The last features of a run, its class directions, and the features of classes that were left out of training where there
    /// are any. `pictures` is what the run was trained on, where that is at hand; `url` the address that the folder will have,
    /// with which the projector that stands alone finds its files.
    ///
    /// # Errors
    /// When the pictures cannot be put together; says so for a person.
    pub fn new(snapshot: &Snapshot, pictures: Option<&Dataset>, url: &str) -> Result<Self, String> {
        let (dataset, unseen) = (&snapshot.dataset, &snapshot.dataset.unseen);
        let mut files = vec![
            ("tensors.tsv", vectors(&snapshot.features)),
            ("metadata.tsv", samples(snapshot)),
            ("weights.tsv", vectors(&snapshot.weights)),
            ("weights_metadata.tsv", names(&dataset.class_names)),
        ];
        let shape = |rows: &Array2<f32>| [rows.nrows(), rows.ncols()];
        let mut features = Embedding::new(
            "features",
            shape(&snapshot.features),
            ["tensors.tsv", "metadata.tsv"],
        );
        let sheet =
            pictures.map(|of| sprite::sheet(of.shape, &of.test_pixels, of.test.labels.len()));
        if let Some(sheet) = sheet.transpose()?.flatten() {
            features.sprite = Some(("sprite.png", sheet.side));
            files.push(("sprite.png", sheet.png));
        }
        let weights = ["weights.tsv", "weights_metadata.tsv"];
        let mut all = vec![
            features,
            Embedding::new("class directions", shape(&snapshot.weights), weights),
        ];
        if unseen.classes() > 0 {
            let of = unseen.test.labels.iter();
            let labels: Vec<&String> = of.map(|label| &unseen.class_names[*label]).collect();
            files.push(("unseen_tensors.tsv", vectors(&snapshot.unseen)));
            files.push(("unseen_metadata.tsv", names(labels)));
            let of = ["unseen_tensors.tsv", "unseen_metadata.tsv"];
            all.push(Embedding::new(
                "features of unseen classes",
                shape(&snapshot.unseen),
                of,
            ));
        }
        files.push((
            "projector_config.json",
            config::json(&all, url).into_bytes(),
        ));
        files.push(("projector_config.pbtxt", config::pbtxt(&all).into_bytes()));
        Ok(Self { files })
    }

    /// Whether the pictures of the samples are among the files.
    pub fn has_pictures(&self) -> bool {
        self.files.iter().any(|(name, _)| *name == "sprite.png")
    }

    /// Writes all files into `folder`, which is made if it is not there, in place of what may be there.
    ///
    /// # Errors
    /// When one cannot be written, with its name.
    pub fn write(&self, folder: &Path) -> Result<(), String> {
        let made = crate::platform::files::create_dir_all(folder);
        made.map_err(|error| format!("{}: {error}", folder.display()))?;
        for (name, content) in &self.files {
            let file = folder.join(name);
            let written = files::write(&file, content, Existing::Replace);
            written.map_err(|error| format!("{}: {error}", file.display()))?;
        }
        Ok(())
    }
}

/// Fields between tabs, a line a row.
fn line(fields: impl IntoIterator<Item = impl Display>) -> String {
    let fields: Vec<String> = fields.into_iter().map(|field| field.to_string()).collect();
    fields.join("\t") + "\n"
}

/// Rows of numbers, each in the fewest digits that read back as it.
fn vectors(rows: &Array2<f32>) -> Vec<u8> {
    let lines = rows.outer_iter().map(|row| line(row.iter()));
    lines.collect::<String>().into_bytes()
}

/// A name as a field, which has neither tab nor line break and is not empty.
fn field(name: &str) -> String {
    match name.trim() {
        "" => "?".to_owned(),
        name => name.replace(['\t', '\n', '\r'], " "),
    }
}

/// One name a line: a single column has no head.
fn names<'a>(names: impl IntoIterator<Item = &'a String>) -> Vec<u8> {
    let lines = names.into_iter().map(|name| field(name) + "\n");
    lines.collect::<String>().into_bytes()
}

/// The class of each held-out sample, what it is taken for, and its number in the held-out part.
fn samples(snapshot: &Snapshot) -> Vec<u8> {
    let classes = &snapshot.dataset.class_names;
    let name = |class: usize| {
        classes
            .get(class)
            .map_or("?".to_owned(), |name| field(name))
    };
    let taken = predictions(snapshot, &snapshot.experiment.loss);
    let row = |(sample, label): (usize, &usize)| {
        let taken = taken.get(sample).copied().flatten();
        let taken = taken.map_or("?".to_owned(), name);
        line([name(*label), taken, sample.to_string()])
    };
    let head = line(["class", "taken for", "sample"]);
    let rows = snapshot.dataset.test.labels.iter().enumerate().map(row);
    std::iter::once(head)
        .chain(rows)
        .collect::<String>()
        .into_bytes()
}
