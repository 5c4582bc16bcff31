//! The course: every lesson is read, is whole in both languages, and is gone through from its first step to its last with
//! real training, with right and with wrong predictions.

use std::{collections::BTreeSet, sync::Arc};

use marginscope::{
    lesson::{
        self, Answer, Kind, Lesson, Part, Player, Question, Record, Scene, Stage, Template, Text,
        Tone, Truth, Words, lesson_ids, readings,
    },
    text::Language,
};
use toml::{Table, Value};

fn lessons() -> Vec<Lesson> {
    lesson_ids().map(|id| lesson::open(id).unwrap()).collect()
}

/// Every text of a lesson with where it stands.
fn texts(lesson: &Lesson) -> Vec<(String, &Words<Text>)> {
    let mut all = Vec::new();
    for step in &lesson.steps {
        let place = format!("{}, step {}", lesson.id, step.id);
        all.push((place.clone(), &step.text));
        if let Kind::Predict(Question::Choice(choices)) = &step.kind {
            for choice in choices {
                all.push((format!("{place}, a choice"), &choice.text));
                all.extend(
                    choice
                        .reply
                        .as_ref()
                        .map(|reply| (format!("{place}, a reply"), reply)),
                );
            }
        }
    }
    all
}

#[test]
fn the_course_is_in_its_order() {
    let ids: Vec<&str> = lesson_ids().collect();
    assert_eq!(ids[0], "softmax");
    assert_eq!(ids.last(), Some(&"one-formula"));
    for (id, lesson) in ids.iter().zip(lessons()) {
        assert_eq!(*id, lesson.id);
        assert!((3..=8).contains(&lesson.minutes), "{id}");
        assert!(
            (6..=12).contains(&lesson.steps.len()),
            "{id}: {} steps",
            lesson.steps.len()
        );
        let of = |kind: &str| {
            lesson
                .steps
                .iter()
                .filter(|step| step.kind.id() == kind)
                .count()
        };
        assert!(of("predict") >= 1 && of("compare") == of("predict"), "{id}");
        for kind in ["look", "do", "free"] {
            assert!(of(kind) >= 1, "{id} has no step of the kind {kind}");
        }
    }
}

/// Keys that say something to a person.
const SAID: [&str; 3] = ["title", "text", "reply"];

/// The places below `table` where something is not said in both languages.
fn unsaid(path: &str, table: &Table) -> Vec<String> {
    let mut found = Vec::new();
    for (key, value) in table {
        let path = format!("{path}.{key}");
        if SAID.contains(&key.as_str()) {
            let both = ["en", "zh"].iter().all(|language| {
                let said = value.get(language).and_then(Value::as_str);
                said.is_some_and(|said| !said.trim().is_empty())
            });
            found.extend((!both).then_some(path));
            continue;
        }
        match value {
            Value::Table(inner) => found.extend(unsaid(&path, inner)),
            Value::Array(all) => {
                let tables = all
                    .iter()
                    .enumerate()
                    .filter_map(|(at, one)| Some((at, one.as_table()?)));
                found.extend(tables.flat_map(|(at, inner)| unsaid(&format!("{path}.{at}"), inner)));
            }
            _ => {}
        }
    }
    found
}

#[test]
fn everything_is_said_in_both_languages() {
    for id in lesson_ids() {
        let file = format!("{}/assets/lessons/{id}.toml", env!("CARGO_MANIFEST_DIR"));
        let table: Table = toml::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
        assert_eq!(unsaid(id, &table), Vec::<String>::new());
    }
    for (place, text) in lessons().iter().flat_map(texts) {
        let chinese = lesson::plain(&text.chinese.filled(&|_| 0.0));
        let has = chinese
            .chars()
            .any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        // A choice may be the name of a lane.
        assert!(has || text.english == text.chinese, "{place}: {chinese}");
        // Signs that belong to the other script.
        let english = lesson::plain(&text.english.filled(&|_| 0.0));
        assert!(
            !english.contains(['，', '。', '：', '？']),
            "{place}: {english}"
        );
        assert!(
            !chinese.contains(", ") || chinese.contains("θ(W"),
            "{place}: {chinese}"
        );
    }
}

/// The numbers of a text as they are read and written, in no order.
fn numbers(text: &Text) -> Vec<String> {
    let mut found = Vec::new();
    for block in &text.0 {
        let templates = match block {
            lesson::Block::Formula(formula) => vec![formula],
            lesson::Block::Paragraph(spans) => spans.iter().map(|span| &span.text).collect(),
            lesson::Block::List { items, .. } => {
                items.iter().flatten().map(|span| &span.text).collect()
            }
        };
        found.extend(templates.into_iter().flat_map(read_in));
    }
    found.sort();
    found
}

/// The numbers of a line, also of the words that depend on some, and what these depend on.
fn read_in(template: &Template) -> Vec<String> {
    let of = |part: &Part| match part {
        Part::Text(_) => Vec::new(),
        Part::Number { .. } => vec![format!("{part:?}")],
        Part::Either { cases, other } => {
            let case = |(conditions, said): &(Vec<_>, Template)| {
                [vec![format!("{conditions:?}")], read_in(said)].concat()
            };
            let cases = cases.iter().flat_map(case);
            cases.chain(read_in(other)).collect()
        }
    };
    template.0.iter().flat_map(of).collect()
}

#[test]
fn both_languages_tell_the_same_numbers_and_formulas() {
    for (place, text) in lessons().iter().flat_map(texts) {
        assert_eq!(numbers(&text.english), numbers(&text.chinese), "{place}");
        let formulas = |text: &Text| -> Vec<String> {
            text.formulas()
                .iter()
                .map(|formula| formula.filled(&|_| 0.5))
                .collect()
        };
        assert_eq!(formulas(&text.english), formulas(&text.chinese), "{place}");
    }
}

/// Words of an English text at most, and formulas.
const MOST_WORDS: usize = 60;
const MOST_FORMULAS: usize = 1;

#[test]
fn no_step_says_much() {
    for (place, text) in lessons().iter().flat_map(texts) {
        let blocks = text.english.filled(&|_| 12.0);
        let spoken = blocks
            .iter()
            .filter(|block| !matches!(block, lesson::Block::Formula(_)));
        let spoken: Vec<lesson::Block> = spoken.cloned().collect();
        let words = lesson::plain(&spoken);
        let words = words
            .split_whitespace()
            .filter(|word| word.chars().any(char::is_alphanumeric))
            .count();
        assert!(words <= MOST_WORDS, "{place}: {words} words");
        let alone = blocks
            .iter()
            .filter(|block| matches!(block, lesson::Block::Formula(_)));
        assert!(alone.count() <= MOST_FORMULAS, "{place}: formulas");
        // Within a line stand letters and terms, no equations.
        let lone: Vec<String> = blocks.iter().filter_map(within).flatten().collect();
        assert!(
            lone.iter()
                .all(|formula| !formula.contains(['=', '≥', '≤'])),
            "{place}: {lone:?}"
        );
        // Strong and emphasized words come out as such in Chinese too.
        let tones = |text: &Text| -> BTreeSet<String> {
            let blocks = text.filled(&|_| 0.0);
            let spans = blocks.into_iter().flat_map(|block| match block {
                lesson::Block::Paragraph(spans) => spans,
                lesson::Block::List { items, .. } => items.concat(),
                lesson::Block::Formula(_) => Vec::new(),
            });
            spans
                .filter(|span| span.tone != Tone::Plain)
                .map(|span| format!("{:?}", span.tone))
                .collect()
        };
        assert_eq!(tones(&text.english), tones(&text.chinese), "{place}");
    }
}

/// The formulas within the lines of a block.
fn within(block: &lesson::Block) -> Option<Vec<String>> {
    let spans = match block {
        lesson::Block::Paragraph(spans) => spans.clone(),
        lesson::Block::List { items, .. } => items.concat(),
        lesson::Block::Formula(_) => return None,
    };
    let formulas = spans.into_iter().filter(|span| span.tone == Tone::Formula);
    Some(formulas.map(|span| span.text).collect())
}

/// What a step says now has no number that is missing.
fn check_told(player: &Player, stage: &Stage) {
    let (state, step) = (stage.state(), player.step());
    let read = |name: &lesson::Name| readings::read(name, &state);
    let mut said = vec![&step.text];
    if let Some((_, Question::Choice(choices))) = player.lesson().asked(player.at()) {
        said.extend(choices.iter().filter_map(|choice| choice.reply.as_ref()));
    }
    for words in said {
        for language in Language::ALL {
            let text = lesson::plain(&words.of(language).filled(&read));
            assert!(
                !text.contains('–'),
                "{}, {}: {text}",
                player.lesson().id,
                step.id
            );
        }
    }
}

/// Somebody who was at the step that asked and answers it otherwise.
struct Twin {
    player: Player,
    scene: Scene,
}

/// Holds that a right answer is right and a wrong one is wrong, beside what is now.
fn check_compared(player: &Player, twin: &Twin, stage: &Stage) {
    let place = format!("{}, {}", player.lesson().id, player.step().id);
    let found = player
        .comparison()
        .unwrap_or_else(|| panic!("{place}: nothing to compare"));
    let question = player.lesson().question(found.of).unwrap();
    let judged = |answer: Answer| {
        let mut other = twin.player.clone();
        other.predict(answer).unwrap();
        // What lies between is passed by: the state of now decides.
        while other.at() < player.at() {
            other.skip(&twin.scene);
        }
        // The steps of training that lie between were made: what is now counts from the start.
        let mut state = stage.state();
        state.lanes.iter_mut().for_each(|lane| lane.since = 0);
        other.watch(&state);
        other.comparison().unwrap().right
    };
    match (&found.truth, question) {
        (Truth::Number(truth), Question::Number(number) | Question::Handle { number, .. }) => {
            let (low, high) = number.range;
            assert!(
                (low..=high).contains(truth),
                "{place}: {truth} cannot be answered"
            );
            assert_eq!(judged(Answer::Number(*truth)), Some(true), "{place}");
            assert_eq!(judged(Answer::Number(high)), Some(false), "{place}");
            // The least was answered, which may be near enough.
            let near = (truth - low).abs() <= number.tolerance;
            assert_eq!(found.right, Some(near), "{place}: the least is answered");
        }
        (Truth::Choices(right), Question::Choice(choices)) => {
            // Where some are near each other, each of them is.
            assert!(
                !right.is_empty() && right.len() < choices.len(),
                "{place}: {right:?} of {} choices are right",
                choices.len()
            );
            for choice in 0..choices.len() {
                let expect = right.contains(&choice);
                assert_eq!(judged(Answer::Choice(choice)), Some(expect), "{place}");
            }
        }
        other => panic!("{place}: {other:?}"),
    }
}

/// Goes through a lesson to its end, doing what it says, and telling the least number or the first choice.
fn play(id: &str) {
    let lesson = Arc::new(lesson::open(id).unwrap());
    let mut stage = Stage::new(2);
    let before = Scene::preset("blobs").unwrap();
    let (mut player, mut entry) =
        Player::open(Arc::clone(&lesson), Record::default(), before.clone());
    let mut twin = None;
    loop {
        let step = player.step().clone();
        stage
            .enter(entry)
            .unwrap_or_else(|why| panic!("{id}, {}: {why}", step.id));
        assert!(stage.scene().fits(&step.plan.entered), "{id}, {}", step.id);
        player.watch(&stage.state());
        if let Kind::Predict(question) = &step.kind {
            twin = Some(Twin {
                player: player.clone(),
                scene: stage.scene().clone(),
            });
            let answer = match question {
                Question::Choice(_) => Answer::Choice(0),
                Question::Number(number) | Question::Handle { number, .. } => {
                    Answer::Number(number.range.0)
                }
            };
            assert!(player.waiting().is_some());
            player.predict(answer).unwrap();
        }
        if let Kind::Do { until, .. } = &step.kind {
            assert!(
                player.waiting().is_some(),
                "{id}, {}: {until:?} holds before anything is done",
                step.id
            );
        }
        stage
            .perform(&mut player)
            .unwrap_or_else(|why| panic!("{id}: {why}"));
        check_told(&player, &stage);
        if let Kind::Compare { .. } = &step.kind {
            check_compared(&player, twin.as_ref().unwrap(), &stage);
        }
        let next = player.next(stage.scene());
        match next.unwrap_or_else(|waits| panic!("{id}, {}: waits for {waits:?}", step.id)) {
            Some(next) => entry = next,
            None => break,
        }
    }
    assert!(player.record().is_finished(&lesson));
    assert_eq!(player.leave(stage.scene().clone()).0, before);
}

macro_rules! played {
    ($($test:ident: $id:literal,)*) => {
        $(#[test]
        fn $test() {
            play($id);
        })*

        #[test]
        fn every_lesson_is_gone_through() {
            let played = [$($id,)*];
            assert_eq!(lesson_ids().collect::<Vec<_>>(), played);
        }
    };
}

played! {
    softmax: "softmax",
    separation: "separation",
    l_softmax: "l-softmax",
    psi: "psi",
    a_softmax: "a-softmax",
    am_softmax: "am-softmax",
    scale: "scale",
    room: "room",
    five_losses: "five-losses",
    open_set: "open-set",
    one_formula: "one-formula",
}
