//! The course in the window: a lesson over the real run or laboratory, with what it asks and what came of it.
//!
//! A lesson changes what is there through the same edits as a person. Somebody's run is put aside before, as it is, and comes
//! back when the lesson is left; the lesson too is taken up where it was left.

mod list;
mod panel;
mod pointing;
mod question;
mod store;
mod text;
mod told;

use std::{collections::BTreeMap, path::Path, sync::Arc};

pub use list::{Chosen, list_ui};
pub use panel::{Asked, panel_ui};
pub use pointing::{point_at, pointing_ui};
pub use store::Store;
pub use told::Told;

use super::{
    desk::Desk,
    guess::Guess,
    lab::{LabPage, Numbers},
};
use crate::lesson::{
    self, Bookmark, Hide, Kind, Lesson, LessonError, Place, Player, Scene, State, Step, Target,
    Waiting,
};
use crate::text::language;
use crate::train::{self, Limit};

/// The course, with the lesson that has the window.
#[derive(Default)]
pub struct Course {
    pub playing: Option<Playing>,
    /// Lessons that were left since the window was opened, by their ids.
    pub left: BTreeMap<String, Bookmark>,
    /// What was done so far.
    pub store: Store,
}

/// A lesson that has the window.
pub struct Playing {
    /// Where the learner is.
    pub player: Player,
    /// Of each lane its run and the step from which steps are counted: that at which the lesson's step was entered, or all
    /// else that it waits for was so.
    pub since: Vec<(String, u64, u64)>,
    /// What is being answered and was not given yet.
    pub guess: Guess,
    /// The steps of training that it still waits for.
    pub to_go: Option<u64>,
    /// How far the worker was told to train; `None` for as far as it likes.
    pub limit: Option<Vec<Limit>>,
    /// What the step says at this moment.
    pub told: Told,
    /// What had the window before.
    pub desk: Option<Desk>,
    /// What was in the laboratory before.
    pub lab: LabPage,
}

impl Playing {
    /// `scene` with the newest that is known of its lanes.
    pub fn state<'a>(&self, scene: &'a Scene, newest: &train::State) -> State<'a> {
        State::new(scene, |name| {
            let lane = newest.lanes.iter().find(|lane| lane.lane == name)?;
            let entered = self.since.iter().find(|(known, ..)| known == name);
            let entered = entered.filter(|(_, run, _)| *run == lane.run);
            Some((Arc::clone(lane), entered.map_or(0, |(.., step)| *step)))
        })
    }
}

impl Course {
    /// The course with what was done in it before.
    pub fn new(store: Store) -> Self {
        Self {
            store,
            ..Self::default()
        }
    }

    /// Whether a lesson has the window.
    pub fn is_on(&self) -> bool {
        self.playing.is_some()
    }

    /// The step that is in front.
    pub fn step(&self) -> Option<&Step> {
        Some(self.playing.as_ref()?.player.step())
    }

    /// What the lesson is called.
    pub fn title(&self) -> Option<String> {
        let playing = self.playing.as_ref()?;
        Some(playing.player.lesson().title.of(language()).clone())
    }

    /// Whether the step hides this.
    pub fn hides(&self, what: Hide) -> bool {
        self.step().is_some_and(|step| step.hide.contains(&what))
    }

    /// What the step hides.
    pub fn hidden(&self) -> &[Hide] {
        self.step().map_or(&[], |step| &step.hide)
    }

    /// Whether the step speaks of the metrics or of the charts, which otherwise make room for the lesson.
    pub fn shows_metrics(&self) -> bool {
        let at = self.step().and_then(|step| step.at.as_ref());
        matches!(at, Some(Target::Place(Place::Metrics | Place::Chart)))
    }

    /// The chart that the step speaks of.
    pub fn chart(&self) -> Option<&'static str> {
        match self.step()?.at {
            Some(Target::Chart(id)) => Some(id),
            _ => None,
        }
    }

    /// Where the numbers of the laboratory stand: in a lesson where it speaks of them, or leaves it to the learner.
    pub fn numbers(&self) -> Numbers {
        let Some(step) = self.step() else {
            return Numbers::Below;
        };
        let named = step.at == Some(Target::Place(Place::LabNumbers));
        match named || step.kind == Kind::Free {
            true if speaks_of_sides(step) => Numbers::BesideSides,
            true => Numbers::Beside,
            false => Numbers::Nowhere,
        }
    }

    /// Whether the curve of ψ stands large in the laboratory: in a lesson that speaks of it, where no step hides it.
    pub fn shows_psi(&self) -> bool {
        let psi = Some(Target::Place(Place::LabPsi));
        let lesson = self.playing.as_ref().map(|playing| playing.player.lesson());
        let speaks = lesson.is_some_and(|lesson| lesson.steps.iter().any(|step| step.at == psi));
        speaks && !self.hides(Hide::Psi)
    }

    /// Whether the step waits for so many steps of training.
    pub fn trains(&self) -> bool {
        let player = self.playing.as_ref().map(|playing| &playing.player);
        let waits = player.and_then(Player::waiting);
        matches!(waits, Some(Waiting::Training(_)))
    }

    /// The mark that a learner puts on the circle of the laboratory, where this step asks for one or compares it.
    pub fn guess(&mut self) -> Option<&mut Guess> {
        let playing = self.playing.as_mut()?;
        playing.guess.is_on_circle().then_some(&mut playing.guess)
    }
}

/// Whether a step tells numbers of borders and zones.
fn speaks_of_sides(step: &Step) -> bool {
    let names = step.text.of(language()).names();
    names.iter().any(|name| SIDES.contains(&&*name.name))
}

/// The readings of these.
const SIDES: [&str; 4] = ["lab.zone", "lab.gap", "lab.p1", "lab.p2"];

/// A lesson by its id or file, `softmax` or `softmax:boundary`, with the place of that step.
///
/// # Errors
/// When there is no such lesson or step, or the lesson cannot be read.
pub fn lesson_and_step(id: &str) -> Result<(Lesson, Option<usize>), LessonError> {
    let (name, step) = match id.rsplit_once(':') {
        // A file may be called so too, but not instead of the course.
        Some((name, step)) if lesson::is_of_course(id) || !Path::new(id).exists() => {
            (name, Some(step))
        }
        _ => (id, None),
    };
    let lesson = lesson::open(name)?;
    let Some(step) = step else {
        return Ok((lesson, None));
    };
    // By its id, or counted from 1.
    let counted = step.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
    let counted = counted.filter(|place| *place < lesson.steps.len());
    match lesson.place(step).or(counted) {
        Some(place) => Ok((lesson, Some(place))),
        None => {
            let known = lesson.steps.iter().map(|step| step.id.as_str());
            let known = known.collect::<Vec<_>>().join(", ");
            Err(LessonError {
                file: name.to_owned(),
                line: None,
                problem: format!("found step \"{step}\", expected one of {known}"),
            })
        }
    }
}
