//! What a step asks.

use toml::Value;

use super::{LessonError, table::Section};
use crate::{
    lesson::{
        condition::Condition,
        expr::Expr,
        model::{Choice, Handle, Number, Question, Right},
        text::Text,
        words::Words,
    },
    train::shown,
};

/// The keys of a step that asks, beside those of every step.
pub const KEYS: [&str; 8] = [
    "ask",
    "choice",
    "unit",
    "range",
    "tolerance",
    "decimals",
    "truth",
    "handle",
];

/// Of a choice that is right where no other is.
const OTHERWISE: &str = "otherwise";

/// Degrees that a handle may be off where nothing else is said.
const NEAR: f64 = 3.0;

/// What the keys of `section` ask.
pub fn question(section: &mut Section<'_>) -> Result<Question, LessonError> {
    let ask = section.needed_text("ask", "choice, number or handle")?;
    let belongs: &[&str] = match ask.as_str() {
        "choice" => &["choice"],
        "number" => &["unit", "range", "tolerance", "decimals", "truth"],
        "handle" => &["handle", "tolerance", "decimals", "truth"],
        other => {
            return Err(section.wrong(
                "ask",
                format!("found \"{other}\", expected choice, number or handle"),
            ));
        }
    };
    if let Some(other) = KEYS
        .iter()
        .find(|key| section.has(key) && !belongs.contains(key))
    {
        let expected = belongs.join(", ");
        return Err(section.wrong(
            other,
            format!("found it where ask = \"{ask}\", expected {expected}"),
        ));
    }
    match ask.as_str() {
        "choice" => Ok(Question::Choice(choices(section)?)),
        "number" => {
            let truth = section.needed_text("truth", "a reading such as \"lab.loss\"")?;
            let range = section.range("range")?;
            let range = range.ok_or_else(|| {
                section.wrong(
                    "",
                    "found no range, expected the least and the greatest answer, such as [0, 90]",
                )
            })?;
            Ok(Question::Number(Number {
                unit: section
                    .words("unit", |unit| Ok(unit.to_owned()))?
                    .unwrap_or_else(|| Words::same(String::new())),
                range,
                tolerance: tolerance(section, (range.1 - range.0) / 20.0)?,
                decimals: decimals(section, 2)?,
                truth: expr(section, &truth)?,
            }))
        }
        _ => handle(section),
    }
}

fn handle(section: &mut Section<'_>) -> Result<Question, LessonError> {
    let name = section.needed_text("handle", "boundary or p1")?;
    let handle = Handle::ALL.into_iter().find(|handle| handle.id() == name);
    let handle = handle.ok_or_else(|| {
        section.wrong(
            "handle",
            format!("found \"{name}\", expected boundary or p1"),
        )
    })?;
    let truth = section
        .text("truth")?
        .unwrap_or_else(|| handle.reading().to_owned());
    let number = Number {
        unit: Words::same("°".to_owned()),
        range: (0.0, 180.0),
        tolerance: tolerance(section, NEAR)?,
        decimals: decimals(section, 1)?,
        truth: expr(section, &truth)?,
    };
    Ok(Question::Handle { handle, number })
}

fn expr(section: &Section<'_>, text: &str) -> Result<Expr, LessonError> {
    Expr::parse(text).map_err(|problem| section.wrong("truth", problem))
}

fn tolerance(section: &mut Section<'_>, usual: f64) -> Result<f64, LessonError> {
    match section.number("tolerance")? {
        None => Ok(usual),
        Some(found) if found > 0.0 => Ok(found),
        Some(found) => Err(section.wrong(
            "tolerance",
            format!("found {found}, expected a number above 0"),
        )),
    }
}

fn decimals(section: &mut Section<'_>, usual: usize) -> Result<usize, LessonError> {
    let found = section.whole_number("decimals", (0, 6))?;
    Ok(found.map_or(usual, |found| found as usize))
}

fn choices(section: &mut Section<'_>) -> Result<Vec<Choice>, LessonError> {
    let sections = section.sections("choice")?;
    if sections.len() < 2 {
        return Err(section.wrong(
            "choice",
            format!("found {} of them, expected two or more", sections.len()),
        ));
    }
    let choices: Vec<Choice> = sections.into_iter().map(choice).collect::<Result<_, _>>()?;
    let known = |right: bool| {
        choices
            .iter()
            .any(|choice| choice.right == Right::Known(right))
    };
    let asked = choices
        .iter()
        .any(|choice| matches!(choice.right, Right::If(_)));
    let otherwise = choices
        .iter()
        .filter(|choice| choice.right == Right::Otherwise);
    if otherwise.count() > usize::from(asked) {
        return Err(section.wrong(
            "choice",
            "found right = \"otherwise\", expected it once, beside choices with conditions",
        ));
    }
    match asked || known(true) {
        true => Ok(choices),
        false => Err(section.wrong(
            "choice",
            "found none that is right, expected right = true in one",
        )),
    }
}

fn choice(mut section: Section<'_>) -> Result<Choice, LessonError> {
    section.only(&["text", "right", "reply"])?;
    Ok(Choice {
        text: section.needed_words("text", Text::parse)?,
        right: match section.value("right") {
            None => Right::Known(false),
            Some(Value::Boolean(right)) => Right::Known(right),
            Some(Value::String(word)) if word == OTHERWISE => Right::Otherwise,
            Some(Value::String(condition)) => {
                let condition = Condition::parse(&condition);
                Right::If(vec![
                    condition.map_err(|problem| section.wrong("right", problem))?,
                ])
            }
            Some(Value::Array(all)) => {
                let text = |one: &Value| Condition::parse(one.as_str().unwrap_or_default());
                let all: Result<_, _> = all.iter().map(text).collect();
                Right::If(all.map_err(|problem| section.wrong("right", problem))?)
            }
            Some(other) => {
                let found = shown(&other);
                return Err(section.wrong(
                    "right",
                    format!("found {found}, expected true, false, \"otherwise\" or conditions"),
                ));
            }
        },
        reply: section.words("reply", Text::parse)?,
    })
}
