//! Data sets: one file a source, listed once in this file. A [`Source`] is a declaration; [`load`] turns it and the
//! values of its knobs into a [`Dataset`] with a training and a held-out part.

mod beside;
mod classes;
mod dataset;
pub mod given;
pub(crate) mod hash;
mod held_out;
mod idx;
mod left_out;
mod own;
mod packed;
mod parts;
mod preview;
mod samples;
mod sheet;
mod strokes;
mod synthetic;
mod text;

pub use beside::settings;
pub use dataset::{Dataset, Shape, Split, Unseen, balanced};
#[cfg(target_arch = "wasm32")]
pub use fashion::BESIDE;
pub use left_out::LeftOut;
pub use preview::{Norms, Preview, preview};
pub use samples::Samples;
pub use text::{NO_TEXTS, Text, Texts};

use std::path::{Path, PathBuf};

use crate::{
    knob::{Knob, Knobs},
    text::{declared, slug, tf, translated},
};

crate::registry::registry! { Source:
    fashion::Fashion,
    idx_folder::IdxFolder,
    array::ArrayFile,
    images::Images,
    projector::Projector,
    table::Table,
    blobs::Blobs,
    rings::Rings,
    spirals::Spirals,
    glyphs::Glyphs,
    features::Features,
}

/// The declaration of a place that samples come from.
pub trait Source: Sync {
    /// Stable id in files, `fashion`.
    fn id(&self) -> &'static str;
    /// What a person calls it, in English.
    fn name(&self) -> &'static str;
    /// What it is good for, one or two sentences.
    fn about(&self) -> &'static str;
    /// Where its samples are from, and under which licence: one or two sentences.
    fn licence(&self) -> &'static str {
        "Made from the seed by marginscope itself; anybody may use it for anything."
    }
    /// The numbers of `[data]` that a person can turn.
    fn knobs(&self) -> &'static [Knob];
    /// The settings of `[data]` that are words or texts, beside `path`.
    fn texts(&self) -> &'static [Text] {
        &[]
    }
    /// Whether `data.path` must name a file or a folder to read.
    fn reads_path(&self) -> bool {
        false
    }
    /// Whether what it reads can be one file, and not a folder alone.
    fn reads_file(&self) -> bool {
        false
    }
    /// The file or folder to name in `data.path` so that `path`, a file or a folder, is read; `None` where it is nothing of this
    /// source.
    fn folder_of(&self, path: &Path) -> Option<PathBuf> {
        let _ = path;
        None
    }
    /// What its files hold, before anything is held out or scaled; `None` where it has nothing to say of that.
    fn read(&self, request: &Request<'_>) -> Option<Result<Samples, DataError>> {
        let _ = request;
        None
    }
    /// The names of all its classes, in English where it has them of itself; none where only its files know them.
    fn class_names(&self, knobs: &Knobs) -> Vec<String>;
    /// All classes, both parts.
    ///
    /// # Errors
    /// When what it reads is missing or damaged.
    fn load(&self, request: &Request<'_>) -> Result<Dataset, DataError>;
}

impl dyn Source + '_ {
    /// What a person calls it, in the language that is spoken.
    pub fn spoken_name(&self) -> &'static str {
        declared(&format!("source-{}", self.id()), self.name())
    }

    /// What it is good for, likewise.
    pub fn spoken_about(&self) -> &'static str {
        declared(&format!("source-{}-about", self.id()), self.about())
    }

    /// Where its samples are from, likewise.
    pub fn spoken_licence(&self) -> &'static str {
        let own = format!("source-{}-licence", self.id());
        declared(&own, declared("source-licence", self.licence()))
    }

    /// A name of a class that this source has of itself, likewise; one that a file gave stays as it is.
    pub fn spoken_class(&self, name: &str) -> String {
        for (beginning, key) in NUMBERED {
            if let Some(number) = name.strip_prefix(beginning) {
                return tf(key, &[("number", number)]);
            }
        }
        let key = format!("class-{}-{}", self.id(), slug(name));
        translated(&key).map_or_else(|| name.to_owned(), str::to_owned)
    }
}

/// A packed file, features that are shown as they are, and a part that is held out may have so many samples: more are never
/// ranked.
pub const MOST_SAMPLES: usize = (1 << 23) - 1;

/// The beginning of the names of classes that have nothing but a number.
const CLASS: &str = "Class ";
/// The same of made-up characters.
const GLYPH: &str = "Glyph ";

/// The messages that say these numbers.
const NUMBERED: [(&str, &str); 2] = [(CLASS, "class-number"), (GLYPH, "glyph-number")];

/// Which samples to make or read.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// Values of the source's knobs; one that is missing stands at its default.
    pub knobs: &'a Knobs,
    /// Values of its other settings.
    pub texts: &'a Texts,
    /// The file or folder to read, for sources that read files.
    pub path: Option<&'a str>,
    /// Classes to keep, by index; empty keeps all.
    pub classes: &'a [usize],
    /// Which of these classes are left out of training.
    pub left_out: &'a LeftOut,
    /// What samples are drawn with, for sources that draw them.
    pub seed: u64,
    /// Whether the samples are features that are shown as they are: nothing is trained, and nothing held out.
    pub as_features: bool,
}

/// Why there are no data, in words for a person.
#[derive(Clone, Debug, thiserror::Error, PartialEq)]
pub enum DataError {
    /// A file is missing, damaged or of another kind.
    #[error("{file}: {problem}")]
    File {
        /// The file, as the person named it.
        file: String,
        /// What was found and what is expected.
        problem: String,
    },
    /// No source has this id; the second text lists those that there are.
    #[error("data.source: found \"{0}\", expected one of {1}")]
    UnknownSource(String, String),
    /// A source that reads files was given no folder.
    #[error(
        "data.path: the source \"{0}\" reads files, expected the file or folder that holds them"
    )]
    NoPath(&'static str),
    /// A class is asked for that the source does not have.
    #[error(
        "data.classes: found class {found}, expected a number below {count} (classes count from 0)"
    )]
    NoSuchClass {
        /// The class asked for.
        found: usize,
        /// How many there are.
        count: usize,
    },
    /// Classes are to be left out that cannot be; the text says why.
    #[error("data.unseen: {0}")]
    LeftOut(String),
    /// Fewer than two classes are left.
    #[error(
        "data.classes: found {0} class(es), expected at least 2: there is no margin without a second class"
    )]
    TooFewClasses(usize),
    /// More samples are held out, or shown as features, than there may be.
    #[error(
        "data.held_out: found {0} samples that are held out or shown as features, expected at most {most}; lower it where it says what is held out, else keep fewer in data.classes or in the files",
        most = MOST_SAMPLES
    )]
    TooManySamples(usize),
    /// A model is to be trained on features that are given.
    #[error(
        "data.source: found \"features\" with a model that is trained, expected model.kind = \"features\", which shows them as they are"
    )]
    NotTrained,
    /// A class has no sample in the part `train` or `test`.
    #[error(
        "class \"{0}\" has no sample in the {1} part; leave it out in data.classes or raise data.{1}"
    )]
    EmptyClass(String, &'static str),
}

/// The data set of features that were made elsewhere.
pub fn moment(moment: given::Moment) -> Dataset {
    features::dataset(moment)
}

/// The source that reads `path`, a file or a folder, by what is in it, and what to name to it in `data.path`.
pub fn source_of(path: &Path) -> Option<(&'static str, PathBuf)> {
    let mut sources = registry().iter();
    sources.find_map(|source| Some((source.id(), source.folder_of(path)?)))
}

/// The data set of `source`, restricted to the classes asked for, those that are left out of training apart.
///
/// # Errors
/// When the source is unknown, its files are missing or damaged, a class is missing or without samples, or too many are left
/// out.
pub fn load(source: &str, request: &Request<'_>) -> Result<Dataset, DataError> {
    let found = find(source).ok_or_else(|| {
        let known: Vec<&str> = registry().iter().map(|source| source.id()).collect();
        DataError::UnknownSource(source.to_owned(), known.join(", "))
    })?;
    let mut whole = found.load(request)?;
    match (request.as_features, whole.given.is_some()) {
        (true, false) => whole = whole.into_features(),
        (false, true) => return Err(DataError::NotTrained),
        _ => {}
    }
    let dataset = match (request.classes, request.left_out.is_none()) {
        ([], true) => whole,
        (classes, true) => whole.keep_classes(classes)?,
        (classes, false) => {
            let split = request.left_out.split(classes, whole.classes());
            let (seen, unseen) = split.map_err(DataError::LeftOut)?;
            let mut dataset = whole.keep_classes(&seen)?;
            dataset.unseen = whole.keep_classes(&unseen)?.into_unseen()?;
            dataset
        }
    };
    dataset.check()?;
    Ok(dataset)
}
