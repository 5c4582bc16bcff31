//! The cell of a confusion that was clicked: the samples that alone are shown, in every figure of the same data.

use std::sync::Arc;

use crate::{
    app::{inspector::same_data, lanes::Lane},
    figure::matrix::samples,
    train::Snapshot,
};

/// Row and column: the label, and the class that was found.
type Cell = (usize, usize);

/// A cell and its samples, of the lane where it was clicked.
#[derive(Default)]
pub struct Only {
    cell: Option<(String, Cell)>,
    /// What the samples were found from; found again when it changes.
    from: Option<(Arc<Snapshot>, Arc<Vec<u32>>)>,
}

impl Only {
    pub fn is_some(&self) -> bool {
        self.cell.is_some()
    }

    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Chooses a cell, or none where it was chosen already.
    pub fn click(&mut self, lane: &str, cell: Cell) {
        let clicked = Some((lane.to_owned(), cell));
        let again = self.cell == clicked;
        *self = Self::default();
        self.cell = clicked.filter(|_| !again);
    }

    /// What `lane` shows alone: nothing unless it shows the data of the lane that was clicked.
    pub fn of(&mut self, lanes: &[Lane], lane: &Lane) -> (Option<Cell>, Option<Arc<Vec<u32>>>) {
        let Some((home, cell)) = self.cell.clone() else {
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
            None => Arc::new(samples(&home.snapshot, home.loss(), cell)),
        };
        self.from = Some((home.snapshot.clone(), found.clone()));
        (Some(cell), Some(found))
    }
}
