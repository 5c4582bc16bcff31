//! `marginscope loss` and `boundary` against the definitions written down once more, in dual numbers: dimensions from 2 to
//! 32, 2, 10 and 100 classes, knobs at their ends, unequal norms from 1e−20 to 1e20, features of length zero.

use std::f64::consts::{PI, TAU};

use crate::support::PAPERS;
use marginscope::cli;
use marginscope::loss::{self, Loss};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::{Map, Value, json};

/// A number with its derivative by one input.
#[derive(Clone, Copy, Debug)]
struct Dual(f64, f64);

macro_rules! op {
    ($trait:ident, $name:ident, |$a:ident, $b:ident| $value:expr, $slope:expr) => {
        impl std::ops::$trait for Dual {
            type Output = Self;
            fn $name(self, other: Self) -> Self {
                let ($a, $b) = (self, other);
                Self($value, $slope)
            }
        }
    };
}

op!(Add, add, |a, b| a.0 + b.0, a.1 + b.1);
op!(Sub, sub, |a, b| a.0 - b.0, a.1 - b.1);
op!(Mul, mul, |a, b| a.0 * b.0, a.1 * b.0 + a.0 * b.1);
op!(Div, div, |a, b| a.0 / b.0, (a.1 - a.0 / b.0 * b.1) / b.0);

impl Dual {
    fn sqrt(self) -> Self {
        Self(self.0.sqrt(), self.1 / (2.0 * self.0.sqrt()))
    }
    fn exp(self) -> Self {
        Self(self.0.exp(), self.1 * self.0.exp())
    }
    fn ln(self) -> Self {
        Self(self.0.ln(), self.1 / self.0)
    }
    fn cos(self) -> Self {
        Self(self.0.cos(), -self.1 * self.0.sin())
    }
    fn acos(self) -> Self {
        let slope = -1.0 / ((1.0 - self.0) * (1.0 + self.0)).sqrt();
        Self(self.0.acos(), self.1 * slope)
    }
    fn positive(self) -> Self {
        if self.0 > 0.0 { self } else { real(0.0) }
    }
}

fn real(value: f64) -> Dual {
    Dual(value, 0.0)
}

fn dot(a: &[Dual], b: &[Dual]) -> Dual {
    a.iter().zip(b).fold(real(0.0), |sum, (x, y)| sum + *x * *y)
}

/// ‖v‖, and v/‖v‖; a zero vector stays one.
fn unit(v: &[Dual]) -> (Dual, Vec<Dual>) {
    if v.iter().all(|x| x.0 == 0.0) {
        return (real(0.0), vec![real(0.0); v.len()]);
    }
    let norm = dot(v, v).sqrt();
    (norm, v.iter().map(|x| *x / norm).collect())
}

/// log Σ e^f
fn log_sum(f: &[Dual]) -> Dual {
    let largest = real(f.iter().fold(f64::NEG_INFINITY, |m, f| m.max(f.0)));
    let sum = f
        .iter()
        .fold(real(0.0), |sum, f| sum + (*f - largest).exp());
    largest + sum.ln()
}

/// (−1)^k cos t − 2k for t in [kπ, (k+1)π]
fn psi(t: Dual) -> Dual {
    let k = (t.0 / PI).floor();
    let sign = if (k as i64).rem_euclid(2) == 0 {
        1.0
    } else {
        -1.0
    };
    real(sign) * t.cos() - real(2.0 * k)
}

type Params = Map<String, Value>;

fn param(params: &Params, id: &str) -> f64 {
    params.get(id).and_then(Value::as_f64).unwrap()
}

/// The logits of one class as the target and as another, without ‖x‖, ‖W‖, s or γ.
fn target(id: &str, params: &Params, cos: Dual) -> Dual {
    let p = |id| real(param(params, id));
    match id {
        "softmax" | "modified-softmax" | "normface" => cos,
        "l-softmax" | "a-softmax" => {
            (p("lambda") * cos + psi(p("m") * cos.acos())) / (real(1.0) + p("lambda"))
        }
        "am-softmax" => cos - p("m"),
        "arcface" if cos.0.acos() > PI - param(params, "m") => {
            cos - real(param(params, "m") * (PI - param(params, "m")).sin())
        }
        "arcface" => (cos.acos() + p("m")).cos(),
        "combined" => psi(p("m1") * cos.acos() + p("m2")) - p("m3"),
        "circle" => {
            let weight = (1.0 + param(params, "m") - cos.0).max(0.0);
            real(weight) * (cos - (real(1.0) - p("m")))
        }
        other => panic!("{other}: write its formula here"),
    }
}

fn other(id: &str, params: &Params, cos: Dual) -> Dual {
    match id {
        "circle" => real((cos.0 + param(params, "m")).max(0.0)) * (cos - real(param(params, "m"))),
        _ => cos,
    }
}

/// What a cosine is multiplied by.
fn amplitude(id: &str, params: &Params, x: Dual, w: Dual) -> Dual {
    match id {
        "softmax" | "l-softmax" => x * w,
        "modified-softmax" | "a-softmax" => x,
        "circle" => real(param(params, "gamma")),
        _ => real(param(params, "s")),
    }
}

struct Input {
    features: Vec<Vec<Dual>>,
    weights: Vec<Vec<Dual>>,
    bias: Vec<Dual>,
    labels: Vec<usize>,
}

fn class_loss(id: &str, params: &Params, input: &Input) -> Dual {
    let weights: Vec<_> = input.weights.iter().map(|w| unit(w)).collect();
    let mut sum = real(0.0);
    for (x, &label) in input.features.iter().zip(&input.labels) {
        let (norm, x) = unit(x);
        let logit = |j: usize| {
            let (w, direction) = &weights[j];
            let cos = dot(&x, direction);
            let value = match j == label {
                true => target(id, params, cos),
                false => other(id, params, cos),
            };
            amplitude(id, params, norm, *w) * value + input.bias[j]
        };
        let logits: Vec<Dual> = (0..weights.len()).map(logit).collect();
        sum = sum + log_sum(&logits) - logits[label];
    }
    sum / real(input.features.len() as f64)
}

fn pair_loss(id: &str, params: &Params, input: &Input) -> Dual {
    let units: Vec<_> = input.features.iter().map(|x| unit(x).1).collect();
    let n = units.len();
    let m = real(param(params, "m"));
    let alike = |i: usize, j: usize| input.labels[i] == input.labels[j];
    let squared = |i: usize, j: usize| {
        let apart: Vec<Dual> = units[i]
            .iter()
            .zip(&units[j])
            .map(|(a, b)| *a - *b)
            .collect();
        dot(&apart, &apart)
    };
    let mut terms = Vec::new();
    match id {
        "triplet" => {
            for a in 0..n {
                for p in (0..n).filter(|&p| p != a && alike(a, p)) {
                    let excess = |k| (squared(a, p) - squared(a, k) + m).positive();
                    let negatives = (0..n).filter(|&k| !alike(a, k));
                    terms.extend(negatives.map(excess).filter(|t| t.0 > 0.0));
                }
            }
        }
        "contrastive" => {
            for i in 0..n {
                terms.extend((i + 1..n).map(|j| match alike(i, j) {
                    true => squared(i, j),
                    false => {
                        let lack = (m - squared(i, j).sqrt()).positive();
                        lack * lack
                    }
                }));
            }
        }
        "circle-pair" => {
            let gamma = real(param(params, "gamma"));
            let m = m.0;
            for a in 0..n {
                let others = |same: bool| (0..n).filter(move |&j| j != a && alike(a, j) == same);
                let positive = others(true).map(|j| {
                    let s = dot(&units[a], &units[j]);
                    real(-(1.0 + m - s.0).max(0.0)) * gamma * (s - real(1.0 - m))
                });
                let negative = others(false).map(|j| {
                    let s = dot(&units[a], &units[j]);
                    real((s.0 + m).max(0.0)) * gamma * (s - real(m))
                });
                let (positive, negative): (Vec<_>, Vec<_>) =
                    (positive.collect(), negative.collect());
                if !positive.is_empty() && !negative.is_empty() {
                    let z = log_sum(&positive) + log_sum(&negative);
                    terms.push(log_sum(&[real(0.0), z]));
                }
            }
        }
        other => panic!("{other}: write its formula here"),
    }
    let sum = terms.iter().fold(real(0.0), |sum, term| sum + *term);
    sum / real(terms.len().max(1) as f64)
}

/// The losses whose definitions stand here; what is added to the registry has its own reference.
fn defined() -> impl Iterator<Item = &'static dyn Loss> {
    PAPERS.iter().map(|id| loss::find(id).unwrap())
}

fn is_pair(loss: &dyn Loss) -> bool {
    loss.objective(&loss.defaults()).head().is_none()
}

/// Every value that the loss reads: at one of its ends or anywhere between.
fn params(loss: &dyn Loss, rng: &mut ChaCha8Rng) -> Params {
    let value = |id: &&'static str| {
        let knob = loss.knobs().iter().find(|knob| knob.id == *id);
        let (min, max) = knob.map_or((0.0, 1000.0), |knob| (knob.min, knob.max));
        let value = match rng.random_range(0..4) {
            0 => min,
            1 => max,
            // Small values are more telling than large ones.
            _ => min + (max - min) * rng.random_range(0.0..1.0_f64).powi(2),
        };
        ((*id).to_owned(), json!(value))
    };
    loss.parameters().iter().map(value).collect()
}

fn rows(n: usize, dim: usize, rng: &mut ChaCha8Rng) -> Vec<Vec<f64>> {
    let mut row = || (0..dim).map(|_| rng.random_range(-1.0..1.0)).collect();
    (0..n).map(|_| row()).collect()
}

/// A case with features and weights of these lengths, up to a random factor.
fn case(
    loss: &dyn Loss,
    (classes, dim): (usize, usize),
    lengths: (f64, f64),
    rng: &mut ChaCha8Rng,
) -> Value {
    let n = rng.random_range(2..7);
    let mut scaled = |n: usize, length: f64| {
        let mut rows = rows(n, dim, rng);
        for row in &mut rows {
            let factor = length * rng.random_range(0.2..5.0);
            row.iter_mut().for_each(|x| *x *= factor);
        }
        rows
    };
    let (features, weights) = (scaled(n, lengths.0), scaled(classes, lengths.1));
    let groups = if is_pair(loss) {
        classes.min(3)
    } else {
        classes
    };
    let labels: Vec<usize> = (0..n).map(|_| rng.random_range(0..groups)).collect();
    let has_bias = loss.id() == "softmax";
    let bias: Vec<f64> = (0..classes).map(|_| rng.random_range(-1.0..1.0)).collect();
    json!({
        "name": format!("{} C={classes} d={dim} {lengths:?}", loss.id()),
        "loss": loss.id(), "params": params(loss, rng), "features": features, "labels": labels,
        "weights": if is_pair(loss) { Value::Null } else { json!(weights) },
        "bias": if has_bias { json!(bias) } else { Value::Null },
    })
}

fn numbers(value: &Value) -> Vec<f64> {
    match value {
        Value::Array(items) => items.iter().flat_map(numbers).collect(),
        Value::Null => Vec::new(),
        number => vec![number.as_f64().unwrap()],
    }
}

fn matrix(value: &Value) -> Vec<Vec<f64>> {
    value
        .as_array()
        .into_iter()
        .flatten()
        .map(numbers)
        .collect()
}

fn answer(case: &Value, by: fn(&str) -> Result<String, cli::CasesError>) -> Value {
    let text = by(&json!({ "cases": [case] }).to_string());
    let text = text.unwrap_or_else(|error| panic!("{error}: {case}"));
    serde_json::from_str::<Value>(&text).unwrap()["cases"][0].clone()
}

/// The loss of `case`, with the derivative by its `turn`-th number: features, then weights, then bias.
fn by_definition(case: &Value, turn: usize) -> Dual {
    let mut place = 0;
    let mut take = |values: Vec<f64>| -> Vec<Dual> {
        let seeded = values.into_iter().map(|x| {
            place += 1;
            Dual(x, f64::from(u8::from(place - 1 == turn)))
        });
        seeded.collect()
    };
    let features: Vec<_> = matrix(&case["features"])
        .into_iter()
        .map(&mut take)
        .collect();
    let weights: Vec<_> = matrix(&case["weights"])
        .into_iter()
        .map(&mut take)
        .collect();
    let mut bias = take(numbers(&case["bias"]));
    bias.resize(weights.len(), real(0.0));
    let labels = numbers(&case["labels"])
        .iter()
        .map(|label| *label as usize)
        .collect();
    let input = Input {
        features,
        weights,
        bias,
        labels,
    };
    let (id, params) = (
        case["loss"].as_str().unwrap(),
        case["params"].as_object().unwrap(),
    );
    match input.weights.is_empty() {
        true => pair_loss(id, params, &input),
        false => class_loss(id, params, &input),
    }
}

fn check_loss(case: &Value, tolerance: f64) {
    let found = answer(case, cli::loss::answer);
    let close = |what: &str, found: f64, expect: f64, scale: f64| {
        let near = (found - expect).abs() <= tolerance * scale.max(expect.abs());
        assert!(near, "{what}: {found}, by the definition {expect}: {case}");
    };
    close(
        "loss",
        numbers(&found["loss"])[0],
        by_definition(case, usize::MAX).0,
        1.0,
    );
    let mut turn = 0;
    for (key, of) in [
        ("d_features", "features"),
        ("d_weights", "weights"),
        ("d_bias", "bias"),
    ] {
        let gradient = numbers(&found[key]);
        assert_eq!(gradient.len(), numbers(&case[of]).len(), "{key}: {case}");
        let expect: Vec<f64> = (0..gradient.len())
            .map(|i| by_definition(case, turn + i).1)
            .collect();
        turn += gradient.len();
        // A gradient is as large as the inverse of the length; beside that, what rounds to nothing is nothing.
        let longest = numbers(&case[of])
            .iter()
            .fold(0.0_f64, |m, x| m.max(x.abs()));
        let scale = expect.iter().fold(1.0 / longest, |m, x| m.max(x.abs()));
        for (found, expect) in gradient.iter().zip(&expect) {
            close(key, *found, *expect, scale);
        }
    }
}

#[test]
fn values_and_gradients_are_those_of_the_definitions() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    for loss in defined() {
        for (classes, dim) in [
            (2, 2),
            (2, 3),
            (3, 32),
            (10, 2),
            (10, 3),
            (10, 17),
            (100, 2),
            (100, 5),
        ] {
            for _ in 0..if classes < 100 { 6 } else { 2 } {
                check_loss(&case(loss, (classes, dim), (1.0, 1.0), &mut rng), 1e-9);
            }
        }
    }
}

#[test]
fn lengths_from_1e_minus_20_to_1e20_change_no_digit() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    for loss in defined() {
        for lengths in [
            (1e-20, 1.0),
            (1e20, 1.0),
            (1.0, 1e-20),
            (1.0, 1e20),
            (1e-20, 1e20),
            (1e20, 1e20),
            (1e-20, 1e-20),
        ] {
            for shape in [(2, 2), (5, 3), (4, 32)] {
                check_loss(&case(loss, shape, lengths, &mut rng), 1e-9);
            }
        }
    }
}

/// At singular places the definition has no derivative; values and gradients stay finite, and a zero feature has none.
#[test]
fn features_of_length_zero_on_and_opposite_a_weight_stay_finite() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    for loss in defined() {
        for (classes, dim) in [(2, 2), (10, 3), (100, 32)] {
            for length in [1e-20, 1e-3, 1.0, 1e20] {
                let mut case = case(loss, (classes, dim), (1.0, 1.0), &mut rng);
                let weights = rows(classes, dim, &mut rng);
                let along =
                    |factor: f64| -> Vec<f64> { weights[0].iter().map(|w| w * factor).collect() };
                case["features"] = json!([
                    vec![0.0; dim],
                    along(length),
                    along(-length),
                    along(3.0 * length),
                    vec![0.0; dim]
                ]);
                case["labels"] = json!([0, 0, 0, 1, 1]);
                if !is_pair(loss) {
                    case["weights"] = json!(weights);
                }
                let found = answer(&case, cli::loss::answer);
                let all = found
                    .as_object()
                    .unwrap()
                    .iter()
                    .filter(|(key, _)| *key != "name");
                let finite = all
                    .flat_map(|(_, value)| numbers(value))
                    .all(f64::is_finite);
                assert!(finite, "{case}");
                let gradients = matrix(&found["d_features"]);
                assert!(
                    gradients[0].iter().chain(&gradients[4]).all(|g| *g == 0.0),
                    "{case}"
                );
            }
        }
    }
}

/// The class whose logit with its margin is at least every other class's, `None` where no class's is, and by how much
/// that is decided.
fn owner(case: &Value, u: &[f64]) -> (Option<usize>, f64) {
    let (id, params) = (
        case["loss"].as_str().unwrap(),
        case["params"].as_object().unwrap(),
    );
    let weights = matrix(&case["weights"]);
    let bias = numbers(&case["bias"]);
    let radius = real(case["radius"].as_f64().unwrap());
    let u: Vec<Dual> = u.iter().map(|x| real(*x)).collect();
    let logits: Vec<[f64; 3]> = (0..weights.len())
        .map(|j| {
            let w: Vec<Dual> = weights[j].iter().map(|x| real(*x)).collect();
            let (norm, w) = unit(&w);
            let cos = real(dot(&u, &w).0.clamp(-1.0, 1.0));
            let scale = amplitude(id, params, radius, norm).0;
            let b = bias.get(j).copied().unwrap_or(0.0);
            [target(id, params, cos), other(id, params, cos), cos].map(|t| scale * t.0 + b)
        })
        .collect();
    let largest = logits.iter().flatten().fold(0.0_f64, |m, f| m.max(f.abs()));
    let lead = |j: usize| {
        let others = (0..logits.len()).filter(|&k| k != j).map(|k| logits[k][1]);
        logits[j][0] - others.fold(f64::NEG_INFINITY, f64::max)
    };
    let decided = (0..logits.len())
        .map(|j| lead(j).abs())
        .fold(f64::INFINITY, f64::min)
        / largest;
    let own = (0..logits.len()).filter(|&j| lead(j) >= 0.0);
    (
        own.max_by(|a, b| logits[*a][2].total_cmp(&logits[*b][2])),
        decided,
    )
}

fn boundary_case(loss: &dyn Loss, classes: usize, dim: usize, rng: &mut ChaCha8Rng) -> Value {
    let mut case = case(loss, (classes, dim), (1.0, 1.0), rng);
    case["radius"] = json!(rng.random_range(0.1..10.0));
    case
}

fn class_losses() -> impl Iterator<Item = &'static dyn Loss> {
    defined().filter(|loss| !is_pair(*loss))
}

#[test]
fn arcs_lie_where_the_definition_puts_them_to_a_hundredth_of_a_degree() {
    const END_DEG: f64 = 0.01;
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    for loss in class_losses() {
        for (classes, directions) in [(2, 5_000), (10, 2_500), (100, 500)] {
            for _ in 0..4 {
                let case = boundary_case(loss, classes, 2, &mut rng);
                let found = answer(&case, cli::boundary::answer);
                let mut arcs: Vec<(f64, f64, Option<usize>)> = Vec::new();
                for (class, of) in found["arcs_deg"].as_object().unwrap() {
                    let ends = matrix(of).into_iter();
                    arcs.extend(ends.map(|arc| (arc[0], arc[1], class.parse().ok())));
                }
                for _ in 0..directions {
                    let degrees: f64 = rng.random_range(0.0..360.0);
                    let at_an_end = |end: f64| {
                        ((end - degrees + 180.0).rem_euclid(360.0) - 180.0).abs() < END_DEG
                    };
                    if arcs.iter().any(|arc| at_an_end(arc.0) || at_an_end(arc.1)) {
                        continue;
                    }
                    let (sin, cos) = degrees.to_radians().sin_cos();
                    let (expect, decided) = owner(&case, &[cos, sin]);
                    let holds = |(from, to, _): &&(f64, f64, _)| match from <= to {
                        true => (*from..*to).contains(&degrees),
                        false => degrees >= *from || degrees < *to,
                    };
                    let found: Vec<_> = arcs.iter().filter(holds).map(|arc| arc.2).collect();
                    assert!(
                        found == [expect] || decided < 1e-9,
                        "{degrees}°: {found:?}, by the definition {expect:?}: {case}"
                    );
                }
            }
        }
    }
}

#[test]
fn areas_on_the_sphere_are_those_of_the_definition() {
    const DIRECTIONS: usize = 6_000;
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    for loss in class_losses() {
        for classes in [2, 10, 100] {
            let case = boundary_case(loss, classes, 3, &mut rng);
            let found = answer(&case, cli::boundary::answer);
            let mut counts = vec![0.0; classes + 1];
            for _ in 0..DIRECTIONS {
                let z: f64 = rng.random_range(-1.0..1.0);
                let (sin, cos) = rng.random_range(0.0..TAU).sin_cos();
                let r = (1.0 - z * z).sqrt();
                let (own, _) = owner(&case, &[r * cos, r * sin, z]);
                counts[own.unwrap_or(classes)] += 1.0 / DIRECTIONS as f64;
            }
            let mut areas = numbers(&found["area"]);
            areas.extend(numbers(&found["margin_area"]));
            for (found, counted) in areas.iter().zip(&counts) {
                // Five standard deviations of a count, and what areas are held to.
                let error =
                    5.0 * (found * (1.0 - found).max(0.0) / DIRECTIONS as f64).sqrt() + 1e-3;
                assert!((found - counted).abs() < error, "{found} {counted}: {case}");
            }
        }
    }
}
