//! What a step, or the start of a lesson, opens and changes.

use toml::Value;

use super::{LessonError, table::Section};
use crate::{
    figure::{Show, lab::Lab},
    lesson::{
        change::Change,
        model::{Entering, Train},
        scene::{Front, Opening},
    },
    train::{Session, shown},
};

/// More steps in a row than this nobody waits for.
const LONGEST: u64 = 1_000_000;

/// What the keys of `section` say. `lesson` is the lesson's id.
pub fn entering(section: &mut Section<'_>, lesson: &str) -> Result<Entering, LessonError> {
    Ok(Entering {
        open: opening(section, lesson)?,
        front: front(section)?,
        show: show(section)?,
        set: section.list("set", Change::parse)?,
        replay: section.flag("replay")?.unwrap_or(false),
        train: train(section)?,
    })
}

fn opening(section: &mut Section<'_>, lesson: &str) -> Result<Option<Opening>, LessonError> {
    let given = ["preset", "experiment", "lab"]
        .into_iter()
        .filter(|key| section.has(key));
    let given: Vec<&str> = given.collect();
    if let [first, second, ..] = given[..] {
        let problem =
            format!("found it beside {first}, expected one of preset, experiment and lab");
        return Err(section.wrong(second, problem));
    }
    if let Some(id) = section.text("preset")? {
        let session = Session::preset(&id).map_err(|why| section.wrong("preset", why.problem))?;
        return Ok(Some(Opening::Run(Box::new(session))));
    }
    if let Some(id) = section.text("lab")? {
        let lab = Lab::preset(&id).map_err(|why| section.wrong("lab", why))?;
        return Ok(Some(Opening::Laboratory(Box::new(lab))));
    }
    let Some(table) = section.table("experiment")? else {
        return Ok(None);
    };
    let path = section.key("experiment");
    let (file, lines) = (section.file.name, &section.file.lines);
    let row = |key: &str| lines.find(&format!("{path}.{key}"));
    let session = Session::from_table(lesson, table, file, &row)?;
    Ok(Some(Opening::Run(Box::new(session))))
}

fn front(section: &mut Section<'_>) -> Result<Option<Front>, LessonError> {
    match section.text("place")?.as_deref() {
        None => Ok(None),
        Some("figures") => Ok(Some(Front::Figures)),
        Some("laboratory") => Ok(Some(Front::Laboratory)),
        Some(other) => Err(section.wrong(
            "place",
            format!("found \"{other}\", expected figures or laboratory"),
        )),
    }
}

fn show(section: &mut Section<'_>) -> Result<Option<Vec<String>>, LessonError> {
    if !section.has("show") {
        return Ok(None);
    }
    let list = section.list("show", |entry| Ok(entry.to_owned()))?;
    // Its messages name the key.
    Show::parse(&list).map_err(|why| section.wrong("", why))?;
    Ok(Some(list))
}

fn train(section: &mut Section<'_>) -> Result<Option<Train>, LessonError> {
    let steps = |found: &i64| {
        u64::try_from(*found)
            .ok()
            .filter(|steps| (1..=LONGEST).contains(steps))
    };
    match section.value("run") {
        None => Ok(None),
        Some(Value::Boolean(true)) => Ok(Some(Train::On)),
        Some(Value::Boolean(false)) => Ok(Some(Train::Hold)),
        Some(Value::Integer(found)) if steps(&found).is_some() => {
            Ok(steps(&found).map(Train::Steps))
        }
        Some(other) => Err(section.wrong(
            "run",
            format!(
                "found {}, expected true, false or a number of steps",
                shown(&other)
            ),
        )),
    }
}
