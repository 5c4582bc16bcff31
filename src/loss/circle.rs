use std::sync::Arc;

use crate::{
    knob::{Knob, Knobs},
    loss::{Bound, BoundKind, Loss, Margin, Objective, Point, bound, knobs, schedule},
};

/// f_y = γ [1 + m − cos θ_y]₊ (cos θ_y − (1 − m)), f_j = γ [cos θ_j + m]₊ (cos θ_j − m)
pub struct Circle;

const KNOBS: &[Knob] = &[
    knobs::RELAXATION,
    knobs::GAMMA,
    schedule::RAMP,
    schedule::WARMUP,
];

/// The weights [·]₊ are constants to the gradient.
struct Weighted {
    m: f64,
}

impl Margin for Weighted {
    fn target(&self, cos: f64) -> Point {
        let weight = (1.0 + self.m - cos).max(0.0);
        Point {
            value: weight * (cos - (1.0 - self.m)),
            slope: weight,
        }
    }

    fn other(&self, cos: f64) -> Point {
        let weight = (cos + self.m).max(0.0);
        Point {
            value: weight * (cos - self.m),
            slope: weight,
        }
    }

    fn detached(&self) -> bool {
        true
    }
}

impl Loss for Circle {
    fn id(&self) -> &'static str {
        "circle"
    }

    fn name(&self) -> &'static str {
        "Circle loss (class level)"
    }

    fn paper(&self) -> &'static str {
        "2002.10857"
    }

    fn formula(&self) -> &'static str {
        "−log e^(f_y) / (e^(f_y) + Σ_{j≠y} e^(f_j)), f_y = γ [1 + m − cos θ_y]₊ (cos θ_y − (1 − m)), f_j = γ [cos θ_j + m]₊ (cos θ_j − m)"
    }

    fn boundary(&self) -> &'static str {
        "cos² θ2 + (1 − cos θ1)² = 2 m²"
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
        let m = knobs::value(KNOBS, values, "m");
        let gamma = knobs::value(KNOBS, values, "gamma");
        Objective::normalized(Arc::new(Weighted { m }), gamma)
    }

    /// On the class direction m² ≥ c² − m² for the nearest other class at cosine c > 0, so m ≥ c/√2.
    fn bounds(&self, knob: &str, classes: usize, dim: usize, _: &Knobs) -> Option<Bound> {
        let (cos, exact) = bound::nearest_cosine(classes, dim)?;
        (knob == "m").then(|| Bound {
            kind: BoundKind::AtLeast,
            ..bound::feasible_margin(cos.max(0.0) / 2f64.sqrt(), exact)
        })
    }
}
