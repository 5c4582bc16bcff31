//! The command line: one file a subcommand. Without a subcommand the window opens, or, where there is no display, the
//! experiment is trained without one.

mod animate;
mod args;
pub mod boundary;
mod cases;
mod figure;
mod files;
mod headless;
mod list;
pub mod loss;
mod output;
mod reopen;
mod report;
mod runs;
mod summary;
mod train;

use std::path::Path;
use std::process::ExitCode;

pub use args::{Args, Command};
pub use cases::CasesError;

use crate::app;
use crate::export::open::{self, Opened};
use crate::figure::lab::Lab;
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
        Some(Command::Figure(figure)) => figure::run(&figure),
        Some(Command::Report(report)) => report::run(&report),
        Some(Command::Animate(animate)) => animate::run(&animate),
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
    let opened = opened(args.experiment.as_deref(), args.preset.as_deref())?;
    let lab = args.lab.as_deref().map(Lab::preset).transpose();
    let lab = lab.map_err(|error| Failure::WrongArguments(error.to_string()))?;
    let lab = lab.or(opened.lab);
    if !has_display() {
        return match args.needs_window() {
            false => headless::run(opened.session),
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
        session: opened.session,
        carried: opened.carried,
        theme: args.theme.map(Into::into),
        window_size: args.window_size,
        after_steps: args.after_steps,
        // A picture that was asked for is the same on every machine.
        arrangement: args
            .screenshot_to
            .is_none()
            .then(app::arrangement_file)
            .flatten(),
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

/// The session of an experiment file, of a picture that carries one, or of a preset.
fn opened(file: Option<&Path>, preset: Option<&str>) -> Result<Opened, Failure> {
    match file {
        Some(file) => open::open(file).map_err(Failure::Failed),
        None => {
            let session = Session::preset(preset.unwrap_or(DEFAULT_PRESET));
            let session = session.map_err(|error| Failure::WrongArguments(error.to_string()))?;
            Ok(Opened {
                session,
                carried: None,
                lab: None,
            })
        }
    }
}
