//! What a mark stands for, written beside the figure once with a line to the mark. It takes what room is left, and gives way
//! where there is none.

use super::{Anchor, Frame, List, Paint, Pen, Point, Shape, Text};
use crate::look::size;

/// Height of a line of text, and what is free around the text, in sizes of the type.
const LINE: f64 = 1.2;
const AROUND: f64 = 0.4;
/// The figure must have a radius of so many sizes of the type, or it is too small to be explained.
const LEAST_RADIUS: f64 = 7.0;
/// Radius of the dot at the end of the line, in points of the window.
const DOT: f64 = 1.7;
/// From the outline to the text at least, in sizes of the type.
const ASIDE: f64 = 0.5;
/// The longest line, in radii of the figure.
const LONGEST: f64 = 0.95;

/// What is explained.
pub struct Callout {
    /// What is written.
    pub text: &'static str,
    /// Places of the mark to which a line may lead.
    pub targets: Vec<Point>,
}

/// The round thing that is explained, on the page.
#[derive(Clone, Copy)]
pub struct Disc {
    /// Its middle.
    pub centre: Point,
    /// Radius of what must not be covered, px.
    pub radius: f64,
}

/// Writes each callout into `room`, outside of `disc` and clear of all text that `list` has.
pub fn draw(list: &mut List, pen: &Pen<'_>, room: &Frame, disc: Disc, callouts: &[Callout]) {
    if disc.radius < LEAST_RADIUS * pen.font {
        return;
    }
    let mut taken = texts(list, pen);
    for callout in callouts {
        if let Some(found) = best(pen, room, disc, callout, &taken) {
            write(list, pen, &found);
            taken.push(found.frame);
            // The next line does not cross this one.
            taken.push(around(found.line));
        }
    }
}

/// The rooms of all texts so far.
fn texts(list: &List, pen: &Pen<'_>) -> Vec<Frame> {
    let text = |shape: &Shape| match shape {
        Shape::Text(text) if !text.upwards => {
            let width = pen.measure.width(&text.text, text.size);
            let left = match text.anchor {
                Anchor::Start => 0.0,
                Anchor::Middle => width / 2.0,
                Anchor::End => width,
            };
            let height = LINE * text.size;
            let at = [text.at[0] - left, text.at[1] - height / 2.0];
            Some(Frame::new(at[0], at[1], width, height))
        }
        _ => None,
    };
    let items = list.items.iter();
    items.filter_map(|item| text(&item.shape)).collect()
}

/// A text at its place.
struct Placed {
    lines: Vec<String>,
    frame: Frame,
    /// From the text to the mark.
    line: [Point; 2],
}

/// The place with the shortest line, on as few lines of text as the room allows.
fn best(
    pen: &Pen<'_>,
    room: &Frame,
    disc: Disc,
    callout: &Callout,
    taken: &[Frame],
) -> Option<Placed> {
    let whole = vec![callout.text.to_owned()];
    let halves = halves(pen, callout.text);
    let mut found: Option<(f64, Placed)> = None;
    for lines in [whole, halves] {
        let widest = lines.iter().map(|line| pen.width(line)).fold(0.0, f64::max);
        let height = (LINE * lines.len() as f64 + AROUND) * pen.font;
        let size = [widest + 2.0 * AROUND * pen.font, height];
        for frame in frames(room, disc, size, pen.font) {
            if taken.iter().any(|other| other.meets(&frame)) {
                continue;
            }
            let Some(line) = leader(&frame, disc, &callout.targets, taken) else {
                continue;
            };
            let length = length(line);
            // A text on one line is worth a longer way to the mark.
            let cost = length + 2.0 * pen.font * lines.len() as f64;
            if length <= LONGEST * disc.radius && found.as_ref().is_none_or(|(c, _)| cost < *c) {
                let lines = lines.clone();
                found = Some((cost, Placed { lines, frame, line }));
            }
        }
    }
    found.map(|(_, placed)| placed)
}

/// Frames of this size all around the disc and in the corners of the room, none of which covers the disc.
fn frames(room: &Frame, disc: Disc, size: Point, font: f64) -> Vec<Frame> {
    let fits = room.width >= size[0] && room.height >= size[1];
    let reach = disc.radius + ASIDE * font;
    let around = (0..48).map(|i| {
        let angle = f64::from(i) / 48.0 * std::f64::consts::TAU;
        let way = [angle.cos(), angle.sin()];
        let far = reach + (way[0] * size[0]).abs() / 2.0 + (way[1] * size[1]).abs() / 2.0;
        Frame::around([0, 1].map(|k| disc.centre[k] + far * way[k]), size).kept_in(room)
    });
    let corner = |right: bool, below: bool| {
        let x = if right {
            room.right() - size[0]
        } else {
            room.x
        };
        let y = if below {
            room.bottom() - size[1]
        } else {
            room.y
        };
        Frame::new(x, y, size[0], size[1])
    };
    let corners = [(false, true), (true, true), (false, false), (true, false)];
    let corners = corners.map(|(right, below)| corner(right, below));
    let clear = |frame: &Frame| {
        let [x, y] = frame.nearest(disc.centre);
        fits && (x - disc.centre[0]).hypot(y - disc.centre[1]) >= reach - 1e-6
    };
    corners.into_iter().chain(around).filter(clear).collect()
}

/// The shortest line from a text to a mark that crosses no other text and does not run along the outline.
fn leader(frame: &Frame, disc: Disc, targets: &[Point], taken: &[Frame]) -> Option<[Point; 2]> {
    let line = |to: &Point| [frame.nearest(*to), *to];
    let free = |line: &[Point; 2]| !taken.iter().any(|other| other.crossed(*line));
    let steep = |[from, to]: &[Point; 2]| {
        let along = [from[0] - to[0], from[1] - to[1]];
        let out = [to[0] - disc.centre[0], to[1] - disc.centre[1]];
        let both = along[0].hypot(along[1]) * out[0].hypot(out[1]);
        along[0] * out[0] + along[1] * out[1] > 0.35 * both
    };
    let lines = targets.iter().map(line).filter(free).filter(steep);
    lines.min_by(|a, b| length(*a).total_cmp(&length(*b)))
}

fn length([from, to]: [Point; 2]) -> f64 {
    (from[0] - to[0]).hypot(from[1] - to[1])
}

fn around([a, b]: [Point; 2]) -> Frame {
    let low = [0, 1].map(|k| a[k].min(b[k]));
    let size = [0, 1].map(|k| (a[k] - b[k]).abs());
    Frame::new(low[0], low[1], size[0], size[1])
}

/// The text on two lines of about one length.
fn halves(pen: &Pen<'_>, text: &str) -> Vec<String> {
    let half = |at: usize| [&text[..at], text[at..].trim_start()];
    let widest = |at: &usize| {
        half(*at)
            .map(|line| pen.width(line))
            .into_iter()
            .fold(0.0, f64::max)
    };
    let breaks = text.match_indices(' ').map(|(at, _)| at);
    let best = breaks.min_by(|a, b| widest(a).total_cmp(&widest(b)));
    best.map_or_else(
        || vec![text.to_owned()],
        |at| half(at).map(str::to_owned).to_vec(),
    )
}

fn write(list: &mut List, pen: &Pen<'_>, placed: &Placed) {
    let colour = pen.style.quiet();
    list.open("callout");
    let paint = Paint::stroke(colour.faded(0.8), size::line::LEADER * pen.unit());
    list.line("leader", &placed.line, paint);
    list.circle("", placed.line[1], DOT * pen.unit(), Paint::fill(colour));
    let [x, y] = placed.frame.centre();
    let first = y - LINE * pen.font * (placed.lines.len() as f64 - 1.0) / 2.0;
    for (number, line) in placed.lines.iter().enumerate() {
        let at = [x, first + LINE * pen.font * number as f64];
        list.text("callout", Text::new(line, at, pen.font, colour));
    }
    list.close();
}
