//! marginscope shows what a margin does to features on the hypersphere.

pub mod figure;
pub mod knob;
pub mod render;
