//! The mathematics: losses, their boundaries and regions, and metrics, held against golden values, differences and brute force.

#[path = "../support/mod.rs"]
mod support;

mod declarations;
mod formulas;
mod geometry_circle;
mod geometry_sphere;
mod golden_align;
mod golden_boundary;
mod golden_loss;
mod golden_verify;
mod gradients;
mod identities;
mod loss_gradients;
mod new_loss;
mod single_precision;
