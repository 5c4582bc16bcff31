//! The text of a step, set: paragraphs and lists whose lines break between words, with formulas within them.

use std::sync::Arc;

use eframe::egui::{
    Align, Color32, FontId, Galley, Painter, Pos2, Rect, Role, Sense, Stroke, Ui, Vec2, WidgetInfo,
    text::{LayoutJob, TextFormat},
};

use crate::{
    app::{controls::formula, theme::palette},
    lesson::{Block, Span, Tone},
};

/// Between lines, in sizes of the letters.
const LEADING: f32 = 1.45;
/// Between blocks.
const APART: f32 = 0.55;

/// Draws a text in letters of `size` points, as wide as there is room.
pub fn blocks_ui(ui: &mut Ui, blocks: &[Block], size: f32) {
    for (place, block) in blocks.iter().enumerate() {
        if place > 0 {
            ui.add_space(APART * size);
        }
        match block {
            Block::Paragraph(spans) => line_ui(ui, spans, size, 0.0),
            Block::Formula(text) => {
                ui.add_space(0.2 * size);
                formula::formula_ui(ui, text, &[], size + 2.0);
            }
            Block::List { numbered, items } => {
                for (number, item) in items.iter().enumerate() {
                    let mark = match numbered {
                        true => format!("{}.", number + 1),
                        false => "•".to_owned(),
                    };
                    let at = ui.cursor().min + Vec2::new(0.3 * size, 0.0);
                    let colour = palette(ui.visuals()).quiet;
                    let galley = letters(ui.painter(), &mark, size, (colour, Tone::Plain));
                    ui.painter().galley(at, galley, colour);
                    line_ui(ui, item, size, 1.6 * size);
                }
            }
        }
    }
}

/// A piece that no line breaks.
enum Piece {
    /// Letters in their colour, whether they are strong, and whether no row begins with them.
    Letters(Arc<Galley>, Color32, bool, bool),
    Formula(formula::Boxed),
}

impl Piece {
    fn width(&self) -> f32 {
        match self {
            Self::Letters(galley, ..) => galley.size().x,
            Self::Formula(boxed) => boxed.width,
        }
    }

    /// Whether no row begins with it.
    fn closes(&self) -> bool {
        matches!(self, Self::Letters(.., true))
    }
}

/// Draws the spans of a line of text, `aside` points from the left.
fn line_ui(ui: &mut Ui, spans: &[Span], size: f32, aside: f32) {
    let width = ui.available_width() - aside;
    let rows = rows(ui, spans, size, width);
    let heights = rows.iter().map(|row| row_height(row, size));
    let room = Vec2::new(ui.available_width(), heights.sum());
    let (rect, response) = ui.allocate_exact_size(room, Sense::hover());
    let spoken: String = spans.iter().map(|span| span.text.as_str()).collect();
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &spoken));
    let mut top = rect.top();
    for row in rows {
        let height = row_height(&row, size);
        paint_row(
            ui,
            row,
            size,
            Rect::from_min_size(
                Pos2::new(rect.left() + aside, top),
                Vec2::new(width, height),
            ),
        );
        top += height;
    }
}

fn row_height(row: &[Piece], size: f32) -> f32 {
    let of = |piece: &Piece| match piece {
        Piece::Letters(..) => LEADING * size,
        Piece::Formula(boxed) => boxed.height() + 0.4 * size,
    };
    row.iter().map(of).fold(LEADING * size, f32::max)
}

fn paint_row(ui: &Ui, row: Vec<Piece>, size: f32, rect: Rect) {
    let ink = formula::ink(ui);
    // The base line of the letters, and of the formulas on it.
    let base = rect.center().y + 0.36 * size;
    let mut x = rect.left();
    for piece in row {
        let width = piece.width();
        match piece {
            Piece::Letters(galley, colour, strong, _) => {
                let at = Pos2::new(x, rect.center().y - 0.5 * galley.size().y);
                if strong {
                    // The font has no bold: the letters are drawn twice, a little apart.
                    ui.painter()
                        .galley(at + Vec2::new(0.5, 0.0), Arc::clone(&galley), colour);
                }
                ui.painter().galley(at, galley, colour);
            }
            Piece::Formula(boxed) => boxed.paint(ui.painter(), Pos2::new(x, base), ink),
        }
        x += width;
    }
}

/// The pieces row by row, each as wide as there is room.
fn rows(ui: &Ui, spans: &[Span], size: f32, width: f32) -> Vec<Vec<Piece>> {
    let pieces = spans.iter().flat_map(|span| pieces(ui, span, size));
    let pieces: Vec<Piece> = pieces.collect();
    let sizes: Vec<(f32, bool)> = pieces
        .iter()
        .map(|piece| (piece.width(), piece.closes()))
        .collect();
    let mut pieces = pieces.into_iter();
    let counts = counts(&sizes, width);
    let row = |count| pieces.by_ref().take(count).collect();
    counts.into_iter().map(row).collect()
}

/// How many pieces each row has. What no row begins with, though another span, stays with the piece before it.
fn counts(pieces: &[(f32, bool)], width: f32) -> Vec<usize> {
    let (mut counts, mut count, mut used) = (Vec::new(), 0, 0.0);
    let mut place = 0;
    while place < pieces.len() {
        let closing = pieces[place + 1..].iter().take_while(|piece| piece.1);
        let together = 1 + closing.count();
        let wide: f32 = pieces[place..place + together].iter().map(|p| p.0).sum();
        if used + wide > width && count > 0 {
            counts.push(count);
            (count, used) = (0, 0.0);
        }
        (count, used) = (count + together, used + wide);
        place += together;
    }
    counts.push(count);
    counts
}

/// Words with the space behind them, letters of scripts without spaces one by one, formulas whole.
fn pieces(ui: &Ui, span: &Span, size: f32) -> Vec<Piece> {
    let palette = palette(ui.visuals());
    if span.tone == Tone::Formula {
        return vec![Piece::Formula(formula::inline(
            ui.painter(),
            &span.text,
            size + 1.0,
            formula::ink(ui),
        ))];
    }
    let colour = palette.text;
    let strong = span.tone == Tone::Strong;
    let word = |text: &str| {
        let galley = letters(ui.painter(), text, size, (colour, span.tone));
        let closes = text.starts_with(|c| CLOSING.contains(c));
        Piece::Letters(galley, colour, strong, closes)
    };
    words(&span.text).into_iter().map(word).collect()
}

fn letters(
    painter: &Painter,
    text: &str,
    size: f32,
    (colour, tone): (Color32, Tone),
) -> Arc<Galley> {
    let format = TextFormat {
        font_id: FontId::proportional(size),
        color: colour,
        italics: tone == Tone::Emphasis,
        underline: Stroke::NONE,
        valign: Align::BOTTOM,
        ..TextFormat::default()
    };
    painter.layout_job(LayoutJob::single_section(text.to_owned(), format))
}

/// Signs that no row begins with.
const CLOSING: &str = "，。、；：？！）」』”’%,.;:?!)";

/// Where a text may break: behind spaces, and around letters of scripts without them.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let (mut start, mut before) = (0, None);
    for (at, c) in text.char_indices() {
        let breaks = before.is_some_and(|before: char| {
            let wide = is_wide(before) || is_wide(c);
            (before == ' ' || wide) && c != ' ' && !CLOSING.contains(c)
        });
        if breaks {
            words.push(&text[start..at]);
            start = at;
        }
        before = Some(c);
    }
    words.push(&text[start..]);
    words.retain(|word| !word.is_empty());
    words
}

/// Letters of a script that is written without spaces.
fn is_wide(c: char) -> bool {
    matches!(u32::from(c), 0x2E80..=0x9FFF | 0xF900..=0xFAFF | 0xFF00..=0xFFEF)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_behind_spaces_and_between_chinese_letters_but_not_before_a_stop() {
        fn check(text: &str, expect: &[&str]) {
            assert_eq!(words(text), expect);
        }
        check("one two, three", &["one ", "two, ", "three"]);
        check("边界在哪里？好", &["边", "界", "在", "哪", "里？", "好"]);
        check("用 softmax 训练", &["用 ", "softmax ", "训", "练"]);
        check("m=0.35时", &["m=0.35", "时"]);
        check("", &[]);
    }

    #[test]
    fn no_row_begins_with_a_stop_of_another_span() {
        fn check(pieces: &[(f32, bool)], expect: &[usize]) {
            assert_eq!(counts(pieces, 10.0), expect, "{pieces:?}");
        }
        let (word, stop) = ((4.0, false), (3.0, true));
        check(&[word, word, word], &[2, 1]);
        check(&[word, word, stop, word], &[1, 2, 1]);
        check(&[word, stop, stop], &[3]);
        // What is wider than a row stands alone in one.
        check(&[(12.0, false), word], &[1, 1]);
        check(&[], &[0]);
    }
}
