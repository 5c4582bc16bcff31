//! The head of a training step, which computes in single precision, against the head in double precision: every loss at the
//! ends of its knobs, few and many classes and dimensions, angles down to 0 and up to π.

use marginscope::{
    knob::Knobs,
    loss::{
        self, Batch, CosineHead, Evaluation, FeatureScale, Loss, Objective, Single, SingleBatch,
        WeightNorm, schedule::PLAIN,
    },
};
use ndarray::{Array1, Array2};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

const SHAPES: [(usize, usize); 9] = [
    (2, 2),
    (3, 3),
    (10, 3),
    (17, 2),
    (10, 32),
    (100, 3),
    (40, 512),
    (1000, 3),
    (1000, 32),
];

struct Sample {
    features: Vec<f32>,
    weights: Vec<f32>,
    bias: Vec<f32>,
    labels: Vec<usize>,
    dim: usize,
}

impl Sample {
    /// Features of all lengths between 0.1 and 30, in directions all over the space.
    fn random(n: usize, (classes, dim): (usize, usize), rng: &mut ChaCha8Rng) -> Self {
        let mut rows = |count: usize, longest: f32| -> Vec<f32> {
            let mut all = Vec::new();
            for _ in 0..count {
                let length = 0.1 * (longest / 0.1).powf(rng.random_range(0.0..1.0));
                all.extend(scaled(&random_unit(dim, rng), f64::from(length)));
            }
            all
        };
        let (features, weights) = (rows(n, 30.0), rows(classes, 3.0));
        Self {
            features,
            weights,
            bias: (0..classes).map(|_| rng.random_range(-1.0..1.0)).collect(),
            labels: (0..n).map(|i| i * 7 % classes).collect(),
            dim,
        }
    }

    /// The same with every sample at this angle to its own class.
    fn at_angle(mut self, theta: f64, rng: &mut ChaCha8Rng) -> Self {
        for (i, &label) in self.labels.iter().enumerate() {
            let w = unit(&self.weights[label * self.dim..][..self.dim]);
            // Across w.
            let mut across = random_unit(self.dim, rng);
            let along = dot(&across, &w);
            across.iter_mut().zip(&w).for_each(|(a, w)| *a -= along * w);
            let norm = dot(&across, &across).sqrt();
            let x = w.iter().zip(&across);
            let x: Vec<f64> = x
                .map(|(w, a)| theta.cos() * w + theta.sin() * a / norm)
                .collect();
            let length = 0.5 + i as f64;
            self.features[i * self.dim..][..self.dim].copy_from_slice(&scaled(&x, length));
        }
        self
    }

    fn double(&self, objective: &Objective) -> Evaluation {
        let wide = |numbers: &[f32]| numbers.iter().map(|x| f64::from(*x)).collect::<Vec<_>>();
        let matrix = |numbers: &[f32]| {
            let shape = (numbers.len() / self.dim, self.dim);
            Array2::from_shape_vec(shape, wide(numbers)).unwrap()
        };
        let (features, weights) = (matrix(&self.features), matrix(&self.weights));
        let bias = Array1::from(wide(&self.bias));
        let mut out = Evaluation::default();
        let batch = Batch {
            features: features.view(),
            weights: weights.view(),
            bias: Some(bias.view()),
            labels: &self.labels,
        };
        objective.evaluate(&batch, &mut out);
        out
    }

    fn single(&self, objective: &Objective) -> Single {
        let mut out = Single::default();
        let batch = SingleBatch {
            features: &self.features,
            weights: &self.weights,
            bias: Some(&self.bias),
            labels: &self.labels,
            dim: self.dim,
        };
        objective.evaluate_single(&batch, &mut out);
        out
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn unit(v: &[f32]) -> Vec<f64> {
    let v: Vec<f64> = v.iter().map(|x| f64::from(*x)).collect();
    let norm = dot(&v, &v).sqrt();
    v.iter().map(|x| x / norm).collect()
}

fn random_unit(dim: usize, rng: &mut ChaCha8Rng) -> Vec<f64> {
    let v: Vec<f32> = (0..dim).map(|_| rng.random_range(-1.0..1.0)).collect();
    unit(&v)
}

fn scaled(v: &[f64], length: f64) -> Vec<f32> {
    v.iter().map(|x| (x * length) as f32).collect()
}

/// Values that the loss reads: all combinations of both ends of each, halfway through a blend too.
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
        let mut some = all.clone();
        for (i, knobs) in some.iter_mut().enumerate() {
            knobs.set(PLAIN, [0.5, 1.0][i % 2]);
        }
        all.extend(some);
    }
    all
}

/// The largest logit of a batch: what an error of a cosine is multiplied by in an exponent.
fn amplitude(out: &Evaluation) -> f64 {
    let largest = |all: &Array2<f64>| all.iter().fold(1.0, |m: f64, f| m.max(f.abs()));
    largest(&out.logits).max(largest(&out.plain_logits))
}

/// The longest of the rows `(rows, d)` and how far one is off at most.
fn lengths(found: &[f32], expect: &Array2<f64>) -> (f64, f64) {
    let (mut worst, mut longest) = (0.0_f64, 0.0_f64);
    let rows = found.chunks_exact(expect.ncols());
    for (row, expect) in rows.zip(expect.outer_iter()) {
        let pairs = row.iter().zip(expect);
        let squares = pairs.map(|(a, b)| (f64::from(*a) - b).powi(2));
        worst = worst.max(squares.sum::<f64>().sqrt());
        longest = longest.max(expect.dot(&expect).sqrt());
    }
    (longest, worst)
}

/// What the gradients by features and weights are sums of, before directions cancel: the largest sum over a feature's classes
/// and the largest over a class's features of |∂loss/∂f| R A over its length.
fn terms(sample: &Sample, head: &CosineHead, out: &Evaluation) -> [f64; 2] {
    let (n, classes) = out.logits.dim();
    let norms = |rows: &[f32]| -> Vec<f64> {
        let rows = rows.chunks_exact(sample.dim);
        rows.map(|v| v.iter().map(|x| f64::from(*x).powi(2)).sum::<f64>().sqrt())
            .collect()
    };
    let (x, w) = (norms(&sample.features), norms(&sample.weights));
    let mut g = Array2::zeros((n, classes));
    for (i, row) in out.logits.outer_iter().enumerate() {
        let largest = row.fold(f64::NEG_INFINITY, |m, f| m.max(*f));
        let total: f64 = row.iter().map(|f| (f - largest).exp()).sum();
        for j in 0..classes {
            let p = (row[j] - largest).exp() / total;
            let own = if sample.labels[i] == j { 1.0 } else { 0.0 };
            g[[i, j]] = (p - own).abs() / n as f64 * head.amplitude(x[i], w[j]);
        }
    }
    let most = |sums: &mut dyn Iterator<Item = f64>| sums.fold(0.0, f64::max);
    [
        most(&mut g.outer_iter().zip(&x).map(|(row, x)| row.sum() / x)),
        most(
            &mut g
                .columns()
                .into_iter()
                .zip(&w)
                .map(|(column, w)| column.sum() / w),
        ),
    ]
}

/// A logit is right to so much of the largest one.
const LOGIT: f64 = 4e-7;
/// What `f32` loses of a sum, in parts of it.
const SUM: f64 = 1e-6;
/// What is left out of a posterior below e⁻⁶⁴.
const NOTHING: f64 = 1e-24;

/// Both ways agree: the loss to an error of the logits, the gradients to that and what `f32` keeps of a sum.
fn check(name: &str, sample: &Sample, objective: &Objective) {
    check_near(name, sample, objective, 90.0);
}

/// The same of samples this close to their own class, degrees. A margin is asked with a cosine in either way, and in `f64` too a
/// cosine knows less and less of an angle that becomes nothing.
fn check_near(name: &str, sample: &Sample, objective: &Objective, angle: f64) {
    let known = 8.0 * (sample.dim as f64).sqrt() * f64::EPSILON / angle.to_radians().sin().powi(2);
    let (double, single) = (sample.double(objective), sample.single(objective));
    let logit = LOGIT * amplitude(&double);
    let error = (single.loss - double.loss).abs();
    assert!(
        error <= logit + 1e-6 * double.loss,
        "{name}: the loss {} is {}, off by {error:e}, logits by {logit:e}",
        double.loss,
        single.loss
    );
    let head = objective.head().unwrap();
    let [of_features, of_weights] = terms(sample, head, &double);
    for (what, found, expect, terms) in [
        (
            "features",
            &single.d_features,
            &double.d_features,
            of_features,
        ),
        ("weights", &single.d_weights, &double.d_weights, of_weights),
    ] {
        assert_eq!(found.len(), expect.len(), "{name} {what}");
        let (longest, off) = lengths(found, expect);
        assert!(
            off <= (longest + terms) * (SUM + logit + known) + NOTHING,
            "{name}: the gradient by the {what}, {longest:e} of {terms:e}, is off by {off:e}, logits by {logit:e}"
        );
    }
    let bias = single.d_bias.iter().zip(&double.d_bias);
    assert_eq!(single.d_bias.len(), double.d_bias.len(), "{name}");
    for (found, expect) in bias {
        assert!((f64::from(*found) - expect).abs() <= 1e-6 + logit, "{name}");
    }
    for (row, found) in double.plain_logits.outer_iter().zip(&single.found) {
        let largest = row.fold(f64::NEG_INFINITY, |m, f| m.max(*f));
        let found = row[found.unwrap()];
        assert!(largest - found <= logit, "{name}: {found} of {largest}");
    }
}

#[test]
fn every_loss_is_the_same_in_single_precision_at_the_ends_of_its_knobs() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    for loss in loss::registry() {
        for shape in SHAPES {
            for knobs in extremes(*loss) {
                let objective = loss.objective(&knobs);
                let Objective::Class(head) = &objective else {
                    continue;
                };
                let name = format!("{} {knobs:?} C, d = {shape:?}", loss.id());
                assert!(head.margin.others().is_some(), "{name} is slow to train");
                check(&name, &Sample::random(40, shape, &mut rng), &objective);
            }
        }
    }
}

/// Degrees.
const ANGLES: [f64; 12] = [
    1e-5, 1e-4, 1e-3, 0.01, 0.1, 1.0, 5.0, 30.0, 170.0, 179.0, 179.99, 179.9999,
];

#[test]
fn every_margin_is_the_same_at_all_angles_down_to_0_and_up_to_180_degrees() {
    let mut rng = ChaCha8Rng::seed_from_u64(2);
    for loss in loss::registry() {
        for shape in [(2, 2), (10, 3), (10, 32), (5, 512)] {
            for angle in ANGLES {
                for knobs in extremes(*loss) {
                    let objective = loss.objective(&knobs);
                    if objective.head().is_none() {
                        continue;
                    }
                    let name = format!("{} {knobs:?} {angle}° C, d = {shape:?}", loss.id());
                    let sample = Sample::random(12, shape, &mut rng);
                    let sample = sample.at_angle(angle.to_radians(), &mut rng);
                    check_near(&name, &sample, &objective, angle);
                }
            }
        }
    }
}

/// A warm-up counts features by their length, whatever the loss.
#[test]
fn every_factor_of_features_and_weights_is_the_same() {
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    for loss in loss::registry() {
        let Objective::Class(known) = loss.objective(&loss.defaults()) else {
            continue;
        };
        for scale in [FeatureScale::Norm, FeatureScale::Fixed(5.0)] {
            for weight_norm in [WeightNorm::Unit, WeightNorm::Free] {
                for bias in [false, true] {
                    let head = CosineHead {
                        margin: known.margin.clone(),
                        scale,
                        weight_norm,
                        bias,
                    };
                    let name = format!("{} {scale:?} {weight_norm:?} bias {bias}", loss.id());
                    for shape in SHAPES {
                        let sample = Sample::random(30, shape, &mut rng);
                        check(&name, &sample, &Objective::Class(head.clone()));
                    }
                }
            }
        }
    }
}

/// The gradient is that of the value, by central differences of the value in double precision.
#[test]
fn the_gradient_is_the_slope_of_the_value() {
    let mut rng = ChaCha8Rng::seed_from_u64(4);
    for loss in loss::registry() {
        let objective = loss.objective(&loss.defaults());
        // Where weights are constant to the gradient it is no slope of the value.
        if objective.head().is_none_or(|head| head.margin.detached()) {
            continue;
        }
        for shape in [(5, 3), (20, 20)] {
            let sample = Sample::random(6, shape, &mut rng);
            let found = sample.single(&objective);
            let value = |change: &dyn Fn(&mut Sample)| {
                let mut moved = Sample {
                    features: sample.features.clone(),
                    weights: sample.weights.clone(),
                    bias: sample.bias.clone(),
                    labels: sample.labels.clone(),
                    dim: sample.dim,
                };
                change(&mut moved);
                moved.double(&objective).loss
            };
            let largest = |all: &[f32]| all.iter().fold(0.0, |m: f32, x| m.max(x.abs()));
            for i in 0..sample.features.len() {
                let x = sample.features[i];
                // Both ends as f32 has them.
                let (low, high) = (x - 1e-2 * x.abs().max(0.01), x + 1e-2 * x.abs().max(0.01));
                let rise = value(&|s| s.features[i] = high) - value(&|s| s.features[i] = low);
                let slope = rise / f64::from(high - low);
                let error = (f64::from(found.d_features[i]) - slope).abs();
                let allowed = 2e-3 * f64::from(largest(&found.d_features));
                assert!(error <= allowed, "{} feature {i}: {slope}", loss.id());
            }
            for i in 0..sample.weights.len() {
                let w = sample.weights[i];
                let (low, high) = (w - 1e-2 * w.abs().max(0.01), w + 1e-2 * w.abs().max(0.01));
                let rise = value(&|s| s.weights[i] = high) - value(&|s| s.weights[i] = low);
                let slope = rise / f64::from(high - low);
                let error = (f64::from(found.d_weights[i]) - slope).abs();
                let allowed = 2e-3 * f64::from(largest(&found.d_weights));
                assert!(error <= allowed, "{} weight {i}: {slope}", loss.id());
            }
        }
    }
}

/// What `f32` does not hold goes the other way, and comes to the same.
#[test]
fn zeros_and_lengths_out_of_all_proportion_are_as_in_double_precision() {
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    for loss in loss::registry() {
        let objective = loss.objective(&loss.defaults());
        for factor in [0.0, 1e-30, 1e-12, 1e12, 1e15] {
            let mut sample = Sample::random(6, (4, 3), &mut rng);
            sample.features[3..6].iter_mut().for_each(|x| *x *= factor);
            if objective.head().is_none() {
                sample.weights.clear();
            }
            let (double, single) = (sample.double(&objective), sample.single(&objective));
            let name = format!("{} × {factor}", loss.id());
            assert!(
                (single.loss - double.loss).abs() <= 1e-6 * double.loss.abs(),
                "{name}"
            );
            for (found, expect) in single.d_features.iter().zip(&double.d_features) {
                assert_eq!(*found, *expect as f32, "{name}");
            }
        }
    }
}

#[test]
fn a_feature_that_is_no_number_is_seen() {
    for loss in loss::registry() {
        let objective = loss.objective(&loss.defaults());
        let mut sample = Sample::random(6, (4, 3), &mut ChaCha8Rng::seed_from_u64(6));
        if objective.head().is_none() {
            sample.weights.clear();
        }
        for wrong in [f32::NAN, f32::INFINITY] {
            sample.features[4] = wrong;
            let found = sample.single(&objective);
            // A pair loss leaves out what it cannot compare, but for the gradient.
            let mut all = found.d_features.iter().map(|x| f64::from(*x));
            let fine = found.loss.is_finite() && all.all(f64::is_finite);
            assert!(!fine, "{}", loss.id());
        }
    }
}

/// What was there from a larger or a smaller batch does not count.
#[test]
fn room_that_is_used_again_changes_nothing() {
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    let mut again = Single::default();
    for loss in loss::registry() {
        let objective = loss.objective(&loss.defaults());
        for (n, shape) in [(9, (20, 3)), (40, (3, 17)), (7, (33, 2)), (64, (10, 3))] {
            let mut sample = Sample::random(n, shape, &mut rng);
            if objective.head().is_none() {
                sample.weights.clear();
            }
            let batch = SingleBatch {
                features: &sample.features,
                weights: &sample.weights,
                bias: None,
                labels: &sample.labels,
                dim: sample.dim,
            };
            let mut new = Single::default();
            objective.evaluate_single(&batch, &mut new);
            objective.evaluate_single(&batch, &mut again);
            assert_eq!(new.loss, again.loss, "{}", loss.id());
            assert_eq!(new.found, again.found, "{}", loss.id());
            assert_eq!(new.d_features, again.d_features, "{}", loss.id());
            assert_eq!(new.d_weights, again.d_weights, "{}", loss.id());
            assert_eq!(new.d_bias, again.d_bias, "{}", loss.id());
        }
    }
}
