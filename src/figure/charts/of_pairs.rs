//! What charts of pairs share: the evidence of a lane, and words for what it is of.

use super::{ChartLane, Switch};
use crate::figure::Switches;
use crate::train::Evidence;

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

/// Of which samples it is: `3 unseen classes, 256 samples: 10,795 + 21,845 pairs`. Nothing where lanes differ in that, or
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
    let class = if classes == 1 { "class" } else { "classes" };
    let which = if unseen { "unseen" } else { "seen" };
    let head = format!("{classes} {which} {class}, {some} samples");
    Some(match (positives, negatives) {
        (0, _) => format!("{head}: no two of one class"),
        (_, 0) => format!("{head}: no two of different classes"),
        _ => format!(
            "{head}: {} + {} pairs",
            grouped(positives),
            grouped(negatives)
        ),
    })
}

/// A whole number with its digits in threes.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
