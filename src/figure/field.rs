//! The decision field of a snapshot under the loss of this moment.

use crate::{
    geometry::Field,
    loss,
    train::{LossConfig, Snapshot},
};

/// The field over directions; `None` for losses without class logits and for unknown ids.
pub fn field(snapshot: &Snapshot, config: &LossConfig) -> Option<Field> {
    let loss = loss::find(&config.id)?;
    let objective = loss.objective(&loss.at_step(&config.knobs, snapshot.step));
    let head = objective.head()?;
    let weights = snapshot.weights.mapv(f64::from);
    if weights.iter().any(|weight| !weight.is_finite()) {
        return None;
    }
    let bias = snapshot.bias.as_ref().map(|bias| bias.mapv(f64::from));
    let bias = bias.as_ref().map(|bias| bias.view());
    Some(Field::new(head, weights.view(), bias, mean_norm(snapshot)))
}

/// Mean length of the features: where losses with a free norm are looked at.
fn mean_norm(snapshot: &Snapshot) -> f64 {
    let norms = snapshot
        .features
        .rows()
        .into_iter()
        .map(|row| {
            row.iter()
                .map(|x| f64::from(*x).powi(2))
                .sum::<f64>()
                .sqrt()
        })
        .filter(|norm| norm.is_finite());
    let (sum, count) = norms.fold((0.0, 0.0), |(sum, count), norm| (sum + norm, count + 1.0));
    if sum > 0.0 { sum / count } else { 1.0 }
}
