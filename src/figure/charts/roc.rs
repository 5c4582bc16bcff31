use super::of_pairs::{SEEN, evidence, words};
use super::{Chart, ChartLane, named};
use crate::figure::{
    Switch, Switches,
    chart::{Axis, ChartFigure, Dot, Series, Stroke, Title, Tone, Unit},
};
use crate::text::tf;

/// TAR over FAR of pairs of held-out samples, FAR on a logarithmic axis.
pub struct Roc;

/// The axis of TAR goes on above 100 %, where it is said what the curves are of.
const TOP: f64 = 1.1;

impl Chart for Roc {
    fn id(&self) -> &'static str {
        "roc"
    }

    fn name(&self) -> &'static str {
        "Pairs accepted"
    }

    fn help(&self) -> &'static str {
        "Verification: the share of pairs of one class that are accepted as such over the share of pairs of two classes that are, as the largest accepted angle grows; of classes that were left out of training, where there are any. Dots: where both shares of mistakes are equal (EER)."
    }

    fn switches(&self) -> &'static [Switch] {
        &[SEEN]
    }

    fn figure(&self, lanes: &[ChartLane<'_>], switches: &Switches) -> ChartFigure {
        let mut figure = ChartFigure::new(
            Axis::showing(Unit::LogPercent, -2.0, 0.0).titled(Title::FalseAccepts),
            Axis::only(Unit::Percent, 0.0, TOP).titled(Title::TrueAccepts),
        );
        let all: Vec<_> = lanes.iter().map(|lane| evidence(lane, switches)).collect();
        for (lane, evidence) in lanes.iter().zip(&all) {
            let roc = &evidence.verification.roc;
            // What is accepted without any mistake has no place on a logarithmic axis.
            let seen = roc.points.iter().filter(|[far, _]| *far > 0.0);
            let tone = Tone::Lane(lane.place);
            let rate = format!("{:.1} %", 100.0 * roc.eer);
            let rate = tf("chart-eer", &[("rate", &rate)]);
            figure.series.push(Series {
                name: named(lanes, lane, if roc.eer.is_finite() { &rate } else { "" }),
                tone,
                stroke: Stroke::Solid,
                points: seen.map(|[far, tar]| [far.log10(), *tar]).collect(),
            });
            if roc.eer > 0.0 {
                figure.dots.push(Dot {
                    tone,
                    at: [roc.eer.log10(), 1.0 - roc.eer],
                });
            }
        }
        figure.note = words(&all);
        figure
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::data::LeftOut;
    use crate::figure::charts::find;
    use crate::train::{Experiment, Lane, Status, lane};

    #[test]
    fn curves_rise_and_pass_where_the_verification_says() {
        let mut experiment = Experiment::default();
        experiment.set_source("blobs");
        experiment.data.knobs.set("spread", 1.5);
        experiment.data.unseen = LeftOut::Last(3);
        let dataset = lane::load(&experiment).unwrap();
        let lane = Lane::new(&experiment, dataset).unwrap();
        let snapshot = Arc::new(lane.snapshot("lane", 0, Status::Paused));
        let lane = ChartLane {
            place: 0,
            name: "lane",
            snapshot: &snapshot,
            experiment: &experiment,
        };
        let mut switches = Switches::defaults(Roc.switches());
        let figure = Roc.figure(&[lane], &switches);
        let points = &figure.series[0].points;
        assert!(
            points
                .windows(2)
                .all(|p| p[0][0] <= p[1][0] && p[0][1] <= p[1][1])
        );
        assert_eq!(points.last(), Some(&[0.0, 1.0]));
        // The dot lies on the curve: no lower than what is left of it, no higher than what is right.
        let [x, y] = figure.dots[0].at;
        let left = points.iter().filter(|point| point[0] < x - 1e-9);
        let right = points.iter().filter(|point| point[0] > x + 1e-9);
        assert!(left.map(|point| point[1]).fold(0.0, f64::max) <= y + 1e-9);
        assert!(right.map(|point| point[1]).fold(1.0, f64::min) >= y - 1e-9);
        let note = figure.note.unwrap();
        assert!(
            note.starts_with("3 unseen classes, 256 samples: "),
            "{note}"
        );
        switches.set(SEEN.id, true);
        let note = Roc.figure(&[lane], &switches).note.unwrap();
        assert!(note.starts_with("3 seen classes, "), "{note}");
        assert!(find("verification").is_some());
    }
}
