//! What must hold between losses and for any of them, whatever the numbers.

use marginscope::{
    knob::Knobs,
    loss::{self, Batch, Evaluation, Objective},
};
use ndarray::{Array1, Array2, Axis};
use proptest::prelude::*;

#[derive(Clone, Debug)]
struct Sample {
    features: Array2<f64>,
    weights: Array2<f64>,
    labels: Vec<usize>,
}

fn evaluate(id: &str, values: &[(&str, f64)], sample: &Sample) -> Evaluation {
    let knobs: Knobs = values.iter().copied().collect();
    let objective = loss::find(id).unwrap().objective(&knobs);
    let mut out = Evaluation::default();
    run(&objective, sample, &mut out);
    out
}

fn run(objective: &Objective, sample: &Sample, out: &mut Evaluation) {
    let zeros = Array1::zeros(sample.weights.nrows());
    let bias = objective
        .head()
        .filter(|head| head.bias)
        .map(|_| zeros.view());
    let batch = Batch {
        features: sample.features.view(),
        weights: sample.weights.view(),
        bias,
        labels: &sample.labels,
    };
    objective.evaluate(&batch, out);
}

fn numbers(rows: usize, columns: usize, seed: Vec<f64>) -> Array2<f64> {
    Array2::from_shape_vec((rows, columns), seed).unwrap()
}

prop_compose! {
    fn shape()(n in 1_usize..6, classes in 1_usize..6, dim in 1_usize..6) -> (usize, usize, usize) {
        (n, classes, dim)
    }
}

prop_compose! {
    fn sample()((n, classes, dim) in shape())(
        features in prop::collection::vec(-10.0..10.0, n * dim),
        weights in prop::collection::vec(-2.0..2.0, classes * dim),
        labels in prop::collection::vec(0..classes, n),
        n in Just(n), classes in Just(classes), dim in Just(dim),
    ) -> Sample {
        Sample { features: numbers(n, dim, features), weights: numbers(classes, dim, weights), labels }
    }
}

fn same(a: &Evaluation, b: &Evaluation, tolerance: f64) -> Result<(), TestCaseError> {
    let close = |what: &str, x: f64, y: f64| {
        prop_assert!(
            (x - y).abs() <= tolerance * (1.0 + x.abs().max(y.abs())),
            "{} {} {}",
            what,
            x,
            y
        );
        Ok(())
    };
    close("loss", a.loss, b.loss)?;
    for (x, y) in a.logits.iter().zip(&b.logits) {
        close("logit", *x, *y)?;
    }
    // Gradients are as large as the inverse of the norms.
    let scale = |e: &Array2<f64>| e.iter().fold(1.0, |m: f64, x| m.max(x.abs()));
    let (s, t) = (scale(&a.d_features), scale(&a.d_weights));
    for (x, y) in a.d_features.iter().zip(&b.d_features) {
        close("d_features", x / s, y / s)?;
    }
    for (x, y) in a.d_weights.iter().zip(&b.d_weights) {
        close("d_weights", x / t, y / t)?;
    }
    Ok(())
}

proptest! {
    #[test]
    fn without_a_margin_the_normalized_losses_are_one(sample in sample(), s in 1.0..64.0) {
        let norm = evaluate("normface", &[("s", s)], &sample);
        same(&norm, &evaluate("am-softmax", &[("m", 0.0), ("s", s)], &sample), 1e-12)?;
        same(&norm, &evaluate("arcface", &[("m", 0.0), ("s", s)], &sample), 1e-9)?;
        let none = [("m1", 1.0), ("m2", 0.0), ("m3", 0.0), ("s", s)];
        same(&norm, &evaluate("combined", &none, &sample), 1e-9)?;
    }

    #[test]
    fn a_softmax_with_m_1_is_modified_softmax(sample in sample(), lambda in 0.0..100.0) {
        let values = [("m", 1.0), ("lambda", lambda)];
        same(&evaluate("modified-softmax", &[], &sample), &evaluate("a-softmax", &values, &sample), 1e-9)?;
    }

    #[test]
    fn l_softmax_with_m_1_is_softmax_without_bias(sample in sample(), lambda in 0.0..100.0) {
        let values = [("m", 1.0), ("lambda", lambda)];
        same(&evaluate("softmax", &[], &sample), &evaluate("l-softmax", &values, &sample), 1e-9)?;
    }

    #[test]
    fn rotating_features_and_weights_changes_nothing(sample in sample(), angle in 0.0..6.3) {
        let turned = Sample {
            features: rotated(&sample.features, angle),
            weights: rotated(&sample.weights, angle),
            labels: sample.labels.clone(),
        };
        for loss in loss::registry() {
            let objective = loss.objective(&loss.defaults());
            let (mut a, mut b) = (Evaluation::default(), Evaluation::default());
            run(&objective, &sample, &mut a);
            run(&objective, &turned, &mut b);
            a.d_features = rotated(&a.d_features, angle);
            a.d_weights = rotated(&a.d_weights, angle);
            // A hinge or a jump may fall on the other side of a rounding.
            same(&a, &b, 1e-6)?;
        }
    }

    #[test]
    fn the_mean_of_the_samples_is_the_loss(sample in sample()) {
        for loss in loss::registry() {
            let mut out = Evaluation::default();
            run(&loss.objective(&loss.defaults()), &sample, &mut out);
            if !out.per_sample.is_empty() {
                prop_assert!((out.per_sample.mean().unwrap() - out.loss).abs() <= 1e-12 * (1.0 + out.loss));
            }
        }
    }

    #[test]
    fn any_length_gives_finite_values(sample in sample(), x in -20.0..20.0, w in -20.0..20.0) {
        let scaled = Sample {
            features: &sample.features * 10_f64.powf(x),
            weights: &sample.weights * 10_f64.powf(w),
            labels: sample.labels,
        };
        check_finite(&scaled);
    }
}

/// Turns the first two coordinates.
fn rotated(rows: &Array2<f64>, angle: f64) -> Array2<f64> {
    let mut turned = rows.clone();
    if rows.ncols() >= 2 {
        let (sin, cos) = angle.sin_cos();
        for mut row in turned.axis_iter_mut(Axis(0)) {
            let (x, y) = (row[0], row[1]);
            row[0] = cos * x - sin * y;
            row[1] = sin * x + cos * y;
        }
    }
    turned
}

fn check_finite(sample: &Sample) {
    for loss in loss::registry() {
        for at_max in [false, true] {
            let mut knobs = loss.defaults();
            for knob in loss.knobs() {
                knobs.set(knob.id, if at_max { knob.max } else { knob.min });
            }
            let mut out = Evaluation::default();
            run(&loss.objective(&knobs), sample, &mut out);
            let gradients = out
                .d_features
                .iter()
                .chain(&out.d_weights)
                .chain(&out.d_bias);
            let all = gradients
                .chain(&out.logits)
                .chain(&out.plain_logits)
                .chain(&out.per_sample);
            assert!(out.loss.is_finite(), "{} {sample:?}", loss.id());
            assert!(
                all.into_iter().all(|x| x.is_finite()),
                "{} {sample:?} {out:?}",
                loss.id()
            );
        }
    }
}

#[test]
fn a_feature_on_or_opposite_its_class_direction_gives_finite_values() {
    for scale in [1e-20, 1e-8, 1.0, 3.0, 1e20] {
        for w in [[1.0, 0.0], [0.6, 0.8], [0.1, 0.3]] {
            let along = |sign: f64| w.map(|x| x * sign * scale);
            check_finite(&Sample {
                features: ndarray::arr2(&[along(1.0), along(-1.0), along(1.0)]),
                weights: ndarray::arr2(&[w, [-w[0], -w[1]], [w[1], -w[0]]]),
                labels: vec![0, 0, 1],
            });
        }
    }
}

#[test]
fn a_zero_feature_has_cosine_zero_and_no_gradient() {
    let sample = Sample {
        features: ndarray::arr2(&[[0.0, 0.0], [1.0, 2.0], [0.0, 0.0], [0.5, -1.0]]),
        weights: ndarray::arr2(&[[1.0, 0.3], [-0.2, 0.7]]),
        labels: vec![0, 1, 1, 0],
    };
    check_finite(&sample);
    for loss in loss::registry() {
        let mut out = Evaluation::default();
        run(&loss.objective(&loss.defaults()), &sample, &mut out);
        assert!(
            out.d_features.row(0).iter().all(|g| *g == 0.0),
            "{}",
            loss.id()
        );
        if !out.plain_logits.is_empty() {
            assert!(
                out.plain_logits.row(0).iter().all(|f| *f == 0.0),
                "{}",
                loss.id()
            );
        }
    }
}

#[test]
fn zero_weights_and_empty_batches_give_finite_values() {
    check_finite(&Sample {
        features: ndarray::arr2(&[[1.0, 2.0], [0.0, 1.0]]),
        weights: Array2::zeros((3, 2)),
        labels: vec![0, 2],
    });
    check_finite(&Sample {
        features: Array2::zeros((0, 2)),
        weights: Array2::ones((3, 2)),
        labels: Vec::new(),
    });
}

#[test]
fn an_evaluation_serves_batches_of_any_shape_in_turn() {
    let sample = |n: usize, classes: usize, dim: usize| Sample {
        features: Array2::from_shape_fn((n, dim), |(i, k)| (i as f64 * 1.3 + k as f64).sin()),
        weights: Array2::from_shape_fn((classes, dim), |(j, k)| (j as f64 * 0.7 - k as f64).cos()),
        labels: (0..n).map(|i| i % classes).collect(),
    };
    let samples = [
        sample(5, 3, 2),
        sample(2, 4, 3),
        sample(7, 2, 2),
        sample(5, 3, 2),
    ];
    for loss in loss::registry() {
        let objective = loss.objective(&loss.defaults());
        let mut reused = Evaluation::default();
        for sample in &samples {
            let mut fresh = Evaluation::default();
            run(&objective, sample, &mut reused);
            run(&objective, sample, &mut fresh);
            assert_eq!(reused.loss, fresh.loss, "{}", loss.id());
            assert_eq!(reused.d_features, fresh.d_features);
            assert_eq!(reused.d_weights, fresh.d_weights);
            assert_eq!(reused.logits, fresh.logits);
        }
    }
}
