use super::of_pairs::{SEEN, evidence, words};
use super::of_seeds::{Group, banded, groups};
use super::{Chart, ChartLane};
use crate::figure::{
    Switch, Switches,
    chart::{Axis, ChartFigure, Series, Stroke, Title, Tone, Unit},
};
use crate::text::t;

/// Identification: rank-1 over the number of distractors, which is on a logarithmic axis.
pub struct Distractors;

/// The axis goes on above 100 %, where it is said what the curves are of.
const TOP: f64 = 1.1;
/// Places of the curve of guessing in each decade.
const PLACES: f64 = 20.0;

impl Chart for Distractors {
    fn id(&self) -> &'static str {
        "distractors"
    }

    fn name(&self) -> &'static str {
        "Found among strangers"
    }

    fn help(&self) -> &'static str {
        "Identification: a sample is looked for by another one of its class among so many samples of other classes (distractors); the share of searches in which it is the nearest of all (rank-1), as the mean over all draws of these. Of classes that were left out of training, where there are any. Dashed: what guessing finds. Lanes that differ by their seeds alone are one curve, their mean, with a band of one standard deviation on either side."
    }

    fn switches(&self) -> &'static [Switch] {
        &[SEEN]
    }

    fn figure(&self, lanes: &[ChartLane<'_>], switches: &Switches) -> ChartFigure {
        let mut figure = ChartFigure::new(
            Axis::showing(Unit::LogNumber, 0.0, 1.0).titled(Title::Distractors),
            Axis::only(Unit::Percent, 0.0, TOP).titled(Title::RankOne),
        );
        let groups = groups(lanes);
        for group in &groups {
            push(&mut figure, group, switches, groups.len() == 1);
        }
        let points = figure.series.iter().flat_map(|series| &series.points);
        let most = points.fold(0.0_f64, |most, [x, _]| most.max(*x));
        if most > 0.0 {
            figure.series.push(guessing(most));
        }
        let all: Vec<_> = lanes.iter().map(|lane| evidence(lane, switches)).collect();
        figure.note = words(&all);
        figure
    }
}

fn push(figure: &mut ChartFigure, group: &Group<'_>, switches: &Switches, alone: bool) {
    let seen = switches.on(SEEN.id);
    let of = |lane: &ChartLane<'_>| lane.snapshot.rank_1(seen);
    let mut curves: Vec<Vec<(usize, f64)>> = group.lanes.iter().map(of).collect();
    curves.retain(|curve| !curve.is_empty());
    let Some(first) = curves.first() else {
        return;
    };
    // Where all have a number.
    let at = |curve: &[(usize, f64)], count: usize| {
        let found = curve.iter().find(|(known, _)| *known == count);
        found.map(|(_, share)| *share)
    };
    let (places, shares): (Vec<f64>, Vec<Vec<f64>>) = first
        .iter()
        .filter_map(|(count, _)| {
            let all: Option<Vec<f64>> = curves.iter().map(|curve| at(curve, *count)).collect();
            Some(((*count as f64).log10(), all?))
        })
        .unzip();
    let tone = Tone::Lane(group.lanes[0].place);
    let points = match curves.len() {
        1 => places
            .iter()
            .zip(&shares)
            .map(|(x, y)| [*x, y[0]])
            .collect(),
        _ => {
            let (points, band) = banded(tone, &places, &shares);
            figure.bands.push(band);
            points
        }
    };
    figure.series.push(Series {
        name: match alone && group.lanes.len() == 1 {
            true => t("chart-rank-1").to_owned(),
            false => group.name.clone(),
        },
        tone,
        stroke: Stroke::Solid,
        points,
    });
}

/// One of so many and one, up to the logarithm of how many there are.
fn guessing(most: f64) -> Series {
    let count = (most * PLACES).ceil();
    let point = |place: usize| {
        let x = most * place as f64 / count;
        [x, 1.0 / (1.0 + 10_f64.powf(x))]
    };
    Series {
        name: t("chart-guessing").to_owned(),
        tone: Tone::Quiet,
        stroke: Stroke::Dashed,
        points: (0..=count as usize).map(point).collect(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::data::LeftOut;
    use crate::train::{Experiment, Lane, Status, lane};
    use crate::verify::{alone, retrieve};

    #[test]
    fn the_curve_is_rank_1_as_verify_defines_it_and_falls() {
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
        let figure = Distractors.figure(&[lane], &Switches::default());
        let looked = snapshot.looked_at(false);
        let samples = looked.samples();
        // 256 samples of three classes: at least 170 are of the other two.
        let wanted = [1, 2, 5, 10, 20, 50, 100, 170];
        let expect = retrieve(&samples, None, &wanted, &alone).rank_1;
        assert_eq!(expect.len(), wanted.len());
        let points = &figure.series[0].points;
        assert_eq!(points.len(), wanted.len());
        for ([x, y], (count, share)) in points.iter().zip(expect) {
            assert!((x - (count as f64).log10()).abs() < 1e-12, "{count}");
            assert!((y - share).abs() < 1e-12, "{count}");
        }
        assert!(points.windows(2).all(|pair| pair[1][1] < pair[0][1]));
        // Guessing is right in one of two, then ever more seldom; a run is better than that.
        let guessing = &figure.series[1].points;
        assert_eq!(guessing[0], [0.0, 0.5]);
        assert!((guessing[guessing.len() - 1][1] - 1.0 / 171.0).abs() < 1e-9);
        assert!(points[0][1] > 0.5);
    }

    #[test]
    fn one_class_alone_has_no_strangers() {
        let mut experiment = Experiment::default();
        experiment.set_source("blobs");
        experiment.data.unseen = LeftOut::Last(1);
        let dataset = lane::load(&experiment).unwrap();
        let lane = Lane::new(&experiment, dataset).unwrap();
        let snapshot = Arc::new(lane.snapshot("lane", 0, Status::Paused));
        let lane = ChartLane {
            place: 0,
            name: "lane",
            snapshot: &snapshot,
            experiment: &experiment,
        };
        assert!(Distractors.figure(&[lane], &Switches::default()).is_empty());
    }
}
