use crate::{
    knob::{Knob, Knobs},
    loss::{
        Batch, Bound, Evaluation, Loss, Objective, PairLoss, Reference, Torch, Turn, bound, knobs,
        pairs,
        pairs::Pairs,
        references, schedule,
        unified::{self, Blend},
    },
};

/// d² for pairs of one class, [m − d]₊² for others, d the distance of unit features; mean over all unordered pairs.
///
/// Hadsell et al. 2006, eq. 4, there with a factor of a half; features are of norm 1 here.
pub struct Contrastive;

const KNOBS: &[Knob] = &[
    knobs::margin("", 0.0, 2.0, 0.6),
    schedule::RAMP,
    schedule::WARMUP,
];

struct WithMargin {
    m: f64,
    blend: Blend,
}

impl PairLoss for WithMargin {
    fn evaluate(&self, batch: &Batch<'_>, out: &mut Evaluation) {
        let own = |pairs: &mut Pairs<'_>| self.all_pairs(pairs);
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

    fn all_pairs(&self, pairs: &mut Pairs<'_>) -> f64 {
        let mut sum = 0.0;
        let n = pairs.len();
        for i in 0..n {
            for j in i + 1..n {
                let squared = pairs.squared_distance(i, j);
                let distance = squared.sqrt();
                let lack = (self.m - distance).max(0.0);
                if pairs.alike(i, j) {
                    sum += squared;
                    pairs.add_by_squared_distance(i, j, 1.0);
                } else if lack > 0.0 {
                    sum += lack * lack;
                    // Two features in one place know no direction apart.
                    let slope = if distance > 0.0 {
                        -lack / distance
                    } else {
                        0.0
                    };
                    pairs.add_by_squared_distance(i, j, slope);
                }
            }
        }
        let share = 2.0 / (n * n.saturating_sub(1)).max(2) as f64;
        pairs.scale(share);
        sum * share
    }
}

const TORCH: &str = r#"
def loss(x, y, m):
    each = torch.ones(len(y), len(y), dtype=torch.bool, device=y.device).triu(1)
    alike = y[:, None] == y
    squared = 2 - 2 * cosines(x)
    near = squared[each & alike]
    # Two features in one place know no direction apart.
    far = (m - squared[each & ~alike].clamp(min=1e-24).sqrt()).relu().square()
    return (near.sum() + far.sum()) / max(int(each.sum()), 1)
"#;

impl Loss for Contrastive {
    fn id(&self) -> &'static str {
        "contrastive"
    }

    fn name(&self) -> &'static str {
        "Contrastive"
    }

    fn paper(&self) -> &'static [Reference] {
        &[references::CONTRASTIVE]
    }

    fn formula(&self) -> &'static str {
        "d² for a pair of one class, [m − d]₊² for another pair, d = ‖u_i − u_j‖, u = x/‖x‖; mean over all pairs"
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

    /// A margin is all that keeps classes apart here: without one, the pull within classes alone moves everything to one
    /// place.
    fn against_collapse(&self) -> Option<(&'static str, Turn)> {
        Some(("m", Turn::Up))
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

    /// m at most the distance of the nearest two class directions.
    fn bounds(&self, knob: &str, classes: usize, dim: usize, _: &Knobs) -> Option<Bound> {
        let (cos, exact) = bound::nearest_cosine(classes, dim)?;
        (knob == "m").then(|| bound::feasible_margin((2.0 - 2.0 * cos).sqrt(), exact))
    }
}
