use crate::{
    knob::{Knob, Knobs},
    loss::{
        Batch, Bound, Evaluation, Loss, Objective, PairLoss, Reference, Torch, bound, knobs, pairs,
        pairs::Pairs,
        references, schedule,
        scratch::Ranked,
        unified::{self, Blend},
    },
};

/// [‖a − p‖² − ‖a − n‖² + m]₊ over all triplets of unit features, mean over those above 0.
///
/// The triplet loss of FaceNet (Schroff et al. 2015).
pub struct Triplet;

const KNOBS: &[Knob] = &[
    knobs::margin("", 0.0, 2.0, 0.2),
    schedule::RAMP,
    schedule::WARMUP,
];

struct WithMargin {
    m: f64,
    blend: Blend,
}

impl PairLoss for WithMargin {
    fn evaluate(&self, batch: &Batch<'_>, out: &mut Evaluation) {
        let own = |pairs: &mut Pairs<'_>| self.all_triplets(pairs);
        pairs::evaluate(batch, out, |pairs| self.blend.over(pairs, own));
    }
}

impl WithMargin {
    fn with(values: &Knobs) -> Self {
        Self {
            m: knobs::value(KNOBS, values, "m"),
            blend: Blend::with_hinge(schedule::plain(values)),
        }
    }

    /// The negatives of an anchor are ranked once, so that all its triplets together cost little more than its pairs.
    fn all_triplets(&self, pairs: &mut Pairs<'_>) -> f64 {
        let (mut sum, mut count) = (0.0, 0_u64);
        let n = pairs.len();
        let mut ranked = pairs.take_ranked();
        for a in 0..n {
            ranked.clear();
            let others = (0..n).filter(|&other| !pairs.alike(a, other));
            ranked.extend(others.map(|other| Ranked::new(other, pairs.squared_distance(a, other))));
            ranked.sort_unstable_by(|one, two| {
                let distances = one.distance.total_cmp(&two.distance);
                distances.then(one.of.cmp(&two.of))
            });
            let mut within = 0.0;
            for negative in &mut ranked {
                within += negative.distance;
                negative.within = within;
            }
            for p in (0..n).filter(|&p| p != a) {
                if !pairs.alike(a, p) {
                    continue;
                }
                let near = pairs.squared_distance(a, p) + self.m;
                let reached = ranked.partition_point(|negative| near - negative.distance > 0.0);
                if let Some(last) = reached.checked_sub(1) {
                    sum += reached as f64 * near - ranked[last].within;
                    count += reached as u64;
                    ranked[last].ends += 1;
                    pairs.add_by_squared_distance(a, p, reached as f64);
                }
            }
            // A negative is in the triplets of all positives that reach to it or beyond.
            let mut reaching = 0;
            for negative in ranked.iter().rev() {
                reaching += negative.ends;
                if reaching > 0 {
                    pairs.add_by_squared_distance(a, negative.of, -f64::from(reaching));
                }
            }
        }
        pairs.give_ranked(ranked);
        let share = 1.0 / count.max(1) as f64;
        pairs.scale(share);
        sum * share
    }
}

const TORCH: &str = r#"
def loss(x, y, m):
    alike = y[:, None] == y
    itself = torch.eye(len(y), dtype=torch.bool, device=y.device)
    squared = 2 - 2 * cosines(x)
    # anchor, positive, negative
    excess = squared[:, :, None] - squared[:, None, :] + m
    counts = (alike & ~itself)[:, :, None] & ~alike[:, None, :] & (excess > 0)
    return excess[counts].sum() / max(int(counts.sum()), 1)
"#;

impl Loss for Triplet {
    fn id(&self) -> &'static str {
        "triplet"
    }

    fn name(&self) -> &'static str {
        "Triplet"
    }

    fn paper(&self) -> &'static [Reference] {
        &[references::FACENET]
    }

    fn formula(&self) -> &'static str {
        "[‖a − p‖² − ‖a − n‖² + m]₊ over all triplets of unit features, mean over those above 0"
    }

    fn boundary(&self) -> &'static str {
        "no class weights: nearest class mean"
    }

    fn knobs(&self) -> &'static [Knob] {
        KNOBS
    }

    fn neutral(&self) -> &'static [(&'static str, f64)] {
        &[("m", 0.0)]
    }

    fn blends(&self) -> bool {
        true
    }

    fn why_no_knob(&self, id: &str) -> Option<&'static str> {
        (id == "s").then_some("distances between unit features have no scale")
    }

    fn torch(&self) -> Option<Torch> {
        Some(Torch {
            code: &[pairs::TORCH_COSINES, TORCH],
            plain: &[unified::TORCH_ANCHORS, unified::TORCH_HINGE],
        })
    }

    fn objective(&self, values: &Knobs) -> Objective {
        Objective::Pair(Box::new(WithMargin::with(values)))
    }

    fn retune(&self, values: &Knobs, objective: &mut Objective) {
        objective.retune_pair(WithMargin::with(values));
    }

    /// m at most the squared distance of the nearest two class directions.
    fn bounds(&self, knob: &str, classes: usize, dim: usize, _: &Knobs) -> Option<Bound> {
        let (cos, exact) = bound::nearest_cosine(classes, dim)?;
        (knob == "m").then(|| bound::feasible_margin(2.0 - 2.0 * cos, exact))
    }
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;
    use rand::{RngExt as _, SeedableRng as _};
    use rand_chacha::ChaCha8Rng;

    use super::*;

    /// Every triplet on its own: the value, and the gradient by the squared distances `(n, n)`.
    fn by_hand(m: f64, labels: &[usize], squared: &Array2<f64>) -> (f64, Array2<f64>) {
        let n = labels.len();
        let (mut sum, mut count, mut slopes) = (0.0, 0.0, Array2::zeros((n, n)));
        for a in 0..n {
            for p in (0..n).filter(|&p| p != a && labels[p] == labels[a]) {
                for other in (0..n).filter(|&other| labels[other] != labels[a]) {
                    let excess = squared[[a, p]] + m - squared[[a, other]];
                    if excess > 0.0 {
                        sum += excess;
                        count += 1.0;
                        slopes[[a, p]] += 1.0;
                        slopes[[a, other]] -= 1.0;
                    }
                }
            }
        }
        let share = 1.0 / f64::max(count, 1.0);
        (sum * share, slopes * share)
    }

    #[test]
    fn ranking_finds_what_every_triplet_on_its_own_comes_to() {
        let mut random = ChaCha8Rng::seed_from_u64(5);
        for (n, classes, dim, m) in [
            (1, 1, 2, 0.2),
            (7, 2, 2, 0.0),
            (24, 5, 3, 0.2),
            (40, 4, 2, 2.0),
        ] {
            let mut features =
                Array2::from_shape_simple_fn((n, dim), || random.random_range(-1.0..1.0));
            // Two that lie on each other.
            let first = features.row(0).to_owned();
            features.row_mut(n - 1).assign(&first);
            let labels: Vec<usize> = (0..n).map(|i| i % classes).collect();
            let none = Array2::zeros((0, dim));
            let batch = Batch {
                features: features.view(),
                weights: none.view(),
                bias: None,
                labels: &labels,
            };
            let mut out = Evaluation::default();
            let loss = WithMargin {
                m,
                blend: Blend::with_hinge(0.0),
            };
            let mut found = Array2::zeros((n, n));
            let mut value = 0.0;
            let mut squared = Array2::zeros((n, n));
            pairs::evaluate(&batch, &mut out, |pairs| {
                value = loss.all_triplets(pairs);
                for i in 0..n {
                    for j in 0..n {
                        squared[[i, j]] = pairs.squared_distance(i, j);
                        found[[i, j]] = -0.5 * pairs.slope(i, j);
                    }
                }
                value
            });
            let (expect, slopes) = by_hand(m, &labels, &squared);
            assert!(
                (value - expect).abs() < 1e-12,
                "{n}: {value} is not {expect}"
            );
            let apart = (&found - &slopes).mapv(f64::abs);
            assert!(apart.iter().all(|apart| *apart < 1e-12), "{n}: {apart}");
        }
    }
}
