use super::of_pairs::{SEEN, decided, evidence, percent, words};
use super::{Chart, ChartLane, histogram, named};
use crate::figure::{
    Switch, Switches,
    chart::{Axis, ChartFigure, Handle, Hold, Mark, Title, Tone, Unit},
};
use crate::text::{grouped, t, tf};
use crate::verify::Decisions;

/// Angles of pairs of one class and of two, with the angle up to which they are accepted, which can be dragged.
pub struct Verification;

/// Degrees that a bar is wide.
const WIDTH: usize = 3;
/// So much higher than the highest bar the axis goes: there it is said what the bars are of.
const ABOVE: f64 = 1.25;

impl Chart for Verification {
    fn id(&self) -> &'static str {
        "verification"
    }

    fn name(&self) -> &'static str {
        "Same class or not"
    }

    fn help(&self) -> &'static str {
        "Verification: angles between two held-out features, filled of one class, outlined of two; of classes that were left out of training, where there are any. Pairs left of the line are taken for one class: drag it. It starts where both shares of mistakes are equal (EER)."
    }

    fn switches(&self) -> &'static [Switch] {
        &[SEEN]
    }

    fn lanes_apart(&self) -> bool {
        true
    }

    fn has_threshold(&self) -> bool {
        true
    }

    fn figure(&self, lanes: &[ChartLane<'_>], switches: &Switches) -> ChartFigure {
        let mut figure = ChartFigure::new(
            Axis::showing(Unit::Degrees, 0.0, 180.0).titled(Title::Angle),
            Axis::free(Unit::Percent).titled(Title::Density),
        );
        let all: Vec<_> = lanes.iter().map(|lane| evidence(lane, switches)).collect();
        for (lane, evidence) in lanes.iter().zip(&all) {
            let tone = Tone::Lane(lane.place);
            let degrees = &evidence.verification.degrees;
            let kinds = [&degrees.positives, &degrees.negatives];
            let names = [t("chart-one-class"), t("chart-two-classes")];
            for (kind, counts) in kinds.into_iter().enumerate() {
                let name = named(lanes, lane, names[kind]);
                let wide: Vec<u64> = counts.chunks(WIDTH).map(|bar| bar.iter().sum()).collect();
                let bars = histogram::of_counts(name, tone, kind == 0, &wide);
                figure.bars.extend(bars);
            }
            if let Some((degrees, decisions)) = decided(lane, evidence, switches) {
                figure.marks.push(mark(tone, degrees, &decisions));
                figure.threshold.handles.push(Handle {
                    lane: lane.place,
                    at: Hold::Line(degrees),
                    degrees,
                });
                if lanes.len() == 1 {
                    figure.threshold.below = told(degrees, &decisions);
                }
            }
        }
        if let Some(degrees) = switches.threshold().filter(|_| lanes.len() > 1) {
            // One line for all, which belongs to none.
            figure.marks.push(Mark {
                tone: Tone::Quiet,
                from: degrees,
                to: degrees,
                text: String::new(),
            });
        }
        let highest = figure.highest_density();
        if highest > 0.0 {
            figure.y = Axis::only(Unit::Percent, 0.0, ABOVE * highest).titled(Title::Density);
        }
        figure.note = words(&all);
        figure
    }
}

/// The threshold, and the shares that it accepts.
fn mark(tone: Tone, degrees: f64, decisions: &Decisions) -> Mark {
    Mark {
        tone,
        from: degrees,
        to: degrees,
        text: tf(
            "chart-accepts",
            &[
                ("angle", &format!("{degrees:.1}°")),
                ("far", &percent(decisions.far())),
                ("tar", &percent(decisions.tar())),
            ],
        ),
    }
}

/// The same in words and counts: what is accepted, and what is not.
fn told(degrees: f64, decisions: &Decisions) -> Vec<String> {
    let angle = format!("{degrees:.1}°");
    let line = |key: &'static str, accepted: u64, rejected: u64, share: f64| {
        let counts = [grouped(accepted), grouped(rejected)];
        tf(
            key,
            &[
                ("accepted", counts[0].as_str()),
                ("rejected", counts[1].as_str()),
                ("share", &percent(share)),
            ],
        )
    };
    vec![
        tf("threshold-up-to", &[("angle", &angle)]),
        line(
            "threshold-of-one",
            decisions.true_accepts,
            decisions.false_rejects(),
            decisions.tar(),
        ),
        line(
            "threshold-of-two",
            decisions.false_accepts,
            decisions.true_rejects(),
            decisions.far(),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::figure::chart::Bars;
    use crate::train::{Experiment, Lane, Snapshot, Status, lane};

    fn with_figures(check: impl Fn(&Snapshot, &dyn Fn(Option<f64>) -> ChartFigure)) {
        let mut experiment = Experiment::default();
        experiment.set_source("blobs");
        experiment.data.knobs.set("spread", 1.0);
        let dataset = lane::load(&experiment).unwrap();
        let lane = Lane::new(&experiment, dataset).unwrap();
        let snapshot = Arc::new(lane.snapshot("lane", 0, Status::Paused));
        let lane = ChartLane {
            place: 0,
            name: "lane",
            snapshot: &snapshot,
            experiment: &experiment,
        };
        check(&snapshot, &|threshold| {
            let mut switches = Switches::default();
            switches.set_threshold(threshold);
            Verification.figure(&[lane], &switches)
        });
    }

    #[test]
    fn what_is_accepted_at_the_mark_is_the_share_of_each_kind_below_it() {
        with_figures(|snapshot, figure| {
            let figure = figure(None);
            let [positives, negatives] = &figure.bars[..] else {
                panic!("{:?}", figure.bars);
            };
            assert!(positives.filled && !negatives.filled);
            let mark = &figure.marks[0];
            let at = snapshot.evidence().verification.roc.at_eer;
            assert_eq!(Some(mark.from), at.degrees);
            // Whole bars at or below the mark, and with the one that it is in.
            let below = |bars: &Bars, past: f64| -> f64 {
                let count = (mark.from / bars.width + past).floor() as usize;
                bars.shares[..count].iter().sum()
            };
            for (bars, share) in [(positives, at.tar), (negatives, at.far)] {
                assert!(below(bars, 0.0) <= share + 1e-9, "{share}");
                assert!(below(bars, 1.0) >= share - 1e-9, "{share}");
            }
            assert!(figure.note.unwrap().starts_with("6 seen classes, "));
        });
    }

    #[test]
    fn a_threshold_stands_where_it_is_put_and_counts_all_pairs() {
        with_figures(|snapshot, figure| {
            let figure = figure(Some(40.0));
            assert_eq!(figure.marks[0].from, 40.0);
            assert_eq!(
                figure.threshold.handles,
                [Handle {
                    lane: 0,
                    at: Hold::Line(40.0),
                    degrees: 40.0,
                }]
            );
            let found = snapshot.decisions(false, 40.0);
            let [up_to, one, two] = &figure.threshold.below[..] else {
                panic!("{:?}", figure.threshold.below);
            };
            assert!(up_to.contains("40.0°"), "{up_to}");
            for (line, counts) in [
                (one, [found.true_accepts, found.false_rejects()]),
                (two, [found.false_accepts, found.true_rejects()]),
            ] {
                assert!(counts.iter().all(|n| line.contains(&grouped(*n))), "{line}");
            }
            // The counts are those of whole bars below it, as no bar is cut at 39°.
            let below: u64 = snapshot.evidence().verification.degrees.positives[..40]
                .iter()
                .sum();
            assert_eq!(found.true_accepts, below);
        });
    }
}
