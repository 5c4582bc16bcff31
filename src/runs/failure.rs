//! Why a command ended early.

use std::{io, path::Path, process::ExitCode};

/// Why a command ended early, in one line for a person.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Failure {
    /// What was asked for could not be done.
    #[error("{0}")]
    Failed(String),
    /// It was asked for in a way that makes no sense.
    #[error("{0}")]
    WrongArguments(String),
    /// Somebody stopped it by this signal; what was done until then is kept.
    #[error("{0}")]
    Stopped(String, u8),
}

impl Failure {
    /// An `error` with the path that it is about.
    pub fn at(path: &Path, error: &io::Error) -> Self {
        Self::Failed(format!("{}: {error}", path.display()))
    }

    /// 1 where it could not be done, 2 where it makes no sense, 128 and the signal where one stopped it, as shells have it.
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Self::Failed(_) => ExitCode::from(1),
            Self::WrongArguments(_) => ExitCode::from(2),
            Self::Stopped(_, signal) => ExitCode::from(128_u8.saturating_add(*signal)),
        }
    }
}
