//! Names around a circle, moved along it until none covers another.

use super::{Frame, List, Paint, Pen, Point, Target, Text};
use crate::figure::around::{NEAR, spread};
use crate::look::{Rgba, size};

/// A name that wants to stand at `angle`, outside of `radius`.
pub struct Name {
    lines: Vec<String>,
    size: Point,
    class: u16,
    colour: Rgba,
    /// Where it wants to stand, radians.
    pub angle: f64,
    /// Outside of this radius, in the unit of the figure.
    pub radius: f64,
}

/// A name that is wider than this, in sizes of the type, gets a line for each word.
const LONG: f64 = 4.5;
/// Height of a line, in sizes of the type.
const LINE: f64 = 1.15;
/// A name further from what it names has a line to it, in sizes of the type.
const FAR: f64 = 0.9;

impl Name {
    /// The name of a class, broken into lines where it is long.
    pub fn new(pen: &Pen<'_>, text: &str, class: u16, angle: f64, radius: f64) -> Self {
        let lines: Vec<String> = match pen.width(text) > LONG * pen.font {
            true => text.split_whitespace().map(str::to_owned).collect(),
            false => vec![text.to_owned()],
        };
        let widths = lines.iter().map(|line| pen.width(line));
        Self {
            size: [
                widths.fold(0.0, f64::max) + 0.4 * pen.font,
                LINE * pen.font * lines.len() as f64,
            ],
            lines,
            class,
            colour: pen.style.name(class),
            angle,
            radius,
        }
    }

    /// The frame of the text beside a place of the circle at `angle` (radians), on the side away from the centre.
    fn beside(&self, [x, y]: Point, angle: f64) -> Frame {
        let (sin, cos) = angle.sin_cos();
        let [width, height] = self.size;
        Frame::around([x + cos * width / 2.0, y - sin * height / 2.0], self.size)
    }
}

/// Sorts the names by angle and returns for each the angle at which it stands, moved so that names leave each other room.
/// `polar` maps an angle and a radius to the page.
pub fn place(names: &mut [Name], polar: impl Fn(f64, f64) -> Point) -> Vec<f64> {
    names.sort_by(|a, b| a.angle.total_cmp(&b.angle));
    let wanted: Vec<f64> = names.iter().map(|name| name.angle).collect();
    let rect = |(i, angle): (usize, f64)| {
        let name: &Name = &names[i];
        name.beside(polar(angle, name.radius), angle)
    };
    spread(&wanted, |a, b| rect(a).meets(&rect(b)))
}

/// The largest scale, in px for a unit of the figure, at which names at these angles stay inside `room`, whose middle is
/// the figure's.
pub fn largest_scale(names: &[Name], angles: &[f64], room: &Frame) -> f64 {
    let mut scale = f64::INFINITY;
    for (name, angle) in names.iter().zip(angles) {
        let ways = [
            (room.width, name.size[0], angle.cos().abs()),
            (room.height, name.size[1], angle.sin().abs()),
        ];
        for (room, size, along) in ways {
            let free = room / 2.0 - size * (1.0 + along) / 2.0;
            if along > 1e-6 {
                scale = scale.min(free / (along * name.radius));
            }
        }
    }
    scale
}

/// Draws the names at `angles`; one that would still cover another, or would reach out of `room`, is left out. Returns where
/// they stand.
pub fn draw(
    list: &mut List,
    pen: &Pen<'_>,
    room: &Frame,
    (names, angles): (&[Name], &[f64]),
    polar: impl Fn(f64, f64) -> Point,
) -> Vec<Frame> {
    list.open("names");
    let mut taken: Vec<Frame> = Vec::new();
    for (name, angle) in names.iter().zip(angles) {
        let frame = name.beside(polar(*angle, name.radius), *angle);
        if taken.iter().any(|other| other.meets(&frame)) || !room.contains(&frame.shrunk(1.0)) {
            continue;
        }
        // A name that had to move away gets a line to what it names.
        let foot = polar(name.angle, name.radius - 0.03);
        let nearest = frame.nearest(foot);
        let off = (nearest[0] - foot[0]).hypot(nearest[1] - foot[1]);
        if (angle - name.angle).abs() > NEAR && off > FAR * pen.font {
            let paint = Paint::stroke(name.colour.faded(0.6), size::line::LEADER * pen.unit());
            list.line("leader", &[foot, nearest], paint);
        }
        draw_lines(list, pen, name, &frame);
        list.hit(frame, Target::Class(name.class));
        taken.push(frame);
    }
    list.close();
    taken
}

fn draw_lines(list: &mut List, pen: &Pen<'_>, name: &Name, frame: &Frame) {
    let [x, y] = frame.centre();
    let first = y - LINE * pen.font * (name.lines.len() as f64 - 1.0) / 2.0;
    for (number, line) in name.lines.iter().enumerate() {
        let at = [x, first + LINE * pen.font * number as f64];
        list.text("name", Text::new(line, at, pen.font, name.colour));
    }
}
