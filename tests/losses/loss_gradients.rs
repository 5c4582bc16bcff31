//! Gradients of every loss in the registry against central differences, at the extremes of its knobs.

use marginscope::{
    knob::Knobs,
    loss::{self, Batch, CosineHead, Evaluation, FeatureScale, Loss, Objective, schedule::PLAIN},
};
use ndarray::{Array1, Array2};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

const STEP: f64 = 1e-6;
const TOLERANCE: f64 = 2e-5;

/// Values that the loss reads: all combinations of both ends of each.
fn extremes(loss: &dyn Loss) -> Vec<Knobs> {
    let mut all = vec![Knobs::default()];
    for id in loss.parameters() {
        let knob = loss.knobs().iter().find(|knob| knob.id == id);
        // λ is no knob, but what annealing gives.
        let ends = knob.map_or([0.0, 1000.0], |knob| [knob.min, knob.max]);
        let with = |knobs: &Knobs, value: f64| {
            let mut knobs = knobs.clone();
            knobs.set(id, value);
            knobs
        };
        all = all
            .iter()
            .flat_map(|knobs| ends.map(|value| with(knobs, value)))
            .collect();
    }
    all.push(loss.defaults());
    if loss.blends() {
        // The same while it fades in from plain softmax.
        let mut half = all.clone();
        half.iter_mut().for_each(|knobs| knobs.set(PLAIN, 0.5));
        all.extend(half);
    }
    all
}

#[derive(Clone)]
struct Sample {
    features: Array2<f64>,
    weights: Array2<f64>,
    bias: Array1<f64>,
    labels: Vec<usize>,
}

impl Sample {
    fn random(n: usize, classes: usize, dim: usize, rng: &mut ChaCha8Rng) -> Self {
        Self {
            features: Array2::from_shape_fn((n, dim), |_| rng.random_range(-2.0..2.0)),
            weights: Array2::from_shape_fn((classes, dim), |_| rng.random_range(-1.0..1.0)),
            bias: Array1::from_shape_fn(classes, |_| rng.random_range(-1.0..1.0)),
            labels: (0..n).map(|i| i % classes).collect(),
        }
    }

    fn evaluate(&self, objective: &Objective) -> Evaluation {
        let mut out = Evaluation::default();
        let weights = match objective {
            Objective::Class(_) => self.weights.view(),
            Objective::Pair(_) => self.weights.slice(ndarray::s![..0, ..]),
        };
        let batch = Batch {
            features: self.features.view(),
            weights,
            bias: Some(self.bias.view()),
            labels: &self.labels,
        };
        objective.evaluate(&batch, &mut out);
        out
    }
}

/// d value / d entry for every entry of `array` by central differences.
fn differences<D: ndarray::Dimension>(
    sample: &Sample,
    array: impl Fn(&mut Sample) -> &mut ndarray::Array<f64, D>,
    value: impl Fn(&Sample) -> f64,
) -> Vec<f64> {
    let count = array(&mut sample.clone()).len();
    let at = |i: usize, off: f64| {
        let mut moved = sample.clone();
        array(&mut moved)
            .iter_mut()
            .nth(i)
            .into_iter()
            .for_each(|x| *x += off);
        value(&moved)
    };
    (0..count)
        .map(|i| (at(i, STEP) - at(i, -STEP)) / (2.0 * STEP))
        .collect()
}

fn close<'a>(what: &str, found: impl IntoIterator<Item = &'a f64>, expect: &[f64]) {
    let largest = expect.iter().fold(1.0, |m: f64, x| m.max(x.abs()));
    let found: Vec<_> = found.into_iter().collect();
    assert_eq!(found.len(), expect.len(), "{what}");
    for (a, b) in found.into_iter().zip(expect) {
        assert!(
            (a - b).abs() <= TOLERANCE * largest,
            "{what}: {a}, by differences {b}"
        );
    }
}

fn check(name: &str, sample: &Sample, out: &Evaluation, value: impl Fn(&Sample) -> f64) {
    let by = differences(sample, |s| &mut s.features, &value);
    close(&format!("{name} d_features"), &out.d_features, &by);
    if out.logits.is_empty() {
        return;
    }
    let by = differences(sample, |s| &mut s.weights, &value);
    close(&format!("{name} d_weights"), &out.d_weights, &by);
    if !out.d_bias.is_empty() {
        let by = differences(sample, |s| &mut s.bias, &value);
        close(&format!("{name} d_bias"), &out.d_bias, &by);
    }
}

/// A loss with detached weights has the gradient of what its logits are when slopes and posteriors are held:
/// Σ g_ij slope_ij cos_ij.
fn held(head: &CosineHead, at: &Sample, out: &Evaluation) -> impl Fn(&Sample) -> f64 {
    let FeatureScale::Fixed(s) = head.scale else {
        panic!("held for normalized features")
    };
    let n = at.labels.len() as f64;
    let cos = cosines(at);
    let slope = Array2::from_shape_fn(cos.dim(), |(i, j)| {
        let own = at.labels[i] == j;
        let point = if own {
            head.margin.target(cos[[i, j]])
        } else {
            head.margin.other(cos[[i, j]])
        };
        let row = out.logits.row(i);
        let largest = row.fold(f64::NEG_INFINITY, |m, x| m.max(*x));
        let total: f64 = row.iter().map(|f| (f - largest).exp()).sum();
        let p = (row[j] - largest).exp() / total;
        s * point.slope * (p - if own { 1.0 } else { 0.0 }) / n
    });
    move |sample| (&cosines(sample) * &slope).sum()
}

fn cosines(sample: &Sample) -> Array2<f64> {
    let norm = |row: ndarray::ArrayView1<'_, f64>| row.dot(&row).sqrt();
    Array2::from_shape_fn(
        (sample.features.nrows(), sample.weights.nrows()),
        |(i, j)| {
            let (x, w) = (sample.features.row(i), sample.weights.row(j));
            x.dot(&w) / norm(x) / norm(w)
        },
    )
}

#[test]
fn gradients_of_every_loss_are_the_slopes_of_its_value() {
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    for loss in loss::registry() {
        for knobs in extremes(*loss) {
            for (classes, dim) in [(2, 2), (5, 3), (4, 17)] {
                let objective = loss.objective(&knobs);
                let sample = Sample::random(7, classes, dim, &mut rng);
                let out = sample.evaluate(&objective);
                let name = format!("{} {knobs:?} C={classes} d={dim}", loss.id());
                match objective.head() {
                    Some(head) if head.margin.detached() => {
                        check(&name, &sample, &out, held(head, &sample, &out));
                    }
                    // Held by its own test, which knows what is constant in it.
                    None if loss.id() == "circle-pair" => {}
                    _ => check(&name, &sample, &out, |s| s.evaluate(&objective).loss),
                }
            }
        }
    }
}

#[test]
fn the_gradient_of_circle_pair_holds_its_weights() {
    let mut rng = ChaCha8Rng::seed_from_u64(4);
    let loss = loss::find("circle-pair").unwrap();
    // With a share of plain softmax it is held by the test of its shares.
    let unblended = |knobs: &Knobs| knobs.get(PLAIN).is_none();
    for knobs in extremes(loss).into_iter().filter(unblended) {
        let (m, gamma) = (knobs.get("m").unwrap(), knobs.get("gamma").unwrap());
        let sample = Sample::random(8, 3, 3, &mut rng);
        let out = sample.evaluate(&loss.objective(&knobs));
        let constants = pair_cosines(&sample);
        let value = |s: &Sample| circle_pair(s, &constants, m, gamma);
        let whole = value(&sample);
        assert!((out.loss - whole).abs() < 1e-9 * (1.0 + whole), "{knobs:?}");
        check(&format!("circle-pair {knobs:?}"), &sample, &out, value);
    }
}

fn pair_cosines(sample: &Sample) -> Array2<f64> {
    cosines(&Sample {
        weights: sample.features.clone(),
        ..sample.clone()
    })
}

/// The formula of the paper, with the weights taken at the cosines `constants`.
fn circle_pair(sample: &Sample, constants: &Array2<f64>, m: f64, gamma: f64) -> f64 {
    let cos = pair_cosines(sample);
    let n = sample.labels.len();
    let mut losses = Vec::new();
    for a in 0..n {
        let (mut logits_p, mut logits_n) = (Vec::new(), Vec::new());
        for j in (0..n).filter(|&j| j != a) {
            let (s, c) = (cos[[a, j]], constants[[a, j]]);
            if sample.labels[a] == sample.labels[j] {
                logits_p.push(-gamma * (1.0 + m - c).max(0.0) * (s - (1.0 - m)));
            } else {
                logits_n.push(gamma * (c + m).max(0.0) * (s - m));
            }
        }
        let lse = |logits: &[f64]| {
            let largest = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            largest + logits.iter().map(|f| (f - largest).exp()).sum::<f64>().ln()
        };
        if !logits_p.is_empty() && !logits_n.is_empty() {
            let z = lse(&logits_n) + lse(&logits_p);
            losses.push(z.max(0.0) + (-z.abs()).exp().ln_1p());
        }
    }
    losses.iter().sum::<f64>() / losses.len() as f64
}

/// Halfway through its ramp a pair loss is the sum of its shares of the loss and of plain softmax, which has a true
/// gradient.
#[test]
fn a_blended_pair_loss_is_the_sum_of_its_shares() {
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    let blended = loss::registry().iter().filter(|loss| loss.blends());
    for loss in blended.filter(|loss| loss.objective(&loss.defaults()).head().is_none()) {
        let sample = Sample::random(9, 3, 3, &mut rng);
        let at = |share: f64| {
            let mut knobs = loss.defaults();
            knobs.set(PLAIN, share);
            let objective = loss.objective(&knobs);
            (sample.evaluate(&objective), objective)
        };
        let ((own, _), (plain, objective), (mixed, _)) = (at(0.0), at(1.0), at(0.3));
        check(&format!("{} plain", loss.id()), &sample, &plain, |s| {
            s.evaluate(&objective).loss
        });
        let sum = |a: f64, b: f64| 0.7 * a + 0.3 * b;
        assert!(
            (mixed.loss - sum(own.loss, plain.loss)).abs() < 1e-12,
            "{}",
            loss.id()
        );
        let parts = own.d_features.iter().zip(&plain.d_features);
        let expect: Vec<f64> = parts.map(|(a, b)| sum(*a, *b)).collect();
        close(loss.id(), &mixed.d_features, &expect);
    }
}

/// Class-level circle loss begins its warm-up as normalized softmax with s = γ.
#[test]
fn circle_loss_warms_up_as_normalized_softmax() {
    let mut rng = ChaCha8Rng::seed_from_u64(6);
    let sample = Sample::random(6, 4, 3, &mut rng);
    let circle = loss::find("circle").unwrap();
    let mut knobs = circle.defaults();
    knobs.set("warmup", 10.0);
    knobs.set("gamma", 7.0);
    let warm = sample.evaluate(&circle.objective(&circle.at_step(&knobs, 9)));
    let plain = loss::find("normface").unwrap();
    let plain = plain.objective(&[("s", 7.0)].into_iter().collect());
    let plain = sample.evaluate(&plain);
    assert!((warm.loss - plain.loss).abs() < 1e-12);
    let expect: Vec<f64> = plain.d_features.iter().copied().collect();
    close("circle in its warm-up", &warm.d_features, &expect);
    assert_eq!(circle.at_step(&knobs, 10).get(PLAIN), Some(0.0));
}

#[test]
fn a_warm_up_is_the_loss_without_margin_on_features_of_their_own_length() {
    for id in ["normface", "am-softmax", "arcface", "combined"] {
        let loss = loss::find(id).unwrap();
        let mut knobs = loss.defaults();
        knobs.set("warmup", 10.0);
        let warm = loss.in_force(&loss.at_step(&knobs, 9));
        let modified = loss::find("modified-softmax").unwrap();
        let plain = modified.objective(&modified.defaults());
        let after = loss.in_force(&loss.at_step(&knobs, 10));
        let full = loss.objective(&loss.defaults());
        let sample = Sample::random(7, 5, 4, &mut ChaCha8Rng::seed_from_u64(3));
        for (found, expect) in [(warm, plain), (after, full)] {
            let (found, expect) = (sample.evaluate(&found), sample.evaluate(&expect));
            assert!((found.loss - expect.loss).abs() < 1e-12, "{id}");
            let gradients = found.d_features.iter().zip(&expect.d_features);
            gradients.for_each(|(a, b)| assert!((a - b).abs() < 1e-12, "{id}"));
        }
    }
}
