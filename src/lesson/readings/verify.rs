//! How well angles tell pairs of classes apart that were never trained on (`data.unseen`).

use super::{LaneNow, Read, Reading};
use crate::verify::{self, Asked, Pairs, Samples, Verification};

/// Before the names of these readings.
pub const PREFIX: &str = "verify.";

/// Held-out samples of unseen classes whose pairs are looked at, all with all: a lesson reads them while it is shown.
const SAMPLES: usize = 300;
/// The FAR at which TAR is read.
const FAR: f64 = 0.01;

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
        read: Read::Lane(|lane| of(lane, |found| found.roc.at_far[0].tar)),
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

fn of(lane: &LaneNow, read: fn(&Verification) -> f64) -> Option<f64> {
    let snapshot = lane.snapshot.as_ref()?;
    let labels = &snapshot.dataset.unseen.test.labels;
    let count = labels.len().min(snapshot.unseen.nrows()).min(SAMPLES);
    let features = snapshot
        .unseen
        .slice(ndarray::s![..count, ..])
        .mapv(f64::from);
    let samples = Samples::new(features.view(), &labels[..count]);
    let asked = Asked {
        far: &[FAR],
        folds: None,
    };
    let found = verify::verify(&samples, &Pairs::All, &asked, &verify::alone);
    Some(read(&found)).filter(|value| value.is_finite())
}
