//! Whether a run is sound: the one notion of it, for window, command line, summaries and reports.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::math::share;
use crate::text::{Language, t, tf, within};

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

impl Health {
    /// What happened, at which step, and what to try, in the language that is spoken; nothing for a sound run. A learning
    /// `rate` is named where it is to blame.
    pub fn told(&self, rate: Option<f64>) -> String {
        let Some(cause) = self.cause() else {
            return String::new();
        };
        let advice = match (cause, rate) {
            (Cause::LargeSteps, Some(rate)) => {
                tf("cause-large-steps-now", &[("rate", &rate.to_string())])
            }
            // Where classes have become one for no other reason than the loss: with a fixed scale they cannot pass each
            // other on a circle.
            (Cause::Loss, _) if matches!(self, Self::Merged { .. }) => t("cause-apart").to_owned(),
            _ => cause.advice().to_owned(),
        };
        tf(
            "health-advice",
            &[("what", &self.what()), ("advice", &advice)],
        )
    }

    /// What happened, without what to try.
    fn what(&self) -> String {
        let since = self.since().unwrap_or_default().to_string();
        let since = ("since", since.as_str());
        let percent = |part: f64| format!("{:.1} %", share::percent(part, 1));
        match *self {
            Self::Sound => String::new(),
            Self::NotFinite { what, .. } => {
                tf("health-not-finite", &[since, ("what", what.told())])
            }
            Self::Diverged { loss, start, .. } => {
                let [loss, start] = [loss, start].map(|value| match value.abs() >= 1e7 {
                    true => format!("{value:.1e}"),
                    false => format!("{value:.3}"),
                });
                tf(
                    "health-diverged",
                    &[since, ("loss", &loss), ("start", &start)],
                )
            }
            Self::OnePoint { spread_deg, .. } => {
                let spread = format!("{spread_deg:.1}°");
                tf("health-one-point", &[since, ("spread", &spread)])
            }
            Self::Chance {
                accuracy,
                chance,
                best: (best, at),
                ..
            } => {
                let [right, chance, best] = [accuracy, chance, best].map(percent);
                let at = at.to_string();
                let numbers = [
                    ("right", &*right),
                    ("chance", &*chance),
                    ("best", &*best),
                    ("at", &*at),
                    since,
                ];
                tf("health-chance", &numbers)
            }
            Self::Merged { lost, classes, .. } => {
                let [lost, classes] = [lost, classes].map(|count| count.to_string());
                let numbers = [since, ("lost", &*lost), ("classes", &*classes)];
                tf("health-merged", &numbers)
            }
        }
    }
}

/// [`Health::told`] in English, for files and the command line.
impl fmt::Display for Health {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&within(Language::English, || self.told(None)))
    }
}

impl Quantity {
    /// That it is no number, in the language that is spoken.
    pub fn told(self) -> &'static str {
        match self {
            Self::Inputs => t("quantity-inputs"),
            Self::Features => t("quantity-features"),
            Self::Loss => t("quantity-loss"),
            Self::Gradient => t("quantity-gradient"),
            Self::Network => t("quantity-network"),
            Self::ClassWeights => t("quantity-class-weights"),
        }
    }
}

impl Cause {
    /// What to try, in the language that is spoken.
    pub fn advice(self) -> &'static str {
        match self {
            Self::LargeSteps => t("cause-large-steps"),
            Self::Decay => t("cause-decay"),
            Self::Data => t("cause-data"),
            Self::Loss => t("cause-loss"),
        }
    }
}
