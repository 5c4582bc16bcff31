use super::of_pairs::{SEEN, evidence, words};
use super::{Chart, ChartLane, histogram, named};
use crate::figure::{
    Switch, Switches,
    chart::{Axis, ChartFigure, Mark, Title, Tone, Unit},
};
use crate::text::{t, tf};
use crate::train::Evidence;

/// Angles of pairs of one class and of two, with the angle up to which they are accepted at the equal error rate.
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
        "Verification: angles between two held-out features, filled of one class, outlined of two; of classes that were left out of training, where there are any. The line: the largest angle that is accepted as one class where both shares of mistakes are equal (EER)."
    }

    fn switches(&self) -> &'static [Switch] {
        &[SEEN]
    }

    fn lanes_apart(&self) -> bool {
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
            figure.marks.extend(mark(tone, evidence));
        }
        let highest = figure.highest_density();
        if highest > 0.0 {
            figure.y = Axis::only(Unit::Percent, 0.0, ABOVE * highest).titled(Title::Density);
        }
        figure.note = words(&all);
        figure
    }
}

/// The threshold at the equal error rate, and what it does.
fn mark(tone: Tone, evidence: &Evidence) -> Option<Mark> {
    let roc = &evidence.verification.roc;
    let at = roc.at_eer;
    let degrees = at.degrees?;
    let percent = |share: f64| format!("{:.1} %", 100.0 * share);
    Some(Mark {
        tone,
        from: degrees,
        to: degrees,
        text: tf(
            "chart-accepts",
            &[
                ("angle", &format!("{degrees:.1}°")),
                ("far", &percent(at.far)),
                ("tar", &percent(at.tar)),
            ],
        ),
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::figure::chart::Bars;
    use crate::train::{Experiment, Lane, Status, lane};

    #[test]
    fn what_is_accepted_at_the_mark_is_the_share_of_each_kind_below_it() {
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
        let figure = Verification.figure(&[lane], &Switches::default());
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
    }
}
