//! Writing SVG: attributes in alphabetical order and numbers with two decimals, so that equal figures give equal bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::{font, xml};
use crate::draw::{Anchor, Frame, Glow, Paint, Path, Point, Step, Text, Typeface};
use crate::look::Rgba;

/// A number with at most two decimals, without trailing zeros; 0 for what is not finite.
pub fn num(x: f64) -> String {
    decimals(x, 2)
}

fn decimals(x: f64, count: usize) -> String {
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

/// A path as the attribute `d`.
pub fn data(path: &Path) -> String {
    let mut d = String::new();
    // Writing to a string cannot fail.
    for step in &path.0 {
        let _ = match *step {
            Step::Move([x, y]) => write!(d, "M{} {}", num(x), num(y)),
            Step::Line([x, y]) => write!(d, "L{} {}", num(x), num(y)),
            Step::Arc {
                radius,
                large,
                clockwise,
                to: [x, y],
            } => {
                let (r, large, sweep) = (num(radius), u8::from(large), u8::from(clockwise));
                write!(d, "A{r} {r} 0 {large} {sweep} {} {}", num(x), num(y))
            }
            Step::Ellipse {
                ellipse,
                clockwise,
                to: [x, y],
            } => {
                let [a, b] = ellipse.radii.map(num);
                let (turned, sweep) = (num(ellipse.turned), u8::from(clockwise));
                write!(d, "A{a} {b} {turned} 0 {sweep} {} {}", num(x), num(y))
            }
            Step::Close => write!(d, "Z"),
        };
    }
    d
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

    fn paint(&mut self, paint: &Paint) {
        match paint.fill {
            Some(colour) => self.colour("fill", colour),
            None => self.add("fill", "none"),
        }
        if let Some((colour, width)) = paint.stroke {
            self.colour("stroke", colour);
            self.add("stroke-width", num(width));
        }
        if paint.round {
            self.add("stroke-linecap", "round");
            self.add("stroke-linejoin", "round");
        }
        if let Some(dashes) = paint.dashes {
            let [on, off, ..] = dashes;
            let same = dashes == [on, off, on, off];
            let told = &dashes[..if same { 2 } else { 4 }];
            let told: Vec<_> = told.iter().map(|length| num(*length)).collect();
            self.add("stroke-dasharray", told.join(" "));
        }
        if paint.even_odd {
            self.add("fill-rule", "evenodd");
        }
    }
}

/// The body of an SVG document under way.
#[derive(Default)]
pub struct Writer {
    body: String,
    /// What text is set in.
    typeface: Typeface,
    /// Every letter that was written.
    letters: BTreeSet<char>,
    /// Gradients by their ids.
    gradients: BTreeMap<&'static str, String>,
}

impl Writer {
    /// A document whose text is set in this typeface.
    pub fn new(typeface: Typeface) -> Self {
        Self {
            typeface,
            ..Self::default()
        }
    }

    /// Starts a group; [`Writer::close`] ends it.
    pub fn open(&mut self, class: &str) {
        let _ = writeln!(self.body, "<g class=\"{}\">", escaped(class));
    }

    /// Ends the group that was started last.
    pub fn close(&mut self) {
        self.body.push_str("</g>\n");
    }

    /// A path with this attribute `d`, unless it is empty.
    pub fn path(&mut self, class: &str, data: String, paint: &Paint) {
        if data.is_empty() {
            return;
        }
        let mut attributes = Attributes::default();
        attributes.add("d", data);
        attributes.paint(paint);
        self.element("path", class, attributes, None);
    }

    /// A circle; `radius` in px.
    pub fn circle(&mut self, class: &str, [x, y]: Point, radius: f64, paint: &Paint) {
        let mut attributes = Attributes::default();
        attributes.add("cx", num(x));
        attributes.add("cy", num(y));
        attributes.add("r", num(radius));
        attributes.paint(paint);
        self.element("circle", class, attributes, None);
    }

    /// A disc filled with the glow's gradient.
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

    /// A rectangle.
    pub fn rect(&mut self, class: &str, frame: &Frame, paint: &Paint) {
        let mut attributes = Attributes::default();
        attributes.add("x", num(frame.x));
        attributes.add("y", num(frame.y));
        attributes.add("width", num(frame.width));
        attributes.add("height", num(frame.height));
        attributes.paint(paint);
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
        // Programs from before SVG 2 know only this name.
        attributes.add("xlink:href", data);
        self.element("image", class, attributes, None);
    }

    /// A line of text.
    pub fn text(&mut self, class: &str, text: &Text) {
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
        self.element("text", class, attributes, Some(&text.text));
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

    /// The whole document: `size` is that of the page in px, `width` and `height` are the attributes that state it.
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
            font::families(self.typeface, &self.letters),
            font::css(self.typeface, &self.letters),
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
            // XML forbids nearly all control characters, and no name needs the others.
            c if c < ' ' => safe.push(' '),
            c => safe.push(xml::allowed(c)),
        }
    }
    safe
}
