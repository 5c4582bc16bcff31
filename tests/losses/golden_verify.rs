//! `marginscope verify` holds the reference values, made with NumPy and held against scikit-learn and
//! pytorch-metric-learning.

use crate::support::golden::{cases, close, text};
use marginscope::cli;
use serde_json::{Value, json};

const CASES: &[u8] = include_bytes!("../golden/verify.json.gz");
const TOLERANCE: f64 = 1e-9;
const DEGREES: f64 = 1e-6;

#[test]
fn every_case_holds_its_reference_values() {
    let text = text(CASES);
    let (asked, answered) = (cases(&text), cases(&cli::verify::answer(&text).unwrap()));
    assert_eq!(asked.len(), answered.len());
    assert!(asked.len() >= 40);
    for (case, answer) in asked.iter().zip(&answered) {
        let name = case["name"].as_str().unwrap();
        assert_eq!(answer["name"], name);
        let expect = case["expect"].as_object().unwrap();
        assert_eq!(
            answer.as_object().unwrap().len(),
            1 + expect.len(),
            "{name}"
        );
        for (key, expect) in expect {
            let tolerance = match key.as_str() {
                // Halved, since numbers of up to 1 are held to it times 1 + |expected|.
                "threshold_deg_at_far" => DEGREES / 200.0,
                _ => TOLERANCE / 2.0,
            };
            close(&format!("{name} {key}"), &answer[key], expect, tolerance);
        }
    }
}

fn case() -> Value {
    json!({"name": "mine", "features": [[1.0, 0.0], [0.9, 0.1], [0.0, 1.0]], "labels": [7, 7, 900_000_000_000_u64],
        "far": [0.5], "pairs": null, "folds": null})
}

fn answer(key: &str, value: Value) -> Result<Value, String> {
    let mut case = case();
    case[key] = value;
    let text = json!({ "cases": [case] }).to_string();
    let answer = cli::verify::answer(&text).map_err(|error| error.to_string())?;
    Ok(cases(&answer)[0].clone())
}

#[test]
fn what_is_not_defined_is_null() {
    let fine = answer("name", json!("mine")).unwrap();
    assert_eq!((&fine["auc"], &fine["eer"]), (&json!(1.0), &json!(0.0)));
    assert!(fine.get("accuracy").is_none());
    let alike = answer("labels", json!([1, 1, 1])).unwrap();
    assert_eq!(alike["negatives"], 0);
    assert!(alike["auc"].is_null() && alike["eer"].is_null());
    assert_eq!(alike["precision_at_1"], 1.0);
    let apart = answer("labels", json!([1, 2, 3])).unwrap();
    assert!(apart["auc"].is_null() && apart["map_at_r"].is_null());
    let none = json!({"cases": [{"name": "none", "features": [], "labels": []}]});
    let answered = &cases(&cli::verify::answer(&none.to_string()).unwrap())[0];
    assert_eq!(answered["positives"], 0);
}

#[test]
fn a_misspelt_field_is_refused() {
    let mut case = case();
    case.as_object_mut().unwrap().remove("folds");
    case["fold"] = json!(3);
    let refused = cli::verify::answer(&json!({ "cases": [case] }).to_string()).unwrap_err();
    assert!(
        refused.to_string().contains("did you mean \"folds\"?"),
        "{refused}"
    );
}

#[test]
fn wrong_cases_are_named() {
    let refuses = |key: &str, value: Value, expect: &str| {
        let message = answer(key, value).unwrap_err();
        assert!(
            message.contains("case \"mine\"") && message.contains(expect),
            "{message}"
        );
    };
    refuses("labels", json!([1, 2]), "found 2, expected 3");
    refuses(
        "far",
        json!(["0.1"]),
        "far: found \"0.1\", expected a number",
    );
    refuses(
        "folds",
        json!(1),
        "folds: found 1, expected a whole number from 2 on",
    );
    refuses("folds", json!(4), "folds: found 4, expected at most 3");
    refuses(
        "pairs",
        json!([[0, 1], [0, 3]]),
        "pair 1: found [0,3], expected pairs of whole numbers below 3",
    );
    refuses("pairs", json!([[0, 1, 2]]), "pair 0");
    refuses("pairs", json!(3), "pairs: found 3");
    refuses("features", json!([[1.0], [2.0, 3.0], [1.0]]), "row 1");
}
