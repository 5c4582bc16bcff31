//! The mathematics that everything stands on: [`vector`]s, [`angle`]s, [`softmax`] sums, [`root`]s, [`packing`] of
//! directions, the nearest orthogonal matrix ([`polar`]), random numbers, the [`real`] functions that all of them use, and
//! [`share`]s as they are written.

pub mod angle;
pub mod packing;
pub mod polar;
mod random;
pub mod real;
pub mod root;
pub mod share;
pub mod softmax;
pub mod student;
pub mod vector;

pub use random::normal;
