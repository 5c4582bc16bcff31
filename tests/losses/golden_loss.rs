//! `marginscope loss` holds the reference values, made with PyTorch in float64, for every loss.

use crate::support::PAPERS;
use crate::support::golden::{cases, close, text};
use marginscope::cli;
use serde_json::{Value, json};

const CASES: &[u8] = include_bytes!("../golden/losses.json.gz");
const TOLERANCE: f64 = 1e-9;

#[test]
fn every_loss_holds_its_reference_values() {
    let text = text(CASES);
    let (asked, answered) = (cases(&text), cases(&cli::loss::answer(&text).unwrap()));
    assert_eq!(asked.len(), answered.len());
    for (case, answer) in asked.iter().zip(&answered) {
        let name = case["name"].as_str().unwrap();
        assert_eq!(answer["name"], name);
        close(name, answer, &case["expect"], TOLERANCE);
        let keys = |value: &Value| value.as_object().unwrap().len();
        assert_eq!(
            keys(answer),
            1 + keys(&case["expect"]),
            "{name}: name and the keys of expect"
        );
    }
    for id in PAPERS {
        assert!(
            asked.iter().any(|case| case["loss"] == id),
            "no reference for {id}"
        );
    }
}

#[test]
fn a_case_may_stand_alone_and_bring_no_sample() {
    let empty = json!({"cases": []}).to_string();
    assert_eq!(cli::loss::answer(&empty).unwrap(), empty);
    let none = json!({"cases": [{"name": "none", "loss": "am-softmax", "params": {"m": 0.2, "s": 10},
        "features": [], "weights": [[1, 0], [0, 1]], "labels": []}]});
    let answer = &cases(&cli::loss::answer(&none.to_string()).unwrap())[0];
    assert_eq!(answer["loss"], 0.0);
    assert_eq!(answer["d_weights"], json!([[0.0, 0.0], [0.0, 0.0]]));
}

fn case() -> Value {
    json!({"name": "mine", "loss": "am-softmax", "params": {"m": 0.2, "s": 10.0}, "features": [[1.0, 2.0]],
        "weights": [[1.0, 0.0], [0.0, 1.0]], "bias": null, "labels": [0]})
}

/// A case with one key changed is refused with a message that names the case and holds `expect`.
fn refuses(key: &str, value: Value, expect: &str) {
    let mut wrong = case();
    wrong[key] = value;
    let text = json!({ "cases": [case(), wrong] }).to_string();
    let message = cli::loss::answer(&text).unwrap_err().to_string();
    assert!(
        message.contains("case \"mine\"") && message.contains(expect),
        "{message}"
    );
}

#[test]
fn wrong_cases_are_named() {
    refuses("loss", json!("am-sofmax"), "expected one of softmax, ");
    refuses("loss", json!(3), "the id of a loss");
    refuses("params", json!({"m": 0.2}), "found no \"s\"");
    refuses("params", json!({"m": 0.2, "s": 10, "t": 1}), "found \"t\"");
    refuses(
        "params",
        json!({"m": "0.2", "s": 10}),
        "params: m: found \"0.2\", expected a number",
    );
    refuses("params", json!([1]), "expected an object");
    refuses(
        "features",
        json!([[1.0, 2.0, 3.0]]),
        "found 3 numbers a row, expected 2",
    );
    refuses("features", json!([[1.0, 2.0], [1.0]]), "row 1");
    refuses("features", json!([[1.0, null]]), "expected a number");
    refuses("features", Value::Null, "expected rows of numbers");
    refuses("weights", Value::Null, "weights: found nothing");
    refuses("labels", json!([2]), "expected whole numbers below 2");
    refuses("labels", json!([-1]), "expected whole numbers below 2");
    refuses("labels", json!([0.5]), "expected whole numbers below 2");
    refuses("labels", json!([0, 1]), "found 2, expected 1");
    refuses("bias", json!([0.0, 0.0]), "this loss has no bias");
}

#[test]
fn a_misspelt_field_is_refused_and_a_note_is_none() {
    let softmax = |key: &str, value: Value| {
        let mut case = json!({"name": "mine", "loss": "softmax", "params": {}, "features": [[1.0, 2.0]],
            "weights": [[1.0, 0.0], [0.0, 1.0]], "labels": [0]});
        case[key] = value;
        cli::loss::answer(&json!({ "cases": [case] }).to_string())
    };
    for key in ["bais", "Bias", "bia"] {
        let message = softmax(key, json!([0.0, 3.0])).unwrap_err().to_string();
        let expect = format!("found the unknown field \"{key}\"; did you mean \"bias\"?");
        assert_eq!(message, format!("case \"mine\": {expect}"));
    }
    for note in [
        "expect", "note", "source", "norm", "radius", "basis", "less", "bins",
    ] {
        assert!(softmax(note, json!("a note")).is_ok(), "{note}");
    }
    // What is there cannot be what was meant.
    let mut both = case();
    both["label"] = json!("a note");
    assert!(cli::loss::answer(&json!({ "cases": [both] }).to_string()).is_ok());
}

#[test]
fn broken_files_are_refused_by_their_line() {
    let check = |text: &str, expect: &str| {
        let message = cli::loss::answer(text).unwrap_err().to_string();
        assert!(message.contains(expect), "{message}");
    };
    check("", "line 1");
    check("{\"cases\": 3}", "expected {\"cases\": [...]}");
    check("[]", "expected {\"cases\": [...]}");
    check("{\"cases\": [3]}", "case \"number 1, which has no name\"");
    let whole = serde_json::to_string_pretty(&json!({ "cases": [case()] })).unwrap();
    let cut: Vec<&str> = whole.lines().take(8).collect();
    check(&cut.join("\n"), "line 8, column");
    check(&cut.join("\n"), "case \"mine\"");
    check(
        &whole.replace("0.2", "1e999"),
        "in or after case \"mine\": number out of range",
    );
    check(&whole.replace("0.2", "NaN"), "line ");
    check(
        &whole.replace("mine", "дüé\u{1F600}").replace("0.2", "é"),
        "line ",
    );
}
