use std::{f64::consts::TAU, sync::Arc};

use super::*;
use crate::{
    figure,
    geometry::circle,
    train::{Cause, Experiment, Lane, ModelKind, lane, metrics::Measured},
};

/// A trained-looking run of this loss on the circle, its class directions evenly apart, measured under its settings.
fn snapshot(id: &str, classes: usize, set: &[(&str, f64)]) -> (Snapshot, LossConfig) {
    let mut experiment = Experiment::default();
    experiment.set_source("blobs");
    experiment
        .data
        .knobs
        .set("class_count", classes.max(6) as f64);
    experiment.data.classes = (0..classes).collect();
    experiment.model.feature_dim = 2;
    experiment.set_loss(id);
    for (id, value) in [("ramp", 0.0)].iter().chain(set) {
        if experiment.loss.knobs.get(id).is_some() {
            experiment.loss.knobs.set(id, *value);
        }
    }
    let lane = Lane::new(&experiment, lane::load(&experiment).unwrap()).unwrap();
    let mut snapshot = lane.snapshot("run", 1, Status::Paused);
    snapshot.step = 100_000;
    snapshot.weights = Arc::new(ndarray::Array2::from_shape_fn(
        (classes, 2),
        |(class, axis)| {
            let angle = TAU * class as f64 / classes as f64 + 0.1;
            [angle.cos(), angle.sin()][axis] as f32
        },
    ));
    let loss = loss::find(id).unwrap();
    let objective = loss.in_force(&loss.at_step(&experiment.loss.knobs, snapshot.step));
    snapshot.metrics = Measured {
        features: snapshot.features.view(),
        labels: &snapshot.dataset.test.labels,
        directions: snapshot.weights.view(),
        bias: snapshot.bias.as_ref().map(|bias| bias.view()),
        objective: &objective,
    }
    .metrics();
    (snapshot, experiment.loss)
}

fn standing_of(id: &str, classes: usize, set: &[(&str, f64)]) -> Standing {
    let (snapshot, config) = snapshot(id, classes, set);
    story(&snapshot, &config).standing
}

#[test]
fn what_is_said_of_every_loss_is_what_the_regions_and_the_metrics_have() {
    for loss in loss::registry() {
        for classes in [2, 3, 6] {
            let (snapshot, config) = snapshot(loss.id(), classes, &[]);
            let field = figure::field(&snapshot, &config).unwrap();
            let arcs = circle::arcs(&field);
            let owned = arcs.iter().any(|arc| arc.class.is_some());
            let empty = arcs.iter().filter(|arc| arc.class.is_none());
            let widest = empty.map(|arc| arc.to - arc.from).fold(0.0, f64::max);
            let metrics = &snapshot.metrics;
            let at = format!("{} of {classes}", loss.id());
            match story(&snapshot, &config).standing {
                Standing::Pairs { right } => {
                    assert!(!figure::has_posterior(&config), "{at}");
                    assert_eq!(right, metrics.test_accuracy);
                }
                Standing::Plain { right, .. } => {
                    assert!(widest < 1e-6, "{at}");
                    assert_eq!(right, metrics.test_accuracy);
                }
                Standing::Infeasible { met, .. } => {
                    assert!(!owned, "{at}");
                    assert_eq!(met, metrics.margin_satisfied);
                }
                Standing::Margin { met, zone, .. } => {
                    assert!(owned, "{at}");
                    assert_eq!(met, metrics.margin_satisfied);
                    if let Some(zone) = zone {
                        assert!((zone - widest.to_degrees()).abs() < 1e-3, "{at}: {zone}");
                    }
                }
                other => panic!("{at}: {other:?}"),
            }
        }
    }
}

#[test]
fn a_margin_is_too_large_exactly_when_evenly_spread_classes_own_nothing() {
    for loss in loss::registry() {
        let margin = loss.neutral().first();
        let knob = margin.and_then(|(id, _)| loss.knobs().iter().find(|knob| knob.id == *id));
        let Some(knob) = knob.filter(|_| loss.objective(&loss.defaults()).head().is_some()) else {
            continue;
        };
        for part in 0..=20 {
            let value = knob.min + (knob.max - knob.min) * f64::from(part) / 20.0;
            let (snapshot, config) = snapshot(loss.id(), 10, &[(knob.id, value)]);
            let standing = story(&snapshot, &config).standing;
            let Some(field) = figure::field(&snapshot, &config) else {
                continue;
            };
            let owned = circle::arcs(&field).iter().any(|arc| arc.class.is_some());
            let infeasible = matches!(standing, Standing::Infeasible { .. });
            if infeasible {
                assert!(!owned, "{} {} = {value}", loss.id(), knob.id);
            }
        }
    }
    let infeasible = |m| {
        let standing = standing_of("am-softmax", 10, &[("m", m)]);
        matches!(standing, Standing::Infeasible { .. })
    };
    // 1 − cos 36°.
    assert!(!infeasible(0.190) && infeasible(0.192));
}

#[test]
fn without_a_margin_none_is_spoken_of() {
    for (id, nearest) in [
        ("softmax", false),
        ("modified-softmax", true),
        ("normface", true),
    ] {
        let standing = standing_of(id, 4, &[]);
        assert!(
            matches!(standing, Standing::Plain { nearest: found, .. } if found == nearest),
            "{id}: {standing:?}"
        );
    }
    let standing = standing_of("am-softmax", 4, &[("m", 0.0)]);
    assert!(matches!(standing, Standing::Plain { .. }));
}

const ONE_POINT: Health = Health::OnePoint {
    since: 300,
    spread_deg: 1.0,
    cause: Cause::Loss,
};

#[test]
fn a_run_that_has_no_figure_to_speak_of_says_why() {
    let (snapshot, config) = snapshot("am-softmax", 4, &[]);
    let now = |change: fn(&mut Snapshot), expect: fn(Standing) -> bool| {
        let mut changed = snapshot.clone();
        change(&mut changed);
        let found = story(&changed, &config);
        assert!(expect(found.standing), "{found:?}");
        assert_eq!(found.held, None);
    };
    now(|s| s.step = 0, |s| s == Standing::Untrained);
    now(|s| s.status = Status::Loading, |s| s == Standing::Loading);
    now(
        |s| s.status = Status::Failed(String::new()),
        |s| s == Standing::Stopped,
    );
    // A run that stopped because it diverged has that to tell.
    now(
        |s| {
            s.status = Status::Failed(String::new());
            s.health = ONE_POINT;
        },
        |s| s == Standing::Unsound(ONE_POINT),
    );
    now(
        |s| s.health = ONE_POINT,
        |s| s == Standing::Unsound(ONE_POINT),
    );
}

#[test]
fn what_holds_the_settings_back_is_told_in_the_order_of_its_weight() {
    let held = |id: &str, set: &[(&str, f64)], step: u64| {
        let (mut snapshot, config) = snapshot(id, 4, set);
        snapshot.step = step;
        story(&snapshot, &config).held
    };
    assert_eq!(held("am-softmax", &[], 100), None);
    let ramp = [("m", 0.2), ("ramp", 400.0)];
    assert_eq!(held("am-softmax", &ramp, 100), Some(Held::Ramp(0.25)));
    assert_eq!(held("am-softmax", &ramp, 400), None);
    let warm = [("m", 0.2), ("warmup", 200.0)];
    assert_eq!(held("am-softmax", &warm, 100), Some(Held::Warmup));
    let small = held("am-softmax", &[("s", 2.0)], 100);
    assert!(matches!(small, Some(Held::Scale { scale, enough }) if scale == 2.0 && enough > 2.0));
    let lambda = held("a-softmax", &[("lambda_min", 5.0)], 100_000);
    assert!(matches!(lambda, Some(Held::Lambda { lambda, .. }) if lambda == 5.0));
    assert_eq!(held("a-softmax", &[("lambda_min", 0.0)], 10_000_000), None);
    // Nothing holds back features that came without their step.
    let given = |set: &[(&str, f64)]| {
        let (mut snapshot, config) = snapshot("am-softmax", 4, set);
        Arc::make_mut(&mut snapshot.experiment).model.kind = ModelKind::Features;
        Arc::make_mut(&mut snapshot.dataset).given = Some(Arc::default());
        snapshot.step = 0;
        story(&snapshot, &config).held
    };
    assert_eq!(given(&ramp), None);
    assert_eq!(given(&warm), None);
}
