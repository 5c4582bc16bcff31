//! The surface of the globe as lines and fills, for files: each region ends exactly where the formulas say.

use super::lines::turned;
use super::space::Space;
use super::surface::{Surface, look};
use super::{Side, band, hatch, shade, side, thin};
use crate::draw::{List, Paint, Path};
use crate::figure::globe::RegionTint;
use crate::look::{Rgba, size};

/// The surface as a display list of paths and glows, for files.
pub fn vectors(surface: &Surface) -> List {
    Drawing(surface).drawn()
}

struct Drawing<'a>(&'a Surface);

impl Drawing<'_> {
    fn drawn(&self) -> List {
        let mut list = List::default();
        let (palette, ground) = (self.0.style.palette(), self.0.style.ground());
        let body = match self.0.side {
            Side::Far => palette.globe.mix(ground, look::BODY_FAR),
            Side::Near => palette.globe.faded(self.0.body()),
        };
        let (centre, radius) = (self.0.view.centre, self.0.view.outline);
        list.circle("globe", centre, radius, Paint::fill(body));
        if let Some(tint) = &self.0.figure.regions {
            self.regions(&mut list, tint);
        }
        if self.0.side == Side::Near {
            shade::draw(&mut list, palette, centre, radius);
            let rim = Paint::stroke(palette.rim, size::line::THIN * self.0.unit);
            list.circle("rim", centre, radius, rim);
        }
        list
    }

    /// Each class's region, the margin zone between them, and the band of doubt over both.
    fn regions(&self, list: &mut List, tint: &RegionTint) {
        list.open("regions");
        let ends = match self.0.figure.ends.is_empty() {
            true => &self.0.figure.curves,
            false => &self.0.figure.ends,
        };
        let ends = turned(&self.0.view, ends);
        let strength = match self.0.side {
            Side::Far => look::REGION_FAR,
            Side::Near => look::REGION,
        };
        // By the even-odd rule the whole side with the outlines of all regions in it is the margin zone.
        let mut zone = Path::default().circle(self.0.view.centre, self.0.view.outline);
        for class in 0..tint.unit.len() {
            let path = self.region(tint, class, &ends);
            zone.extend(&path);
            let colour = self.0.region(class as u16).faded(strength);
            let paint = Paint::fill(colour).even_odd();
            list.path(format!("region-{class}"), path, paint);
        }
        let strength = match self.0.side {
            Side::Far => look::ZONE.0,
            Side::Near => look::ZONE.1,
        };
        let [grey, hatch] = self.0.zone();
        let paint = Paint::fill(grey.faded(strength)).even_odd();
        list.path("margin", zone, paint);
        if self.0.side == Side::Near {
            self.band(list, tint);
            let zone = |seen: Space| lead(tint, self.0.view.back(seen)) < 0.0;
            hatch::draw(list, self.0, hatch, zone);
        }
        list.close();
    }

    fn region(&self, tint: &RegionTint, class: usize, ends: &[(u16, Vec<Space>)]) -> Path {
        let own = ends.iter().filter(|(of, _)| usize::from(*of) == class);
        let lines: Vec<Vec<Space>> = own.map(|(_, line)| line.clone()).collect();
        self.filled(&lines, |seen| {
            let u = self.0.view.back(seen).map(|x| x as f32);
            tint.lead(class, u).is_some_and(|lead| lead >= 0.0)
        })
    }

    /// Where the posterior is low the regions are paler and the zone is darker.
    fn band(&self, list: &mut List, tint: &RegionTint) {
        if tint.uncertain_below <= 0.0 || tint.uncertain_below.is_nan() {
            return;
        }
        let turned = |lines: Vec<Vec<Space>>| -> Vec<Vec<Space>> {
            let line =
                |line: Vec<Space>| line.into_iter().map(|at| self.0.view.turned(at)).collect();
            lines.into_iter().map(line).collect()
        };
        let low = |seen: Space| doubt(tint, self.0.view.back(seen)) > 0.0;
        let nobody = |seen: Space| doubt_in_zone(tint, self.0.view.back(seen)) > 0.0;
        let around_low = turned(band::zeros(&|u| doubt(tint, u)));
        let around_nobody = turned(band::zeros(&|u| doubt_in_zone(tint, u)));
        let zone = self.filled(&around_nobody, nobody);
        let mut all = self.filled(&around_low, low);
        all.extend(&zone);
        let palette = self.0.style.palette();
        let paint = |colour: Rgba| Paint::fill(colour).even_odd();
        list.path("uncertain", all, paint(palette.globe.faded(look::PALER)));
        // The grey of the zone lies below already; this much more over it gives the shader's strength.
        let darker = (look::ZONE_IN_DOUBT - look::ZONE.1) / (1.0 - look::ZONE.1);
        let zone_paint = paint(self.0.zone()[0].faded(darker));
        list.path("uncertain-margin", zone, zone_paint);
    }

    /// The part of the side that `lines` bound and where `owns` holds.
    fn filled(&self, lines: &[Vec<Space>], owns: impl Fn(Space) -> bool) -> Path {
        let outlines = side::outlines(&self.0.view, lines, self.0.side, owns);
        outlines.iter().fold(Path::default(), |path, outline| {
            let points = outline.iter().map(|at| self.0.view.place(*at));
            path.line(thin::thinned(points)).close()
        })
    }
}

/// By how much the largest posterior in a direction is below what counts as certain.
fn doubt(tint: &RegionTint, u: Space) -> f64 {
    let posterior = tint.posterior(u.map(|x| x as f32));
    posterior.map_or(0.0, |p| f64::from(tint.uncertain_below) - p)
}

/// The largest lead of any class in a direction, see [`RegionTint::most_lead`].
fn lead(tint: &RegionTint, u: Space) -> f64 {
    tint.most_lead(u.map(|x| x as f32)).map_or(0.0, f64::from)
}

/// Above 0 where a direction is in doubt and in the margin zone.
fn doubt_in_zone(tint: &RegionTint, u: Space) -> f64 {
    doubt(tint, u).min(-lead(tint, u))
}
