//! Text with numbers in it that are read when it is told, `the loss is {lab.loss:.2}`, and with words that depend on them:
//! `{accuracy < 0.5 ? few | {accuracy:%}} are right`.

use super::{
    condition::Condition,
    expr::{DEEPEST, Expr, Name},
};
use crate::math::share;
use crate::train::cut;

/// Stands for a number that is not there.
const NONE: &str = "–";
/// Decimals at most of a number whose digits nobody asked for.
const DECIMALS: usize = 4;

/// How a number is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Format {
    /// Digits behind the point; as many as there are, four at most, where nothing says.
    pub decimals: Option<usize>,
    /// A share in percent.
    pub percent: bool,
}

impl Format {
    /// Understands `.2`, `%`, `.1%` and nothing.
    fn parse(text: &str) -> Result<Self, String> {
        let (digits, percent) = match text.strip_suffix('%') {
            Some(digits) => (digits, true),
            None => (text, false),
        };
        let count = |digits: &str| {
            let count = digits.strip_prefix('.')?.parse().ok()?;
            (count <= 9).then_some(count)
        };
        let decimals = match digits {
            "" => None,
            digits => Some(count(digits).ok_or_else(|| {
                format!("found the format \"{text}\", expected one such as .2, % or .1%")
            })?),
        };
        Ok(Self { decimals, percent })
    }

    /// The number as it is written.
    pub fn write(self, value: f64) -> String {
        if !value.is_finite() {
            return NONE.to_owned();
        }
        let decimals = self.decimals.unwrap_or(0) as u8;
        // What is not all never reads as if it were; little may be a difference, and is rounded as ever.
        let value = match self.percent {
            true => (100.0 * value).min(share::percent(value, decimals)),
            false => value,
        };
        let fixed = |decimals: usize| format!("{value:.decimals$}");
        let text = match (self.decimals, self.percent) {
            (Some(decimals), _) => fixed(decimals),
            (None, true) => fixed(0),
            (None, false) => fixed(DECIMALS)
                .trim_end_matches('0')
                .trim_end_matches('.')
                .to_owned(),
        };
        let zero = text
            .trim_start_matches('-')
            .chars()
            .all(|c| matches!(c, '0' | '.'));
        let text = match zero {
            true => text.trim_start_matches('-').to_owned(),
            false => text.replace('-', "−"),
        };
        // Held together with its sign.
        if self.percent { text + "\u{a0}%" } else { text }
    }
}

/// A part of a text.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// As it is.
    Text(String),
    /// A number that is read.
    Number {
        /// What is read.
        of: Expr,
        /// How it is written.
        format: Format,
    },
    /// Words that depend on what is read.
    Either {
        /// The first whose conditions all hold is said.
        cases: Vec<(Vec<Condition>, Template)>,
        /// What is said where none is.
        other: Template,
    },
}

/// A text with numbers that are still to be read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Template(pub Vec<Part>);

impl Template {
    /// Understands one line of text without marks.
    ///
    /// # Errors
    /// Says what is wrong with what stands in braces.
    pub fn parse(text: &str) -> Result<Self, String> {
        Self::within(text, 0)
    }

    /// The same of words that stand in so many braces.
    fn within(text: &str, depth: usize) -> Result<Self, String> {
        let held = Held::within(text, depth)?;
        Ok(held.put_back(&held.text))
    }

    /// With the numbers in it.
    pub fn filled(&self, read: &dyn Fn(&Name) -> f64) -> String {
        let part = |part: &Part| match part {
            Part::Text(text) => text.clone(),
            Part::Number { of, format } => format.write(of.value(read)),
            Part::Either { cases, other } => {
                let holds = |(conditions, _): &&(Vec<Condition>, Self)| {
                    conditions.iter().all(|condition| condition.holds(read))
                };
                let said = cases.iter().find(holds).map(|(_, said)| said);
                said.unwrap_or(other).filled(read)
            }
        };
        self.0.iter().map(part).collect()
    }

    /// The readings in it.
    pub fn names<'a>(&'a self) -> Vec<&'a Name> {
        let names = |part: &'a Part| match part {
            Part::Text(_) => Vec::new(),
            Part::Number { of, .. } => of.names(),
            Part::Either { cases, other } => {
                let case = |(conditions, said): &'a (Vec<Condition>, Self)| {
                    let read = conditions.iter().flat_map(Condition::names);
                    read.chain(said.names()).collect::<Vec<_>>()
                };
                let cases = cases.iter().flat_map(case);
                cases.chain(other.names()).collect()
            }
        };
        self.0.iter().flat_map(names).collect()
    }
}

/// Stand in for what is in braces while the text is cut to pieces: characters that no text has.
const STANDS_IN: u32 = 0xE000;
const MOST: usize = 256;

/// A text whose braces were taken out, each with one character in its place.
pub(super) struct Held {
    pub text: String,
    numbers: Vec<Part>,
}

impl Held {
    /// Takes out what is in braces, but for the braces of indices and exponents: `_{j≠y}` stays.
    pub fn take(text: &str) -> Result<Self, String> {
        Self::within(text, 0)
    }

    fn within(text: &str, depth: usize) -> Result<Self, String> {
        let (mut held, mut rest) = (String::new(), text);
        let mut numbers = Vec::new();
        if let Some(own) = text.chars().find(|c| stands_in(*c).is_some()) {
            return Err(format!(
                "found the character U+{:04X}, expected text",
                u32::from(own)
            ));
        }
        while let Some(at) = rest.find('{') {
            let (before, inside) = rest.split_at(at);
            held.push_str(before);
            let end = closing(inside);
            let end = end.ok_or_else(|| format!("found \"{inside}\", expected a closing }}"))?;
            let (braces, after) = inside.split_at(end + 1);
            match before.ends_with(['_', '^']) {
                true => held.push_str(braces),
                false => {
                    let stand_in = char::from_u32(STANDS_IN + numbers.len() as u32);
                    let stand_in = stand_in.filter(|_| numbers.len() < MOST);
                    held.push(stand_in.ok_or(format!("found more than {MOST} numbers in a text"))?);
                    numbers.push(read(&braces[1..end], depth + 1)?);
                }
            }
            rest = after;
        }
        held.push_str(rest);
        Ok(Self {
            text: held,
            numbers,
        })
    }

    /// A piece of the text, its numbers back in their places.
    pub fn put_back(&self, piece: &str) -> Template {
        let (mut parts, mut plain) = (Vec::new(), String::new());
        for c in piece.chars() {
            match stands_in(c).and_then(|at| self.numbers.get(at)) {
                None => plain.push(c),
                Some(number) => {
                    if !plain.is_empty() {
                        parts.push(Part::Text(std::mem::take(&mut plain)));
                    }
                    parts.push(number.clone());
                }
            }
        }
        if !plain.is_empty() {
            parts.push(Part::Text(plain));
        }
        Template(parts)
    }
}

fn stands_in(c: char) -> Option<usize> {
    let at = u32::from(c).checked_sub(STANDS_IN)? as usize;
    (at < MOST).then_some(at)
}

/// Where the brace that `text` begins with is closed.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0;
    let mut signs = text.char_indices().filter(|(_, c)| matches!(c, '{' | '}'));
    let closed = signs.find(|(_, c)| {
        depth += if *c == '{' { 1 } else { -1 };
        depth == 0
    });
    closed.map(|(at, _)| at)
}

/// `text` between the signs that are in no braces of their own.
fn outside(text: &str, sign: char) -> Vec<&str> {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0);
    for (at, c) in text.char_indices() {
        depth += i32::from(c == '{') - i32::from(c == '}');
        if c == sign && depth == 0 {
            parts.push(&text[start..at]);
            start = at + c.len_utf8();
        }
    }
    parts.push(&text[start..]);
    parts
}

/// What stands in so many braces: a number, or words that depend on one.
fn read(text: &str, depth: usize) -> Result<Part, String> {
    if depth > DEEPEST {
        let found = cut(text);
        return Err(format!(
            "found \"{found}\" in {depth} braces, expected at most {DEEPEST} in each other"
        ));
    }
    match outside(text, '?').len() {
        1 => number(text),
        _ => either(text, depth),
    }
}

/// `CONDITION and CONDITION ? WORDS | CONDITION ? WORDS | WORDS`
fn either(text: &str, depth: usize) -> Result<Part, String> {
    let mut parts = outside(text, '|');
    let other = parts.pop().filter(|_| !parts.is_empty());
    let other = other.ok_or_else(|| {
        format!("found \"{text}\", expected words for when it is not so behind a |")
    })?;
    let case = |part: &str| {
        let (conditions, said) = part.split_once('?').ok_or_else(|| {
            format!(
                "found \"{}\", expected a condition with a ? before it",
                part.trim()
            )
        })?;
        let conditions = conditions.split(" and ").map(Condition::parse);
        Ok((conditions.collect::<Result<_, _>>()?, words(said, depth)?))
    };
    Ok(Part::Either {
        cases: parts.into_iter().map(case).collect::<Result<_, String>>()?,
        other: words(other, depth)?,
    })
}

/// Words that are set as the text around them.
fn words(text: &str, depth: usize) -> Result<Template, String> {
    match text.contains(['*', '$', '`']) {
        false => Template::within(text.trim(), depth),
        true => Err(format!(
            "found \"{}\", expected words without *, $ and `",
            text.trim()
        )),
    }
}

/// A number, and how it is written.
fn number(text: &str) -> Result<Part, String> {
    let (of, format) = text.split_once(':').unwrap_or((text, ""));
    Ok(Part::Number {
        of: Expr::parse(of.trim())?,
        format: Format::parse(format.trim())?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, value: f64, expect: &str) {
        let template = Template::parse(text).unwrap();
        assert_eq!(template.filled(&|_| value), expect);
    }

    #[test]
    fn numbers_are_written_as_asked_for() {
        check("m = {loss.m}", 0.35, "m = 0.35");
        check("{x}", 2.0, "2");
        check("{x:.2}", 0.587_79, "0.59");
        check("{x:%} right", 0.8451, "85\u{a0}% right");
        check("{x:.1%}", 0.8451, "84.5\u{a0}%");
        check("{x:.1%}", 0.9996, "99.9\u{a0}%");
        check("{x:.1%}", 1.0, "100.0\u{a0}%");
        // As little as this may be a difference.
        check("{x:.1%}", 0.0004, "0.0\u{a0}%");
        check("{-x:.1}", 0.25, "−0.2");
        check("{-x:.1}", 0.01, "0.0");
        check("{x}", f64::NAN, "–");
        check("{x:.0}°, {2 * x}", 30.0, "30°, 60");
    }

    #[test]
    fn braces_of_indices_stay() {
        check("Σ_{j≠y} e^{s} {x}", 1.0, "Σ_{j≠y} e^{s} 1");
    }

    #[test]
    fn words_depend_on_what_is_read() {
        for (value, expect) in [
            (1.0, "1 is few."),
            (5.0, "5 is some, 5.0."),
            (9.0, "9 is many."),
        ] {
            check(
                "{x} is {x < 2 ? few | x > 2 and x < 6 ? some, {x:.1} | many}.",
                value,
                expect,
            );
        }
        // What is not known is none of these.
        check("{x > 0 ? a | x <= 0 ? b | nothing}", f64::NAN, "nothing");
        check("a{x > 0 ? | b}c", 1.0, "ac");
    }

    #[test]
    fn readings_are_found() {
        let template = Template::parse("{a + b} and {c:.1}, {d > e ? {f} | {g}}").unwrap();
        let names: Vec<&str> = template.names().iter().map(|name| &*name.name).collect();
        assert_eq!(names, ["a", "b", "c", "d", "e", "f", "g"]);
    }

    #[test]
    fn what_is_wrong_is_told() {
        fn check(text: &str, expect: &str) {
            let told = Template::parse(text).unwrap_err();
            assert!(told.contains(expect), "{text}: {told}");
        }
        check("a {b", "found \"{b\", expected a closing }");
        check("{b:2}", "found the format \"2\", expected one such as .2");
        check("{b +}", "expected a number, a reading");
        check("{b > 1 ? c}", "expected words for when it is not so");
        check("{b > 1 ? c | d | e}", "found \"d\", expected a condition");
        check("{b ? c | d}", "expected two numbers or readings");
        check("{b > 1 ? *c* | d}", "expected words without *");
        check("{b > 1 ? {c | d}", "expected a closing }");
        check("\u{e001}", "found the character U+E001");
        let deep = |n: usize| format!("{}x{}", "{a < 1 ? ".repeat(n), " | y}".repeat(n));
        assert!(Template::parse(&deep(DEEPEST)).is_ok());
        check(
            &deep(DEEPEST + 1),
            "in 33 braces, expected at most 32 in each other",
        );
        check(&deep(100_000), "expected at most 32");
        // Braces of indices are text.
        assert!(Template::parse(&format!("{}x{}", "_{".repeat(40), "}".repeat(40))).is_ok());
    }
}
