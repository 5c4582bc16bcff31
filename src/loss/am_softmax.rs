use std::sync::Arc;

use crate::knob::{Knob, Knobs};
use crate::loss::{
    Bound, FeatureScale, Loss, Margin, Objective, Others, Point, Reference, Torch, bound, knobs,
    references, schedule,
};

/// f_y = s (cos θ_y − m), f_j = s cos θ_j
///
/// AM-Softmax (Wang et al. 2018) and, the same, the large margin cosine loss of CosFace, eq. 4 there.
pub struct AmSoftmax;

const KNOBS: &[Knob] = &[
    knobs::margin("", 0.0, 1.0, 0.15),
    knobs::SCALE,
    schedule::RAMP,
    schedule::WARMUP,
];

struct Additive {
    m: f64,
}

impl Additive {
    fn with(values: &Knobs) -> Self {
        Self {
            m: knobs::value(KNOBS, values, "m"),
        }
    }
}

impl Margin for Additive {
    fn target(&self, cos: f64) -> Point {
        Point {
            value: cos - self.m,
            slope: 1.0,
        }
    }

    fn others(&self) -> Option<Others> {
        Some(Others::Cosine)
    }

    fn affine(&self) -> Option<(f64, f64)> {
        Some((1.0, -self.m))
    }
}

const TORCH: &str = r#"
def logits(x, w, y, m, s):
    cos = F.linear(F.normalize(x), F.normalize(w))
    return s * (cos - m * F.one_hot(y, len(w)))
"#;

impl Loss for AmSoftmax {
    fn id(&self) -> &'static str {
        "am-softmax"
    }

    fn name(&self) -> &'static str {
        "AM-Softmax (CosFace)"
    }

    fn paper(&self) -> &'static [Reference] {
        &[references::AM_SOFTMAX, references::COSFACE]
    }

    fn formula(&self) -> &'static str {
        "−log e^(s (cos θ_y − m)) / (e^(s (cos θ_y − m)) + Σ_{j≠y} e^(s cos θ_j))"
    }

    fn boundary(&self) -> &'static str {
        "cos θ₁ − m = cos θ₂"
    }

    fn knobs(&self) -> &'static [Knob] {
        KNOBS
    }

    fn neutral(&self) -> &'static [(&'static str, f64)] {
        &[("m", 0.0)]
    }

    fn why_no_knob(&self, _: &str) -> Option<&'static str> {
        None
    }

    fn torch(&self) -> Option<Torch> {
        Some(Torch::new(&[TORCH]))
    }

    fn objective(&self, values: &Knobs) -> Objective {
        let s = knobs::value(KNOBS, values, "s");
        Objective::normalized(Arc::new(Additive::with(values)), s)
    }

    fn retune(&self, values: &Knobs, objective: &mut Objective) {
        let s = knobs::value(KNOBS, values, "s");
        objective.retune_class(Additive::with(values), FeatureScale::Fixed(s));
    }

    /// m ≤ 1 − cos of the nearest two class directions.
    fn bounds(&self, knob: &str, classes: usize, dim: usize, _: &Knobs) -> Option<Bound> {
        match knob {
            "m" => bound::nearest_cosine(classes, dim)
                .map(|(cos, exact)| bound::feasible_margin(1.0 - cos, exact)),
            "s" => bound::sufficient_scale(classes, dim),
            _ => None,
        }
    }
}
