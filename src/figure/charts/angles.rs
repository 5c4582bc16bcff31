use super::{Chart, ChartLane, angle, histogram, named};
use crate::figure::{
    Switches,
    chart::{Axis, ChartFigure, Tone, Unit},
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
        let mut figure = ChartFigure::new(
            Axis::of(Unit::Degrees, 0.0, 180.0),
            Axis::of(Unit::None, 0.0, 1.0),
        );
        for lane in lanes {
            let angles = angle::to_classes(lane.snapshot);
            let tone = Tone::Lane(lane.place);
            let own = named(lanes, lane, "own class");
            let own = histogram::of_angles(own, tone, true, 0.9, angles.iter().map(|a| a.own));
            let other = named(lanes, lane, "nearest other");
            let other =
                histogram::of_angles(other, tone, false, 0.9, angles.iter().map(|a| a.other));
            figure.bars.extend(own.into_iter().chain(other));
        }
        figure
    }
}
