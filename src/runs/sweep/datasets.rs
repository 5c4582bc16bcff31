//! Data sets that runs share: most runs of a sweep train on the same one.

use std::sync::{Arc, Mutex, PoisonError};

use crate::{
    data::Dataset,
    train::{DataConfig, Experiment, TrainError, lane},
};

/// The data sets that were asked for last, so many as there are runs at a time.
pub struct Datasets {
    most: usize,
    known: Mutex<Vec<Known>>,
}

struct Known {
    /// Their settings, their seed, and whether the samples are features.
    of: (DataConfig, u64, bool),
    dataset: Arc<Dataset>,
}

impl Datasets {
    /// None yet, and never more than this.
    pub fn new(most: usize) -> Self {
        Self {
            most,
            known: Mutex::default(),
        }
    }

    /// The data set of an experiment.
    ///
    /// # Errors
    /// When it cannot be had.
    pub fn of(&self, experiment: &Experiment) -> Result<Arc<Dataset>, TrainError> {
        let as_features = experiment.request().as_features;
        let of = (experiment.data.clone(), experiment.seeds.data, as_features);
        // Whoever needs the same one waits for it instead of loading it a second time.
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known.iter().find(|known| known.of == of) {
            return Ok(Arc::clone(&found.dataset));
        }
        let dataset = lane::load(experiment)?;
        if known.len() >= self.most {
            known.remove(0);
        }
        known.push(Known {
            of,
            dataset: Arc::clone(&dataset),
        });
        Ok(dataset)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::ModelKind;

    #[test]
    fn runs_on_the_same_data_share_them() {
        let datasets = Datasets::new(1);
        let mut experiment = Experiment::default();
        experiment.set_source("blobs");
        let first = datasets.of(&experiment).unwrap();
        experiment.seeds.init += 1;
        assert!(Arc::ptr_eq(&first, &datasets.of(&experiment).unwrap()));
        experiment.seeds.data += 1;
        let other = datasets.of(&experiment).unwrap();
        assert_ne!(first.train.inputs, other.train.inputs);
        experiment.seeds.data -= 1;
        let again = datasets.of(&experiment).unwrap();
        assert!(!Arc::ptr_eq(&first, &again), "one only is kept");
        assert_eq!(first.train.inputs, again.train.inputs);
    }

    #[test]
    fn samples_that_are_features_are_not_those_to_train_on() {
        let datasets = Datasets::new(2);
        let mut experiment = Experiment::default();
        experiment.set_source("blobs");
        let trained = datasets.of(&experiment).unwrap();
        experiment.model.kind = ModelKind::Features;
        let shown = datasets.of(&experiment).unwrap();
        assert!(trained.given.is_none() && shown.given.is_some());
    }
}
