use std::sync::Arc;

use crate::{
    knob::{Knob, Knobs, Spread},
    loss::{
        Bound, FeatureScale, Loss, Objective, Reference, Torch,
        angular::{self, Angular},
        bound, knobs, references, schedule,
    },
    math::{angle, real},
};

/// f_y = s (ψ(m1 θ_y + m2) − m3), f_j = s cos θ_j
///
/// The combined margin of ArcFace (Deng et al. 2019), eq. 4.
pub struct Combined;

const KNOBS: &[Knob] = &[
    part(
        "m1",
        "multiplicative margin",
        "",
        (0.5, 4.0),
        1.0,
        "narrows each class in proportion to the angle",
    ),
    part(
        "m2",
        "angular margin",
        "rad",
        (0.0, 1.5),
        0.15,
        "asks for a larger angle to every other class",
    ),
    part(
        "m3",
        "cosine margin",
        "",
        (0.0, 1.0),
        0.05,
        "asks for a larger lead in cosine over every other class",
    ),
    knobs::SCALE,
    schedule::RAMP,
    schedule::WARMUP,
];

const fn part(
    id: &'static str,
    label: &'static str,
    unit: &'static str,
    (min, max): (f64, f64),
    default: f64,
    larger: &'static str,
) -> Knob {
    Knob {
        id,
        label,
        symbol: id,
        unit,
        min,
        max,
        default,
        spread: Spread::Linear,
        larger,
    }
}

/// The margin with these values.
fn margin(values: &Knobs) -> Angular {
    let value = |id| knobs::value(KNOBS, values, id);
    Angular {
        m1: value("m1"),
        m2: value("m2"),
        m3: value("m3"),
        lambda: 0.0,
    }
}

const TORCH: &str = r#"
def logits(x, w, y, m1, m2, m3, s):
    cos = F.linear(F.normalize(x), F.normalize(w))
    own = cos.gather(1, y[:, None]).clamp(-1 + 1e-15, 1 - 1e-15)
    with_margin = psi(m1 * torch.acos(own) + m2) - m3
    return s * cos.scatter(1, y[:, None], with_margin)
"#;

impl Loss for Combined {
    fn id(&self) -> &'static str {
        "combined"
    }

    fn name(&self) -> &'static str {
        "Combined margin"
    }

    fn paper(&self) -> &'static [Reference] {
        &[references::ARCFACE]
    }

    fn formula(&self) -> &'static str {
        "−log e^(f_y) / (e^(f_y) + Σ_{j≠y} e^(s cos θ_j)), f_y = s (ψ(m1 θ_y + m2) − m3)"
    }

    fn boundary(&self) -> &'static str {
        "ψ(m₁ θ₁ + m₂) − m₃ = cos θ₂"
    }

    fn knobs(&self) -> &'static [Knob] {
        KNOBS
    }

    fn neutral(&self) -> &'static [(&'static str, f64)] {
        &[("m1", 1.0), ("m2", 0.0), ("m3", 0.0)]
    }

    fn why_no_knob(&self, id: &str) -> Option<&'static str> {
        (id == "m").then_some("its margin has three parts: m₁ θ + m₂, then − m₃")
    }

    fn torch(&self) -> Option<Torch> {
        Some(Torch::new(&[angular::TORCH_PSI, TORCH]))
    }

    fn objective(&self, values: &Knobs) -> Objective {
        let s = knobs::value(KNOBS, values, "s");
        Objective::normalized(Arc::new(margin(values)), s)
    }

    fn retune(&self, values: &Knobs, objective: &mut Objective) {
        let s = knobs::value(KNOBS, values, "s");
        objective.retune_class(margin(values), FeatureScale::Fixed(s));
    }

    /// On the class direction θ_y = 0, so ψ(m2) − m3 ≥ cos of the nearest two class directions.
    fn bounds(&self, knob: &str, classes: usize, dim: usize, values: &Knobs) -> Option<Bound> {
        let (cos, exact) = bound::nearest_cosine(classes, dim)?;
        let value = |id| knobs::value(KNOBS, values, id);
        match knob {
            "m2" => {
                let most = real::acos((cos + value("m3")).clamp(-1.0, 1.0));
                Some(bound::feasible_margin(most, exact))
            }
            "m3" => {
                let most = (angle::psi(value("m2")) - cos).max(0.0);
                Some(bound::feasible_margin(most, exact))
            }
            "s" => bound::sufficient_scale(classes, dim),
            _ => None,
        }
    }
}
