//! The command line as a whole: the subcommands, and the window where there is none.

use clap::{Parser, Subcommand};

use super::{
    animate::AnimateArgs, cases::CasesArgs, describe::DescribeArgs, figure::FigureArgs,
    lesson::LessonArgs, list::ListArgs, projector::ProjectorArgs, report::ReportArgs,
    sweep::SweepArgs, torch::TorchArgs, train::TrainArgs, verify::VerifyArgs, watch::WatchArgs,
    window::WindowArgs,
};

/// See what a margin does to features on the hypersphere, live.
///
/// Without a command, opens the window on an experiment file, on a preset, or on Fashion-MNIST on circle and sphere.
#[derive(Debug, Parser)]
#[command(version, args_conflicts_with_subcommands = true)]
pub struct Args {
    /// What to do instead of opening the window.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// How the window opens.
    #[command(flatten)]
    pub window: WindowArgs,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Train without a window and write a folder of results.
    Train(TrainArgs),
    /// Train an experiment over a grid of settings and over seeds, on all cores, and write a table of what came of it.
    Sweep(SweepArgs),
    /// Make a figure as SVG, PDF or PNG, of a run that was trained or of an experiment that is trained for it.
    Figure(Box<FigureArgs>),
    /// Write a report: figures, metrics and settings of runs as one HTML file, with the figures beside it.
    Report(ReportArgs),
    /// Show a run as it trains, or turn around the sphere, as GIF or animated PNG.
    Animate(AnimateArgs),
    /// Print values, logits and gradients of the losses of a file of cases, in double precision.
    Loss(CasesArgs),
    /// Print regions, margin zone and arcs for the class weights of a file of cases.
    Boundary(CasesArgs),
    /// Print how well angles between features tell classes apart, unseen ones above all: of runs, or of a file of cases.
    Verify(VerifyArgs),
    /// Write an experiment as a program for PyTorch: script, data, the parameters it starts from and the order of samples.
    Torch(TorchArgs),
    /// Write the features of a run for the Embedding Projector: vectors, what is known of each, and the samples' pictures.
    Projector(ProjectorArgs),
    /// Write a lesson as a handout: questions with room to answer them, the answers after.
    Lesson(LessonArgs),
    /// Follow a run that goes on elsewhere, by the moments that it drops in a folder.
    Watch(WatchArgs),
    /// Tell what data are before anything is trained on them: shape, classes, norms, and what is wrong with them.
    Describe(DescribeArgs),
    /// List losses, data sets, models, views, presets and lessons with their knobs.
    List(ListArgs),
}
