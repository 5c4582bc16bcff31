//! Losses in PyTorch: what a program that trains elsewhere needs, written by hand and declared beside each loss.
//!
//! `x` `(n, d)` are raw features, `w` `(C, d)` raw class weights, `b` `(C)` the bias of a loss that has one, `y` `(n)` labels;
//! further arguments are the values in force by their ids, `lam` for λ. Modules at hand are `math`, `torch` and `F`,
//! `torch.nn.functional`. A scale may be a column `(n, 1)`: in a warm-up it is the features' own length.

/// A loss as Python functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Torch {
    /// What defines `logits(x, w, y, …)` `(n, C)` with the margin, over which cross-entropy is taken; or, of a loss over
    /// pairs, `loss(x, y, …)`.
    pub code: &'static [&'static str],
    /// Of a loss that is blended with plain softmax, what defines `plain_logits` or `plain_loss` with the same arguments;
    /// it may use what `code` defines. Empty for the others.
    pub plain: &'static [&'static str],
}

impl Torch {
    /// A loss that is never blended.
    pub const fn new(code: &'static [&'static str]) -> Self {
        Self { code, plain: &[] }
    }
}
