//! The picture of the window that the command line asks for: wait, draw, write, close.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use eframe::egui::{ColorImage, Context, ViewportCommand};

use super::{lanes::Lane, picture};
use crate::{
    export::{carry::Carried, files::Existing},
    train::Status,
};

/// Where the outcome is left for who opened the window.
pub type Outcome = Arc<Mutex<Result<(), String>>>;

/// Frames between the state that is to be seen and its picture: the layout has settled by then.
const SETTLE: u8 = 3;

/// A picture that is to be written after so many steps.
pub struct RequestedScreenshot {
    after: u64,
    to: PathBuf,
    stage: Stage,
    outcome: Outcome,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Waiting,
    Settling(u8),
    Asked,
    Over,
}

impl RequestedScreenshot {
    /// A picture after so many steps, to be written to `to`.
    pub fn new(after: u64, to: PathBuf) -> Self {
        Self {
            after,
            to,
            stage: Stage::Waiting,
            outcome: Arc::new(Mutex::new(Ok(()))),
        }
    }

    /// Leaves the outcome in `outcome`. A window that is closed early has made no picture.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn telling(&mut self, outcome: Outcome) {
        let early = format!("the window was closed before step {}", self.after);
        *outcome.lock().unwrap_or_else(PoisonError::into_inner) = Err(early);
        self.outcome = outcome;
    }

    /// The state to be seen is on the screen and must stay.
    pub fn holds(&self) -> bool {
        self.stage != Stage::Waiting
    }

    /// Goes on by a frame.
    pub fn frame(&mut self, ctx: &Context, lanes: &[Lane], slot: &picture::Slot) {
        match self.stage {
            Stage::Waiting if reached(lanes, self.after) => {
                self.stage = Stage::Settling(SETTLE);
                ctx.request_repaint();
            }
            Stage::Settling(0) => {
                slot.request(ctx);
                self.stage = Stage::Asked;
            }
            Stage::Settling(left) => {
                self.stage = Stage::Settling(left - 1);
                ctx.request_repaint();
            }
            Stage::Waiting | Stage::Asked | Stage::Over => {}
        }
    }

    /// Writes the picture and what it carries, and closes the window; a lane that failed is told too.
    pub fn fulfil(&mut self, ctx: &Context, image: &ColorImage, carried: &Carried, lanes: &[Lane]) {
        let saved = picture::save_to(image, carried, &self.to, Existing::Keep);
        let failed = lanes.iter().find_map(|lane| match &lane.snapshot.status {
            Status::Failed(why) => Some(format!("{}: {why}", lane.title)),
            _ => None,
        });
        let outcome = saved.and_then(|()| failed.map_or(Ok(()), Err));
        *self.outcome.lock().unwrap_or_else(PoisonError::into_inner) = outcome;
        self.stage = Stage::Over;
        ctx.send_viewport_cmd(ViewportCommand::Close);
    }
}

/// Every lane has done so many steps, or will do no more, and shows what came of them.
fn reached(lanes: &[Lane], after: u64) -> bool {
    let there = |lane: &Lane| match lane.snapshot.status {
        Status::Loading => false,
        Status::Failed(_) => true,
        Status::Done => lane.snapshot.whole,
        // What goes on past its limit is never quite of one step.
        Status::Running | Status::Paused => lane.snapshot.step >= after,
    };
    !lanes.is_empty() && lanes.iter().all(there)
}
