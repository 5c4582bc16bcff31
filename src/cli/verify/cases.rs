//! Verification and retrieval for given features, in double precision.

use serde_json::{Map, Value, json};

use crate::cli::cases::{self, Case, CasesError};
use crate::data::MOST_SAMPLES;
use crate::verify::{Asked, MOST_RANKED, Pairs, Samples, alone, retrieve, verify};

/// Features of a case: for each of them all others are ranked, some ten billion pairs.
const MOST: usize = 100_000;
// Neither of them nor of the features that other programs hand over there may be more.
const _: () = assert!(MOST <= MOST_RANKED && MOST_SAMPLES <= MOST_RANKED);

/// Answers a file of cases: `{"cases": [{name, positives, negatives, auc, eer, tar_at_far, threshold_deg_at_far, accuracy,
/// accuracy_std, precision_at_1, r_precision, map_at_r}]}`, accuracies only where the case has folds. What is not defined is
/// null.
///
/// # Errors
/// When the text is no JSON or a case is wrong; the message names the line or the case.
pub fn answer(text: &str) -> Result<String, CasesError> {
    cases::answer(text, &FIELDS, one)
}

const FIELDS: [&str; 6] = ["name", "features", "labels", "far", "pairs", "folds"];

fn one(case: &Case<'_>) -> Result<Value, CasesError> {
    let features = case.matrix("features")?;
    if features.nrows() > MOST {
        let found = features.nrows();
        return Err(case.problem(format!("features: found {found}, expected at most {MOST}")));
    }
    let labels = numbered(case.labels(features.nrows(), None)?);
    let far = case.list("far")?;
    let list = case.pairs("pairs", labels.len())?;
    let pairs = list.as_deref().map_or(Pairs::All, Pairs::Listed);
    let folds = case.count("folds", 2)?;
    let count = pairs.count(labels.len());
    if let Some(folds) = folds.filter(|folds| *folds as u64 > count) {
        let problem = format!("folds: found {folds}, expected at most {count}, one a pair");
        return Err(case.problem(problem));
    }
    let samples = Samples::new(features.view(), &labels);
    let found = verify(&samples, &pairs, &Asked { far: &far, folds }, &alone);
    let ranked = retrieve(&samples, None, &[], &alone);
    let tar: Vec<f64> = found.roc.at_far.iter().map(|at| at.tar).collect();
    let degrees: Vec<Option<f64>> = found.roc.at_far.iter().map(|at| at.degrees).collect();
    let mut answer = Map::new();
    let mut add = |key: &str, value: Value| answer.insert(key.to_owned(), value);
    add("name", json!(case.name));
    add("positives", json!(found.positives));
    add("negatives", json!(found.negatives));
    add("auc", json!(found.roc.auc));
    add("eer", json!(found.roc.eer));
    add("tar_at_far", json!(tar));
    add("threshold_deg_at_far", json!(degrees));
    if let Some(accuracy) = found.accuracy {
        add("accuracy", json!(accuracy.mean));
        add("accuracy_std", json!(accuracy.std));
    }
    add("precision_at_1", json!(ranked.precision_at_1));
    add("r_precision", json!(ranked.r_precision));
    add("map_at_r", json!(ranked.map_at_r));
    Ok(Value::Object(answer))
}

/// The same classes counted from 0, whatever numbers they have.
fn numbered(labels: Vec<usize>) -> Vec<usize> {
    let mut known = labels.clone();
    known.sort_unstable();
    known.dedup();
    let place = |label: &usize| known.partition_point(|other| other < label);
    labels.iter().map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_features_than_can_be_ranked_are_refused_whatever_pairs_are_listed() {
        let check = |n: usize, expect: &str| {
            let features = vec!["[1]"; n].join(",");
            let case = format!(
                r#"{{"name": "a", "features": [{features}], "labels": [], "pairs": [[0, 1]]}}"#
            );
            let refused = answer(&format!(r#"{{"cases": [{case}]}}"#)).unwrap_err();
            assert_eq!(refused.to_string(), expect);
        };
        let found = "case \"a\": features: found 100001, expected at most 100000";
        check(MOST + 1, found);
        let found = "case \"a\": labels: found 0, expected 100000, one a feature";
        check(MOST, found);
    }
}
