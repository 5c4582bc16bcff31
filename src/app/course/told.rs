//! What a step says at this moment: its text, its choices and its conditions, with every number read.

use crate::{
    app::{
        number,
        text::{t, tf},
    },
    lesson::{
        Answer, Block, Choice, Condition, Kind, Name, Player, Question, State, Text, readings,
    },
    text::language,
};

/// What the step says at this moment, its numbers read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Told {
    /// The text.
    pub text: Vec<Block>,
    /// The choices, where there are any.
    pub choices: Vec<Vec<Block>>,
    /// What there is to say to who chose what was chosen.
    pub reply: Vec<Block>,
    /// Each condition of the step, and whether it holds.
    pub conditions: Vec<(String, bool)>,
}

impl Told {
    /// Of what is there now.
    pub fn of(player: &Player, state: &State<'_>) -> Self {
        let read = |name: &_| readings::read(name, state);
        let filled = |text: &Text| text.filled(&read);
        let step = player.step();
        let choices = choices(player);
        let reply = chosen(player).and_then(|choice| choice.reply.as_ref());
        let reply = reply.filter(|_| matches!(step.kind, Kind::Compare { .. }));
        Self {
            text: filled(step.text.of(language())),
            choices: choices
                .iter()
                .map(|choice| filled(choice.text.of(language())))
                .collect(),
            reply: reply
                .map(|reply| filled(reply.of(language())))
                .unwrap_or_default(),
            conditions: match &step.kind {
                Kind::Do { until, .. } => until
                    .iter()
                    .map(|condition| (written(condition, state, &read), condition.holds(&read)))
                    .collect(),
                _ => Vec::new(),
            },
        }
    }
}

/// The choices that the step asks about, or compares.
fn choices(player: &Player) -> &[Choice] {
    let (lesson, at) = (player.lesson(), player.at());
    let asked = lesson.asked(at).map(|(_, question)| question);
    match lesson.question(at).or(asked) {
        Some(Question::Choice(choices)) => choices,
        _ => &[],
    }
}

fn chosen(player: &Player) -> Option<&Choice> {
    match player.answer()? {
        Answer::Choice(place) => choices(player).get(place),
        Answer::Number(_) => None,
    }
}

/// A reading of the laboratory as its figures and numbers call it.
fn in_letters(name: &str) -> String {
    match name {
        "lambda" => "λ",
        "theta1" => "θ₁",
        "theta2" => "θ₂",
        "p1" => "P₁",
        "p2" => "P₂",
        "boundary" => "P₀",
        "apart" => "Θ",
        "loss" => t("lab-value"),
        "posterior" => t("lab-posterior"),
        "pull" => t("lab-pull"),
        "met" => t("lab-is-met"),
        other => other,
    }
    .to_owned()
}

/// Whether the feature meets its margin, as conditions have it.
const IS_MET: &str = "lab.met";

/// A condition as a person reads it, with what the number is now.
fn written(condition: &Condition, state: &State<'_>, read: &dyn Fn(&Name) -> f64) -> String {
    // It is so or not, and no number that says anything.
    if condition.demands() == (IS_MET, ">=") {
        return t("lesson-met").to_owned();
    }
    let (left, sign) = condition.demands();
    let mut text = left.to_owned();
    let lane = state.lanes.first();
    for name in condition.names() {
        let of = name.to_string();
        let knob = lane.and_then(|lane| lane.experiment.number(&name.name));
        let called = match knob {
            Some((knob, _)) => knob.letter().to_owned(),
            None if name.name == "steps_since" => t("lesson-steps-since").to_owned(),
            None => in_letters(of.trim_start_matches("lab.")),
        };
        text = text.replace(&of, &called);
    }
    let sign = sign.replace(">=", "≥").replace("<=", "≤");
    let plain = |value: f64| number::plain((value * 1e3).round() / 1e3);
    // A bound has many digits, and nobody hits the last ones.
    let bar = match condition.bar(read) {
        bar if bar.abs() >= 1.0 => (bar * 10.0).round() / 10.0,
        bar => bar,
    };
    let text = format!("{text} {sign} {}", plain(bar));
    let now = condition.now(read);
    match now.is_finite() {
        true => tf("lesson-now", &[("what", &text), ("now", &plain(now))]),
        false => text,
    }
}
