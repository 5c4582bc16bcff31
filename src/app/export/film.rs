//! An animation that is being made beside the window: how far it is, and how it is given up.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU8, AtomicUsize, Ordering},
        mpsc::{Receiver, TryRecvError},
    },
};

use eframe::egui::Context;

use super::{job, recipe::Recipe};
use crate::{
    app::history::Past,
    export::{
        Format, Panel, Pixels,
        animation::{self, Kind, Timing},
        carry::{self, Carried},
        files,
        reel::{self, Brush},
    },
};

/// All that an animation is made of: held from one moment.
pub struct Script {
    /// As the dialog shows them.
    pub panels: Vec<Panel>,
    /// What each panel was before, to be made again; one turn around the spheres where there is nothing.
    pub past: Option<(Past, Vec<Recipe>)>,
    pub brush: Brush,
    pub kind: Kind,
    pub timing: Timing,
    pub carried: Carried,
    /// The name of the file, without its ending.
    pub stem: String,
}

/// Why there is no animation.
#[derive(Debug, PartialEq)]
pub enum Stop {
    Cancelled,
    /// For a person.
    Failed(String),
}

/// One animation that is being made.
pub struct Film {
    pictures: usize,
    state: Arc<State>,
    done: Receiver<Result<PathBuf, Stop>>,
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

impl Film {
    /// Makes what `script` says, and writes it into the current folder under a new name.
    pub fn start(ctx: &Context, script: Script) -> Self {
        let state = Arc::new(State::default());
        let (pictures, shared, wake) = (script.timing.frames, state.clone(), ctx.clone());
        let work = move || save(&script, &shared, Path::new("."), &|| wake.request_repaint());
        let done = job::aside(ctx, work, || Err(broken()));
        Self {
            pictures,
            state,
            done,
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
        match self.done.try_recv() {
            Ok(done) => Some(done),
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => Some(Err(broken())),
        }
    }
}

fn broken() -> Stop {
    Stop::Failed("drawing the animation stopped unexpectedly".to_owned())
}

fn save(script: &Script, state: &State, folder: &Path, drew: &dyn Fn()) -> Result<PathBuf, Stop> {
    let content = content(script, state, drew)?;
    if !state.leave_for(SAVING) {
        return Err(Stop::Cancelled);
    }
    let ending = match script.kind {
        Kind::Gif => "gif",
        Kind::Apng => "png",
    };
    let written = files::write_new(folder, &script.stem, ending, &content);
    written.map_err(|(path, error)| Stop::Failed(format!("{}: {error}", path.display())))
}

/// The whole file, with the experiment inside.
fn content(script: &Script, state: &State, drew: &dyn Fn()) -> Result<Vec<u8>, Stop> {
    let mut before = None;
    let pictures = (0..script.timing.frames).map(|number| {
        state.go_on()?;
        let pixels = script.picture(number, &mut before)?;
        state.drawn.fetch_add(1, Ordering::Relaxed);
        drew();
        Ok(pixels)
    });
    let go_on = || state.go_on();
    let made = animation::encode(script.kind, &script.timing, pictures, go_on, Stop::Failed)?;
    let whole = match script.kind {
        Kind::Gif => carry::embed_gif(&made, &script.carried),
        Kind::Apng => carry::embed(&made, Format::Png, &script.carried),
    };
    whole.map_err(|error| Stop::Failed(error.to_string()))
}

/// The moment that was drawn last, and its picture.
type Before = Option<(usize, Pixels)>;

impl Script {
    fn picture(&self, number: usize, before: &mut Before) -> Result<Pixels, Stop> {
        let Some((past, recipes)) = &self.past else {
            return self.draw(&self.turned(number));
        };
        let (place, moment) = past.picture(number, self.timing.frames);
        if let Some((_, same)) = before.as_ref().filter(|(known, _)| *known == place) {
            return Ok(copy(same));
        }
        let lanes = moment.lanes("");
        let made = self.panels.iter().zip(recipes);
        // A lane that has nothing to show at a moment leaves its place to the others.
        let made = made.filter_map(|(panel, recipe)| recipe.panel(panel, &lanes));
        let pixels = self.draw(&made.collect::<Vec<_>>())?;
        *before = Some((place, copy(&pixels)));
        Ok(pixels)
    }

    fn turned(&self, number: usize) -> Vec<Panel> {
        let mut panels = self.panels.clone();
        for panel in &mut panels {
            panel.camera = reel::turned(panel.camera, number, self.timing.frames);
        }
        panels
    }

    fn draw(&self, panels: &[Panel]) -> Result<Pixels, Stop> {
        let drawn = self.brush.picture(panels);
        drawn.map_err(|error| Stop::Failed(error.to_string()))
    }
}

fn copy(pixels: &Pixels) -> Pixels {
    Pixels {
        width: pixels.width,
        height: pixels.height,
        rgba: pixels.rgba.clone(),
    }
}

#[cfg(test)]
mod tests;
