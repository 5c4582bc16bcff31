use super::{Chart, ChartLane, curve};
use crate::figure::{
    Switches,
    chart::{Axis, ChartFigure, Unit},
};

/// Held-out accuracy on plain logits by step.
pub struct Accuracy;

impl Chart for Accuracy {
    fn id(&self) -> &'static str {
        "accuracy"
    }

    fn name(&self) -> &'static str {
        "Held-out accuracy"
    }

    fn help(&self) -> &'static str {
        "Share of held-out samples right on logits without the margin, by training step."
    }

    fn figure(&self, lanes: &[ChartLane<'_>], _: &Switches) -> ChartFigure {
        curve::chart(lanes, Axis::showing(Unit::Percent, 0.0, 1.0), |point| {
            point.test_accuracy
        })
    }
}
