//! How far the runs of a name are from those of the first name with the same seeds: the mean difference with its 95 % interval.

use serde_json::{Map, Value, json};

use super::runs::Measured;
use crate::math::student::Interval;
use crate::train::Seeds;

/// A number that runs are compared by.
struct Quantity {
    /// Its key in JSON.
    key: &'static str,
    /// Its heading.
    name: &'static str,
    /// What a run has of it.
    of: fn(&Measured) -> f64,
}

/// Where TAR is compared, among the FARs that are looked at: at 0.01.
const ONE_PERCENT: usize = 1;

const QUANTITIES: [Quantity; 4] = [
    Quantity {
        key: "accuracy",
        name: "accuracy (folds)",
        of: |run| {
            let accuracy = run.report.verification.accuracy;
            accuracy.map_or(f64::NAN, |accuracy| accuracy.mean)
        },
    },
    Quantity {
        key: "balanced_accuracy",
        name: "balanced accuracy",
        of: |run| run.report.verification.roc.balanced_accuracy,
    },
    Quantity {
        key: "eer",
        name: "EER",
        of: |run| run.report.verification.roc.eer,
    },
    Quantity {
        key: "tar_at_far_0.01",
        name: "TAR at FAR 0.01",
        of: |run| run.report.verification.roc.at_far[ONE_PERCENT].tar,
    },
];

/// The runs of a name against those of the first one.
pub struct Difference<'a> {
    name: &'a str,
    against: &'a str,
    /// The seeds that both have; a pair of runs each.
    seeds: Vec<&'a Seeds>,
    /// Of each quantity, in their order.
    intervals: Vec<Interval>,
}

/// Every other name against the first one, where two pairs of runs have the same seeds.
pub fn differences(runs: &[Measured]) -> Vec<Difference<'_>> {
    let names = names(runs);
    let Some((first, others)) = names.split_first() else {
        return Vec::new();
    };
    let all = others.iter().map(|name| difference(runs, first, name));
    all.filter(|difference| difference.seeds.len() > 1)
        .collect()
}

fn difference<'a>(runs: &'a [Measured], first: &'a str, name: &'a str) -> Difference<'a> {
    let pairs = pairs(runs, first, name);
    let interval = |quantity: &Quantity| {
        let each = pairs.iter();
        let each = each.map(|(base, run)| (quantity.of)(run) - (quantity.of)(base));
        Interval::of(&each.collect::<Vec<_>>())
    };
    Difference {
        name,
        against: first,
        intervals: QUANTITIES.iter().map(interval).collect(),
        seeds: pairs.iter().map(|(base, _)| &base.seeds).collect(),
    }
}

/// The names of the runs, each once, in their order.
pub fn names(runs: &[Measured]) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for run in runs {
        if !names.contains(&&*run.called) {
            names.push(&run.called);
        }
    }
    names
}

/// Each run of a name with one of the first name that has its seeds, of the same folder where there are several.
fn pairs<'a>(runs: &'a [Measured], first: &str, name: &str) -> Vec<(&'a Measured, &'a Measured)> {
    let mut free: Vec<&Measured> = runs.iter().filter(|run| run.called == first).collect();
    let mut pairs = Vec::new();
    for run in runs.iter().filter(|run| run.called == name) {
        let fits = |base: &&Measured| base.seeds == run.seeds;
        let beside = |base: &&Measured| fits(base) && base.folder == run.folder;
        let place = free.iter().position(beside);
        let place = place.or_else(|| free.iter().position(fits));
        if let Some(place) = place {
            pairs.push((free.remove(place), run));
        }
    }
    pairs
}

/// The table, in percentage points, and what it says; empty where there is nothing to compare.
pub fn text(all: &[Difference<'_>]) -> String {
    let Some(first) = all.first() else {
        return String::new();
    };
    let heads: String = QUANTITIES
        .iter()
        .map(|quantity| format!(" {}, points |", quantity.name))
        .collect();
    let mut text = format!(
        "| against {} | n |{heads}\n|---|---|{}\n",
        first.against,
        "---|".repeat(QUANTITIES.len())
    );
    for difference in all {
        let cells: String = difference.intervals.iter().map(cell).collect();
        let n = difference.seeds.len();
        text += &format!("| {} | {n} |{cells}\n", difference.name);
    }
    text + "\nMean difference over n pairs of runs with the same seeds, and its 95 % interval (paired t over the seeds) in brackets. Where \
            the interval holds 0, these seeds do not tell which is better; of 20 such intervals about one misses by chance alone."
}

fn cell(interval: &Interval) -> String {
    let points = |share: f64| format!("{:+.2}", 100.0 * share);
    let Interval { mean, half, .. } = interval;
    if !mean.is_finite() {
        return " – |".to_owned();
    }
    let ends = [points(mean - half), points(mean + half)];
    format!(" {} [{}, {}] |", points(*mean), ends[0], ends[1])
}

/// The same as JSON, as shares.
pub fn json(all: &[Difference<'_>]) -> Value {
    let seeds =
        |seeds: &&Seeds| json!({"data": seeds.data, "init": seeds.init, "order": seeds.order});
    let one = |difference: &Difference<'_>| {
        let mut value = Map::new();
        let mut add = |key: &str, what: Value| value.insert(key.to_owned(), what);
        add("run", json!(difference.name));
        add("against", json!(difference.against));
        add("n", json!(difference.seeds.len()));
        add("seeds", difference.seeds.iter().map(seeds).collect());
        add("interval", json!("paired t, 95 %"));
        for (quantity, found) in QUANTITIES.iter().zip(&difference.intervals) {
            let Interval { mean, half, .. } = found;
            let ends = json!({"mean": mean, "low": mean - half, "high": mean + half});
            add(quantity.key, ends);
        }
        Value::Object(value)
    };
    all.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use ndarray::array;

    use super::*;
    use crate::runs::verified::Of;
    use crate::verify::{Report, Samples, alone, report};

    /// A run with these rates, every other number of it being of no account.
    fn run(name: &str, seed: u64, eer: f64, tar: f64) -> Measured {
        let features = array![[1.0, 0.0], [1.0, 0.1], [0.0, 1.0], [0.1, 1.0], [0.2, 1.0]];
        let mut found: Report = report(&Samples::new(features.view(), &[0, 0, 1, 1, 1]), &alone);
        let roc = &mut found.verification.roc;
        (roc.eer, roc.at_far[ONE_PERCENT].tar) = (eer, tar);
        Measured {
            folder: format!("open/{seed}").into(),
            name: name.to_owned(),
            alone: false,
            called: name.to_owned(),
            loss: "softmax".to_owned(),
            experiment: Arc::default(),
            sha256: None,
            dim: 2,
            step: 0,
            seeds: Seeds {
                data: seed,
                init: seed,
                order: seed,
            },
            of: Of::Unseen,
            report: found,
        }
    }

    #[test]
    fn runs_are_paired_by_their_seeds_and_their_interval_is_that_of_scipy() {
        let (a, b) = (
            [0.912, 0.905, 0.921, 0.899, 0.930],
            [0.934, 0.915, 0.929, 0.927, 0.941],
        );
        // In another order, and one more that has no counterpart.
        let mut runs: Vec<Measured> = (0..5)
            .map(|i| run("softmax", i as u64, 0.1, a[i]))
            .collect();
        runs.extend((0..5).rev().map(|i| run("arcface", i as u64, 0.08, b[i])));
        runs.push(run("arcface", 9, 0.5, 0.0));
        let found = differences(&runs);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].name, found[0].against), ("arcface", "softmax"));
        let value = json(&found);
        let tar = &value[0]["tar_at_far_0.01"];
        let close = |value: &Value, expect: f64| {
            let found = value.as_f64().unwrap();
            assert!((found - expect).abs() < 1e-12, "{found}, {expect}");
        };
        // scipy.stats.ttest_rel(b, a).confidence_interval(0.95)
        close(&tar["mean"], 0.0158);
        close(&tar["low"], 0.004961190715121194);
        close(&tar["high"], 0.026638809284878787);
        close(&value[0]["eer"]["mean"], -0.02);
        assert_eq!(value[0]["n"], 5);
        assert_eq!(value[0]["seeds"][0]["init"], 4);
        let table = text(&found);
        assert!(table.contains("| arcface | 5 |"), "{table}");
        assert!(table.contains("+1.58 [+0.50, +2.66]"), "{table}");
        assert!(table.contains("-2.00 [-2.00, -2.00]"), "{table}");
    }

    #[test]
    fn one_pair_of_runs_or_none_with_the_same_seeds_tells_nothing() {
        let one = [run("a", 1, 0.1, 0.9), run("b", 1, 0.2, 0.8)];
        assert!(differences(&one).is_empty());
        let other = [
            run("a", 1, 0.1, 0.9),
            run("a", 2, 0.1, 0.9),
            run("b", 3, 0.2, 0.8),
            run("b", 4, 0.2, 0.8),
        ];
        assert!(differences(&other).is_empty());
        assert_eq!(text(&[]), "");
    }
}
