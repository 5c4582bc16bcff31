//! From a file to a lesson.

mod entering;
mod question;
mod step;
mod table;

use toml::Table;

use self::table::{File, Section};
use super::{
    model::{Entering, Lesson, Plan},
    scene::{Front, Scene},
};
use crate::train::{LONGEST_NAME, Lines, cut, toml_of};

pub use table::LessonError;

/// A lesson takes an hour at most.
const LONGEST: i64 = 60;

/// Reads a lesson. `name` is what messages call the text.
///
/// # Errors
/// When the text is not TOML, a key is missing, unknown or has a value that does not fit, or a step speaks of something that
/// is not there.
pub fn parse(name: &str, text: &str) -> Result<Lesson, LessonError> {
    let table: Table = toml_of(text).map_err(|error| LessonError {
        file: name.to_owned(),
        line: error.row,
        problem: error.problem,
    })?;
    let file = File {
        name,
        lines: Lines::new(text),
    };
    lesson(Section::whole(&file, table))
}

fn lesson(mut whole: Section<'_>) -> Result<Lesson, LessonError> {
    whole.only(&["id", "title", "minutes", "start", "step"])?;
    let id = whole.needed_text("id", "a short name of the lesson, such as \"softmax\"")?;
    if !is_id(&id) {
        return Err(whole.wrong("id", no_id(&id)));
    }
    let title = whole.needed_words("title", |title| Ok(title.to_owned()))?;
    let minutes = whole.whole_number("minutes", (1, LONGEST))?;
    let minutes = minutes
        .ok_or_else(|| whole.wrong("", "found no minutes, expected how long the lesson takes"))?;
    let start = whole.section("start")?;
    let mut start = start
        .ok_or_else(|| whole.wrong("", "found no [start], expected what the lesson starts with"))?;
    start.call("start".to_owned());
    let start = started(start, &id)?;
    let sections = whole.sections("step")?;
    if sections.is_empty() {
        return Err(whole.wrong("", "found no [[step]], expected one or more"));
    }
    let mut lesson = Lesson {
        id,
        title,
        minutes: minutes as u32,
        start,
        steps: Vec::new(),
    };
    for section in sections {
        let step = step::step(section, &lesson)?;
        lesson.steps.push(step);
    }
    Ok(lesson)
}

/// What is there before the first step.
fn started(mut start: Section<'_>, id: &str) -> Result<Scene, LessonError> {
    start.only(&["preset", "experiment", "lab", "show", "set"])?;
    let nothing = Scene {
        session: None,
        lab: None,
        front: Front::Figures,
    };
    let opened = entering::entering(&mut start, id)?;
    if opened.open.is_none() {
        return Err(start.wrong(
            "",
            "found nothing to open, expected preset, experiment or lab",
        ));
    }
    Ok(planned(&start, &opened, &nothing)?.entered)
}

/// What is there after `entering` from `before`.
fn planned(
    section: &Section<'_>,
    entering: &Entering,
    before: &Scene,
) -> Result<Plan, LessonError> {
    let mut scene = before.clone();
    let without_edits = Entering {
        set: Vec::new(),
        ..entering.clone()
    };
    without_edits
        .apply(&mut scene)
        .map_err(|why| section.wrong("", why))?;
    for change in &entering.set {
        change
            .apply(&mut scene)
            .map_err(|why| section.wrong("set", why))?;
    }
    let (wants, has) = match scene.front {
        Front::Figures => ("a run", scene.session.is_some()),
        Front::Laboratory => ("a laboratory", scene.lab.is_some()),
    };
    match has {
        true => Ok(Plan {
            left: scene.clone(),
            entered: scene,
        }),
        false => Err(section.wrong(
            "place",
            format!("found no such thing, expected {wants} that was opened before"),
        )),
    }
}

/// Ids become names of files and keys of settings.
pub fn is_id(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    (1..=LONGEST_NAME).contains(&text.len()) && text.chars().all(fits)
}

fn no_id(found: &str) -> String {
    let expected = match found.len() > LONGEST_NAME {
        true => format!("at most {LONGEST_NAME} letters, digits, - and _"),
        false => "a name of letters, digits, - and _".to_owned(),
    };
    format!("found \"{}\", expected {expected}", cut(found))
}

#[cfg(test)]
mod tests;
