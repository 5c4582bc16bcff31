//! `marginscope watch`: follows a run that goes on elsewhere.

use std::path::PathBuf;

use super::{
    Failure,
    language::LanguageName,
    theme::ThemeName,
    window::{self, WindowArgs, window_size},
};
use crate::data::given::{self, Place};

/// Which folder is followed, and how the window opens.
#[derive(Debug, clap::Args)]
pub struct WatchArgs {
    /// The folder that the run drops its moments in: step-00000123.npz beside run.json, as python/marginscope_log.py writes them.
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// Colours of the window; as the system has them if not given.
    #[arg(long)]
    pub theme: Option<ThemeName>,
    /// Language of the window; the one that was chosen in it, or that of the system, if not given.
    #[arg(long, value_name = "ID")]
    pub lang: Option<LanguageName>,
    /// Size of the window in points.
    #[arg(long, value_name = "WxH", value_parser = window_size)]
    pub window_size: Option<(f32, f32)>,
    /// Save the window's picture (PNG) once the first moment is shown, and exit; a file that exists is not overwritten.
    #[arg(long, value_name = "PNG")]
    pub screenshot_to: Option<PathBuf>,
    /// Open in the presenter's mode: everything half as large again, the controls folded away.
    #[arg(long)]
    pub present: bool,
}

/// Opens the window on the folder and returns when it is closed.
///
/// # Errors
/// When the folder holds nothing to follow, or there is no window.
pub fn run(args: &WatchArgs) -> Result<(), Failure> {
    let name = args.folder.display();
    match given::place(&args.folder) {
        Some(Place::Moments(_)) => {}
        _ if !args.folder.is_dir() => {
            return Err(Failure::Failed(format!(
                "{name}: found no folder, expected one that a run writes its moments in"
            )));
        }
        _ => {
            return Err(Failure::Failed(format!(
                "{name}: found no run.json and no step-….npz, expected a folder that a run writes its moments in, as \
                 python/marginscope_log.py does"
            )));
        }
    }
    if !window::has_display() {
        return Err(Failure::Failed(window::NO_DISPLAY.to_owned()));
    }
    window::run(&WindowArgs {
        experiment: Some(args.folder.clone()),
        more: Vec::new(),
        preset: None,
        theme: args.theme,
        lang: args.lang,
        window_size: args.window_size,
        after_steps: args.screenshot_to.as_ref().map(|_| 0),
        screenshot_to: args.screenshot_to.clone(),
        lesson: None,
        present: args.present,
        lab: None,
    })
}
