//! One step, and whether what it speaks of is there.

use super::{
    LessonError, entering, is_id, no_id, planned,
    question::{self, KEYS},
    table::Section,
};
use crate::{
    figure::lab,
    lesson::{
        change::Change,
        condition::Condition,
        expr::Name,
        model::{Kind, Lesson, Plan, Question, Right, Step, Train},
        readings,
        scene::{Front, Scene},
        target::{Hide, Target},
        text::Text,
    },
    loss,
};

/// The keys of every step.
const COMMON: [&str; 13] = [
    "id",
    "kind",
    "text",
    "at",
    "hide",
    "preset",
    "experiment",
    "lab",
    "place",
    "show",
    "set",
    "replay",
    "run",
];

/// The kinds, and the keys that they have beside those of every step.
const KINDS: [(&str, &[&str]); 5] = [
    ("look", &[]),
    ("predict", &KEYS),
    ("do", &["until", "example"]),
    ("compare", &["of"]),
    ("free", &[]),
];

/// The next step of `lesson`.
pub fn step(mut section: Section<'_>, lesson: &Lesson) -> Result<Step, LessonError> {
    section.call(format!("step {}", lesson.steps.len() + 1));
    let every: Vec<&str> = COMMON
        .iter()
        .chain(KINDS.iter().flat_map(|(_, own)| *own))
        .copied()
        .collect();
    section.only(&every)?;
    let id = section.needed_text("id", "a short name of the step")?;
    if !is_id(&id) {
        return Err(section.wrong("id", no_id(&id)));
    }
    if lesson.place(&id).is_some() {
        return Err(section.wrong(
            "id",
            format!("found \"{id}\" again, expected a name that no other step has"),
        ));
    }
    section.call(format!("step \"{id}\""));
    let kind = own_keys(&mut section)?;
    let entering = entering::entering(&mut section, &lesson.id)?;
    let before = lesson
        .steps
        .last()
        .map_or(&lesson.start, |step| &step.plan.left);
    let mut plan = planned(&section, &entering, before)?;
    let at = section.text("at")?.map(|text| Target::parse(&text));
    let step = Step {
        text: section.needed_words("text", Text::parse)?,
        at: at
            .transpose()
            .map_err(|problem| section.wrong("at", problem))?,
        hide: section.list("hide", hidden)?,
        kind: self::kind(kind, &mut section, lesson, &mut plan)?,
        id,
        entering,
        plan,
    };
    check(&step, &section, lesson)?;
    Ok(step)
}

/// The kind of the step, which has no key of another kind.
fn own_keys(section: &mut Section<'_>) -> Result<&'static str, LessonError> {
    let names = KINDS.map(|(name, _)| name).join(", ");
    let found = section.needed_text("kind", &format!("one of {names}"))?;
    let Some((kind, own)) = KINDS.iter().find(|(name, _)| *name == found) else {
        return Err(section.wrong(
            "kind",
            format!("found \"{found}\", expected one of {names}"),
        ));
    };
    let others = KINDS
        .iter()
        .flat_map(|(name, keys)| keys.iter().map(move |key| (*name, *key)));
    let other = others
        .into_iter()
        .find(|(_, key)| section.has(key) && !own.contains(key));
    match other {
        Some((name, key)) => Err(section.wrong(
            key,
            format!("found it in a step of the kind {kind}, expected it in one of the kind {name}"),
        )),
        None => Ok(kind),
    }
}

fn kind(
    name: &str,
    section: &mut Section<'_>,
    lesson: &Lesson,
    plan: &mut Plan,
) -> Result<Kind, LessonError> {
    Ok(match name {
        "predict" => Kind::Predict(question::question(section)?),
        "do" => {
            let until = section.list("until", Condition::parse)?;
            if until.is_empty() {
                return Err(section.wrong(
                    "",
                    "found no until, expected conditions such as [\"loss.m >= 0.3\"]",
                ));
            }
            let example = section.list("example", Change::parse)?;
            for change in &example {
                let made = change.apply(&mut plan.left);
                made.map_err(|problem| section.wrong("example", problem))?;
            }
            Kind::Do { until, example }
        }
        "compare" => {
            let of = section.needed_text("of", "the id of a step that asked")?;
            let asked = lesson
                .place(&of)
                .filter(|of| lesson.question(*of).is_some());
            let asking = lesson
                .steps
                .iter()
                .filter(|step| matches!(step.kind, Kind::Predict(_)));
            let asking: Vec<&str> = asking.map(|step| step.id.as_str()).collect();
            let expected = match asking.is_empty() {
                true => "a step of the kind predict before this one".to_owned(),
                false => format!("one of the steps that asked before: {}", asking.join(", ")),
            };
            Kind::Compare {
                of: asked.ok_or_else(|| {
                    section.wrong("of", format!("found \"{of}\", expected {expected}"))
                })?,
            }
        }
        "free" => Kind::Free,
        _ => Kind::Look,
    })
}

fn hidden(name: &str) -> Result<Hide, String> {
    Hide::find(name).ok_or_else(|| {
        let known: Vec<&str> = Hide::ALL.iter().map(|hide| hide.id()).collect();
        format!("found \"{name}\", expected among {}", known.join(", "))
    })
}

/// Holds that there is what the step speaks of.
fn check(step: &Step, section: &Section<'_>, lesson: &Lesson) -> Result<(), LessonError> {
    let (entered, left) = (&step.plan.entered, &step.plan.left);
    let readable = |key: &str, names: Vec<&Name>| {
        let unread = names
            .into_iter()
            .find_map(|name| readings::check(name, entered).err());
        unread.map_or(Ok(()), |problem| Err(section.wrong(key, problem)))
    };
    for text in step.text.both() {
        readable("text", text.names())?;
    }
    match &step.kind {
        Kind::Predict(Question::Choice(choices)) => {
            let said = choices.iter().flat_map(|choice| choice.text.both());
            readable("choice", said.flat_map(Text::names).collect())?;
        }
        Kind::Predict(Question::Handle { .. }) if entered.front != Front::Laboratory => {
            let problem = "found a handle beside a run, expected one in the laboratory";
            return Err(section.wrong("handle", problem));
        }
        Kind::Do { until, .. } => {
            let left = |name: &Name| readings::check(name, left).err();
            let unread = until.iter().flat_map(Condition::names).find_map(left);
            unread.map_or(Ok(()), |problem| Err(section.wrong("until", problem)))?;
        }
        Kind::Compare { of } => readable("of", truths(lesson, *of))?,
        _ => {}
    }
    if let Some(Train::On | Train::Steps(_)) = step.entering.train
        && entered.session.is_none()
    {
        return Err(section.wrong("run", "found no run, expected one that was opened before"));
    }
    let at = step.at.as_ref().map_or(Ok(()), |at| pointed(at, entered));
    at.map_err(|problem| section.wrong("at", problem))
}

/// The readings that decide what was right in the step that asked.
fn truths(lesson: &Lesson, of: usize) -> Vec<&Name> {
    match lesson.question(of) {
        Some(Question::Number(number) | Question::Handle { number, .. }) => number.truth.names(),
        Some(Question::Choice(choices)) => {
            let conditions = choices.iter().flat_map(|choice| match &choice.right {
                Right::If(conditions) => conditions.as_slice(),
                Right::Known(_) | Right::Otherwise => &[],
            });
            conditions.flat_map(Condition::names).collect()
        }
        None => Vec::new(),
    }
}

/// Holds that there is what is pointed at.
fn pointed(at: &Target, scene: &Scene) -> Result<(), String> {
    let lanes = scene
        .session
        .as_ref()
        .and_then(|session| session.experiments().ok())
        .unwrap_or_default();
    match at {
        Target::Knob(key) => match key.strip_prefix("lab.") {
            Some(knob) => {
                let own = scene.lab.as_ref().and_then(|lab| loss::find(lab.loss));
                let known =
                    own.is_some_and(|loss| lab::knobs(loss).iter().any(|own| own.id == knob));
                let place = matches!(
                    knob,
                    "w1.angle"
                        | "w1.length"
                        | "w2.angle"
                        | "w2.length"
                        | "x.angle"
                        | "x.length"
                        | "x.off_plane"
                );
                (known || place).then_some(()).ok_or(format!("found \"{at}\", expected a knob of the laboratory's loss, or one of its vectors such as knob:lab.x.angle"))
            }
            None => {
                let known = lanes.iter().any(|(_, lane)| lane.number(key).is_some());
                known.then_some(()).ok_or(format!(
                    "found \"{at}\", expected a number of the experiment such as knob:loss.m"
                ))
            }
        },
        Target::Lane(name) => {
            let known: Vec<&str> = lanes.iter().map(|(name, _)| name.as_str()).collect();
            known.contains(&name.as_str()).then_some(()).ok_or(format!(
                "found \"{at}\", expected one of the lanes {}",
                known.join(", ")
            ))
        }
        Target::Place(place) => {
            let of_lab = place.id().starts_with("lab.");
            let in_front = scene.front == Front::Laboratory;
            match of_lab == in_front {
                true => Ok(()),
                false if of_lab => Err(format!(
                    "found \"{at}\", expected a part of the figures' window, which is in front here"
                )),
                false => Err(format!(
                    "found \"{at}\", expected a part of the laboratory, which is in front here"
                )),
            }
        }
        Target::Chart(_) | Target::View(_) if scene.front == Front::Laboratory => Err(format!(
            "found \"{at}\", expected a part of the laboratory, which is in front here"
        )),
        Target::Chart(_) | Target::View(_) => Ok(()),
    }
}
