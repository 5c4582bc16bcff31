//! The gap between neighbouring classes: what the loss asks for, and what the run has.
//!
//! Along the arc between two class directions a cluster ends where 95 % of its samples do; the gap is from the one edge to the
//! other. Where clusters overlap there it is negative.

use ndarray::{Array2, ArrayView1, ArrayView2};
use serde::Serialize;

use super::experiment::LossConfig;
use super::metrics::units;
use super::snapshot::Snapshot;
use crate::loss;
use crate::math::real;

/// The share of a cluster's samples up to its edge.
const INSIDE: f64 = 0.95;
/// Pairs that are looked at, the nearest ones: with many classes in many dimensions almost all are neighbours.
const MOST_PAIRS: usize = 200;
/// Among so many of the nearest ones.
const MOST_SORTED: usize = 8_192;
/// Directions nearer to each other than this, or nearer to opposite, have no arc between them.
const NO_ARC: f64 = 1e-6;

/// Two neighbouring classes and the gap between them, radians.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gap {
    /// The two classes, the lower number first.
    pub classes: (usize, usize),
    /// The angle between their directions.
    pub theta: f64,
    /// What the loss asks for at this angle with its margin in force; `None` for a loss over pairs.
    pub asked: Option<f64>,
    /// What held-out samples have; `None` where a class has none.
    pub held_out: Option<f64>,
    /// What training samples have; `None` where they are not at hand.
    pub train: Option<f64>,
}

/// The gaps of a run in a few numbers: means over the pairs of neighbouring classes, degrees. NaN where there is nothing to
/// measure.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct GapMeans {
    /// How many pairs there are.
    pub pairs: usize,
    /// What the loss asks for.
    pub asked_deg: f64,
    /// What held-out samples have.
    pub held_out_deg: f64,
    /// What training samples have.
    pub train_deg: f64,
}

/// Samples of a class that an edge is taken from.
const SAMPLES_OF_CLASS: usize = 200;
/// Training samples in all.
const MOST_SAMPLES: usize = 20_000;

/// How many training samples of so many classes the edges of clusters are taken from.
pub fn samples(classes: usize) -> usize {
    (SAMPLES_OF_CLASS * classes).min(MOST_SAMPLES)
}

/// The gaps between neighbouring classes of a state under the loss of this moment, the nearest two first.
pub fn gaps(snapshot: &Snapshot, config: &LossConfig) -> Vec<Gap> {
    let directions = units(snapshot.weights.view());
    let loss = loss::find(&config.id);
    let knobs = loss.map(|loss| loss.at_step(&config.knobs, snapshot.schedule_step()));
    let asked = |theta: f64| loss?.wedge(theta, knobs.as_ref()?);
    let held_out = Clusters::new(
        snapshot.features.view(),
        &snapshot.dataset.test.labels,
        directions.nrows(),
    );
    let train = snapshot.training.as_deref();
    let train =
        train.map(|(features, labels)| Clusters::new(features.view(), labels, directions.nrows()));
    let gap = |(i, j, theta): (usize, usize, f64)| {
        let arc = Arc::between(directions.row(i), directions.row(j), theta);
        Gap {
            classes: (i, j),
            theta,
            asked: asked(theta),
            held_out: held_out.gap((i, j), &arc),
            train: train.as_ref().and_then(|train| train.gap((i, j), &arc)),
        }
    };
    neighbours(&directions).into_iter().map(gap).collect()
}

impl GapMeans {
    /// Of these gaps.
    pub fn of(gaps: &[Gap]) -> Self {
        let mean = |of: fn(&Gap) -> Option<f64>| {
            let all: Vec<f64> = gaps.iter().filter_map(of).collect();
            (all.iter().sum::<f64>() / all.len() as f64).to_degrees()
        };
        Self {
            pairs: gaps.len(),
            asked_deg: mean(|gap| gap.asked),
            held_out_deg: mean(|gap| gap.held_out),
            train_deg: mean(|gap| gap.train),
        }
    }
}

/// Pairs of neighbouring directions with their angles, the nearest first: no third direction is nearer to the middle of the arc
/// between them than they are.
fn neighbours(directions: &Array2<f64>) -> Vec<(usize, usize, f64)> {
    let finite = |i: &usize| {
        let row = directions.row(*i);
        row.iter().all(|x| x.is_finite()) && row.iter().any(|x| *x != 0.0)
    };
    let known: Vec<usize> = (0..directions.nrows()).filter(finite).collect();
    let mut pairs: Vec<(usize, usize, f64)> = Vec::new();
    for (place, &j) in known.iter().enumerate() {
        for &i in &known[..place] {
            let cos = dot(directions.row(i), directions.row(j)).clamp(-1.0, 1.0);
            pairs.push((i, j, cos));
        }
    }
    let nearer = |a: &(usize, usize, f64), b: &(usize, usize, f64)| {
        b.2.total_cmp(&a.2).then((a.0, a.1).cmp(&(b.0, b.1)))
    };
    if pairs.len() > MOST_SORTED {
        // A thousand classes have half a million pairs, and a chart is drawn anew while a slider moves.
        pairs.select_nth_unstable_by(MOST_SORTED, nearer);
        pairs.truncate(MOST_SORTED);
    }
    pairs.sort_by(nearer);
    let apart = |(i, j, cos): &(usize, usize, f64)| {
        let theta = real::acos(*cos);
        let arc = theta > NO_ARC && theta < std::f64::consts::PI - NO_ARC;
        (arc && is_free(directions, &known, (*i, *j, *cos))).then_some((*i, *j, theta))
    };
    pairs.iter().filter_map(apart).take(MOST_PAIRS).collect()
}

/// Whether no third direction is nearer to the middle of the two than they are.
fn is_free(directions: &Array2<f64>, known: &[usize], (i, j, cos): (usize, usize, f64)) -> bool {
    let middle = &directions.row(i) + &directions.row(j);
    let own = 1.0 + cos;
    known
        .iter()
        .filter(|&&k| k != i && k != j)
        .all(|&k| dot(directions.row(k), middle.view()) <= own + 1e-12)
}

/// The way from one direction to another.
struct Arc<'a> {
    from: ArrayView1<'a, f64>,
    to: ArrayView1<'a, f64>,
    theta: f64,
}

impl<'a> Arc<'a> {
    fn between(from: ArrayView1<'a, f64>, to: ArrayView1<'a, f64>, theta: f64) -> Self {
        Self { from, to, theta }
    }

    /// How far along the arc a unit vector lies: the angle from `from`, towards `to` where it is positive, in the plane of
    /// both.
    fn along(&self, u: ArrayView1<'_, f64>) -> f64 {
        let (x, other) = (dot(u, self.from), dot(u, self.to));
        let cos = real::cos(self.theta);
        let y = (other - cos * x) / real::sin(self.theta);
        match x == 0.0 && y == 0.0 {
            true => f64::NAN,
            false => real::atan2(y, x),
        }
    }

    fn turned(&self) -> Self {
        Self {
            from: self.to,
            to: self.from,
            theta: self.theta,
        }
    }
}

/// The samples of each class.
struct Clusters {
    units: Array2<f64>,
    of_class: Vec<Vec<usize>>,
}

impl Clusters {
    fn new(features: ArrayView2<'_, f32>, labels: &[usize], classes: usize) -> Self {
        let mut of_class = vec![Vec::new(); classes];
        for (row, &label) in labels.iter().enumerate().take(features.nrows()) {
            if let Some(rows) = of_class.get_mut(label) {
                rows.push(row);
            }
        }
        let units = units(features);
        Self { units, of_class }
    }

    /// From the edge of the one class to that of the other, on the arc from the first to the second.
    fn gap(&self, (i, j): (usize, usize), arc: &Arc<'_>) -> Option<f64> {
        Some(arc.theta - self.edge(i, arc)? - self.edge(j, &arc.turned())?)
    }

    /// The angle along the arc that 95 % of a class do not exceed.
    fn edge(&self, class: usize, arc: &Arc<'_>) -> Option<f64> {
        let rows = self.of_class[class].iter();
        let along = rows.map(|row| arc.along(self.units.row(*row)));
        let mut along: Vec<f64> = along.filter(|angle| angle.is_finite()).collect();
        along.sort_by(f64::total_cmp);
        let place = (INSIDE * along.len() as f64).ceil() as usize;
        along.get(place.checked_sub(1)?).copied()
    }
}

/// a·b, summed in order, so that its bits are those of any processor.
fn dot(a: ArrayView1<'_, f64>, b: ArrayView1<'_, f64>) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc as Shared;

    use ndarray::array;

    use super::*;
    use crate::train::{Experiment, Lane, Status, lane};

    fn at(degrees: f64) -> [f64; 2] {
        let (sin, cos) = degrees.to_radians().sin_cos();
        [cos, sin]
    }

    fn on_circle(degrees: &[f64]) -> Array2<f64> {
        let rows: Vec<[f64; 2]> = degrees.iter().map(|angle| at(*angle)).collect();
        Array2::from(rows)
    }

    fn check_neighbours(directions: Array2<f64>, expect: &[(usize, usize)]) {
        let found = neighbours(&directions);
        let mut pairs: Vec<(usize, usize)> = found.iter().map(|(i, j, _)| (*i, *j)).collect();
        assert!(found.windows(2).all(|pair| pair[0].2 <= pair[1].2 + 1e-9));
        pairs.sort_unstable();
        assert_eq!(pairs, expect, "{directions}");
    }

    #[test]
    fn neighbours_have_nobody_between_them() {
        check_neighbours(
            on_circle(&[0.0, 200.0, 90.0, 300.0]),
            &[(0, 2), (0, 3), (1, 2), (1, 3)],
        );
        check_neighbours(on_circle(&[10.0, 50.0]), &[(0, 1)]);
        // On the other side of the circle nobody is either, but the middle of the arc is between the two others.
        check_neighbours(on_circle(&[0.0, 20.0, 40.0]), &[(0, 1), (1, 2)]);
        check_neighbours(on_circle(&[0.0, 180.0]), &[]);
        check_neighbours(on_circle(&[30.0, 30.0]), &[]);
        // The corners of an octahedron: each but the opposite one.
        let mut corners = Array2::zeros((6, 3));
        (0..6).for_each(|i| corners[[i, i / 2]] = if i % 2 == 0 { 1.0 } else { -1.0 });
        let all = (0..6).flat_map(|j| (0..j).map(move |i| (i, j)));
        let mut expect: Vec<(usize, usize)> = all.filter(|(i, j)| i / 2 != j / 2).collect();
        expect.sort_unstable();
        check_neighbours(corners, &expect);
        check_neighbours(array![[0.0, 0.0], [1.0, 0.0], [f64::NAN, 0.0]], &[]);
    }

    /// A state in which class 0 is around 0° and class 1 around 80°, with 20 samples each, the outermost of which, towards the
    /// other class, is beyond its edge.
    fn snapshot(loss: &str) -> Snapshot {
        let mut experiment = Experiment::default();
        experiment.set_source("blobs");
        experiment.data.classes = vec![0, 1];
        experiment.set_loss(loss);
        experiment.model.feature_dim = 2;
        let lane = Lane::new(&experiment, lane::load(&experiment).unwrap()).unwrap();
        let mut snapshot = lane.snapshot("lane", 0, Status::Paused);
        let mut dataset = (*snapshot.dataset).clone();
        dataset.test.labels = (0..40).map(|i| i / 20).collect();
        let degrees = |i: usize| match (i / 20, i % 20) {
            (0, 19) => 35.0,
            (0, k) => k as f64 - 8.0,
            (_, 19) => 50.0,
            (_, k) => 80.0 - (k as f64 - 10.0),
        };
        let features = Array2::from_shape_fn((40, 2), |(i, k)| (3.0 * at(degrees(i))[k]) as f32);
        snapshot.features = Shared::new(features.clone());
        snapshot.dataset = Shared::new(dataset);
        let weights = on_circle(&[0.0, 80.0]) * 2.0;
        snapshot.weights = Shared::new(weights.mapv(|x| x as f32));
        // Half as wide for training.
        let halved = |i: usize| match i / 20 {
            0 => degrees(i) / 2.0,
            _ => 80.0 + (degrees(i) - 80.0) / 2.0,
        };
        let training = Array2::from_shape_fn((40, 2), |(i, k)| at(halved(i))[k] as f32);
        let labels = (0..40).map(|i| i / 20).collect();
        snapshot.training = Some(Shared::new((training, labels)));
        snapshot
    }

    #[test]
    fn a_gap_is_from_edge_to_edge() {
        let snapshot = snapshot("am-softmax");
        let loss = &snapshot.experiment.loss;
        let found = gaps(&snapshot, loss);
        let [gap] = found[..] else {
            panic!("{found:?}");
        };
        let close = |found: Option<f64>, expect: f64| {
            let found = found.unwrap().to_degrees();
            assert!((found - expect).abs() < 1e-4, "{found} is not {expect}");
        };
        // 10° on the one side, 72° − … on the other: the nineteenth of twenty.
        close(gap.held_out, 80.0 - 10.0 - 8.0);
        close(gap.train, 80.0 - 5.0 - 4.0);
        let m = loss.knobs.get("m").unwrap();
        // cos θ1 − m = cos(80° − θ1) by bisection.
        let theta = 80.0_f64.to_radians();
        let (mut low, mut high) = (0.0, theta / 2.0);
        for _ in 0..80 {
            let middle: f64 = (low + high) / 2.0;
            match middle.cos() - m > (theta - middle).cos() {
                true => low = middle,
                false => high = middle,
            }
        }
        close(gap.asked, (theta - 2.0 * low).to_degrees());
        let means = GapMeans::of(&found);
        assert_eq!(means.pairs, 1);
        assert!((means.held_out_deg - 62.0).abs() < 1e-4);
    }

    #[test]
    fn a_loss_over_pairs_asks_for_no_gap_and_has_one() {
        let snapshot = snapshot("contrastive");
        let found = gaps(&snapshot, &snapshot.experiment.loss);
        assert_eq!(found[0].asked, None);
        assert!(found[0].held_out.is_some());
        assert!(GapMeans::of(&found).asked_deg.is_nan());
        assert!(GapMeans::of(&[]).held_out_deg.is_nan());
    }

    #[test]
    fn along_the_arc_is_an_angle_in_its_plane() {
        let (from, to) = (array![1.0, 0.0, 0.0], array![0.0, 1.0, 0.0]);
        let arc = Arc::between(from.view(), to.view(), std::f64::consts::FRAC_PI_2);
        let check = |u: [f64; 3], expect: f64| {
            let found = arc.along(array![u[0], u[1], u[2]].view()).to_degrees();
            assert!((found - expect).abs() < 1e-9, "{u:?}: {found}");
        };
        check([0.8, 0.6, 0.0], (0.6_f64).asin().to_degrees());
        check([0.8, -0.6, 0.0], -(0.6_f64).asin().to_degrees());
        check([0.5, 0.5, 0.5_f64.sqrt()], 45.0);
        check([-1.0, 0.0, 0.0], 180.0);
        let nowhere = arc.along(array![0.0, 0.0, 1.0].view());
        assert!(nowhere.is_nan());
    }
}
