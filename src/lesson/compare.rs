//! A prediction beside what is.

use super::{
    condition::Condition,
    expr::Name,
    model::{Choice, Question, Right},
    progress::Answer,
    readings,
    state::State,
};

/// A prediction beside what is.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// The place of the step that asked.
    pub of: usize,
    /// What was predicted; `None` where the question was passed by.
    pub answer: Option<Answer>,
    /// What is.
    pub truth: Truth,
    /// Whether the prediction was right; `None` where there was none.
    pub right: Option<bool>,
}

/// What is.
#[derive(Clone, Debug, PartialEq)]
pub enum Truth {
    /// The number that was asked for.
    Number(f64),
    /// The choices that are right, by their places.
    Choices(Vec<usize>),
}

/// The choices that are right, by their places; `None` while that cannot be said.
fn right(choices: &[Choice], read: &dyn Fn(&Name) -> f64) -> Option<Vec<usize>> {
    let of = |is_right: &dyn Fn(&Right) -> bool| -> Vec<usize> {
        let places = 0..choices.len();
        places
            .filter(|place| is_right(&choices[*place].right))
            .collect()
    };
    let right = of(&|right| match right {
        Right::Known(right) => *right,
        Right::If(conditions) => conditions.iter().all(|condition| condition.holds(read)),
        Right::Otherwise => false,
    });
    let otherwise = of(&|right| *right == Right::Otherwise);
    if !right.is_empty() || otherwise.is_empty() {
        return Some(right);
    }
    // What has no value yet is not so, but the others are not wrong for that.
    let conditions = choices.iter().flat_map(|choice| match &choice.right {
        Right::If(conditions) => conditions.as_slice(),
        _ => &[],
    });
    let mut names = conditions.flat_map(Condition::names);
    names
        .all(|name| read(name).is_finite())
        .then_some(otherwise)
}

/// What is, and whether the answer says so; `None` while it cannot be read.
pub(super) fn held_against(
    question: &Question,
    answer: Option<Answer>,
    state: &State<'_>,
) -> Option<(Truth, Option<bool>)> {
    let read = |name: &Name| readings::read(name, state);
    match question {
        Question::Number(number) | Question::Handle { number, .. } => {
            let truth = Some(number.truth.value(&read)).filter(|truth| truth.is_finite())?;
            let right = answer.map(|answer| match answer {
                Answer::Number(found) => (found - truth).abs() <= number.tolerance,
                Answer::Choice(_) => false,
            });
            Some((Truth::Number(truth), right))
        }
        Question::Choice(choices) => {
            let right = right(choices, &read)?;
            let said = answer.map(|answer| match answer {
                Answer::Choice(place) => right.contains(&place),
                Answer::Number(_) => false,
            });
            Some((Truth::Choices(right), said))
        }
    }
}
