//! `marginscope boundary` holds the reference values, made by brute force.

use crate::support::golden::{cases, close, text};
use marginscope::cli;
use serde_json::{Value, json};

const CASES: &[u8] = include_bytes!("../golden/boundary.json.gz");
const ARC_TOLERANCE_DEG: f64 = 0.02;
const AREA_TOLERANCE: f64 = 2e-3;

fn apart(a: &Value, b: &Value) -> f64 {
    let off = (a.as_f64().unwrap() - b.as_f64().unwrap()).rem_euclid(360.0);
    off.min(360.0 - off)
}

/// The same arcs of the same classes, from the same one on.
fn check_arcs(name: &str, found: &Value, expect: &Value) {
    let (found, expect) = (found.as_object().unwrap(), expect.as_object().unwrap());
    assert_eq!(found.len(), expect.len(), "{name}: {found:?}");
    for (class, expect) in expect {
        let (found, expect) = (found[class].as_array().unwrap(), expect.as_array().unwrap());
        assert_eq!(found.len(), expect.len(), "{name} {class}: {found:?}");
        for (found, expect) in found.iter().zip(expect) {
            let near = (0..2).all(|end| apart(&found[end], &expect[end]) <= ARC_TOLERANCE_DEG);
            assert!(near, "{name} {class}: found {found}, expected {expect}");
        }
    }
}

#[test]
fn areas_and_arcs_hold_the_reference_values() {
    let text = text(CASES);
    let (asked, answered) = (cases(&text), cases(&cli::boundary::answer(&text).unwrap()));
    assert_eq!(asked.len(), answered.len());
    for (case, answer) in asked.iter().zip(&answered) {
        let (name, expect) = (case["name"].as_str().unwrap(), &case["expect"]);
        assert_eq!(answer["name"], name);
        for key in ["area", "margin_area"] {
            // Of fractions: an absolute tolerance.
            close(
                &format!("{name} {key}"),
                &answer[key],
                &expect[key],
                AREA_TOLERANCE / 2.0,
            );
        }
        assert_eq!(
            answer.get("arcs_deg").is_some(),
            expect.get("arcs_deg").is_some(),
            "{name}"
        );
        if let Some(expect) = expect.get("arcs_deg") {
            check_arcs(name, &answer["arcs_deg"], expect);
        }
    }
}

fn case() -> Value {
    json!({"name": "mine", "loss": "softmax", "params": {}, "weights": [[1.0, 0.0], [0.0, 1.0]],
        "bias": [0.0, 0.5], "radius": 2.0})
}

fn answer(key: &str, value: Value) -> Result<Value, String> {
    let mut case = case();
    case[key] = value;
    let text = json!({ "cases": [case] }).to_string();
    let answer = cli::boundary::answer(&text).map_err(|error| error.to_string())?;
    Ok(cases(&answer)[0].clone())
}

#[test]
fn one_class_owns_the_whole_circle() {
    let mut alone = case();
    alone["weights"] = json!([[3.0, 1.0]]);
    alone["bias"] = Value::Null;
    let text = json!({ "cases": [alone] }).to_string();
    let answer = &cases(&cli::boundary::answer(&text).unwrap())[0];
    assert_eq!(answer["arcs_deg"], json!({"0": [[0.0, 360.0]]}));
    assert_eq!(answer["area"], json!([1.0]));
}

#[test]
fn other_dimensions_have_areas_and_no_arcs() {
    for dim in [1, 3, 32] {
        let weights: Vec<Vec<f64>> = (0..2).map(|j| vec![1.0 - 2.0 * j as f64; dim]).collect();
        let answer = answer("weights", json!(weights)).unwrap();
        assert!(answer.get("arcs_deg").is_none());
        let whole: f64 = answer["area"]
            .as_array()
            .unwrap()
            .iter()
            .map(|a| a.as_f64().unwrap())
            .sum();
        assert!((whole + answer["margin_area"].as_f64().unwrap() - 1.0).abs() < 1e-9);
    }
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
    refuses("loss", json!("triplet"), "params: found no \"m\"");
    refuses("loss", json!("hinge"), "expected one of");
    refuses("radius", Value::Null, "radius");
    let wrong = "radius: found -1, expected a number from 0 on";
    refuses("radius", json!(-1.0), wrong);
    // Of a loss whose regions do not depend on it, too.
    let mut fixed = case();
    fixed["loss"] = json!("arcface");
    fixed["params"] = json!({"s": 8.0, "m": 0.2});
    fixed["bias"] = Value::Null;
    fixed["radius"] = json!(-1.0);
    let message = cli::boundary::answer(&json!({ "cases": [fixed] }).to_string()).unwrap_err();
    assert!(message.to_string().contains(wrong), "{message}");
    refuses("bias", json!([1.0]), "expected 2, one a class");
    refuses("weights", json!([[], []]), "weights");
    let mut pair = case();
    pair["loss"] = json!("contrastive");
    pair["params"] = json!({"m": 0.5});
    let message = cli::boundary::answer(&json!({ "cases": [pair] }).to_string()).unwrap_err();
    assert!(
        message.to_string().contains("no class weights"),
        "{message}"
    );
}
