//! Losses that the crate does not have fit its traits: SphereFace2, where each class decides for itself, and
//! CurricularFace, where the others' logits depend on the label's.

use std::sync::Arc;

use marginscope::{
    geometry::{Field, circle, sphere},
    loss::{Batch, CosineHead, Evaluation, FeatureScale, Margin, Objective, Point, WeightNorm},
};
use ndarray::{Array1, Array2, array};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// T = g(cos θ) − m, O = g(cos θ) + m with g(z) = 2 ((z + 1)/2)^t − 1; a logistic loss for each class.
struct SphereFace2 {
    m: f64,
    t: i32,
    balance: f64,
}

impl SphereFace2 {
    fn g(&self, cos: f64, shift: f64) -> Point {
        let half = (cos + 1.0) / 2.0;
        Point {
            value: 2.0 * half.powi(self.t) - 1.0 + shift,
            slope: f64::from(self.t) * half.powi(self.t - 1),
        }
    }
}

impl Margin for SphereFace2 {
    fn target(&self, cos: f64) -> Point {
        self.g(cos, -self.m)
    }

    fn other(&self, cos: f64) -> Point {
        self.g(cos, self.m)
    }

    fn sample_loss(&self, logits: &[f64], label: usize, gradient: &mut [f64]) -> f64 {
        let mut loss = 0.0;
        for (j, (f, g)) in logits.iter().zip(gradient).enumerate() {
            let (sign, weight) = match j == label {
                true => (-1.0, self.balance),
                false => (1.0, 1.0 - self.balance),
            };
            loss += weight * (sign * f).exp().ln_1p();
            *g = sign * weight / (1.0 + (-sign * f).exp());
        }
        loss
    }
}

/// ArcFace's target; another class that beats it counts as cos θ (t + cos θ).
struct CurricularFace {
    m: f64,
    t: f64,
}

impl Margin for CurricularFace {
    fn target(&self, cos: f64) -> Point {
        let sine = (1.0 - cos * cos).max(1e-16).sqrt();
        Point {
            value: cos * self.m.cos() - sine * self.m.sin(),
            slope: self.m.cos() + self.m.sin() * cos / sine,
        }
    }

    fn other_against(&self, cos: f64, target: f64) -> Point {
        if target >= cos {
            return Point::plain(cos);
        }
        Point {
            value: cos * (self.t + cos),
            slope: self.t + 2.0 * cos,
        }
    }
}

fn head(margin: impl Margin + 'static, bias: bool) -> CosineHead {
    CosineHead {
        margin: Arc::new(margin),
        scale: FeatureScale::Fixed(6.0),
        weight_norm: WeightNorm::Unit,
        bias,
    }
}

fn check(head: CosineHead) {
    let objective = Objective::Class(head);
    let features = array![[0.3, -1.2, 0.7], [1.5, 0.2, -0.4], [-0.6, -0.9, 2.0]];
    let weights = array![
        [0.5, -0.3, 0.9],
        [1.0, 0.4, 0.1],
        [-0.2, 0.8, -0.5],
        [0.1, 0.2, 0.3]
    ];
    let bias = array![0.1, -0.2, 0.3, 0.0];
    let labels = [0, 1, 2];
    let evaluate = |features: &Array2<f64>| {
        let mut out = Evaluation::default();
        let batch = Batch {
            features: features.view(),
            weights: weights.view(),
            bias: Some(bias.view()),
            labels: &labels,
        };
        objective.evaluate(&batch, &mut out);
        out
    };
    let out = evaluate(&features);
    for ((i, k), found) in out.d_features.indexed_iter() {
        let at = |off: f64| {
            let mut moved = features.clone();
            moved[[i, k]] += off;
            evaluate(&moved).loss
        };
        let expect = (at(1e-6) - at(-1e-6)) / 2e-6;
        assert!(
            (found - expect).abs() < 1e-6,
            "{found}, by differences {expect}"
        );
    }
}

#[test]
fn sphereface2_and_curricularface_have_true_gradients() {
    check(head(
        SphereFace2 {
            m: 0.4,
            t: 3,
            balance: 0.7,
        },
        true,
    ));
    check(head(CurricularFace { m: 0.5, t: 0.3 }, false));
}

/// Opposite a class direction SphereFace2's curve is flat, so that a logit says little about the angle there.
#[test]
fn borders_on_the_sphere_close_where_a_curve_is_flat() {
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    for t in [1, 2, 3, 6] {
        for classes in [2, 2, 2, 2, 2, 2, 5] {
            let weights = Array2::from_shape_fn((classes, 3), |_| rng.random_range(-1.0..1.0));
            let bias = Array1::from_shape_fn(classes, |_| rng.random_range(-0.5..0.5));
            let loss = SphereFace2 {
                m: 0.2,
                t,
                balance: 0.7,
            };
            let field = Field::new(&head(loss, true), weights.view(), Some(bias.view()), 1.0);
            for curve in sphere::curves(&field) {
                let (first, last) = (curve.points.first(), curve.points.last());
                assert_eq!(first, last, "t={t} C={classes}, class {}", curve.class);
            }
        }
    }
}

#[test]
fn their_regions_are_drawn_by_the_same_rule() {
    let weights = array![[1.0, 0.0], [-0.5, 0.8], [-0.4, -0.9]];
    for head in [
        head(
            SphereFace2 {
                m: 0.2,
                t: 3,
                balance: 0.7,
            },
            false,
        ),
        head(CurricularFace { m: 0.5, t: 0.3 }, false),
    ] {
        let field = Field::new(&head, weights.view(), None, 1.0);
        let arcs = circle::arcs(&field);
        for arc in &arcs {
            let phi: f64 = (arc.from + arc.to) / 2.0;
            assert_eq!(field.region(&[phi.cos(), phi.sin()]), arc.class);
        }
        assert_eq!(arcs.iter().filter(|arc| arc.class.is_none()).count(), 3);
    }
}
