//! What the classes of a run's data are called, without its data: asked for again and again where a sweep is read.

use std::sync::{Arc, Mutex, PoisonError};

use crate::{
    data::{self, Dataset, Shape},
    train::{DataConfig, Experiment, lane},
};

/// The names of a data set.
#[derive(Debug)]
pub struct Named {
    /// What a row of its inputs is.
    pub shape: Shape,
    /// Names of the classes `(C)` that are trained, in the order of labels.
    pub class_names: Vec<String>,
    /// The same of those that are left out of training.
    pub unseen: Vec<String>,
}

/// The names that were asked for last, and of what.
type Known = ((DataConfig, u64), Arc<Named>);

static LAST: Mutex<Option<Known>> = Mutex::new(None);

/// The names of an experiment's data, where these are at hand.
///
/// Those of the last data set are kept, unless it comes from files: they may be others now.
pub fn of(experiment: &Experiment) -> Option<Arc<Named>> {
    let of = (experiment.data.clone(), experiment.seeds.data);
    let last = || LAST.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, named)) = last().as_ref().filter(|(known, _)| *known == of) {
        return Some(Arc::clone(named));
    }
    let dataset = lane::load(experiment).ok()?;
    let named = Arc::new(Named::new(&dataset));
    let source = data::find(&experiment.data.source);
    if source.is_some_and(|source| source.texts().is_empty()) {
        *last() = Some((of, Arc::clone(&named)));
    }
    Some(named)
}

impl Named {
    fn new(dataset: &Dataset) -> Self {
        Self {
            shape: dataset.shape,
            class_names: dataset.class_names.clone(),
            unseen: dataset.unseen.class_names.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_data_asked_for() {
        let mut experiment = Experiment::default();
        experiment.set_source("fashion");
        let first = of(&experiment).unwrap();
        experiment.data.classes = vec![3, 5];
        let listed = of(&experiment).unwrap();
        assert_eq!(listed.class_names.len(), 2);
        assert_eq!(listed.class_names[0], first.class_names[3]);
        experiment.data.classes.clear();
        assert_eq!(of(&experiment).unwrap().class_names, first.class_names);
    }
}
