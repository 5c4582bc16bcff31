//! Runs from their first step to their last, and the folders that hold them: what the command line trains and reads back,
//! and the window's sweeps too.
//!
//! A [`Run`] is a lane that has ended; [`Summary`] and [`write()`] make a folder of it, [`folder`] reads one back as a [`Shot`].
//! [`sweep`] has the same for a whole sweep.

pub mod crew;
mod failure;
pub mod files;
pub mod folder;
pub mod named;
mod output;
mod row;
mod run;
pub mod run_files;
pub mod shot;
mod summary;
pub mod sweep;
pub mod verified;

pub use failure::Failure;
pub use output::{contents, names, write, write_contents};
pub use run::{Run, Watch, to_the_end};
pub use shot::Shot;
pub use summary::Summary;
