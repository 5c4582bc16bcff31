//! How well angles tell pairs of classes apart that were never trained on (`data.unseen`).

use super::{LaneNow, Read, Reading};
use crate::verify::Verification;

/// Before the names of these readings.
pub const PREFIX: &str = "verify.";

/// Where TAR is read, among the FARs that are looked at: at 0.01.
const ONE_PERCENT: usize = 1;

/// The table.
pub static READINGS: &[Reading] = &[
    Reading {
        name: "verify.eer",
        about: "equal error rate over pairs of unseen classes: where as many pairs of two classes are accepted as pairs of one are refused",
        read: Read::Lane(|lane| of(lane, |found| found.roc.eer)),
    },
    Reading {
        name: "verify.tar",
        about: "share of pairs of one unseen class that are accepted where 1 % of pairs of two are",
        read: Read::Lane(|lane| of(lane, |found| found.roc.at_far[ONE_PERCENT].tar)),
    },
    Reading {
        name: "verify.accuracy",
        about: "share of right decisions over pairs of unseen classes at the best angle, both kinds of pairs counted alike",
        read: Read::Lane(|lane| of(lane, |found| found.roc.balanced_accuracy)),
    },
    Reading {
        name: "verify.angle",
        about: "the angle up to which pairs of unseen classes are accepted at the equal error rate, degrees",
        read: Read::Lane(|lane| of(lane, |found| found.roc.at_eer.degrees.unwrap_or(f64::NAN))),
    },
];

/// Of pairs of the first samples of each class, as charts have them.
fn of(lane: &LaneNow, read: fn(&Verification) -> f64) -> Option<f64> {
    let both = lane.snapshot.as_ref()?.both_evidence();
    let found = &both.unseen.as_ref()?.verification;
    Some(read(found)).filter(|value| value.is_finite())
}
