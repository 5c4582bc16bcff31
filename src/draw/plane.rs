//! A [`PlaneFigure`] as a display list.

use std::sync::Arc;

use super::{
    Anchor, Dots, Frame, Kind, List, Paint, Path, Pen, Point, Text,
    below::Below,
    callout::{self, Callout, Disc},
    names::{self, Name},
    notes::{Note, Notes},
};
use crate::figure::plane::{Dot, Mark, PlaneFigure};
use crate::figure::scale;
use crate::figure::shape::crowd;
use crate::look::{Role, size};

/// How the figure's coordinates become places on the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// Where the figure's origin is.
    pub centre: Point,
    /// What a unit of the figure is in px.
    pub scale: f64,
    /// What a point of the window is in px; less in a small figure.
    pub unit: f64,
    /// The upper side of the names of the classes, where these stand in rows below the figure and not around it.
    pub below: Option<f64>,
}

impl View {
    /// Where a place of the figure is on the page.
    pub fn at(&self, [x, y]: Point) -> Point {
        [
            self.centre[0] + self.scale * x,
            self.centre[1] - self.scale * y,
        ]
    }

    /// Where the place at an angle (radians) and a distance from the origin is.
    pub fn polar(&self, angle: f64, radius: f64) -> Point {
        self.at([radius * angle.cos(), radius * angle.sin()])
    }
}

/// The view in which the figure is as large as possible, with its names, in `frame`.
pub fn fitted(pen: &Pen<'_>, frame: &Frame, figure: &PlaneFigure) -> View {
    let frame = &above_callout(pen, frame, figure);
    let mut named = wanted_names(pen, figure);
    let centre = frame.centre();
    let alone = frame.width.min(frame.height) / 2.0 / figure.half_width.max(1e-6);
    let view = |scale: f64| View {
        centre,
        scale,
        unit: pen.unit_at(scale, size::USUAL_CIRCLE),
        below: None,
    };
    let mut scale = alone;
    // Smaller circles need names further apart, which changes what fits.
    for _ in 0..4 {
        let now = view(scale);
        let angles = names::place(&mut named, |angle, radius| now.polar(angle, radius));
        scale = names::largest_scale(&named, &angles, frame).clamp(0.3 * alone, alone);
    }
    let around = (scale >= GIVE_WAY * alone).then_some(scale);
    // A page has a legend for names without room.
    if pen.live && pen.named {
        let names = Below::new(pen, figure, frame.width);
        if let Some(placed) = names.placed(pen, frame, figure, around) {
            return View {
                centre: placed.centre,
                below: Some(placed.top),
                ..view(placed.scale)
            };
        }
    }
    // Where names would take the room of the figure, they give way.
    view(around.unwrap_or(alone))
}

/// What the name of the margin zone takes below a figure with what is free around it, in sizes of the type.
const NAMED: f64 = 3.0;

/// The part of `frame` that leaves room for the name of the margin zone below a figure of the laboratory: always, so that the
/// figure does not jump while the zone comes and goes. Around other circles names of classes leave room for it.
fn above_callout(pen: &Pen<'_>, frame: &Frame, figure: &PlaneFigure) -> Frame {
    let foot = NAMED * pen.font;
    let lacks = frame.height < frame.width + 2.0 * foot;
    match handles(figure).next().filter(|_| lacks) {
        Some(_) => Frame::new(
            frame.x,
            frame.y,
            frame.width,
            (frame.height - foot).max(0.0),
        ),
        None => *frame,
    }
}

/// Space that a window keeps free around a figure, in points.
pub const EDGE: f64 = 2.5;
/// The least part of the room that is left to a figure by the names around it.
const GIVE_WAY: f64 = 0.55;
/// Radius of the disc by which a point is moved, with what is free around it, in points of the window.
const HANDLE: f64 = 9.5;

/// Draws the figure in this view; dots outside of `frame` are left out.
pub fn draw(list: &mut List, pen: &Pen<'_>, frame: &Frame, figure: &PlaneFigure, view: &View) {
    let pen = &pen.of(figure.classes);
    let mut notes = Notes::default();
    for mark in &figure.marks {
        let drawing = Drawing {
            pen,
            view,
            frame,
            shapes: figure.shapes,
            unseen: figure.unseen,
        };
        drawing.mark(list, mark, &mut notes);
    }
    let mut named = match view.below {
        Some(_) => Vec::new(),
        None => wanted_names(pen, figure),
    };
    // A name stands clear of the handle of what it names.
    let clear = HANDLE * pen.unit() / view.scale.max(1e-6);
    for (angle, radius) in handles(figure) {
        let own = |name: &&mut Name| (name.angle - angle).abs() < 1e-6 && name.radius > radius;
        let own = named.iter_mut().filter(own);
        own.for_each(|name| name.radius = name.radius.max(radius + clear));
    }
    let polar = |angle, radius| view.polar(angle, radius);
    let angles = names::place(&mut named, polar);
    let side = 2.0 * HANDLE * pen.unit();
    let taken = handles(figure).map(|(angle, radius)| {
        // The corners of a square about a disc would be in the way of more than the disc is.
        Frame::around(polar(angle, radius), [side; 2]).shrunk(0.12 * side)
    });
    let handles: Vec<Frame> = taken.collect();
    // Names stand clear of their own handles already.
    let mut taken = names::draw(list, pen, frame, (&named, &angles), polar);
    if let Some(top) = view.below {
        let names = Below::new(pen, figure, frame.shrunk(EDGE).width);
        taken.extend(names.draw(list, pen, frame, top));
    }
    taken.extend(handles);
    notes.draw(list, pen, frame, taken.clone());
    let disc = Disc {
        kind: Kind::Plane,
        centre: view.centre,
        radius: figure.half_width * view.scale,
    };
    if let Some(length) = figure.length {
        draw_scale(list, pen, frame, (disc, length / view.scale), &mut taken);
    }
    callout::draw(
        list,
        pen,
        frame,
        (disc, &callouts(pen, frame, figure, view)),
        taken,
    );
}

/// How far from the centre a zone that fills a part of the disc can be pointed at: a line from the side would run along the
/// outline at its outer end.
const IN_DISC: [f64; 4] = [0.95, 0.87, 0.79, 0.7];

/// What a sector stands for that is named beside the figure, and the radii at which it is pointed at: the rings outside of
/// the circle, and where there is none, as in the laboratory, the zone in the disc.
fn named_sector(role: Role, inner: f64, outer: f64, ringed: bool) -> Option<(Role, Vec<f64>)> {
    match role {
        Role::Margin | Role::Uncertain if inner >= 1.0 => Some((role, vec![0.5 * (inner + outer)])),
        Role::MarginShade if !ringed => Some((Role::Margin, IN_DISC.map(|r| r * outer).into())),
        _ => None,
    }
}

/// What the margin zone and the ring of low posteriors stand for, where they have a part wide enough to be seen.
fn callouts(pen: &Pen<'_>, frame: &Frame, figure: &PlaneFigure, view: &View) -> Vec<Callout> {
    let ring = |mark: &Mark| {
        matches!(
            mark,
            Mark::Sector {
                role: Role::Margin,
                ..
            }
        )
    };
    let ringed = figure.marks.iter().any(ring);
    let targets = |wanted: Role| {
        let sectors = figure.marks.iter().filter_map(move |mark| match mark {
            Mark::Sector {
                role,
                from,
                to,
                inner,
                outer,
            } => named_sector(*role, *inner, *outer, ringed)
                .filter(|(role, _)| *role == wanted)
                .map(|(_, radii)| (*from, *to, radii)),
            _ => None,
        });
        let each = sectors.flat_map(|(from, to, radii)| {
            let all = radii.into_iter();
            all.map(move |radius| (from, to, radius))
        });
        let seen = each.filter(|(from, to, radius)| (to - from) * radius * view.scale > 3.0);
        let places = seen.flat_map(|(from, to, radius)| {
            // One place in a short arc, several in a long one, none at its ends.
            let count = ((to - from) / 0.25).ceil().max(1.0);
            let part = move |i: u32| from + (to - from) * (f64::from(i) + 0.5) / count;
            (0..count as u32).map(move |i| view.polar(part(i), radius))
        });
        places.filter(|at| frame.holds(*at)).collect()
    };
    let both = [
        (pen.words.zone, Role::Margin),
        (pen.words.band, Role::Uncertain),
    ];
    both.map(|(text, role)| Callout {
        text,
        targets: targets(role),
    })
    .into()
}

/// Angle and distance of every point that is moved by hand.
fn handles(figure: &PlaneFigure) -> impl Iterator<Item = (f64, f64)> {
    figure.marks.iter().filter_map(|mark| match mark {
        Mark::Handle { angle, radius } => Some((*angle, *radius)),
        _ => None,
    })
}

/// The longest that a scale bar is, and how far it stands above the lower edge in files and in a window, whose controls are
/// there; in sizes of the type.
const BAR: f64 = 7.0;
const ABOVE: (f64, f64) = (0.5, 0.8);

/// A bar in the lower right corner with the length that it stands for; `px` is the length of a px.
fn draw_scale(
    list: &mut List,
    pen: &Pen<'_>,
    frame: &Frame,
    (disc, px): (Disc, f64),
    taken: &mut Vec<Frame>,
) {
    let length = scale::round_below(BAR * pen.font * px);
    let above = if pen.live { ABOVE.1 } else { ABOVE.0 };
    let right = frame.right() - 0.5 * pen.font;
    let y = frame.bottom() - above * pen.font;
    let left = right - length / px;
    if !left.is_finite() || left < frame.x {
        return;
    }
    let text = format!("{} {length}", pen.words.length);
    let at = [right, y - 0.95 * pen.font];
    let text = Text::new(text, at, pen.font, pen.style.text());
    let text = text.anchor(Anchor::End).halo(pen.halo);
    let own = text.frame(pen.measure);
    // In a small figure names come first, and the figure itself.
    if taken.iter().any(|other| other.meets(&own)) || covers(disc, &own) {
        return;
    }
    let tick = 0.3 * pen.font;
    let ends = [[left, y - tick], [left, y], [right, y], [right, y - tick]];
    let paint = Paint::stroke(pen.style.text(), size::line::CURVE * pen.unit());
    list.line("scale", &ends, paint);
    list.text("scale", text);
    taken.push(own);
}

/// Whether a text reaches into the figure.
fn covers(disc: Disc, own: &Frame) -> bool {
    let [x, y] = own.nearest(disc.centre);
    let off = [x - disc.centre[0], y - disc.centre[1]];
    off[0].hypot(off[1]) < disc.radius
}

fn wanted_names(pen: &Pen<'_>, figure: &PlaneFigure) -> Vec<Name> {
    let is_angle = |mark: &Mark| matches!(mark, Mark::Angle { .. });
    let measured = figure.marks.iter().any(is_angle);
    let wanted = figure.marks.iter().filter_map(|mark| match mark {
        Mark::Name {
            class,
            text,
            angle,
            radius,
        } => {
            // Where a legend has the names, angles still want the letters that stand before them.
            let letter = text.split(' ').next().unwrap_or_default();
            let text = match pen.named {
                true => text.as_str(),
                false if measured => letter,
                false => return None,
            };
            Some(Name::new(pen, text, *class, *angle, *radius))
        }
        _ => None,
    });
    wanted.collect()
}

struct Drawing<'a> {
    pen: &'a Pen<'a>,
    view: &'a View,
    frame: &'a Frame,
    shapes: bool,
    unseen: Option<u16>,
}

impl Drawing<'_> {
    fn mark(&self, list: &mut List, mark: &Mark, notes: &mut Notes) {
        let (pen, view) = (self.pen, self.view);
        match mark {
            Mark::Sector {
                role,
                from,
                to,
                inner,
                outer,
            } => {
                let radii = (inner * view.scale, outer * view.scale);
                let colour = pen.style.role(*role);
                list.sector(role.name(), view.centre, (*from, *to), radii, colour);
            }
            Mark::Ring { role, radius } => {
                let paint = self.stroke(*role, size::line::THIN);
                list.circle(role.name(), view.centre, radius * view.scale, paint);
            }
            Mark::Ray {
                role,
                angle,
                inner,
                outer,
            } => {
                let ends = [view.polar(*angle, *inner), view.polar(*angle, *outer)];
                list.line(role.name(), &ends, self.stroke(*role, ray_width(*role)));
            }
            Mark::Dots(dots) => {
                let [seen, unseen] = split(dots, self.unseen);
                list.dots("dots", self.dots(&seen));
                list.dots("dots", self.rings(&unseen));
            }
            Mark::Arrow { role, at, by } => self.arrow(list, *role, *at, *by),
            Mark::Angle {
                from,
                to,
                radius,
                text,
            } => {
                self.arc(list, (*from, *to), *radius);
                let middle = 0.5 * (from + to);
                notes.add(Note::on_ray(pen, text, view.polar(middle, *radius), middle));
            }
            Mark::Spot {
                text,
                angle,
                radius,
            } => {
                let at = view.polar(*angle, *radius);
                let paint = Paint::fill(pen.style.text());
                list.circle("spot", at, size::dot::SPOT * view.unit, paint);
                notes.add(Note::beside(pen, text, at, *angle, 0.0));
            }
            Mark::Grip {
                grip,
                angle,
                inner,
                outer,
            } => {
                let ends = [view.polar(*angle, *inner), view.polar(*angle, *outer)];
                list.grips.push((ends, *grip));
            }
            // The name of a point that is moved by hand, where it is not the name of a class.
            Mark::Letter {
                text,
                angle,
                radius,
            } => {
                let at = view.polar(*angle, *radius);
                notes.add(Note::beside(pen, text, at, *angle, HANDLE * pen.unit()));
            }
            // Names come last, when all places are known; handles are painted where there is a hand.
            Mark::Name { .. } | Mark::Handle { .. } => {}
        }
    }

    fn stroke(&self, role: Role, width: f64) -> Paint {
        Paint::stroke(self.pen.style.role(role), width * self.view.unit)
    }

    fn dots(&self, dots: &Arc<[Dot]>) -> Dots {
        Dots {
            dots: dots.clone(),
            origin: self.view.centre,
            scale: self.view.scale,
            radius: size::dot::PLANE * crowd(dots.len()) * self.view.unit,
            fill: by_class(dots, |class| self.pen.style.sample(class)),
            edge: None,
            shapes: self
                .shapes
                .then(|| by_class(dots, |class| self.pen.style.shape(class))),
            clip: *self.frame,
            hit: true,
        }
    }

    /// The dots of classes that were left out of training.
    fn rings(&self, dots: &Arc<[Dot]>) -> Dots {
        let discs = self.dots(dots);
        let ground = self.pen.style.ground().faded(OPEN);
        Dots {
            fill: vec![ground; discs.fill.len()],
            edge: Some((size::dot::RING * self.view.unit, discs.fill)),
            ..discs
        }
    }

    /// A thin arc.
    fn arc(&self, list: &mut List, (from, to): (f64, f64), radius: f64) {
        let view = self.view;
        let large = to - from > std::f64::consts::PI;
        // Counter-clockwise with y upwards is counter-clockwise on the page too.
        let end = view.polar(to, radius);
        let path = Path::from(view.polar(from, radius)).arc(radius * view.scale, large, false, end);
        let paint = Paint::stroke(self.pen.style.text(), size::line::THIN * view.unit);
        list.path("angle", path, paint);
    }

    /// A thin arrow, unless it is too short to be one.
    fn arrow(&self, list: &mut List, role: Role, at: Point, by: Point) {
        let view = self.view;
        let from = view.at(at);
        let to = view.at([at[0] + by[0], at[1] + by[1]]);
        let along = [to[0] - from[0], to[1] - from[1]];
        let length = along[0].hypot(along[1]);
        if length < 1.5 * view.unit {
            return;
        }
        let colour = self.pen.style.role(role).mix(self.pen.style.text(), 0.25);
        let paint = Paint::stroke(colour, size::line::ARROW * view.unit);
        let head = (0.4 * length).min(5.0 * view.unit) / length;
        let [x, y] = along.map(|x| -x * head);
        let barb = |side: f64| [to[0] + x - side * y, to[1] + y + side * x];
        let path = Path::default()
            .line([from, to])
            .line([barb(0.55), to, barb(-0.55)]);
        list.path("arrow", path, paint);
    }
}

/// Width of a straight line from the origin, in points of the window.
fn ray_width(role: Role) -> f64 {
    match role {
        Role::Class(_) => size::line::DIRECTION,
        Role::Loss(_) => size::line::SIDE,
        _ => size::line::THIN,
    }
}

/// How much of the ground a ring hides inside.
pub(super) const OPEN: f64 = 0.7;

/// The dots of classes before the `first` unseen one, and the others.
pub(super) fn split(dots: &Arc<[Dot]>, first: Option<u16>) -> [Arc<[Dot]>; 2] {
    let Some(first) = first else {
        return [Arc::clone(dots), Arc::default()];
    };
    let (seen, unseen): (Vec<Dot>, Vec<Dot>) = dots.iter().partition(|dot| dot.class < first);
    [seen.into(), unseen.into()]
}

/// Something for every class up to the last one that a dot has.
pub(super) fn by_class<T>(dots: &[Dot], of: impl Fn(u16) -> T) -> Vec<T> {
    let last = dots.iter().map(|dot| dot.class).max();
    let classes = last.map_or(0, |last| u32::from(last) + 1);
    (0..classes).map(|class| of(class as u16)).collect()
}
