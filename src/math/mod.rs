//! The mathematics that everything stands on: [`vector`]s, [`angle`]s, [`softmax`] sums, [`root`]s, [`packing`] of
//! directions and random numbers.

pub mod angle;
pub mod packing;
mod random;
pub mod root;
pub mod softmax;
pub mod vector;

pub use random::normal;
