//! What a system has and a browser has not, or has in its own way: clocks, threads, files, what is kept from start to start, memory.
//!
//! Everything else is the same code. On a system this is the standard library by another name; in a browser, which has no
//! threads to share memory with, no files but those that a person hands over, and a clock of its own, it is made of what the page
//! offers.

pub mod clock;
#[cfg(windows)]
pub mod console;
pub mod files;
pub mod kept;
pub mod memory;
pub mod panics;
pub mod threads;

#[cfg(target_arch = "wasm32")]
pub mod browser;
