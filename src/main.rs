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
