//! Confusion: which class held-out samples were taken for, in any dimension.

use std::sync::Arc;

use super::{Figure, Part, Switch, Switches, View, WhyNot, matrix::MatrixFigure};
use crate::train::{LossConfig, Snapshot, predictions};

/// Counts of held-out samples: rows are their labels, columns the class with the largest logit without the margin.
pub struct Confusion;

/// More classes than this have cells too small to be seen.
const MOST: usize = 200;

impl View for Confusion {
    fn id(&self) -> &'static str {
        "confusion"
    }

    fn name(&self) -> &'static str {
        "Confusion"
    }

    fn switches(&self) -> &'static [Switch] {
        &[]
    }

    fn dimension(&self) -> Option<usize> {
        None
    }

    fn on_request(&self) -> bool {
        true
    }

    fn figure(
        &self,
        snapshot: &Snapshot,
        loss: &LossConfig,
        switches: &Switches,
    ) -> Result<Figure, WhyNot> {
        let names = snapshot.dataset.spoken_names();
        let classes = names.len();
        if classes == 0 || snapshot.features.nrows() == 0 {
            return Err(WhyNot::Empty);
        }
        if classes > MOST {
            let found = classes;
            return Err(WhyNot::Classes { most: MOST, found });
        }
        let mut counts = vec![0; classes * classes];
        let found = predictions(snapshot, loss);
        for (label, found) in snapshot.dataset.test.labels.iter().zip(found) {
            if let Some(found) = found {
                counts[label * classes + found] += 1;
            }
        }
        Ok(Figure::Matrix(Arc::new(MatrixFigure {
            names,
            counts,
            classes: snapshot.classes(),
            chosen: match switches.part() {
                Some(Part::Cell { label, found }) => Some((label, found)),
                _ => None,
            },
        })))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::matrix::samples;
    use crate::{
        data, loss,
        train::{Experiment, Lane, Status},
    };

    /// Every sample is in one cell of its row, and the diagonal is the accuracy that the metrics tell.
    fn check(id: &str, dim: usize) {
        let mut experiment = Experiment::default();
        experiment.set_source("blobs");
        experiment.set_loss(id);
        experiment.model.feature_dim = dim;
        let dataset = data::load("blobs", &experiment.request()).unwrap();
        let mut lane = Lane::new(&experiment, Arc::new(dataset)).unwrap();
        (0..30).for_each(|_| lane.step().unwrap());
        lane.begin_refresh();
        while !lane.refresh_part() {}
        lane.log();
        let snapshot = lane.snapshot("lane", 0, Status::Paused);
        let figure = Confusion.figure(&snapshot, &experiment.loss, &Switches::default());
        let Ok(Figure::Matrix(figure)) = figure else {
            panic!("{id}: no matrix");
        };
        let n = snapshot.dataset.test.labels.len();
        let all: u32 = (0..figure.classes()).map(|row| figure.total(row)).sum();
        assert_eq!(all as usize, n, "{id}");
        let right: u32 = (0..figure.classes()).map(|c| figure.count(c, c)).sum();
        let accuracy = f64::from(right) / n as f64;
        let told = snapshot.metrics.test_accuracy;
        assert!((accuracy - told).abs() < 1e-9, "{id}: {accuracy}, {told}");
        for (label, found, count) in figure.mistakes(3) {
            let samples = samples(&snapshot, &experiment.loss, Part::Cell { label, found });
            assert_eq!(samples.len(), count as usize, "{id}");
            let labels = &snapshot.dataset.test.labels;
            assert!(samples.iter().all(|i| labels[*i as usize] == label));
        }
        for class in 0..figure.classes() {
            let own = samples(&snapshot, &experiment.loss, Part::Class(class));
            assert_eq!(own.len(), figure.total(class) as usize, "{id}");
            let labels = &snapshot.dataset.test.labels;
            assert!(own.iter().all(|i| labels[*i as usize] == class));
        }
    }

    #[test]
    fn the_diagonal_is_the_accuracy_for_every_loss() {
        for loss in loss::registry() {
            check(loss.id(), 2);
            check(loss.id(), 5);
        }
    }
}
