//! Data, training and the thread that trains.

#[path = "../support/mod.rs"]
mod support;

mod arrays;
mod data;
mod health;
mod runs;
mod same_bits;
mod worker;
