//! An animation that is being made beside the window: how far it is, and how it is given up.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU8, AtomicUsize, Ordering},
    },
};

use eframe::egui::Context;

use super::{animation_plan::AnimationPlan, aside::Aside};
use crate::{
    export::{
        animation::{self, Maker},
        files,
    },
    text::t,
};

/// Why there is no animation.
#[derive(Debug, PartialEq)]
pub enum Stop {
    Cancelled,
    /// For a person.
    Failed(String),
}

/// One animation that is being made.
pub struct AnimationJob {
    pictures: usize,
    state: Arc<State>,
    work: Aside<Result<PathBuf, Stop>>,
}

/// What the window and the work tell each other.
#[derive(Default)]
struct State {
    /// Pictures drawn so far.
    drawn: AtomicUsize,
    stage: AtomicU8,
}

const DRAWING: u8 = 0;
const CANCELLED: u8 = 1;
/// The file is being written; it is too late to give up.
const SAVING: u8 = 2;

impl State {
    /// Goes from drawing to another stage, unless that has been left.
    fn leave_for(&self, stage: u8) -> bool {
        let order = (Ordering::AcqRel, Ordering::Acquire);
        let changed = self
            .stage
            .compare_exchange(DRAWING, stage, order.0, order.1);
        changed.is_ok()
    }

    fn go_on(&self) -> Result<(), Stop> {
        match self.stage.load(Ordering::Acquire) {
            CANCELLED => Err(Stop::Cancelled),
            _ => Ok(()),
        }
    }
}

impl AnimationJob {
    /// Makes what `plan` says, and writes it into `folder` under a new name.
    pub fn start(ctx: &Context, plan: AnimationPlan, folder: PathBuf) -> Self {
        let state = Arc::new(State::default());
        let (pictures, shared, wake) = (plan.timing.frames, state.clone(), ctx.clone());
        let work = move || save(&plan, &shared, &folder, &|| wake.request_repaint());
        let broken = || {
            let why = t("export-animation-broken");
            Err(Stop::Failed(why.to_owned()))
        };
        Self {
            pictures,
            state,
            work: Aside::start(ctx, work, broken),
        }
    }

    /// Pictures drawn, and how many there will be.
    pub fn progress(&self) -> (usize, usize) {
        (self.state.drawn.load(Ordering::Relaxed), self.pictures)
    }

    /// Gives up: nothing is written.
    pub fn cancel(&self) {
        self.state.leave_for(CANCELLED);
    }

    /// Whether it can still be given up.
    pub fn is_open(&self) -> bool {
        self.state.stage.load(Ordering::Acquire) == DRAWING
    }

    /// What it came to, once it has ended.
    pub fn take(&self) -> Option<Result<PathBuf, Stop>> {
        self.work.take()
    }
}

/// Draws, and writes the whole file; `drew` is called after each picture.
fn save(
    plan: &AnimationPlan,
    state: &State,
    folder: &Path,
    drew: &dyn Fn(),
) -> Result<PathBuf, Stop> {
    let content = content(plan, state, drew)?;
    if !state.leave_for(SAVING) {
        return Err(Stop::Cancelled);
    }
    let written = files::write_new(folder, &plan.stem, plan.format.extension(), &content);
    written.map_err(|(path, error)| Stop::Failed(format!("{}: {error}", path.display())))
}

/// The whole file, with the experiment inside.
fn content(plan: &AnimationPlan, state: &State, drew: &dyn Fn()) -> Result<Vec<u8>, Stop> {
    let mut before = None;
    let pictures = (0..plan.timing.frames).map(|number| {
        state.go_on()?;
        let pixels = plan.picture(number, &mut before).map_err(Stop::Failed)?;
        state.drawn.fetch_add(1, Ordering::Relaxed);
        drew();
        Ok(pixels)
    });
    let maker = Maker {
        carried: &|| Some(plan.carried.clone()),
        go_on: &|| state.go_on(),
        told: &Stop::Failed,
    };
    animation::encode(plan.format, &plan.timing, pictures, &maker)
}

#[cfg(test)]
mod tests;
