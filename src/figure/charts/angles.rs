use super::{Chart, ChartLane, angle, histogram};
use crate::{
    figure::{Switches, chart::ChartFigure},
    text::t,
};

/// Angles of held-out features to their own and to the nearest other class.
pub struct Angles;

impl Chart for Angles {
    fn id(&self) -> &'static str {
        "angles"
    }

    fn name(&self) -> &'static str {
        "Angles to classes"
    }

    fn help(&self) -> &'static str {
        "Histogram over held-out features: filled, the angle to the own class direction; outlined, the angle to the nearest other one."
    }

    fn lanes_apart(&self) -> bool {
        true
    }

    fn figure(&self, lanes: &[ChartLane<'_>], _: &Switches) -> ChartFigure {
        histogram::chart(
            lanes,
            [t("chart-own-class"), t("chart-nearest-other")],
            |lane| {
                let angles = angle::to_classes(lane.snapshot);
                let own = angles.iter().map(|angle| angle.own).collect();
                [own, angles.iter().map(|angle| angle.other).collect()]
            },
        )
    }
}
