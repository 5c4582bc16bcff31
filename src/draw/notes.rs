//! Short texts on a figure in the plane: angles at their arcs and names of points, moved until none covers another.

use super::{Frame, List, Paint, Pen, Point, Text};
use crate::look::size;

/// From a point to its name, in sizes of the type.
const ASIDE: f64 = 1.04;
/// Height of a line, and what it has free beside it, in sizes of the type.
const HEIGHT: f64 = 1.2;
const BESIDE: f64 = 0.32;
/// Texts may come so near to each other, in px.
const TOUCH: f64 = 0.5;
/// An angle further from its arc has a line to it, in sizes of the type.
const FAR: f64 = 0.45;

/// A text, and where it would like to stand.
pub struct Note {
    text: String,
    size: Point,
    /// The middle that it wants.
    at: Point,
    /// Unit vector on the page that leads away from the figure's centre.
    out: Point,
    /// Whether it moves along its ray, as angles do, or around a point, as its name does.
    on_ray: bool,
    /// From a point to its name, px.
    aside: f64,
}

impl Note {
    /// An angle, which may move along its ray.
    pub fn on_ray(pen: &Pen<'_>, text: &str, at: Point, angle: f64) -> Self {
        let size = [pen.width(text) + BESIDE * pen.font, HEIGHT * pen.font];
        Self {
            text: text.to_owned(),
            size,
            at,
            // On the page, y points down.
            out: [angle.cos(), -angle.sin()],
            on_ray: true,
            aside: ASIDE * pen.font,
        }
    }

    /// The name of a point, which may go round it.
    /// `clear` px of it are free.
    pub fn beside(pen: &Pen<'_>, text: &str, point: Point, angle: f64, clear: f64) -> Self {
        let note = Self::on_ray(pen, text, point, angle);
        let aside = note.aside + clear;
        let at = moved(point, note.out, aside);
        Self {
            at,
            on_ray: false,
            aside,
            ..note
        }
    }
}

/// The texts of a figure, in the order in which they may choose their places.
#[derive(Default)]
pub struct Notes(Vec<Note>);

impl Notes {
    /// Adds a text; those added first choose first.
    pub fn add(&mut self, note: Note) {
        self.0.push(note);
    }

    /// Draws them inside `room` and clear of the frames that are `taken`; those without a place are left out, and an angle
    /// that had to move away has a line to its arc.
    pub fn draw(mut self, list: &mut List, pen: &Pen<'_>, room: &Frame, taken: Vec<Frame>) {
        // Names of points choose first: they must stay near their points, while angles can move.
        self.0.sort_by_key(|note| note.on_ray);
        let frames = placed(&self.0, room, taken);
        for (frame, note) in frames.into_iter().zip(&self.0) {
            let Some(frame) = frame else { continue };
            let foot = frame.nearest(note.at);
            let off = (foot[0] - note.at[0]).hypot(foot[1] - note.at[1]);
            if note.on_ray && off > FAR * pen.font {
                let colour = pen.style.text().faded(0.6);
                let paint = Paint::stroke(colour, size::line::LEADER * pen.unit());
                list.line("leader", &[note.at, foot], paint);
            }
            let name = if note.on_ray { "angle" } else { "spot" };
            let text = Text::new(&note.text, frame.centre(), pen.font, pen.style.text());
            // Lines that cross behind a text would be read as a part of it.
            if let Some(ground) = pen.halo {
                list.rect("", frame, Paint::fill(ground));
            }
            list.text(name, text);
        }
    }
}

/// A frame for each text: the nearest to the place that it wants that is inside `room` and covers nothing `taken` and no
/// text before it; `None` where there is none.
fn placed(notes: &[Note], room: &Frame, mut taken: Vec<Frame>) -> Vec<Option<Frame>> {
    let mut frames = Vec::new();
    for note in notes {
        let frame = |by: &Point| Frame::around([note.at[0] + by[0], note.at[1] + by[1]], note.size);
        let free = |by: &Point| {
            let own = frame(by).shrunk(TOUCH);
            room.contains(&own) && !taken.iter().any(|other| other.meets(&own))
        };
        let found = shifts(note).find(free).map(|by| frame(&by));
        taken.extend(found);
        frames.push(found);
    }
    frames
}

/// By how much a text may move, the least first.
fn shifts(note: &Note) -> impl Iterator<Item = Point> {
    let (out, size, on_ray) = (note.out, note.size, note.on_ray);
    let along = [-out[1], out[0]];
    // How far the text itself reaches in a direction.
    let extent = move |way: Point| way[0].abs() * size[0] + way[1].abs() * size[1];
    // To the other side of its point, then around it.
    let across = moved([0.0, 0.0], out, -2.0 * note.aside);
    let across = (!on_ray).then_some(across).into_iter();
    let first = std::iter::once([0.0, 0.0]).chain(across);
    first
        .chain((1..16_u8).map(move |turn| {
            let far = 0.25 * f64::from(turn.div_ceil(2));
            let sign = if turn.is_multiple_of(2) { 1.0 } else { -1.0 };
            match on_ray {
                true => moved([0.0, 0.0], out, sign * far * extent(out)),
                false => moved(
                    moved([0.0, 0.0], along, sign * far * extent(along)),
                    out,
                    far * 2.0,
                ),
            }
        }))
        .chain(rings(size[1], on_ray))
}

/// Places around, further and further out: an angle may go far and gets a line to its arc, a name may not.
fn rings(step: f64, on_ray: bool) -> impl Iterator<Item = Point> {
    let most = if on_ray { 6_u8 } else { 2 };
    (1..=most).flat_map(move |ring| {
        (0..16_u8).map(move |turn| {
            let (sin, cos) = (f64::from(turn) * std::f64::consts::TAU / 16.0).sin_cos();
            let far = (0.4 + 0.9 * f64::from(ring)) * step;
            [far * cos, far * sin]
        })
    })
}

fn moved(at: Point, way: Point, by: f64) -> Point {
    [at[0] + by * way[0], at[1] + by * way[1]]
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: Point = [40.0, 14.0];
    const ROOM: Frame = Frame {
        x: -500.0,
        y: -500.0,
        width: 1000.0,
        height: 1000.0,
    };

    #[test]
    fn what_finds_no_room_gives_way() {
        let room = Frame::around([0.0, 0.0], [60.0, 20.0]);
        let notes = [note([0.0, 0.0], true), note([0.0, 0.0], true)];
        let found = placed(&notes, &room, Vec::new());
        assert!(found[0].is_some() && found[1].is_none(), "{found:?}");
    }

    fn note(at: Point, on_ray: bool) -> Note {
        Note {
            text: String::new(),
            size: SIZE,
            at,
            out: [0.0, -1.0],
            on_ray,
            aside: 13.0,
        }
    }

    /// Where texts that want to stand at these places come to stand: none covers another, and one with room stays.
    fn check(at: &[Point], on_ray: bool, stay: &[usize]) {
        let notes: Vec<Note> = at.iter().map(|at| note(*at, on_ray)).collect();
        let found: Vec<Frame> = placed(&notes, &ROOM, Vec::new())
            .into_iter()
            .map(Option::unwrap)
            .collect();
        for (i, a) in found.iter().enumerate() {
            let apart = found[..i].iter().all(|b| !a.shrunk(TOUCH).meets(b));
            assert!(apart, "{found:?}");
        }
        for i in stay {
            assert_eq!(found[*i].centre(), at[*i]);
        }
    }

    #[test]
    fn what_is_taken_is_left_free() {
        let name = Frame::around([0.0, 0.0], SIZE);
        let found = placed(&[note([0.0, 0.0], false)], &ROOM, vec![name]);
        let found: Vec<Frame> = found.into_iter().flatten().collect();
        assert_eq!(found.len(), 1);
        assert!(!found[0].shrunk(TOUCH).meets(&name), "{found:?}");
    }

    #[test]
    fn texts_make_room_for_each_other() {
        for on_ray in [true, false] {
            check(&[[0.0, 0.0], [100.0, 0.0]], on_ray, &[0, 1]);
            check(&[[0.0, 0.0], [10.0, 2.0]], on_ray, &[0]);
            check(&[[0.0, 0.0], [3.0, 0.0], [-4.0, 1.0]], on_ray, &[0]);
        }
    }
}
