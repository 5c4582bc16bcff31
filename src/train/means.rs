//! Class means of training features: where class weights start, and what stands for them in losses that have none.

use std::borrow::Cow;

use ndarray::{Array2, Axis};

use super::lane::PART;
use super::metrics::{class_sums, units};
use super::trainer::Trainer;
use crate::data::balanced;

/// Training samples that a mean is taken over.
const SAMPLES: usize = 1000;

/// Mean direction of the training features of each class `(C, d)`, over samples shared out among the classes.
pub fn of_training_features(trainer: &mut Trainer) -> Array2<f32> {
    let (units, labels) = sample(trainer);
    let sums = class_sums(&units, &labels, trainer.dataset().classes());
    directions(sums)
}

/// Directions from the common centre of the unit features to the class means `(C, d)`: as different as the untrained
/// network can tell the classes apart.
pub fn centred(trainer: &mut Trainer) -> Array2<f32> {
    let (units, labels) = sample(trainer);
    let centre = units.sum_axis(Axis(0)) / units.nrows().max(1) as f64;
    let classes = trainer.dataset().classes();
    let mut means = class_sums(&units, &labels, classes);
    for (class, mut mean) in means.outer_iter_mut().enumerate() {
        let count = labels.iter().filter(|&&label| label == class).count();
        mean.scaled_add(-(count as f64), &centre);
    }
    directions(means)
}

fn sample(trainer: &mut Trainer) -> (Array2<f64>, Vec<usize>) {
    let dataset = std::sync::Arc::clone(trainer.dataset());
    let chosen = balanced(&dataset.train.labels, SAMPLES);
    let labels = chosen.iter().map(|&i| dataset.train.labels[i]).collect();
    let d = trainer.experiment().model.feature_dim;
    let mut features = Array2::zeros((chosen.len(), d));
    let parts = features.axis_chunks_iter_mut(Axis(0), PART);
    for (samples, mut part) in chosen.chunks(PART).zip(parts) {
        let rows = samples.iter().map(|&i| dataset.train.rows(i..i + 1));
        let inputs: Vec<Cow<'_, [f32]>> = rows.collect();
        let found = trainer.features(&inputs.concat());
        part.iter_mut()
            .zip(found)
            .for_each(|(to, from)| *to = *from);
    }
    (units(features.view()), labels)
}

fn directions(sums: Array2<f64>) -> Array2<f32> {
    units(sums.mapv(|sum| sum as f32).view()).mapv(|x| x as f32)
}
