//! A clock that only goes on. The one of the standard library panics in a browser, which has its own.

pub use web_time::{Duration, Instant};
