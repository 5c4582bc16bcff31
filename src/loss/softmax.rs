use std::sync::Arc;

use crate::knob::{Knob, Knobs};
use crate::loss::{
    CosineHead, FeatureScale, Loss, Objective, Reference, Torch, WeightNorm, margin::Plain,
    references,
};

/// f_j = W_j·x + b_j
///
/// Cross-entropy of softmax (Bridle 1990): no margin, free norms, a bias.
pub struct Softmax;

const TORCH: &str = r#"
def logits(x, w, b, y):
    return F.linear(x, w, b)
"#;

impl Loss for Softmax {
    fn id(&self) -> &'static str {
        "softmax"
    }

    fn name(&self) -> &'static str {
        "Softmax"
    }

    fn paper(&self) -> &'static [Reference] {
        &[references::SOFTMAX]
    }

    fn formula(&self) -> &'static str {
        "−log e^(W_y·x + b_y) / Σ_j e^(W_j·x + b_j)"
    }

    fn boundary(&self) -> &'static str {
        "(W₁ − W₂)·x + b₁ − b₂ = 0"
    }

    fn knobs(&self) -> &'static [Knob] {
        &[]
    }

    fn why_no_knob(&self, id: &str) -> Option<&'static str> {
        match id {
            "m" => {
                Some("plain softmax asks for no margin: both sides of a boundary are the same line")
            }
            "s" => Some(
                "the lengths of feature and weight set the scale, and training sets the lengths",
            ),
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
            weight_norm: WeightNorm::Free,
            bias: true,
        })
    }
}
