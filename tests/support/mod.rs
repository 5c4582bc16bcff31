//! What several test files share.

#![allow(
    dead_code,
    reason = "each test binary compiles this module and uses a part of it"
)]

pub mod english;
pub mod golden;
pub mod random;
pub mod sphere;
pub mod window;

/// The losses of the papers, whose values and reach are known; what is added to the registry later is not held to theirs.
pub const PAPERS: [&str; 12] = [
    "softmax",
    "modified-softmax",
    "l-softmax",
    "a-softmax",
    "normface",
    "am-softmax",
    "arcface",
    "combined",
    "circle",
    "circle-pair",
    "triplet",
    "contrastive",
];
