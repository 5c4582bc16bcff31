//! What is measured on the features: all on held-out data unless its name says train, accuracy on plain logits always.

use std::sync::Arc;

use ndarray::{Array2, ArrayView1, ArrayView2};
use serde::Serialize;

use super::large::{self, Large};
use crate::loss::{Batch, Evaluation, Objective, margin::Plain};
use crate::math::{real, vector::largest};

/// Spread of an angle over samples, degrees.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct AngleStats {
    /// Mean.
    pub mean: f64,
    /// Standard deviation.
    pub std: f64,
    /// The angle that 95 % of the samples do not exceed.
    pub p95: f64,
}

/// What is measured on the state of a run. What does not apply to its loss, or is not known yet, is NaN.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Metrics {
    /// Mean training loss over the last logged steps.
    pub loss: f64,
    /// Fraction right on plain logits, over the latest training batches.
    pub train_accuracy: f64,
    /// Fraction of held-out samples right on plain logits.
    pub test_accuracy: f64,
    /// Angle between a held-out feature and the direction of its class, degrees.
    pub angle_to_own_deg: AngleStats,
    /// Angle between the two class directions that are nearest to each other, degrees.
    pub nearest_classes_deg: f64,
    /// These two class directions; classes without one do not count.
    #[serde(skip)]
    pub nearest_pair: Option<(usize, usize)>,
    /// Fraction of held-out samples whose logit with margin is at least every other class's.
    pub margin_satisfied: f64,
    /// Angular Fisher score S_w / S_b, lower is tighter.
    pub fisher_score: f64,
    /// Median angle between a feature and the mean direction of all of them, degrees: near 0 when they have collapsed.
    #[serde(skip)]
    pub spread_deg: f64,
    /// Mean length of the features, of those that have a finite one.
    #[serde(skip)]
    pub mean_norm: f64,
    /// Fraction of held-out samples with θ_y + m beyond π, for a loss that adds an angle.
    #[serde(skip)]
    pub beyond_pi: f64,
}

impl Metrics {
    /// Nothing measured yet.
    pub const UNKNOWN: Self = Self {
        loss: f64::NAN,
        train_accuracy: f64::NAN,
        test_accuracy: f64::NAN,
        angle_to_own_deg: AngleStats {
            mean: f64::NAN,
            std: f64::NAN,
            p95: f64::NAN,
        },
        nearest_classes_deg: f64::NAN,
        nearest_pair: None,
        margin_satisfied: f64::NAN,
        fisher_score: f64::NAN,
        spread_deg: f64::NAN,
        mean_norm: f64::NAN,
        beyond_pi: f64::NAN,
    };
}

/// Held-out features `(n, d)` with what they are measured against.
#[derive(Clone, Copy)]
pub struct Measured<'a> {
    /// Raw features `(n, d)`.
    pub features: ArrayView2<'a, f32>,
    /// The class of each `(n)`.
    pub labels: &'a [usize],
    /// Class weights or means `(C, d)`; a class whose row is zero has none, and is nobody's rival.
    pub directions: ArrayView2<'a, f32>,
    /// Bias `(C)`, for losses that have one.
    pub bias: Option<ArrayView1<'a, f32>>,
    /// The loss, with its margin as it is in force.
    pub objective: &'a Objective,
}

impl Measured<'_> {
    /// All that depends on held-out features; the training figures are left unknown.
    pub fn metrics(&self) -> Metrics {
        self.metrics_by(self.told().as_deref())
    }

    /// The same, with what was told of each sample where there are too many to keep all logits.
    pub(super) fn metrics_by(&self, told: Option<&[large::Told]>) -> Metrics {
        let features = units(self.features);
        let directions = units(self.directions);
        let (test_accuracy, margin_satisfied) = self.rates(&features, &directions, told);
        let nearest = nearest(&directions);
        Metrics {
            test_accuracy,
            margin_satisfied,
            angle_to_own_deg: angles(&features, &directions, self.labels),
            nearest_classes_deg: nearest.map_or(f64::NAN, |(.., degrees)| degrees),
            nearest_pair: nearest.map(|(a, b, _)| (a, b)),
            fisher_score: fisher_score(&features, self.labels, directions.nrows()),
            spread_deg: spread_deg(&features),
            mean_norm: mean_norm(self.features),
            beyond_pi: self.beyond_pi(&features, &directions),
            ..Metrics::UNKNOWN
        }
    }

    /// Fractions of samples that are right on plain logits, and that satisfy the margin.
    fn rates(
        &self,
        features: &Array2<f64>,
        directions: &Array2<f64>,
        told: Option<&[large::Told]>,
    ) -> (f64, f64) {
        let n = self.labels.len() as f64;
        if let Some(told) = told {
            let own = told.iter().zip(self.labels);
            let right = own
                .filter(|(told, label)| told.found == Some(**label))
                .count();
            let met = told.iter().filter(|told| told.meets).count() as f64 / n;
            let met = self.objective.head().map_or(f64::NAN, |_| met);
            return (right as f64 / n, met);
        }
        let right = |found: &[Option<usize>]| {
            let both = found.iter().zip(self.labels);
            both.filter(|(found, label)| **found == Some(**label))
                .count() as f64
                / n
        };
        match self.objective {
            Objective::Class(_) => {
                let out = self.evaluate();
                let rows = 0..self.labels.len();
                let satisfied = rows.filter(|&i| wins(out.logits.row(i), self.labels[i]));
                let satisfied = satisfied.count() as f64 / n;
                (right(&largest_of_rows(&out.plain_logits)), satisfied)
            }
            Objective::Pair(_) => (right(&nearest_means(features, directions)), f64::NAN),
        }
    }

    /// The class that each sample is taken for, on plain logits; `None` where they are not numbers.
    pub fn predictions(&self) -> Vec<Option<usize>> {
        if let Some(told) = self.told() {
            return told.into_iter().map(|told| told.found).collect();
        }
        match self.objective {
            Objective::Class(_) => largest_of_rows(&self.evaluate().plain_logits),
            Objective::Pair(_) => nearest_means(&units(self.features), &units(self.directions)),
        }
    }

    /// The samples, by number, that satisfy the margin; none for a pair loss.
    pub fn meeting(&self) -> Vec<u32> {
        let Objective::Class(_) = self.objective else {
            return Vec::new();
        };
        if let Some(told) = self.told() {
            let all = told.iter().zip(0_u32..);
            return all.filter(|(told, _)| told.meets).map(|(_, i)| i).collect();
        }
        let out = self.evaluate();
        let rows = self.labels.iter().enumerate();
        rows.filter(|(i, label)| wins(out.logits.row(*i), **label))
            .map(|(i, _)| i as u32)
            .collect()
    }

    /// What each sample is taken for, and whether it meets its margin, where there are too many to keep all logits.
    pub(super) fn told(&self) -> Option<Vec<large::Told>> {
        if !large::is_large(self.labels.len(), self.directions.nrows()) {
            return None;
        }
        // The nearest class mean decides where there are no class weights.
        let means = Objective::normalized(Arc::new(Plain), 1.0);
        let head = self.objective.head().or(means.head())?;
        let bias = self.bias.as_ref().and_then(|bias| bias.as_slice());
        let large = Large {
            head,
            features: self.features,
            labels: self.labels,
            weights: self.directions,
            bias,
        };
        Some(large.told(large::threads()))
    }

    fn beyond_pi(&self, features: &Array2<f64>, directions: &Array2<f64>) -> f64 {
        let limit = self
            .objective
            .head()
            .and_then(|head| head.margin.passes_pi());
        let Some(limit) = limit else {
            return f64::NAN;
        };
        let own = features.outer_iter().zip(self.labels);
        let limit = real::cos(limit);
        let beyond = own.filter(|(u, label)| dot(*u, directions.row(**label)) < limit);
        beyond.count() as f64 / self.labels.len() as f64
    }

    fn evaluate(&self) -> Evaluation {
        let features = self.features.mapv(f64::from);
        let weights = self.directions.mapv(f64::from);
        let bias = self.bias.map(|bias| bias.mapv(f64::from));
        let batch = Batch {
            features: features.view(),
            weights: weights.view(),
            bias: bias.as_ref().map(|bias| bias.view()),
            labels: self.labels,
        };
        let mut out = Evaluation::default();
        self.objective.evaluate(&batch, &mut out);
        let biased = self.bias.is_some() && self.objective.head().is_some_and(|head| head.bias);
        if !biased {
            self.strike_out_empty(&mut out);
        }
        out
    }

    /// A class without a direction, as one without samples has no mean, is nobody's rival: its logit would be that of a right
    /// angle. The own class stays.
    fn strike_out_empty(&self, out: &mut Evaluation) {
        let rows = self.directions.outer_iter().enumerate();
        for (class, _) in rows.filter(|(_, row)| row.iter().all(|x| *x == 0.0)) {
            for (i, label) in self.labels.iter().enumerate() {
                if *label != class {
                    out.logits[[i, class]] = f64::NEG_INFINITY;
                    out.plain_logits[[i, class]] = f64::NEG_INFINITY;
                }
            }
        }
    }
}

/// The nearest class mean decides where there are no class weights; a class without one is nobody's.
fn nearest_means(features: &Array2<f64>, directions: &Array2<f64>) -> Vec<Option<usize>> {
    let there: Vec<bool> = directions
        .outer_iter()
        .map(|w| w.iter().any(|x| *x != 0.0))
        .collect();
    let nearest = |u: ArrayView1<'_, f64>| {
        let all = directions.outer_iter().zip(&there);
        largest(all.map(|(w, there)| match there {
            true => dot(u, w),
            false => f64::NEG_INFINITY,
        }))
    };
    features.outer_iter().map(nearest).collect()
}

/// a·b, summed in order. A product of ndarray's would be summed as is fastest on this processor, with other bits on another.
fn dot(a: ArrayView1<'_, f64>, b: ArrayView1<'_, f64>) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn largest_of_rows(rows: &Array2<f64>) -> Vec<Option<usize>> {
    let each = rows.outer_iter();
    each.map(|row| largest(row.iter().copied())).collect()
}

fn wins(logits: ArrayView1<'_, f64>, label: usize) -> bool {
    logits.iter().all(|logit| logits[label] >= *logit)
}

fn mean_norm(features: ArrayView2<'_, f32>) -> f64 {
    let norms = features.outer_iter().map(|row| {
        let squares = row.iter().map(|x| f64::from(*x) * f64::from(*x));
        squares.sum::<f64>().sqrt()
    });
    let norms = norms.filter(|norm| norm.is_finite());
    let (sum, count) = norms.fold((0.0, 0.0), |(sum, count), norm| (sum + norm, count + 1.0));
    if sum > 0.0 { sum / count } else { 1.0 }
}

/// Rows scaled to length 1; a zero row stays zero.
pub fn units(rows: ArrayView2<'_, f32>) -> Array2<f64> {
    let mut units = rows.mapv(f64::from);
    for mut row in units.outer_iter_mut() {
        let norm = dot(row.view(), row.view()).sqrt();
        if norm > 0.0 {
            row /= norm;
        }
    }
    units
}

/// Sum of the unit features of each class `(C, d)`: their directions are the class means.
pub fn class_sums(units: &Array2<f64>, labels: &[usize], classes: usize) -> Array2<f64> {
    let mut sums = Array2::zeros((classes, units.ncols()));
    for (unit, &label) in units.outer_iter().zip(labels) {
        let mut sum = sums.row_mut(label);
        sum += &unit;
    }
    sums
}

fn angles(features: &Array2<f64>, directions: &Array2<f64>, labels: &[usize]) -> AngleStats {
    let own = features.outer_iter().zip(labels);
    let mut degrees: Vec<f64> = own
        .map(|(u, &label)| {
            let cos = dot(u, directions.row(label)).clamp(-1.0, 1.0);
            real::acos(cos).to_degrees()
        })
        .collect();
    degrees.sort_by(f64::total_cmp);
    let n = degrees.len() as f64;
    let mean = degrees.iter().sum::<f64>() / n;
    let variance = degrees
        .iter()
        .map(|angle| (angle - mean) * (angle - mean))
        .sum::<f64>()
        / n;
    let p95 = ((0.95 * n).ceil() as usize).saturating_sub(1);
    AngleStats {
        mean,
        std: variance.sqrt(),
        p95: degrees.get(p95).copied().unwrap_or(f64::NAN),
    }
}

/// Of more classes than this all angles take too long.
const MANY: usize = 256;

/// The two nearest directions, the smaller number first, and the angle between them in degrees; zero rows are none.
fn nearest(directions: &Array2<f64>) -> Option<(usize, usize, f64)> {
    if directions.nrows() > MANY {
        let found = large::nearest(directions);
        return found.map(|(i, j, cos)| (i, j, real::acos(cos.clamp(-1.0, 1.0)).to_degrees()));
    }
    let there = |i: &usize| directions.row(*i).iter().any(|x| *x != 0.0);
    let rows: Vec<usize> = (0..directions.nrows()).filter(there).collect();
    let mut best: Option<(usize, usize, f64)> = None;
    for (place, &j) in rows.iter().enumerate() {
        for &i in &rows[..place] {
            let cos = dot(directions.row(i), directions.row(j));
            if !cos.is_nan() && best.is_none_or(|(.., known)| cos > known) {
                best = Some((i, j, cos));
            }
        }
    }
    best.map(|(i, j, cos)| (i, j, real::acos(cos.clamp(-1.0, 1.0)).to_degrees()))
}

/// Median angle to the mean direction, degrees; features of zero length have no direction and do not count.
fn spread_deg(units: &Array2<f64>) -> f64 {
    let mut mean = units.sum_axis(ndarray::Axis(0));
    let norm = dot(mean.view(), mean.view()).sqrt();
    if norm == 0.0 {
        return f64::NAN;
    }
    mean /= norm;
    let some = units.outer_iter().filter(|u| u.iter().any(|x| *x != 0.0));
    let mut cosines: Vec<f64> = some.map(|u| dot(u, mean.view()).clamp(-1.0, 1.0)).collect();
    cosines.sort_by(f64::total_cmp);
    let median = cosines.get(cosines.len() / 2);
    median.map_or(f64::NAN, |cos| real::acos(*cos).to_degrees())
}

/// S_w / S_b with S_w = Σ_i Σ_{x in i} (1 − cos(x, m_i)) and S_b = Σ_i n_i (1 − cos(m_i, m)).
fn fisher_score(features: &Array2<f64>, labels: &[usize], classes: usize) -> f64 {
    let sums = class_sums(features, labels, classes);
    let norm = |v: ArrayView1<'_, f64>| dot(v, v).sqrt();
    let all = sums.sum_axis(ndarray::Axis(0));
    let mut counts = vec![0.0; classes];
    labels.iter().for_each(|&label| counts[label] += 1.0);
    let (mut within, mut between) = (0.0, 0.0);
    for (sum, n) in sums.outer_iter().zip(counts) {
        // Σ cos(x, m_i) over a class is the length of the sum of its unit features.
        within += n - norm(sum);
        let cos = dot(sum, all.view()) / (norm(sum) * norm(all.view()));
        between += n * (1.0 - if cos.is_nan() { 0.0 } else { cos });
    }
    within / between
}

#[cfg(test)]
mod tests {
    use ndarray::{Array2, array};

    use super::*;
    use crate::knob::Knobs;

    fn check(features: Array2<f32>, labels: &[usize], loss: &str) -> Metrics {
        let knobs: Knobs = [("m", 0.5), ("s", 10.0)].into_iter().collect();
        let objective = crate::loss::find(loss).unwrap().objective(&knobs);
        let directions = array![[2.0, 0.0], [0.0, 3.0]];
        let measured = Measured {
            features: features.view(),
            labels,
            directions: directions.view(),
            bias: None,
            objective: &objective,
        };
        measured.metrics()
    }

    #[test]
    fn metrics_equal_a_computation_by_hand() {
        // At 0°, 30° and 50° of class 0 (W at 0°), and at 90° of class 1 (W at 90°).
        let at = |deg: f32| [5.0 * deg.to_radians().cos(), 5.0 * deg.to_radians().sin()];
        let features = array![at(0.0), at(30.0), at(50.0), at(90.0)];
        let found = check(features, &[0, 0, 0, 1], "am-softmax");
        let close = |found: f64, expect: f64| {
            assert!((found - expect).abs() < 1e-4, "{found} is not {expect}")
        };
        close(found.test_accuracy, 0.75);
        // cos 30° − 0.5 = 0.366 is below cos 60° = 0.5: only 0° and 90° satisfy the margin.
        close(found.margin_satisfied, 0.5);
        close(found.angle_to_own_deg.mean, 20.0);
        close(found.angle_to_own_deg.std, 450_f64.sqrt());
        close(found.angle_to_own_deg.p95, 50.0);
        close(found.nearest_classes_deg, 90.0);
        let unit = |deg: f64| (deg.to_radians().cos(), deg.to_radians().sin());
        let (x, y) = [0.0, 30.0, 50.0]
            .map(unit)
            .iter()
            .fold((0.0, 0.0), |s, u| (s.0 + u.0, s.1 + u.1));
        let (r, total) = (x.hypot(y), x.hypot(y + 1.0));
        let between =
            3.0 * (1.0 - (x * x + y * (y + 1.0)) / (r * total)) + (1.0 - (y + 1.0) / total);
        close(found.fisher_score, (3.0 - r) / between);
    }

    #[test]
    fn a_class_without_a_direction_is_nobodys_rival() {
        // All are more than a right angle from their own class: with the other logits at 0 nothing would be right.
        let features = array![[-1.0_f32, 0.1], [-2.0, 0.5], [-1.0, -3.0]];
        let check = |loss: &'static dyn crate::loss::Loss, directions: Array2<f32>| {
            let objective = loss.objective(&loss.defaults());
            let measured = Measured {
                features: features.view(),
                labels: &[0, 0, 1],
                directions: directions.view(),
                bias: None,
                objective: &objective,
            };
            (
                measured.metrics(),
                measured.predictions(),
                measured.meeting(),
            )
        };
        for loss in crate::loss::registry() {
            let (with, names, met) = check(*loss, array![[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]);
            let (without, expect, expect_met) = check(*loss, array![[1.0, 0.0], [0.0, 1.0]]);
            assert_eq!(with.test_accuracy, without.test_accuracy, "{}", loss.id());
            assert_eq!((names, met), (expect, expect_met), "{}", loss.id());
            let both = [with.margin_satisfied, without.margin_satisfied];
            assert!(both[0] == both[1] || both.iter().all(|x| x.is_nan()));
        }
    }

    #[test]
    fn collapsed_features_have_no_spread() {
        let check = |degrees: [f32; 3], expect: f64| {
            let at = degrees.map(|d| [d.to_radians().cos(), d.to_radians().sin()]);
            let found = check(Array2::from(at.to_vec()), &[0, 0, 1], "softmax").spread_deg;
            assert!((found - expect).abs() < 1e-3, "{degrees:?}: {found}");
        };
        check([10.0, 10.0, 10.0], 0.0);
        check([-3.0, 0.0, 3.0], 3.0);
        check([-150.0, -30.0, 0.0], 45.0);
    }

    #[test]
    fn angles_that_an_added_margin_takes_beyond_pi_are_counted() {
        // With m = 0.5 the limit is at 151.4° from class 0, which points to 0°.
        let at = |degrees: f32| [degrees.to_radians().cos(), degrees.to_radians().sin()];
        let features = || Array2::from(vec![at(10.0), at(150.0), at(153.0), at(-179.0)]);
        let check = |loss: &str, expect: f64| {
            let found = check(features(), &[0; 4], loss).beyond_pi;
            assert!(
                found == expect || found.is_nan() && expect.is_nan(),
                "{loss}: {found}"
            );
        };
        check("arcface", 0.5);
        check("am-softmax", f64::NAN);
        check("a-softmax", f64::NAN);
        check("contrastive", f64::NAN);
    }

    #[test]
    fn perfect_features_score_perfectly() {
        let found = check(array![[1.0, 0.0], [0.0, 9.0]], &[0, 1], "am-softmax");
        assert_eq!((found.test_accuracy, found.margin_satisfied), (1.0, 1.0));
        assert!(found.fisher_score.abs() < 1e-9);
    }

    #[test]
    fn a_zero_feature_is_measured_without_a_panic() {
        let found = check(array![[0.0, 0.0], [0.0, 1.0]], &[0, 1], "normface");
        assert!((found.angle_to_own_deg.mean - 45.0).abs() < 1e-6);
        assert!(found.fisher_score.is_finite());
    }
}
