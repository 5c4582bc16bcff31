//! Every loss holds the reference values, made with PyTorch in float64.

mod support;

use marginscope::loss::{self, Batch, Evaluation, Objective};
use serde_json::Value;
use support::{cases, knobs, labels, matrix, vector};

const CASES: &[u8] = include_bytes!("golden/losses.json.gz");
const TOLERANCE: f64 = 1e-9;

fn close<'a>(
    case: &Value,
    key: &str,
    found: impl IntoIterator<Item = &'a f64>,
    expect: impl IntoIterator<Item = &'a f64>,
) {
    let (found, expect): (Vec<_>, Vec<_>) =
        (found.into_iter().collect(), expect.into_iter().collect());
    assert_eq!(found.len(), expect.len(), "{} {key}", case["name"]);
    for (a, b) in found.into_iter().zip(expect) {
        let ok = (a - b).abs() <= TOLERANCE * (1.0 + b.abs());
        assert!(ok, "{} {key}: found {a}, expected {b}", case["name"]);
    }
}

fn check(case: &Value, out: &mut Evaluation) {
    let loss = loss::find(case["loss"].as_str().unwrap()).unwrap();
    let objective = loss.objective(&knobs(&case["params"]));
    let dim = case["features"][0].as_array().unwrap().len();
    let (features, weights) = (
        matrix(&case["features"], dim),
        matrix(&case["weights"], dim),
    );
    let bias = case["bias"].is_array().then(|| vector(&case["bias"]));
    let batch = Batch {
        features: features.view(),
        weights: weights.view(),
        bias: bias.as_ref().map(|b| b.view()),
        labels: &labels(&case["labels"]),
    };
    objective.evaluate(&batch, out);
    let expect = &case["expect"];
    close(
        case,
        "loss",
        [&out.loss],
        [&expect["loss"].as_f64().unwrap()],
    );
    close(
        case,
        "d_features",
        &out.d_features,
        &matrix(&expect["d_features"], dim),
    );
    if matches!(objective, Objective::Pair(_)) {
        return;
    }
    let classes = weights.nrows();
    close(
        case,
        "per_sample",
        &out.per_sample,
        &vector(&expect["per_sample"]),
    );
    close(
        case,
        "logits",
        &out.logits,
        &matrix(&expect["logits"], classes),
    );
    close(
        case,
        "plain_logits",
        &out.plain_logits,
        &matrix(&expect["plain_logits"], classes),
    );
    close(
        case,
        "d_weights",
        &out.d_weights,
        &matrix(&expect["d_weights"], dim),
    );
    match expect["d_bias"].is_array() {
        true => close(case, "d_bias", &out.d_bias, &vector(&expect["d_bias"])),
        false => assert!(out.d_bias.is_empty()),
    }
}

#[test]
fn every_loss_holds_its_reference_values() {
    // One evaluation for all: leftovers of another shape must not show.
    let mut out = Evaluation::default();
    for loss in loss::registry() {
        let cases: Vec<_> = cases(CASES)
            .into_iter()
            .filter(|c| c["loss"] == loss.id())
            .collect();
        assert!(!cases.is_empty(), "no reference values for {}", loss.id());
        cases.iter().for_each(|case| check(case, &mut out));
    }
}
