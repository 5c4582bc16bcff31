//! What the held-out samples of a state come to, and that as JSON.

use serde_json::{Map, Value, json};

use super::crew;
use crate::{
    train::Snapshot,
    verify::{
        Operating, Report, Samples, report,
        report::{DRAWN, FAR, SEED},
    },
};

/// Which held-out samples are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// Those of classes that were left out of training.
    Unseen,
    /// Those of the classes that were trained on.
    Seen,
}

/// What the samples of a state come to, on so many threads.
pub fn reported(snapshot: &Snapshot, of: Of, threads: usize) -> Report {
    let dataset = &snapshot.dataset;
    let (features, labels) = match of {
        Of::Unseen => (&snapshot.unseen, &dataset.unseen.test.labels),
        Of::Seen => (&snapshot.features, &dataset.test.labels),
    };
    let features = features.mapv(f64::from);
    let samples = Samples::new(features.view(), labels);
    report(&samples, &|count, work| crew::each(threads, count, work))
}

/// What samples come to, with the protocol by which that was measured.
pub fn json(of: Of, report: &Report) -> Map<String, Value> {
    let Report {
        samples,
        classes,
        drawn,
        verification,
        retrieval,
    } = report;
    let roc = &verification.roc;
    let pairs = match drawn {
        true => json!({"drawn": DRAWN, "seed": SEED}),
        false => json!("all"),
    };
    let column = |of: fn(&Operating) -> Value| -> Value { roc.at_far.iter().map(of).collect() };
    let rank_1 = retrieval.rank_1.iter();
    let rank_1 = rank_1.map(|(count, rate)| json!({"distractors": count, "rate": rate}));
    let values = [
        (
            "of",
            json!(match of {
                Of::Unseen => "unseen",
                Of::Seen => "seen",
            }),
        ),
        ("classes", json!(classes)),
        ("samples", json!(samples)),
        ("pairs", pairs),
        ("positives", json!(verification.positives)),
        ("negatives", json!(verification.negatives)),
        ("auc", json!(roc.auc)),
        ("eer", json!(roc.eer)),
        ("eer_threshold_deg", json!(roc.at_eer.degrees)),
        ("far", json!(FAR)),
        ("tar_at_far", column(|at| json!(at.tar))),
        ("threshold_deg_at_far", column(|at| json!(at.degrees))),
        ("folds", json!(verification.accuracy.map(|a| a.folds))),
        ("accuracy", json!(verification.accuracy.map(|a| a.mean))),
        ("accuracy_std", json!(verification.accuracy.map(|a| a.std))),
        ("balanced_accuracy", json!(roc.balanced_accuracy)),
        ("queries", json!(retrieval.queries)),
        ("precision_at_1", json!(retrieval.precision_at_1)),
        ("r_precision", json!(retrieval.r_precision)),
        ("map_at_r", json!(retrieval.map_at_r)),
        ("rank_1", rank_1.collect()),
    ];
    let owned = values.into_iter();
    owned.map(|(key, value)| (key.to_owned(), value)).collect()
}
