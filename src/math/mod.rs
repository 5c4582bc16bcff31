//! Numbers that everything stands on: angles, unit vectors, log-sum-exp, packing bounds, random numbers.

mod random;

pub use random::normal;
