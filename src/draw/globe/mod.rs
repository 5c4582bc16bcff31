//! A [`GlobeFigure`] as a display list, from the farthest to the nearest: the order of drawing is the depth.

mod band;
mod callouts;
mod camera;
mod hatch;
mod labels;
mod lines;
mod shade;
mod side;
mod space;
mod surface;
mod thin;
mod through;
mod vectors;

use std::sync::Arc;

pub use camera::{Camera, EYE, Projected, View};
pub use labels::CROWD;
pub use side::Side;
pub use surface::{Surface, look};
pub use vectors::vectors;

use super::{
    Dots, Frame, List, Paint, Pen, Point, Text,
    plane::{OPEN, by_class, split},
};
use crate::figure::globe::GlobeFigure;
use crate::figure::plane::{Dot, Grip};
use crate::figure::shape::crowd;
use crate::look::{Element, Rgba, Role, size};
use space::{Space, direction, is_ahead};

/// How far the axes' tips are from the centre, in radii.
pub const TIP: f64 = 1.13;
/// How much of the ground's colour is mixed into what lies on the far side.
pub const DIMMING: f64 = 0.35;
/// Factor on the radius of points on either side: far ones are small rings, which nobody takes for near ones.
const FAR_POINTS: f64 = 0.66;
const NEAR_POINTS: f64 = 0.95;

/// A globe that is drawn.
struct Globe<'a> {
    pen: &'a Pen<'a>,
    figure: &'a Arc<GlobeFigure>,
    frame: Frame,
    /// The part of the frame in which names stand.
    area: Frame,
    view: View,
    /// A point of the window in px; less in a small globe.
    unit: f64,
}

/// The view in which the globe with its tips and names fits into `frame`, as `camera` turns and enlarges it.
pub fn fitted(pen: &Pen<'_>, frame: &Frame, figure: &GlobeFigure, camera: &Camera) -> View {
    // Room for the tips, and for names of a line above and below.
    let room = frame.width.min(frame.height) / 2.0;
    let margin = match figure.axes.is_empty() {
        true => 0.3 * pen.font,
        false if pen.named => 2.0 * pen.font,
        false => 0.5 * pen.font,
    };
    let tips = if figure.axes.is_empty() { 1.0 } else { TIP };
    camera.view_of(frame.centre(), (room - margin).max(1.0) / tips)
}

/// Draws the figure in this view. Points outside of `frame` are left out; names stand inside `area`.
pub fn draw(
    list: &mut List,
    pen: &Pen<'_>,
    frame: &Frame,
    area: &Frame,
    figure: &Arc<GlobeFigure>,
    view: &View,
) {
    let pen = &pen.of(figure.classes);
    let globe = Globe {
        pen,
        figure,
        frame: *frame,
        area: *area,
        view: *view,
        unit: unit(pen, view),
    };
    globe.draw(list);
}

/// A point of the window in px, a little smaller in a small globe.
fn unit(pen: &Pen<'_>, view: &View) -> f64 {
    pen.unit_at(view.outline, size::USUAL_GLOBE)
}

impl Globe<'_> {
    fn draw(&self, list: &mut List) {
        list.open("back");
        self.outer_axes(list, Side::Far);
        self.surface(list, Side::Far);
        self.on_surface(list, Side::Far);
        list.close();
        self.axes(
            list,
            (0.0, 1.0),
            (size::line::AXIS.0, 0.5),
            |_| true,
            Side::Near,
        );
        list.open("front");
        self.surface(list, Side::Near);
        self.on_surface(list, Side::Near);
        self.outer_axes(list, Side::Near);
        list.close();
        if let Some(class) = self.pen.style.lit_class() {
            through::draw(self, list, class);
        }
        let names = match self.pen.named {
            true => labels::draw(list, self.pen, &self.area, &self.view, &self.figure.axes),
            false => Vec::new(),
        };
        self.spots(list, names.clone());
        callouts::draw(self, list, names);
    }

    fn surface(&self, list: &mut List, side: Side) {
        list.surface(Surface {
            figure: self.figure.clone(),
            view: self.view,
            side,
            style: self.pen.style,
            unit: self.unit,
        });
    }

    /// What lies on one side of the globe: the points first, since a crowd of them would bury the lines.
    fn on_surface(&self, list: &mut List, side: Side) {
        self.points(list, side);
        self.graticule(list, side);
        self.borders(list, side);
        self.arrows(list, side);
    }

    /// A colour as it looks on a side.
    fn dimmed(&self, colour: Rgba, side: Side) -> Rgba {
        match side {
            Side::Far => {
                let greyed = colour.greyed(look::GREYED);
                greyed.mix(self.pen.style.ground(), DIMMING)
            }
            Side::Near => colour,
        }
    }

    /// Factor on the radius of points: smaller where there are many.
    fn crowd(&self) -> f64 {
        crowd(self.figure.points.len())
    }

    fn points(&self, list: &mut List, side: Side) {
        let dots = self.placed(side, |_| true);
        if side == Side::Far {
            return list.dots("points", self.rings(dots));
        }
        let [seen, unseen] = split(&dots, self.figure.unseen);
        list.dots("points", self.discs(seen, NEAR_POINTS));
        list.dots("points", self.open(unseen));
    }

    /// The points of some classes on a side.
    fn placed(&self, side: Side, shown: impl Fn(u16) -> bool) -> Arc<[Dot]> {
        let [x, y] = self.view.centre;
        let points = self.figure.points.iter();
        let points = points.filter(|point| shown(point.class));
        let points = points.filter_map(|point| {
            let seen = self.view.turned(direction(point.at)?);
            let at = self.view.place(seen);
            side.holds(seen).then(|| Dot {
                at: [(at[0] - x) as f32, (y - at[1]) as f32],
                class: point.class,
                sample: point.sample,
            })
        });
        points.collect()
    }

    /// Points as filled discs with a dark edge.
    fn discs(&self, dots: Arc<[Dot]>, scale: f64) -> Dots {
        let style = &self.pen.style;
        let outline = style.palette().outline;
        let colour = |class: u16| style.solid_where(class, Element::holds_samples);
        let edge = by_class(&dots, |class| colour(class).mix(outline, 0.55));
        Dots {
            origin: self.view.centre,
            scale: 1.0,
            radius: size::dot::GLOBE * scale * self.dot(),
            fill: by_class(&dots, colour),
            edge: Some((size::dot::EDGE * self.crowd() * self.unit, edge)),
            shapes: (self.figure.shapes).then(|| by_class(&dots, |class| style.shape(class))),
            clip: self.frame,
            hit: true,
            dots,
        }
    }

    /// Points of classes that were left out of training: rings in their colours.
    fn open(&self, dots: Arc<[Dot]>) -> Dots {
        let discs = self.discs(dots, NEAR_POINTS);
        let body = self.pen.style.palette().globe.faded(OPEN);
        Dots {
            edge: Some((1.4 * size::dot::RING * self.dot(), discs.fill)),
            fill: vec![body; discs.edge.map_or(0, |(_, edge)| edge.len())],
            ..discs
        }
    }

    /// Points of the far side: rings on the body, without most of their hue.
    fn rings(&self, dots: Arc<[Dot]>) -> Dots {
        let style = &self.pen.style;
        let colour = |class: u16| style.solid_where(class, Element::holds_samples);
        let edge = by_class(&dots, |class| self.dimmed(colour(class), Side::Far));
        let body = style.palette().globe.mix(style.ground(), look::BODY_FAR);
        let discs = self.discs(dots, FAR_POINTS);
        Dots {
            fill: vec![body; edge.len()],
            edge: Some((size::dot::RING * self.dot(), edge)),
            hit: false,
            ..discs
        }
    }

    /// A point of the window at a point of the figure: smaller where there are many.
    fn dot(&self) -> f64 {
        self.pen.style.enlarged() * self.crowd() * self.unit
    }

    /// The axes outside the globe, with their tips.
    fn outer_axes(&self, list: &mut List, side: Side) {
        // Beyond the horizon by less than a quarter turn from the eye an axis is in plain sight beside the silhouette.
        let here = |seen: Space| is_ahead(seen) == (side == Side::Near);
        self.axes(list, (1.0, TIP), (size::line::AXIS.1, 0.3), here, side);
        for axis in &self.figure.axes {
            let Some(seen) = direction(axis.to).map(|to| self.view.turned(to)) else {
                continue;
            };
            if here(seen) {
                let at = self.view.place(seen.map(|x| TIP * x));
                let own = |element: Element| element.holds(Role::Class(axis.class));
                let colour = self.dimmed(self.pen.style.solid_where(axis.class, own), side);
                list.circle("tip", at, size::dot::TIP * self.unit, Paint::fill(colour));
                if self.pen.live && (side == Side::Near || self.is_beside(at)) {
                    list.grips.push(([at; 2], Grip::Class(axis.class)));
                }
            }
        }
    }

    /// Whether a place of the page is beside the globe's silhouette.
    fn is_beside(&self, [x, y]: Point) -> bool {
        let [cx, cy] = self.view.centre;
        (x - cx).hypot(y - cy) > self.view.outline
    }

    /// The part of the axes between two distances from the centre, in radii: `width` in points of the window, `inked` how much
    /// of the text's colour is mixed in.
    fn axes(
        &self,
        list: &mut List,
        (from, to): (f64, f64),
        (width, inked): (f64, f64),
        shown: impl Fn(Space) -> bool,
        side: Side,
    ) {
        for axis in &self.figure.axes {
            let Some(seen) = direction(axis.to).map(|to| self.view.turned(to)) else {
                continue;
            };
            if !shown(seen) {
                continue;
            }
            let ends = [from, to].map(|r| self.view.place(seen.map(|x| r * x)));
            let colour = self
                .pen
                .style
                .solid_where(axis.class, |element| element.holds(Role::Class(axis.class)))
                .mix(self.pen.style.text(), inked);
            let paint = Paint::stroke(self.dimmed(colour, side), width * self.unit);
            list.line(format!("axis-{}", axis.class), &ends, paint);
        }
    }

    /// Named points, each name below its point, further down where another name is `taken`, and none where there is no room.
    fn spots(&self, list: &mut List, mut taken: Vec<Frame>) {
        let pen = self.pen;
        for spot in &self.figure.spots {
            let Some(seen) = direction(spot.at).map(|at| self.view.turned(at)) else {
                continue;
            };
            let strength = if Side::Near.holds(seen) { 1.0 } else { 0.45 };
            let colour = pen.style.ground().mix(pen.style.text(), strength);
            let [x, y] = self.view.place(seen);
            list.circle(
                "spot",
                [x, y],
                size::dot::SPOT * self.unit,
                Paint::fill(colour),
            );
            if !pen.named {
                continue;
            }
            let size = [pen.width(&spot.name) + 0.3 * pen.font, pen.font];
            let below = |line: u8| [x, y + (0.95 + f64::from(line)) * pen.font];
            let free = |line: &u8| {
                let own = Frame::around(below(*line), size);
                self.area.contains(&own) && !taken.iter().any(|other| other.meets(&own))
            };
            let Some(at) = (0..4).find(free).map(below) else {
                continue;
            };
            taken.push(Frame::around(at, size));
            if let Some(ground) = pen.halo {
                let plate = Paint::fill(ground.faded(strength));
                list.rect("", Frame::around(at, size), plate);
            }
            let text = Text::new(spot.name.as_str(), at, pen.font, colour);
            list.text("spot", text);
        }
    }
}
