use std::sync::Arc;

use ndarray::{Array2, ArrayView1, ArrayView2};

use super::{
    largest::Largest,
    profile::{self, Profile},
};
use crate::{
    loss::{CosineHead, Margin, margin::Plain},
    math::{softmax, vector},
};

/// Logits closer than this share of the largest amplitude count as equal, so that rounding decides nothing.
const TIE: f64 = 1e-12;
/// Amplitudes by which the logit of a class that is [left out](Field::without_empty) lies below all others: margins move a logit by
/// far fewer.
const BEYOND: f64 = 1e3;

/// How every class's logit reads over directions, at one feature norm: amplitude · T(cos θ_j) + offset.
#[derive(Clone)]
pub struct Field {
    unit: Array2<f64>,
    /// `unit` row by row.
    directions: Vec<f64>,
    amplitude: Vec<f64>,
    offset: Vec<f64>,
    margin: Arc<dyn Margin>,
    profile: Arc<Profile>,
    slack: f64,
}

impl Field {
    /// The field of raw `weights` `(C, d)` and `bias` `(C)` for features of norm `radius`, which only matters where the
    /// logits depend on it.
    pub fn new(
        head: &CosineHead,
        weights: ArrayView2<'_, f64>,
        bias: Option<ArrayView1<'_, f64>>,
        radius: f64,
    ) -> Self {
        let mut unit = Array2::zeros(weights.dim());
        let mut amplitude = Vec::with_capacity(weights.nrows());
        let mut direction = vec![0.0; weights.ncols()];
        for (mut to, from) in unit.outer_iter_mut().zip(weights.outer_iter()) {
            let norm = vector::normalize_into(from.iter(), &mut direction);
            to.assign(&ArrayView1::from(&direction));
            amplitude.push(head.amplitude(radius, norm));
        }
        let bias = bias.filter(|_| head.bias);
        let offset = (0..amplitude.len())
            .map(|j| bias.map_or(0.0, |b| b[j]))
            .collect();
        Self::with_parts(unit, amplitude, offset, head.margin.clone())
    }

    pub(super) fn with_parts(
        unit: Array2<f64>,
        amplitude: Vec<f64>,
        offset: Vec<f64>,
        margin: Arc<dyn Margin>,
    ) -> Self {
        let largest = amplitude.iter().fold(0.0, |m: f64, a| m.max(a.abs()));
        Self {
            profile: Arc::new(Profile::new(margin.as_ref())),
            slack: TIE * largest,
            directions: unit.iter().copied().collect(),
            unit,
            amplitude,
            offset,
            margin,
        }
    }

    /// The same where a class without a direction has no region, as one without samples has no mean: its logit would be that of a
    /// right angle to everything.
    #[must_use]
    pub fn without_empty(mut self) -> Self {
        let nobody = -BEYOND * self.largest_amplitude();
        for j in 0..self.classes() {
            if !self.has_direction(j) {
                self.offset[j] = nobody;
            }
        }
        self
    }

    /// The same directions without the margin: its regions are the plain ones.
    pub fn plain(&self) -> Self {
        Self::with_parts(
            self.unit.clone(),
            self.amplitude.clone(),
            self.offset.clone(),
            Arc::new(Plain),
        )
    }

    /// Some classes alone, with other unit directions `(n, d)`.
    pub(super) fn with_directions(&self, unit: Array2<f64>, classes: &[usize]) -> Self {
        let of = |all: &[f64]| classes.iter().map(|&j| all[j]).collect();
        Self::with_parts(
            unit,
            of(&self.amplitude),
            of(&self.offset),
            self.margin.clone(),
        )
    }

    /// C, the number of classes.
    pub fn classes(&self) -> usize {
        self.amplitude.len()
    }

    /// d, the dimension of directions.
    pub fn dim(&self) -> usize {
        self.unit.ncols()
    }

    /// Unit class directions `(C, d)`; zero for a class without a direction.
    pub fn unit(&self) -> &Array2<f64> {
        &self.unit
    }

    /// What each class's T is multiplied by `(C)`.
    pub fn amplitude(&self) -> &[f64] {
        &self.amplitude
    }

    /// What is added to each class's logit `(C)`.
    pub fn offset(&self) -> &[f64] {
        &self.offset
    }

    /// T, the margin of all classes.
    pub fn margin(&self) -> &dyn Margin {
        self.margin.as_ref()
    }

    /// Where the margin's curves turn and jump.
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// How much smaller a logit may be and still count as equal.
    pub(super) fn slack(&self) -> f64 {
        self.slack
    }

    /// ŵ_j as a slice of `dim` numbers.
    pub(super) fn direction(&self, j: usize) -> &[f64] {
        &self.directions[j * self.dim()..(j + 1) * self.dim()]
    }

    /// ŵ_j of a field in three dimensions.
    pub(super) fn direction3(&self, j: usize) -> [f64; 3] {
        let w = self.direction(j);
        [w[0], w[1], w[2]]
    }

    /// Whether two classes read alike in every direction.
    pub(super) fn same(&self, i: usize, j: usize) -> bool {
        self.direction(i) == self.direction(j)
            && self.amplitude[i] == self.amplitude[j]
            && self.offset[i] == self.offset[j]
    }

    /// ‖A_i ŵ_i − A_j ŵ_j‖: how fast the difference of two plain logits can change.
    pub(super) fn difference(&self, i: usize, j: usize) -> f64 {
        let (a, b) = (self.amplitude[i], self.amplitude[j]);
        let pairs = self.direction(i).iter().zip(self.direction(j));
        pairs
            .map(|(x, y)| (a * x - b * y).powi(2))
            .sum::<f64>()
            .sqrt()
    }

    /// Largest |A_j|.
    pub(super) fn largest_amplitude(&self) -> f64 {
        self.slack / TIE
    }

    /// cos θ_j of the direction `u`.
    pub(super) fn cosine(&self, j: usize, u: &[f64]) -> f64 {
        vector::dot(self.direction(j), u).clamp(-1.0, 1.0)
    }

    /// Class j's logit with its margin at cos θ_j.
    pub fn target_logit(&self, j: usize, cos: f64) -> f64 {
        self.amplitude[j] * self.margin.target(cos).value + self.offset[j]
    }

    /// Class j's logit as a competitor of another class.
    pub fn other_logit(&self, j: usize, cos: f64) -> f64 {
        self.amplitude[j] * self.margin.other(cos).value + self.offset[j]
    }

    /// Class j's logit without the margin at cos θ_j.
    pub fn plain_logit(&self, j: usize, cos: f64) -> f64 {
        self.amplitude[j] * cos + self.offset[j]
    }

    /// Class to which direction `u` belongs with its margin, `None` in the margin zone. Where several reach theirs, the
    /// largest plain logit decides, then the lower index.
    pub fn region(&self, u: &[f64]) -> Option<usize> {
        self.region_among(0..self.classes(), |j| self.cosine(j, u))
    }

    /// [`Field::region`] when only `classes` can matter, given their cosines.
    pub(super) fn region_among(
        &self,
        classes: impl Iterator<Item = usize> + Clone,
        cosine: impl Fn(usize) -> f64,
    ) -> Option<usize> {
        let mut others = Largest::default();
        for j in classes.clone() {
            others.add(j, self.other_logit(j, cosine(j)));
        }
        let mut best: Option<(usize, f64)> = None;
        for j in classes {
            let cos = cosine(j);
            let owned = self.target_logit(j, cos) >= others.without(j) - self.slack;
            let plain = self.plain_logit(j, cos);
            if owned && best.is_none_or(|(_, most)| plain > most + self.slack) {
                best = Some((j, plain));
            }
        }
        best.map(|(j, _)| j)
    }

    /// Class with the largest plain logit at `u`; 0 where there is none.
    pub fn plain_region(&self, u: &[f64]) -> usize {
        let mut largest = Largest::default();
        for j in 0..self.classes() {
            largest.add(j, self.plain_logit(j, self.cosine(j, u)));
        }
        largest.index
    }

    /// Largest posterior (softmax over plain logits) at `u`.
    pub fn confidence(&self, u: &[f64]) -> f64 {
        let logits = (0..self.classes()).map(|j| self.plain_logit(j, self.cosine(j, u)));
        softmax::confidence(logits)
    }

    /// The two classes whose directions are nearest to each other, and the angle between them in radians; classes
    /// without a direction do not count.
    pub fn nearest_pair(&self) -> Option<(usize, usize, f64)> {
        let mut nearest: Option<(usize, usize, f64)> = None;
        for j in 1..self.classes() {
            for i in (0..j).filter(|&i| self.has_direction(i) && self.has_direction(j)) {
                let angle = self.angle(i, j);
                if nearest.is_none_or(|(_, _, least)| angle < least) {
                    nearest = Some((i, j, angle));
                }
            }
        }
        nearest
    }

    /// Angle in radians between two class directions.
    pub fn angle(&self, i: usize, j: usize) -> f64 {
        vector::angle_between(self.direction(i), self.direction(j))
    }

    /// Whether class j has a direction: its weight is not zero.
    pub fn has_direction(&self, j: usize) -> bool {
        self.direction(j).iter().any(|x| *x != 0.0)
    }

    /// Range of T's logit of class j over cos θ_j in \[low, high\].
    pub(super) fn target_range(&self, j: usize, low: f64, high: f64) -> (f64, f64) {
        let f = |cos| self.margin.target(cos).value;
        self.scaled(j, self.profile.target.range(f, low, high))
    }

    /// Range of class j's logit as a competitor over cos θ_j in \[low, high\].
    pub(super) fn other_range(&self, j: usize, low: f64, high: f64) -> (f64, f64) {
        if self.profile.other_is_cosine {
            return self.plain_range(j, low, high);
        }
        let f = |cos| self.margin.other(cos).value;
        self.scaled(j, self.profile.other.range(f, low, high))
    }

    /// Range over cos θ_j in \[low, high\] of what the margin takes from class j's logit.
    pub(super) fn gap_range(&self, j: usize, low: f64, high: f64) -> (f64, f64) {
        let f = |cos| profile::gap(self.margin(), cos);
        let (low, high) = self.scaled(j, self.profile.gap.range(f, low, high));
        (low - self.offset[j], high - self.offset[j])
    }

    /// Range of class j's plain logit over cos θ_j in \[low, high\].
    pub(super) fn plain_range(&self, j: usize, low: f64, high: f64) -> (f64, f64) {
        self.scaled(j, (low, high))
    }

    fn scaled(&self, j: usize, (low, high): (f64, f64)) -> (f64, f64) {
        let (a, b) = (self.amplitude[j], self.offset[j]);
        let (x, y) = (a * low + b, a * high + b);
        if a < 0.0 { (y, x) } else { (x, y) }
    }
}

#[cfg(test)]
mod tests {
    use ndarray::{Array2, array};

    use super::*;
    use crate::{
        geometry::{area::areas, circle},
        loss::{self, Objective},
    };

    /// The field of these weights under a loss's own numbers; `None` for a loss over pairs.
    fn field(loss: &dyn loss::Loss, weights: &Array2<f64>) -> Option<Field> {
        match loss.objective(&loss.defaults()) {
            Objective::Class(head) => Some(Field::new(&head, weights.view(), None, 1.0)),
            Objective::Pair(_) => None,
        }
    }

    #[test]
    fn a_class_without_a_direction_has_no_region_where_it_is_left_out() {
        // All that is more than a right angle from both would be its.
        let flat = [
            array![[1.0, 0.0], [0.6, 0.8]],
            array![[1.0, 0.0], [0.6, 0.8], [0.0, 0.0]],
        ];
        let deep = flat.clone().map(|flat| {
            let mut deep = Array2::zeros((flat.nrows(), 3));
            deep.slice_mut(ndarray::s![.., ..2]).assign(&flat);
            deep
        });
        for loss in loss::registry() {
            let arcs = |weights| field(*loss, weights).map(|f| circle::arcs(&f.without_empty()));
            let [expect, found] = flat.each_ref().map(arcs);
            let ends = |arcs: &[circle::Arc]| -> Vec<(Option<usize>, f64, f64)> {
                arcs.iter()
                    .map(|arc| (arc.class, arc.from, arc.to))
                    .collect()
            };
            let close = |a: &(Option<usize>, f64, f64), b: &(Option<usize>, f64, f64)| {
                a.0 == b.0 && (a.1 - b.1).abs() < 1e-9 && (a.2 - b.2).abs() < 1e-9
            };
            let both = [&expect, &found].map(|arcs| ends(arcs.as_deref().unwrap_or_default()));
            assert_eq!(both[0].len(), both[1].len(), "{}", loss.id());
            assert!(
                both[0].iter().zip(&both[1]).all(|(a, b)| close(a, b)),
                "{}",
                loss.id()
            );
            let areas = |weights| field(*loss, weights).map(|f| areas(&f.without_empty()));
            if let [Some(expect), Some(found)] = deep.each_ref().map(areas) {
                assert_eq!(found.class[2], 0.0, "{}", loss.id());
                for (a, b) in expect.class.iter().zip(&found.class) {
                    assert!((a - b).abs() < 1e-3, "{}: {a}, {b}", loss.id());
                }
            }
        }
    }
}
