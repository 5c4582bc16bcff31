//! What charts of pairs share: the evidence of a lane, and words for what it is of.

use super::{ChartLane, Switch};
use crate::figure::Switches;
use crate::math::share;
use crate::text::{grouped, tf};
use crate::train::Evidence;
use crate::verify::Decisions;

/// Looks at the classes that were trained on, where others were left out.
pub const SEEN: Switch = Switch {
    id: "seen",
    label: "seen classes",
    help: "Held-out samples of the classes that were trained on, where others were left out of training.",
    default: false,
};

/// What the pairs of a lane say: those of unseen classes where there are any, unless a person wants the others.
pub fn evidence<'a>(lane: &ChartLane<'a>, switches: &Switches) -> &'a Evidence {
    match switches.on(SEEN.id) {
        true => &lane.snapshot.both_evidence().seen,
        false => lane.snapshot.evidence(),
    }
}

/// Up to which angle pairs are accepted, degrees, and what that makes of them: where a person wants it, or where both shares of
/// mistakes are equal. Nothing where there are not pairs of both kinds.
pub fn decided(
    lane: &ChartLane<'_>,
    evidence: &Evidence,
    switches: &Switches,
) -> Option<(f64, Decisions)> {
    let found = &evidence.verification;
    let at = found.roc.at_eer;
    let usual = at.degrees?;
    if let Some(degrees) = switches.threshold() {
        let seen = switches.on(SEEN.id);
        return Some((degrees, lane.snapshot.decisions(seen, degrees)));
    }
    let of = |share: f64, all: u64| (share * all as f64).round() as u64;
    let decisions = Decisions {
        positives: found.positives,
        negatives: found.negatives,
        true_accepts: of(at.tar, found.positives),
        false_accepts: of(at.far, found.negatives),
    };
    Some((usual, decisions))
}

/// A share in percent, with the digits that are worth reading.
pub fn percent(part: f64) -> String {
    match part < 0.01 && part > 0.0 {
        true => format!("{:.2} %", share::percent(part, 2)),
        false => format!("{:.1} %", share::percent(part, 1)),
    }
}

/// Of which samples it is: `3 unseen classes, 256 of 375 samples: 10,795 + 21,845 pairs`. Nothing where lanes differ in that, or
/// have no pairs of both kinds yet.
pub fn words(all: &[&Evidence]) -> Option<String> {
    let (first, others) = all.split_first()?;
    let of = |evidence: &Evidence| {
        let kinds = (
            evidence.verification.positives,
            evidence.verification.negatives,
        );
        (evidence.unseen, evidence.classes, evidence.samples, kinds)
    };
    let differ = others.iter().any(|other| of(other) != of(first));
    let (unseen, classes, (all, some), (positives, negatives)) = of(first);
    if differ || all == 0 {
        return None;
    }
    let some = match some < all {
        true => tf(
            "chart-some-of",
            &[
                ("some", &grouped(some as u64)),
                ("all", &grouped(all as u64)),
            ],
        ),
        false => grouped(all as u64),
    };
    let of_samples = ("samples", some.as_str());
    let count = classes.to_string();
    let of_classes = ("classes", count.as_str());
    let samples = match (unseen, classes) {
        (true, 1) => tf("chart-samples-one-unseen", &[of_samples]),
        (true, _) => tf("chart-samples-unseen", &[of_samples, of_classes]),
        // Nothing is trained on one class alone.
        (false, _) => tf("chart-samples-seen", &[of_samples, of_classes]),
    };
    let samples = ("samples", samples.as_str());
    Some(match (positives, negatives) {
        (0, _) => tf("chart-pairs-of-two", &[samples]),
        (_, 0) => tf("chart-pairs-of-one", &[samples]),
        _ => {
            let (one, two) = (grouped(positives), grouped(negatives));
            tf(
                "chart-pairs-counted",
                &[samples, ("one", &one), ("two", &two)],
            )
        }
    })
}
