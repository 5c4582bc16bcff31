//! The mathematics that everything stands on: [`vector`]s, [`angle`]s, [`softmax`] sums, [`packing`] of directions and
//! random numbers.

pub mod angle;
pub mod packing;
mod random;
pub mod softmax;
pub mod vector;

pub use random::normal;
