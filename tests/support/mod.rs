//! What several test files share.

// Each test binary compiles this module and uses a part of it.
#![allow(dead_code)]

pub mod golden;
pub mod random;
