//! The thread team and the kernels, for Miri. They are the same files as in the crate, under the same names.

#![allow(dead_code, unused_imports, reason = "the rest of the crate uses them")]

#[path = "../../src/math/mod.rs"]
mod math;
#[path = "../../src/nn/mod.rs"]
mod nn;
#[path = "."]
mod platform {
    #[path = "../../src/platform/clock.rs"]
    pub mod clock;
    #[path = "../../src/platform/threads.rs"]
    pub mod threads;
}
#[path = "../../src/train/team.rs"]
mod team;
