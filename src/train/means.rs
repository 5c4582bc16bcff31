//! Class means of training features: where class weights start, and what stands for them in losses that have none.

use std::borrow::Cow;

use ndarray::{Array2, Axis};

use super::metrics::{class_sums, units};
use super::snapshot::Labelled;
use crate::data::{Dataset, balanced};

/// Samples that go through the network at a time, so that whoever waits for a step waits for no more.
pub(super) const PART: usize = 64;

/// Training samples that a mean is taken over.
const SAMPLES: usize = 1000;

/// A network: what puts the features `(n, d)` of inputs `(n, inputs)`, row by row, into the last argument.
pub trait Features: FnMut(&[f32], &mut [f32]) {}

impl<F: FnMut(&[f32], &mut [f32])> Features for F {}

/// Mean direction of the training features of each class `(C, d)`, over samples shared out among the classes.
pub fn of_training_features(dataset: &Dataset, dim: usize, network: impl Features) -> Array2<f32> {
    let (units, labels) = sample(dataset, dim, network);
    let sums = class_sums(&units, &labels, dataset.classes());
    directions(sums)
}

/// Directions from the common centre of the unit features to the class means `(C, d)`: as different as the untrained
/// network can tell the classes apart.
pub fn centred(dataset: &Dataset, dim: usize, network: impl Features) -> Array2<f32> {
    let (units, labels) = sample(dataset, dim, network);
    let centre = units.sum_axis(Axis(0)) / units.nrows().max(1) as f64;
    let classes = dataset.classes();
    let mut means = class_sums(&units, &labels, classes);
    for (class, mut mean) in means.outer_iter_mut().enumerate() {
        let count = labels.iter().filter(|&&label| label == class).count();
        mean.scaled_add(-(count as f64), &centre);
    }
    directions(means)
}

fn sample(dataset: &Dataset, dim: usize, network: impl Features) -> (Array2<f64>, Vec<usize>) {
    let (features, labels) = features(dataset, SAMPLES, dim, network);
    (units(features.view()), labels)
}

/// Raw features `(n, d)` of so many training samples, shared out among the classes, and their classes.
pub fn features(
    dataset: &Dataset,
    count: usize,
    dim: usize,
    mut network: impl Features,
) -> Labelled {
    let chosen = balanced(&dataset.train.labels, count);
    let labels = chosen.iter().map(|&i| dataset.train.labels[i]).collect();
    let mut features = vec![0.0; chosen.len() * dim];
    for (samples, part) in chosen.chunks(PART).zip(features.chunks_mut(PART * dim)) {
        let rows = samples.iter().map(|&i| dataset.train.rows(i..i + 1));
        let inputs: Vec<Cow<'_, [f32]>> = rows.collect();
        network(&inputs.concat(), part);
    }
    let shape = (chosen.len(), dim);
    let features = Array2::from_shape_vec(shape, features);
    (features.unwrap_or_else(|_| Array2::zeros(shape)), labels)
}

fn directions(sums: Array2<f64>) -> Array2<f32> {
    units(sums.mapv(|sum| sum as f32).view()).mapv(|x| x as f32)
}
