//! What a learner is about to answer: a number on its slider, or a mark on the circle, until it is given.

mod circle;

use crate::lesson::{Answer, Kind, Number, Player, Question, Truth};

/// The answer that is being made, and what came of one that is compared.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Guess {
    /// The number where it stands now.
    pub value: f64,
    /// It can be moved still.
    pub open: bool,
    /// Somebody put it where it stands; before, it stands in the middle, which nobody said.
    pub moved: bool,
    /// What was predicted and what is, where the step compares two numbers.
    pub compared: Option<(Option<f64>, f64)>,
    on_circle: bool,
    range: (f64, f64),
    given: Option<Answer>,
    /// The pointer is on the mark, or drags it.
    hovered: bool,
    held: bool,
}

impl Guess {
    /// The one of the step that is in front.
    pub fn at(player: &Player) -> Self {
        let of = match player.step().kind {
            Kind::Predict(_) => player.at(),
            Kind::Compare { of } => of,
            _ => return Self::default(),
        };
        let (number, on_circle) = match player.lesson().question(of) {
            Some(Question::Number(number)) => (number, false),
            Some(Question::Handle { number, .. }) => (number, true),
            Some(Question::Choice(_)) | None => return Self::default(),
        };
        let middle = 0.5 * (number.range.0 + number.range.1);
        let value = match player.answer() {
            Some(Answer::Number(value)) => value,
            _ => rounded(middle, number),
        };
        Self {
            value,
            moved: player.answer().is_some(),
            open: of == player.at() && player.is_open(of),
            on_circle,
            range: number.range,
            ..Self::default()
        }
    }

    /// Whether it is a mark on the circle of the laboratory.
    pub fn is_on_circle(&self) -> bool {
        self.on_circle
    }

    /// Whether the pointer is on the mark.
    pub fn is_busy(&self) -> bool {
        self.hovered || self.held
    }

    /// Moves it, as far as it can be moved.
    pub fn move_to(&mut self, value: f64) {
        if self.open && value.is_finite() {
            self.value = value.clamp(self.range.0, self.range.1);
            self.moved = true;
        }
    }

    /// Takes over what a comparison found.
    pub fn see(&mut self, player: &Player) {
        let found = player.comparison().and_then(|found| match found.truth {
            Truth::Number(truth) => Some((found.answer, truth)),
            Truth::Choices(_) => None,
        });
        self.compared = found.map(|(answer, truth)| {
            let said = answer.and_then(|answer| match answer {
                Answer::Number(said) => Some(said),
                Answer::Choice(_) => None,
            });
            (said, truth)
        });
    }

    /// Gives an answer.
    pub fn give(&mut self, answer: Answer) {
        self.given = Some(answer);
    }

    /// What was given since this was asked last.
    pub fn given(&mut self) -> Option<Answer> {
        self.given.take()
    }
}

/// To the digits that the number is asked for with.
pub fn rounded(value: f64, number: &Number) -> f64 {
    let digits = 10_f64.powi(number.decimals as i32);
    (value * digits).round() / digits
}
