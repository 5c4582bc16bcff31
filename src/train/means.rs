//! Class means of training features: where class weights start, and what stands for them in losses that have none.

use std::borrow::Cow;

use ndarray::{Array2, Axis};

use super::metrics::{class_sums, units};
use super::snapshot::Labelled;
use crate::data::{Dataset, balanced};

/// Samples that go through the network at a time, so that whoever waits for a step waits for no more.
pub(super) const PART: usize = 32;

/// Training samples that a mean is taken over.
const SAMPLES: usize = 1000;

/// A network: what puts the features `(n, d)` of inputs `(n, inputs)`, row by row, into the last argument.
pub trait Features: FnMut(&[f32], &mut [f32]) {}

impl<F: FnMut(&[f32], &mut [f32])> Features for F {}

/// Training samples, shared out among the classes, whose features are computed part by part.
pub struct Sample {
    chosen: Vec<usize>,
    labelled: Labelled,
    reached: usize,
}

impl Sample {
    /// So many samples, or all there are; their features, of so many numbers each, are still to be computed.
    pub fn new(dataset: &Dataset, count: usize, dim: usize) -> Self {
        let chosen = balanced(&dataset.train.labels, count);
        let labels = chosen.iter().map(|&i| dataset.train.labels[i]).collect();
        Self {
            labelled: (Array2::zeros((chosen.len(), dim)), labels),
            chosen,
            reached: 0,
        }
    }

    /// Those of which [`of_sample`] takes the means.
    pub fn for_means(dataset: &Dataset, dim: usize) -> Self {
        Self::new(dataset, SAMPLES, dim)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.chosen.len()
    }

    /// How many have features since it was last begun.
    pub fn reached(&self) -> usize {
        self.reached
    }

    /// The features are old: the next parts compute them anew.
    pub fn begin(&mut self) {
        self.reached = 0;
    }

    /// Computes the features of the next samples. Returns whether all have them.
    pub fn part(&mut self, dataset: &Dataset, network: &mut impl Features) -> bool {
        let part = self.reached..(self.reached + PART).min(self.len());
        if part.is_empty() {
            return true;
        }
        let rows = self.chosen[part.clone()].iter();
        let rows: Vec<Cow<'_, [f32]>> = rows.map(|&i| dataset.train.rows(i..i + 1)).collect();
        let dim = self.labelled.0.ncols();
        if let Some(all) = self.labelled.0.as_slice_mut() {
            network(&rows.concat(), &mut all[part.start * dim..part.end * dim]);
        }
        self.reached = part.end;
        self.reached == self.len()
    }

    /// Raw features `(n, d)` and classes.
    pub fn into_labelled(self) -> Labelled {
        self.labelled
    }
}

/// Mean direction of the features of each class `(C, d)`.
pub fn of_sample(sample: &Sample, classes: usize) -> Array2<f32> {
    let (features, labels) = &sample.labelled;
    directions(class_sums(&units(features.view()), labels, classes))
}

/// Directions from the common centre of the unit features to the class means `(C, d)`: as different as the untrained
/// network can tell the classes apart.
pub fn centred(dataset: &Dataset, dim: usize, network: impl Features) -> Array2<f32> {
    let (features, labels) = features(dataset, SAMPLES, dim, network);
    let units = units(features.view());
    let centre = units.sum_axis(Axis(0)) / units.nrows().max(1) as f64;
    let classes = dataset.classes();
    let mut means = class_sums(&units, &labels, classes);
    for (class, mut mean) in means.outer_iter_mut().enumerate() {
        let count = labels.iter().filter(|&&label| label == class).count();
        mean.scaled_add(-(count as f64), &centre);
    }
    directions(means)
}

/// Raw features `(n, d)` of so many training samples, shared out among the classes, and their classes.
pub fn features(
    dataset: &Dataset,
    count: usize,
    dim: usize,
    mut network: impl Features,
) -> Labelled {
    let mut sample = Sample::new(dataset, count, dim);
    while sample.reached() < sample.len() {
        sample.part(dataset, &mut network);
    }
    sample.into_labelled()
}

fn directions(sums: Array2<f64>) -> Array2<f32> {
    units(sums.mapv(|sum| sum as f32).view()).mapv(|x| x as f32)
}
