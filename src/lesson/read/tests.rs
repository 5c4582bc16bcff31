use super::*;
use crate::lesson::{Kind, Question, Train};

/// The lesson that README shows.
fn example() -> String {
    let readme = include_str!("../../../README.md");
    let from = readme.find("id = \"my-margin\"").unwrap();
    let rest = &readme[from..];
    rest[..rest.find("```").unwrap()].to_owned()
}

#[test]
fn the_example_of_readme_is_a_lesson() {
    let lesson = parse("mine.toml", &example()).unwrap();
    assert_eq!(lesson.id, "my-margin");
    assert_eq!(
        (lesson.title.english.as_str(), lesson.title.chinese.as_str()),
        ("A margin", "间隔")
    );
    let kinds: Vec<&str> = lesson.steps.iter().map(|step| step.kind.id()).collect();
    assert_eq!(kinds, ["predict", "compare", "do", "look"]);
    let [guess, see, turn, train] = &lesson.steps[..] else {
        panic!("four steps");
    };
    assert!(
        matches!(&guess.kind, Kind::Predict(Question::Handle { number, .. }) if number.tolerance == 3.0)
    );
    assert_eq!(see.kind, Kind::Compare { of: 0 });
    let m = |scene: &Scene| {
        let lab = scene.lab.as_ref().unwrap();
        lab.knobs(lab.chosen().unwrap()).get("m").unwrap()
    };
    assert_eq!(
        (m(&lesson.start), m(&guess.plan.left), m(&see.plan.entered)),
        (0.0, 0.0, 0.35)
    );
    assert_eq!((m(&turn.plan.entered), m(&turn.plan.left)), (0.35, 0.5));
    assert_eq!(train.entering.train, Some(Train::Steps(300)));
    assert_eq!(train.plan.entered.front, Front::Figures);
}

/// The example with one piece in place of another is refused with this, in the row of that piece.
fn check(from: &str, to: &str, expect: &str) {
    let text = example();
    assert!(text.contains(from), "{from}");
    // Where a key stands at the start of a line, and not where a remark names it.
    let (row, instead) = (format!("\n{from}"), format!("\n{to}"));
    let broken = match text.contains(&row) {
        true => text.replacen(&row, &instead, 1),
        false => text.replacen(from, to, 1),
    };
    let told = parse("mine.toml", &broken)
        .map(|lesson| lesson.id)
        .unwrap_err();
    assert!(told.problem.contains(expect), "{from} → {to}: {told}");
    assert!(!told.to_string().contains('\n'), "{told}");
    assert!(told.to_string().starts_with("mine.toml"), "{told}");
}

#[test]
fn a_broken_lesson_says_what_is_wrong() {
    for (from, to, expect) in [
        (
            "id = \"my-margin\"",
            "id = \"my margin\"",
            "id: found \"my margin\", expected a name of letters",
        ),
        (
            "id = \"my-margin\"",
            &format!("id = \"{}\"", "x".repeat(101)),
            "id: found \"xxxxxxxx",
        ),
        (
            "id = \"see\"",
            &format!("id = \"{}\"", "x".repeat(101)),
            "x …\", expected at most 100 letters, digits, - and _",
        ),
        (
            "minutes = 3",
            &format!("{} = 3", "x".repeat(1_000_000)),
            "x …\"",
        ),
        (
            "minutes = 3",
            "minutes = 0",
            "minutes: found 0, expected a whole number from 1 to 60",
        ),
        (
            "minutes = 3",
            "minuts = 3",
            "unknown key \"minuts\"; did you mean \"minutes\"?",
        ),
        (
            "title = {",
            "title = { fr = \"a\",",
            "title.fr: found the language \"fr\", expected en or zh",
        ),
        (
            "lab = \"am-softmax\"",
            "lab = \"am\"",
            "start: lab: no laboratory preset \"am\"; there are two-losses",
        ),
        (
            "lab = \"am-softmax\"",
            "lab = \"am-softmax\"\npreset = \"blobs\"",
            "start: lab: found it beside preset",
        ),
        (
            "lab = \"am-softmax\"",
            "preset = \"blob\"",
            "start: preset: found \"blob\", expected one of fashion",
        ),
        (
            "set = [\"lab.m = 0\"]",
            "set = [\"lab.m\"]",
            "start: set: found \"lab.m\", expected KEY = VALUE",
        ),
        (
            "set = [\"lab.m = 0\"]",
            "set = [\"lab.m = 2\"]",
            "found 2, expected a number from 0 to 1",
        ),
        (
            "set = [\"lab.m = 0\"]",
            "set = [\"loss.m = 0\"]",
            "start: set: found no run",
        ),
        (
            "id = \"see\"",
            "id = \"guess\"",
            "id: found \"guess\" again",
        ),
        (
            "kind = \"predict\"",
            "kind = \"ask\"",
            "step \"guess\": kind: found \"ask\", expected one of look, predict, do, compare, free",
        ),
        (
            "kind = \"do\"",
            "kind = \"look\"",
            "step \"turn\": until: found it in a step of the kind look, expected it in one of the kind do",
        ),
        (
            "{lab.apart:.0}",
            "{lab.apert:.0}",
            "step \"guess\": text: unknown reading \"lab.apert\"; did you mean \"lab.apart\"?",
        ),
        (
            "{lab.apart:.0}",
            "{lab.apart:0}",
            "found the format \"0\", expected one such as .2, % or .1%",
        ),
        ("**0.35**", "**0.35", "text: found"),
        (
            "text = \"Turn m",
            "text = \"# Turn m",
            "found Markdown of the kind \"heading\"",
        ),
        (
            "handle = \"p1\"",
            "handle = \"p2\"",
            "handle: found \"p2\", expected boundary or p1",
        ),
        (
            "ask = \"handle\"",
            "ask = \"number\"",
            "handle: found it where ask = \"number\", expected unit, range",
        ),
        (
            "hide = [\"boundary\"]",
            "hide = [\"border\"]",
            "hide: found \"border\", expected among boundary, numbers",
        ),
        (
            "of = \"guess\"",
            "of = \"gess\"",
            "of: found \"gess\", expected one of the steps that asked before: guess",
        ),
        (
            "at = \"lab.circle\"",
            "at = \"lab.cirkle\"",
            "at: unknown place \"lab.cirkle\"; did you mean \"lab.circle\"?",
        ),
        (
            "at = \"lab.circle\"",
            "at = \"legend\"",
            "at: found \"legend\", expected a part of the laboratory",
        ),
        (
            "at = \"knob:lab.m\"",
            "at = \"knob:lab.q\"",
            "at: found \"knob:lab.q\", expected a knob of the laboratory's loss",
        ),
        (
            "until = [\"lab.zone >= 40\"]",
            "until = [\"lab.zone = 40\"]",
            "until: found \"lab.zone = 40\", expected two numbers",
        ),
        (
            "until = [\"lab.zone >= 40\"]",
            "until = [\"steps >= 40\"]",
            "until: steps: found no run",
        ),
        (
            "until = [\"lab.zone >= 40\"]",
            "",
            "step \"turn\": found no until",
        ),
        (
            "example = [\"lab.m = 0.5\"]",
            "example = [\"lab.m = 5\"]",
            "example: lab.m=5",
        ),
        (
            "preset = \"blobs\"",
            "",
            "step \"train\": text: meet[circle]: found no run",
        ),
        (
            "{meet[circle]:%}",
            "{meet:%}",
            "found meet, expected one of meet[circle], meet[sphere]",
        ),
        (
            "run = 300",
            "run = \"on\"",
            "run: found \"on\", expected true, false or a number of steps",
        ),
        (
            "run = 300",
            "run = 300\nshow = [\"petals\"]",
            "show: found \"petals\", expected among raw",
        ),
        ("[start]", "[begin]", "unknown key \"begin\""),
        ("text = \"It is", "words = \"It is", "unknown key \"words\""),
        ("[[step]]", "[[step]", "unclosed array table"),
    ] {
        check(from, to, expect);
    }
}

#[test]
fn mistakes_are_told_with_their_row() {
    let row = |from: &str, to: &str| {
        let text = example().replacen(from, to, 1);
        let row = text.lines().position(|line| line.contains(to)).unwrap() + 1;
        let told = parse("mine.toml", &text).unwrap_err();
        assert_eq!(told.line, Some(row), "{told}");
    };
    row("minutes = 3", "minutes = 99");
    row("handle = \"p1\"", "handle = \"p3\"");
    row(
        "until = [\"lab.zone >= 40\"]",
        "until = [\"lab.zome >= 40\"]",
    );
    row("run = 300", "run = -1");
}

/// A lesson around these steps.
fn with_steps(steps: &str) -> Result<Lesson, LessonError> {
    let head = "id = \"a\"\ntitle = \"A\"\nminutes = 1\n[start]\nlab = \"am-softmax\"\n";
    parse("a.toml", &format!("{head}{steps}"))
}

#[test]
fn choices_and_numbers_are_held_to_make_sense() {
    let ask = |keys: &str| {
        let step = format!("[[step]]\nid = \"b\"\nkind = \"predict\"\ntext = \"?\"\n{keys}\n");
        with_steps(&step).map(|_| ()).unwrap_err().problem
    };
    for (keys, expect) in [
        ("", "found no ask, expected choice, number or handle"),
        (
            "ask = \"choice\"",
            "choice: found 0 of them, expected two or more",
        ),
        (
            "ask = \"choice\"\nchoice = [{ text = \"a\" }, { text = \"b\" }]",
            "choice: found none that is right",
        ),
        (
            "ask = \"choice\"\nchoice = [{ text = \"a\", right = 1 }, { text = \"b\" }]",
            "right: found 1, expected true, false, \"otherwise\" or conditions",
        ),
        ("ask = \"number\"\nrange = [0, 1]", "found no truth"),
        ("ask = \"number\"\ntruth = \"lab.m\"", "found no range"),
        (
            "ask = \"number\"\ntruth = \"lab.m\"\nrange = [1, 0]",
            "range: found [1, 0], expected the least and the greatest",
        ),
        (
            "ask = \"number\"\ntruth = \"lab.m +\"\nrange = [0, 1]",
            "truth: in \"lab.m +\" found the end",
        ),
        (
            "ask = \"number\"\ntruth = \"lab.m\"\nrange = [0, 1]\ntolerance = 0",
            "tolerance: found 0, expected a number above 0",
        ),
    ] {
        let told = ask(keys);
        assert!(told.contains(expect), "{keys}: {told}");
    }
    // What is read where the step compares is held to be there.
    let told = with_steps(
        "[[step]]\nid = \"b\"\nkind = \"predict\"\ntext = \"?\"\nask = \"number\"\ntruth = \"accuracy\"\nrange = [0, 1]\n\
         [[step]]\nid = \"c\"\nkind = \"compare\"\nof = \"b\"\ntext = \"!\"\n",
    );
    let told = told.unwrap_err().problem;
    assert!(
        told.contains("step \"c\": of: accuracy: found no run"),
        "{told}"
    );
}

#[test]
fn a_lesson_may_speak_one_language() {
    let lesson = with_steps("[[step]]\nid = \"b\"\nkind = \"look\"\ntext.zh = \"看\"\n").unwrap();
    let text = &lesson.steps[0].text;
    assert_eq!(text.english, text.chinese);
}

#[test]
fn an_experiment_of_the_lesson_is_read_as_any_other() {
    let step = |keys: &str| {
        let step = format!(
            "[[step]]\nid = \"b\"\nkind = \"look\"\ntext = \"a\"\n[step.experiment]\n{keys}\n"
        );
        with_steps(&step)
    };
    let lesson = step(
        "data = { source = \"blobs\" }\nlane = [{ name = \"x\" }, { name = \"y\", loss.m = 0.1 }]",
    )
    .unwrap();
    let session = lesson.steps[0].plan.entered.session.clone().unwrap();
    assert_eq!((session.id.as_str(), session.lanes.len()), ("a", 2));
    let told = step("data = { source = \"blobs\" }\nloss = { mm = 0.1 }").unwrap_err();
    assert!(
        told.to_string()
            .starts_with("a.toml, row 12: unknown key \"loss.mm\""),
        "{told}"
    );
}
