use super::{Chart, ChartLane, curve};
use crate::figure::{
    Switch, Switches,
    chart::{Axis, ChartFigure, Title, Unit},
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

    fn switches(&self) -> &'static [Switch] {
        &[
            Switch {
                id: "errors",
                label: "errors",
                help: "The share that is wrong instead, on a logarithmic axis: from 2 % to 1 % is as far as from 20 % to 10 %.",
                default: false,
            },
            Switch {
                id: "whole",
                label: "0–100 %",
                help: "Shows the whole axis. Off, the axis fits what the lanes come to, so that small differences can be seen.",
                default: false,
            },
        ]
    }

    fn figure(&self, lanes: &[ChartLane<'_>], switches: &Switches) -> ChartFigure {
        let whole = Axis::showing(Unit::Percent, 0.0, 1.0).titled(Title::Accuracy);
        if switches.on("errors") {
            let axis = Axis::free(Unit::LogPercent).titled(Title::Errors);
            return curve::chart(lanes, axis, |point| {
                // No sample wrong is below every mark of the axis: there the curve ends.
                (1.0 - point.test_accuracy).log10()
            });
        }
        let mut figure = curve::chart(lanes, whole, |point| point.test_accuracy);
        if !switches.on("whole")
            && let Some((low, high)) = settled(&figure)
        {
            figure.y = Axis::only(Unit::Percent, low, high).titled(Title::Accuracy);
        }
        figure
    }
}

/// Steps up to this part of the longest run do not decide what is in view: there every run rises from chance.
const RISE: f64 = 0.25;
/// The least that an axis shows, and what it leaves free above and below, in parts of what is seen.
const LEAST: f64 = 0.01;
const ROOM: f64 = 0.08;

/// From where to where the accuracies go after the rise; `None` before there are any.
fn settled(figure: &ChartFigure) -> Option<(f64, f64)> {
    let points = || figure.series.iter().flat_map(|series| &series.points);
    let last = points().map(|point| point[0]).fold(0.0, f64::max);
    let seen = points().filter(|point| point[0] >= RISE * last);
    let ends = seen.map(|point| (point[1], point[1]));
    let (low, high) = ends.reduce(|all, own| (all.0.min(own.0), all.1.max(own.1)))?;
    let middle = 0.5 * (low + high);
    let half = (0.5 * (high - low)).max(0.5 * LEAST) * (1.0 + 2.0 * ROOM);
    Some((
        (middle - half).max(0.0),
        (middle + half).min(1.0 + ROOM * half),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::{
        chart::{Series, Stroke, Tone},
        scale,
    };

    fn of(lanes: &[&[[f64; 2]]]) -> ChartFigure {
        let axis = Axis::showing(Unit::Percent, 0.0, 1.0);
        let mut figure = ChartFigure::new(Axis::free(Unit::Steps), axis);
        figure
            .series
            .extend(lanes.iter().enumerate().map(|(lane, points)| Series {
                name: String::new(),
                tone: Tone::Lane(lane),
                stroke: Stroke::Solid,
                points: points.to_vec(),
            }));
        figure
    }

    #[test]
    fn what_two_lanes_come_to_can_be_told_apart() {
        let rise = [[0.0, 0.1], [100.0, 0.9]];
        let a = [&rise[..], &[[500.0, 0.905], [1_000.0, 0.908]]].concat();
        let b = [&rise[..], &[[500.0, 0.91], [1_000.0, 0.916]]].concat();
        let (low, high) = settled(&of(&[&a, &b])).unwrap();
        assert!(low <= 0.905 && high >= 0.916, "{low} to {high}");
        // A third of the axis lies between them, and there is a mark.
        assert!((0.916 - 0.908) / (high - low) > 0.3, "{low} to {high}");
        let (marks, _) = scale::ticks((low, high), 5.0, Unit::Percent);
        assert!(marks.len() >= 3, "{marks:?}");
        let between = marks.iter().any(|mark| (0.908..=0.916).contains(mark));
        assert!(between, "{marks:?}");
    }

    #[test]
    fn a_run_that_collapses_stays_in_view() {
        let fall = [[0.0, 0.1], [400.0, 0.9], [1_000.0, 0.12]];
        let (low, high) = settled(&of(&[&fall])).unwrap();
        assert!(low <= 0.12 && high >= 0.9, "{low} to {high}");
        assert_eq!(settled(&of(&[])), None);
    }
}
