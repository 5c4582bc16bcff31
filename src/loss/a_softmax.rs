use std::sync::Arc;

use crate::{
    knob::{Knob, Knobs},
    loss::{
        Bound, CosineHead, FeatureScale, Loss, Objective, Reference, Torch, WeightNorm,
        angular::{self, Angular},
        bound, knobs, references, schedule,
    },
};

/// f_y = ‖x‖ (λ cos θ_y + ψ(m θ_y))/(1 + λ), f_j = ‖x‖ cos θ_j
///
/// SphereFace (Liu et al. 2017), λ as in their release: L-Softmax with class weights of norm 1.
pub struct ASoftmax;

// As in the SphereFace release.
const LAMBDA: [Knob; 4] = schedule::lambda(1000.0, 0.12, 1.0, 5.0);
const KNOBS: &[Knob] = &[
    knobs::margin("", 1.0, 6.0, 4.0),
    LAMBDA[0],
    LAMBDA[1],
    LAMBDA[2],
    LAMBDA[3],
    schedule::RAMP,
    schedule::WARMUP,
];

/// The margin with these values.
fn margin(values: &Knobs) -> Angular {
    Angular {
        m1: knobs::value(KNOBS, values, "m"),
        m2: 0.0,
        m3: 0.0,
        lambda: schedule::settled_lambda(KNOBS, values),
    }
}

const TORCH: &str = r#"
def logits(x, w, y, m, lam):
    cos = F.linear(F.normalize(x), F.normalize(w))
    own = cos.gather(1, y[:, None]).clamp(-1 + 1e-15, 1 - 1e-15)
    with_margin = (lam * own + psi(m * torch.acos(own))) / (1 + lam)
    return x.norm(dim=1, keepdim=True) * cos.scatter(1, y[:, None], with_margin)
"#;

impl Loss for ASoftmax {
    fn id(&self) -> &'static str {
        "a-softmax"
    }

    fn name(&self) -> &'static str {
        "A-Softmax (SphereFace)"
    }

    fn paper(&self) -> &'static [Reference] {
        &[references::SPHEREFACE]
    }

    fn formula(&self) -> &'static str {
        "−log e^(f_y) / (e^(f_y) + Σ_{j≠y} e^(‖x‖ cos θ_j)), f_y = ‖x‖ (λ cos θ_y + ψ(m θ_y)) / (1 + λ)"
    }

    fn boundary(&self) -> &'static str {
        "ψ(m θ₁) = cos θ₂, that is m θ₁ = θ₂"
    }

    fn knobs(&self) -> &'static [Knob] {
        KNOBS
    }

    fn neutral(&self) -> &'static [(&'static str, f64)] {
        &[("m", 1.0)]
    }

    fn why_no_knob(&self, id: &str) -> Option<&'static str> {
        (id == "s").then_some(
            "the paper leaves the feature norm free, and it sets the scale; fixing it makes another loss",
        )
    }

    fn torch(&self) -> Option<Torch> {
        Some(Torch::new(&[angular::TORCH_PSI, TORCH]))
    }

    fn objective(&self, values: &Knobs) -> Objective {
        Objective::Class(CosineHead {
            margin: Arc::new(margin(values)),
            scale: FeatureScale::Norm,
            weight_norm: WeightNorm::Unit,
            bias: false,
        })
    }

    fn retune(&self, values: &Knobs, objective: &mut Objective) {
        objective.retune_class(margin(values), FeatureScale::Norm);
    }

    /// m ≥ 2 + √3 for two classes and m ≥ 3 for many in 2-D keep the largest angle within a class below the smallest
    /// between classes.
    fn bounds(&self, knob: &str, classes: usize, dim: usize, _: &Knobs) -> Option<Bound> {
        match (knob, classes, dim) {
            ("m", 2, _) => Some(bound::separating_margin(2.0 + 3f64.sqrt())),
            ("m", 3.., 2) => Some(bound::separating_margin(3.0)),
            _ => None,
        }
    }
}
