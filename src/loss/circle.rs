use std::sync::Arc;

use crate::{
    knob::{Knob, Knobs},
    loss::{
        Bound, FeatureScale, Loss, Margin, Objective, Others, Point, Reference, Torch, bound,
        knobs, references, schedule,
    },
};

/// f_y = γ [1 + m − cos θ_y]₊ (cos θ_y − (1 − m)), f_j = γ [cos θ_j + m]₊ (cos θ_j − m)
///
/// Circle loss (Sun et al. 2020) with class weights in the place of positives and negatives; O_p = 1 + m, O_n = −m,
/// Δ_p = 1 − m, Δ_n = m.
pub struct Circle;

// The paper's γ of 256 fails in two and three dimensions. With its weights constant to the gradient, a sample is pulled to
// its own class by 1 + m − cos and pushed from a similar one by cos + m: closer than 60° the push is the stronger, and
// two classes that look alike drive each other's weights as far from their samples. A small γ lets every class push
// every sample a little, which keeps the classes in their places round the circle.
const KNOBS: &[Knob] = &[
    knobs::RELAXATION,
    knobs::gamma(2.0),
    schedule::RAMP,
    schedule::WARMUP,
];

/// The weights [·]₊ are constants to the gradient. A share `plain` of each logit is γ cos θ.
struct Weighted {
    m: f64,
    plain: f64,
}

impl Weighted {
    fn with(values: &Knobs) -> Self {
        Self {
            m: knobs::value(KNOBS, values, "m"),
            plain: schedule::plain(values),
        }
    }

    fn blended(&self, cos: f64, weight: f64, goal: f64) -> Point {
        let own = 1.0 - self.plain;
        Point {
            value: self.plain * cos + own * (weight * (cos - goal)),
            slope: self.plain + own * weight,
        }
    }
}

impl Margin for Weighted {
    fn target(&self, cos: f64) -> Point {
        self.blended(cos, (1.0 + self.m - cos).max(0.0), 1.0 - self.m)
    }

    fn other(&self, cos: f64) -> Point {
        self.blended(cos, (cos + self.m).max(0.0), self.m)
    }

    fn others(&self) -> Option<Others> {
        let (m, plain) = (self.m, self.plain);
        Some(match plain {
            1.0 => Others::Cosine,
            _ => Others::Pushed { m, plain },
        })
    }

    fn detached(&self) -> bool {
        true
    }
}

const TORCH: &str = r#"
def logits(x, w, y, m, gamma):
    cos = F.linear(F.normalize(x), F.normalize(w))
    own = F.one_hot(y, len(w)).bool()
    # The weights in front are constants to the gradient.
    pull, push = (1 + m - cos.detach()).relu(), (cos.detach() + m).relu()
    return gamma * torch.where(own, pull * (cos - (1 - m)), push * (cos - m))
"#;

const TORCH_PLAIN: &str = r#"
def plain_logits(x, w, y, m, gamma):
    return gamma * F.linear(F.normalize(x), F.normalize(w))
"#;

impl Loss for Circle {
    fn id(&self) -> &'static str {
        "circle"
    }

    fn name(&self) -> &'static str {
        "Circle loss (class level)"
    }

    fn paper(&self) -> &'static [Reference] {
        &[references::CIRCLE]
    }

    fn formula(&self) -> &'static str {
        "−log e^(f_y) / (e^(f_y) + Σ_{j≠y} e^(f_j)), f_y = γ [1 + m − cos θ_y]₊ (cos θ_y − (1 − m)), f_j = γ [cos θ_j + m]₊ (cos θ_j − m)"
    }

    fn boundary(&self) -> &'static str {
        "cos² θ₂ + (1 − cos θ₁)² = 2 m²"
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
            code: &[TORCH],
            plain: &[TORCH_PLAIN],
        })
    }

    fn objective(&self, values: &Knobs) -> Objective {
        let gamma = knobs::value(KNOBS, values, "gamma");
        Objective::normalized(Arc::new(Weighted::with(values)), gamma)
    }

    fn retune(&self, values: &Knobs, objective: &mut Objective) {
        let gamma = knobs::value(KNOBS, values, "gamma");
        objective.retune_class(Weighted::with(values), FeatureScale::Fixed(gamma));
    }

    /// On the class direction m² ≥ c² − m² for the nearest other class at cosine c > 0, so m ≥ c/√2.
    fn bounds(&self, knob: &str, classes: usize, dim: usize, _: &Knobs) -> Option<Bound> {
        let (cos, exact) = bound::nearest_cosine(classes, dim)?;
        (knob == "m").then(|| bound::sufficient_relaxation(cos.max(0.0) / 2f64.sqrt(), exact))
    }
}
