//! What the losses declare about themselves: ids, knobs, reasons, bounds.

use std::collections::BTreeSet;

use marginscope::{
    knob::Knobs,
    loss::{self, Batch, BoundKind, Evaluation, Objective, bound},
};
use ndarray::{array, s};

#[test]
fn every_declaration_is_complete() {
    let mut ids = BTreeSet::new();
    for loss in loss::registry() {
        let id = loss.id();
        assert!(ids.insert(id), "{id} is there twice");
        assert!(loss::find(id).is_some_and(|found| found.name() == loss.name()));
        assert!(
            !loss.name().is_empty() && !loss.formula().is_empty() && !loss.boundary().is_empty()
        );
        let mut knobs = BTreeSet::new();
        for knob in loss.knobs() {
            assert!(knobs.insert(knob.id), "{id} has two knobs {}", knob.id);
            assert_eq!(knob.check(knob.default), Ok(()), "{id} {}", knob.id);
            assert!(!knob.larger.is_empty() && !knob.label.is_empty());
        }
        for knob in ["m", "s"] {
            assert_ne!(
                knobs.contains(knob),
                loss.why_no_knob(knob).is_some(),
                "{id} {knob}"
            );
        }
        for (knob, _) in loss.neutral() {
            assert!(knobs.contains(knob), "{id} ramps {knob}, which it has not");
            assert!(knobs.contains("ramp") && knobs.contains("warmup"), "{id}");
        }
        assert!(loss::find("no such loss").is_none());
    }
}

#[test]
fn values_that_are_missing_stand_at_their_defaults() {
    let at_cosine = |loss: &dyn loss::Loss, knobs: &Knobs| {
        let objective = loss.objective(knobs);
        let point = |cos| objective.head().map(|head| head.margin.target(cos));
        [point(0.3), point(-0.7), point(0.99)]
    };
    for loss in loss::registry() {
        let settled = loss.at_step(&loss.defaults(), u64::MAX);
        assert_eq!(
            at_cosine(*loss, &Knobs::default()),
            at_cosine(*loss, &settled),
            "{}",
            loss.id()
        );
    }
}

/// What an objective makes of a fixed batch, bit for bit.
fn evaluated(objective: &Objective) -> [Vec<u64>; 3] {
    let features = array![
        [0.9, 0.3],
        [-0.2, 1.1],
        [0.4, -0.8],
        [1.0, 0.9],
        [-0.7, -0.6]
    ];
    let class_weights = array![[1.0, 0.1], [-0.3, 0.8], [-0.5, -0.9]];
    let rows = if objective.head().is_some() { 3 } else { 0 };
    let batch = Batch {
        features: features.view(),
        weights: class_weights.slice(s![..rows, ..]),
        bias: None,
        labels: &[0, 1, 2, 0, 2],
    };
    let mut out = Evaluation::default();
    objective.evaluate(&batch, &mut out);
    let bits = |numbers: &mut dyn Iterator<Item = &f64>| numbers.map(|x| x.to_bits()).collect();
    [
        bits(&mut [out.loss].iter()),
        bits(&mut out.d_features.iter()),
        bits(&mut out.d_weights.iter()),
    ]
}

#[test]
fn an_objective_that_is_moved_from_step_to_step_is_the_one_made_anew() {
    for loss in loss::registry() {
        let mut knobs = loss.defaults();
        for (id, value) in [("warmup", 4.0), ("ramp", 5.0), ("lambda_gamma", 0.5)] {
            if knobs.get(id).is_some() {
                knobs.set(id, value);
            }
        }
        let mut values = loss.at_step(&knobs, 0);
        let mut objective = loss.in_force(&values);
        for step in [1, 3, 4, 5, 7, 9, 30, 2, 8] {
            loss.move_to_step(&knobs, step, &mut values);
            loss.move_in_force(&values, &mut objective);
            let anew = loss.in_force(&loss.at_step(&knobs, step));
            assert_eq!(
                evaluated(&objective),
                evaluated(&anew),
                "{} at {step}",
                loss.id()
            );
        }
    }
}

#[test]
fn a_margin_that_somebody_draws_is_not_moved_under_their_eyes() {
    let loss = loss::find("arcface").unwrap();
    let mut knobs = loss.defaults();
    let mut objective = loss.in_force(&knobs);
    let drawn = objective.head().unwrap().clone();
    let before = drawn.margin.target(0.3);
    knobs.set("m", 0.9);
    loss.move_in_force(&knobs, &mut objective);
    assert_eq!(drawn.margin.target(0.3), before);
    assert_ne!(objective.head().unwrap().margin.target(0.3), before);
}

fn check(id: &str, knob: &str, (classes, dim): (usize, usize), expect: Option<(BoundKind, f64)>) {
    let loss = loss::find(id).unwrap();
    let found = loss.bounds(knob, classes, dim, &loss.defaults());
    let name = format!("{id} {knob} C={classes} K={dim}");
    match (found, expect) {
        (Some(found), Some((kind, value))) => {
            assert_eq!(found.kind, kind, "{name}");
            assert!(
                (found.value - value).abs() < 6e-3,
                "{name}: {}",
                found.value
            );
        }
        (found, expect) => assert_eq!(found.is_some(), expect.is_some(), "{name}: {found:?}"),
    }
}

#[test]
fn bounds_have_the_values_of_the_papers() {
    use BoundKind::{AtLeast, AtMost};
    check("am-softmax", "m", (10, 2), Some((AtMost, 0.191)));
    check("am-softmax", "m", (8, 2), Some((AtMost, 0.293)));
    check("am-softmax", "m", (10, 3), Some((AtMost, 0.595)));
    check("am-softmax", "m", (4, 3), Some((AtMost, 4.0 / 3.0)));
    check("am-softmax", "m", (2, 7), Some((AtMost, 2.0)));
    check("am-softmax", "m", (1, 2), None);
    check("am-softmax", "s", (10, 2), Some((AtLeast, 8.19)));
    check("normface", "s", (10, 3), Some((AtLeast, 8.19)));
    check("normface", "m", (10, 3), None);
    check("arcface", "m", (10, 2), Some((AtMost, 0.628)));
    check(
        "arcface",
        "m",
        (10, 3),
        Some((AtMost, 66.1_f64.to_radians())),
    );
    check("a-softmax", "m", (2, 3), Some((AtLeast, 3.732)));
    check("a-softmax", "m", (10, 2), Some((AtLeast, 3.0)));
    check("a-softmax", "m", (10, 3), None);
    check("l-softmax", "m", (10, 2), None);
    check("contrastive", "m", (4, 2), Some((AtMost, 2f64.sqrt())));
    check("triplet", "m", (4, 2), Some((AtMost, 2.0)));
    check("circle", "m", (10, 2), Some((AtLeast, 0.809 / 2f64.sqrt())));
    check("circle", "m", (3, 2), Some((AtLeast, 0.0)));
    check("softmax", "s", (10, 2), None);
}

#[test]
fn a_margin_within_its_bound_is_feasible_and_one_beyond_is_not() {
    for loss in loss::registry() {
        for (classes, dim) in [(10, 2), (10, 3), (3, 2), (25, 3), (40, 8)] {
            let mut knobs = loss.defaults();
            for (id, neutral) in loss.neutral() {
                knobs.set(id, *neutral);
            }
            for (id, _) in loss.neutral() {
                let Some(bound) = loss.bounds(id, classes, dim, &knobs) else {
                    continue;
                };
                let feasible = |value: f64| {
                    let mut knobs = knobs.clone();
                    knobs.set(id, value);
                    let head = loss.objective(&knobs);
                    head.head()
                        .and_then(|head| bound::feasible(head.margin.as_ref(), classes, dim))
                };
                let Some(inside) = feasible(match bound.kind {
                    BoundKind::AtMost => bound.value - 1e-6,
                    BoundKind::AtLeast => bound.value + 1e-6,
                }) else {
                    continue;
                };
                assert!(inside, "{} {id} C={classes} K={dim}", loss.id());
                let beyond = feasible(match bound.kind {
                    BoundKind::AtMost => bound.value + 1e-6,
                    BoundKind::AtLeast => bound.value - 1e-6,
                });
                // A-Softmax's bound is of another kind: it is always feasible.
                let trivial = loss.id() == "a-softmax" || bound.value < 1e-9;
                assert!(
                    trivial || beyond == Some(false),
                    "{} {id} C={classes} K={dim}",
                    loss.id()
                );
            }
        }
    }
}

#[test]
fn the_scale_bounds_the_loss_from_below() {
    // NormFace, C = 10.
    assert!((bound::loss_floor(1.0, 10).unwrap() - 1.377).abs() < 1e-3);
    assert!((bound::loss_floor(10.0, 10).unwrap() - 1.3e-4).abs() < 1e-5);
    assert_eq!(bound::loss_floor(10.0, 1), None);
}
