//! What is said below a chart, in words: what a threshold decides, and a note that does not fit between the axes.

use super::key;
use crate::draw::{Anchor, Frame, List, Pen, Text};
use crate::figure::chart::ChartFigure;

/// Height of a row that is said below a chart, in sizes of the type.
const SAID: f64 = 1.35;
/// On a screen these rows are left out where they would take more of the height than this.
const MOST_SAID: f64 = 0.22;

/// Height of these rows' letters, px.
fn letters(pen: &Pen<'_>) -> f64 {
    match pen.live {
        true => pen.font,
        false => key::SMALLER * pen.font,
    }
}

/// About how much of a chart's width the vertical axis takes, in sizes of the type.
const AXIS_WIDTH: f64 = 6.5;

/// The note, where nobody can point at what is cut off of it and it does not fit between the axes: it is then said below.
pub fn long_note<'a>(pen: &Pen<'_>, frame: &Frame, figure: &'a ChartFigure) -> Option<&'a String> {
    let room = frame.width - AXIS_WIDTH * pen.font;
    let note = figure.note.as_ref().filter(|_| !pen.live);
    note.filter(|note| pen.width(note) > room)
}

/// What is said below a chart of this width, in rows no wider.
pub fn rows(pen: &Pen<'_>, frame: &Frame, figure: &ChartFigure) -> Vec<String> {
    let size = letters(pen);
    let fits = |text: &str| pen.measure.width(text, size) <= frame.width;
    let lines = long_note(pen, frame, figure).into_iter();
    let lines = lines.chain(&figure.threshold.below);
    let rows: Vec<String> = lines.flat_map(|line| wrapped(line, fits)).collect();
    match pen.live && height(pen, &rows) > MOST_SAID * frame.height {
        true => Vec::new(),
        false => rows,
    }
}

/// What no row begins with.
const CLOSING: &str = "，。；：、）”%°";

/// A line in rows that fit, broken between words, or between any two letters of a script without spaces.
fn wrapped(line: &str, fits: impl Fn(&str) -> bool) -> Vec<String> {
    let mut rows = Vec::new();
    let (mut start, mut end) = (0, None);
    for (at, c) in line.char_indices().chain([(line.len(), ' ')]) {
        if c != ' ' && c.is_ascii() {
            continue;
        }
        // May end before a space, and after a letter that no space follows.
        let stop = if c == ' ' { at } else { at + c.len_utf8() };
        let next = line[stop..].trim_start().chars().next();
        if next.is_some_and(|next| CLOSING.contains(next)) {
            continue;
        }
        match end {
            Some(last) if !fits(&line[start..stop]) => {
                rows.push(line[start..last].trim().to_owned());
                start = last;
                end = Some(stop);
            }
            _ => end = Some(stop),
        }
    }
    rows.push(line[start..].trim().to_owned());
    rows
}

/// Height of such rows, px.
pub fn height(pen: &Pen<'_>, rows: &[String]) -> f64 {
    SAID * letters(pen) * rows.len() as f64
}

/// Draws them at the foot of the chart's frame.
pub fn draw(list: &mut List, pen: &Pen<'_>, frame: &Frame, rows: &[String]) {
    let size = letters(pen);
    for (row, text) in rows.iter().rev().enumerate() {
        let y = frame.bottom() - (row as f64 + 0.5) * SAID * size;
        let text = Text::new(text.as_str(), [frame.x, y], size, pen.style.text());
        list.text("said", text.anchor(Anchor::Start));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, most: usize, expect: &[&str]) {
        let fits = |text: &str| text.chars().count() <= most;
        assert_eq!(wrapped(line, fits), expect, "{line}");
    }

    #[test]
    fn what_is_said_below_is_broken_between_words() {
        check("one two three", 20, &["one two three"]);
        check("one two three", 8, &["one two", "three"]);
        check("one two three", 3, &["one", "two", "three"]);
        check("接受一二三四 12 对", 5, &["接受一二三", "四 12", "对"]);
        check("", 5, &[""]);
    }
}
