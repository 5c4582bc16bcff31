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

    fn all_triplets(&self, pairs: &mut Pairs<'_>) -> f64 {
        let (mut sum, mut count) = (0.0, 0_u64);
        let n = pairs.len();
        for a in 0..n {
            for p in (0..n).filter(|&p| p != a) {
                if !pairs.alike(a, p) {
                    continue;
                }
                let near = pairs.squared_distance(a, p) + self.m;
                for other in 0..n {
                    if pairs.alike(a, other) {
                        continue;
                    }
                    let excess = near - pairs.squared_distance(a, other);
                    if excess > 0.0 {
                        sum += excess;
                        count += 1;
                        pairs.add_by_squared_distance(a, p, 1.0);
                        pairs.add_by_squared_distance(a, other, -1.0);
                    }
                }
            }
        }
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
