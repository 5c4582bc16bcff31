//! A loss's formula with its indices and exponents set as such.
//!
//! Formulas are declared as plain text: `_x` and `_{…}` lower, `^x`, `^{…}` and `^(…)` raise.

use eframe::egui::{Align, Color32, FontId, TextFormat, text::LayoutJob};

/// `formula` as text of `size` points, wrapped at `width`.
pub fn layout(formula: &str, size: f32, colour: Color32, width: f32) -> LayoutJob {
    let mut job = LayoutJob::default();
    job.wrap.max_width = width;
    job.halign = Align::LEFT;
    for (text, level) in parts(formula) {
        let (scale, valign) = match level {
            Level::Base => (1.0, Align::Center),
            Level::Lower => (0.72, Align::BOTTOM),
            Level::Raised => (0.78, Align::TOP),
        };
        let font_id = FontId::proportional(size * scale);
        job.append(
            &text,
            0.0,
            TextFormat {
                font_id,
                color: colour,
                valign,
                line_height: Some(size * 1.6),
                ..TextFormat::default()
            },
        );
    }
    job
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Level {
    Base,
    Lower,
    Raised,
}

/// The formula in pieces of one level; an index within an exponent is lowered like any other.
fn parts(formula: &str) -> Vec<(String, Level)> {
    let mut parts = Vec::new();
    split(formula, Level::Base, &mut parts);
    parts
}

fn split(text: &str, level: Level, parts: &mut Vec<(String, Level)>) {
    let mut rest = text;
    while let Some(at) = rest.find(['_', '^']) {
        push(&rest[..at], level, parts);
        let inner = if rest[at..].starts_with('_') { Level::Lower } else { Level::Raised };
        let (script, after) = script(&rest[at + 1..]);
        split(script, inner, parts);
        rest = after;
    }
    push(rest, level, parts);
}

fn push(text: &str, level: Level, parts: &mut Vec<(String, Level)>) {
    match parts.last_mut() {
        _ if text.is_empty() => {}
        Some((last, same)) if *same == level => last.push_str(text),
        _ => parts.push((text.to_owned(), level)),
    }
}

/// What is lowered or raised at the start of `text`, and what follows it.
fn script(text: &str) -> (&str, &str) {
    let (open, close) = match text.chars().next() {
        Some('{') => ('{', '}'),
        Some('(') => ('(', ')'),
        Some(one) => return text.split_at(one.len_utf8()),
        None => return ("", ""),
    };
    let mut depth = 0;
    for (at, c) in text.char_indices() {
        depth += i32::from(c == open) - i32::from(c == close);
        if depth == 0 {
            return (&text[1..at], &text[at + 1..]);
        }
    }
    (text, "")
}

#[cfg(test)]
mod tests {
    use super::{Level::*, *};

    fn check(formula: &str, expect: &[(&str, Level)]) {
        let parts = parts(formula);
        let found: Vec<(&str, Level)> = parts.iter().map(|(text, level)| (text.as_str(), *level)).collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn an_index_is_one_letter_or_a_group() {
        check("cos θ_y − m", &[("cos θ", Base), ("y", Lower), (" − m", Base)]);
        check("Σ_{j≠y} e", &[("Σ", Base), ("j≠y", Lower), (" e", Base)]);
    }

    #[test]
    fn an_exponent_holds_indices_and_parentheses() {
        let expect = &[
            ("e", Base),
            ("s (cos θ", Raised),
            ("y", Lower),
            (" − m)", Raised),
            (" + 1", Base),
        ];
        check("e^(s (cos θ_y − m)) + 1", expect);
    }

    #[test]
    fn a_group_that_is_never_closed_loses_nothing() {
        check("e^(s", &[("e", Base), ("(s", Raised)]);
        check("e^", &[("e", Base)]);
    }
}
