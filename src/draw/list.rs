//! The display list: items in the order of painting, and what a pointer hits. Lengths are px of the page, `y` downwards.

use std::borrow::Cow;
use std::sync::Arc;

use super::{Frame, Measure, Paint, Path, Point, Surface, Written};
use crate::figure::{
    plane::{Dot, Grip},
    shape,
};
use crate::look::{Rgba, size};

/// Which part of a text is at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// Its beginning.
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
}

/// From the tops of letters to the feet of those that reach below the line, in sizes of the type.
const LETTERS: f64 = 0.9;

/// A line of text.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// What it says.
    pub text: String,
    /// The place of its anchor, half way up the small letters.
    pub at: Point,
    /// Size of the type in px.
    pub size: f64,
    /// Colour of the letters.
    pub colour: Rgba,
    /// Which part of it is at its place.
    pub anchor: Anchor,
    /// Colour of an edge around the letters that keeps them legible over other marks.
    pub halo: Option<Rgba>,
    /// Whether it runs from below to above.
    pub upwards: bool,
}

impl Text {
    /// A text without a halo, its middle at `at`; `size` is that of the type in px.
    pub fn new(text: impl Into<String>, at: Point, size: f64, colour: Rgba) -> Self {
        Self {
            text: text.into(),
            at,
            size,
            colour,
            anchor: Anchor::Middle,
            halo: None,
            upwards: false,
        }
    }

    /// The same with another part of it at its place.
    #[must_use]
    pub fn anchor(mut self, anchor: Anchor) -> Self {
        self.anchor = anchor;
        self
    }

    /// The same with an edge of this colour around its letters.
    #[must_use]
    pub fn halo(mut self, colour: Option<Rgba>) -> Self {
        self.halo = colour;
        self
    }

    /// The part of the page that its letters take.
    pub fn frame(&self, measure: &dyn Measure) -> Frame {
        let width = measure.width(&self.text, self.size);
        let back = match self.anchor {
            Anchor::Start => 0.0,
            Anchor::Middle => width / 2.0,
            Anchor::End => width,
        };
        let (height, [x, y]) = (LETTERS * self.size, self.at);
        match self.upwards {
            false => Frame::new(x - back, y - height / 2.0, width, height),
            true => Frame::new(x - height / 2.0, y + back - width, height, width),
        }
    }

    /// The same, running from below to above.
    #[must_use]
    pub fn upwards(mut self) -> Self {
        self.upwards = true;
        self
    }
}

/// Samples, of which there may be very many: each is a disc, or a shape by its class.
#[derive(Clone, Debug, PartialEq)]
pub struct Dots {
    /// The samples with their places in units of the figure, `y` upwards; the later ones are above.
    pub dots: Arc<[Dot]>,
    /// Where the figure's origin is.
    pub origin: Point,
    /// What a unit of the figure is in px.
    pub scale: f64,
    /// Radius of a disc, px.
    pub radius: f64,
    /// Fill by class.
    pub fill: Vec<Rgba>,
    /// The line around each dot, within its radius: width in px, colours by class.
    pub edge: Option<(f64, Vec<Rgba>)>,
    /// By class one of the shapes in [`shape`]; `None` where all dots are discs.
    pub shapes: Option<Vec<usize>>,
    /// Dots whose middle is outside are left out.
    pub clip: Frame,
    /// Whether a pointer finds them.
    pub hit: bool,
}

impl Dots {
    /// Where a dot is on the page.
    pub fn place(&self, dot: &Dot) -> Point {
        let [x, y] = dot.at.map(f64::from);
        [
            self.origin[0] + self.scale * x,
            self.origin[1] - self.scale * y,
        ]
    }

    /// The part of the clip that holds them all, with their edges; `None` where none is inside.
    pub fn bounds(&self) -> Option<Frame> {
        let (mut low, mut high) = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
        for dot in self.dots.iter() {
            let at = self.place(dot);
            for i in 0..2 {
                low[i] = low[i].min(at[i]);
                high[i] = high[i].max(at[i]);
            }
        }
        let reach = match self.shapes {
            Some(_) => size::dot::SHAPED * f64::from(shape::FARTHEST) * self.radius + 2.0,
            None => self.radius + 2.0,
        };
        let size = [0, 1].map(|i| high[i] - low[i] + 2.0 * reach);
        Frame::new(low[0] - reach, low[1] - reach, size[0], size[1]).shared(&self.clip)
    }

    /// The shape of a class's dots; 0, a disc, where dots have no shapes.
    pub fn shape(&self, class: u16) -> usize {
        let shapes = self.shapes.as_ref();
        let shape = shapes.and_then(|shapes| shapes.get(usize::from(class)));
        shape.map_or(0, |shape| shape % shape::SHAPES)
    }

    /// Fill of a class; transparent for one that has no colour.
    pub fn colour(&self, class: u16) -> Rgba {
        of_class(&self.fill, class)
    }

    /// Colour of the line around dots of a class; `None` where dots have no line.
    pub fn edge_colour(&self, class: u16) -> Option<Rgba> {
        self.edge
            .as_ref()
            .map(|(_, colours)| of_class(colours, class))
    }
}

fn of_class(colours: &[Rgba], class: u16) -> Rgba {
    let found = colours.get(usize::from(class));
    found.copied().unwrap_or(Rgba::TRANSPARENT)
}

/// Light or shadow on a ball: a disc in one colour whose opacity depends on the distance from `middle`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Glow {
    /// Its name in files, one a glow.
    pub id: &'static str,
    /// Its colour.
    pub colour: Rgba,
    /// Where distances are measured from: right and up of the ball's centre, in radii.
    pub middle: Point,
    /// Distance of a stop at 1, in radii of the ball.
    pub reach: f64,
    /// Distances as parts of `reach`, 0 to 1, and the opacity at each.
    pub stops: &'static [(f64, f64)],
}

/// What one item is.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// Begins a group of items that belong together.
    Open,
    /// Ends the last group that was begun.
    Close,
    /// Lines, filled or not. The window fills an outline as a fan around the mean of its corners, so in its lists that mean
    /// must see every corner; the lines that a [`Surface`] becomes in files are free of that.
    Path(Path, Paint),
    /// Centre and radius.
    Circle(Point, f64, Paint),
    /// A rectangle along the axes.
    Rect(Frame, Paint),
    /// A part of a ring.
    Sector {
        /// Centre of the ring.
        centre: Point,
        /// First and last angle, radians, counter-clockwise as seen on the page.
        angles: (f64, f64),
        /// Inner and outer radius; an inner one of 0 gives a sector of the disc.
        radii: (f64, f64),
        /// Its colour.
        fill: Rgba,
    },
    /// What lies between a line and a level below it, such as the bars of a histogram.
    Area {
        /// The line, from left to right.
        top: Vec<Point>,
        /// The level, as a `y` of the page.
        bottom: f64,
        /// Its colour.
        fill: Rgba,
    },
    /// What lies between two lines, both from left to right.
    Band {
        /// The upper one.
        top: Vec<Point>,
        /// The lower one: as many points, below those of the upper one.
        bottom: Vec<Point>,
        /// Its colour.
        fill: Rgba,
    },
    /// A line of text.
    Text(Text),
    /// Samples.
    Dots(Dots),
    /// Centre and radius of the ball that it lies on.
    Glow(Point, f64, Glow),
    /// One side of the globe.
    Surface(Box<Surface>),
}

/// A shape, and what it stands for.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// Its class in SVG; may be empty.
    pub name: Cow<'static, str>,
    /// What is drawn.
    pub shape: Shape,
}

/// What a pointer can hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A sample, by its number among the held-out ones.
    Sample(u32),
    /// A cell of a matrix, row and column.
    Cell(usize, usize),
    /// The name of a class.
    Class(u16),
}

/// Items from the back to the front, and what a pointer hits.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct List {
    /// Items from the back to the front.
    pub items: Vec<Item>,
    /// Places that a pointer hits besides dots, the later ones above.
    pub hits: Vec<(Frame, Target)>,
    /// Lines that a person can take hold of, from end to end; a line without a length is a point.
    pub grips: Vec<([Point; 2], Grip)>,
    /// Marks that are named beside the figure.
    pub callouts: Vec<Written>,
    /// What there is to name, written or not.
    pub explains: Vec<&'static str>,
}

/// A pointer finds a dot whose middle is nearer than this, px.
const REACH: f64 = 9.0;
impl List {
    fn push(&mut self, name: impl Into<Cow<'static, str>>, shape: Shape) {
        let name = name.into();
        self.items.push(Item { name, shape });
    }

    /// Begins a group; [`List::close`] ends it.
    pub fn open(&mut self, name: &'static str) {
        self.push(name, Shape::Open);
    }

    /// Ends the group that was begun last.
    pub fn close(&mut self) {
        self.push("", Shape::Close);
    }

    /// Adds lines or an outline, unless it is empty.
    pub fn path(&mut self, name: impl Into<Cow<'static, str>>, path: Path, paint: Paint) {
        if !path.0.is_empty() {
            self.push(name, Shape::Path(path, paint));
        }
    }

    /// Adds one line through `points`.
    pub fn line(&mut self, name: impl Into<Cow<'static, str>>, points: &[Point], paint: Paint) {
        let path = Path::default().line(points.iter().copied());
        self.path(name, path, paint);
    }

    /// Adds a circle; `radius` in px.
    pub fn circle(
        &mut self,
        name: impl Into<Cow<'static, str>>,
        centre: Point,
        radius: f64,
        paint: Paint,
    ) {
        self.push(name, Shape::Circle(centre, radius, paint));
    }

    /// Adds a rectangle.
    pub fn rect(&mut self, name: impl Into<Cow<'static, str>>, frame: Frame, paint: Paint) {
        self.push(name, Shape::Rect(frame, paint));
    }

    /// Adds a part of a ring: `angles` in radians, counter-clockwise as seen on the page, `radii` in px.
    pub fn sector(
        &mut self,
        name: impl Into<Cow<'static, str>>,
        centre: Point,
        angles: (f64, f64),
        radii: (f64, f64),
        fill: Rgba,
    ) {
        let shape = Shape::Sector {
            centre,
            angles,
            radii,
            fill,
        };
        self.push(name, shape);
    }

    /// Adds what lies between the line `top`, from left to right, and the level `bottom`.
    pub fn area(
        &mut self,
        name: impl Into<Cow<'static, str>>,
        top: Vec<Point>,
        bottom: f64,
        fill: Rgba,
    ) {
        self.push(name, Shape::Area { top, bottom, fill });
    }

    /// Adds what lies between the lines `top` and `bottom`, from left to right, point above point.
    pub fn band(
        &mut self,
        name: impl Into<Cow<'static, str>>,
        (top, bottom): (Vec<Point>, Vec<Point>),
        fill: Rgba,
    ) {
        self.push(name, Shape::Band { top, bottom, fill });
    }

    /// Adds a text, unless it is empty.
    pub fn text(&mut self, name: impl Into<Cow<'static, str>>, text: Text) {
        if !text.text.is_empty() {
            self.push(name, Shape::Text(text));
        }
    }

    /// Adds light or shadow on the ball of this centre and radius.
    pub fn glow(&mut self, centre: Point, radius: f64, glow: Glow) {
        self.push(glow.id, Shape::Glow(centre, radius, glow));
    }

    /// Adds samples, unless there are none.
    pub fn dots(&mut self, name: &'static str, dots: Dots) {
        if !dots.dots.is_empty() {
            self.push(name, Shape::Dots(dots));
        }
    }

    /// Adds one dot as a legend shows it; `shape` is a class where classes have shapes, else 0.
    pub fn sample(&mut self, at: Point, radius: f64, shape: usize, colour: Rgba) {
        if shape.is_multiple_of(shape::SHAPES) {
            return self.circle("", at, radius, Paint::fill(colour));
        }
        let corner =
            |corner: [f32; 2]| [0, 1].map(|i| at[i] + 1.15 * radius * f64::from(corner[i]));
        let path = Path::default().line(shape::corners(shape).into_iter().map(corner));
        self.path("", path.close(), Paint::fill(colour));
    }

    /// The same of a class that was left out of training: its outline alone.
    pub fn open_sample(&mut self, at: Point, radius: f64, shape: usize, colour: Rgba) {
        let width = size::dot::RING * radius;
        let paint = Paint::stroke(colour, width);
        if shape.is_multiple_of(shape::SHAPES) {
            return self.circle("", at, radius - 0.5 * width, paint);
        }
        let corner =
            |corner: [f32; 2]| [0, 1].map(|i| at[i] + 1.05 * radius * f64::from(corner[i]));
        let path = Path::default().line(shape::corners(shape).into_iter().map(corner));
        self.path("", path.close(), paint);
    }

    /// Adds one side of the globe.
    pub fn surface(&mut self, surface: Surface) {
        self.push("globe", Shape::Surface(Box::new(surface)));
    }

    /// From now on a pointer in `frame` hits `target`.
    pub fn hit(&mut self, frame: Frame, target: Target) {
        self.hits.push((frame, target));
    }

    /// What a pointer at `at` hits: the nearest dot within reach, or the last frame that holds it.
    pub fn at(&self, at: Point) -> Option<Target> {
        let framed = self.hits.iter().rev();
        let framed = framed.filter(|(frame, _)| frame.holds(at));
        let found = framed.map(|(_, target)| *target).next();
        self.sample_at(at).map(Target::Sample).or(found)
    }

    /// The class whose name is at `at`.
    pub fn class_at(&self, at: Point) -> Option<u16> {
        let framed = self.hits.iter().rev();
        framed
            .filter(|(frame, _)| frame.holds(at))
            .find_map(|(_, target)| match target {
                Target::Class(class) => Some(*class),
                _ => None,
            })
    }

    /// Leaves out what would be overprinted: a text that meets one before it, or reaches out of `page`. Items before `from`,
    /// and texts that `stays` names, are not asked.
    pub fn give_way(
        &mut self,
        from: usize,
        measure: &dyn Measure,
        page: &Frame,
        stays: impl Fn(&str) -> bool,
    ) {
        let mut taken: Vec<Frame> = Vec::new();
        let mut place = 0;
        self.items.retain(|item| {
            place += 1;
            let Shape::Text(text) = &item.shape else {
                return true;
            };
            if place <= from || stays(&item.name) {
                return true;
            }
            let own = text.frame(measure).shrunk(0.5);
            let free = page.contains(&own) && !taken.iter().any(|other| other.meets(&own));
            taken.extend(free.then_some(own));
            free
        });
    }

    /// The sample nearest to `at` within reach.
    pub fn sample_at(&self, at: Point) -> Option<u32> {
        let mut nearest = (REACH * REACH, None);
        for dots in self.all_dots().filter(|dots| dots.hit) {
            for dot in dots.dots.iter() {
                let [x, y] = dots.place(dot);
                let (dx, dy) = (x - at[0], y - at[1]);
                let off = dx * dx + dy * dy;
                if off < nearest.0 {
                    nearest = (off, Some(dot.sample));
                }
            }
        }
        nearest.1
    }

    /// Where a sample is drawn; `None` where it is not.
    pub fn place_of(&self, sample: u32) -> Option<Point> {
        self.all_dots().find_map(|dots| {
            let found = dots.dots.iter().find(|dot| dot.sample == sample)?;
            Some(dots.place(found))
        })
    }

    fn all_dots(&self) -> impl Iterator<Item = &Dots> {
        self.items.iter().filter_map(|item| match &item.shape {
            Shape::Dots(dots) => Some(dots),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list() -> List {
        let dot = |x: f32, sample| Dot {
            at: [x, 0.0],
            class: 0,
            sample,
        };
        let mut list = List::default();
        list.dots(
            "dots",
            Dots {
                dots: [dot(10.0, 3), dot(16.0, 8)].into(),
                origin: [0.0, 10.0],
                scale: 1.0,
                radius: 2.0,
                fill: vec![Rgba::BLACK],
                edge: None,
                shapes: None,
                clip: Frame::new(0.0, 0.0, 100.0, 100.0),
                hit: true,
            },
        );
        list.hit(Frame::new(50.0, 50.0, 10.0, 10.0), Target::Cell(1, 2));
        list
    }

    fn check(at: Point, expect: Option<Target>) {
        assert_eq!(list().at(at), expect, "{at:?}");
    }

    #[test]
    fn the_nearest_dot_within_reach_is_picked() {
        check([12.0, 10.0], Some(Target::Sample(3)));
        check([14.0, 10.0], Some(Target::Sample(8)));
        check([10.0, 18.0], Some(Target::Sample(3)));
        check([10.0, 30.0], None);
    }

    #[test]
    fn frames_are_hit_inside() {
        check([55.0, 55.0], Some(Target::Cell(1, 2)));
        check([65.0, 55.0], None);
    }

    #[test]
    fn a_sample_is_found_where_it_is_drawn() {
        assert_eq!(list().place_of(8), Some([16.0, 10.0]));
        assert_eq!(list().place_of(9), None);
    }
}
