//! The formula that softmax and the pair losses have in common (circle loss, eq. 1): per anchor
//! log(1 + Σ_n Σ_p e^(γ (s_n − s_p + m))), s the cosines to its negatives and positives. Without a margin it is softmax
//! with the other samples of the batch in the place of class weights: the plain softmax that pair losses warm up as.

use super::pairs::Pairs;
use crate::math::{real, softmax};

/// softplus(LSE over negatives + LSE over positives) of each anchor that has both, mean over these. `term` gives the
/// exponent of a pair and its slope by the cosine, from the cosine and whether the pair is alike.
pub fn all_anchors(pairs: &mut Pairs<'_>, term: impl Fn(f64, bool) -> (f64, f64)) -> f64 {
    let (mut sum, mut count) = (0.0, 0_u64);
    for anchor in 0..pairs.len() {
        let gathered = [true, false].map(|alike| gather(pairs, &term, anchor, alike));
        if gathered.contains(&f64::NEG_INFINITY) {
            continue;
        }
        let z = gathered[0] + gathered[1];
        sum += z.max(0.0) + real::ln_1p(real::exp(-z.abs()));
        count += 1;
        let slope = 1.0 / (1.0 + real::exp(-z));
        for j in (0..pairs.len()).filter(|&j| j != anchor) {
            let alike = pairs.alike(anchor, j);
            let (exponent, weight) = term(pairs.cos(anchor, j), alike);
            let share = real::exp(exponent - gathered[usize::from(!alike)]);
            pairs.add_by_cos(anchor, j, slope * share * weight);
        }
    }
    let share = 1.0 / count.max(1) as f64;
    pairs.scale(share);
    sum * share
}

/// Log-sum-exp over the anchor's pairs that are alike, or not; −∞ where there are none.
fn gather(
    pairs: &Pairs<'_>,
    term: impl Fn(f64, bool) -> (f64, f64),
    anchor: usize,
    alike: bool,
) -> f64 {
    let others = (0..pairs.len()).filter(|&j| j != anchor && pairs.alike(anchor, j) == alike);
    softmax::log_sum_exp(others.map(|j| term(pairs.cos(anchor, j), alike).0))
}

/// [`all_anchors`] in PyTorch.
pub const TORCH_ANCHORS: &str = r#"
def over_anchors(exponent, alike):
    """softplus(LSE over negatives + LSE over positives), mean over the anchors that have both"""
    itself = torch.eye(len(alike), dtype=torch.bool, device=alike.device)
    positive, negative = alike & ~itself, ~alike
    both = positive.any(1) & negative.any(1)
    lse = [exponent.masked_fill(~of, -math.inf)[both].logsumexp(1) for of in (negative, positive)]
    return F.softplus(lse[0] + lse[1]).sum() / max(int(both.sum()), 1)
"#;

/// [`Blend::with_hinge`]'s plain softmax in PyTorch.
pub const TORCH_HINGE: &str = r#"
def plain_loss(x, y, m):
    """Softmax with the other samples of the batch in the place of class weights, as steep as a hinge"""
    cos, alike = cosines(x), y[:, None] == y
    return over_anchors(10 * torch.where(alike, -cos, cos), alike) / 10
"#;

/// γ of the plain softmax where a loss has no scale of its own: the default s of the class losses.
pub const GAMMA: f64 = 10.0;

/// A share of plain softmax over the pairs, in place of as much of a loss.
#[derive(Clone, Copy)]
pub struct Blend {
    /// The share of plain softmax, from 0 to 1.
    pub share: f64,
    /// γ of the plain softmax.
    pub gamma: f64,
    /// What the plain loss is multiplied by: 1/γ makes it a smooth hinge, as steep as one.
    pub scale: f64,
}

impl Blend {
    /// For a loss whose hinges rise by 1 in what they compare.
    pub fn with_hinge(share: f64) -> Self {
        Self {
            share,
            gamma: GAMMA,
            scale: 1.0 / GAMMA,
        }
    }

    /// (1 − share) · own + share · plain softmax, with the gradient of both.
    pub fn over(self, pairs: &mut Pairs<'_>, own: impl FnOnce(&mut Pairs<'_>) -> f64) -> f64 {
        let value = own(pairs);
        if self.share == 0.0 {
            return value;
        }
        pairs.scale(1.0 - self.share);
        let weight = self.share * self.scale;
        let plain = pairs.add_weighted(weight, |pairs| {
            all_anchors(pairs, |cos, alike| self.term(cos, alike))
        });
        (1.0 - self.share) * value + weight * plain
    }

    fn term(&self, cos: f64, alike: bool) -> (f64, f64) {
        let slope = if alike { -self.gamma } else { self.gamma };
        (slope * cos, slope)
    }
}
