//! Data sets that several lanes train on, read and held once.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use super::experiment::{DataConfig, Experiment};
use super::lane;
use super::trainer::TrainError;
use crate::data::Dataset;

/// The data sets that some lane still holds. Lanes that ask for the same one at a time wait for the first to read it.
#[derive(Default)]
pub struct Shelf(Mutex<Vec<(Key, Slot)>>);

/// What a data set is made from: its settings, its seed, and whether its samples are features.
type Key = (DataConfig, u64, bool);
type Slot = Arc<Mutex<Weak<Dataset>>>;

impl Shelf {
    /// The data set of an experiment: the one that another lane holds, or read anew where none does.
    ///
    /// # Errors
    /// When it cannot be had.
    pub fn load(&self, experiment: &Experiment) -> Result<Arc<Dataset>, TrainError> {
        let slot = self.slot((
            experiment.data.clone(),
            experiment.seeds.data,
            experiment.request().as_features,
        ));
        let mut held = locked(&slot);
        if let Some(dataset) = held.upgrade() {
            return Ok(dataset);
        }
        let dataset = lane::load(experiment)?;
        *held = Arc::downgrade(&dataset);
        Ok(dataset)
    }

    /// From now on every data set is read anew, whoever holds it.
    pub fn forget(&self) {
        locked(&self.0).clear();
    }

    fn slot(&self, key: Key) -> Slot {
        let mut slots = locked(&self.0);
        // One that is being read is held by its reader, and its lock is taken.
        slots.retain(|(_, slot)| {
            let idle = slot.try_lock();
            Arc::strong_count(slot) > 1 || idle.is_ok_and(|held| held.strong_count() > 0)
        });
        if let Some((_, slot)) = slots.iter().find(|(known, _)| *known == key) {
            return Arc::clone(slot);
        }
        let slot = Slot::default();
        slots.push((key, Arc::clone(&slot)));
        slot
    }
}

/// A panic while reading leaves nothing half done here.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blobs(seed: u64) -> Experiment {
        let mut experiment = Experiment::default();
        experiment.set_source("blobs");
        experiment.seeds.data = seed;
        experiment
    }

    #[test]
    fn lanes_of_the_same_data_hold_one_data_set_and_others_their_own() {
        let shelf = Shelf::default();
        let loaded: Vec<Arc<Dataset>> = std::thread::scope(|scope| {
            let shelf = &shelf;
            let read = |seed| scope.spawn(move || shelf.load(&blobs(seed)).unwrap());
            let readers = [1, 1, 1, 2].map(read);
            readers.map(|reader| reader.join().unwrap()).to_vec()
        });
        assert!(Arc::ptr_eq(&loaded[0], &loaded[1]) && Arc::ptr_eq(&loaded[0], &loaded[2]));
        assert!(!Arc::ptr_eq(&loaded[0], &loaded[3]));
        assert_ne!(loaded[0].train.inputs, loaded[3].train.inputs);
    }

    #[test]
    fn what_no_lane_holds_is_let_go() {
        let shelf = Shelf::default();
        drop(shelf.load(&blobs(1)).unwrap());
        drop(shelf.load(&blobs(2)).unwrap());
        let slots = locked(&shelf.0);
        assert_eq!(slots.len(), 1, "the first is forgotten");
        assert!(locked(&slots[0].1).upgrade().is_none());
    }

    #[test]
    fn what_is_forgotten_is_read_anew_although_a_lane_holds_it() {
        let shelf = Shelf::default();
        let held = shelf.load(&blobs(1)).unwrap();
        assert!(Arc::ptr_eq(&held, &shelf.load(&blobs(1)).unwrap()));
        shelf.forget();
        let anew = shelf.load(&blobs(1)).unwrap();
        assert!(!Arc::ptr_eq(&held, &anew) && held.is_as(&anew));
    }

    #[test]
    fn what_cannot_be_read_is_an_error_each_time() {
        let mut experiment = Experiment::default();
        experiment.set_source("idx");
        let shelf = Shelf::default();
        for _ in 0..2 {
            assert!(shelf.load(&experiment).is_err());
        }
    }
}
