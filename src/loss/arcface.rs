use std::{f64::consts::PI, sync::Arc};

use crate::{
    knob::{Knob, Knobs},
    loss::{
        Bound, FeatureScale, Loss, Margin, Objective, Others, Point, Reference, Torch, bound,
        knobs, references, schedule,
    },
    math::{angle, packing, real},
};

/// f_y = s cos(θ_y + m), past θ_y = π − m s (cos θ_y − m sin(π − m)); f_j = s cos θ_j
///
/// ArcFace (Deng et al. 2019), eq. 3; past π − m as in their release.
pub struct ArcFace;

// The papers' 0.5 is for hundreds of dimensions. The pull to a class grows by sin(θ + m)/sin θ near it, the push from the
// next class does not: on the circle with ten classes 0.3 lets look-alikes fall into one place, 0.15 keeps them apart.
const KNOBS: &[Knob] = &[
    knobs::margin("rad", 0.0, 1.5, 0.15),
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
        let (theta, sine) = angle::of_cosine(cos);
        let (sin_m, cos_m) = (real::sin(self.m), real::cos(self.m));
        if theta > PI - self.m {
            // The release falls back to this line, a little lower than where the curve ends.
            return Point {
                value: cos - self.m * real::sin(PI - self.m),
                slope: 1.0,
            };
        }
        Point {
            value: cos * cos_m - sine * sin_m,
            slope: angle::slope_in_cosine(-real::sin(theta + self.m), sine, cos_m),
        }
    }

    fn others(&self) -> Option<Others> {
        Some(Others::Cosine)
    }

    fn passes_pi(&self) -> Option<f64> {
        (self.m > 0.0).then_some(PI - self.m)
    }
}

const TORCH: &str = r#"
def logits(x, w, y, m, s):
    cos = F.linear(F.normalize(x), F.normalize(w))
    own = cos.gather(1, y[:, None]).clamp(-1 + 1e-15, 1 - 1e-15)
    theta = torch.acos(own)
    # Past π − m the cosine of θ + m would rise again: the release falls back to a line there.
    line = own - m * math.sin(math.pi - m)
    with_margin = torch.where(theta > math.pi - m, line, torch.cos(theta + m))
    return s * cos.scatter(1, y[:, None], with_margin)
"#;

impl Loss for ArcFace {
    fn id(&self) -> &'static str {
        "arcface"
    }

    fn name(&self) -> &'static str {
        "ArcFace"
    }

    fn paper(&self) -> &'static [Reference] {
        &[references::ARCFACE]
    }

    fn formula(&self) -> &'static str {
        "−log e^(s cos(θ_y + m)) / (e^(s cos(θ_y + m)) + Σ_{j≠y} e^(s cos θ_j)); past θ_y = π − m, cos θ_y − m sin(π − m) in place of cos(θ_y + m)"
    }

    fn boundary(&self) -> &'static str {
        "θ₁ + m = θ₂"
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

    /// m at most the angle between the nearest two class directions.
    fn bounds(&self, knob: &str, classes: usize, dim: usize, _: &Knobs) -> Option<Bound> {
        match knob {
            "m" => packing::best(classes, dim).map(|p| bound::feasible_margin(p.angle, p.exact)),
            "s" => bound::sufficient_scale(classes, dim),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fallback_jumps_down_where_theta_and_m_reach_pi() {
        let margin = Additive { m: 0.5 };
        let at = |theta: f64| margin.target(theta.cos()).value;
        assert!((at(PI - 0.5 - 1e-9) + 1.0).abs() < 1e-6);
        assert!((at(PI - 0.5 + 1e-9) + 1.117).abs() < 1e-3);
    }
}
