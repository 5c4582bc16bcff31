use super::{Chart, ChartLane, curve};
use crate::figure::{
    Switches,
    chart::{Axis, ChartFigure, Title, Unit},
};

/// Mean training loss by step.
pub struct Loss;

impl Chart for Loss {
    fn id(&self) -> &'static str {
        "loss"
    }

    fn name(&self) -> &'static str {
        "Loss by step"
    }

    fn help(&self) -> &'static str {
        "Mean training loss with the margin in force at each step."
    }

    fn figure(&self, lanes: &[ChartLane<'_>], _: &Switches) -> ChartFigure {
        let axis = Axis::showing(Unit::Number, 0.0, 0.0).titled(Title::Loss);
        curve::chart(lanes, axis, |point| point.loss)
    }
}
