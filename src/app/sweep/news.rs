//! What the threads behind a sweep tell the window.

use crate::{
    figure::Figure,
    sweep::Row,
    train::{DataConfig, Experiment},
};

/// The files of a run by their names.
pub type Files = Vec<(&'static str, Vec<u8>)>;

/// How many classes runs on these data train.
#[derive(Clone, Debug, PartialEq)]
pub struct Classes {
    /// The data.
    pub data: DataConfig,
    /// How many.
    pub count: usize,
}

impl Classes {
    /// Those of an experiment whose data have so many that are trained on.
    pub fn of(experiment: &Experiment, count: usize) -> Self {
        Self {
            data: experiment.data.clone(),
            count,
        }
    }
}

/// Something that a sweep has by now.
pub enum News {
    /// What runs came to.
    Rows(Vec<Row>),
    /// How many classes there are.
    Classes(Classes),
    /// What the run of this number looks like, small.
    Picture(usize, Figure),
    /// The folder of the run of this number, which is not written yet.
    Files(usize, Files),
    /// Why it does not go on, in words for a person; the number of the run where it is one's.
    Problem(Option<usize>, String),
}
