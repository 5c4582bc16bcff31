//! The system's own chooser of files and folders, or the word that there is none.

#[cfg(target_arch = "wasm32")]
mod page;
#[cfg(not(target_arch = "wasm32"))]
mod system;

use std::path::PathBuf;

#[cfg(target_arch = "wasm32")]
pub(super) use page::{arrived, ask_browser, fetch};
#[cfg(not(target_arch = "wasm32"))]
pub use system::native;

/// What is to be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// An experiment, a picture that carries one, or data.
    Experiment,
    /// Data, or a file that belongs to some.
    Data,
    /// Where an experiment goes; it is called so at first.
    NewExperiment(String),
    /// A folder that is there.
    Folder,
    /// Where a new PNG goes; it is called so at first.
    Picture(String),
}

/// A question to the chooser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// What is to be chosen.
    pub wanted: Wanted,
    /// Where it opens.
    pub folder: PathBuf,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// This was chosen.
    Chosen(PathBuf),
    /// The chooser was closed.
    Cancelled,
    /// There is no chooser here.
    Absent,
    /// What was chosen cannot be had; says to a person why.
    Failed(String),
}

/// Asks and waits for the answer.
pub type Chooser = fn(&Ask) -> Answer;

/// What an experiment can be in.
pub(super) const CARRIERS: [&str; 5] = ["toml", "png", "svg", "pdf", "gif"];

/// What data can be in. Files of IDX have no ending of their own: their folder is opened.
pub(super) const DATA: [&str; 8] = [
    "csv",
    "tsv",
    "txt",
    "npy",
    "npz",
    "safetensors",
    "json",
    "gz",
];

/// Where there is no chooser: in tests, which must not open one.
pub fn none(_: &Ask) -> Answer {
    Answer::Absent
}
