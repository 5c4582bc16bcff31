//! What was clicked to be seen alone, a cell of a confusion or a class of the legend: in every figure of the same data.

use std::sync::Arc;

use crate::{
    app::{inspector::same_data, lanes::Lane},
    figure::{Part, matrix::samples},
    train::Snapshot,
};

/// A part of the set and its samples, of the lane where it was clicked.
#[derive(Default)]
pub struct Only {
    part: Option<(String, Part)>,
    /// What the samples were found from; found again when it changes.
    from: Option<(Arc<Snapshot>, Arc<Vec<u32>>)>,
}

impl Only {
    /// Whether anything is shown alone.
    pub fn is_some(&self) -> bool {
        self.part.is_some()
    }

    /// Shows all samples again.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Chooses a part, or none where it was chosen already.
    pub fn click(&mut self, lane: &str, part: Part) {
        let clicked = Some((lane.to_owned(), part));
        let again = self.part == clicked;
        *self = Self::default();
        self.part = clicked.filter(|_| !again);
    }

    /// What `lane` shows alone: nothing unless it shows the data of the lane that was clicked.
    pub fn shown(&mut self, lanes: &[Lane], lane: &Lane) -> (Option<Part>, Option<Arc<Vec<u32>>>) {
        let Some((home, part)) = self.part.clone() else {
            return (None, None);
        };
        let Some(home) = lanes.iter().find(|lane| lane.name == home) else {
            self.clear();
            return (None, None);
        };
        if !same_data(home, lane) {
            return (None, None);
        }
        let known = self.from.as_ref();
        let known = known.filter(|(snapshot, _)| Arc::ptr_eq(snapshot, &home.snapshot));
        let found = match known {
            Some((_, found)) => found.clone(),
            None => Arc::new(samples(&home.snapshot, home.loss(), part)),
        };
        self.from = Some((home.snapshot.clone(), found.clone()));
        (Some(part), Some(found))
    }
}
