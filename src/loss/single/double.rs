//! The way of a training step through `f64`, for what `f32` does not hold.

use ndarray::{Array1, Array2, ArrayView1};

use super::{Single, SingleBatch};
use crate::loss::{Batch, Evaluation, Objective};
use crate::math::vector;

/// A batch in `f64` and what comes of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Double {
    features: Array2<f64>,
    weights: Array2<f64>,
    bias: Array1<f64>,
    evaluation: Evaluation,
}

impl Double {
    pub(super) fn evaluate(
        &mut self,
        objective: &Objective,
        batch: &SingleBatch<'_>,
        out: &mut Single,
    ) {
        let (n, classes, dim) = (batch.labels.len(), batch.classes(), batch.dim);
        fill(&mut self.features, (n, dim), batch.features);
        fill(&mut self.weights, (classes, dim), batch.weights);
        let bias = batch.bias.unwrap_or(&[]);
        if self.bias.len() != bias.len() {
            self.bias = Array1::zeros(bias.len());
        }
        let pairs = self.bias.iter_mut().zip(bias);
        pairs.for_each(|(to, from)| *to = f64::from(*from));
        let batch = Batch {
            features: self.features.view(),
            weights: self.weights.view(),
            bias: batch.bias.is_some().then(|| self.bias.view()),
            labels: batch.labels,
        };
        objective.evaluate(&batch, &mut self.evaluation);
        let evaluation = &self.evaluation;
        out.loss = evaluation.loss;
        rounded(&mut out.d_features, evaluation.d_features.iter());
        rounded(&mut out.d_weights, evaluation.d_weights.iter());
        rounded(&mut out.d_bias, evaluation.d_bias.iter());
        let rows = evaluation.plain_logits.outer_iter();
        let largest = |row: ArrayView1<'_, f64>| vector::largest(row.iter().copied());
        out.found.clear();
        out.found.extend(rows.map(largest));
    }
}

fn fill(to: &mut Array2<f64>, shape: (usize, usize), from: &[f32]) {
    if to.dim() != shape {
        *to = Array2::zeros(shape);
    }
    let pairs = to.iter_mut().zip(from);
    pairs.for_each(|(to, from)| *to = f64::from(*from));
}

fn rounded<'a>(to: &mut Vec<f32>, from: impl Iterator<Item = &'a f64>) {
    to.clear();
    to.extend(from.map(|x| *x as f32));
}
