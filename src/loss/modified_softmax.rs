use std::sync::Arc;

use crate::knob::{Knob, Knobs};
use crate::loss::{
    CosineHead, FeatureScale, Loss, Objective, Reference, Torch, WeightNorm, margin::Plain,
    references,
};

/// f_j = ‖x‖ cos θ_j
///
/// The modified softmax that SphereFace starts from: class weights of norm 1, no bias.
pub struct ModifiedSoftmax;

const TORCH: &str = r#"
def logits(x, w, y):
    return F.linear(x, F.normalize(w))
"#;

impl Loss for ModifiedSoftmax {
    fn id(&self) -> &'static str {
        "modified-softmax"
    }

    fn name(&self) -> &'static str {
        "Modified softmax"
    }

    fn paper(&self) -> &'static [Reference] {
        &[references::SPHEREFACE]
    }

    fn formula(&self) -> &'static str {
        "−log e^(‖x‖ cos θ_y) / Σ_j e^(‖x‖ cos θ_j)"
    }

    fn boundary(&self) -> &'static str {
        "cos θ₁ = cos θ₂"
    }

    fn knobs(&self) -> &'static [Knob] {
        &[]
    }

    fn why_no_knob(&self, id: &str) -> Option<&'static str> {
        match id {
            "m" => Some("modified softmax asks for no margin: the boundary is the bisector"),
            "s" => Some("the feature's own length sets the scale, and training sets the length"),
            _ => None,
        }
    }

    fn torch(&self) -> Option<Torch> {
        Some(Torch::new(&[TORCH]))
    }

    fn objective(&self, _: &Knobs) -> Objective {
        Objective::Class(CosineHead {
            margin: Arc::new(Plain),
            scale: FeatureScale::Norm,
            weight_norm: WeightNorm::Unit,
            bias: false,
        })
    }
}
