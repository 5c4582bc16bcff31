//! A [`GlobeFigure`] as SVG, from the farthest to the nearest: the order of drawing is the depth, as in the window.

mod band;
mod hatch;
mod labels;
mod shade;
mod side;
mod thin;
mod view;

use super::canvas::{Anchor, Canvas, Paint, Path, Text};
use super::font;
use super::frame::Frame;
use super::marker::{Dot, Look};
use super::page::Pen;
use super::raster;
use super::{Camera, ExportError, Rgba};
use crate::figure::globe::{GlobeArrow, GlobeCurve, GlobeFigure, RegionTint};
use crate::figure::shape::crowd;
use side::Side;
use view::{Space, View, cross, direction, unit};

/// How far the axes' tips are from the centre, in radii.
const TIP: f64 = 1.13;
/// How much the far side fades into the ground.
const DIMMING: f64 = 0.3;
/// How much of its colour a class's region has.
const REGION: f64 = 0.5;
/// How strong the grey of the margin zone is on the far and on the near side.
const ZONE: (f64, f64) = (0.3, 0.26);
/// In the band of doubt a region loses so much of its colour, and the zone gains so much of its grey.
const PALER: f64 = 0.5;
const DARKER: f64 = 0.35;
/// Radius in the window, in points, at which lines and dots look as they are meant.
const USUAL: f64 = 230.0;
/// Diameter of a point while there are few, in points of the window.
const POINT: f64 = 5.0;
/// Points smaller than this share of their size are drawn under the borders.
const CROWDED: f64 = 0.75;

/// A globe that is drawn.
struct Globe<'a> {
    pen: &'a Pen<'a>,
    figure: &'a GlobeFigure,
    frame: Frame,
    view: View,
    /// The window's point in px, a little smaller in a small panel.
    unit: f64,
    /// Turned border lines that are seen, with their classes.
    curves: Vec<(u16, Vec<Space>)>,
    /// Turned lines in which the regions end, and those around where the posterior is low.
    ends: Vec<(u16, Vec<Space>)>,
    band: [Vec<Vec<Space>>; 2],
}

pub fn draw(
    canvas: &mut Canvas,
    pen: &Pen<'_>,
    frame: &Frame,
    figure: &GlobeFigure,
    camera: &Camera,
) -> Result<(), ExportError> {
    // Room for the tips, and for names of a line above and below.
    let room = frame.width.min(frame.height) / 2.0;
    let margin = match figure.axes.is_empty() {
        true => 0.3 * pen.font,
        false if pen.named => 2.0 * pen.font,
        false => 0.5 * pen.font,
    };
    let radius = (room - margin).max(1.0) / if figure.axes.is_empty() { 1.0 } else { TIP };
    let view = View::new(camera, frame.centre(), radius);
    let turned = |curves: &[GlobeCurve]| -> Vec<(u16, Vec<Space>)> {
        let line = |points: &[[f32; 3]]| {
            let points = points.iter().filter_map(|at| direction(*at));
            points.map(|at| view.turned(at)).collect()
        };
        let curves = curves.iter();
        curves
            .map(|curve| (curve.class, line(&curve.points)))
            .collect()
    };
    let curves = turned(&figure.curves);
    let globe = Globe {
        pen,
        figure,
        frame: *frame,
        view,
        unit: pen.unit() * (radius / (USUAL * pen.unit())).powf(0.4).clamp(0.5, 1.4),
        ends: match figure.ends.is_empty() {
            true => curves.clone(),
            false => turned(&figure.ends),
        },
        curves,
        band: band(figure).map(|lines| {
            let turned = |line: Vec<Space>| line.into_iter().map(|at| view.turned(at)).collect();
            lines.into_iter().map(turned).collect()
        }),
    };
    globe.draw(canvas)
}

/// By how much the largest posterior in a direction is below what counts as certain.
fn doubt(tint: &RegionTint, u: Space) -> f64 {
    let posterior = tint.posterior(u.map(|x| x as f32));
    posterior.map_or(0.0, |p| f64::from(tint.uncertain_below) - p)
}

/// By how much the class that leads most reaches its margin in a direction.
fn lead(tint: &RegionTint, u: Space) -> f64 {
    tint.most_lead(u.map(|x| x as f32)).map_or(0.0, f64::from)
}

/// Above 0 where a direction is in doubt and in the margin zone.
fn doubt_in_zone(tint: &RegionTint, u: Space) -> f64 {
    doubt(tint, u).min(-lead(tint, u))
}

/// The lines around where the largest posterior is low, and around the part of it that lies in the margin zone.
fn band(figure: &GlobeFigure) -> [Vec<Vec<Space>>; 2] {
    let tint = figure.regions.as_ref();
    match tint.filter(|tint| tint.uncertain_below > 0.0) {
        Some(tint) => [
            band::zeros(&|u| doubt(tint, u)),
            band::zeros(&|u| doubt_in_zone(tint, u)),
        ],
        None => [Vec::new(), Vec::new()],
    }
}

impl Globe<'_> {
    fn draw(&self, canvas: &mut Canvas) -> Result<(), ExportError> {
        canvas.open("back");
        self.outer_axes(canvas, Side::Far);
        self.surface(canvas, Side::Far);
        self.on_surface(canvas, Side::Far)?;
        canvas.close();
        self.inner_axes(canvas);
        canvas.open("front");
        self.surface(canvas, Side::Near);
        self.on_surface(canvas, Side::Near)?;
        self.outer_axes(canvas, Side::Near);
        canvas.close();
        self.spots(canvas);
        if self.pen.named {
            labels::draw(canvas, self.pen, &self.frame, &self.view, &self.figure.axes);
        }
        Ok(())
    }

    /// Named points, the name below.
    fn spots(&self, canvas: &mut Canvas) {
        let mut taken: Vec<Frame> = Vec::new();
        for spot in &self.figure.spots {
            let Some(seen) = direction(spot.at).map(|at| self.view.turned(at)) else {
                continue;
            };
            let strength = if Side::Near.holds(seen) { 1.0 } else { 0.45 };
            let colour = self.pen.style.ground.mix(self.pen.style.text, strength);
            let [x, y] = self.view.project(seen);
            canvas.circle("spot", [x, y], 2.8 * self.unit, &Paint::fill(colour));
            if self.pen.named {
                let size = [font::width(&spot.name, self.pen.font), self.pen.font];
                let below = |line: u8| [x, y + (0.95 + f64::from(line)) * self.pen.font];
                let free = |line: &u8| {
                    let own = Frame::around(below(*line), size);
                    !taken.iter().any(|other| other.meets(&own))
                };
                let at = below((0..4).find(free).unwrap_or(0));
                taken.push(Frame::around(at, size));
                let text = Text::new(&spot.name, at, self.pen.font, colour);
                canvas.text("spot", &text.anchor(Anchor::Middle));
            }
        }
    }

    /// What a colour is on a side.
    fn dimmed(&self, colour: Rgba, side: Side) -> Rgba {
        match side {
            Side::Far => colour.mix(self.pen.style.ground, DIMMING),
            Side::Near => colour,
        }
    }

    fn surface(&self, canvas: &mut Canvas, side: Side) {
        let (colours, ground) = (&self.pen.style.globe, self.pen.style.ground);
        let body = match side {
            Side::Far => colours.body.mix(ground, 0.35),
            Side::Near => colours.body.faded(0.25),
        };
        let (centre, radius) = (self.view.centre, self.view.outline);
        canvas.circle("globe", centre, radius, &Paint::fill(body));
        self.regions(canvas, side);
        if side == Side::Near {
            shade::draw(canvas, colours, centre, radius);
            let rim = Paint::stroke(colours.rim, self.unit);
            canvas.circle("rim", centre, radius, &rim);
        }
    }

    /// Each class's region, the margin zone between them, and the band of doubt over both.
    fn regions(&self, canvas: &mut Canvas, side: Side) {
        let Some(tint) = &self.figure.regions else {
            return;
        };
        canvas.open("regions");
        let strength = match side {
            Side::Far => 0.5 * REGION,
            Side::Near => REGION,
        };
        // The whole side, less every region: by the even-odd rule what is left is the zone.
        let mut zone = Path::default().circle(self.view.centre, self.view.outline);
        for class in 0..tint.unit.len() {
            let path = self.region(tint, class, side);
            zone.0.push_str(&path.0);
            let colour = self.pen.style.class(class as u16).faded(strength);
            let paint = Paint::fill(colour).even_odd();
            canvas.path(&format!("region-{class}"), &path, &paint);
        }
        let strength = match side {
            Side::Far => ZONE.0,
            Side::Near => ZONE.1,
        };
        let margin = self.pen.style.globe.margin;
        let paint = Paint::fill(margin.faded(strength)).even_odd();
        canvas.path("margin", &zone, &paint);
        if side == Side::Near {
            self.band(canvas, tint);
            let zone = |seen: Space| lead(tint, self.view.back(seen)) < 0.0;
            let colour = self.pen.style.globe.hatch;
            hatch::draw(canvas, &self.view, self.unit, colour, zone);
        }
        canvas.close();
    }

    fn region(&self, tint: &RegionTint, class: usize, side: Side) -> Path {
        let own = self.ends.iter().filter(|(of, _)| usize::from(*of) == class);
        let lines: Vec<Vec<Space>> = own.map(|(_, line)| line.clone()).collect();
        self.filled(&lines, side, |seen| {
            let u = self.view.back(seen).map(|x| x as f32);
            tint.lead(class, u).is_some_and(|lead| lead >= 0.0)
        })
    }

    /// Where the posterior is low the regions are paler and the zone is darker.
    fn band(&self, canvas: &mut Canvas, tint: &RegionTint) {
        if tint.uncertain_below <= 0.0 {
            return;
        }
        let low = |seen: Space| doubt(tint, self.view.back(seen)) > 0.0;
        let nobody = |seen: Space| doubt_in_zone(tint, self.view.back(seen)) > 0.0;
        let zone = self.filled(&self.band[1], Side::Near, nobody);
        let mut all = self.filled(&self.band[0], Side::Near, low);
        all.0.push_str(&zone.0);
        let colours = &self.pen.style.globe;
        let paint = |colour: Rgba| Paint::fill(colour).even_odd();
        canvas.path("uncertain", &all, &paint(colours.body.faded(PALER)));
        canvas.path(
            "uncertain-margin",
            &zone,
            &paint(colours.margin.faded(DARKER)),
        );
    }

    /// The part of a side that `owns` tells of and that ends in `lines`.
    fn filled(&self, lines: &[Vec<Space>], side: Side, owns: impl Fn(Space) -> bool) -> Path {
        let outlines = side::outlines(&self.view, lines, side, owns);
        outlines.iter().fold(Path::default(), |path, outline| {
            let points = outline.iter().map(|at| self.view.project(*at));
            path.line(thin::thinned(points)).close()
        })
    }

    /// What lies on one side of the globe.
    fn on_surface(&self, canvas: &mut Canvas, side: Side) -> Result<(), ExportError> {
        self.graticule(canvas, side);
        let crowded = self.crowd() < CROWDED;
        if crowded {
            self.points(canvas, side)?;
        }
        self.borders(canvas, side);
        self.arrows(canvas, side);
        if !crowded {
            self.points(canvas, side)?;
        }
        Ok(())
    }

    /// Meridians and parallels every 30 degrees, without the fans at the poles.
    fn graticule(&self, canvas: &mut Canvas, side: Side) {
        let at = |longitude: i32, latitude: i32| {
            let (sin, cos) = f64::from(latitude).to_radians().sin_cos();
            let (east, front) = f64::from(longitude).to_radians().sin_cos();
            self.view.turned([cos * front, cos * east, sin])
        };
        let meridians = (0..360)
            .step_by(30)
            .map(|long| (-78..=78).step_by(6).map(|lat| at(long, lat)).collect());
        let parallels = [-60, -30, 0, 30, 60]
            .into_iter()
            .map(|lat| (0..=360).step_by(6).map(|long| at(long, lat)).collect());
        let lines: Vec<Vec<Space>> = meridians.chain(parallels).collect();
        let strength = if side == Side::Far { 0.10 } else { 0.20 };
        let colour = self.dimmed(self.pen.style.globe.grid, side).faded(strength);
        let path = self.lines(lines.iter(), side);
        canvas.path("graticule", &path, &Paint::stroke(colour, 0.8 * self.unit));
    }

    /// The parts of turned lines that lie on a side.
    fn lines<'l>(&self, lines: impl Iterator<Item = &'l Vec<Space>>, side: Side) -> Path {
        let runs = lines.flat_map(|line| side::runs(line, side));
        runs.fold(Path::default(), |path, run| {
            let points = run.points.iter().map(|at| self.view.project(*at));
            path.line(thin::thinned(points))
        })
    }

    fn borders(&self, canvas: &mut Canvas, side: Side) {
        let classes = self.curves.iter().map(|(class, _)| *class);
        let last = classes.max().map_or(0, |class| class + 1);
        for class in 0..last {
            let own = self.curves.iter().filter(|(of, _)| *of == class);
            let path = self.lines(own.map(|(_, line)| line), side);
            let colour = self.dimmed(self.pen.style.class(class), side);
            let paint = Paint::stroke(colour, 1.5 * self.unit).round();
            canvas.path(&format!("border-{class}"), &path, &paint);
        }
    }

    /// By how much points are smaller where many would cover each other.
    fn crowd(&self) -> f64 {
        crowd(self.figure.points.len())
    }

    fn points(&self, canvas: &mut Canvas, side: Side) -> Result<(), ExportError> {
        let points = self.figure.points.iter().filter_map(|point| {
            let seen = self.view.turned(direction(point.at)?);
            side.holds(seen).then(|| Dot {
                at: self.view.project(seen),
                class: point.class,
            })
        });
        let points: Vec<Dot> = points.filter(|dot| self.frame.holds(dot.at)).collect();
        // Half of the perspective, for the middle of each side.
        let scale = if side == Side::Far { 0.84 } else { 0.95 };
        let colour = |class: u16| self.pen.style.class(class);
        let outline = self.pen.style.globe.outline;
        let look = Look {
            radius: POINT / 2.0 * scale * self.crowd() * self.unit,
            colour: &|class| self.dimmed(colour(class), side),
            edge: Some((
                &|class| self.dimmed(colour(class).mix(outline, 0.55), side),
                0.6 * self.crowd() * self.unit,
            )),
            shapes: self.figure.shapes,
        };
        canvas.open("points");
        raster::dots(canvas, self.pen, &self.frame, &points, &look)?;
        canvas.close();
        Ok(())
    }

    fn arrows(&self, canvas: &mut Canvas, side: Side) {
        for arrow in &self.figure.arrows {
            let lines = self.arrow(arrow);
            let path = self.lines(lines.iter(), side);
            let ink = self
                .pen
                .style
                .class(arrow.class)
                .mix(self.pen.style.text, 0.4);
            let paint = Paint::stroke(self.dimmed(ink, side), 1.2 * self.unit).round();
            canvas.path("arrow", &path, &paint);
        }
    }

    /// An arrow's shaft on the sphere and its two barbs; nothing where it is too short to have a direction.
    fn arrow(&self, arrow: &GlobeArrow) -> Vec<Vec<Space>> {
        const SHORTEST: f64 = 0.004;
        let tip = [0, 1, 2].map(|i| f64::from(arrow.at[i]) + f64::from(arrow.by[i]));
        let (Some(from), Some(to)) = (direction(arrow.at), unit(tip)) else {
            return Vec::new();
        };
        let back = [0, 1, 2].map(|i| from[i] - to[i]);
        if view::dot(back, back).sqrt() < SHORTEST {
            return Vec::new();
        }
        let side = cross(to, back);
        let barb = |sign: f64| {
            let at = [0, 1, 2].map(|i| to[i] + 0.3 * back[i] + sign * 0.2 * side[i]);
            unit(at).unwrap_or(to)
        };
        let lines = [[from, to], [to, barb(1.0)], [to, barb(-1.0)]];
        let turned = lines.map(|line| line.map(|at| self.view.turned(at)).to_vec());
        turned.to_vec()
    }

    fn inner_axes(&self, canvas: &mut Canvas) {
        self.axes(canvas, (0.0, 1.0), (1.1, 0.5), |_| true, Side::Near);
    }

    /// The axes outside the globe, with their tips.
    fn outer_axes(&self, canvas: &mut Canvas, side: Side) {
        let here = |seen: Space| side.holds(seen.map(|x| TIP * x));
        self.axes(canvas, (1.0, TIP), (1.4, 0.3), here, side);
        for axis in &self.figure.axes {
            let Some(seen) = direction(axis.to).map(|to| self.view.turned(to)) else {
                continue;
            };
            if here(seen) {
                let at = self.view.project(seen.map(|x| TIP * x));
                let colour = self.dimmed(self.pen.style.class(axis.class), side);
                canvas.circle("tip", at, 3.0 * self.unit, &Paint::fill(colour));
            }
        }
    }

    /// The part of the axes between two distances from the centre; `look` is a width and how much it is of the text's colour.
    fn axes(
        &self,
        canvas: &mut Canvas,
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
            let ends = [from, to].map(|r| self.view.project(seen.map(|x| r * x)));
            let colour = self
                .pen
                .style
                .class(axis.class)
                .mix(self.pen.style.text, inked);
            let paint = Paint::stroke(self.dimmed(colour, side), width * self.unit);
            canvas.line(&format!("axis-{}", axis.class), &ends, &paint);
        }
    }
}
