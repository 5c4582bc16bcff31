//! Sweeps: many runs of one experiment, over a grid of settings and over seeds, as data. Nothing here trains or writes.
//!
//! An [`Axis`] is a key and its values, a [`Plan`] an experiment with its axes and seeds, from which each [`Job`] follows by
//! its number alone. What makes two plans the same sweep is in the [`description`]; what the runs came to is a [`Table`].

mod axis;
pub mod description;
mod plan;
mod shard;
mod spread;
mod table;

pub use axis::{Axis, written};
pub use plan::{Job, MOST_RUNS, Plan, SweepError};
pub use shard::Shard;
pub use spread::Spread;
pub use table::{MOST_METRICS, Row, TIMES, Table, flat};
