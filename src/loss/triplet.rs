use crate::{
    knob::{Knob, Knobs},
    loss::{
        Batch, Bound, Evaluation, Loss, Objective, PairLoss, Reference, Torch, bound, knobs, pairs,
        pairs::Pairs,
        references, schedule,
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

    /// Of each anchor with its positives and negatives in the order of their distance: whatever negative a positive has below
    /// its own distance and the margin, all positives beyond have too. So it takes n² log n, not n³.
    fn all_triplets(&self, pairs: &mut Pairs<'_>) -> f64 {
        let (mut sum, mut count) = (0.0, 0_u64);
        let mut room = std::mem::take(pairs.ordered);
        for anchor in 0..pairs.len() {
            pairs.order(anchor, &mut room);
            let [positives, negatives] = &room;
            let (mut below, mut sum_below) = (0, 0.0);
            for (place, &(near, positive)) in positives.iter().enumerate() {
                let near = near + self.m;
                while let Some(&(far, negative)) = negatives.get(below)
                    && near > far
                {
                    let triplets = (positives.len() - place) as f64;
                    pairs.add_by_squared_distance(anchor, negative, -triplets);
                    sum_below += far;
                    below += 1;
                }
                sum += below as f64 * near - sum_below;
                count += below as u64;
                pairs.add_by_squared_distance(anchor, positive, below as f64);
            }
        }
        *pairs.ordered = room;
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
    use ndarray::{Array2, array};
    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::*;

    /// Triplet by triplet, as the definition has it.
    fn by_definition(features: &Array2<f64>, labels: &[usize], m: f64) -> (f64, u64) {
        let unit = |i: usize| {
            let row = features.row(i).to_owned();
            let norm = row.dot(&row).sqrt();
            if norm > 0.0 { row / norm } else { row }
        };
        let units: Vec<_> = (0..labels.len()).map(unit).collect();
        let squared = |i: usize, j: usize| (&units[i] - &units[j]).mapv(|x| x * x).sum();
        let (mut sum, mut count) = (0.0, 0);
        for a in 0..labels.len() {
            for p in (0..labels.len()).filter(|&p| p != a && labels[p] == labels[a]) {
                for n in (0..labels.len()).filter(|&n| labels[n] != labels[a]) {
                    let excess: f64 = squared(a, p) - squared(a, n) + m;
                    if excess > 0.0 {
                        sum += excess;
                        count += 1;
                    }
                }
            }
        }
        (sum / u64::max(count, 1) as f64, count)
    }

    fn loss(features: &Array2<f64>, labels: &[usize], m: f64) -> Evaluation {
        let mut out = Evaluation::default();
        let batch = Batch {
            features: features.view(),
            weights: features.slice(ndarray::s![..0, ..]),
            bias: None,
            labels,
        };
        let knobs = [("m", m)].into_iter().collect();
        Triplet.objective(&knobs).evaluate(&batch, &mut out);
        out
    }

    #[test]
    fn in_order_of_distance_the_triplets_are_those_of_the_definition() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        for (n, classes, dim) in [(1, 1, 2), (9, 3, 2), (30, 4, 3), (40, 40, 5), (12, 1, 3)] {
            let mut features = Array2::from_shape_fn((n, dim), |_| rng.random_range(-1.0..1.0));
            // Some in one place, and one that is nowhere.
            let first = features.row(0).to_owned();
            features.row_mut(n / 2).assign(&first);
            features.row_mut(n - 1).fill(0.0);
            let labels: Vec<usize> = (0..n).map(|i| i % classes).collect();
            for m in [0.0, 0.2, 2.0, 5.0] {
                let (expect, count) = by_definition(&features, &labels, m);
                let found = loss(&features, &labels, m).loss;
                let name = format!("{n} of {classes}, d={dim}, m={m}, {count} triplets");
                assert!((found - expect).abs() < 1e-12, "{name}: {found}, {expect}");
            }
        }
    }

    #[test]
    fn a_large_batch_is_no_trouble() {
        // By triplets these were ten thousand million.
        let n = 3000;
        let features = Array2::from_shape_fn((n, 2), |(i, k)| match k {
            0 => (i as f64).sin(),
            _ => (i as f64).cos(),
        });
        let labels: Vec<usize> = (0..n).map(|i| i % 2).collect();
        let found = loss(&features, &labels, 0.2);
        assert!(found.loss > 0.2 && found.loss < 4.2, "{}", found.loss);
        assert!(found.d_features.iter().all(|x| x.is_finite()));
    }

    #[test]
    fn two_of_three_make_one_triplet() {
        let features = array![[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0]];
        // ‖a − p‖² = 2 both ways, ‖a − n‖² = 4 and 2: [2 − 4 + 0.5]₊ is nothing, [2 − 2 + 0.5]₊ a half.
        let found = loss(&features, &[0, 0, 1], 0.5).loss;
        assert!((found - 0.5).abs() < 1e-12, "{found}");
    }
}
