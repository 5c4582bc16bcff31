//! Lessons: what a learner is told, asked and shown, step by step, with every number read from the run or the laboratory.
//!
//! A [`Lesson`] is a file (TOML): [`parse`] reads one, [`open`] finds a built-in one by its id. A [`Player`] goes through it
//! and knows no window: it is handed the [`Scene`] that is there and gives back the one that a step wants; [`State`] is what
//! readings are read of. A [`Stage`] trains a scene without a window.

mod builtin;
mod change;
mod compare;
mod condition;
mod expr;
mod model;
mod nearest;
mod player;
mod progress;
mod read;
pub mod readings;
mod scene;
mod stage;
mod state;
mod target;
mod template;
mod text;
mod words;

pub use builtin::{is_of_course, lesson_ids, open};
pub use change::Change;
pub use compare::{Comparison, Truth};
pub use condition::Condition;
pub use expr::{Expr, Name};

pub use model::{
    Choice, Entering, Handle, Kind, Lesson, Number, Plan, Question, Right, Step, Train,
};
pub use player::{Bookmark, Entry, Player, Refused, Waiting};
pub use progress::{Answer, Progress, Record};
pub use read::{LessonError, parse};
pub use scene::{Front, Opening, Scene};
pub use stage::{Stage, StageError};
pub use state::{LaneNow, State};
pub use target::{Hide, Place, Target};
pub use template::{Format, Part, Template};
pub use text::{Block, Span, Text, Tone, plain};
pub use words::Words;
