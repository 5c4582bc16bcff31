//! What the window shows at one moment, as the dialog takes it.

use std::sync::Arc;

use super::{choice::ColourSet, recipe::Recipe};
use crate::{
    app::history::Past,
    export::{Panel, caption::Caption, carry::Carried},
    train::Snapshot,
};

/// Something that can be exported: a view, a chart, or all views together.
pub struct Subject {
    /// As the dialog lists it.
    pub name: String,
    /// One for each picture that stands beside the others.
    pub panels: Vec<Panel>,
    /// How each panel is made of another moment.
    pub recipes: Vec<Recipe>,
    /// What it shows, in a sentence or two.
    pub caption: Caption,
}

/// What the window shows at one moment.
pub struct Shown {
    /// Never empty.
    pub subjects: Vec<Subject>,
    /// What the files carry.
    pub carried: Carried,
    /// The runs, by the names of their lanes.
    pub runs: Vec<(String, Arc<Snapshot>)>,
    /// What the runs are called together.
    pub title: String,
    /// The name of a file, without its ending.
    pub stem: String,
    /// Whose colours its figures have.
    pub colours: ColourSet,
    /// What led to this moment, or why that cannot be told.
    pub past: Result<Past, &'static str>,
}
