//! What held-out samples are taken for at the settings of this moment, which may be newer than what was measured.

use super::{experiment::LossConfig, metrics::Measured, snapshot::Snapshot};
use crate::loss;

/// The class that each held-out sample of `snapshot` is taken for; empty for an unknown loss.
pub fn predictions(snapshot: &Snapshot, config: &LossConfig) -> Vec<Option<usize>> {
    let Some(loss) = loss::find(&config.id) else {
        return Vec::new();
    };
    let objective = loss.in_force(&loss.at_step(&config.knobs, snapshot.schedule_step()));
    let measured = Measured {
        features: snapshot.features.view(),
        labels: &snapshot.dataset.test.labels,
        directions: snapshot.weights.view(),
        bias: snapshot.bias.as_ref().map(|bias| bias.view()),
        objective: &objective,
    };
    measured.predictions()
}
