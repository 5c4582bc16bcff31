//! The program: the command line, and the window where nothing else is asked for.

// No console beside the window; `platform::console` brings what is said to the terminal, where there is one.
#![cfg_attr(windows, windows_subsystem = "windows")]

use std::process::ExitCode;

use clap::{Parser, error::ErrorKind};
use marginscope::cli::{
    self, Args,
    say::{lines, say},
};

fn main() -> ExitCode {
    #[cfg(windows)]
    let terminal = marginscope::platform::console::attach();
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => return refused(&error),
    };
    #[cfg(windows)]
    let unseen = !terminal && args.command.is_none();
    match cli::run(args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            say(&format!("marginscope: {failure}"));
            #[cfg(windows)]
            if unseen {
                show(&failure);
            }
            failure.exit_code()
        }
    }
}

/// Why there is no window, where nobody would see it otherwise: with a click on the program there is no terminal.
#[cfg(windows)]
fn show(failure: &cli::Failure) {
    rfd::MessageDialog::new()
        .set_level(rfd::MessageLevel::Error)
        .set_title("marginscope")
        .set_description(failure.to_string())
        .show();
}

/// What is wrong with a value is one line: what was found and what was expected. Everything else is said as clap says it, but
/// for what a terminal would obey.
fn refused(error: &clap::Error) -> ExitCode {
    let text = error.to_string();
    let is_value = matches!(
        error.kind(),
        ErrorKind::ValueValidation | ErrorKind::InvalidValue
    );
    if !is_value {
        if !error.use_stderr() || lines(&text) == text {
            error.exit();
        }
        for line in lines(&text).lines() {
            say(line);
        }
        return ExitCode::from(2);
    }
    let all = text.lines().map(str::trim);
    let told: Vec<&str> = all
        .take_while(|line| !line.starts_with("For more information"))
        .filter(|line| !line.is_empty())
        .collect();
    let told = told.join(" ");
    say(&format!(
        "marginscope: {}",
        told.trim_start_matches("error: ")
    ));
    ExitCode::from(2)
}
