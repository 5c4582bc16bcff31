//! Class names at the tips of their axes, moved until none covers another.

use super::TIP;
use super::camera::{View, facing};
use super::space::direction;
use crate::draw::{Anchor, Frame, List, Paint, Pen, Point, Text, shortened};
use crate::figure::globe::GlobeAxis;
use crate::look::{Rgba, size};

/// With more classes than this only the near ones are named.
pub const CROWD: usize = 20;
/// The same where the globe's outline is smaller, in sizes of the type.
const SMALL: f64 = 8.8;
/// From a tip to its name, and room for the dot in the class's colour, in sizes of the type.
const GAP: f64 = 0.45;
const DOT: f64 = 0.75;

struct Name<'a> {
    axis: &'a GlobeAxis,
    text: String,
    /// The tip that it names, on the page.
    anchor: Point,
    front: bool,
    frame: Frame,
}

/// Draws the names inside `frame`: far ones fainter, and each that had to move away with a line to its tip.
pub fn draw(list: &mut List, pen: &Pen<'_>, frame: &Frame, view: &View, axes: &[GlobeAxis]) {
    let all = axes.len() <= CROWD && view.outline >= SMALL * pen.font;
    let mut names: Vec<Name<'_>> = axes
        .iter()
        .filter_map(|axis| wanted(pen, frame, view, axis))
        .filter(|name| name.front || all)
        .collect();
    // Near names are drawn last.
    names.sort_by_key(|name| name.front);
    for _ in 0..24 {
        if !separate(&mut names, frame) {
            break;
        }
    }
    if axes.len() > CROWD {
        names = beside(names, view);
    }
    list.open("names");
    for name in &names {
        draw_name(list, pen, name);
    }
    list.close();
}

fn wanted<'a>(pen: &Pen<'_>, frame: &Frame, view: &View, axis: &'a GlobeAxis) -> Option<Name<'a>> {
    if axis.name.is_empty() {
        return None;
    }
    let tip = view.turned(direction(axis.to)?).map(|x| TIP * x);
    let anchor = view.place(tip);
    if !frame.holds(anchor) {
        return None;
    }
    let text = shortened(pen.measure, &axis.name, pen.font, 0.45 * frame.width);
    let size = [pen.width(&text) + (DOT + 0.5) * pen.font, 1.3 * pen.font];
    let from = [anchor[0] - view.centre[0], anchor[1] - view.centre[1]];
    let length = from[0].hypot(from[1]);
    let away = match length > 1e-6 {
        true => from.map(|x| x / length),
        false => [0.0, -1.0],
    };
    // From the middle of the rectangle to where `away` leaves it.
    let ways = [0, 1].map(|i| size[i] / 2.0 / away[i].abs().max(1e-6));
    let reach = GAP * pen.font + ways[0].min(ways[1]);
    let middle = [0, 1].map(|i| anchor[i] + away[i] * reach);
    Some(Name {
        axis,
        text,
        anchor,
        front: facing(tip) >= 0.0,
        frame: Frame::around(middle, size).kept_in(frame),
    })
}

/// Of many names, those that cover neither the globe nor each other; a legend has the rest.
fn beside<'a>(names: Vec<Name<'a>>, view: &View) -> Vec<Name<'a>> {
    let mut kept: Vec<Name<'a>> = Vec::new();
    for name in names {
        let [x, y] = name.frame.nearest(view.centre);
        let off = (x - view.centre[0]).hypot(y - view.centre[1]);
        if off >= view.outline && !kept.iter().any(|other| other.frame.meets(&name.frame)) {
            kept.push(name);
        }
    }
    kept
}

/// Pushes overlapping pairs apart along the shorter way; false when no pair overlaps.
fn separate(names: &mut [Name<'_>], room: &Frame) -> bool {
    let mut moved = false;
    for i in 0..names.len() {
        for j in i + 1..names.len() {
            let (a, b) = (names[i].frame, names[j].frame);
            if !a.meets(&b) {
                continue;
            }
            moved = true;
            let across = a.right().min(b.right()) - a.x.max(b.x);
            let down = a.bottom().min(b.bottom()) - a.y.max(b.y);
            let [dx, dy] = [0, 1].map(|k| b.centre()[k] - a.centre()[k]);
            let push = match down <= across {
                true => [0.0, 0.52 * down.copysign(dy)],
                false => [0.52 * across.copysign(dx), 0.0],
            };
            names[i].frame = a.moved(push.map(|x| -x)).kept_in(room);
            names[j].frame = b.moved(push).kept_in(room);
        }
    }
    moved
}

fn draw_name(list: &mut List, pen: &Pen<'_>, name: &Name<'_>) {
    let strength = if name.front { 1.0 } else { 0.82 };
    let ground = pen.style.ground();
    let faded = |colour: Rgba| ground.mix(colour, strength);
    let nearest = name.frame.nearest(name.anchor);
    let off = [nearest[0] - name.anchor[0], nearest[1] - name.anchor[1]];
    if off[0].hypot(off[1]) > 2.2 * GAP * pen.font {
        let leader = Paint::stroke(
            faded(pen.style.text()).faded(0.5),
            size::line::LEADER * pen.unit(),
        );
        list.line("leader", &[name.anchor, nearest], leader);
    }
    if let Some(plate) = pen.halo {
        list.rect("", name.frame, Paint::fill(plate.faded(0.85 * strength)));
    }
    let middle = name.frame.centre()[1];
    let dot = [name.frame.x + 0.45 * pen.font, middle];
    let colour = faded(pen.style.solid(name.axis.class));
    list.circle("", dot, 0.25 * pen.font, Paint::fill(colour));
    let at = [name.frame.x + (DOT + 0.2) * pen.font, middle];
    let text = Text::new(name.text.as_str(), at, pen.font, faded(pen.style.text()));
    list.text("name", text.anchor(Anchor::Start));
}
