//! The legend of a chart, and the words at its marks.

use super::super::{Anchor, Frame, List, Paint, Pen, Text, shortened};
use super::View;
use super::series::{bar_top, draw_point, paint};
use crate::figure::chart::{Bars, ChartFigure, Mark, Stroke};
use crate::look::{Tone, size};

/// Height of a row, length of a sample, space around and between entries: all in sizes of the letters.
const ROW: f64 = 1.3;
const SWATCH: f64 = 1.5;
const PAD: f64 = 0.4;
const APART: f64 = 1.0;
/// Part of a chart's area that a legend inside it may take; a larger one stands below.
const LARGEST: f64 = 0.2;

/// In charts narrower than this, in sizes of the type, the legend is always below, so that narrow charts in a row look
/// alike.
const NARROW: f64 = 16.0;
/// Part of a chart's height that a legend below it may take where a pointer shows what is not written. In files it has all
/// entries, and the page the height for them.
const MOST_LIVE: f64 = 0.2;
/// Size of the letters in files, in sizes of the type.
pub const SMALLER: f64 = 0.85;

/// Size of the letters in px: on a screen the type is small enough as it is.
fn letters(pen: &Pen<'_>) -> f64 {
    match pen.live {
        true => pen.font,
        false => SMALLER * pen.font,
    }
}

/// One line of a legend.
struct Entry<'a> {
    name: &'a str,
    tone: Tone,
    block: Block,
}

/// Its sample: a stroke, or a part of a histogram.
#[derive(Clone, Copy, PartialEq)]
enum Block {
    Line(Stroke),
    Filled,
    Outlined,
}

/// Where the legend of a chart is.
pub struct Key<'a> {
    entries: Vec<Entry<'a>>,
    /// Its place in the chart; `None` where every place would hide something.
    inside: Option<Frame>,
    /// Else its rows below the chart: each entry by its place, with its width in px.
    rows: Vec<Vec<(usize, f64)>>,
    /// Height of these rows, px.
    pub below: f64,
}

impl<'a> Key<'a> {
    /// The legend in or below the room that `view` has for the curves.
    pub fn new(figure: &'a ChartFigure, pen: &Pen<'_>, view: &View) -> Self {
        let size = letters(pen);
        let room = view.room;
        let width = |entry: &Entry<'_>| pen.measure.width(entry.name, size) + (SWATCH + PAD) * size;
        let mut key = Self {
            entries: entries(figure),
            inside: None,
            rows: Vec::new(),
            below: 0.0,
        };
        if view.grey || view.labelled {
            // Their ends or the pointer name them.
            key.entries.retain(|entry| !is_behind(entry));
        }
        let widest = key.entries.iter().map(width).fold(0.0, f64::max) + 2.0 * PAD * size;
        let height = (ROW * key.entries.len() as f64 + PAD) * size;
        let fits = widest * height <= LARGEST * room.width * room.height
            && height <= 0.5 * room.height
            && widest <= 0.7 * room.width
            && (pen.live || room.width >= NARROW * pen.font);
        if fits {
            key.inside = free(figure, view, (widest, height), pen.font);
        }
        if key.inside.is_some() {
            return key;
        }
        key.rows = flowed(key.entries.iter().map(width), APART * size, room.width);
        key.below = (ROW * key.rows.len() as f64 + PAD) * size;
        if pen.live && key.below > MOST_LIVE * room.height {
            // No room: the pointer shows the names.
            (key.rows, key.below) = (Vec::new(), 0.0);
        }
        key
    }

    /// Its place among the curves, where it is there.
    pub fn among(&self) -> Option<Frame> {
        self.inside.filter(|_| !self.entries.is_empty())
    }

    /// Draws the legend, and the words at the marks. `axis` is the height in px of the axis below the curves.
    pub fn draw(
        &self,
        list: &mut List,
        pen: &Pen<'_>,
        figure: &ChartFigure,
        view: &View,
        axis: f64,
    ) {
        let taken = self.among();
        if let Some(frame) = taken {
            draw_entries(list, pen, &self.entries, &frame);
        }
        self.draw_rows(list, pen, view, axis);
        let named = figure.marks.iter().filter(|mark| !mark.text.is_empty());
        // What has no room on either side of its line need not lie across it where it is said below in any case.
        let said = !pen.live && !figure.threshold.below.is_empty();
        for (row, mark) in named.enumerate() {
            let y = view.room.bottom() - (0.8 + ROW * row as f64) * pen.font;
            draw_words(
                list,
                pen,
                (mark, !figure.bars.is_empty(), said),
                view,
                y,
                taken,
            );
        }
    }

    fn draw_rows(&self, list: &mut List, pen: &Pen<'_>, view: &View, axis: f64) {
        if self.rows.is_empty() {
            return;
        }
        list.open("legend");
        for (number, row) in self.rows.iter().enumerate() {
            let y = view.room.bottom() + axis + (number as f64 + 0.5) * ROW * letters(pen);
            let mut x = view.room.x;
            for (entry, width) in row {
                draw_entry(list, pen, &self.entries[*entry], [x, y], view.room.width);
                x += width + APART * letters(pen);
            }
        }
        list.close();
    }
}

/// Entries of these `widths` in rows no wider than `room`, with `apart` between them: each by its place, with its width.
fn flowed(widths: impl Iterator<Item = f64>, apart: f64, room: f64) -> Vec<Vec<(usize, f64)>> {
    let mut rows: Vec<Vec<(usize, f64)>> = Vec::new();
    let mut used = f64::INFINITY;
    for (entry, width) in widths.enumerate() {
        if used + width > room {
            rows.push(Vec::new());
            used = 0.0;
        }
        used += width + apart;
        if let Some(row) = rows.last_mut() {
            row.push((entry, width));
        }
    }
    rows
}

fn draw_entries(list: &mut List, pen: &Pen<'_>, entries: &[Entry<'_>], frame: &Frame) {
    let size = letters(pen);
    list.open("legend");
    if let Some(ground) = pen.halo {
        list.rect("", *frame, Paint::fill(ground));
    }
    for (row, entry) in entries.iter().enumerate() {
        let x = frame.x + PAD * size;
        let y = frame.y + (PAD / 2.0 + (row as f64 + 0.5) * ROW) * size;
        draw_entry(list, pen, entry, [x, y], frame.width);
    }
    list.close();
}

/// An entry no wider than `room`, so that it does not run into the next chart.
fn draw_entry(list: &mut List, pen: &Pen<'_>, entry: &Entry<'_>, [x, y]: [f64; 2], room: f64) {
    swatch(list, pen, entry, [x, y]);
    let size = letters(pen);
    let name = shortened(pen.measure, entry.name, size, room - (SWATCH + PAD) * size);
    let text = Text::new(name, [x + (SWATCH + PAD) * size, y], size, pen.style.text());
    list.text("entry", text.anchor(Anchor::Start));
}

fn swatch(list: &mut List, pen: &Pen<'_>, entry: &Entry<'_>, [x, y]: [f64; 2]) {
    let colour = pen.style.tone(entry.tone);
    let size = letters(pen);
    let block = Frame::new(x, y - 0.32 * size, SWATCH * size, 0.64 * size);
    match entry.block {
        Block::Filled => list.rect("", block, Paint::fill(colour.faded(0.5))),
        Block::Outlined => {
            list.rect(
                "",
                block,
                Paint::stroke(colour, size::line::BARS * pen.unit()),
            );
        }
        Block::Line(stroke) if !stroke.is_line() => {
            draw_point(
                list,
                pen,
                (entry.tone, stroke),
                [x + 0.5 * SWATCH * size, y],
            );
        }
        Block::Line(stroke) => {
            let ends = [[x, y], [x + SWATCH * size, y]];
            list.line("", &ends, paint(pen, entry.tone, stroke));
        }
    }
}

fn entries(figure: &ChartFigure) -> Vec<Entry<'_>> {
    let bars = figure.bars.iter().map(|bars| Entry {
        name: &bars.name,
        tone: bars.tone,
        block: match bars.filled {
            true => Block::Filled,
            false => Block::Outlined,
        },
    });
    let series = figure.series.iter().map(|series| Entry {
        name: &series.name,
        tone: series.tone,
        block: Block::Line(series.stroke),
    });
    let shown = |entry: &Entry<'_>| !entry.name.is_empty();
    let mut entries: Vec<Entry<'_>> = bars.chain(series).filter(shown).collect();
    // What the chart is about comes first.
    entries.sort_by_key(is_behind);
    entries
}

/// Whether its curve is there for comparison only.
fn is_behind(entry: &Entry<'_>) -> bool {
    matches!(entry.tone, Tone::Family(_))
}

/// How many places along each side of the chart are tried.
const TRIED: usize = 12;

/// A place in the chart where a box of this size hides nothing; corners first, since that is where one looks.
fn free(
    figure: &ChartFigure,
    view: &View,
    (width, height): (f64, f64),
    font: f64,
) -> Option<Frame> {
    let room = view.room.shrunk(0.3 * font);
    let at = |x: f64, y: f64| {
        let (free_x, free_y) = (room.width - width, room.height - height);
        Frame::new(room.x + x * free_x, room.y + y * free_y, width, height)
    };
    let corners = [(1.0, 0.0), (0.0, 0.0), (0.0, 1.0), (1.0, 1.0)];
    let part = |i: usize| i as f64 / TRIED as f64;
    let inner = (0..=TRIED).flat_map(|y| (0..=TRIED).rev().map(move |x| (part(x), part(y))));
    let mut places = corners.into_iter().chain(inner).map(|(x, y)| at(x, y));
    // A note stands in the first row.
    let first = if figure.note.is_some() {
        NOTE * font
    } else {
        0.0
    };
    let clear = |frame: &Frame| frame.y >= view.room.y + first;
    places.find(|frame| clear(frame) && !hides(figure, view, frame))
}

/// Height of the row of a note at the top, in sizes of the type.
const NOTE: f64 = 1.7;

/// Whether a frame hides a part of what the chart shows.
fn hides(figure: &ChartFigure, view: &View, frame: &Frame) -> bool {
    let joined = figure.series.iter();
    let mut segments = joined
        .filter(|series| series.stroke.is_line())
        .flat_map(|series| series.points.windows(2));
    let lines = segments.any(|ends| frame.crossed([view.at(ends[0]), view.at(ends[1])]));
    let dots = figure.dots.iter().any(|dot| frame.holds(view.at(dot.at)));
    let points = figure
        .series
        .iter()
        .filter(|series| !series.stroke.is_line());
    let mut points = points.flat_map(|series| &series.points);
    let dots = dots || points.any(|point| frame.holds(view.at(*point)));
    let mut marks = figure.marks.iter();
    let marks = marks.any(|mark| (frame.x..=frame.right()).contains(&view.x(mark.from)));
    let highest = figure.highest_density().max(f64::MIN_POSITIVE);
    let mut bars = figure.bars.iter();
    lines || dots || marks || bars.any(|bars| hides_bars(bars, highest, view, frame))
}

fn hides_bars(bars: &Bars, highest: f64, view: &View, frame: &Frame) -> bool {
    bars.densities().enumerate().any(|(i, density)| {
        let left = view.x(bars.start + i as f64 * bars.width);
        let right = view.x(bars.start + (i as f64 + 1.0) * bars.width);
        let top = bar_top(view, bars, highest, density);
        right >= frame.x && left <= frame.right() && top <= frame.bottom()
    })
}

/// A mark's words beside it, on the side that has the room.
fn draw_words(
    list: &mut List,
    pen: &Pen<'_>,
    (mark, over_bars, said): (&Mark, bool, bool),
    view: &View,
    y: f64,
    taken: Option<Frame>,
) {
    let room = view.room;
    let size = [pen.width(&mark.text), ROW * pen.font];
    let gap = 0.35 * pen.font;
    let x = view.x(mark.from).clamp(room.x, room.right());
    let left = match x + gap + size[0] <= room.right() {
        true => x + gap,
        false if x - gap - size[0] < room.x && said => return,
        false => (x - gap - size[0]).max(room.x),
    };
    let mut frame = Frame::new(left, y - size[1] / 2.0, size[0], size[1]);
    if let Some(taken) = taken.filter(|taken| taken.meets(&frame)) {
        frame = frame.moved([0.0, taken.y - frame.bottom()]);
    }
    let mut colour = pen.style.tone(mark.tone);
    if over_bars {
        // A halo alone leaves letters hard to read on bars of their own colour.
        let ground = Paint::fill(pen.style.ground().faded(0.8));
        list.rect("", frame, ground);
        colour = pen.style.palette().legible(colour);
    }
    let at = [frame.x, frame.centre()[1]];
    let text = Text::new(mark.text.as_str(), at, pen.font, colour);
    list.text(
        mark.tone.name("mark"),
        text.anchor(Anchor::Start).halo(pen.halo),
    );
}
