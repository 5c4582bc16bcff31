//! A loss's formula with its indices and exponents set as such.
//!
//! Formulas are declared as plain text: `_x` and `_{…}` lower, `^x`, `^{…}` and `^(…)` raise.

use eframe::egui::{FontId, Galley, Pos2, Response, Role, Sense, Ui, Vec2, WidgetInfo};
use std::sync::Arc;

use crate::app::theme::palette;

/// Sizes in parts of the text's size: what an index or exponent shrinks to, and how far it moves.
const SHRINK: f32 = 0.8;
const LOWER: f32 = 0.24;
const RAISE: f32 = 0.42;
const LINE: f32 = 1.75;

/// Draws `formula` in letters of `size` points, wrapped at the room's width.
pub fn formula_ui(ui: &mut Ui, formula: &str, size: f32) -> Response {
    let width = ui.available_width();
    let (placed, lines) = place(ui, formula, size, width);
    let room = Vec2::new(width, lines as f32 * size * LINE);
    let (rect, response) = ui.allocate_exact_size(room, Sense::hover());
    for (at, galley) in placed {
        let colour = palette(ui.visuals()).text;
        ui.painter().galley(rect.min + at.to_vec2(), galley, colour);
    }
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, formula));
    response
}

/// Each run of letters with its place, and how many lines there are.
fn place(ui: &Ui, formula: &str, size: f32, width: f32) -> (Vec<(Pos2, Arc<Galley>)>, usize) {
    let (mut x, mut line) = (0.0, 0);
    let mut placed = Vec::new();
    for word in words(pieces(formula)) {
        let runs: Vec<(f32, Arc<Galley>)> = word.iter().map(|piece| run(ui, piece, size)).collect();
        let advance: f32 = runs.iter().map(|(_, galley)| galley.size().x).sum();
        if x > 0.0 && x + advance > width {
            (x, line) = (0.0, line + 1);
        }
        let middle = (line as f32 + 0.5) * size * LINE;
        for (shift, galley) in runs {
            let at = Pos2::new(x, middle + shift - galley.size().y / 2.0);
            x += galley.size().x;
            placed.push((at, galley));
        }
    }
    (placed, line + 1)
}

/// How far below the line a piece stands, and its letters.
fn run(ui: &Ui, piece: &Piece, size: f32) -> (f32, Arc<Galley>) {
    let font = FontId::proportional(size * SHRINK.powi(piece.path.len() as i32));
    let colour = palette(ui.visuals()).text;
    let shift = |c| if c == '_' { LOWER } else { -RAISE };
    let shift: f32 = piece.path.chars().map(shift).sum();
    (
        shift * size,
        ui.painter()
            .layout_no_wrap(piece.text.clone(), font, colour),
    )
}

/// The pieces in groups between which a line may end: after a space on the line itself.
fn words(pieces: Vec<Piece>) -> Vec<Vec<Piece>> {
    let mut words = vec![Vec::new()];
    for piece in pieces {
        if !piece.path.is_empty() {
            words
                .last_mut()
                .into_iter()
                .for_each(|word| word.push(piece.clone()));
            continue;
        }
        for part in piece.text.split_inclusive(' ') {
            let text = Piece {
                text: part.to_owned(),
                path: String::new(),
            };
            words
                .last_mut()
                .into_iter()
                .for_each(|word| word.push(text.clone()));
            if part.ends_with(' ') {
                words.push(Vec::new());
            }
        }
    }
    words
}

/// Text of one level: `path` says how it got there, `^_` is an index within an exponent.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Piece {
    text: String,
    path: String,
}

fn pieces(formula: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    split(formula, "", &mut pieces);
    pieces
}

fn split(text: &str, path: &str, pieces: &mut Vec<Piece>) {
    let mut rest = text;
    while let Some(at) = rest.find(['_', '^']) {
        push(&rest[..at], path, pieces);
        let inner = format!("{path}{}", &rest[at..=at]);
        let (script, after) = script(&rest[at + 1..]);
        split(script, &inner, pieces);
        rest = after;
    }
    push(rest, path, pieces);
}

fn push(text: &str, path: &str, pieces: &mut Vec<Piece>) {
    if !text.is_empty() {
        pieces.push(Piece {
            text: text.to_owned(),
            path: path.to_owned(),
        });
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
    use super::*;

    fn check(formula: &str, expect: &[(&str, &str)]) {
        let pieces = pieces(formula);
        let found: Vec<(&str, &str)> = pieces
            .iter()
            .map(|piece| (piece.text.as_str(), piece.path.as_str()))
            .collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn an_index_is_one_letter_or_a_group() {
        check("cos θ_y − m", &[("cos θ", ""), ("y", "_"), (" − m", "")]);
        check("Σ_{j≠y} e", &[("Σ", ""), ("j≠y", "_"), (" e", "")]);
    }

    #[test]
    fn an_exponent_holds_indices_and_parentheses() {
        let expect = &[
            ("e", ""),
            ("s (cos θ", "^"),
            ("y", "^_"),
            (" − m)", "^"),
            (" + 1", ""),
        ];
        check("e^(s (cos θ_y − m)) + 1", expect);
    }

    #[test]
    fn a_group_that_is_never_closed_loses_nothing() {
        check("e^(s", &[("e", ""), ("(s", "^")]);
        check("e^", &[("e", "")]);
    }
}
