use super::{Chart, ChartLane, angle, histogram, named};
use crate::figure::{
    Switches,
    chart::{Axis, ChartFigure, Tone, Unit},
};

/// Angles between two features of one class and of two classes (SphereFace, Fig. 5).
pub struct Pairs;

/// Features whose pairs are looked at, all with all.
const FEATURES: usize = 400;

impl Chart for Pairs {
    fn id(&self) -> &'static str {
        "pairs"
    }

    fn name(&self) -> &'static str {
        "Angles of pairs"
    }

    fn help(&self) -> &'static str {
        "Histogram over pairs of held-out features: filled, both of one class; outlined, of two classes."
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
            let pairs = angle::of_pairs(lane.snapshot, FEATURES);
            let angles = |of_one: bool| {
                let kind = pairs.iter().filter(move |(_, same)| *same == of_one);
                kind.map(|(angle, _)| *angle)
            };
            let tone = Tone::Lane(lane.place);
            for (of_one, word) in [(true, "one class"), (false, "two classes")] {
                let name = named(lanes, lane, word);
                let bars = histogram::of_angles(name, tone, of_one, 0.9, angles(of_one));
                figure.bars.extend(bars);
            }
        }
        figure
    }
}
