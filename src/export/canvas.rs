//! Writing SVG: elements with their attributes in order of the alphabet, numbers with two decimals.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::Rgba;
use super::font;
use super::frame::{Frame, Point};

/// A number with at most two decimals, always the same way.
pub fn num(x: f64) -> String {
    decimals(x, 2)
}

pub fn decimals(x: f64, count: usize) -> String {
    if !x.is_finite() {
        return "0".to_owned();
    }
    let mut text = format!("{x:.count$}");
    if text.contains('.') {
        let kept = text.trim_end_matches('0').trim_end_matches('.').len();
        text.truncate(kept);
    }
    if text == "-0" { "0".to_owned() } else { text }
}

/// The `d` of a path.
#[derive(Clone, Debug, Default)]
pub struct Path(pub String);

impl Path {
    pub fn to(mut self, letter: char, [x, y]: Point) -> Self {
        self.push(letter, [x, y]);
        self
    }

    pub fn push(&mut self, letter: char, [x, y]: Point) {
        // Writing to a string cannot fail.
        let _ = write!(self.0, "{letter}{} {}", num(x), num(y));
    }

    /// Along a circle; `clockwise` as seen on the page.
    pub fn arc(mut self, radius: f64, large: bool, clockwise: bool, to: Point) -> Self {
        let (large, sweep) = (u8::from(large), u8::from(clockwise));
        let [x, y] = to.map(num);
        let _ = write!(
            self.0,
            "A{r} {r} 0 {large} {sweep} {x} {y}",
            r = num(radius)
        );
        self
    }

    pub fn close(mut self) -> Self {
        self.0.push('Z');
        self
    }

    /// A line through `points`.
    pub fn line(mut self, points: impl IntoIterator<Item = Point>) -> Self {
        let mut letter = 'M';
        for point in points {
            self.push(letter, point);
            letter = 'L';
        }
        self
    }

    /// Along less than half of an ellipse.
    pub fn ellipse(&mut self, of: Ellipse, clockwise: bool, to: Point) {
        let [a, b] = of.radii.map(num);
        let [x, y] = to.map(num);
        let (turned, sweep) = (num(of.turned), u8::from(clockwise));
        let _ = write!(self.0, "A{a} {b} {turned} 0 {sweep} {x} {y}");
    }

    /// A whole circle, counter-clockwise from its right end.
    pub fn circle(self, [x, y]: Point, radius: f64) -> Self {
        self.to('M', [x + radius, y])
            .arc(radius, false, false, [x - radius, y])
            .arc(radius, false, false, [x + radius, y])
            .close()
    }
}

/// An ellipse whose arcs a [`Path`] may have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ellipse {
    /// Its half axes.
    pub radii: [f64; 2],
    /// The direction of the first one, in degrees, clockwise on the page.
    pub turned: f64,
}

/// How a shape is painted.
#[derive(Clone, Debug, Default)]
pub struct Paint {
    fill: Option<Rgba>,
    stroke: Option<(Rgba, f64)>,
    round: bool,
    dashes: Option<[f64; 2]>,
    even_odd: bool,
}

impl Paint {
    pub fn fill(colour: Rgba) -> Self {
        Self {
            fill: Some(colour),
            ..Self::default()
        }
    }

    pub fn stroke(colour: Rgba, width: f64) -> Self {
        Self {
            stroke: Some((colour, width)),
            ..Self::default()
        }
    }

    /// With a line around it.
    pub fn edged(mut self, colour: Rgba, width: f64) -> Self {
        self.stroke = Some((colour, width));
        self
    }

    /// Ends and corners round.
    pub fn round(mut self) -> Self {
        self.round = true;
        self
    }

    pub fn dashed(mut self, on: f64, off: f64) -> Self {
        self.dashes = Some([on, off]);
        self
    }

    pub fn even_odd(mut self) -> Self {
        self.even_odd = true;
        self
    }

    fn attributes(&self, of: &mut Attributes) {
        match self.fill {
            Some(colour) => of.colour("fill", colour),
            None => of.add("fill", "none"),
        }
        if let Some((colour, width)) = self.stroke {
            of.colour("stroke", colour);
            of.add("stroke-width", num(width));
        }
        if self.round {
            of.add("stroke-linecap", "round");
            of.add("stroke-linejoin", "round");
        }
        if let Some(dashes) = self.dashes {
            of.add("stroke-dasharray", dashes.map(num).join(" "));
        }
        if self.even_odd {
            of.add("fill-rule", "evenodd");
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

/// A line of text.
#[derive(Clone, Debug)]
pub struct Text<'a> {
    pub text: &'a str,
    /// Where its anchor is, half way up the small letters.
    pub at: Point,
    pub size: f64,
    pub colour: Rgba,
    pub anchor: Anchor,
    /// Of the edge that sets it off from what is below.
    pub halo: Option<Rgba>,
    /// Runs upwards.
    pub upwards: bool,
}

impl<'a> Text<'a> {
    pub fn new(text: &'a str, at: Point, size: f64, colour: Rgba) -> Self {
        Self {
            text,
            at,
            size,
            colour,
            anchor: Anchor::Middle,
            halo: None,
            upwards: false,
        }
    }

    pub fn anchor(mut self, anchor: Anchor) -> Self {
        self.anchor = anchor;
        self
    }

    pub fn halo(mut self, colour: Option<Rgba>) -> Self {
        self.halo = colour;
        self
    }

    pub fn upwards(mut self) -> Self {
        self.upwards = true;
        self
    }
}

/// From the middle of the small letters down to the line they stand on, in sizes of the font.
const BASELINE: f64 = 0.34;

#[derive(Default)]
struct Attributes(Vec<(&'static str, String)>);

impl Attributes {
    fn add(&mut self, name: &'static str, value: impl Into<String>) {
        self.0.push((name, value.into()));
    }

    fn colour(&mut self, name: &'static str, colour: Rgba) {
        self.add(name, colour.hex());
        if colour.0[3] < 255 {
            let opacity = match name {
                "fill" => "fill-opacity",
                _ => "stroke-opacity",
            };
            self.add(opacity, decimals(colour.opacity(), 3));
        }
    }
}

/// Light or shadow on a ball.
pub struct Glow {
    pub id: &'static str,
    pub colour: Rgba,
    /// Right and up of the centre, in radii of the ball.
    pub middle: Point,
    pub reach: f64,
    pub stops: &'static [(f64, f64)],
}

/// The body of an SVG document under way.
#[derive(Default)]
pub struct Canvas {
    body: String,
    /// Every letter that was written.
    letters: BTreeSet<char>,
    /// Gradients by their ids.
    gradients: BTreeMap<&'static str, String>,
}

impl Canvas {
    /// Starts a group; [`Canvas::close`] ends it.
    pub fn open(&mut self, class: &str) {
        let _ = writeln!(self.body, "<g class=\"{}\">", escaped(class));
    }

    pub fn close(&mut self) {
        self.body.push_str("</g>\n");
    }

    pub fn path(&mut self, class: &str, path: &Path, paint: &Paint) {
        if path.0.is_empty() {
            return;
        }
        let mut attributes = Attributes::default();
        attributes.add("d", path.0.as_str());
        paint.attributes(&mut attributes);
        self.element("path", class, attributes, None);
    }

    pub fn line(&mut self, class: &str, points: &[Point], paint: &Paint) {
        self.path(class, &Path::default().line(points.iter().copied()), paint);
    }

    pub fn circle(&mut self, class: &str, [x, y]: Point, radius: f64, paint: &Paint) {
        let mut attributes = Attributes::default();
        attributes.add("cx", num(x));
        attributes.add("cy", num(y));
        attributes.add("r", num(radius));
        paint.attributes(&mut attributes);
        self.element("circle", class, attributes, None);
    }

    /// A disc filled with a gradient of one colour around `middle`, in radii from the centre; `stops` are distances, as
    /// parts of `reach`, and opacities there.
    pub fn glow(&mut self, [x, y]: Point, radius: f64, glow: &Glow) {
        let [right, up] = glow.middle;
        let mut gradient = format!(
            "<radialGradient cx=\"{}\" cy=\"{}\" id=\"{}\" r=\"{}\">",
            num(0.5 + right / 2.0),
            num(0.5 - up / 2.0),
            glow.id,
            num(glow.reach / 2.0)
        );
        for (offset, opacity) in glow.stops {
            let _ = write!(
                gradient,
                "<stop offset=\"{}\" stop-color=\"{}\" stop-opacity=\"{}\"/>",
                num(*offset),
                glow.colour.hex(),
                decimals(*opacity, 3)
            );
        }
        gradient.push_str("</radialGradient>");
        self.gradients.insert(glow.id, gradient);
        let mut attributes = Attributes::default();
        attributes.add("cx", num(x));
        attributes.add("cy", num(y));
        attributes.add("fill", format!("url(#{})", glow.id));
        attributes.add("r", num(radius));
        self.element("circle", glow.id, attributes, None);
    }

    pub fn rect(&mut self, class: &str, frame: &Frame, paint: &Paint) {
        let mut attributes = Attributes::default();
        attributes.add("x", num(frame.x));
        attributes.add("y", num(frame.y));
        attributes.add("width", num(frame.width));
        attributes.add("height", num(frame.height));
        paint.attributes(&mut attributes);
        self.element("rect", class, attributes, None);
    }

    /// A picture, as a `data:` address, that fills `frame`.
    pub fn image(&mut self, class: &str, frame: &Frame, data: &str) {
        let mut attributes = Attributes::default();
        attributes.add("x", num(frame.x));
        attributes.add("y", num(frame.y));
        attributes.add("width", num(frame.width));
        attributes.add("height", num(frame.height));
        attributes.add("preserveAspectRatio", "none");
        // Programs before SVG 2 know the other name alone.
        attributes.add("xlink:href", data);
        self.element("image", class, attributes, None);
    }

    pub fn text(&mut self, class: &str, text: &Text<'_>) {
        if text.text.is_empty() {
            return;
        }
        self.letters.extend(text.text.chars());
        let mut attributes = Attributes::default();
        attributes.colour("fill", text.colour);
        attributes.add("font-size", num(text.size));
        let [x, y] = text.at;
        let drop = BASELINE * text.size;
        if text.upwards {
            let (x, y) = (x + drop, y);
            attributes.add("transform", format!("rotate(-90 {} {})", num(x), num(y)));
            attributes.add("x", num(x));
            attributes.add("y", num(y));
        } else {
            attributes.add("x", num(x));
            attributes.add("y", num(y + drop));
        }
        match text.anchor {
            Anchor::Start => {}
            Anchor::Middle => attributes.add("text-anchor", "middle"),
            Anchor::End => attributes.add("text-anchor", "end"),
        }
        if let Some(halo) = text.halo {
            attributes.add("paint-order", "stroke");
            attributes.colour("stroke", halo);
            attributes.add("stroke-linejoin", "round");
            attributes.add("stroke-width", num(0.22 * text.size));
        }
        self.element("text", class, attributes, Some(text.text));
    }

    fn element(
        &mut self,
        name: &str,
        class: &str,
        mut attributes: Attributes,
        content: Option<&str>,
    ) {
        if !class.is_empty() {
            attributes.add("class", class);
        }
        attributes.0.sort_unstable();
        let _ = write!(self.body, "<{name}");
        for (key, value) in &attributes.0 {
            let _ = write!(self.body, " {key}=\"{}\"", escaped(value));
        }
        let _ = match content {
            Some(content) => writeln!(self.body, ">{}</{name}>", escaped(content)),
            None => writeln!(self.body, "/>"),
        };
    }

    /// The whole document of this size in px; `width` and `height` are what it says of its size.
    pub fn document(&self, size: (f64, f64), width: &str, height: &str) -> String {
        let gradients: String = self.gradients.values().map(String::as_str).collect();
        let defs = match gradients.is_empty() {
            true => gradients,
            false => format!("<defs>{gradients}</defs>\n"),
        };
        let view = format!("0 0 {} {}", num(size.0), num(size.1));
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" font-family=\"{}\" font-weight=\"300\" height=\"{height}\" \
             viewBox=\"{view}\" width=\"{width}\" xmlns:xlink=\"http://www.w3.org/1999/xlink\">\n<style>{}</style>\n{defs}{}</svg>\n",
            font::FAMILIES,
            font::css(&self.letters),
            self.body
        )
    }
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            // Nothing else below a space is allowed in XML, and no name needs it.
            c if c < ' ' => safe.push(' '),
            c => safe.push(c),
        }
    }
    safe
}
