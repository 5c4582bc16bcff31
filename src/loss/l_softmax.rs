use std::sync::Arc;

use crate::{
    knob::{Knob, Knobs},
    loss::{
        CosineHead, FeatureScale, Loss, Objective, Reference, Torch, WeightNorm,
        angular::{self, Angular},
        knobs, references, schedule,
    },
};

/// f_y = ‖W_y‖‖x‖ (λ cos θ_y + ψ(m θ_y))/(1 + λ), f_j = ‖W_j‖‖x‖ cos θ_j
///
/// Liu et al. 2016, λ as in their release: ψ is [`psi`](crate::math::angle::psi).
pub struct LSoftmax;

// The MNIST release anneals over tens of thousands of steps (γ 2.5e−5, power 35); a short run needs it sooner.
const LAMBDA: [Knob; 4] = schedule::lambda(1000.0, 0.12, 1.0, 1.0);
const KNOBS: &[Knob] = &[
    knobs::margin("", 1.0, 6.0, 2.0),
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
    length = x.norm(dim=1, keepdim=True) * w.norm(dim=1)
    cos = F.linear(F.normalize(x), F.normalize(w))
    own = cos.gather(1, y[:, None]).clamp(-1 + 1e-15, 1 - 1e-15)
    with_margin = (lam * own + psi(m * torch.acos(own))) / (1 + lam)
    return length * cos.scatter(1, y[:, None], with_margin)
"#;

impl Loss for LSoftmax {
    fn id(&self) -> &'static str {
        "l-softmax"
    }

    fn name(&self) -> &'static str {
        "L-Softmax"
    }

    fn paper(&self) -> &'static [Reference] {
        &[references::L_SOFTMAX]
    }

    fn formula(&self) -> &'static str {
        "−log e^(f_y) / (e^(f_y) + Σ_{j≠y} e^(‖W_j‖‖x‖ cos θ_j)), f_y = ‖W_y‖‖x‖ (λ cos θ_y + ψ(m θ_y)) / (1 + λ)"
    }

    fn boundary(&self) -> &'static str {
        "‖W₁‖ ψ(m θ₁) = ‖W₂‖ cos θ₂"
    }

    fn knobs(&self) -> &'static [Knob] {
        KNOBS
    }

    fn neutral(&self) -> &'static [(&'static str, f64)] {
        &[("m", 1.0)]
    }

    fn why_no_knob(&self, id: &str) -> Option<&'static str> {
        (id == "s").then_some(
            "the paper leaves feature and weight norms free, and they set the scale; normalizing them makes another loss",
        )
    }

    fn torch(&self) -> Option<Torch> {
        Some(Torch::new(&[angular::TORCH_PSI, TORCH]))
    }

    fn objective(&self, values: &Knobs) -> Objective {
        Objective::Class(CosineHead {
            margin: Arc::new(margin(values)),
            scale: FeatureScale::Norm,
            weight_norm: WeightNorm::Free,
            bias: false,
        })
    }

    fn retune(&self, values: &Knobs, objective: &mut Objective) {
        objective.retune_class(margin(values), FeatureScale::Norm);
    }
}
