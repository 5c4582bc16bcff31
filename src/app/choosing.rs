//! What is chosen in the system's chooser of files, which has a thread of its own: the window goes on meanwhile.

use std::sync::Arc;

use eframe::egui::ColorImage;

use super::{chooser::Answer, export::Aside, settings::Asked};
use crate::export::carry::Carried;

/// What a choice is for.
pub enum Purpose {
    /// An experiment to open, or data.
    Open,
    /// A folder to open.
    OpenFolder,
    /// Where the experiment goes.
    Save,
    /// The folder that figures, animations and reports are written to.
    Figures,
    /// A file or a folder that a setting names.
    Setting(Asked),
    /// The same in the preview of data.
    Previewed(Asked),
    /// Where this picture of the window goes.
    Picture(Arc<ColorImage>, Box<Carried>, String),
}

/// A chooser that is open.
pub struct Choosing {
    /// What it is for.
    pub(super) purpose: Purpose,
    /// What was chosen, once it is.
    pub(super) answer: Aside<Answer>,
}
