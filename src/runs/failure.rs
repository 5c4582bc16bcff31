//! Why a command ended early.

use std::process::ExitCode;

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
    /// 1 where it could not be done, 2 where it makes no sense, as shells have it.
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Self::Failed(_) => ExitCode::from(1),
            Self::WrongArguments(_) => ExitCode::from(2),
        }
    }
}
