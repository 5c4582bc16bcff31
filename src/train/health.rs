//! Whether a run is sound: the one notion of it, for window, command line, summaries and reports.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What is wrong with a run at the moment that it was measured, if anything is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum Health {
    /// Nothing is, as far as numbers tell, or too few steps were made to say.
    #[default]
    Sound,
    /// Something is no number any more; the run has ended.
    NotFinite {
        /// What it is.
        what: Quantity,
        /// The step that went wrong, from 0.
        step: u64,
        /// Where it comes from.
        cause: Cause,
    },
    /// The training loss has stood far above what untrained features cost under the same settings.
    Diverged {
        /// From about this step on.
        since: u64,
        /// Mean training loss of the last steps.
        loss: f64,
        /// What the untrained features cost.
        start: f64,
        /// Where it comes from.
        cause: Cause,
    },
    /// All features point in about one direction.
    OnePoint {
        /// From about this step on.
        since: u64,
        /// Median angle to their mean direction, degrees.
        spread_deg: f64,
        /// Where it comes from.
        cause: Cause,
    },
    /// Classes are told apart hardly better than by always naming the same one, and the loss is no lower than at the start.
    Chance {
        /// From about this step on.
        since: u64,
        /// Fraction that is right.
        accuracy: f64,
        /// What always naming the largest class would reach.
        chance: f64,
        /// The best that the run has had, and how many steps it had made.
        best: (f64, u64),
        /// Where it comes from.
        cause: Cause,
    },
    /// Some classes have no region of their own: hardly any sample is taken for them, or their directions have become one.
    Merged {
        /// From about this step on.
        since: u64,
        /// How many.
        lost: usize,
        /// Of so many.
        classes: usize,
        /// Where it comes from.
        cause: Cause,
    },
}

/// What can be no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Quantity {
    /// An input of the data.
    Inputs,
    /// The network's output.
    Features,
    /// The loss of a batch.
    Loss,
    /// Its gradient by the features.
    Gradient,
    /// A weight of the network, after an update.
    Network,
    /// A class weight or a bias, after an update.
    ClassWeights,
}

/// Where trouble comes from, as far as it can be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// Weights have moved by several times their own length in a few steps: the learning rate.
    LargeSteps,
    /// Weights are shrunk to nothing faster than they learn: learning rate times weight decay, whichever of them is large.
    Decay,
    /// No step had been made, or an input is no number: the data.
    Data,
    /// Neither: what the loss asks for.
    Loss,
}

impl Health {
    /// A word for files: `sound`, `not-finite`, `diverged`, `one-point`, `chance` or `merged`.
    pub fn id(&self) -> &'static str {
        match self {
            Self::Sound => "sound",
            Self::NotFinite { .. } => "not-finite",
            Self::Diverged { .. } => "diverged",
            Self::OnePoint { .. } => "one-point",
            Self::Chance { .. } => "chance",
            Self::Merged { .. } => "merged",
        }
    }

    /// The step that it went wrong at, or has been wrong from.
    pub fn since(&self) -> Option<u64> {
        match *self {
            Self::Sound => None,
            Self::NotFinite { step, .. } => Some(step),
            Self::Diverged { since, .. }
            | Self::OnePoint { since, .. }
            | Self::Chance { since, .. }
            | Self::Merged { since, .. } => Some(since),
        }
    }

    /// Where the trouble comes from.
    pub fn cause(&self) -> Option<Cause> {
        match *self {
            Self::Sound => None,
            Self::NotFinite { cause, .. }
            | Self::Diverged { cause, .. }
            | Self::OnePoint { cause, .. }
            | Self::Chance { cause, .. }
            | Self::Merged { cause, .. } => Some(cause),
        }
    }

    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        *self == Self::Sound
    }

    /// The same trouble keeps the step at which it was seen `before`.
    pub(super) fn or_since(mut self, before: &Self) -> Self {
        if self.id() == before.id()
            && let (
                Self::Diverged { since, .. }
                | Self::OnePoint { since, .. }
                | Self::Chance { since, .. }
                | Self::Merged { since, .. },
                Some(known),
            ) = (&mut self, before.since())
        {
            *since = known;
        }
        self
    }
}

/// What to try where classes have become one for no other reason than the loss: with a fixed scale they cannot pass each other
/// on a circle.
const APART: &str =
    "Try another seed, a longer warm-up or one dimension more; or ask for less: a smaller margin";

/// What happened, at which step, and what to try; nothing for a sound run.
impl fmt::Display for Health {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Sound => return Ok(()),
            Self::NotFinite { what, step, .. } => write!(f, "{what} at step {step}")?,
            Self::Diverged {
                since, loss, start, ..
            } => write!(
                f,
                "diverged: since step {since} the loss is {loss:.3}, where untrained features cost {start:.3}"
            )?,
            Self::OnePoint {
                since, spread_deg, ..
            } => write!(
                f,
                "collapsed: since step {since} half of all features lie within {spread_deg:.1}° of one direction"
            )?,
            Self::Chance {
                since,
                accuracy,
                chance,
                best: (best, at),
                ..
            } => write!(
                f,
                "collapsed: since step {since} {:.1} % are right, where always naming one class reaches {:.1} % (best: {:.1} % \
                 at step {at})",
                100.0 * accuracy,
                100.0 * chance,
                100.0 * best
            )?,
            Self::Merged {
                since,
                lost,
                classes,
                cause,
            } => {
                write!(
                    f,
                    "collapsed in part: since step {since} {lost} of {classes} classes have had no region of their own"
                )?;
                if cause == Cause::Loss {
                    return f.write_str(". ").and_then(|()| f.write_str(APART));
                }
            }
        }
        self.cause()
            .map_or(Ok(()), |cause| write!(f, ". {}", cause.advice()))
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Inputs => "an input of the data is no number",
            Self::Features => "the features are no longer numbers",
            Self::Loss => "the loss is no longer a number",
            Self::Gradient => "the gradient is no longer a number",
            Self::Network => "the network's weights are no longer numbers",
            Self::ClassWeights => "the class weights are no longer numbers",
        })
    }
}

impl Cause {
    /// What to try.
    pub fn advice(self) -> &'static str {
        match self {
            Self::LargeSteps => "Lower the learning rate",
            Self::Decay => "Lower the learning rate or the weight decay",
            Self::Data => "Look at the data",
            Self::Loss => "Ask for less: a smaller margin or a longer ramp; or try another seed",
        }
    }
}
