//! Figures on screen: each view's marks become egui shapes or, for the sphere, a cached texture.

pub mod chart;
pub mod globe;
mod legend;
pub mod matrix;
mod names;
mod notes;
pub mod plane;
pub mod point;
mod software;

pub use software::is_software;
