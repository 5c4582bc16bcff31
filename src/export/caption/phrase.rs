//! Words and formulas, as plain text and as LaTeX.

use std::fmt::Display;

use crate::{
    knob::written,
    text::{t, tf},
};

/// A piece of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phrase {
    Text(String),
    /// `symbol = value unit`.
    Formula {
        symbol: String,
        value: String,
        unit: &'static str,
    },
}

/// The caption of a figure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caption(Vec<Phrase>);

impl Caption {
    /// The caption of these pieces, one behind the other.
    pub(super) fn new(phrases: Vec<Phrase>) -> Self {
        Self(phrases)
    }

    /// As a person reads it.
    pub fn plain(&self) -> String {
        let plain = |phrase: &Phrase| match phrase {
            Phrase::Text(text) => text.clone(),
            Phrase::Formula {
                symbol,
                value,
                unit: "",
            } => format!("{} = {value}", written(symbol)),
            Phrase::Formula {
                symbol,
                value,
                unit,
            } => format!("{} = {value} {unit}", written(symbol)),
        };
        self.0.iter().map(plain).collect()
    }

    /// As LaTeX with any engine and no package.
    pub fn latex(&self) -> String {
        let latex = |phrase: &Phrase| match phrase {
            Phrase::Text(text) => escaped(text),
            Phrase::Formula {
                symbol,
                value,
                unit: "",
            } => format!("${} = {}$", letter(symbol), value_in_latex(value)),
            Phrase::Formula {
                symbol,
                value,
                unit,
            } => {
                let value = value_in_latex(value);
                format!("${} = {value}$~{}", letter(symbol), escaped(unit))
            }
        };
        self.0.iter().map(latex).collect()
    }
}

/// Words as they are.
pub fn text(text: &str) -> Phrase {
    Phrase::Text(text.to_owned())
}

/// The message of `key` with words filled in.
pub fn said(key: &'static str, args: &[(&'static str, &str)]) -> Vec<Phrase> {
    vec![Phrase::Text(tf(key, args))]
}

/// The same with pieces that may be formulas.
pub fn filled(key: &'static str, args: &[(&'static str, &[Phrase])]) -> Vec<Phrase> {
    // Each argument is a letter that stands for nothing else, where the message is then cut.
    let sign = |place: usize| char::from_u32(0xe000 + place as u32).unwrap_or_default();
    let signs: Vec<String> = (0..args.len())
        .map(|place| sign(place).to_string())
        .collect();
    let named = args.iter().zip(&signs);
    let named: Vec<_> = named
        .map(|((name, _), sign)| (*name, sign.as_str()))
        .collect();
    let mut all = Vec::new();
    for piece in tf(key, &named).split_inclusive(|c| signs.iter().any(|sign| sign.contains(c))) {
        let place = signs.iter().position(|sign| piece.ends_with(sign.as_str()));
        let words = place.map_or(piece, |place| piece.trim_end_matches(sign(place)));
        all.extend((!words.is_empty()).then(|| text(words)));
        all.extend(place.into_iter().flat_map(|place| args[place].1.to_vec()));
    }
    all
}

/// `m = 0.15`; what the papers have a word for and no letter stays a word, `ramp 400 steps`.
pub fn formula(symbol: &str, value: &str, unit: &'static str) -> Phrase {
    let base = symbol.split('_').next().unwrap_or_default();
    let letters = base.chars().filter(|c| !c.is_ascii_digit()).count();
    if letters > 1 {
        return text(format!("{symbol} {value} {unit}").trim_end());
    }
    let (symbol, value) = (symbol.to_owned(), value.to_owned());
    Phrase::Formula {
        symbol,
        value,
        unit,
    }
}

/// `a, b and c`.
pub fn listed(phrases: Vec<Phrase>) -> Vec<Phrase> {
    let count = phrases.len();
    let mut all = Vec::new();
    for (place, phrase) in phrases.into_iter().enumerate() {
        match place {
            0 => {}
            _ if place + 1 == count => all.push(text(t("list-and"))),
            _ => all.push(text(t("list-comma"))),
        }
        all.push(phrase);
    }
    all
}

/// The same of what has no formula in it.
pub fn listed_words(words: &[impl Display]) -> String {
    let phrases = words.iter().map(|word| text(&word.to_string())).collect();
    Caption(listed(phrases)).plain()
}

/// A value in at most six digits, and no more than it needs.
pub fn number(value: f64) -> String {
    let rounded = format!("{value:.5e}").parse().unwrap_or(value);
    rounded.to_string()
}

/// Greek letters that the losses use.
const GREEK: [(char, &str); 7] = [
    ('Θ', "\\Theta"),
    ('α', "\\alpha"),
    ('γ', "\\gamma"),
    ('θ', "\\theta"),
    ('λ', "\\lambda"),
    ('μ', "\\mu"),
    ('ψ', "\\psi"),
];

/// A symbol in a formula: `m1` is m with an index, `λ_min` too.
fn letter(symbol: &str) -> String {
    let end = symbol
        .find(|c: char| c == '_' || c.is_ascii_digit())
        .unwrap_or(symbol.len());
    let (base, index) = symbol.split_at(end);
    let greek = GREEK.iter().find(|(letter, _)| base == letter.to_string());
    let base = greek.map_or(base, |(_, name)| name);
    match index.trim_start_matches('_') {
        "" => base.to_owned(),
        number if number.chars().all(|c| c.is_ascii_digit()) => format!("{base}_{{{number}}}"),
        word => format!("{base}_{{\\mathrm{{{word}}}}}"),
    }
}

/// A number in a formula; words behind it stay upright.
fn value_in_latex(value: &str) -> String {
    match value.split_once(' ') {
        Some((number, words)) => format!("{number}~\\mbox{{{}}}", escaped(words)),
        None => value.to_owned(),
    }
}

/// Plain text as LaTeX.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for (place, c) in text.char_indices() {
        match c {
            '\\' => out += "\\textbackslash{}",
            '~' => out += "\\textasciitilde{}",
            '^' => out += "\\textasciicircum{}",
            '{' | '}' | '$' | '&' | '#' | '%' | '_' => out.extend(['\\', c]),
            // A number and its percent sign stay together.
            ' ' if text[place..].starts_with(" %") => out += "\\,",
            '°' => out += "$^\\circ$",
            '×' => out += "$\\times$",
            '−' => out += "$-$",
            '…' => out += "\\ldots{}",
            '‖' => out += "$\\|$",
            '₀'..='₉' => out += &format!("$_{}$", c as u32 - 0x2080),
            c => match GREEK.iter().find(|(letter, _)| *letter == c) {
                Some((_, name)) => out += &format!("${name}$"),
                None => out.push(c),
            },
        }
    }
    out
}

/// A path in `\includegraphics`, which takes everything literally but for these.
pub fn file_in_latex(file: &str) -> String {
    let file = file.replace('\\', "/");
    let special = |c: char| matches!(c, '_' | '~' | '^' | '&' | '$');
    match file.contains(special) {
        true => format!("\\detokenize{{{file}}}"),
        false => file,
    }
}
