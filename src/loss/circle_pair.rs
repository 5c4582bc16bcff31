use crate::{
    knob::{Knob, Knobs},
    loss::{
        Batch, Bound, Evaluation, Loss, Objective, PairLoss, Reference, Torch, bound, knobs, pairs,
        pairs::Pairs,
        references, schedule,
        unified::{self, Blend, all_anchors},
    },
};

/// Per anchor softplus(LSE_n γ [s_n + m]₊ (s_n − m) + LSE_p −γ [1 + m − s_p]₊ (s_p − (1 − m))), mean over the anchors
/// with at least one positive and one negative.
///
/// Circle loss (Sun et al. 2020) over the pairs of a batch; O_p = 1 + m, O_n = −m, Δ_p = 1 − m, Δ_n = m.
pub struct CirclePair;

// A large γ leaves all of the gradient to the hardest pairs, which are those of look-alike classes while nothing is in
// order yet; a small one and a start as plain softmax let the classes spread first.
const KNOBS: &[Knob] = &[
    knobs::RELAXATION,
    knobs::gamma(4.0),
    schedule::ramp(400.0),
    schedule::WARMUP,
];

/// The weights [·]₊ are constants to the gradient.
struct Weighted {
    m: f64,
    gamma: f64,
    blend: Blend,
}

impl PairLoss for Weighted {
    fn evaluate(&self, batch: &Batch<'_>, out: &mut Evaluation) {
        pairs::evaluate(batch, out, |pairs| {
            let own =
                |pairs: &mut Pairs<'_>| all_anchors(pairs, |cos, alike| self.term(cos, alike));
            self.blend.over(pairs, own)
        });
    }
}

impl Weighted {
    fn with(values: &Knobs) -> Self {
        let gamma = knobs::value(KNOBS, values, "gamma");
        Self {
            m: knobs::value(KNOBS, values, "m"),
            gamma,
            blend: Blend {
                share: schedule::plain(values),
                gamma,
                scale: 1.0,
            },
        }
    }

    /// Exponent of a pair and its slope by the cosine.
    fn term(&self, cos: f64, alike: bool) -> (f64, f64) {
        let (weight, goal) = match alike {
            true => (-(1.0 + self.m - cos).max(0.0), 1.0 - self.m),
            false => ((cos + self.m).max(0.0), self.m),
        };
        (self.gamma * weight * (cos - goal), self.gamma * weight)
    }
}

const TORCH: &str = r#"
def loss(x, y, m, gamma):
    cos, alike = cosines(x), y[:, None] == y
    # The weights in front are constants to the gradient.
    pull, push = (1 + m - cos.detach()).relu(), (cos.detach() + m).relu()
    return over_anchors(gamma * torch.where(alike, -pull * (cos - (1 - m)), push * (cos - m)), alike)
"#;

const TORCH_PLAIN: &str = r#"
def plain_loss(x, y, m, gamma):
    """Softmax with the other samples of the batch in the place of class weights."""
    cos, alike = cosines(x), y[:, None] == y
    return over_anchors(gamma * torch.where(alike, -cos, cos), alike)
"#;

impl Loss for CirclePair {
    fn id(&self) -> &'static str {
        "circle-pair"
    }

    fn name(&self) -> &'static str {
        "Circle loss (pair level)"
    }

    fn paper(&self) -> &'static [Reference] {
        &[references::CIRCLE]
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

    fn blends(&self) -> bool {
        true
    }

    fn why_no_knob(&self, id: &str) -> Option<&'static str> {
        (id == "s").then_some("its scale is called γ")
    }

    fn torch(&self) -> Option<Torch> {
        Some(Torch {
            code: &[pairs::TORCH_COSINES, unified::TORCH_ANCHORS, TORCH],
            plain: &[TORCH_PLAIN],
        })
    }

    fn objective(&self, values: &Knobs) -> Objective {
        Objective::Pair(Box::new(Weighted::with(values)))
    }

    fn retune(&self, values: &Knobs, objective: &mut Objective) {
        objective.retune_pair(Weighted::with(values));
    }

    /// With s_p = 1 a negative at cosine c > 0 needs c² ≤ 2m².
    fn bounds(&self, knob: &str, classes: usize, dim: usize, _: &Knobs) -> Option<Bound> {
        let (cos, exact) = bound::nearest_cosine(classes, dim)?;
        (knob == "m").then(|| bound::sufficient_relaxation(cos.max(0.0) / 2f64.sqrt(), exact))
    }
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    /// With all weights 1 and a large γ only the hardest triplet of an anchor counts: (1/γ) loss tends to
    /// [s_n − s_p + m]₊, and ‖a − p‖² − ‖a − n‖² is 2 (s_n − s_p).
    #[test]
    fn with_its_weights_fixed_it_tends_to_the_hardest_triplet() {
        let features = array![
            [1.0, 0.2],
            [0.8, 0.9],
            [-0.3, 1.0],
            [0.4, 1.1],
            [-1.0, -0.2]
        ];
        let labels = [0, 0, 1, 1, 1];
        let batch = Batch {
            features: features.view(),
            weights: features.slice(ndarray::s![..0, ..]),
            bias: None,
            labels: &labels,
        };
        let (m, gamma) = (0.3, 1e6);
        let fixed = |cos: f64, alike: bool| match alike {
            true => (-gamma * cos, -gamma),
            false => (gamma * (cos + m), gamma),
        };
        let mut out = Evaluation::default();
        pairs::evaluate(&batch, &mut out, |pairs| all_anchors(pairs, fixed));
        let cos = |i: usize, j: usize| {
            let (x, y) = (features.row(i), features.row(j));
            x.dot(&y) / (x.dot(&x) * y.dot(&y)).sqrt()
        };
        let hardest = |a: usize| {
            let others = (0..5).filter(|&j| j != a);
            let (alike, apart): (Vec<_>, Vec<_>) = others.partition(|&j| labels[a] == labels[j]);
            let positive = alike.iter().map(|&j| cos(a, j)).fold(1.0, f64::min);
            let negative = apart.iter().map(|&j| cos(a, j)).fold(-1.0, f64::max);
            (negative - positive + m).max(0.0)
        };
        let expect = (0..5).map(hardest).sum::<f64>() / 5.0;
        assert!(
            (out.loss / gamma - expect).abs() < 1e-5,
            "{} {expect}",
            out.loss / gamma
        );
    }
}
