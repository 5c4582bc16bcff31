use super::of_pairs::{SEEN, decided, evidence, percent, words};
use super::of_seeds::{Group, banded, groups, spread};
use super::{Chart, ChartLane};
use crate::figure::{
    Switch, Switches,
    chart::{Axis, ChartFigure, Dot, Handle, Hold, Series, Stroke, Title, Tone, Unit},
};
use crate::text::tf;
use crate::train::Evidence;

/// TAR over FAR of pairs of held-out samples, FAR on a logarithmic axis.
pub struct Roc;

/// The axis of TAR goes on above 100 %, where it is said what the curves are of.
const TOP: f64 = 1.1;
/// FAR that the axis reaches down to at least, as a logarithm.
const LEFT: f64 = -2.0;
/// Places of a mean curve in each decade of FAR.
const PLACES: f64 = 30.0;

impl Chart for Roc {
    fn id(&self) -> &'static str {
        "roc"
    }

    fn name(&self) -> &'static str {
        "Pairs accepted"
    }

    fn help(&self) -> &'static str {
        "Verification: the share of pairs of one class that are accepted as such over the share of pairs of two classes that are, as the largest accepted angle grows; of classes that were left out of training, where there are any. Dots: the threshold, at first where both shares of mistakes are equal (EER); drag one. Lanes that differ by their seeds alone are one curve, their mean, with a band of one standard deviation on either side."
    }

    fn switches(&self) -> &'static [Switch] {
        &[SEEN]
    }

    fn has_threshold(&self) -> bool {
        true
    }

    fn figure(&self, lanes: &[ChartLane<'_>], switches: &Switches) -> ChartFigure {
        let mut figure = ChartFigure::new(
            Axis::showing(Unit::LogPercent, LEFT, 0.0).titled(Title::FalseAccepts),
            Axis::only(Unit::Percent, 0.0, TOP).titled(Title::TrueAccepts),
        );
        let all: Vec<_> = lanes.iter().map(|lane| evidence(lane, switches)).collect();
        let groups = groups(lanes);
        let alone = groups.len() == 1;
        for group in &groups {
            let runs: Vec<Run<'_>> = runs(group, switches);
            match &runs[..] {
                [] => {}
                [run] => push_one(&mut figure, group, run, alone),
                runs => push_mean(&mut figure, group, runs),
            }
        }
        keep_in_view(&mut figure);
        if let Some(at) = switches.threshold().filter(|_| !figure.dots.is_empty()) {
            let angle = format!("{at:.1}°");
            figure.threshold.below = vec![tf("threshold-dots", &[("angle", &angle)])];
        }
        figure.note = words(&all);
        figure
    }
}

/// A lane that has pairs of both kinds.
struct Run<'a> {
    evidence: &'a Evidence,
    /// Where its dot is, `[FAR, TAR]`.
    at: [f64; 2],
    handle: Handle,
}

fn runs<'a>(group: &Group<'a>, switches: &Switches) -> Vec<Run<'a>> {
    let run = |lane: &ChartLane<'a>| {
        let evidence = evidence(lane, switches);
        let (degrees, decisions) = decided(lane, evidence, switches)?;
        let eer = evidence.verification.roc.eer;
        let at = match switches.threshold() {
            Some(_) => [decisions.far(), decisions.tar()],
            None => [eer, 1.0 - eer],
        };
        Some(Run {
            evidence,
            at,
            handle: Handle {
                lane: lane.place,
                at: Hold::Dot(placed(at)),
                degrees,
            },
        })
    };
    group.lanes.iter().filter_map(run).collect()
}

/// Where a point of the curve is on the axes; what has no mistake lies left of all that has one.
fn placed([far, tar]: [f64; 2]) -> [f64; 2] {
    [far.log10(), tar]
}

fn push_one(figure: &mut ChartFigure, group: &Group<'_>, run: &Run<'_>, alone: bool) {
    let roc = &run.evidence.verification.roc;
    let rate = tf("chart-eer", &[("rate", &percent(roc.eer))]);
    // What is accepted without any mistake has no place on a logarithmic axis.
    let seen = roc.points.iter().filter(|[far, _]| *far > 0.0);
    let tone = Tone::Lane(group.lanes[0].place);
    figure.series.push(Series {
        name: match alone {
            true => rate,
            false => said_of(&group.name, &rate),
        },
        tone,
        stroke: Stroke::Solid,
        points: seen.map(|point| placed(*point)).collect(),
    });
    figure.dots.push(Dot {
        tone,
        at: placed(run.at),
    });
    figure.threshold.handles.push(run.handle);
}

fn said_of(name: &str, what: &str) -> String {
    tf("chart-of-lane", &[("lane", name), ("what", what)])
}

/// The mean TAR of runs at each FAR, how far they are spread, and their mean EER.
fn push_mean(figure: &mut ChartFigure, group: &Group<'_>, runs: &[Run<'_>]) {
    let tone = Tone::Lane(group.lanes[0].place);
    let curves = runs.iter().map(|run| &run.evidence.verification.roc.points);
    let least = curves.clone().filter_map(|points| {
        let mut points = points.iter();
        points.find(|[far, _]| *far > 0.0).map(|[far, _]| *far)
    });
    let left = least.fold(1.0, f64::min).log10();
    let count = (-left * PLACES).ceil().max(1.0);
    let places: Vec<f64> = (0..=count as usize)
        .map(|place| left - left * place as f64 / count)
        .collect();
    let shares: Vec<Vec<f64>> = places
        .iter()
        .map(|place| {
            let far = 10_f64.powf(*place);
            curves.clone().map(|points| tar_at(points, far)).collect()
        })
        .collect();
    let (points, band) = banded(tone, &places, &shares);
    let rates: Vec<f64> = runs
        .iter()
        .map(|run| run.evidence.verification.roc.eer)
        .collect();
    let (mean, std) = spread(&rates);
    let [mean, std] = [percent(mean), percent(std)];
    let name = tf(
        "chart-eer-of-seeds",
        &[
            ("name", group.name.as_str()),
            ("rate", mean.as_str()),
            ("spread", std.as_str()),
        ],
    );
    figure.bands.push(band);
    figure.series.push(Series {
        name,
        tone,
        stroke: Stroke::Solid,
        points,
    });
    let n = runs.len() as f64;
    let at = [0, 1].map(|i| runs.iter().map(|run| run.at[i]).sum::<f64>() / n);
    figure.dots.push(Dot {
        tone,
        at: placed(at),
    });
}

/// The largest TAR among thresholds whose FAR is no larger.
fn tar_at(points: &[[f64; 2]], far: f64) -> f64 {
    let within = points.partition_point(|point| point[0] <= far * (1.0 + 1e-9));
    within.checked_sub(1).map_or(0.0, |last| points[last][1])
}

/// A dot without any mistake stands at the left end of the axis.
fn keep_in_view(figure: &mut ChartFigure) {
    let points = figure.series.iter().flat_map(|series| &series.points);
    let left = points.fold(LEFT, |left, [x, _]| left.min(*x));
    let clamp = |at: &mut [f64; 2]| at[0] = at[0].max(left);
    figure.dots.iter_mut().for_each(|dot| clamp(&mut dot.at));
    for handle in &mut figure.threshold.handles {
        if let Hold::Dot(at) = &mut handle.at {
            clamp(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::data::LeftOut;
    use crate::figure::charts::find;
    use crate::train::{Experiment, Lane, Snapshot, Status, lane};

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
            note.starts_with("3 unseen classes, 256 of 499 samples: "),
            "{note}"
        );
        switches.set(SEEN.id, true);
        let note = Roc.figure(&[lane], &switches).note.unwrap();
        assert!(note.starts_with("3 seen classes, "), "{note}");
        assert!(find("verification").is_some());
    }

    /// Six blobs of which three are left out, untrained, from this seed of the start.
    fn untrained(init: u64) -> Arc<Snapshot> {
        let mut experiment = Experiment::default();
        experiment.set_source("blobs");
        experiment.data.knobs.set("spread", 1.5);
        experiment.data.unseen = LeftOut::Last(3);
        experiment.seeds.init = init;
        let lane = Lane::new(&experiment, lane::load(&experiment).unwrap()).unwrap();
        Arc::new(lane.snapshot("lane", 0, Status::Paused))
    }

    fn lanes(all: &[Arc<Snapshot>]) -> Vec<ChartLane<'_>> {
        let lanes = all.iter().enumerate();
        lanes
            .map(|(place, snapshot)| ChartLane {
                place,
                name: "lane",
                snapshot,
                experiment: &snapshot.experiment,
            })
            .collect()
    }

    #[test]
    fn lanes_that_differ_by_seeds_are_their_mean_with_a_band_of_a_standard_deviation() {
        let all: Vec<Arc<Snapshot>> = (1..=4).map(untrained).collect();
        let figure = Roc.figure(&lanes(&all), &Switches::default());
        assert_eq!((figure.series.len(), figure.bands.len()), (1, 1));
        let name = &figure.series[0].name;
        assert!(name.starts_with("lane, 4 seeds, EER "), "{name}");
        assert!(
            figure.threshold.handles.is_empty(),
            "a mean has no threshold of its own"
        );
        let band = &figure.bands[0].points;
        for ([x, y], [place, low, high]) in figure.series[0].points.iter().zip(band) {
            assert_eq!(x, place);
            let far = 10_f64.powf(*x) * (1.0 + 1e-9);
            // As the definition has it: the largest TAR among thresholds with no larger FAR.
            let tar = |snapshot: &Arc<Snapshot>| {
                let points = &snapshot.evidence().verification.roc.points;
                let within = points.iter().filter(|point| point[0] <= far);
                within.map(|point| point[1]).fold(0.0, f64::max)
            };
            let shares: Vec<f64> = all.iter().map(tar).collect();
            let mean = shares.iter().sum::<f64>() / 4.0;
            let squares = shares.iter().map(|share| (share - mean).powi(2));
            let std = (squares.sum::<f64>() / 3.0).sqrt();
            assert!((y - mean).abs() < 1e-12, "{x}");
            assert!((low - (mean - std).max(0.0)).abs() < 1e-12, "{x}");
            assert!((high - (mean + std).min(1.0)).abs() < 1e-12, "{x}");
        }
        assert_eq!(band.last().unwrap()[0], 0.0);
    }

    #[test]
    fn the_dot_is_where_the_threshold_is() {
        let all = [untrained(1)];
        let mut switches = Switches::default();
        switches.set_threshold(Some(30.0));
        let figure = Roc.figure(&lanes(&all), &switches);
        let found = all[0].decisions(false, 30.0);
        assert_eq!(figure.dots[0].at, [found.far().log10(), found.tar()]);
        assert_eq!(figure.threshold.handles[0].at, Hold::Dot(figure.dots[0].at));
        assert!(figure.threshold.below[0].contains("30.0°"));
        // Without a mistake it has no place on the axis, and stands at its left end.
        switches.set_threshold(Some(0.0));
        let figure = Roc.figure(&lanes(&all), &switches);
        let points = figure.series[0].points.iter();
        let left = points.map(|point| point[0]).fold(LEFT, f64::min);
        assert_eq!(figure.dots[0].at, [left, 0.0]);
    }
}
