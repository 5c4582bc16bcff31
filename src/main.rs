//! The program: the command line, and the window where nothing else is asked for.

use std::process::ExitCode;

use clap::Parser;
use marginscope::cli::{self, Args};

fn main() -> ExitCode {
    match cli::run(Args::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("marginscope: {failure}");
            failure.exit_code()
        }
    }
}
