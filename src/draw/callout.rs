//! What a mark stands for, written beside the figure once with a line to the mark. It takes what room is left, and gives way
//! where there is none.

use super::{Frame, Kind, List, Paint, Pen, Point, Shape, Text, Written};
use crate::{look::size, text::pieces};

/// Height of a line of text, and what is free around the text, in sizes of the type.
const LINE: f64 = 1.2;
const AROUND: f64 = 0.4;
/// The figure must have a radius of so many sizes of the type, or it is too small to be explained.
const LEAST_RADIUS: f64 = 7.0;
/// Radius of the dot at the end of the line, in points of the window.
const DOT: f64 = 1.7;
/// From the outline to the text at least, in sizes of the type.
const ASIDE: f64 = 0.5;
/// How far the end of a line follows its mark from one picture to the next, in radii of the figure.
const FOLLOWED: f64 = 0.2;
/// The longest line, in radii of the figure.
const LONGEST: f64 = 0.95;

/// The controls of a window lie over the upper and the lower edge of a figure: so much is kept free there, in sizes of the type.
const CONTROLS: f64 = 0.8;
/// From the side of the room to a text, in sizes of the type.
const EDGE: f64 = 0.4;

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
    /// What it is.
    pub kind: Kind,
    /// Its middle.
    pub centre: Point,
    /// Radius of what must not be covered, px.
    pub radius: f64,
}

/// Writes each callout into `room`, outside of `disc`, clear of all text that `list` has and of what is `taken` besides. What a
/// figure of the same kind on the page says already is not said again.
pub fn draw(
    list: &mut List,
    pen: &Pen<'_>,
    room: &Frame,
    (disc, callouts): (Disc, &[Callout]),
    mut taken: Vec<Frame>,
) {
    if disc.radius < LEAST_RADIUS * pen.font {
        return;
    }
    let room = &within(pen, room);
    taken.extend(texts(list, pen));
    for callout in callouts {
        let said = |other: &Written| other.text == callout.text && other.of == disc.kind;
        if callout.targets.is_empty() || list.callouts.iter().any(said) {
            continue;
        }
        list.explains.push(callout.text);
        if pen.explained.contains(&callout.text) {
            continue;
        }
        let known = pen.kept.iter().find(|other| said(other));
        let kept = known.and_then(|known| kept(pen, room, disc, callout, known, &taken));
        if let Some(found) = kept.or_else(|| best(pen, room, disc, callout, &taken)) {
            write(list, pen, &found);
            taken.push(found.frame);
            // The next line does not cross this one.
            taken.push(around(found.line));
            list.callouts.push(Written {
                text: callout.text,
                of: disc.kind,
                room: *room,
                frame: found.frame,
                lines: found.lines.len(),
                to: found.line[1],
            });
        }
    }
}

/// The part of the room in which texts stand.
fn within(pen: &Pen<'_>, room: &Frame) -> Frame {
    let [aside, above] = [EDGE, if pen.live { CONTROLS } else { 0.0 }].map(|free| free * pen.font);
    Frame::new(
        room.x + aside,
        room.y + above,
        (room.width - 2.0 * aside).max(0.0),
        (room.height - 2.0 * above).max(0.0),
    )
}

/// The place that the callout had before, with its line to about where it led, if that is still free.
fn kept(
    pen: &Pen<'_>,
    room: &Frame,
    disc: Disc,
    callout: &Callout,
    known: &Written,
    taken: &[Frame],
) -> Option<Placed> {
    let frame = known.frame;
    let free = known.room == *room
        && is_clear(pen, disc, &frame)
        && !taken.iter().any(|other| other.meets(&frame));
    let lines = match known.lines {
        1 => vec![callout.text.to_owned()],
        _ => halves(pen, callout.text),
    };
    let near = |at: &Point| length([known.to, *at]) < FOLLOWED * disc.radius;
    let near: Vec<Point> = callout.targets.iter().copied().filter(near).collect();
    let nearest = leader(pen, &frame, disc, &near, taken, |line| {
        length([known.to, line[1]])
    });
    let line = nearest.or_else(|| leader(pen, &frame, disc, &callout.targets, taken, length));
    let line = line.filter(|line| length(*line) <= LONGEST * disc.radius);
    line.filter(|_| free)
        .map(|line| Placed { lines, frame, line })
}

/// The rooms of all texts so far.
fn texts(list: &List, pen: &Pen<'_>) -> Vec<Frame> {
    let text = |shape: &Shape| match shape {
        Shape::Text(text) => Some(text.frame(pen.measure)),
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
        for frame in frames(pen, room, disc, size) {
            if taken.iter().any(|other| other.meets(&frame)) {
                continue;
            }
            let Some(line) = leader(pen, &frame, disc, &callout.targets, taken, length) else {
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
fn frames(pen: &Pen<'_>, room: &Frame, disc: Disc, size: Point) -> Vec<Frame> {
    let fits = room.width >= size[0] && room.height >= size[1];
    let reach = disc.radius + ASIDE * pen.font;
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
    let clear = |frame: &Frame| fits && is_clear(pen, disc, frame);
    corners.into_iter().chain(around).filter(clear).collect()
}

/// Whether a text in this frame leaves the disc free.
fn is_clear(pen: &Pen<'_>, disc: Disc, frame: &Frame) -> bool {
    length([frame.nearest(disc.centre), disc.centre]) >= disc.radius + ASIDE * pen.font - 1e-6
}

/// The line of the least cost from a text to a mark that crosses no other text and does not run along the outline.
fn leader(
    pen: &Pen<'_>,
    frame: &Frame,
    disc: Disc,
    targets: &[Point],
    taken: &[Frame],
    cost: impl Fn([Point; 2]) -> f64,
) -> Option<[Point; 2]> {
    let line = |to: &Point| [start(pen, frame, *to), *to];
    let free = |line: &[Point; 2]| !taken.iter().any(|other| other.crossed(*line));
    let steep = |[from, to]: &[Point; 2]| {
        let along = [from[0] - to[0], from[1] - to[1]];
        let out = [to[0] - disc.centre[0], to[1] - disc.centre[1]];
        let both = along[0].hypot(along[1]) * out[0].hypot(out[1]);
        along[0] * out[0] + along[1] * out[1] > 0.35 * both
    };
    let lines = targets.iter().map(line).filter(free).filter(steep);
    lines.min_by(|a, b| cost(*a).total_cmp(&cost(*b)))
}

/// Where a line to a mark leaves the text: below or above its letters, or at its side, never at a corner, where it would hang
/// in the air.
fn start(pen: &Pen<'_>, frame: &Frame, to: Point) -> Point {
    let beside = (frame.y..=frame.bottom()).contains(&to[1]);
    let [x, y] = frame.nearest(to);
    let inset = match beside {
        true => 0.0,
        false => (1.2 * pen.font).min(frame.width / 2.0),
    };
    [x.clamp(frame.x + inset, frame.right() - inset), y]
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
    let half = |at: usize| [text[..at].trim_end(), &text[at..]];
    let widest = |at: &usize| {
        half(*at)
            .map(|line| pen.width(line))
            .into_iter()
            .fold(0.0, f64::max)
    };
    let ends = pieces(text).into_iter().scan(0, |end, piece| {
        *end += piece.len();
        Some(*end)
    });
    let breaks = ends.filter(|at| *at < text.len());
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
