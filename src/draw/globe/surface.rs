//! The surface of the globe on one side: body, regions, margin zone and light. Where there is a graphics card it draws the
//! surface for each pixel; what a file has of it is made here, by exact lines.

use std::sync::Arc;

use super::lines::turned;
use super::space::Space;
use super::{Side, View, band, hatch, shade, side, thin};
use crate::draw::{List, Paint, Path};
use crate::figure::globe::{GlobeFigure, RegionTint};
use crate::look::{Rgba, Style, size};

/// How strong the parts of a surface are; the shader and the lines of files both read it.
pub mod look {
    /// How much of its colour a class's region has on the near side; on the far side half of it.
    pub const REGION: f64 = 0.5;
    /// How strong the grey of the margin zone is on the far and on the near side.
    pub const ZONE: (f64, f64) = (0.3, 0.26);
    /// In the band of doubt a region loses so much of its colour, and the zone is so grey.
    pub const PALER: f64 = 0.5;
    pub const ZONE_IN_DOUBT: f64 = 0.52;
    /// How much of its colour the body has on the near side, and how much of the ground's on the far side.
    pub const BODY: f64 = 0.25;
    pub const BODY_FAR: f64 = 0.35;
    /// From one stripe of the zone's hatching to the next where the surface faces the eye, points of the window.
    pub const HATCH_APART: f64 = 7.0;
    /// Stripes in a radian, at the least and at the most.
    pub const HATCH_DENSITY: (f64, f64) = (8.0, 120.0);
    /// How strong a stripe is at its strongest.
    pub const HATCH: f64 = 0.5;
}

/// One side of the globe's surface.
#[derive(Clone, Debug)]
pub struct Surface {
    pub figure: Arc<GlobeFigure>,
    pub view: View,
    pub side: Side,
    pub style: Style,
    /// The window's point in px.
    pub unit: f64,
}

impl PartialEq for Surface {
    fn eq(&self, other: &Self) -> bool {
        // Figures are immutable: the same one looks the same.
        Arc::ptr_eq(&self.figure, &other.figure)
            && (self.view, self.side, self.style, self.unit)
                == (other.view, other.side, other.style, other.unit)
    }
}

impl Surface {
    /// Stripes of the hatching in a radian.
    pub fn hatching(&self) -> f64 {
        let (least, most) = look::HATCH_DENSITY;
        (self.view.outline / (look::HATCH_APART * self.unit)).clamp(least, most)
    }

    /// The surface as lines and fills, for files.
    pub fn drawn(&self) -> List {
        let mut list = List::default();
        let (palette, ground) = (self.style.palette(), self.style.ground());
        let body = match self.side {
            Side::Far => palette.globe.mix(ground, look::BODY_FAR),
            Side::Near => palette.globe.faded(look::BODY),
        };
        let (centre, radius) = (self.view.centre, self.view.outline);
        list.circle("globe", centre, radius, Paint::fill(body));
        if let Some(tint) = &self.figure.regions {
            self.regions(&mut list, tint);
        }
        if self.side == Side::Near {
            shade::draw(&mut list, palette, centre, radius);
            let rim = Paint::stroke(palette.rim, size::line::THIN * self.unit);
            list.circle("rim", centre, radius, rim);
        }
        list
    }

    /// Each class's region, the margin zone between them, and the band of doubt over both.
    fn regions(&self, list: &mut List, tint: &RegionTint) {
        list.open("regions");
        let ends = match self.figure.ends.is_empty() {
            true => &self.figure.curves,
            false => &self.figure.ends,
        };
        let ends = turned(&self.view, ends);
        let strength = match self.side {
            Side::Far => 0.5 * look::REGION,
            Side::Near => look::REGION,
        };
        // The whole side, less every region: by the even-odd rule what is left is the zone.
        let mut zone = Path::default().circle(self.view.centre, self.view.outline);
        for class in 0..tint.unit.len() {
            let path = self.region(tint, class, &ends);
            zone.extend(&path);
            let colour = self.style.solid(class as u16).faded(strength);
            let paint = Paint::fill(colour).even_odd();
            list.path(format!("region-{class}"), path, paint);
        }
        let strength = match self.side {
            Side::Far => look::ZONE.0,
            Side::Near => look::ZONE.1,
        };
        let palette = self.style.palette();
        let paint = Paint::fill(palette.globe_margin.faded(strength)).even_odd();
        list.path("margin", zone, paint);
        if self.side == Side::Near {
            self.band(list, tint);
            let zone = |seen: Space| lead(tint, self.view.back(seen)) < 0.0;
            hatch::draw(list, self, palette.globe_hatch, zone);
        }
        list.close();
    }

    fn region(&self, tint: &RegionTint, class: usize, ends: &[(u16, Vec<Space>)]) -> Path {
        let own = ends.iter().filter(|(of, _)| usize::from(*of) == class);
        let lines: Vec<Vec<Space>> = own.map(|(_, line)| line.clone()).collect();
        self.filled(&lines, |seen| {
            let u = self.view.back(seen).map(|x| x as f32);
            tint.lead(class, u).is_some_and(|lead| lead >= 0.0)
        })
    }

    /// Where the posterior is low the regions are paler and the zone is darker.
    fn band(&self, list: &mut List, tint: &RegionTint) {
        if tint.uncertain_below <= 0.0 || tint.uncertain_below.is_nan() {
            return;
        }
        let turned = |lines: Vec<Vec<Space>>| -> Vec<Vec<Space>> {
            let line = |line: Vec<Space>| line.into_iter().map(|at| self.view.turned(at)).collect();
            lines.into_iter().map(line).collect()
        };
        let low = |seen: Space| doubt(tint, self.view.back(seen)) > 0.0;
        let nobody = |seen: Space| doubt_in_zone(tint, self.view.back(seen)) > 0.0;
        let around_low = turned(band::zeros(&|u| doubt(tint, u)));
        let around_nobody = turned(band::zeros(&|u| doubt_in_zone(tint, u)));
        let zone = self.filled(&around_nobody, nobody);
        let mut all = self.filled(&around_low, low);
        all.extend(&zone);
        let palette = self.style.palette();
        let paint = |colour: Rgba| Paint::fill(colour).even_odd();
        list.path("uncertain", all, paint(palette.globe.faded(look::PALER)));
        // What is over what, so that together they are as grey as the shader has it.
        let darker = (look::ZONE_IN_DOUBT - look::ZONE.1) / (1.0 - look::ZONE.1);
        let zone_paint = paint(palette.globe_margin.faded(darker));
        list.path("uncertain-margin", zone, zone_paint);
    }

    /// The part of the side that `owns` tells of and that ends in `lines`.
    fn filled(&self, lines: &[Vec<Space>], owns: impl Fn(Space) -> bool) -> Path {
        let outlines = side::outlines(&self.view, lines, self.side, owns);
        outlines.iter().fold(Path::default(), |path, outline| {
            let points = outline.iter().map(|at| self.view.place(*at));
            path.line(thin::thinned(points)).close()
        })
    }
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
