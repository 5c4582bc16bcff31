//! A lesson as data.

use super::{
    change::Change,
    condition::Condition,
    expr::Expr,
    scene::{Front, Opening, Scene},
    target::{Hide, Target},
    text::Text,
    words::Words,
};

/// A lesson: where it starts, and its steps.
#[derive(Clone, Debug, PartialEq)]
pub struct Lesson {
    /// Stable id, by which progress is remembered.
    pub id: String,
    /// What it is called.
    pub title: Words<String>,
    /// How long it takes, about.
    pub minutes: u32,
    /// What is there before its first step.
    pub start: Scene,
    /// Never empty.
    pub steps: Vec<Step>,
}

/// A step of a lesson.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Unique in its lesson.
    pub id: String,
    /// What it asks of the learner.
    pub kind: Kind,
    /// What it says.
    pub text: Words<Text>,
    /// What it points at.
    pub at: Option<Target>,
    /// What it hides.
    pub hide: Vec<Hide>,
    /// What it does when it is entered.
    pub entering: Entering,
    /// What its lesson expects to be there.
    pub plan: Plan,
}

/// What a step does when it is entered, in this order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entering {
    /// What it opens.
    pub open: Option<Opening>,
    /// What is looked at from here on; `None` for what was opened, or looked at before.
    pub front: Option<Front>,
    /// What pictures show beyond the usual from here on.
    pub show: Option<Vec<String>>,
    /// Edits, as a person would make them.
    pub set: Vec<Change>,
    /// Whether the run starts again from the same seeds.
    pub replay: bool,
    /// What becomes of the training; `None` leaves it as it is.
    pub train: Option<Train>,
}

/// What becomes of the training.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Train {
    /// It is held.
    Hold,
    /// It goes on.
    On,
    /// It goes on for so many steps and is then held; the step of the lesson waits for them.
    Steps(u64),
}

/// What a lesson expects to be there when a step is entered, its own edits made, and when it is left.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// As the step begins.
    pub entered: Scene,
    /// As it ends, where somebody did what it asks for.
    pub left: Scene,
}

/// What a step asks of the learner.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// To look at something.
    Look,
    /// To say what will be.
    Predict(Question),
    /// To do something.
    Do {
        /// What must hold, all of it.
        until: Vec<Condition>,
        /// Edits that reach it, for who wants to be shown, for handouts and for tests.
        example: Vec<Change>,
    },
    /// To hold a prediction against what is.
    Compare {
        /// The place of the step that asked.
        of: usize,
    },
    /// To play.
    Free,
}

impl Kind {
    /// Its name in files.
    pub fn id(&self) -> &'static str {
        match self {
            Self::Look => "look",
            Self::Predict(_) => "predict",
            Self::Do { .. } => "do",
            Self::Compare { .. } => "compare",
            Self::Free => "free",
        }
    }
}

/// What is asked before anything is shown.
#[derive(Clone, Debug, PartialEq)]
pub enum Question {
    /// Which of these.
    Choice(Vec<Choice>),
    /// What number.
    Number(Number),
    /// Where, on the circle of the laboratory: degrees from W1 towards W2.
    Handle {
        /// What is put there.
        handle: Handle,
        /// The number that it stands for.
        number: Number,
    },
}

/// One of several answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// What it says.
    pub text: Words<Text>,
    /// Whether it is right.
    pub right: Right,
    /// What there is to say to who chose it.
    pub reply: Option<Words<Text>>,
}

/// Whether a choice is right.
#[derive(Clone, Debug, PartialEq)]
pub enum Right {
    /// It is so, or not.
    Known(bool),
    /// It is so if the run or the laboratory says so, all of it.
    If(Vec<Condition>),
    /// It is so where no other choice is.
    Otherwise,
}

/// A number that is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    /// Behind the number; may be empty.
    pub unit: Words<String>,
    /// The least and the greatest that can be said.
    pub range: (f64, f64),
    /// How far off is right still.
    pub tolerance: f64,
    /// Digits behind the point where it is written.
    pub decimals: usize,
    /// What it is in truth.
    pub truth: Expr,
}

/// What can be put on the circle of the laboratory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handle {
    /// P0, the boundary without a margin.
    Boundary,
    /// P1, where the region of class 1 ends with the margin.
    First,
}

impl Handle {
    /// Every one.
    pub const ALL: [Self; 2] = [Self::Boundary, Self::First];

    /// Its name in files.
    pub fn id(self) -> &'static str {
        match self {
            Self::Boundary => "boundary",
            Self::First => "p1",
        }
    }

    /// The reading that it stands for.
    pub fn reading(self) -> &'static str {
        match self {
            Self::Boundary => "lab.boundary",
            Self::First => "lab.p1",
        }
    }
}

impl Step {
    /// How many steps of training it makes or waits for.
    pub fn trains(&self) -> u64 {
        let made = match self.entering.train {
            Some(Train::Steps(steps)) => steps,
            _ => 0,
        };
        let asked = match &self.kind {
            Kind::Do { until, .. } => until.iter().filter_map(Condition::steps).max(),
            _ => None,
        };
        made.max(asked.unwrap_or(0))
    }

    /// Whether its run starts from nothing.
    pub fn begins_a_run(&self) -> bool {
        self.entering.replay || matches!(self.entering.open, Some(Opening::Run(_)))
    }
}

impl Lesson {
    /// How many steps its run has made by the plan as the step at this place is entered.
    pub fn trained_before(&self, place: usize) -> u64 {
        let (mut made, mut before) = (0, &self.start);
        for (at, step) in self.steps.iter().enumerate().take(place + 1) {
            let (entered, left) = (&step.plan.entered, &step.plan.left);
            let mut begins = step.begins_a_run() || before.restarts(entered);
            // What a step asks for may start it again before the steps that are counted.
            begins |= at < place && entered.restarts(left);
            made = if begins { 0 } else { made };
            made += if at < place { step.trains() } else { 0 };
            before = left;
        }
        made
    }

    /// The step of this id, counted from 0.
    pub fn place(&self, id: &str) -> Option<usize> {
        self.steps.iter().position(|step| step.id == id)
    }

    /// The step that asked what the step at this place compares.
    pub fn asked(&self, place: usize) -> Option<(usize, &Question)> {
        match &self.steps.get(place)?.kind {
            Kind::Compare { of } => Some((*of, self.question(*of)?)),
            _ => None,
        }
    }

    /// What the step at this place asks.
    pub fn question(&self, place: usize) -> Option<&Question> {
        match &self.steps.get(place)?.kind {
            Kind::Predict(question) => Some(question),
            _ => None,
        }
    }

    /// What is there when the step at `place` is entered from `now`, where the one before it was: what a learner turned
    /// stays, but what the lesson speaks of is there.
    pub fn enter(&self, place: usize, now: &Scene) -> Scene {
        let step = &self.steps[place];
        let before = place.checked_sub(1).map(|before| &self.steps[before]);
        let planned = before.map_or(&self.start, |before| &before.plan.left);
        let played = before.is_none_or(|before| before.kind == Kind::Free);
        let from = if played || !now.fits(planned) {
            planned
        } else {
            now
        };
        let mut scene = from.clone();
        match step.entering.apply(&mut scene) {
            Ok(()) => {
                scene.front = step.plan.entered.front;
                scene
            }
            Err(_) => step.plan.entered.clone(),
        }
    }
}

impl Entering {
    /// Makes its changes.
    ///
    /// # Errors
    /// When one does not fit the scene; some may be made then.
    pub fn apply(&self, scene: &mut Scene) -> Result<(), String> {
        if let Some(open) = &self.open {
            scene.open(open);
        }
        if let Some(front) = self.front {
            scene.front = front;
        }
        if let Some(show) = &self.show {
            let session = scene.session.as_mut();
            let session =
                session.ok_or("show: found no run, expected one that was opened before")?;
            session.show = show.clone();
        }
        self.set.iter().try_for_each(|change| change.apply(scene))
    }
}
