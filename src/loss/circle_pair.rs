use crate::{
    knob::{Knob, Knobs},
    loss::{
        Batch, Bound, BoundKind, Evaluation, Loss, Objective, PairLoss, bound, knobs, pairs,
        pairs::Pairs, schedule,
    },
    math::softmax,
};

/// Per anchor softplus(LSE_n γ [s_n + m]₊ (s_n − m) + LSE_p −γ [1 + m − s_p]₊ (s_p − (1 − m))), mean over the anchors
/// with at least one positive and one negative.
pub struct CirclePair;

const KNOBS: &[Knob] = &[
    knobs::RELAXATION,
    knobs::GAMMA,
    schedule::RAMP,
    schedule::WARMUP,
];

/// The weights [·]₊ are constants to the gradient.
struct Weighted {
    m: f64,
    gamma: f64,
}

impl PairLoss for Weighted {
    fn evaluate(&self, batch: &Batch<'_>, out: &mut Evaluation) {
        pairs::evaluate(batch, out, |pairs| self.all_anchors(pairs));
    }
}

impl Weighted {
    /// Exponent and its slope by the cosine.
    fn term(&self, cos: f64, alike: bool) -> (f64, f64) {
        let (weight, goal) = match alike {
            true => (-(1.0 + self.m - cos).max(0.0), 1.0 - self.m),
            false => ((cos + self.m).max(0.0), self.m),
        };
        (self.gamma * weight * (cos - goal), self.gamma * weight)
    }

    /// Log-sum-exp over the anchor's pairs that are alike, or not; −∞ where there are none.
    fn gather(&self, pairs: &Pairs<'_>, anchor: usize, alike: bool) -> f64 {
        let others = (0..pairs.len()).filter(|&j| j != anchor && pairs.alike(anchor, j) == alike);
        softmax::log_sum_exp(others.map(|j| self.term(pairs.cos(anchor, j), alike).0))
    }

    fn all_anchors(&self, pairs: &mut Pairs<'_>) -> f64 {
        let (mut sum, mut count) = (0.0, 0_u64);
        for anchor in 0..pairs.len() {
            let gathered = [true, false].map(|alike| self.gather(pairs, anchor, alike));
            if gathered.contains(&f64::NEG_INFINITY) {
                continue;
            }
            let z = gathered[0] + gathered[1];
            sum += z.max(0.0) + (-z.abs()).exp().ln_1p();
            count += 1;
            let slope = 1.0 / (1.0 + (-z).exp());
            for j in (0..pairs.len()).filter(|&j| j != anchor) {
                let alike = pairs.alike(anchor, j);
                let (term, weight) = self.term(pairs.cos(anchor, j), alike);
                let share = (term - gathered[usize::from(!alike)]).exp();
                pairs.add_by_cos(anchor, j, slope * share * weight);
            }
        }
        let share = 1.0 / count.max(1) as f64;
        pairs.scale(share);
        sum * share
    }
}

impl Loss for CirclePair {
    fn id(&self) -> &'static str {
        "circle-pair"
    }

    fn name(&self) -> &'static str {
        "Circle loss (pair level)"
    }

    fn paper(&self) -> &'static str {
        "2002.10857"
    }

    fn formula(&self) -> &'static str {
        "log(1 + Σ_n e^(γ [s_n + m]₊ (s_n − m)) · Σ_p e^(−γ [1 + m − s_p]₊ (s_p − (1 − m)))), mean over anchors"
    }

    fn boundary(&self) -> &'static str {
        "s_n² + (1 − s_p)² = 2 m²"
    }

    fn knobs(&self) -> &'static [Knob] {
        KNOBS
    }

    /// A small m asks for more, so the ramp comes down from 1.
    fn neutral(&self) -> &'static [(&'static str, f64)] {
        &[("m", 1.0)]
    }

    fn why_no_knob(&self, id: &str) -> Option<&'static str> {
        (id == "s").then_some("its scale is called γ")
    }

    fn objective(&self, values: &Knobs) -> Objective {
        Objective::Pair(Box::new(Weighted {
            m: knobs::value(KNOBS, values, "m"),
            gamma: knobs::value(KNOBS, values, "gamma"),
        }))
    }

    /// With s_p = 1 a negative at cosine c > 0 needs c² ≤ 2m².
    fn bounds(&self, knob: &str, classes: usize, dim: usize, _: &Knobs) -> Option<Bound> {
        let (cos, exact) = bound::nearest_cosine(classes, dim)?;
        (knob == "m").then(|| Bound {
            kind: BoundKind::AtLeast,
            ..bound::feasible_margin(cos.max(0.0) / 2f64.sqrt(), exact)
        })
    }
}
