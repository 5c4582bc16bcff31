//! What is measured on the features: all on held-out data unless its name says train.

use serde::Serialize;

/// Spread of an angle over samples, degrees.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct AngleStats {
    pub mean: f64,
    pub std: f64,
    pub p95: f64,
}

/// The figures of merit of a state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Metrics {
    /// Mean training loss over the last logged steps.
    pub loss: f64,
    /// Fraction right on plain logits, over the latest training batches.
    pub train_accuracy: f64,
    /// Fraction of held-out samples right on plain logits.
    pub test_accuracy: f64,
    pub angle_to_own_deg: AngleStats,
    /// Angle between the two class directions that are nearest to each other, degrees.
    pub nearest_classes_deg: f64,
    /// Fraction of held-out samples whose logit with margin beats every other class.
    pub margin_satisfied: f64,
    /// Angular Fisher score S_w / S_b, lower is tighter.
    pub fisher_score: f64,
}
