//! marginscope shows what a margin does to features on the hypersphere.

pub mod app;
pub mod cli;
pub mod data;
pub mod figure;
pub mod geometry;
pub mod knob;
pub mod loss;
pub mod math;
pub mod nn;
mod registry;
pub mod render;
pub mod train;
