//! What a learner has done, to be remembered from one day to the next: by the ids of lessons and steps, so that a lesson that
//! is changed keeps what still applies.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::model::Lesson;

/// What was done in every lesson, by its id.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Progress(pub BTreeMap<String, Record>);

/// What was done in one lesson.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Record {
    /// The step that was in front when the lesson was left.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub at: String,
    /// Steps that were done.
    pub done: BTreeSet<String>,
    /// What was predicted, by the step that asked.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub answers: BTreeMap<String, Answer>,
}

/// What somebody predicted.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Answer {
    /// The choice at this place, counted from 0.
    Choice(usize),
    /// This number; of a handle, degrees.
    Number(f64),
}

impl Record {
    /// How many of the lesson's steps are done, and of how many.
    pub fn of(&self, lesson: &Lesson) -> (usize, usize) {
        let done = lesson
            .steps
            .iter()
            .filter(|step| self.done.contains(&step.id));
        (done.count(), lesson.steps.len())
    }

    /// Whether every step of the lesson is done.
    pub fn is_finished(&self, lesson: &Lesson) -> bool {
        let (done, all) = self.of(lesson);
        done == all
    }
}
