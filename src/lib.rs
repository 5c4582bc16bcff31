//! marginscope shows what a margin does to features on the hypersphere.

pub mod figure;
pub mod geometry;
pub mod knob;
pub mod loss;
pub mod math;
