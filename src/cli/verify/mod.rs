//! `marginscope verify`: how well the angles between features tell whether two samples are of one class, for the runs in some
//! folders or for a file of cases.

mod called;
mod cases;
mod differences;
mod runs;
mod table;

use std::path::PathBuf;

use serde_json::json;

use self::runs::Measured;
use super::{Failure, cases::CasesError, crew, figure::folder, files, say};
use crate::runs::verified::Of;
pub use cases::answer;

/// What is looked at, and how it is told.
#[derive(Debug, clap::Args)]
pub struct VerifyArgs {
    /// Folders that `marginscope train` wrote, features of other programs, or a file of cases (JSON). Runs that differ by their
    /// seeds alone are taken together: their mean and standard deviation, and how far they are from those of the first name with
    /// the same seeds, with its 95 % interval.
    #[arg(required = true, value_name = "RUN_DIR | FEATURES | CASES.json")]
    pub of: Vec<PathBuf>,
    /// Classes that were left out of training; those if there are any, if neither is said.
    #[arg(long, conflicts_with = "seen")]
    pub unseen: bool,
    /// The held-out samples of the classes that were trained on.
    #[arg(long)]
    pub seen: bool,
    /// Everything as JSON, run by run.
    #[arg(long)]
    pub json: bool,
    /// Threads; as many as there are cores if not given. The results do not depend on it.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=256))]
    pub threads: Option<u32>,
}

impl VerifyArgs {
    fn asked(&self) -> Option<Of> {
        match (self.unseen, self.seen) {
            (true, _) => Some(Of::Unseen),
            (_, true) => Some(Of::Seen),
            _ => None,
        }
    }

    /// What is asked for that a file of cases has no part in.
    fn of_runs(&self) -> Option<&'static str> {
        match self.asked()? {
            Of::Unseen => Some("--unseen"),
            Of::Seen => Some("--seen"),
        }
    }
}

/// Looks at what the arguments name.
///
/// # Errors
/// When it cannot be read, or a run has no such samples.
pub fn run(args: &VerifyArgs) -> Result<(), Failure> {
    let threads = args
        .threads
        .map_or_else(crew::cores, |threads| threads as usize);
    if let [file] = &args.of[..]
        && !file.is_dir()
        && !folder::is_given(file)
    {
        if let Some(what) = args.of_runs() {
            return Err(Failure::WrongArguments(format!(
                "{}: found {what} with a file of cases, which says itself what it is of, expected it with folders of runs",
                file.display()
            )));
        }
        let answer = cases::answer(&files::read_cases(file)?);
        let failed = |error: CasesError| Failure::Failed(format!("{}: {error}", file.display()));
        return say::print_json(&answer.map_err(failed)?);
    }
    let mut runs = runs::of_folders(&args.of, args.asked(), threads)?;
    called::call(&mut runs);
    match args.json {
        true => say::print_json(&all_json(&runs)),
        false => say::print(&table::text(&runs)),
    }
}

/// The one run, or a list of them with what runs of other names differ by from those of the first.
fn all_json(runs: &[Measured]) -> String {
    match runs {
        [only] => format!("{:#}", runs::one_json(only)),
        all => {
            let apart = differences::json(&differences::differences(all));
            let all: Vec<_> = all.iter().map(runs::one_json).collect();
            format!("{:#}", json!({"runs": all, "differences": apart}))
        }
    }
}
