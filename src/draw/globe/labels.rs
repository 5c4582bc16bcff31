//! Class names at the tips of their axes, moved until none covers another.

use super::TIP;
use super::camera::{View, facing};
use super::space::{self, direction};
use super::surface::look;
use crate::draw::{Anchor, Frame, List, Paint, Pen, Point, Target, Text, shortened};
use crate::figure::globe::GlobeAxis;
use crate::look::size;

/// With more classes than this only the near ones are named.
pub const CROWD: usize = 20;
/// The same where the globe's outline is smaller, in sizes of the type.
const SMALL: f64 = 8.8;
/// From a tip to its name, and room for the dot in the class's colour, in sizes of the type.
const GAP: f64 = 0.45;
const DOT: f64 = 0.75;
/// Size of a name on the far side, in sizes of the type.
const FAR: f64 = 0.82;
/// Shorter than this, in letters, a name that was cut says nothing.
const SHORTEST: usize = 3;

struct Name<'a> {
    axis: &'a GlobeAxis,
    text: String,
    /// The tip that it names, on the page.
    anchor: Point,
    /// On the near side, or pointed at.
    front: bool,
    /// How near its tip is to the eye.
    near: f64,
    /// Size of its type, px.
    font: f64,
    frame: Frame,
}

/// Draws the names inside `frame`, each that had to move away with a line to its tip, and returns where they stand. Far
/// names are smaller, and there only outside of the silhouette. What finds no room is left out: a legend has the rest.
pub fn draw(
    list: &mut List,
    pen: &Pen<'_>,
    frame: &Frame,
    view: &View,
    axes: &[GlobeAxis],
) -> Vec<Frame> {
    let all = axes.len() <= CROWD && view.outline >= SMALL * pen.font;
    let names = axes
        .iter()
        .filter_map(|axis| wanted(pen, frame, view, axis));
    let (mut near, far): (Vec<_>, Vec<_>) = names.partition(|name| name.front);
    // The nearest ones are the last to give way.
    near.sort_by(|a, b| b.near.total_cmp(&a.near));
    if all {
        for _ in 0..24 {
            if !separate(&mut near, frame) {
                break;
            }
        }
    }
    let beside = |name: &Name<'_>| {
        let [x, y] = name.frame.nearest(view.centre);
        (x - view.centre[0]).hypot(y - view.centre[1]) >= view.outline
    };
    let near = near
        .into_iter()
        .filter(|name| all || beside(name) || pen.style.lit_class() == Some(name.axis.class));
    let far = far.into_iter().filter(|name| all && beside(name));
    let mut kept: Vec<Name<'_>> = Vec::new();
    for name in near.chain(far) {
        let meets = kept.iter().any(|other| other.frame.meets(&name.frame));
        if !meets && frame.contains(&name.frame) {
            kept.push(name);
        }
    }
    list.open("names");
    // Near names are drawn last.
    kept.iter()
        .rev()
        .for_each(|name| draw_name(list, pen, name));
    list.close();
    kept.into_iter().map(|name| name.frame).collect()
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
    let lit = pen.style.lit_class() == Some(axis.class);
    let front = lit || space::is_ahead(tip);
    let font = if front { pen.font } else { FAR * pen.font };
    let text = shortened(pen.measure, &axis.name, font, 0.45 * frame.width);
    if text != axis.name && text.chars().count() <= SHORTEST {
        return None;
    }
    let size = [
        pen.measure.width(&text, font) + (DOT + 0.5) * font,
        1.3 * font,
    ];
    let from = [anchor[0] - view.centre[0], anchor[1] - view.centre[1]];
    let length = from[0].hypot(from[1]);
    let away = match length > 1e-6 {
        true => from.map(|x| x / length),
        false => [0.0, -1.0],
    };
    // From the middle of the rectangle to where `away` leaves it.
    let ways = [0, 1].map(|i| size[i] / 2.0 / away[i].abs().max(1e-6));
    let reach = GAP * font + ways[0].min(ways[1]);
    let middle = [0, 1].map(|i| anchor[i] + away[i] * reach);
    Some(Name {
        axis,
        text,
        anchor,
        front,
        near: if lit { f64::INFINITY } else { facing(tip) },
        font,
        frame: Frame::around(middle, size).kept_in(frame),
    })
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
    let (style, font) = (&pen.style, name.font);
    let own = style.solid(name.axis.class);
    let (ink, colour) = match name.front {
        true => (style.text(), own),
        false => (
            style.ground().mix(style.quiet(), 0.8),
            own.greyed(look::GREYED).mix(style.ground(), 0.3),
        ),
    };
    let nearest = name.frame.nearest(name.anchor);
    let off = [nearest[0] - name.anchor[0], nearest[1] - name.anchor[1]];
    if off[0].hypot(off[1]) > 2.2 * GAP * font {
        let leader = Paint::stroke(ink.faded(0.5), size::line::LEADER * pen.unit());
        list.line("leader", &[name.anchor, nearest], leader);
    }
    if let Some(plate) = pen.halo.filter(|_| name.front) {
        list.rect("", name.frame, Paint::fill(plate.faded(0.85)));
    }
    let middle = name.frame.centre()[1];
    let dot = [name.frame.x + 0.45 * font, middle];
    let paint = match name.front {
        true => Paint::fill(colour),
        false => Paint::stroke(colour, size::dot::RING * pen.unit()),
    };
    list.circle("", dot, 0.25 * font, paint);
    let at = [name.frame.x + (DOT + 0.2) * font, middle];
    let text = Text::new(name.text.as_str(), at, font, ink);
    list.text("name", text.anchor(Anchor::Start));
    if name.front {
        list.hit(name.frame, Target::Class(name.axis.class));
    }
}
