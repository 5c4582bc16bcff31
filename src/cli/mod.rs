//! The command line: one file a subcommand, with its arguments. Without a subcommand the window opens, or, where there is no
//! display, the experiment is trained without one.

#[macro_use]
pub mod say;

mod animate;
mod args;
pub mod boundary;
mod cases;
mod describe;
mod figure;
mod headless;
mod language;
mod lesson;
mod list;
pub mod loss;
mod opening;
mod place;
mod projector;
mod report;
mod setting;
mod sides;
mod stop;
mod sweep;
mod theme;
mod torch;
mod train;
mod training;
mod unsound;
pub mod verify;
mod watch;
mod window;

pub use crate::runs::Failure;
pub use animate::AnimateArgs;
pub use args::{Args, Command};
pub use cases::{CasesArgs, CasesError};
pub use describe::DescribeArgs;
pub use figure::{Classes, FigureArgs, RunArgs};
pub use language::LanguageName;
pub use lesson::LessonArgs;
pub use list::ListArgs;
pub use projector::ProjectorArgs;
pub use report::ReportArgs;
pub use sweep::SweepArgs;
pub use theme::ThemeName;
pub use torch::TorchArgs;
pub use train::TrainArgs;
pub use training::TrainingArgs;
pub use verify::VerifyArgs;
pub use watch::WatchArgs;
pub use window::WindowArgs;

use crate::{
    runs::{crew, files},
    text::within,
};
use language::asked;

/// Does what the arguments say.
///
/// # Errors
/// When it cannot be done; the message is for a person.
pub fn run(args: Args) -> Result<(), Failure> {
    match args.command {
        Some(Command::Train(train)) => train::run(&train),
        Some(Command::Figure(figure)) => within(asked(figure.lang), || figure::run(&figure)),
        Some(Command::Report(report)) => within(asked(report.lang), || report::run(&report)),
        Some(Command::Animate(animate)) => within(asked(animate.lang), || animate::run(&animate)),
        Some(Command::Sweep(sweep)) => within(asked(sweep.lang), || sweep::run(&sweep)),
        Some(Command::Loss(cases)) => cases.print(loss::answer),
        Some(Command::Boundary(cases)) => cases.print(boundary::answer),
        Some(Command::Verify(verify)) => verify::run(&verify),
        Some(Command::Torch(torch)) => torch::run(&torch),
        Some(Command::Projector(projector)) => projector::run(&projector),
        Some(Command::Lesson(lesson)) => lesson::run(&lesson),
        Some(Command::Watch(watch)) => watch::run(&watch),
        Some(Command::Describe(describe)) => describe::run(&describe),
        Some(Command::List(list)) => list::run(&list),
        None => window::run(&args.window),
    }
}
