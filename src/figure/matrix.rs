//! A figure of counts in rows and columns.

use super::Part;
use crate::look::Classes;
use crate::train::{LossConfig, Snapshot, predictions};

/// Counts `(C, C)`: of the samples of the row's class, how many were taken for the column's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MatrixFigure {
    /// Names of the classes, down the rows and along the columns.
    pub names: Vec<String>,
    /// The counts, row by row.
    pub counts: Vec<u32>,
    /// Which classes of their data set they are.
    pub classes: Classes,
    /// The cell whose samples alone are shown in the other figures: row and column.
    pub chosen: Option<(usize, usize)>,
}

impl MatrixFigure {
    /// The number of classes, C.
    pub fn classes(&self) -> usize {
        self.names.len()
    }

    /// Samples of the row's class that were taken for the column's; 0 outside of the matrix.
    pub fn count(&self, row: usize, column: usize) -> u32 {
        let place = row * self.classes() + column;
        self.counts.get(place).copied().unwrap_or(0)
    }

    /// Samples of the row's class.
    pub fn total(&self, row: usize) -> u32 {
        (0..self.classes())
            .map(|column| self.count(row, column))
            .sum()
    }

    /// Share of the row's samples in a cell; 0 in an empty row.
    pub fn share(&self, row: usize, column: usize) -> f64 {
        f64::from(self.count(row, column)) / f64::from(self.total(row).max(1))
    }

    /// At most `most` cells off the diagonal with any samples, as `(row, column, count)`, the fullest first.
    pub fn mistakes(&self, most: usize) -> Vec<(usize, usize, u32)> {
        let classes = self.classes();
        let cells = (0..classes).flat_map(|row| (0..classes).map(move |column| (row, column)));
        let mut wrong: Vec<_> = cells
            .filter(|(row, column)| row != column)
            .map(|(row, column)| (row, column, self.count(row, column)))
            .filter(|(.., count)| *count > 0)
            .collect();
        wrong.sort_by_key(|(.., count)| std::cmp::Reverse(*count));
        wrong.truncate(most);
        wrong
    }
}

/// The held-out samples that two runs of the same data take for different classes, in their order.
pub fn changed(a: (&Snapshot, &LossConfig), b: (&Snapshot, &LossConfig)) -> Vec<u32> {
    let taken = |(snapshot, loss)| predictions(snapshot, loss);
    let pairs = taken(a).into_iter().zip(taken(b)).zip(0_u32..);
    let differ = pairs.filter(|((a, b), _)| a != b);
    differ.map(|(_, sample)| sample).collect()
}

/// The held-out samples of a part, in their order. Those that are [`changed`] are known of two runs, and there are none here.
pub fn samples(snapshot: &Snapshot, loss: &LossConfig, part: Part) -> Vec<u32> {
    let labels = snapshot.dataset.test.labels.iter().zip(0_u32..);
    match part {
        Part::Class(class) => {
            // Classes that were left out of training come after the others, and so do their samples.
            let first = snapshot.dataset.classes();
            let unseen = snapshot.dataset.unseen.test.labels.iter();
            let unseen = unseen.map(|label| first + label);
            let all = labels.map(|(label, _)| *label).chain(unseen);
            let own = all.zip(0_u32..).filter(|(label, _)| *label == class);
            own.map(|(_, sample)| sample).collect()
        }
        Part::Cell { label, found } => {
            let taken = labels.zip(predictions(snapshot, loss));
            let own = taken.filter(|((own, _), taken)| (**own, *taken) == (label, Some(found)));
            own.map(|((_, sample), _)| sample).collect()
        }
        Part::Changed => Vec::new(),
    }
}
