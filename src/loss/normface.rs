use std::sync::Arc;

use crate::knob::{Knob, Knobs};
use crate::loss::{
    Bound, FeatureScale, Loss, Objective, Reference, Torch, bound, knobs, margin::Plain,
    references, schedule,
};

/// f_j = s cos θ_j
///
/// NormFace (Wang et al. 2017): features and class weights of norm 1, and one scale.
pub struct NormFace;

const KNOBS: &[Knob] = &[knobs::SCALE, schedule::WARMUP];

const TORCH: &str = r#"
def logits(x, w, y, s):
    return s * F.linear(F.normalize(x), F.normalize(w))
"#;

impl Loss for NormFace {
    fn id(&self) -> &'static str {
        "normface"
    }

    fn name(&self) -> &'static str {
        "Normalized softmax (NormFace)"
    }

    fn paper(&self) -> &'static [Reference] {
        &[references::NORMFACE]
    }

    fn formula(&self) -> &'static str {
        "−log e^(s cos θ_y) / Σ_j e^(s cos θ_j)"
    }

    fn boundary(&self) -> &'static str {
        "cos θ₁ = cos θ₂"
    }

    fn knobs(&self) -> &'static [Knob] {
        KNOBS
    }

    fn why_no_knob(&self, id: &str) -> Option<&'static str> {
        (id == "m").then_some("NormFace asks for no margin: the boundary is the bisector")
    }

    fn torch(&self) -> Option<Torch> {
        Some(Torch::new(&[TORCH]))
    }

    fn objective(&self, values: &Knobs) -> Objective {
        Objective::normalized(Arc::new(Plain), knobs::value(KNOBS, values, "s"))
    }

    fn retune(&self, values: &Knobs, objective: &mut Objective) {
        let s = knobs::value(KNOBS, values, "s");
        objective.retune_class(Plain, FeatureScale::Fixed(s));
    }

    fn bounds(&self, knob: &str, classes: usize, dim: usize, _: &Knobs) -> Option<Bound> {
        bound::sufficient_scale(classes, dim).filter(|_| knob == "s")
    }
}
