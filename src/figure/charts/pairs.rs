use super::{Chart, ChartLane, angle, histogram};
use crate::{
    figure::{Switches, chart::ChartFigure},
    text::t,
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
        histogram::chart(
            lanes,
            [t("chart-one-class"), t("chart-two-classes")],
            |lane| {
                let pairs = angle::of_pairs(lane.snapshot, FEATURES);
                [true, false].map(|of_one| {
                    let kind = pairs.iter().filter(|(_, same)| *same == of_one);
                    kind.map(|(angle, _)| *angle).collect()
                })
            },
        )
    }
}
