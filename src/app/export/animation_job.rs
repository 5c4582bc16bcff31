//! An animation that is being made beside the window: how far it is, and how it is given up.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU8, AtomicUsize, Ordering},
    },
};

use eframe::egui::Context;

use super::{
    animation_plan::{AnimationPlan, Before},
    aside::Aside,
};
use crate::{
    export::{
        Pixels,
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
        let pictures = plan.timing.frames;
        let broken = || {
            let why = t("export-animation-broken");
            Err(Stop::Failed(why.to_owned()))
        };
        #[cfg(target_arch = "wasm32")]
        let work = between_frames(ctx, plan, Arc::clone(&state), folder, broken);
        #[cfg(not(target_arch = "wasm32"))]
        let work = {
            let (shared, wake) = (Arc::clone(&state), ctx.clone());
            let work = move || save(&plan, &shared, &folder, &|| wake.request_repaint());
            Aside::start(ctx, work, broken)
        };
        Self {
            pictures,
            state,
            work,
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

/// Draws a picture a turn, so that the window's frames come between them; then writes the whole file.
#[cfg(target_arch = "wasm32")]
fn between_frames(
    ctx: &Context,
    plan: AnimationPlan,
    state: Arc<State>,
    folder: PathBuf,
    broken: fn() -> Result<PathBuf, Stop>,
) -> Aside<Result<PathBuf, Stop>> {
    use crate::{export::animation::Packed, platform::browser::timer::Loop};

    let (work, tell) = Aside::awaited(ctx, broken);
    let (mut drawn, mut before, wake) = (Vec::new(), None, ctx.clone());
    // It holds itself until it has ended.
    let own: std::rc::Rc<std::cell::RefCell<Option<Loop>>> = std::rc::Rc::default();
    let held = std::rc::Rc::clone(&own);
    let failed = |error: std::io::Error| Stop::Failed(error.to_string());
    let turn = move || {
        let picture = draw(&plan, drawn.len(), &mut before, &state);
        // As they are, a thousand of them are more than a page may hold.
        let picture = picture.and_then(|picture| Packed::new(&picture).map_err(failed));
        let ended = picture.is_err() || drawn.len() + 1 == plan.timing.frames;
        drawn.push(picture);
        wake.request_repaint();
        if !ended {
            return Some(1);
        }
        let pictures = drawn
            .drain(..)
            .map(|picture| picture?.pixels().map_err(failed));
        tell(write(&plan, &state, &folder, pictures));
        held.take();
        None
    };
    let pictures = Loop::new(turn);
    pictures.wake();
    *own.borrow_mut() = Some(pictures);
    work
}

fn draw(
    plan: &AnimationPlan,
    number: usize,
    before: &mut Before,
    state: &State,
) -> Result<Pixels, Stop> {
    state.go_on()?;
    let pixels = plan.picture(number, before).map_err(Stop::Failed)?;
    state.drawn.fetch_add(1, Ordering::Relaxed);
    Ok(pixels)
}

/// Draws, and writes the whole file; `drew` is called after each picture.
#[cfg(not(target_arch = "wasm32"))]
fn save(
    plan: &AnimationPlan,
    state: &State,
    folder: &Path,
    drew: &dyn Fn(),
) -> Result<PathBuf, Stop> {
    let mut before = None;
    let pictures = (0..plan.timing.frames).map(|number| {
        let picture = draw(plan, number, &mut before, state)?;
        drew();
        Ok(picture)
    });
    write(plan, state, folder, pictures)
}

/// Writes the whole file, with the experiment inside.
fn write(
    plan: &AnimationPlan,
    state: &State,
    folder: &Path,
    pictures: impl Iterator<Item = Result<Pixels, Stop>>,
) -> Result<PathBuf, Stop> {
    let maker = Maker {
        carried: &|| Some(plan.carried.clone()),
        go_on: &|| state.go_on(),
        told: &Stop::Failed,
    };
    let content = animation::encode(plan.format, &plan.timing, pictures, &maker)?;
    if !state.leave_for(SAVING) {
        return Err(Stop::Cancelled);
    }
    let written = files::write_new(folder, &plan.stem, plan.format.extension(), &content);
    written.map_err(|(path, error)| Stop::Failed(format!("{}: {error}", path.display())))
}

#[cfg(test)]
mod tests;
