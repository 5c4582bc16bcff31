//! A handout: a lesson on paper, as one HTML file with its figures beside it. Questions come first, with room to answer them;
//! the answers are on pages of their own.

mod blocks;

use self::blocks::{blocks, inline};
use super::{
    Style,
    report::{MARK, escaped},
};
use crate::{
    lesson::{Block, Choice, Format, Kind, Lesson, Number, Question, Truth},
    text::{Language, t, tf},
};

const CSS: &str = include_str!("style.css");

/// A lesson as it went.
pub struct Handout<'a> {
    /// The lesson.
    pub lesson: &'a Lesson,
    /// What it says, in the language that is spoken.
    pub language: Language,
    /// What each step told, in their order.
    pub steps: Vec<Told>,
}

/// What a step told.
pub struct Told {
    /// Its text, the numbers in it.
    pub text: Vec<Block>,
    /// What was seen; `None` where that is the figure before.
    pub picture: Option<Picture>,
    /// What was true, where it compared.
    pub truth: Option<Truth>,
}

/// A figure beside the page.
#[derive(Clone)]
pub struct Picture {
    /// Its file, from the page's folder.
    pub file: String,
    /// What it shows, for who does not see it.
    pub about: String,
    /// Whether it needs the width of the page.
    pub wide: bool,
}

/// The whole page, in the colours of `style` and in the language that is spoken.
pub fn html(handout: &Handout<'_>, style: &Style) -> String {
    let title = escaped(handout.lesson.title.of(handout.language));
    let colours = [
        ("ground", style.ground()),
        ("ink", style.text()),
        ("quiet", style.quiet()),
        ("line", style.grid()),
    ];
    let colours = colours.map(|(name, colour)| format!("--{name}:{}", colour.hex()));
    let language = match handout.language {
        Language::English => "en",
        Language::Chinese => "zh-Hans",
    };
    format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n\
         {MARK}{}\">\n<title>{title}</title>\n\
         <style>\n:root{{color-scheme:light;{}}}\n{CSS}</style>\n</head>\n<body>\n<main>\n{}{}</main>\n</body>\n</html>\n",
        env!("CARGO_PKG_VERSION"),
        colours.join(";"),
        questions(handout),
        answers(handout),
    )
}

/// All steps but those that compare.
fn questions(handout: &Handout<'_>) -> String {
    let lesson = handout.lesson;
    let (title, minutes) = (
        escaped(lesson.title.of(handout.language)),
        tf(
            "handout-minutes",
            &[("minutes", &lesson.minutes.to_string())],
        ),
    );
    let mut out = format!(
        "<header>\n<h1>{title}</h1>\n<p class=\"by\">{minutes}</p>\n<p class=\"who\">{}<i></i>{}<i></i></p>\n</header>\n<ol class=\"steps\">\n",
        t("handout-name"),
        t("handout-date"),
    );
    for (place, told) in handout.steps.iter().enumerate() {
        if lesson.asked(place).is_some() {
            continue;
        }
        out += &format!("<li>\n{}", blocks(&told.text));
        out += &figure(told);
        out += &match &lesson.steps[place].kind {
            Kind::Predict(question) => room(question, handout.language),
            Kind::Do { .. } | Kind::Free => lines(2),
            _ => String::new(),
        };
        out += "</li>\n";
    }
    out + "</ol>\n"
}

/// What the step at this place is counted as: those that compare are among the answers.
fn number(lesson: &Lesson, place: usize) -> usize {
    (0..=place)
        .filter(|place| lesson.asked(*place).is_none())
        .count()
}

/// Room for the answer to a question.
fn room(question: &Question, language: Language) -> String {
    match question {
        Question::Choice(choices) => {
            let item = |choice: &Choice| {
                format!(
                    "<li>{}</li>\n",
                    inline(&choice.text.of(language).filled(&|_| f64::NAN))
                )
            };
            let items: String = choices.iter().map(item).collect();
            format!("<ul class=\"choices\">\n{items}</ul>\n{}", lines(1))
        }
        Question::Number(number) => asked_number(number, language, t("handout-answer")),
        Question::Handle { number, .. } => asked_number(number, language, t("handout-drawn")),
    }
}

fn asked_number(number: &Number, language: Language, label: &str) -> String {
    let unit = escaped(number.unit.of(language));
    format!("<p class=\"number\">{label}<i></i>{unit}</p>\n")
}

/// Lines to write on.
fn lines(count: usize) -> String {
    format!("<div class=\"lines\">{}</div>\n", "<i></i>".repeat(count))
}

fn figure(told: &Told) -> String {
    let Some(Picture { file, about, wide }) = &told.picture else {
        return String::new();
    };
    let (class, file, about) = (
        if *wide { "wide" } else { "narrow" },
        escaped(file),
        escaped(about),
    );
    format!("<figure class=\"{class}\"><img src=\"{file}\" alt=\"{about}\"></figure>\n")
}

/// The steps that compare, each with what was asked.
fn answers(handout: &Handout<'_>) -> String {
    let mut out = String::new();
    for (place, told) in handout.steps.iter().enumerate() {
        let Some((of, question)) = handout.lesson.asked(place) else {
            continue;
        };
        let to = tf(
            "handout-to",
            &[("number", &number(handout.lesson, of).to_string())],
        );
        let answer = told
            .truth
            .as_ref()
            .map(|truth| answer(question, truth, handout.language));
        out += &format!(
            "<section>\n<h3>{to}</h3>\n<p class=\"truth\">{}</p>\n{}{}</section>\n",
            answer.unwrap_or_default(),
            blocks(&told.text),
            figure(told),
        );
    }
    match out.is_empty() {
        true => out,
        false => format!(
            "<div class=\"answers\">\n<h2>{}</h2>\n{out}</div>\n",
            t("handout-answers")
        ),
    }
}

/// What is true, in words.
fn answer(question: &Question, truth: &Truth, language: Language) -> String {
    match (question, truth) {
        (Question::Choice(choices), Truth::Choices(right)) => {
            let said = right.iter().filter_map(|place| choices.get(*place));
            let said = said.map(|choice| inline(&choice.text.of(language).filled(&|_| f64::NAN)));
            said.collect::<Vec<_>>().join("; ")
        }
        (Question::Number(number) | Question::Handle { number, .. }, Truth::Number(value)) => {
            let format = Format {
                decimals: Some(number.decimals),
                percent: false,
            };
            let unit = number.unit.of(language);
            let gap = if unit.is_empty() || unit.as_str() == "°" {
                ""
            } else {
                "\u{a0}"
            };
            escaped(&format!("{}{gap}{unit}", format.write(*value)))
        }
        _ => String::new(),
    }
}
