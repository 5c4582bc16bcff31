//! The command line: one file a subcommand. Without a subcommand the window opens, or, where there is no display, the
//! experiment is trained without one.

mod args;
pub mod boundary;
mod cases;
mod files;
mod headless;
mod list;
pub mod loss;
mod output;
mod summary;
mod train;

use std::path::Path;
use std::process::ExitCode;

pub use args::{Args, Command};
pub use cases::CasesError;

use crate::app;
use crate::figure::{Show, lab::Lab};
use crate::train::{DEFAULT_PRESET, Session};

/// Why a command ended early, in one line for a person.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Failure {
    /// What was asked for could not be done.
    #[error("{0}")]
    Failed(String),
    /// It was asked for in a way that makes no sense.
    #[error("{0}")]
    WrongArguments(String),
}

impl Failure {
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Self::Failed(_) => ExitCode::from(1),
            Self::WrongArguments(_) => ExitCode::from(2),
        }
    }
}

/// Does what the arguments say.
///
/// # Errors
/// When it cannot be done; the message is for a person.
pub fn run(args: Args) -> Result<(), Failure> {
    match args.command {
        Some(Command::Train(train)) => train::run(&train),
        Some(Command::Loss { cases }) => answer(&cases, loss::answer),
        Some(Command::Boundary { cases }) => answer(&cases, boundary::answer),
        Some(Command::List { json }) => list::run(json),
        None => window(&args),
    }
}

/// Prints what a file of cases asks for.
fn answer(cases: &Path, to: fn(&str) -> Result<String, CasesError>) -> Result<(), Failure> {
    let text = files::read_text(cases)?;
    let answer = to(&text);
    let answer =
        answer.map_err(|error| Failure::Failed(format!("{}: {error}", cases.display())))?;
    files::print(&answer)
}

fn window(args: &Args) -> Result<(), Failure> {
    let session = session(args.experiment.as_deref(), args.preset.as_deref())?;
    let lab = args.lab.as_deref().map(Lab::preset).transpose();
    let lab = lab.map_err(|error| Failure::WrongArguments(error.to_string()))?;
    if !has_display() {
        return match args.needs_window() {
            false => headless::run(session),
            true => Err(Failure::Failed(
                "the window, its laboratory and a picture of it need a display, and there is none: neither DISPLAY nor WAYLAND_DISPLAY is set. \
                 On Debian or Ubuntu: apt-get install xvfb libegl1 libgl1-mesa-dri libxcursor1 libxi6 \
                 libxkbcommon-x11-0, then put `xvfb-run -a` before the command"
                    .to_owned(),
            )),
        };
    }
    // Before the training: what it would end in must be possible.
    if let Some(taken) = args.screenshot_to.as_deref().filter(|path| path.exists()) {
        let taken = taken.display();
        return Err(Failure::Failed(format!(
            "{taken}: the file exists; choose another name"
        )));
    }
    let options = app::Options {
        session,
        theme: args.theme.map(Into::into),
        window_size: args.window_size,
        after_steps: args.after_steps,
        screenshot_to: args.screenshot_to.clone(),
        lab,
    };
    app::run(options).map_err(|error| Failure::Failed(error.to_string()))
}

/// On the systems where a window needs a display server, whether one is named.
fn has_display() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let named = ["DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET"]
        .into_iter()
        .any(set);
    named || cfg!(any(windows, target_os = "macos"))
}

/// The session of an experiment file or of a preset.
fn session(file: Option<&Path>, preset: Option<&str>) -> Result<Session, Failure> {
    let Some(file) = file else {
        let id = preset.unwrap_or(DEFAULT_PRESET);
        return Session::preset(id).map_err(|error| Failure::WrongArguments(error.to_string()));
    };
    let name = file.display().to_string();
    let text = files::read_text(file)?;
    let id = file
        .file_stem()
        .map_or_else(|| name.clone(), |stem| stem.to_string_lossy().into_owned());
    let session = Session::parse(&id, &text, &name);
    let session = session.map_err(|error| Failure::Failed(error.to_string()))?;
    // Only here is it known what there is to show.
    match Show::parse(&session.show) {
        Ok(_) => Ok(session),
        Err(problem) => Err(Failure::Failed(format!("{name}: {problem}"))),
    }
}
