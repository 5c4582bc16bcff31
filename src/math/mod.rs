//! The mathematics that everything stands on: [`vector`]s, [`angle`]s, [`softmax`] sums, [`root`]s, [`packing`] of
//! directions, random numbers, and the [`real`] functions that all of them use.

pub mod angle;
pub mod packing;
mod random;
pub mod real;
pub mod root;
pub mod softmax;
pub mod vector;

pub use random::normal;
