//! Going through a lesson: which step is in front, what is there, what was answered, and whether it can go on.
//!
//! A player knows no window and no trainer. Whoever shows a lesson hands it the scene as it stands, takes the scene that it
//! gives back, and lets it [`Player::watch`] the state of every frame.

use std::sync::Arc;

use super::{
    compare::{Comparison, held_against},
    condition::Condition,
    model::{Kind, Lesson, Question, Step, Train},
    progress::{Answer, Record},
    readings,
    scene::Scene,
    state::State,
};

/// What whoever shows a lesson does as a step is entered.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// What is there from now on.
    pub scene: Scene,
    /// Whether the run starts again from the same seeds, also where its settings stay.
    pub replay: bool,
    /// What becomes of the training; `None` leaves it as it is.
    pub train: Option<Train>,
}

/// Why the lesson does not go on.
#[derive(Clone, Debug, PartialEq)]
pub enum Waiting {
    /// For a prediction.
    Answer,
    /// For these conditions of the step, by their places.
    Conditions(Vec<usize>),
    /// For so many steps of training.
    Training(u64),
}

/// Why an answer was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Nothing is asked here.
    #[error("nothing is asked here")]
    NotAsked,
    /// There is no such choice, or the number is beyond its range.
    #[error("there is no such answer")]
    Unfit,
    /// It has been held against what is.
    #[error("it was compared already")]
    Compared,
}

/// A lesson that was left, to be taken up again where it was.
#[derive(Clone, Debug, PartialEq)]
pub struct Bookmark {
    player: Player,
    now: Scene,
}

/// A scene that was left by going back: as its step was entered, and as it was left.
#[derive(Clone, Debug, PartialEq)]
struct Ahead {
    entered: Scene,
    left: Scene,
}

/// Somebody's way through a lesson.
#[derive(Clone, Debug, PartialEq)]
pub struct Player {
    lesson: Arc<Lesson>,
    at: usize,
    /// The furthest step that was in front.
    reached: usize,
    /// What was there as each step up to the present one was entered.
    entered: Vec<Scene>,
    /// What was there ahead, the next one last.
    ahead: Vec<Ahead>,
    record: Record,
    /// Steps of training that are made as the present step is entered: its own, and those that were passed over.
    training: u64,
    /// Those that were made since.
    made: u64,
    /// What the present step asks for was done once: what a run that starts again has not is not asked for twice.
    met: bool,
    waiting: Option<Waiting>,
    comparison: Option<Comparison>,
    /// What was there before the lesson.
    before: Scene,
}

impl Player {
    /// Opens `lesson` over what is there `before`, with what was done in it earlier. It begins where it was left, or at its
    /// first step.
    pub fn open(lesson: Arc<Lesson>, record: Record, before: Scene) -> (Self, Entry) {
        let at = lesson.place(&record.at).unwrap_or(0);
        Self::open_at(lesson, at, record, before)
    }

    /// The same at the step of this place; the last one for what is beyond.
    pub fn open_at(lesson: Arc<Lesson>, at: usize, record: Record, before: Scene) -> (Self, Entry) {
        let at = at.min(lesson.steps.len() - 1);
        let planned = lesson.steps[..=at]
            .iter()
            .map(|step| step.plan.entered.clone());
        let mut player = Self {
            at,
            reached: at,
            entered: planned.collect(),
            ahead: Vec::new(),
            record,
            training: 0,
            made: 0,
            met: false,
            waiting: None,
            comparison: None,
            before,
            lesson,
        };
        // Who starts in the middle finds the run as the steps before would have left it.
        let owed = player.lesson.trained_before(at);
        let entry = player.arrive(owed);
        (player, entry)
    }

    /// Takes a lesson up again that was left, over what is there `before`.
    pub fn resume(bookmark: Bookmark, before: Scene) -> (Self, Entry) {
        let Bookmark { mut player, now } = bookmark;
        player.before = before;
        // Its run was given up as it was left.
        let owed = player.lesson.trained_before(player.at);
        let mut entry = player.arrive(owed);
        // As it was left, not as its step was entered.
        entry.scene = now;
        (player, entry)
    }

    /// Leaves the lesson as it is `now`. Gives back what was there before it, and what it takes to come back.
    pub fn leave(self, now: Scene) -> (Scene, Bookmark) {
        let before = self.before.clone();
        (before, Bookmark { player: self, now })
    }

    /// The lesson.
    pub fn lesson(&self) -> &Arc<Lesson> {
        &self.lesson
    }

    /// The place of the present step, counted from 0.
    pub fn at(&self) -> usize {
        self.at
    }

    /// The present step.
    pub fn step(&self) -> &Step {
        &self.lesson.steps[self.at]
    }

    /// What was done so far.
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// What was there before the lesson.
    pub fn before(&self) -> &Scene {
        &self.before
    }

    /// What the present step waits for, as it was seen last; `None` where it can be passed.
    pub fn waiting(&self) -> Option<&Waiting> {
        self.waiting.as_ref().filter(|_| !self.is_passed())
    }

    /// What was predicted where the present step asks, or compares.
    pub fn answer(&self) -> Option<Answer> {
        let asked = match &self.step().kind {
            Kind::Compare { of } => *of,
            _ => self.at,
        };
        self.record
            .answers
            .get(&self.lesson.steps[asked].id)
            .copied()
    }

    /// The prediction beside what is, where the present step compares and has all that it needs.
    pub fn comparison(&self) -> Option<&Comparison> {
        self.comparison.as_ref()
    }

    /// Whether the answer of the step at this place can still be changed: it was not compared yet.
    pub fn is_open(&self, place: usize) -> bool {
        let compares = |step: &Step| step.kind == Kind::Compare { of: place };
        let compared = self.lesson.steps.iter().position(compares);
        compared.is_none_or(|compared| self.reached < compared)
    }

    /// Answers the present step.
    ///
    /// # Errors
    /// When it asks nothing, has no such answer, or the answer was compared already; nothing is changed then.
    pub fn predict(&mut self, answer: Answer) -> Result<(), Refused> {
        let question = self.lesson.question(self.at).ok_or(Refused::NotAsked)?;
        let fits = match (question, answer) {
            (Question::Choice(choices), Answer::Choice(place)) => place < choices.len(),
            (Question::Number(number) | Question::Handle { number, .. }, Answer::Number(found)) => {
                (number.range.0..=number.range.1).contains(&found)
            }
            _ => false,
        };
        if !fits {
            return Err(Refused::Unfit);
        }
        if !self.is_open(self.at) {
            return Err(Refused::Compared);
        }
        let id = self.step().id.clone();
        self.record.answers.insert(id, answer);
        self.waiting = None;
        Ok(())
    }

    /// Looks at the state of this moment: whether the step waits for something, and what a comparison shows.
    pub fn watch(&mut self, state: &State<'_>) {
        // Where there is no run there is none to wait for.
        self.made = state.steps_since().unwrap_or(u64::MAX);
        self.waiting = match self.met {
            true => None,
            false => self.waits(state),
        };
        self.met = self.waiting.is_none() && matches!(self.step().kind, Kind::Do { .. });
        if self.waiting.is_none() && self.comparison.is_none() {
            self.comparison = self.compared(state);
        }
    }

    /// Whether the steps of training that the present step asks for are counted from this moment on: those that were owed to it
    /// have just been made, or something else that it asks for is not so.
    pub fn counts_anew(&mut self, state: &State<'_>) -> bool {
        let Some((asked, until)) = self.asked_steps() else {
            return false;
        };
        if self.met || asked == 0 {
            return false;
        }
        let made = state.steps_since().unwrap_or(0);
        if self.training > 0 {
            let paid = made >= self.training;
            if paid {
                self.training = 0;
            }
            return paid;
        }
        let read = |name: &_| readings::read(name, state);
        let mut others = until.iter().filter(|one| one.steps().is_none());
        others.any(|one| !one.holds(&read))
    }

    /// How many steps of training may be made from where they are counted, so that what is told next is told of that moment;
    /// none while something else has to be done first, and `None` where nothing is waited for.
    pub fn allowed(&self, state: &State<'_>) -> Option<u64> {
        let (asked, until) = self.asked_steps().filter(|_| !self.met)?;
        if self.training > 0 {
            return Some(self.training);
        }
        let read = |name: &_| readings::read(name, state);
        let mut others = until.iter().filter(|one| one.steps().is_none());
        Some(match others.all(|one| one.holds(&read)) {
            true => asked,
            false => 0,
        })
    }

    /// The steps of training that are still to be made before the present step is done; `None` where it waits for none.
    pub fn to_go(&self, state: &State<'_>) -> Option<u64> {
        let left = match self.allowed(state)? {
            // They are made once all else is done.
            0 => self.asked_steps()?.0,
            most => most.saturating_sub(state.steps_since().unwrap_or(0)),
        };
        (left > 0).then_some(left)
    }

    /// The steps of training that the present step asks for, where it does, with all that it asks for.
    fn asked_steps(&self) -> Option<(u64, &[Condition])> {
        let Kind::Do { until, .. } = &self.step().kind else {
            return None;
        };
        let asked = until.iter().filter_map(Condition::steps).max()?;
        Some((asked, until))
    }

    /// Goes on from the scene as it stands `now`. `None` at the end of the lesson.
    ///
    /// # Errors
    /// Says what the step waits for.
    pub fn next(&mut self, now: &Scene) -> Result<Option<Entry>, Waiting> {
        match self.waiting() {
            Some(waiting) => Err(waiting.clone()),
            None => {
                self.record.done.insert(self.step().id.clone());
                Ok(self.skip(now))
            }
        }
    }

    /// Goes on whatever the step waits for; it does not count as done. `None` at the end of the lesson.
    pub fn skip(&mut self, now: &Scene) -> Option<Entry> {
        let next = self.at + 1;
        if next == self.lesson.steps.len() {
            return None;
        }
        // Who went back and changed nothing finds all ahead as it was.
        let same = self.entered.last() == Some(now);
        let ahead = self.ahead.pop().filter(|_| same);
        if ahead.is_none() {
            self.ahead.clear();
        }
        let entered = match &ahead {
            Some(ahead) => ahead.entered.clone(),
            None => self.lesson.enter(next, now),
        };
        // What is told next is told of a run that has made its steps.
        let scene = ahead.as_ref().map_or(&entered, |ahead| &ahead.left);
        let owed = match now.restarts(scene) {
            true => self.lesson.trained_before(next),
            false => self.owed(),
        };
        self.entered.push(entered);
        self.at = next;
        self.reached = self.reached.max(next);
        let mut entry = self.arrive(owed);
        if let Some(ahead) = ahead {
            entry.scene = ahead.left;
        }
        Some(entry)
    }

    /// Goes back to the step before, to what was there as it was entered. `None` at the first one.
    pub fn back(&mut self, now: &Scene) -> Option<Entry> {
        self.at.checked_sub(1)?;
        let entered = self.entered.pop()?;
        let left = now.clone();
        self.ahead.push(Ahead { entered, left });
        self.at -= 1;
        // What was trained is not had again by going back to other settings.
        let owed = match now.restarts(self.entered.last()?) {
            true => self.lesson.trained_before(self.at),
            false => 0,
        };
        let mut entry = self.arrive(owed);
        if let Kind::Do { .. } = self.step().kind {
            // It was done, or passed by: nothing is trained a second time.
            self.met = true;
            entry.train = Some(match owed {
                0 => Train::Hold,
                owed => Train::Steps(owed),
            });
        }
        Some(entry)
    }

    /// Steps of training that the present step still waits for.
    fn owed(&self) -> u64 {
        match (&self.waiting, &self.step().kind) {
            (Some(Waiting::Training(left)), _) => {
                left + self.asked_steps().map_or(0, |(asked, _)| asked)
            }
            (Some(Waiting::Conditions(unmet)), Kind::Do { until, .. }) => {
                let steps = unmet.iter().filter_map(|place| until[*place].steps());
                let asked = steps.max().unwrap_or(0);
                asked.saturating_sub(self.made)
            }
            _ => 0,
        }
    }

    /// The present step is in front from now on, after a step that is `owed` so many steps of training.
    fn arrive(&mut self, owed: u64) -> Entry {
        let lesson = Arc::clone(&self.lesson);
        let step = &lesson.steps[self.at];
        let owed = if step.begins_a_run() { 0 } else { owed };
        let (own, train) = match step.entering.train {
            Some(Train::Steps(steps)) => (steps, Some(Train::Steps(steps + owed))),
            Some(Train::On) => (0, Some(Train::On)),
            _ if owed > 0 => (0, Some(Train::Steps(owed))),
            train => (0, train),
        };
        self.training = own + owed;
        self.made = 0;
        self.met = false;
        let entry = Entry {
            scene: self.entered[self.at].clone(),
            replay: step.entering.replay,
            train,
        };
        self.record.at = step.id.clone();
        self.comparison = None;
        self.waiting = match &step.kind {
            _ if self.training > 0 => Some(Waiting::Training(self.training)),
            Kind::Predict(_) if self.answer().is_none() => Some(Waiting::Answer),
            Kind::Do { until, .. } => Some(Waiting::Conditions((0..until.len()).collect())),
            _ => None,
        };
        entry
    }

    /// Whether the present step was passed before: who comes back is not held up again.
    fn is_passed(&self) -> bool {
        self.at < self.reached || self.record.done.contains(&self.step().id)
    }

    fn waits(&self, state: &State<'_>) -> Option<Waiting> {
        let step = self.step();
        let left = self.training.saturating_sub(self.made);
        if left > 0 {
            return Some(Waiting::Training(left));
        }
        match &step.kind {
            Kind::Predict(_) => self.answer().is_none().then_some(Waiting::Answer),
            Kind::Do { until, .. } => {
                let holds =
                    |place: &usize| until[*place].holds(&|name| readings::read(name, state));
                let unmet: Vec<usize> = (0..until.len()).filter(|place| !holds(place)).collect();
                (!unmet.is_empty()).then_some(Waiting::Conditions(unmet))
            }
            Kind::Look | Kind::Compare { .. } | Kind::Free => None,
        }
    }

    fn compared(&self, state: &State<'_>) -> Option<Comparison> {
        let (of, question) = self.lesson.asked(self.at)?;
        let answer = self.answer();
        let (truth, right) = held_against(question, answer, state)?;
        Some(Comparison {
            of,
            answer,
            truth,
            right,
        })
    }
}

#[cfg(test)]
mod tests;
