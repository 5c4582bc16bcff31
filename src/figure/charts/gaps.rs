use super::{Chart, ChartLane, named};
use crate::{
    figure::{
        Switches,
        chart::{Axis, ChartFigure, Series, Stroke, Title, Tone, Unit},
    },
    loss,
    text::{t, tf},
    train::gaps::{Gap, gaps},
};

/// Points of the curve of what is asked for.
const POINTS: usize = 60;

/// The gap that the loss asks for between neighbouring classes, and the gap that there is.
pub struct Gaps;

impl Chart for Gaps {
    fn id(&self) -> &'static str {
        "gaps"
    }

    fn name(&self) -> &'static str {
        "Gaps asked and found"
    }

    fn help(&self) -> &'static str {
        "Between two neighbouring classes, over the angle between their directions: the line is the gap that the loss asks for with its margin in force, a dot the gap between the 95 % edges of their held-out clusters, a ring that of training samples. Below 0 clusters overlap."
    }

    fn lanes_apart(&self) -> bool {
        true
    }

    fn figure(&self, lanes: &[ChartLane<'_>], _: &Switches) -> ChartFigure {
        let mut figure = ChartFigure::new(
            Axis::free(Unit::Degrees).titled(Title::Apart),
            Axis::showing(Unit::Degrees, 0.0, 0.0).titled(Title::Gap),
        );
        let mut pairs = Vec::new();
        let mut asks = true;
        for lane in lanes {
            let found = gaps(lane.snapshot, lane.loss());
            pairs.push(found.len());
            asks &= found.iter().all(|gap| gap.asked.is_some());
            push(&mut figure, lanes, lane, &found);
        }
        figure.note = note(&pairs, asks);
        figure.y.within = Some(range(&figure));
        figure
    }
}

/// From below all points to above them, with a row for the note.
fn range(figure: &ChartFigure) -> (f64, f64) {
    let points = figure.series.iter().flat_map(|series| &series.points);
    let all = points.map(|point| point[1]);
    let (low, high) = all.fold((0.0_f64, 0.0_f64), |(low, high), y| {
        (low.min(y), high.max(y))
    });
    (low, high + 0.16 * (high - low))
}

/// How many pairs there are, and that a loss asks for nothing.
fn note(pairs: &[usize], asks: bool) -> Option<String> {
    let first = pairs.first().filter(|pairs| **pairs > 0)?;
    let same = pairs.iter().all(|other| other == first);
    match (asks, same) {
        (false, _) => Some(t("gaps-none-asked").to_owned()),
        (true, true) => Some(tf("gaps-pairs", &[("pairs", &first.to_string())])),
        (true, false) => None,
    }
}

fn push(figure: &mut ChartFigure, lanes: &[ChartLane<'_>], lane: &ChartLane<'_>, found: &[Gap]) {
    let tone = Tone::Lane(lane.place);
    let mut add = |name: &str, stroke: Stroke, points: Vec<[f64; 2]>| {
        if !points.is_empty() {
            figure.series.push(Series {
                name: named(lanes, lane, name),
                tone,
                stroke,
                points,
            });
        }
    };
    add(t("gaps-asked"), Stroke::Solid, asked(lane, found));
    let points = |of: fn(&Gap) -> Option<f64>| -> Vec<[f64; 2]> {
        let both = found.iter().filter_map(|gap| Some((gap.theta, of(gap)?)));
        both.map(|(theta, gap)| [theta.to_degrees(), gap.to_degrees()])
            .collect()
    };
    add(t("gaps-train"), Stroke::Rings, points(|gap| gap.train));
    add(t("gaps-held-out"), Stroke::Dots, points(|gap| gap.held_out));
}

/// What the loss asks for, from a little before the nearest pair to a little behind the farthest.
fn asked(lane: &ChartLane<'_>, found: &[Gap]) -> Vec<[f64; 2]> {
    let config = lane.loss();
    let (Some(loss), Some(first), Some(last)) =
        (loss::find(&config.id), found.first(), found.last())
    else {
        return Vec::new();
    };
    let knobs = loss.at_step(&config.knobs, lane.snapshot.schedule_step());
    let room = 0.1 * (last.theta - first.theta).max(0.1);
    let (low, high) = ((first.theta - room).max(1e-3), last.theta + room);
    let high = high.min(std::f64::consts::PI);
    let point = |place: usize| {
        let theta = low + (high - low) * place as f64 / POINTS as f64;
        let gap = loss.wedge(theta, &knobs)?;
        Some([theta.to_degrees(), gap.to_degrees()])
    };
    (0..=POINTS).filter_map(point).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::train::{Experiment, Lane, Snapshot, Status, lane};

    fn snapshot(loss: &str) -> Snapshot {
        let mut experiment = Experiment::default();
        experiment.set_source("blobs");
        experiment.set_loss(loss);
        experiment.model.feature_dim = 2;
        let mut lane = Lane::new(&experiment, lane::load(&experiment).unwrap()).unwrap();
        (0..40).for_each(|_| lane.step().unwrap());
        lane.begin_refresh();
        while !lane.refresh_part() {}
        lane.look_at_training();
        lane.snapshot("lane", 0, Status::Done)
    }

    fn drawn(loss: &str) -> (ChartFigure, Vec<Gap>) {
        let snapshot = Arc::new(snapshot(loss));
        let lane = ChartLane {
            place: 0,
            name: "lane",
            snapshot: &snapshot,
            experiment: &snapshot.experiment,
        };
        let figure = Gaps.figure(&[lane], &Switches::default());
        (figure, gaps(&snapshot, &snapshot.experiment.loss))
    }

    #[test]
    fn the_line_is_what_is_asked_and_the_dots_are_what_there_is() {
        let (figure, found) = drawn("arcface");
        assert!(found.len() >= 3);
        let of = |stroke: Stroke| {
            let mut all = figure.series.iter();
            let series = all.find(|series| series.stroke == stroke).unwrap();
            series.points.clone()
        };
        let [dots, rings, line] = [Stroke::Dots, Stroke::Rings, Stroke::Solid].map(of);
        for (place, gap) in found.iter().enumerate() {
            let theta = gap.theta.to_degrees();
            assert_eq!(dots[place], [theta, gap.held_out.unwrap().to_degrees()]);
            assert_eq!(rings[place], [theta, gap.train.unwrap().to_degrees()]);
            let near = line.windows(2).find(|pair| pair[1][0] >= theta).unwrap();
            let part = (theta - near[0][0]) / (near[1][0] - near[0][0]);
            let on_line = near[0][1] + part * (near[1][1] - near[0][1]);
            let asked = gap.asked.unwrap().to_degrees();
            assert!((on_line - asked).abs() < 0.1, "{on_line}, {asked}");
        }
        assert!(figure.note.unwrap().contains(&found.len().to_string()));
    }

    #[test]
    fn a_loss_over_pairs_has_dots_without_a_line() {
        let (figure, _) = drawn("triplet");
        assert!(
            figure
                .series
                .iter()
                .all(|series| series.stroke != Stroke::Solid)
        );
        assert!(
            figure
                .series
                .iter()
                .any(|series| series.stroke == Stroke::Dots)
        );
        assert!(figure.note.is_some());
    }
}
