//! The program as a person or a script starts it, without a display.

use std::{
    path::Path,
    process::{Command, Output},
};

/// Runs `marginscope` in `folder` to its end.
pub fn marginscope(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_marginscope"))
        .args(args)
        .current_dir(folder)
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("WAYLAND_SOCKET")
        .output()
        .unwrap()
}
