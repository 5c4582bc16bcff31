//! The mathematics that everything stands on: [`vector`]s, [`angle`]s, [`softmax`] sums, [`root`]s and [`packing`] of
//! directions.

pub mod angle;
pub mod packing;
pub mod root;
pub mod softmax;
pub mod vector;
