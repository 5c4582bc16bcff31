//! Regions, margin zone and arcs hold the reference values, made by brute force.

mod support;

use marginscope::{
    geometry::{Field, areas, circle},
    loss,
};
use serde_json::Value;
use support::{cases, knobs, matrix, vector};

const CASES: &[u8] = include_bytes!("golden/boundary.json.gz");
const ARC_TOLERANCE_DEG: f64 = 0.02;
const AREA_TOLERANCE: f64 = 2e-3;

fn known() -> Vec<Value> {
    let cases = cases(CASES).into_iter();
    cases
        .filter(|c| loss::find(c["loss"].as_str().unwrap()).is_some())
        .collect()
}

fn field(case: &Value) -> Field {
    let loss = loss::find(case["loss"].as_str().unwrap()).unwrap();
    let objective = loss.objective(&knobs(&case["params"]));
    let dim = case["weights"][0].as_array().unwrap().len();
    let bias = case["bias"].is_array().then(|| vector(&case["bias"]));
    let radius = case["radius"].as_f64().unwrap();
    Field::new(
        objective.head().unwrap(),
        matrix(&case["weights"], dim).view(),
        bias.as_ref().map(|b| b.view()),
        radius,
    )
}

fn apart(a: f64, b: f64) -> f64 {
    let off = (a - b).rem_euclid(360.0);
    off.min(360.0 - off)
}

fn check_arcs(case: &Value) {
    let arcs = circle::arcs(&field(case));
    let expected = case["expect"]["arcs_deg"].as_object().unwrap();
    let count: usize = expected.values().map(|a| a.as_array().unwrap().len()).sum();
    assert_eq!(arcs.len(), count, "{}: {arcs:?}", case["name"]);
    for (class, ends) in expected {
        let class: Option<usize> = class.parse().ok();
        for ends in ends.as_array().unwrap() {
            let ends = vector(ends);
            let found = arcs.iter().any(|arc| {
                arc.class == class
                    && apart(arc.from.to_degrees(), ends[0]) <= ARC_TOLERANCE_DEG
                    && apart(arc.to.to_degrees(), ends[1]) <= ARC_TOLERANCE_DEG
            });
            assert!(found, "{} {class:?} {ends}: {arcs:?}", case["name"]);
        }
    }
}

#[test]
fn arcs_hold_the_reference_values() {
    let flat: Vec<_> = known()
        .into_iter()
        .filter(|c| c["expect"]["arcs_deg"].is_object())
        .collect();
    assert!(!flat.is_empty());
    flat.iter().for_each(check_arcs);
}

fn check_areas(case: &Value) {
    let found = areas(&field(case));
    let expect = &case["expect"];
    let off = |a: f64, b: f64| (a - b).abs() > AREA_TOLERANCE;
    let class = vector(&expect["area"]);
    assert_eq!(found.class.len(), class.len());
    for (a, b) in found.class.iter().zip(&class) {
        assert!(
            !off(*a, *b),
            "{}: {found:?}, expected {class}",
            case["name"]
        );
    }
    let margin = expect["margin_area"].as_f64().unwrap();
    assert!(!off(found.margin, margin), "{}: {found:?}", case["name"]);
}

#[test]
fn areas_hold_the_reference_values() {
    known().iter().for_each(check_areas);
}
